# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""JSON, read in the one way it can be read, or refused.

RFC 8259 leaves duplicate keys, lone surrogates and depth to the reader; two readers that differ see
two meanings, so all of these are refused here. Sizes are capped *before* parsing, by counting what
stands outside strings, so that a body of many tiny values costs no more than one of prose.
Messages name a cause, a line and a column: never a key or a value.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jiter
import numpy as np

from clearance.errors import Malformed

if TYPE_CHECKING:
    from numpy.typing import NDArray

JSON_WHITESPACE = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a document may hold outside its strings: members, all values, string tokens.

    ``values`` counts commas and opening brackets. Real requests stay far below: long prose keeps its
    commas inside one string, and tool output travels as one string too (128 tools with 200 schema members
    each are 25,600 members).
    """

    members: int
    values: int
    strings: int

    @property
    def digits(self) -> int:
        """The most digits: reading numbers of thousands of digits costs far more than their bytes."""
        return 16 * self.values


REQUEST_LIMITS = Limits(members=50_000, values=200_000, strings=120_000)
EMBEDDED_LIMITS = Limits(members=200_000, values=400_000, strings=400_000)
"""For one document inside a string. A FHIR bundle has about 31 members a kilobyte: this is some 6 MB of it."""
ANSWER_LIMITS = Limits(members=1_000_000, values=4_000_000, strings=2_000_000)
"""For a vendor's whole answer: log probabilities of 16,000 tokens with 20 alternatives fit."""

_LOOK = 1 << 19
"""Bytes counted at a time."""
_QUOTE, _BACKSLASH, _ZERO = b'"\\0'
_TEN = 10

_CAUSES = (
    ("Detected duplicate key", "duplicate key"),
    ("recursion limit exceeded", "nested too deeply"),
    ("number out of range", "number out of range"),
    ("trailing characters", "text after the end"),
    ("EOF while", "ends too early"),
    ("control character", "control character in a string"),
    ("invalid unicode code point", "not UTF-8"),
    ("invalid escape", "invalid escape"),
    ("unexpected end of hex escape", "lone surrogate"),
    ("lone leading surrogate", "lone surrogate"),
)


def parse(data: bytes, limits: Limits = REQUEST_LIMITS) -> Any:
    """The value of a strict JSON text.

    Raises:
        Malformed: duplicate keys, NaN or Infinity, lone surrogates, bytes that are not UTF-8, a byte
            order mark, control characters, nesting over 201, text after the end, or over ``limits``.
    """
    check_size(data, limits)
    value, complaint = _load(data, allow_nan=False)
    if complaint:  # raised outside the handler: the parser's own error quotes keys and must not be chained
        raise Malformed(f"the body is not strict JSON: {_explain(complaint)}")
    return value


def parse_embedded(text: str) -> Any:
    """The document that a string holds, or None when it is plain text.

    NaN and Infinity are let pass, because Python's own printer emits them; the string is spliced, never
    printed anew.

    Raises:
        Malformed: it is a document, but with duplicate keys, too deep or too large: it could hide a value.
    """
    inner = text.strip(JSON_WHITESPACE)
    if inner[:1] + inner[-1:] not in ("{}", "[]") and not _quoted_document(inner):
        return None
    data = text.encode()  # the parser that made ``text`` refuses lone surrogates, so this cannot fail
    check_size(data, EMBEDDED_LIMITS)
    value, complaint = _load(data, allow_nan=True)
    if complaint.startswith(("Detected duplicate key", "recursion limit exceeded")):
        raise Malformed(f"a document inside a string is not strict JSON: {_explain(complaint)}")
    return value


def _quoted_document(inner: str) -> bool:
    """A JSON string that holds a document: what printing a document twice gives."""
    return inner[:2] in ('"{', '"[') and inner[-1] == '"'


def check_size(data: bytes, limits: Limits) -> None:
    """Refuse, in time linear in the bytes and before parsing, a text over ``limits``.

    Exact for valid JSON; for other text, exact up to the place where the parser stops.
    """
    if data.count(b'"') <= 2 * limits.strings and _within(data, limits):
        return  # even counting what stands inside strings
    if b"\\" in data:
        if b"\\\\" in data:
            data = data.replace(b"\\\\", b"")
        quotes = _plain_quotes(data)
        if len(quotes) > 2 * limits.strings:
            raise Malformed(f"the JSON text holds more than {limits.strings} strings")
        edges = [-1, *quotes.tolist(), len(data)]
        outside = [data[left + 1 : right] for left, right in zip(edges[::2], edges[1::2], strict=False)]
    else:
        if data.count(b'"') > 2 * limits.strings:
            raise Malformed(f"the JSON text holds more than {limits.strings} strings")
        outside = data.split(b'"')[::2]
    if not _within(b"".join(outside), limits):
        raise Malformed(
            f"the JSON text holds more than {limits.members} members, {limits.values} values or {limits.digits} digits"
        )


def _plain_quotes(data: bytes) -> "NDArray[np.intp]":
    """Where the quotation marks stand that no backslash precedes, in a text without double backslashes."""
    codes = np.frombuffer(data, np.uint8)
    quotes = codes == _QUOTE
    quotes[1:] &= codes[:-1] != _BACKSLASH
    return np.flatnonzero(quotes)


def _within(data: bytes, limits: Limits) -> bool:
    left = limits.values
    for mark in (b",", b"[", b"{"):
        left -= _count(data, mark, left)
        if left < 0:
            return False
    if _count(data, b":", limits.members) > limits.members:
        return False
    return len(data) <= limits.digits or _digits(data) <= limits.digits


def _digits(data: bytes) -> int:
    codes = np.frombuffer(data, np.uint8)
    return int(np.count_nonzero(codes - np.uint8(_ZERO) < _TEN))  # below zero wraps around to far above nine


def _count(data: bytes, mark: bytes, most: int) -> int:
    """How often the mark occurs; counting ends when that is seen to be more than ``most``."""
    count = 0
    for start in range(0, len(data), _LOOK):
        count += data.count(mark, start, start + _LOOK)
        if count > most:
            break
    return count


def _load(data: bytes, *, allow_nan: bool) -> tuple[Any, str]:
    try:
        value = jiter.from_json(data, catch_duplicate_keys=True, allow_inf_nan=allow_nan, cache_mode="none")
    except ValueError as error:
        return None, str(error) or "unknown"
    return value, ""


def _explain(complaint: str) -> str:
    """A parser's complaint without its quotation: cause, line and column only."""
    cause = next((word for start, word in _CAUSES if complaint.startswith(start)), "syntax error")
    _, located, where = complaint.rpartition(" at line ")
    line, _, column = where.partition(" column ")
    return f"{cause} (line {line}, column {column})" if located and (line + column).isdecimal() else cause
