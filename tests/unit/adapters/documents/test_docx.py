# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""DOCX: which text comes out, and which files are refused."""

import io
import zipfile

import pytest

from clearance.adapters.documents import docx as module
from clearance.adapters.documents.docx import Unreadable, docx_text
from tests.unit.adapters.documents.made import archive, docx, paragraph


def why(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        docx_text(data)
    return caught.value.why


def test_paragraphs_tables_and_marks() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("MRN", "12345"))
    body = (
        paragraph("Jane &amp; Doe")
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        + "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><a:t>d</a:t></w:r></w:p>"
    )
    assert docx_text(docx(body)) == "Jane & Doe\nMRN\n\t12345\n\t\na\tb\nc-d\n"


def test_headers_and_notes_follow_and_properties_do_not() -> None:
    text = docx_text(docx(paragraph("body"), header1=paragraph("head"), footnotes=paragraph("note"), comments="secret"))
    assert text == "body\nnote\nhead\n"


def test_deleted_text_field_codes_and_fallbacks_are_left_out() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:instrText>HYPERLINK</w:instrText></w:r>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t>once</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>twice</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert docx_text(docx(body)) == "once\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 nothing", "damaged"),
        (archive({"xl/workbook.xml": "<x/>"}), "unknown"),
        (archive({"word/document.xml": "<w:p>"}), "damaged"),
        (archive({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "damaged"),
        (archive({"word/document.xml": "<x>" * 300 + "</x>" * 300}), "damaged"),
        (archive({"word/document.xml": "<x/>"} | {f"f{n}": "" for n in range(4096)}), "damaged"),
    ],
)
def test_files_that_are_refused(data: bytes, reason: str) -> None:
    assert why(data) == reason


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNPACKED", 5_000)
    assert why(docx(paragraph("x" * 10_000))) == "too_large"
    assert why(docx(paragraph("x" * 3_000), header1=paragraph("x" * 3_000))) == "too_large"


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", "<x/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("word/document.xml", "<y/>")
    assert why(out.getvalue()) == "damaged"


def test_a_locked_part_is_refused() -> None:
    data = bytearray(docx(paragraph("x")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert why(bytes(data)) == "encrypted"
