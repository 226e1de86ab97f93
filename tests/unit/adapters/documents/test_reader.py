# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Documents are read by processes that may do nothing else, within limits."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from clearance.adapters.documents import pdf as pdf_module
from clearance.adapters.documents.child import answer, clean
from clearance.adapters.documents.docx import Unreadable
from clearance.adapters.documents.pdf import load
from clearance.adapters.documents.reader import ProcessReader, ReaderLimits
from clearance.errors import Overloaded, PartRefused
from tests.unit.adapters.documents.made import archive, docx, locked_pdf, paragraph, pdf

SOURCE = Path(__file__).resolve().parents[4] / "src"


def read(kind: str, data: bytes, limits: ReaderLimits | None = None) -> str:
    return asyncio.run(ProcessReader(limits).text(kind, data))


def refusal(kind: str, data: bytes, limits: ReaderLimits | None = None) -> str:
    with pytest.raises(PartRefused) as caught:
        read(kind, data, limits)
    return caught.value.safe_message


def test_a_pdfs_text_comes_out_and_its_metadata_does_not() -> None:
    text = read("pdf", pdf("Patient: Jane Doe\nSSN 536-22-8714", "", "Second", secret="secret author"))
    assert text == "Patient: Jane Doe\nSSN 536-22-8714\n\n[page 2 holds no text]\n\nSecond"


def test_a_docx_comes_out() -> None:
    assert read("docx", docx(paragraph("Jane"))) == "Jane\n"


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        ("pdf", pdf("", ""), "no text layer"),
        ("pdf", b"%PDF-1.4 nothing", "could not be read"),
        ("pdf", locked_pdf(), "password"),
        ("docx", docx(paragraph(" ")), "no text layer"),
        ("docx", archive({"a": "b"}), "only PDF, DOCX and text"),
    ],
)
def test_what_cannot_be_read_is_refused(kind: str, data: bytes, text: str) -> None:
    assert text in refusal(kind, data)


def test_limits_of_characters_time_and_memory() -> None:
    long = docx(paragraph("x" * 10_000))
    assert "over the limits" in refusal("docx", long, ReaderLimits(characters=9_999))
    assert "over the limits" in refusal("docx", long, ReaderLimits(seconds=0.001))
    huge = docx(paragraph("x" * 30_000_000))
    assert "over the limits" in refusal("docx", huge, ReaderLimits(memory=120_000_000))
    assert "could not be read" in refusal("docx", docx("<w:p/>" * 4_000_000), ReaderLimits(cpu_seconds=1))
    assert "over the limits" in refusal("pdf", pdf("x"), ReaderLimits(seconds=0.001))


def test_a_process_that_says_too_much_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    talker = tmp_path / "talker"
    talker.write_text("#!/bin/sh\nexec yes +\n")
    talker.chmod(0o700)
    monkeypatch.setattr(sys, "executable", os.fspath(talker))
    assert "over the limits" in refusal("docx", b"x" * 1_000_000, ReaderLimits(characters=100_000))


def test_a_process_that_cannot_start_is_no_fault_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with pytest.raises(Overloaded):
        read("docx", b"")


def test_a_process_that_answers_with_no_text_has_not_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "could not be read" in refusal("docx", b"x" * 1_000_000)


def test_the_reader_can_open_nothing_once_it_reads() -> None:
    program = (
        "import socket, subprocess, sys\n"
        "from clearance.adapters.documents.child import harden, shut\n"
        "harden(5, 1 << 30)\n"
        "shut()\n"
        "def works(act):\n"
        "    try:\n"
        "        act()\n"
        "    except OSError:\n"
        "        return False\n"
        "    return True\n"
        "print(works(socket.socket), works(lambda: open('/etc/hostname')), works(lambda: subprocess.run(['true'])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={"PYTHONPATH": os.fspath(SOURCE)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "False False False\n"


def test_what_a_reader_says_is_text_or_a_closed_reason() -> None:
    assert answer("docx", docx(paragraph("Jane")), None, 10) == b"+Jane\n"
    assert answer("docx", b"", None, 10) == b"-damaged"
    assert answer("pdf", pdf("Jane"), pypdfium2, 10) == b"+Jane"
    assert clean("a\x00b\ud800c\n\td\r") == "abc\n\td"


def test_memory_that_runs_out_is_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_data: bytes, _pdfium: object) -> str:
        raise MemoryError

    monkeypatch.setattr("clearance.adapters.documents.child.pdf_text", full)
    assert answer("pdf", b"", None, 10) == b"-too_large"


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "MAX_PAGES", 1)
    assert answer("pdf", pdf("a", "b"), pypdfium2, 10) == b"-too_large"


def test_without_the_extra_pdf_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(Unreadable, match="unavailable"):
        load()
