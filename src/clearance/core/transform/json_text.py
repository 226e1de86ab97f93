# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
r"""Restore inside the strings of a JSON text, without parsing the whole.

Matching sees each string's decoded characters, so that ``\u005bPERSON_...]`` is found and a
``\n`` before a bare token is a line break; the output keeps every untouched character as it was
written. Inserted values are escaped as JSON strings. Text outside strings is never changed. Object
keys are strings too.
"""

import json
from typing import Final

from clearance.core.transform.match import Edit, Matcher

_SIMPLE: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_UNKNOWN: Final = "\ufffd"
_HEX: Final = frozenset("0123456789abcdefABCDEF")
_HIGH_SURROGATE, _LOW_SURROGATE, _AFTER_SURROGATES = 0xD800, 0xDC00, 0xE000
_UNIT: Final = 6
r"""Length of a ``\uXXXX`` escape."""


def escaped(value: str) -> str:
    """The value as it stands between the quotes of a JSON string (RFC 8259, section 7)."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


class JsonRestorer:
    """Rewrites a JSON text piece by piece. It may hold one unfinished escape beside what the matcher holds."""

    __slots__ = ("_escape", "_in_string", "_matcher", "_units", "count")

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._in_string = False
        self._escape = ""
        self._units: list[str] = []
        self.count = 0

    def feed(self, chunk: str) -> str:
        """What is certain now."""
        text = self._escape + chunk
        self._escape = ""
        out: list[str] = []
        at = 0
        while at < len(text):
            if self._in_string:
                at = self._string(text, at, out)
                continue
            quote = text.find('"', at)
            if quote < 0:
                out.append(text[at:])
                break
            out.append(text[at : quote + 1])
            at = quote + 1
            self._in_string = True
        return "".join(out)

    def finish(self) -> str:
        """The rest: an unfinished string is given out as it came."""
        out: list[str] = []
        if self._in_string:
            rest = [self._escape] if self._escape else []
            self._apply(self._matcher.push(_UNKNOWN * len(rest), final=True), rest, out)
        self._in_string, self._escape = False, ""
        return "".join(out)

    def _string(self, text: str, at: int, out: list[str]) -> int:
        """Read on inside a string, to its end or the text's; where it stopped."""
        units: list[str] = []
        decoded: list[str] = []
        closed = False
        quote = -1
        while at < len(text):
            if quote < at:
                found = text.find('"', at)
                quote = len(text) if found < 0 else found
            slash = text.find("\\", at, quote)
            stop = quote if slash < 0 else slash
            units.extend(text[at:stop])
            decoded.append(text[at:stop])
            at = stop
            if slash < 0:
                closed = quote < len(text)
                break
            unit, character = _escape_at(text, at)
            if not character:
                self._escape, at = unit, len(text)
                break
            units.append(unit)
            decoded.append(character)
            at += len(unit)
        self._apply(self._matcher.push("".join(decoded), final=closed), units, out)
        if closed:
            out.append('"')
            self._in_string = False
            at += 1
        return at

    def _apply(self, edits: list[Edit], units: list[str], out: list[str]) -> None:
        units = self._units + units
        at = 0
        for size, surface in edits:
            if surface is None:
                out.extend(units[at : at + size])
            else:
                out.append(escaped(surface))
                self.count += 1
            at += size
        self._units = units[at:]


def _code_unit(text: str, at: int) -> int | None:
    r"""The UTF-16 code unit of a ``\uXXXX`` escape at ``at``; -1 if the text ends inside it; None: no such escape."""
    piece = text[at : at + _UNIT]
    if not (piece.startswith("\\u") or "\\u".startswith(piece)) or not _HEX.issuperset(piece[2:]):
        return None
    return int.from_bytes(bytes.fromhex(piece[2:])) if len(piece) == _UNIT else -1


def _escape_at(text: str, at: int) -> tuple[str, str]:
    """The escape at ``at`` and its character; an empty character means that the text ends inside it.

    A surrogate pair is one unit. What is not JSON stands for U+FFFD and stays as it is.
    """
    following = text[at + 1 : at + 2]
    if following in _SIMPLE:
        return text[at : at + 2], _SIMPLE[following]
    unit = _code_unit(text, at)
    if unit is None:
        return text[at : at + 2], _UNKNOWN
    if unit < 0:
        return text[at:], ""
    if not _HIGH_SURROGATE <= unit < _LOW_SURROGATE:
        return text[at : at + _UNIT], chr(unit)
    return _pair_at(text, at, unit)


def _pair_at(text: str, at: int, high: int) -> tuple[str, str]:
    """As ``_escape_at``, for an escape that may be the first half of a surrogate pair."""
    low = _code_unit(text, at + _UNIT)
    if low is not None and low < 0:
        return text[at:], ""
    if low is None or not _LOW_SURROGATE <= low < _AFTER_SURROGATES:
        return text[at : at + _UNIT], chr(high)
    return text[at : at + 2 * _UNIT], chr(0x10000 + ((high - _HIGH_SURROGATE) << 10) + (low - _LOW_SURROGATE))
