# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which parts hold documents, of which kind, and the body with texts in their places."""

import base64
import json
from typing import Any

import pytest

from clearance.core.codec.documents import MAX_DOCUMENTS, Document, documents_in, with_texts
from clearance.core.codec.json_splice import replace_objects
from clearance.errors import ClearanceError, Malformed

PDF, DOCX, TEXT = b"%PDF-1.7 x", b"PK\x03\x04 x", b"Jane Doe"


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def url(data: bytes, mime: str = "application/pdf") -> str:
    return f"data:{mime};base64,{coded(data)}"


def found(wire: str, value: Any) -> list[tuple[str, bytes, str]]:
    return [(str(one.kind), one.data, one.path) for one in documents_in(wire, json.dumps(value).encode())]


def chat(*parts: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": list(parts)}]}


def file(data: str, **more: Any) -> dict[str, Any]:
    return {"type": "file", "file": {"filename": "Jane Doe.pdf", "file_data": data} | more}


def document(data: bytes, mime: str, **more: Any) -> dict[str, Any]:
    return {"type": "document", "source": {"type": "base64", "media_type": mime, "data": coded(data)}} | more


def converse(form: Any, data: bytes, **more: Any) -> dict[str, Any]:
    return {"document": {"format": form, "name": "Jane Doe", "source": {"bytes": coded(data)}} | more}


def test_each_wire_has_its_shape() -> None:
    assert found("openai", chat({"type": "text", "text": "x"}, file(url(PDF)), file(coded(DOCX)))) == [
        ("pdf", PDF, "messages[0].content[1]"),
        ("docx", DOCX, "messages[0].content[2]"),
    ]
    item = {"type": "input_file", "filename": "a.txt", "file_data": url(TEXT, "text/plain;charset=utf-8")}
    responses = {"input": [{"role": "user", "content": [item]}]}
    assert found("openai", responses) == [("text", TEXT, "input[0].content[0]")]
    result = {"type": "tool_result", "content": [document(TEXT, "application/json")]}
    blocks = {"system": [document(PDF, "image/png")], "messages": [{"role": "user", "content": [result]}]}
    assert found("anthropic", blocks) == [
        ("pdf", PDF, "system[0]"),
        ("text", TEXT, "messages[0].content[0].content[0]"),
    ]
    parts = [
        {"inlineData": {"mimeType": "application/pdf", "data": coded(PDF)}},
        {"inline_data": {"mime_type": "text/csv", "data": base64.urlsafe_b64encode(b"\xfb\xff").decode().rstrip("=")}},
    ]
    assert found("gemini", {"contents": [{"parts": parts}]}) == [
        ("pdf", PDF, "contents[0].parts[0]"),
        ("text", b"\xfb\xff", "contents[0].parts[1]"),
    ]


def test_converse_names_a_format() -> None:
    inner = {"toolResult": {"toolUseId": "t", "content": [converse("docx", DOCX), {"text": "x"}]}}
    texts = [converse(form, TEXT) for form in ("txt", "md", "csv", "html")]
    asked = chat({"text": "hello"}, converse("pdf", PDF, context="x", citations={"enabled": True}), inner, *texts)
    expected = [
        ("pdf", PDF, "messages[0].content[1]"),
        ("docx", DOCX, "messages[0].content[2].toolResult.content[0]"),
        *(("text", TEXT, f"messages[0].content[{place}]") for place in range(3, 7)),
    ]
    assert found("bedrock", asked) == expected
    counted = [(kind, data, f"input.converse.{path}") for kind, data, path in expected]
    assert found("bedrock", {"input": {"converse": asked}}) == counted
    nulls = {
        "document": converse("pdf", PDF)["document"] | {"source": {"bytes": coded(PDF), "text": None}},
        "text": None,
    }
    assert found("bedrock", chat(nulls)) == [("pdf", PDF, "messages[0].content[0]")]


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("nobody", chat(file(url(PDF)))),
        ("openai", chat({"type": "text", "text": "file_data"})),
        ("openai", chat(file(url(b"\x89PNG", "image/png")))),
        ("openai", chat(file("data:application/pdf;base64,?"))),
        ("openai", chat(file(""))),
        ("openai", chat(file(url(PDF), file_id="f"))),
        ("openai", chat({"type": "input_file", "file_data": url(PDF), "file_url": "https://x"})),
        ("openai", chat({"type": "file", "file": "file_data"})),
        ("openai", chat({"type": "file", "file": {"file_data": 7}})),
        ("openai", {"metadata": file(url(PDF))}),
        ("openai", ["file_data"]),
        ("anthropic", chat({"type": "document", "source": {"type": "base64", "media_type": 7, "data": coded(PDF)}})),
        ("anthropic", chat({"type": "document", "source": {"type": "text", "data": "base64"}})),
        ("anthropic", chat({"type": "document", "source": "base64"})),
        ("anthropic", chat({"type": "tool_use", "input": document(PDF, "application/pdf")})),
        ("gemini", {"contents": [{"inlineData": "x"}]}),
        ("bedrock", chat(converse("doc", b"\xd0\xcf\x11\xe0"))),
        ("bedrock", chat(converse(7, TEXT))),
        ("bedrock", chat(converse("pdf", PDF) | {"text": "two things"})),
        ("bedrock", chat(converse("pdf", PDF, source={"bytes": coded(PDF), "s3Location": {"uri": "s3://b/k"}}))),
        ("bedrock", chat(converse("pdf", PDF, source={"s3Location": {"uri": "s3://b/k"}, "bytes": None}))),
        ("bedrock", chat(converse("pdf", PDF, source="bytes"))),
        ("bedrock", chat({"document": "bytes"})),
        ("bedrock", chat({"toolUse": {"input": converse("pdf", PDF)}})),
        ("bedrock", chat({"toolResult": {"content": [{"json": converse("pdf", PDF)}]}})),
    ],
)
def test_what_is_no_document_stays(wire: str, value: Any) -> None:
    assert found(wire, value) == []


def test_a_body_that_is_not_json_is_malformed() -> None:
    with pytest.raises(Malformed):
        documents_in("openai", b'{"file_data"')


def test_documents_are_counted() -> None:
    assert len(found("openai", chat(*[file(url(PDF))] * (MAX_DOCUMENTS + 1)))) == MAX_DOCUMENTS


def test_a_text_part_takes_the_place_and_every_other_byte_stays() -> None:
    part = (
        b'{ "type":"file", "file" : {"file_data":"%b","filename":"Jane.pdf"}, "x":[{},[1.50]] }' % coded(PDF).encode()
    )
    body = b'{"n": 1.50,"messages":[ {"content":[%b , {"type":"text","text":"a\\"{"}, %b ]} ] ,"z":"{"}' % (part, part)
    documents = documents_in("openai", body)
    assert with_texts(body, documents, ["one {", 'tw"o']) == (
        b'{"n": 1.50,"messages":[ {"content":[{"type":"text","text":"one {"} , '
        b'{"type":"text","text":"a\\"{"}, {"type":"text","text":"tw\\"o"} ]} ] ,"z":"{"}'
    )


def test_marks_of_the_conversation_stay_and_names_do_not() -> None:
    kept = {"cache_control": {"type": "ephemeral"}, "title": "Jane Doe", "citations": {"enabled": True}}
    body = json.dumps(chat(document(PDF, "application/pdf", **kept))).encode()
    after = json.loads(with_texts(body, documents_in("anthropic", body), ["t"]))
    assert after["messages"][0]["content"] == [{"type": "text", "cache_control": {"type": "ephemeral"}, "text": "t"}]
    body = json.dumps(chat(converse("pdf", PDF, context="Jane", citations={"enabled": True}))).encode()
    assert json.loads(with_texts(body, documents_in("bedrock", body), ["t"])) == chat({"text": "t"})
    blob = {"contents": [{"parts": [{"inlineData": {"mimeType": "text/plain", "data": coded(TEXT)}}]}]}
    body = json.dumps(blob).encode()
    assert json.loads(with_texts(body, documents_in("gemini", body), ["t"])) == {
        "contents": [{"parts": [{"text": "t"}]}]
    }


def test_documents_show_nothing_of_themselves() -> None:
    (one,) = documents_in("openai", json.dumps(chat(file(url(TEXT, "text/plain")))).encode())
    assert isinstance(one, Document)
    assert "Jane" not in repr(one)


def test_an_object_that_is_not_there_is_an_error() -> None:
    for data in (b'{"a":1}', b'{"a":1'):
        with pytest.raises(ClearanceError):
            replace_objects(data, {(0, 3): b""} if data.endswith(b"}") else {(0, 1): b""})
