# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What findings say about what is near them: speakers, ages behind names, further numbers of a list."""

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_letters

from clearance.core.detect.columns import settled, shape
from clearance.core.detect.families.ages import SPOKEN
from clearance.core.detect.initials import initials
from clearance.core.detect.merge import Candidate, merge
from clearance.core.detect.rx import Hit, Rx
from clearance.core.detect.speakers import speakers
from clearance.core.detect.validators import digits
from clearance.model.words import ISSUED_NUMBERS, DataClass

_AGES = (
    Rx(
        r"\A(?: {1,2}\((?:aged? )?|, (?:aged? )?| is |'s | / )"
        rf"(?P<v>9\d|1[01]\d|(?i:{SPOKEN}))"
        r"(?:[),;]|\.(?:[^0-9]|\z)| (?:/|and|but)|\n|\z)"
    ),
    Rx(r"\A,? {1,2}(?P<v>9\d|1[01]\d) ?[MFmf](?:[^A-Za-z0-9'%]|\z)"),
    Rx(r"\A(?: / [MF] / |, [MF], | [MF] )(?P<v>9\d|1[01]\d)(?:[ ,;/]|\n|\z)"),
)
_OLD, _OLD_SAID = (b"9", b"1"), (b"ninety", b"hundred")
_BEFORE_AGE, _REACH = 9, 32
"""Bytes behind a name in which a figure of its age begins, and in which all of the age stands."""
_NEXT = Rx(
    r"\A(?:,? (?:and|or|&) |, ?|; ?| ?/ ?|(?: {1,3}used)?\n(?:[-*] | ?\d{1,2}[.)] {1,2})?"
    r"| {2,8})#?(?P<v>[A-Za-z0-9]+(?:[-./][A-Za-z0-9]+)*)"
)
_DRAWN_CODE = r"(?:\d{4} \d{4}|[A-Za-z0-9]{4,6}-[A-Za-z0-9]{4,6}|[0-9a-f]{8,12}|[A-Z0-9]{8,12})"
_NEXT_CODE = Rx(
    r"\A(?: {1,3}used)?(?:, ?|\r?\n[ \t]{0,8}(?:[-*] |\d{1,2}[.)] {1,2})?| {2,6}|\t)"
    rf"(?P<v>{_DRAWN_CODE})(?:[ ,.\t\r\n]|\z)"
)
"""The next of codes that open an account once, which one list may write in two ways."""
_LONGEST = 48
_LEAST_DIGITS = 4
_DRAWN = "recovery_code"
_CODE = Rx(_DRAWN_CODE)
_ANY = bytes.maketrans(b"0123456789" + ascii_letters.encode(), b"A" * (10 + len(ascii_letters)))


def resolve(candidates: Iterable[Candidate], data: bytes) -> tuple[Candidate, ...]:
    """Merged as ``merge`` does, with what the merged findings say about what is near them."""
    known = merge(candidates, data)
    more = [*speakers(known, data), *initials(known, data), *_ages(known, data), *_listed(known, data)]
    return tuple(settled(merge([*known, *more], data) if more else known, data))


def _ages(known: Sequence[Candidate], data: bytes) -> Iterator[Candidate]:
    """An age over 89 directly behind a name."""
    for candidate in known:
        if candidate.data_class is DataClass.PERSON:
            behind = data[candidate.end : candidate.end + _REACH]
            for pattern in _AGES if _may_be_aged(behind) else ():
                hit = pattern.search(behind)
                if hit is not None:
                    start, end = candidate.end + hit[2], candidate.end + hit[3]
                    yield Candidate("age_over_89", DataClass.AGE, start, end, candidate.score)


def _may_be_aged(behind: bytes) -> bool:
    near, lower = behind[:_BEFORE_AGE], behind.lower()
    return any(figure in near for figure in _OLD) or any(word in lower for word in _OLD_SAID)


def _listed(known: Sequence[Candidate], data: bytes) -> Iterator[Candidate]:
    """Codes of the same shape that follow a labelled one: "tags E-1042 and E-1043"."""
    starts = {candidate.start for candidate in known}
    secrets = {candidate.start for candidate in known if candidate.data_class is DataClass.SECRET}
    for candidate in known:
        code = data[candidate.start : candidate.end]
        drawn = candidate.kind == _DRAWN
        coded = candidate.data_class in ISSUED_NUMBERS and len(digits(code)) >= _LEAST_DIGITS
        if len(code) > _LONGEST or not (drawn or coded):
            continue
        like = _groups if drawn else shape
        end = candidate.end
        while (hit := _next(data[end : end + 2 * _LONGEST], drawn=drawn)) is not None:
            start, stop = end + hit[2], end + hit[3]
            further = data[start:stop]
            of_kind = drawn and _CODE.fullmatch(code) and _CODE.fullmatch(further) and not further.isalpha()
            if (start in starts and not drawn) or not (of_kind or like(further) == like(code)):
                break
            if start not in secrets:
                yield candidate._replace(start=start, end=stop)
            end = stop


def _next(rest: bytes, *, drawn: bool) -> Hit | None:
    return (_NEXT_CODE.search(rest) if drawn else None) or _NEXT.search(rest)


def _groups(text: bytes) -> bytes:
    """Codes drawn at random are alike in the lengths of their groups only."""
    return text.translate(_ANY)
