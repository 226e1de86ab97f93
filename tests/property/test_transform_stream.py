# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Streams: any split gives the same text, little is held, nothing partial is released; JSON stays JSON."""

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.transform.restore import StreamRestorer, restore_json_text, restore_text
from clearance.core.transform.token_map import TokenMap

VALUES = {
    "[PERSON_7K3FQ2MA]": "Jane",
    "[PERSON_7K3FQ2MB]": 'O"N\\eil\n[PERSON_7K3FQ2MA]',
    "[DEVICE_ID_00000001]": "",
    "[AGE_DATEDATE]": "93",
    "[DATE_7K3FQ2MA]": "1990-01-02",
    "[SECRET_AAAAAAAA]": "k3y \u00e9\U0001d4b3",
}
TOKENS = TokenMap(VALUES)
FRAGMENTS = st.sampled_from(
    [
        *VALUES,
        *(token[1:-1].lower() for token in VALUES),
        *(token[1:-1] for token in VALUES),
        *("\\[PERSON\\_7K3FQ2MA\\]", "[ DEVICE _ID 00000001 ]", "AGE_DATEDATE 7K3FQ2MA", "[PERSON_7K3FQ2MX]"),
        *("[", "]", "\\", "_", " ", "  ", ".", "x", "\u00e9", "\U0001d4b3", "\n", "\t", "(", "**", "A"),
        *("PERSON", "DEVICE_", "7K3FQ2M", "https://x.org/", "//", '"', "'", "<", ">", "www.", "?a=", "http:"),
    ]
)
TEXTS = st.lists(FRAGMENTS | st.text(max_size=4), max_size=14).map("".join)
JSON_FRAGMENTS = st.sampled_from(
    ["\\u005b", "\\ud835\\udcb3", "\\ud835", "\\n", '\\"', "\\\\", "\\u00", "\\", '"', "{", ":", ",", "\\\\[", "\\\\]"]
)
JSON_TEXTS = st.lists(FRAGMENTS | JSON_FRAGMENTS, max_size=14).map("".join)
CUTS = st.lists(st.integers(0, 200), max_size=8)


def split(text: str, cuts: list[int]) -> list[str]:
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[a:b] for a, b in pairwise(edges)]


@given(TEXTS, CUTS)
def test_any_split_of_a_text_restores_alike_and_little_is_held(text: str, cuts: list[int]) -> None:
    whole = restore_text(text, TOKENS)
    stream = StreamRestorer(TOKENS)
    released, read = "", ""
    for piece in split(text, cuts):
        released += stream.feed(piece)
        read += piece
        # What is out is final: no beginning of a token that a later piece completes.
        assert whole.text.startswith(released)
        # Even had the text ended here, no more than the longest spelling would be outstanding.
        ended = restore_text(read, TOKENS).text
        assert ended.startswith(released)
        assert len(ended) - len(released) <= stream.max_held
    assert released + stream.finish() == whole.text
    assert stream.count == whole.count


@given(JSON_TEXTS, CUTS)
def test_any_split_of_a_json_text_restores_alike(text: str, cuts: list[int]) -> None:
    whole = restore_json_text(text, TOKENS)
    stream = StreamRestorer(TOKENS, json=True)
    released = ""
    for piece in split(text, cuts):
        released += stream.feed(piece)
        assert whole.text.startswith(released)
    assert released + stream.finish() == whole.text
    assert stream.count == whole.count


@given(TEXTS)
def test_one_character_at_a_time_is_a_split_too(text: str) -> None:
    stream = StreamRestorer(TOKENS)
    assert "".join(map(stream.feed, text)) + stream.finish() == restore_text(text, TOKENS).text


@given(TEXTS)
def test_a_text_without_any_suffix_of_the_map_is_left(text: str) -> None:
    other = TokenMap({"[PERSON_ZZZZZZZZ]": "never"})
    assert restore_text(text, other).text == text or "ZZZZZZZZ" in text.upper()


def leaves(value: Any) -> Any:
    """Every string of a parsed JSON value restored; objects as lists of pairs."""
    if isinstance(value, str):
        return restore_text(value, TOKENS).text
    if isinstance(value, list):
        return [leaves(item) for item in value]
    if isinstance(value, tuple):
        return tuple(leaves(item) for item in value)
    return value


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(JSON_VALUES, st.booleans(), CUTS)
def test_json_restored_as_text_equals_json_restored_leaf_by_leaf(value: Any, ascii_only: bool, cuts: list[int]) -> None:  # noqa: FBT001 - a drawn value
    text = json.dumps(value, ensure_ascii=ascii_only)
    stream = StreamRestorer(TOKENS, json=True)
    restored = "".join(stream.feed(piece) for piece in split(text, cuts)) + stream.finish()
    assert json.loads(restored, object_pairs_hook=tuple) == leaves(json.loads(text, object_pairs_hook=tuple))
