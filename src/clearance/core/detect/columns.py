# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the rows of a table say of each other: a column most of whose cells are found holds the same in the others, and
a guess that stands alone in a column of its like is none.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter
from string import ascii_letters
from typing import NamedTuple

from clearance.core.detect import lexicon
from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx
from clearance.core.detect.tagger.proposer import guessed
from clearance.model.words import ISSUED_NUMBERS, DataClass

_LEAST_ROWS, _LEAST_FOUND = 3, 2
_ALONE_AMONG = 6
"""Rows of which one guess is too few."""
_MOST_ROWS, _LONGEST = 400, 60
_CODES = ISSUED_NUMBERS | {DataClass.PHONE, DataClass.SSN}
_WORDS = frozenset({DataClass.PERSON, DataClass.LOCATION})
_TOLD = _CODES | _WORDS | {DataClass.SECRET}
_START = attrgetter("start")
_DRAWN = Rx(r"[^\s|]{6,64}")
_LIKE = bytes.maketrans(b"0123456789" + ascii_letters.encode(), b"9" * 10 + b"A" * len(ascii_letters))
_APART = Rx(r"[^ \t\r]+(?: [^ \t\r]+)*")
_NAME = Rx(r"[A-Za-z\x{c0}-\x{24f}][A-Za-z\x{c0}-\x{24f}'., \x{2019}-]{1,40}")
_SCORE = 0.8
_GOODS = frozenset(
    b"sku variant style colour color size finish material shade flavour flavor ingredient package dependency module"
    b" library firmware kernel stmts species cultivar variety".split()
)
"""Heads of columns that name things: no guess in them is somebody, or somebody's."""


class _Cell(NamedTuple):
    """Bytes of a text."""

    start: int
    end: int


_Row = tuple[_Cell, ...]


def shape(text: bytes) -> bytes:
    """The text with nines for digits and A for letters: what codes of one kind share."""
    return text.translate(_LIKE)


def apart(line: bytes) -> list[tuple[int, int]]:
    """Where the cells of a line begin and end whose columns are parted by two blanks and more."""
    return [(start, end) for start, end, _, _ in _APART.all(line)] if b"  " in line and b"  " in line.strip() else []


def settled(known: Sequence[Candidate], data: bytes) -> list[Candidate]:
    """The candidates, in order and none overlapping, as the columns of tables would have them."""
    if not known:
        return []
    changes = _Changes(known, data)
    for table in _tables(data):
        for column in zip(*table, strict=True):
            changes.read(column)
    return changes.made()


class _Changes:
    """What columns make of the candidates of a text."""

    def __init__(self, known: Sequence[Candidate], data: bytes) -> None:
        self._known, self._data = known, data
        self._starts = [candidate.start for candidate in known]
        self._instead: dict[Candidate, Candidate | None] = {}
        self._more: list[Candidate] = []

    def made(self) -> list[Candidate]:
        """The candidates with all changes."""
        if not self._instead and not self._more:
            return list(self._known)
        kept = (self._instead.get(candidate, candidate) for candidate in self._known)
        return sorted([*(one for one in kept if one is not None), *self._more], key=_START)

    def read(self, column: Sequence[_Cell]) -> None:
        """Take note of what one column says."""
        if self._data[column[0].start : column[0].end].lower() in _GOODS:
            found = (one for cell in column for one in self._held(cell))
            self._instead |= {one: None for one in found if guessed(one.kind)}
            return
        held = {cell: self._held(cell) for cell in column}
        whole = {cell: found[0] for cell, found in held.items() if len(found) == 1 and _fills(found[0], cell)}
        if not whole:
            return
        data_class, count = Counter(c.data_class for c in whole.values()).most_common(1)[0]
        share = 3 if data_class is DataClass.SECRET else 2
        if count < _LEAST_FOUND or share * count < len(column):
            self._leave_lonely(column, whole, count)
        elif data_class in _TOLD:
            self._complete(column, held, whole, data_class)

    def _held(self, cell: _Cell) -> Sequence[Candidate]:
        first = bisect_right(self._starts, cell.start) - 1
        if first < 0 or self._known[first].end <= cell.start:
            first += 1
        return self._known[first : bisect_left(self._starts, cell.end)]

    def _shape(self, cell: _Cell) -> bytes:
        return shape(self._data[cell.start : cell.end])

    def _leave_lonely(self, column: Sequence[_Cell], whole: dict[_Cell, Candidate], count: int) -> None:
        """No guess that stands alone among many cells of its shape."""
        alike = Counter(map(self._shape, column))
        for cell, one in whole.items():
            code = guessed(one.kind) and one.data_class in _CODES
            if code and alike[self._shape(cell)] >= _ALONE_AMONG * count:
                self._instead[one] = None

    def _complete(
        self,
        column: Sequence[_Cell],
        held: dict[_Cell, Sequence[Candidate]],
        whole: dict[_Cell, Candidate],
        data_class: DataClass,
    ) -> None:
        """The same class for cells that look alike."""
        model = next(c for c in whole.values() if c.data_class is data_class)
        shapes = {self._shape(cell) for cell, c in whole.items() if c.data_class is data_class}
        for cell in column[self._heads(column) :]:
            if not held[cell] and _alike(self._data[cell.start : cell.end], data_class, shapes):
                self._more.append(Candidate(model.kind, data_class, cell.start, cell.end, _SCORE))
        for cell, one in whole.items():
            other = one.data_class is not data_class and {one.data_class, data_class} <= _CODES
            if other and guessed(one.kind) and self._shape(cell) in shapes:
                self._instead[one] = one._replace(kind=model.kind, data_class=data_class)

    def _heads(self, column: Sequence[_Cell]) -> bool:
        """Whether the first cell names the column: in small letters, which the others are not."""
        first, *others = (self._data[cell.start : cell.end] for cell in column)
        return first.islower() and any(not text.islower() for text in others)


def _fills(candidate: Candidate, cell: _Cell) -> bool:
    return candidate.start <= cell.start and 10 * (candidate.end - candidate.start) >= 8 * (cell.end - cell.start)


def _alike(text: bytes, data_class: DataClass, shapes: set[bytes]) -> bool:
    if data_class in _CODES:
        return shape(text) in shapes
    if data_class is DataClass.SECRET:
        return _DRAWN.fullmatch(text) and not (text.isalpha() and text.islower())
    words = text.lower().replace(b",", b" ").split()
    return _NAME.fullmatch(text) and not any(word in lexicon.NOT_NAMES or word in lexicon.LABELS for word in words)


def _tables(data: bytes) -> Iterator[list[_Row]]:
    """Rows with as many cells as their neighbours, the first of which may be a header."""
    if not (b"|" in data or b"\t" in data or b"  " in data or data.count(b",") - data.count(b", ") > 1):
        return
    rows: list[_Row] = []
    at = 0
    for line in data.split(b"\n"):
        row = _row(line, at)
        if rows and (row is None or len(row) != len(rows[-1]) or len(rows) == _MOST_ROWS):
            if len(rows) >= _LEAST_ROWS:
                yield rows
            rows = []
        if row is not None:
            rows.append(row)
        at += len(line) + 1
    if len(rows) >= _LEAST_ROWS:
        yield rows


def _row(line: bytes, at: int) -> _Row | None:
    """The cells of a line with columns: between tabs, bars or two blanks."""
    sign = b"|" if b"|" in line else b"\t" if b"\t" in line else b""
    if not sign and b"," in line and b", " not in line and line.count(b",") > 1:
        sign = b","
    cells: list[_Cell] = []
    if sign:
        for part in line.split(sign):
            bare = part.strip()
            begin = at + part.find(bare)
            cells.append(_Cell(begin, begin + len(bare)))
            at += len(part) + 1
    else:
        cells = [_Cell(at + start, at + end) for start, end in apart(line)]
    return tuple(cells) if len(cells) > 1 else None
