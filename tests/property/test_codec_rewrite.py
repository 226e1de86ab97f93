# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Rewriting changes what it was told to change, and nothing else."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.json_splice import number_spans, rewrite, string_spans
from clearance.core.codec.json_text import parse
from clearance.core.codec.json_walk import FREE, Rules, collect
from clearance.core.codec.wire import Address

RULES = Rules(known_keys=frozenset({"a", "b"}), strict=False, rewrite_keys=True)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
)
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, TEXT, st.sampled_from(["\\", '"', '\\"', "{", "[1", "{}"]))


def _containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(TEXT, st.sampled_from(["a", "b", "type", "store"])), inner, max_size=4),
        st.builds(lambda value, ascii_: json.dumps(value, ensure_ascii=ascii_), inner, st.booleans()),
    )


VALUES = st.recursive(LEAVES, _containers, max_leaves=20)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=5)


@st.composite
def printed(draw: st.DrawFn, values: st.SearchStrategy[Any] = VALUES) -> bytes:
    """A JSON text in one of the ways that printers have, with white space around it."""
    text = json.dumps(
        draw(values),
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 1, "\t"])),
        separators=draw(st.sampled_from([(",", ":"), (" , ", " : ")])),
    )
    return (draw(st.sampled_from(["", " ", "\r\n\t"])) + text + draw(st.sampled_from(["", "\n"]))).encode()


def exact(data: bytes | str) -> Any:
    """The value with number lexemes kept as they are written."""
    return json.loads(data, parse_float=lambda x: ("number", x), parse_int=lambda x: ("number", x))


def tokens(data: bytes) -> list[bytes]:
    return [data[start:end] for start, end in string_spans(data)]


@given(printed())
def test_no_replacement_is_the_identity(data: bytes) -> None:
    assert rewrite(data, {}) == data


@given(printed())
def test_tokens_are_the_strings_and_numbers_of_the_walk(data: bytes) -> None:
    strings: list[str] = []
    numbers = 0

    def walk(value: Any) -> None:
        nonlocal numbers
        if isinstance(value, str):
            strings.append(value)
        elif isinstance(value, dict):
            for key, member in value.items():
                strings.append(key)
                walk(member)
        elif isinstance(value, list):
            for member in value:
                walk(member)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            numbers += 1

    walk(parse(data))
    assert [json.loads(token) for token in tokens(data)] == strings
    assert len(list(number_spans(data))) == numbers


@given(printed(), st.data())
def test_every_address_rewrites_its_own_string_only(data: bytes, draw: st.DataObject) -> None:
    segments = [s for s in collect(parse(data), FREE, RULES).segments if not s.is_key]
    chosen = draw.draw(st.lists(st.sampled_from(segments), unique_by=lambda s: s.address)) if segments else []
    replacements: dict[Address, str] = {s.address: draw.draw(TEXT) + "\u2603" for s in chosen}
    after = rewrite(data, replacements)

    # Unchanged: every byte between the tokens that were touched.
    touched = {address[0] for address in replacements}
    if all(n >= 0 for n in touched):
        before_tokens, after_tokens = tokens(data), tokens(after)
        assert len(before_tokens) == len(after_tokens)
        for ordinal, (old, new) in enumerate(zip(before_tokens, after_tokens, strict=True)):
            assert (old == new) or ordinal in touched
        assert _gaps(data) == _gaps(after)
    # Changed: exactly the chosen leaves, in the tree as it is read again.
    assert _leaves(exact(after)) == [
        replacements.get(address, leaf) for address, leaf in _addressed(exact(data), replacements)
    ]


def _gaps(data: bytes) -> list[bytes]:
    spans = list(string_spans(data))
    edges = [0, *(edge for span in spans for edge in span), len(data)]
    return [data[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]


def _leaves(value: Any) -> list[Any]:
    return [leaf for _, leaf in _addressed(value, {})]


def _addressed(value: Any, replacements: dict[Address, str], prefix: Address = ()) -> list[tuple[Address, Any]]:
    """Every string and number with its address; a string is opened only where a replacement lies inside it.

    Opened strings are compared as they are printed again by a reader that keeps lexemes.
    """
    found: list[tuple[Address, Any]] = []
    strings = numbers = 0

    def walk(node: Any) -> None:
        nonlocal strings, numbers
        if isinstance(node, str):
            address = (*prefix, strings)
            strings += 1
            within = {a: t for a, t in replacements.items() if len(a) > len(address) and a[: len(address)] == address}
            if within:
                short = {a[len(address) :]: t for a, t in within.items()}
                found.append((address, rewrite(node.encode(), short).decode()))
            else:
                found.append((address, node))
        elif isinstance(node, tuple):
            found.append(((*prefix, -1 - numbers), node))
            numbers += 1
        elif isinstance(node, dict):
            for key, member in node.items():
                found.append(((*prefix, strings), key))
                strings += 1
                walk(member)
        elif isinstance(node, list):
            for member in node:
                walk(member)

    walk(value)
    return found


@given(printed(), st.data())
def test_documents_inside_strings_stay_documents(data: bytes, draw: st.DataObject) -> None:
    segments = [s for s in collect(parse(data), FREE, RULES).segments if s.codecs and not s.is_key]
    if not segments:
        return
    chosen = draw.draw(st.sampled_from(segments))
    text = draw.draw(TEXT)
    after = rewrite(data, {chosen.address: text})
    value: Any = after
    for ordinal in chosen.address[:-1]:
        value = json.loads(tokens(value)[ordinal]).encode()
        json.loads(value)
    last = chosen.address[-1]
    if last >= 0:
        assert json.loads(tokens(value)[last]) == text


@given(printed(OBJECTS), st.dictionaries(st.one_of(TEXT, st.just("store")), st.one_of(TEXT, st.booleans(), st.none())))
def test_settings_set_and_keep_the_rest(data: bytes, settings: dict[str, Any]) -> None:
    after = rewrite(data, {}, settings)
    expected = exact(data) | settings
    assert exact(after) == expected
    assert list(exact(after)) == list(expected), "keys keep their order; new ones come last"


@given(printed(), st.lists(st.sampled_from(["a", "b", "Maria"]), min_size=1, max_size=3))
def test_members_are_never_lost(data: bytes, texts: list[str]) -> None:
    replacements: dict[Address, str] = {(n,): texts[n % len(texts)] for n in range(len(tokens(data)))}
    after = parse(rewrite(data, replacements))  # strict: it refuses two keys of one name
    assert shape(after) == shape(parse(data))


def shape(value: Any) -> Any:
    """How many members and elements, at every place."""
    if isinstance(value, dict):
        return [shape(member) for member in value.values()]
    return [shape(element) for element in value] if isinstance(value, list) else None
