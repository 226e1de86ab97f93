# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""X12 transactions, whole or a few segments of one, written out in text."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from clearance.core.detect.merge import Candidate
from clearance.core.detect.records.pieces import (
    Piece,
    at,
    has_digit,
    is_id,
    is_name,
    is_phone,
    is_place,
    is_stamp,
    join,
)
from clearance.core.detect.records.x12_segments import (
    CALLS,
    DATE,
    ELEMENTS,
    EMPLOYER,
    ID_KINDS,
    MEMBER,
    OTHER,
    PERSON,
    PERSONS,
    QUALIFIED,
    WORKS_FOR,
    Kind,
)
from clearance.core.detect.rx import Rx
from clearance.core.detect.validators import packed_date, person_value
from clearance.model.words import DataClass

_NAMES = "|".join(name.decode() for name in sorted(ELEMENTS, reverse=True))
_ISA = r"ISA[^A-Za-z0-9\s][0-9]{2}"
_PIPED = r"NM1\|[A-Z0-9]{2,3}\|[12]\|"
_HEAD = Rx(r"(?:\A|[^A-Za-z0-9])(?P<v>(?:" + _NAMES + r")[^A-Za-z0-9\s])")
_ISA_START, _PIPED_START = Rx(_ISA), Rx(_PIPED)
_END = Rx(r"[~\r\n]")
_COMPONENT_AT, _TERMINATOR_AT = 104, 105
_NEXT = Rx(r"\s{0,2}(?:GS|TA1)")
_SURE = frozenset(b"ISA NM1 REF DMG DTP CLM CLP BHT TRN".split())


class _Marks(NamedTuple):
    """The delimiters of an interchange."""

    element: bytes = b"*"
    component: bytes = b":"
    terminator: bytes = b"~"


_USUAL = _Marks()


class X12Reader:
    """Identifiers of X12 segments, by segment, element and qualifier.

    ISA says the delimiters until the next ISA. A segment ends at its terminator, at ``~``, at the end of a line or
    where the next one begins. Without ISA the element separator is ``*``, or ``|`` where an NM1 segment is
    written with it.
    """

    gates = (_ISA, r"(?:" + _NAMES + r")\*", _PIPED)

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """Candidates of every segment. One segment alone counts only where its name is telling."""
        del gates
        heads = list(_heads(data))
        if len(heads) == 1 and not any(data.startswith(name, heads[0][0]) for name in _SURE):
            return
        for (start, marks), following in zip(heads, [*(head[0] for head in heads), len(data)][1:], strict=True):
            segment = data[start:following]
            end = _END.search(segment)
            whole = segment if end is None else segment[: end[0]]
            yield from _segment(Piece(start, whole.split(marks.terminator, 1)[0]), marks)


def _heads(data: bytes) -> Iterator[tuple[int, _Marks]]:
    """Where segments begin, each with the marks of its interchange."""
    marks = _USUAL._replace(element=b"|") if _PIPED_START.search(data) else _USUAL
    for _, _, start, end in _HEAD.all(data):
        mark = data[end - 1 : end]
        if data.startswith(b"ISA", start) and _ISA_START.fullmatch(data[start : start + 6]):
            marks = _marks(data, start, mark)
        if start and data[start - 1 : start] in {mark, marks.component}:
            continue
        if mark == marks.element:
            yield start, marks
        elif mark == _USUAL.element:
            yield start, _USUAL


def _marks(data: bytes, start: int, element: bytes) -> _Marks:
    """ISA has elements of fixed lengths; where it was changed on its way, the usual marks hold."""
    after = data[start + _TERMINATOR_AT + 1 : start + _TERMINATOR_AT + 6]
    hit = _NEXT.search(after)
    if hit is None or hit[0]:
        return _USUAL._replace(element=element)
    at_component, at_end = start + _COMPONENT_AT, start + _TERMINATOR_AT
    return _Marks(element, data[at_component:at_end], data[at_end : at_end + 1])


def _segment(segment: Piece, marks: _Marks) -> Iterator[Candidate]:
    elements = segment.split(marks.element)
    name = elements[0].text
    for number, kind in ELEMENTS[name].items():
        if number < len(elements):
            yield from _value(elements[number].trimmed(), kind)
    if name in QUALIFIED:
        yield from _identified(name, elements, marks)
    elif name == b"PER":
        yield from _contact(elements)
    elif name == b"HI":
        yield from _occurrences(elements, marks)


def _value(value: Piece, kind: Kind) -> Iterator[Candidate]:
    data_class = kind[1]
    if data_class is DataClass.DATE:
        yield from _dates(value, kind)
    elif data_class is DataClass.LOCATION:
        if is_place(value):
            yield value.candidate(*kind)
    elif is_id(value) and (kind != OTHER or has_digit(value)):
        yield value.candidate(*kind)


def _dates(value: Piece, kind: Kind) -> Iterator[Candidate]:
    """D8, DT and RD8; ISA09 has no century."""
    short = len(value.text) == 6 and value.text.isdigit() and packed_date(b"20" + value.text)  # noqa: PLR2004 - YYMMDD
    for piece in value.split(b"-"):
        if short or is_stamp(piece):
            yield piece.candidate(*kind)


def _identified(name: bytes, elements: list[Piece], marks: _Marks) -> Iterator[Candidate]:
    """NM1, N1 and REF: who it is, and an id of the kind that its qualifier says."""
    entity = at(elements, 1).text
    person = False
    if name == b"NM1":
        person = at(elements, 2).text == b"1"
        run = join(elements[3:6] if person else elements[3:4], marks.element)
        if is_name(run) and (person or entity == WORKS_FOR):
            yield run.candidate(*(PERSON if person else EMPLOYER))
    elif name == b"N1":
        person = entity in PERSONS
        if person and is_name(at(elements, 2)):
            yield at(elements, 2).candidate(*PERSON)
    qualifier, number = QUALIFIED[name]
    usual = (MEMBER if entity == b"IL" else OTHER) if person else None
    kind = ID_KINDS.get(at(elements, qualifier).text, usual)
    if kind is not None:
        yield from _value(at(elements, number), kind)


def _contact(elements: list[Piece]) -> Iterator[Candidate]:
    name = at(elements, 2)
    if is_name(name) and not has_digit(name) and person_value(name.text):
        yield name.candidate(*PERSON)
    for number in (3, 5, 7):
        kind = CALLS.get(at(elements, number).text)
        value = at(elements, number + 1)
        if kind is not None and (b"@" in value.text if kind[1] is DataClass.EMAIL else is_phone(value)):
            yield value.candidate(*kind)


def _occurrences(elements: list[Piece], marks: _Marks) -> Iterator[Candidate]:
    """Dates beside the codes of HI: ``BH:11:D8:20260102``."""
    for element in elements[1:]:
        parts = element.split(marks.component)
        if at(parts, 2).text in {b"D8", b"RD8"}:
            yield from _dates(at(parts, 3), DATE)
