# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Write strings back into JSON text without printing it anew.

The string tokens of a valid text, keys and values alike, stand in the bytes in the order of a depth-first
walk of its value; so the n-th token found by looking for quotation marks is the n-th string of the walk.
Everything that is not replaced keeps its bytes: white space, number lexemes, key order, escapes.

An address is (n,) for the n-th string token, (-1 - n,) for the n-th number token, and goes on with an
address inside the document that the string token holds.
"""

import json
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any

import jiter

from clearance.core.codec.json_text import parse
from clearance.core.codec.wire import Address
from clearance.errors import ClearanceError, Malformed
from clearance.model.record import Json

_WHITESPACE = b" \t\r\n"
_BLANK_PUNCTUATION = bytes.maketrans(b"{}[]:,", b"      ")
_NO_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
_BACKSLASH, _COLON = 0x5C, 0x3A
_LITERALS = (b"true", b"false", b"null")

Span = tuple[int, int]
Edit = tuple[int, int, bytes]


def string_spans(data: bytes) -> Iterator[Span]:
    """Start and end of each string token, quotation marks included, in time linear in the bytes."""
    find = data.find
    start = find(b'"')
    while start >= 0:
        scanned = start + 1
        end = find(b'"', scanned)
        while end > 0 and data[end - 1] == _BACKSLASH and _escaped(data[scanned:end]):
            scanned = end + 1
            end = find(b'"', scanned)
        if end < 0:
            raise _broken("a string token has no end")
        yield start, end + 1
        start = find(b'"', end + 1)


def _escaped(before: bytes) -> bool:
    """Whether the quotation mark after these bytes is part of the string: an odd run of backslashes."""
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 1


def number_spans(data: bytes) -> Iterator[Span]:
    """Start and end of each number token (NaN and Infinity count as numbers)."""
    begin = 0
    for start, end in string_spans(data):
        yield from _numbers_between(data, begin, start)
        begin = end
    yield from _numbers_between(data, begin, len(data))


def _numbers_between(data: bytes, begin: int, end: int) -> Iterator[Span]:
    gap = data[begin:end].translate(_BLANK_PUNCTUATION)
    at = 0
    for word in gap.split():
        at = gap.index(word, at)
        if word not in _LITERALS:
            yield begin + at, begin + at + len(word)
        at += len(word)


def encode_string(text: str) -> bytes:
    """A JSON string token in UTF-8 that escapes only what RFC 8259 section 7 asks for."""
    token: bytes = encode_basestring(text).encode("utf-8", "replace")
    if b"?" in token and token.count(b"?") != text.count("?"):  # strict encoding would raise with the text inside
        raise _broken("a replacement holds a lone surrogate")
    return token


def rewrite(data: bytes, replacements: Mapping[Address, str], settings: Mapping[str, Json] | None = None) -> bytes:
    """The text with these strings replaced and these top-level members set; every other byte as it was.

    A replaced number becomes a string. Where a setting covers a replaced string, the setting stands. A key that would
    be the same as another of its object stays as it is, so that no member is lost.

    Raises:
        Malformed: settings for a text that is not a strict JSON object.
        ClearanceError: an address that this text does not have (a value would stay in unseen).
    """
    if not replacements and not settings:
        return data
    whole, inner = _by_token(replacements)
    layout = _top_level(data) if settings else {}
    wanted = {n for n in whole if n >= 0} | inner.keys() | {n for pair in layout.values() for n in pair}
    tokens = _select(string_spans(data), wanted)
    edits: list[Edit] = []
    kept = _kept_keys(data, whole, tokens)
    for ordinal, text in whole.items():
        if ordinal >= 0 and ordinal not in kept:
            edits.append((*tokens[ordinal], encode_string(text)))
    for ordinal, changes in inner.items():
        start, end = tokens[ordinal]
        edits.append((start, end, _rewrite_inside(data[start:end], changes)))
    if any(n < 0 for n in whole):
        numbers = _select(number_spans(data), {-1 - n for n in whole if n < 0})
        edits.extend((*numbers[-1 - n], encode_string(text)) for n, text in whole.items() if n < 0)
    if settings:
        edits.extend(_setting_edits(data, settings, layout, tokens))
    return _splice(data, edits)


def _kept_keys(data: bytes, whole: Mapping[int, str], tokens: Mapping[int, Span]) -> set[int]:
    """Those of the replaced strings that are keys whose new text their object has, or gets, already."""
    keys = {ordinal for ordinal in whole if ordinal >= 0 and _is_key(data, tokens[ordinal][1])}
    kept: set[int] = set()
    if not keys:
        return kept
    for members in _objects(data):
        if keys.isdisjoint(members):
            continue
        taken = {jiter.from_json(data[start:end], cache_mode="none") for start, end in members.values()}
        for ordinal in members:
            if ordinal in keys and whole[ordinal] in taken:
                kept.add(ordinal)
            elif ordinal in keys:
                taken.add(whole[ordinal])
    return kept


def _is_key(data: bytes, end: int) -> bool:
    """Whether the string token that ends here is a key."""
    while end < len(data) and data[end] in _WHITESPACE:
        end += 1
    return end < len(data) and data[end] == _COLON


def _objects(data: bytes) -> list[dict[int, Span]]:
    """The keys of every object: the ordinals of their tokens, and where they stand. An array has none."""
    found: list[dict[int, Span]] = []
    around: list[dict[int, Span]] = []
    at = 0
    for ordinal, (start, end) in enumerate(string_spans(data)):
        for bracket in data[at:start].translate(None, _NO_BRACKETS):
            if bracket in b"{[":
                around.append({})
                found.append(around[-1])
            else:
                around.pop()
        if _is_key(data, end):
            around[-1][ordinal] = (start, end)
        at = end
    return found


def replace_objects(data: bytes, objects: Mapping[tuple[int, int], bytes]) -> bytes:
    """The text with whole objects replaced; every other byte as it was.

    An object is named by the ordinal of its first key's token and by how many string tokens it has.

    Raises:
        ClearanceError: this text has no such object.
    """
    ends = {first: first + count - 1 for first, count in objects}
    tokens = _select(string_spans(data), ends.keys() | set(ends.values()))
    spans = string_spans(data)
    edits: list[Edit] = []
    ordinal = -1
    for (first, _), text in sorted(objects.items()):
        start = data.rindex(b"{", 0, tokens[first][0])
        depth, at = 0, start
        while ordinal < ends[first]:
            begin, end = next(spans)
            ordinal += 1
            if ordinal >= first:
                depth += _opened(data[at:begin])
                at = end
        edits.append((start, _closing(data, at, depth), text))
    return _splice(data, edits)


def _opened(gap: bytes) -> int:
    """How many more brackets open than close between two tokens."""
    return gap.count(b"{") + gap.count(b"[") - gap.count(b"}") - gap.count(b"]")


def _closing(data: bytes, at: int, depth: int) -> int:
    """Where the last of ``depth`` open brackets closes; no string stands before it."""
    while depth:
        if at >= len(data):
            raise _broken("an object has no end")
        depth += _opened(data[at : at + 1])
        at += 1
    return at


def _rewrite_inside(token: bytes, changes: Mapping[Address, str]) -> bytes:
    text: str = jiter.from_json(token, cache_mode="none")
    return encode_string(rewrite(text.encode(), changes).decode())


def _by_token(replacements: Mapping[Address, str]) -> tuple[dict[int, str], dict[int, dict[Address, str]]]:
    """Replacements of whole tokens, and those inside the document that a token holds."""
    whole: dict[int, str] = {}
    inner: dict[int, dict[Address, str]] = {}
    for address, text in replacements.items():
        if len(address) == 1:
            whole[address[0]] = text
        elif address and address[0] >= 0:
            inner.setdefault(address[0], {})[address[1:]] = text
        else:
            raise _broken("an address names no string")
    if not whole.keys().isdisjoint(inner):
        raise _broken("a string is replaced both whole and in part")
    return whole, inner


def _select(spans: Iterator[Span], wanted: set[int]) -> dict[int, Span]:
    """The spans with these ordinals; reads no further than the last of them."""
    found: dict[int, Span] = {}
    if wanted:
        last = max(wanted)
        for ordinal, span in enumerate(spans):
            if ordinal in wanted:
                found[ordinal] = span
            if ordinal == last:
                break
    if len(found) != len(wanted):
        raise _broken("an address is not in this text")
    return found


def _top_level(data: bytes) -> dict[str, tuple[int, ...]]:
    """For each top-level key: the ordinal of its token and, unless it is the last, of the next key's."""
    value = parse(data)
    if not isinstance(value, dict):
        raise Malformed("the body is not a JSON object")
    starts: list[int] = []
    at = 0
    for member in value.values():
        starts.append(at)
        at += 1 + count_strings(member)
    return {key: tuple(starts[i : i + 2]) for i, key in enumerate(value)}


def count_strings(value: Any) -> int:
    """How many string tokens, keys and values, a parsed value was written with."""
    if isinstance(value, str):
        return 1
    if isinstance(value, dict):
        return len(value) + sum(map(count_strings, value.values()))
    if isinstance(value, list):
        return sum(map(count_strings, value))
    return 0


def _setting_edits(
    data: bytes, settings: Mapping[str, Json], layout: Mapping[str, tuple[int, ...]], tokens: Mapping[int, Span]
) -> Iterator[Edit]:
    closing = len(data.rstrip(_WHITESPACE)) - 1
    added = bytearray()
    empty = not layout
    for key, value in settings.items():
        printed = _print(value)
        ordinals = layout.get(key)
        if ordinals is None:
            added += (b"" if empty else b",") + encode_string(key) + b":" + printed
            empty = False
            continue
        limit = tokens[ordinals[1]][0] if len(ordinals) > 1 else closing
        between = data[tokens[ordinals[0]][1] : limit].rstrip(_WHITESPACE)  # `: value` and, unless last, `,`
        body = (between[:-1] if len(ordinals) > 1 else between).rstrip(_WHITESPACE)
        end = tokens[ordinals[0]][1] + len(body)
        yield end - len(body.lstrip(_WHITESPACE)[1:].lstrip(_WHITESPACE)), end, printed
    if added:
        yield closing, closing, bytes(added)


def _print(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _splice(data: bytes, edits: list[Edit]) -> bytes:
    edits.sort(key=lambda edit: (edit[0], -edit[1]))
    pieces: list[bytes] = []
    at = 0
    for start, end, text in edits:
        if start < at:
            continue  # inside a top-level value that a setting replaced
        pieces += (data[at:start], text)
        at = end
    pieces.append(data[at:])
    return b"".join(pieces)


def _broken(what: str) -> ClearanceError:
    return ClearanceError("the body could not be rewritten", diagnostics=what)
