# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What kind of text stands where: prose, tables, code, logs, base64, records, markup.

A text is read line by line; neighbouring lines of one kind are a block, and blank lines belong to the block before
them. A kind needs enough lines that say so; what does not reach that is prose, and prose is the kind in which nothing
is held against a name. Linear in the text. Knows nothing of identifiers: what follows from a kind is decided elsewhere.
"""

from collections.abc import Iterator
from enum import StrEnum
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

from clearance.core.detect.rx import Rx, RxSet


class Kind(StrEnum):
    """What a block holds."""

    PROSE = "prose"
    TABLE = "table"
    CODE = "code"
    LOG = "log"
    BASE64 = "base64"
    RECORD = "record"
    MARKUP = "markup"


class Block(NamedTuple):
    """Bytes of a normalised text, half open. The blocks of a text cover it, in order."""

    kind: Kind
    start: int
    end: int


_LEAST = {Kind.TABLE: 2, Kind.CODE: 2, Kind.RECORD: 2}
"""The weight that the lines of a block must reach, where one line is not enough."""
_LOG = Rx(
    r"(?m)^(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|\[?\d\d:\d\d:\d\d[.,]\d{3}|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d "
    r"|[0-9a-f]{1,4}[.:][0-9a-f.:]{3,40} [^\s]+ [^\s]+ \[|<\d{1,3}>"
    r"|\[?(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL)\]?[ :])"
)
_STRONG = Rx(
    r"(?m)^[ \t]*(?:from [\w.]+ import [\w.*(]|import [\w.]+(?: as \w+)?;?$|import [^\n]* from [\"']|#include\b|#!/"
    r"|(?:async )?def \w+\(|class \w+(?:\([^\n]*\))?(?::$| \{)|(?:export |default |async )*function\b ?\w*\("
    r"|(?:export )?(?:const|let|var) [\w{\[][\w ,}\]]* ?(?::[^=\n]*)?= ?[^\s=]|@\w+\("
    r"|(?:public|private|protected|static) [\w<>\[\] ]+[({=;]|package [\w.]+;|using [\w.]+;|[$] [a-z][\w./-]* "
    r"|[a-z][\w.-]{2,} (?:[^\n]* )?--?[a-z][\w-]* (?:[^\n]* )?--?[a-z][\w-]*(?: |$))"
)
_WEAK = Rx(
    r"(?m)^[ \t]*(?:[A-Za-z_][\w.]*(?:\[[^\]\n]*\])* ?(?:[+*-]?=|:=) ?[^\n=]|[A-Za-z_]\w*\.[\w.]*\([^\n]*\)[;:{]?$"
    r"|[^\n]*[)\]}\"'] ?[;{]$|[})\]]+[;,)]*$|//|(?:if|elif|else|for|while|with|try|except|switch)\b[^\n]*[:{]$"
    r"|return [\w.]*[(\[;])"
)
_RECORD = Rx(r"(?m)^(?:[A-Z][A-Z0-9]{1,2}[|*]|[a-z][a-z0-9]{1,2}(?:\|[^|\n]{0,200}\||\*[^*\n]{0,200}[*~]))")
_TELL = (
    (_WEAK, (Kind.CODE, 1)),
    (_STRONG, (Kind.CODE, 2)),
    (_RECORD, (Kind.RECORD, 1)),
    (_LOG, (Kind.LOG, 1)),
)
_THERE = RxSet([pattern.source for pattern, _ in _TELL])
_FENCE = b"```"
_RUN = Rx(r"[A-Za-z0-9+/_-]{40,}={0,2}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{40,}={0,2})*")
_SHORTEST_RUN = 256
_CASE_SHARE, _DIGIT_SHARE, _SIGN_SHARE = 0.15, 0.04, 0.1
_UPPER, _LOWER, _DIGITS = ascii_uppercase.encode(), ascii_lowercase.encode(), b"0123456789"
_LETTERS_AND_DIGITS = _UPPER + _LOWER + _DIGITS
_OPENS, _CLOSES = b"{[<", b'}]>{["0123456789el'
"""What JSON and markup begin with, and what their lines end in."""
_COMMAS = 3

_Line = tuple[Kind, int]
_PLAIN: _Line = (Kind.PROSE, 1)


def split(data: bytes) -> tuple[Block, ...]:
    """The blocks of a normalised text. An empty text has none."""
    blocks: list[Block] = []
    at = 0
    for start, end in _encoded(data):
        blocks += _lines(data, at, start)
        blocks.append(Block(Kind.BASE64, start, end))
        at = end
    blocks += _lines(data, at, len(data))
    return tuple(blocks)


def _encoded(data: bytes) -> Iterator[tuple[int, int]]:
    """Runs that look drawn at random from base64's alphabet: no paths, no numbers, no long words."""
    if len(data) < _SHORTEST_RUN:
        return
    for start, end, _, _ in _RUN.all(data):
        run = b"".join(data[start:end].split())
        size = len(run)
        if (
            size >= _SHORTEST_RUN
            and size - len(run.translate(None, _UPPER)) >= _CASE_SHARE * size
            and size - len(run.translate(None, _LOWER)) >= _CASE_SHARE * size
            and size - len(run.translate(None, _DIGITS)) >= _DIGIT_SHARE * size
            and len(run.translate(None, _LETTERS_AND_DIGITS)) <= _SIGN_SHARE * size
        ):
            yield start, end


def _lines(data: bytes, start: int, end: int) -> Iterator[Block]:
    """The blocks of what holds no base64."""
    if start >= end:
        return
    part = data[start:end]
    told = _told(part)
    kinds = _shown(part, told)
    begin, (kind, weight) = 0, next(kinds)[1]
    ripe: list[Block] = []
    for at, (other, more) in kinds:
        if other is kind:
            weight += more
            continue
        _add(ripe, kind, weight, start + begin, start + at)
        begin, kind, weight = at, other, more
    _add(ripe, kind, weight, start + begin, end)
    yield from ripe


def _add(blocks: list[Block], kind: Kind, weight: int, start: int, end: int) -> None:
    """One more block; prose where too little speaks for its kind, and together with prose before it."""
    if weight < _LEAST.get(kind, 1):
        kind = Kind.PROSE
    if blocks and blocks[-1].kind is kind:
        start = blocks.pop().start
    blocks.append(Block(kind, start, end))


def _told(data: bytes) -> dict[int, _Line]:
    """Lines whose kind a pattern tells, by where they begin; the last pattern that does."""
    there = _THERE.matching(data)
    asked = _TELL if there is None else [_TELL[at] for at in sorted(there)]
    return {hit[0]: line for pattern, line in asked for hit in pattern.all(data)}


def _shown(data: bytes, told: dict[int, _Line]) -> Iterator[tuple[int, _Line]]:
    """Each line's beginning and kind."""
    at = 0
    last = _PLAIN
    fenced = False
    lines = data.split(b"\n")
    shapes = [_columns(line) for line in lines]
    for number, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith(_FENCE):
            fenced = not fenced
            last = (Kind.CODE, 2)
        elif not bare:
            last = (last[0], 0)
        elif at in told:
            last = told[at]
        elif fenced:
            last = (Kind.CODE, 1)
        elif (bare[0] in _OPENS and bare[-1] in _CLOSES) or (bare[:1] == b'"' and b'":' in bare):
            last = (Kind.MARKUP, 1)
        else:
            shape = shapes[number]
            beside = shapes[max(0, number - 1) : number] + shapes[number + 1 : number + 2]
            last = (Kind.TABLE, 1) if shape is not None and shape in beside else _PLAIN
        yield at, last
        at += len(line) + 1


def _columns(line: bytes) -> tuple[bytes, int] | None:
    """What parts the line into columns and how often; None for a line without columns."""
    for sign, least in ((b"|", 2), (b"\t", 1), (b";", 2)):
        if sign in line and (count := line.count(sign)) >= least:
            return sign, count
    if (count := line.count(b",")) >= _COMMAS and 2 * line.count(b", ") < count:
        return b",", count
    if b"  " in line and ((bare := line.strip()).count(b"  ") > 1 or b"   " in bare):
        return b"  ", 1
    return None
