# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How many bytes a match of a pattern can have, read from the pattern: RE2 syntax
(https://github.com/google/re2/wiki/Syntax), as far as the recognisers write it.

A scanner that tells where a proposal ended can say with it where the match begins at the earliest.
"""

import math
import re  # reads our own patterns, never a text
from collections.abc import Iterable
from typing import NamedTuple

_WIDEST_CHARACTER = 4
_NO_WIDTH = frozenset("AbBz")
_ANY_BUT = frozenset("DWSPp")
_OPENS = re.compile(r"\(\?(?:P?<\w+>|[imsU-]*:)|\((?!\?)|\(\?[imsU-]+\)")
_ESCAPE = re.compile(r"\\(?:x\{([0-9a-fA-F]+)\}|x([0-9a-fA-F]{2})|[pP](?:\{\^?\w+\}|\w)|([a-wyzA-Z])|([^a-zA-Z0-9]))")
_TIMES = re.compile(r"(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??")
_CLASS = re.compile(r"\[(\^?)(\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*)\]", re.DOTALL)
_BEYOND = re.compile(r"\\[DWSPp]|\[:\^")
_WIDE_CODE = re.compile(r"\\x\{([0-9a-fA-F]+)\}")


class Extent(NamedTuple):
    """Of the matches of a pattern: the fewest and the most bytes, infinity where there is no most.

    ``growing``: of matches that begin at one place, the ends may be as many as a text has bytes.
    """

    least: float
    most: float
    growing: bool = False


_NOTHING = Extent(0, 0)


def extent(pattern: str) -> Extent:
    """What the matches of ``pattern`` measure in normalised text, in which no letter has more bytes in its other case.

    Raises ValueError for what is no such pattern.
    """
    found, at = _alternatives(pattern, 0)
    if at != len(pattern):
        raise ValueError(pattern)
    return found


def _alternatives(pattern: str, at: int) -> tuple[Extent, int]:
    """What stands from here to the end, or to the bracket that closes the group, and where that is."""
    found: list[Extent] = []
    sequence: list[Extent] = []
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            found.append(_sequence(sequence))
            sequence, at = [], at + 1
            continue
        one, at = _atom(pattern, at)
        times = _TIMES.match(pattern, at)
        if times is not None:
            one, at = _repeated(one, times), times.end()
        sequence.append(one)
    found.append(_sequence(sequence))
    least, most = min(one.least for one in found), max(one.most for one in found)
    return Extent(least, most, any(one.growing for one in found)), at


def _sequence(parts: Iterable[Extent]) -> Extent:
    least, most, growing = _NOTHING
    for part in parts:
        growing = part.growing or (growing and part.least == 0)
        least, most = least + part.least, most + part.most
    return Extent(least, most, growing)


def _repeated(one: Extent, times: re.Match[str]) -> Extent:
    sign, least, comma, most = times.groups()
    fewest = int(least) if least else int(sign == "+")
    endless = sign in ("*", "+") or bool(comma and not most)
    highest = math.inf if endless else int(most or least or 1)
    whole = one.most * highest if one.most else 0
    return Extent(one.least * fewest, whole, one.growing or (endless and whole > 0))


def _atom(pattern: str, at: int) -> tuple[Extent, int]:
    """One character, class, assertion or group, and where the pattern goes on."""
    sign = pattern[at]
    if sign == "(":
        return _group(pattern, at)
    if sign in "^$":
        return _NOTHING, at + 1
    if sign == ".":
        return Extent(1, _WIDEST_CHARACTER), at + 1
    if sign in "*+?":
        raise ValueError(pattern)
    if sign not in "[\\":
        return _character(ord(sign)), at + 1
    piece = (_CLASS if sign == "[" else _ESCAPE).match(pattern, at)
    if piece is None:
        raise ValueError(pattern)
    return (_of_class if sign == "[" else _escaped)(piece), piece.end()


def _group(pattern: str, at: int) -> tuple[Extent, int]:
    opens = _OPENS.match(pattern, at)
    if opens is None:
        raise ValueError(pattern)
    if opens[0].endswith(")"):  # flags of what follows
        return _NOTHING, opens.end()
    found, end = _alternatives(pattern, opens.end())
    if end == len(pattern):
        raise ValueError(pattern)
    return found, end + 1


def _character(code: int) -> Extent:
    size = len(chr(code).encode("utf-8", "surrogatepass"))
    return Extent(size, size)


def _escaped(piece: re.Match[str]) -> Extent:
    wide, narrow, letter, sign = piece.groups()
    if code := wide or narrow:
        return _character(int(code, 16))
    if letter in _NO_WIDTH:
        return _NOTHING
    return Extent(1, 1 if sign or (letter and letter not in _ANY_BUT) else _WIDEST_CHARACTER)


def _of_class(piece: re.Match[str]) -> Extent:
    negated, inside = piece.groups()
    codes = [int(code, 16) for code in _WIDE_CODE.findall(inside)]
    if negated or _BEYOND.search(inside):
        return Extent(1, _WIDEST_CHARACTER)
    return Extent(1, _character(max(codes + [ord(sign) for sign in inside])).most)
