# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Annotated lines: what is read, what is refused, and that a refusal says nothing of the line."""

import json
from typing import Any

import pytest

from clearance.core.evaluation.documents import (
    LABELS,
    Document,
    Span,
    prompts,
    read_document,
    spread,
    write_document,
)
from clearance.errors import Malformed

SECRET = "Zanzibar"


def line(**changed: Any) -> bytes:
    value = {"id": "a", "text": f"{SECRET} x", "spans": [{"start": 0, "end": 8, "label": "PERSON"}]} | changed
    return json.dumps(value).encode()


def span(**changed: Any) -> list[dict[str, Any]]:
    return [{"start": 0, "end": 8, "label": "PERSON"} | changed]


def test_a_line_is_read() -> None:
    spans = [
        {"start": 0, "end": 2, "label": "FAX", "sub": "x"},
        {"start": 3, "end": 4, "label": "IP", "optional": True},
    ]
    read = read_document(json.dumps({"id": "a", "text": "añ b", "spans": spans, "more": 1}).encode())
    assert read == Document("a", "añ b", (Span(0, 2, "FAX"), Span(3, 4, "IP", optional=True)), "", "clean")
    assert read_document(line(source="s", noise="ocr")).source == "s"
    assert read_document(line(source="s", noise="ocr")).noise == "ocr"


def test_an_empty_text_is_a_document() -> None:
    assert read_document(line(text="", spans=[])) == Document("a", "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "is not JSON in UTF-8"),
        (b"\n", "is not JSON in UTF-8"),
        (b'{"id": "\xff"}', "is not JSON in UTF-8"),
        (b"[" * 100_000, "is not JSON in UTF-8"),
        (b"[]", "is not a JSON object"),
        (line(id=SECRET).replace(b'"id"', b'"name"'), '"id" is not a string'),
        (line(id=5), '"id" is not a string'),
        (line(text=None), '"text" is not a string'),
        (line(text=f"{SECRET}\ud800"), '"text" holds half a surrogate pair'),
        (line(spans={}), '"spans" is not a list'),
        (line(source=1), '"source" or "noise" is not a string'),
        (line(noise=None), '"source" or "noise" is not a string'),
        (line(spans=[SECRET]), "span 0 is not an object"),
        (line(spans=span(start="0")), "span 0: start or end is not an integer"),
        (line(spans=span(end=True)), "span 0: start or end is not an integer"),
        (line(spans=span(start=8)), "span 0 does not lie in the text or is empty"),
        (line(spans=span(start=-1)), "span 0 does not lie in the text or is empty"),
        (line(spans=span(end=11)), "span 0 does not lie in the text or is empty"),
        (line(spans=span(label=SECRET)), "span 0 has an unknown label"),
        (line(spans=span(label=["PERSON"])), "span 0 has an unknown label"),
        (line(spans=span(label="TOKEN_LITERAL")), "span 0 has an unknown label"),
        (line(spans=span(optional=SECRET)), 'span 0: "optional" is not true or false'),
    ],
)
def test_anything_else_is_refused_without_content(given: bytes, said: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_document(given)
    assert refused.value.safe_message == said
    assert refused.value.__cause__ is None


def test_there_are_21_labels() -> None:
    assert len(LABELS) == 21
    assert "HEALTH_PLAN_ID" in LABELS


@pytest.mark.parametrize(
    "document",
    [
        Document("a", "Jo ñ", (Span(0, 2, "PERSON"), Span(3, 4, "URL", optional=True)), "notes", "ocr"),
        Document("b", "", source="s"),
    ],
)
def test_what_is_written_is_read(document: Document) -> None:
    assert read_document(write_document(document).encode()) == document


def test_a_document_shows_nothing_of_its_text() -> None:
    assert repr(Document("a", SECRET, (Span(0, 2, "IP"),))) == "<document: 8 characters, 1 spans>"


def test_a_limit_takes_documents_from_everywhere() -> None:
    every = [Document(str(at), "x") for at in range(10)]
    assert [one.id for one in spread(every, 4)] == ["0", "2", "5", "7"]
    assert spread(every, 10) is every


def test_prompts_have_one_size_and_the_same_order_each_time() -> None:
    documents = [Document("a", "alpha"), Document("b", "beta"), Document("c", ""), Document("d", "gamma")]
    made = prompts(documents, 5, 12)
    assert [len(one) for one in made] == [12] * 5
    assert made == prompts(documents[::-1], 5, 12)
    assert set("".join(made)) == set("alphabetagamma\n")
    assert prompts([Document("long", "abc" * 10)], 2, 4) == ["abca", "bcab"]


def test_no_text_makes_no_prompts() -> None:
    assert prompts([Document("a", "")], 3, 10) == []
