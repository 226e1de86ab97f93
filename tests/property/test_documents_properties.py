# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""However a body is printed, exactly the documents in it become text."""

import base64
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.documents import documents_in, with_texts

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), WORDS, st.sampled_from(["{", '"', "\\", "[]", "}"]))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def parts(draw: st.DrawFn) -> tuple[Any, bytes | None]:
    """A part, and the bytes of the document in it."""
    if draw(st.booleans()):
        return draw(st.dictionaries(WORDS, VALUES, max_size=3)), None
    data = b"%PDF-" + draw(st.binary(max_size=8))
    file = draw(st.dictionaries(WORDS, VALUES, max_size=2)) | {"file_data": base64.b64encode(data).decode()}
    file |= {"file_id": None, "file_url": None}
    return draw(st.dictionaries(WORDS, VALUES, max_size=2)) | {"file": file, "type": "file"}, data


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Any, bytes | None]:
    """A Converse block, and the bytes of the document in it."""
    if draw(st.booleans()):
        return draw(st.dictionaries(WORDS, VALUES, max_size=3)), None
    data = b"%PDF-" + draw(st.binary(max_size=8))
    source = {"bytes": base64.b64encode(data).decode(), "s3Location": None}
    document = draw(st.dictionaries(WORDS, VALUES, max_size=3)) | {"format": "pdf", "source": source}
    return {"document": document, "text": None}, data


@given(st.lists(blocks(), max_size=4), WORDS, st.sampled_from([None, 1]), VALUES)
def test_exactly_the_documents_of_converse_become_text(
    drawn: list[tuple[Any, bytes | None]], text: str, indent: int | None, before: Any
) -> None:
    value = {"x": before, "messages": [{"content": [block for block, _ in drawn]}], "z": before}
    body = json.dumps(value, indent=indent).encode()
    documents = documents_in("bedrock", body)
    assert [one.data for one in documents] == [data for _, data in drawn if data is not None]
    after = with_texts(body, documents, [text] * len(documents))
    expected = [block if data is None else {"text": text} for block, data in drawn]
    assert json.loads(after) == value | {"messages": [{"content": expected}]}


@given(st.lists(parts(), max_size=4), WORDS, st.sampled_from([None, 1]), st.booleans(), VALUES)
def test_exactly_the_documents_become_text(
    drawn: list[tuple[Any, bytes | None]],
    text: str,
    indent: int | None,
    ascii_: bool,  # noqa: FBT001 - drawn
    before: Any,
) -> None:
    value = {"x": before, "messages": [{"content": [part for part, _ in drawn]}], "z": before}
    body = json.dumps(value, indent=indent, ensure_ascii=ascii_).encode()
    documents = documents_in("openai", body)
    assert [one.data for one in documents] == [data for _, data in drawn if data is not None]
    after = with_texts(body, documents, [text] * len(documents))
    expected = [part if data is None else {"type": "text", "text": text} for part, data in drawn]
    assert json.loads(after) == value | {"messages": [{"content": expected}]}
