# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Log probabilities follow their text: where a string of an answer is replaced, those that spell the old one go.

They stand in a member ``logprobs`` of an object around the text, as they do in every wire that has them. Nothing else
is dropped, and an answer in which nothing was replaced keeps them, bytes arrays and all.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from clearance.core.codec.json_splice import count_strings, rewrite, string_spans
from clearance.core.codec.json_text import ANSWER_LIMITS, parse
from clearance.core.codec.wire import Address

_MEMBER = "logprobs"
_MARK = b'"logprobs"'
_CLOSERS = {ord("{"): ord("}"), ord("["): ord("]")}


def rewrite_answer(body: bytes, replacements: Mapping[Address, str]) -> bytes:
    """An answer, or an event of one, with these strings replaced and without the log probabilities of their old text.

    Raises:
        ClearanceError: an address that this text does not have.
    """
    done = rewrite(body, replacements)
    if not replacements or _MARK not in body:
        return done
    changed = sorted(address[0] for address in replacements if address[0] >= 0)
    keys: list[int] = []
    # A string for a string moves no ordinal, so the new text is looked at with the old one's.
    _walk(parse(done, ANSWER_LIMITS), 0, changed, keys)
    return _emptied(done, sorted(keys)) if keys else done


def _walk(value: Any, ordinal: int, changed: Sequence[int], keys: list[int]) -> int:
    """Collect the ``logprobs`` keys of every object that holds a changed string; the ordinal behind ``value``."""
    end = ordinal + count_strings(value)
    if not isinstance(value, (dict, list)) or bisect_left(changed, ordinal) == bisect_left(changed, end):
        return end
    if isinstance(value, list):
        for element in value:
            ordinal = _walk(element, ordinal, changed, keys)
        return end
    for key, member in value.items():
        if key == _MEMBER and isinstance(member, (dict, list)):
            keys.append(ordinal)
        ordinal = _walk(member, ordinal + 1, changed, keys)
    return end


def _emptied(body: bytes, keys: Collection[int]) -> bytes:
    """The text with the object behind each of these keys turned into null, and the array into an empty one."""
    spans = list(string_spans(body))
    pieces: list[bytes] = []
    at = 0
    for ordinal in keys:
        start = body.index(b":", spans[ordinal][1]) + 1
        start += len(body[start:]) - len(body[start:].lstrip(b" \t\r\n"))
        if start < at:
            continue  # inside one that has gone already
        end = _end(body, start, spans, ordinal + 1)
        pieces += (body[at:start], b"null" if body[start] == ord("{") else b"[]")
        at = end
    pieces.append(body[at:])
    return b"".join(pieces)


def _end(body: bytes, start: int, spans: list[tuple[int, int]], ordinal: int) -> int:
    """Where the object or array at ``start`` ends; ``ordinal`` is that of the next string token, inside or behind."""
    opening, closing = body[start], _CLOSERS[body[start]]
    depth, at = 1, start + 1
    while True:
        gap = body[at : spans[ordinal][0] if ordinal < len(spans) else len(body)]
        if gap.count(closing) < depth:
            depth += gap.count(opening) - gap.count(closing)
        else:
            for place, mark in enumerate(gap, at):
                depth += (mark == opening) - (mark == closing)
                if not depth:
                    return place + 1
        at, ordinal = spans[ordinal][1], ordinal + 1
