# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""HL7 v2 data types: which components of a value identify (HL7 Version 2.8.2, chapter 2A)."""

from collections.abc import Callable, Iterator
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from clearance.core.detect.merge import Candidate
from clearance.core.detect.records.pieces import (
    Piece,
    at,
    has_letter,
    is_id,
    is_name,
    is_order,
    is_phone,
    is_place,
    is_stamp,
    join,
)
from clearance.core.detect.validators import VALIDATORS
from clearance.model.words import DataClass


class Marks(NamedTuple):
    """The encoding characters of a message, MSH-1 and MSH-2."""

    field: bytes = b"|"
    component: bytes = b"^"
    repetition: bytes = b"~"
    part: bytes = b"&"


Read = Callable[[Piece, Marks], Iterator[Candidate]]
"""Candidates of one repetition of a field."""

_Kind = tuple[str, DataClass]

_ID_TYPES: MappingProxyType[bytes, _Kind] = MappingProxyType(
    {
        b"SS": ("hl7_ssn", DataClass.SSN),
        b"MR": ("hl7_mrn", DataClass.MRN),
        b"PI": ("hl7_mrn", DataClass.MRN),
        b"AN": ("hl7_account", DataClass.ACCOUNT),
        b"DL": ("hl7_licence", DataClass.LICENSE),
        b"PPN": ("hl7_licence", DataClass.LICENSE),
        b"NPI": ("hl7_licence", DataClass.LICENSE),
        b"LN": ("hl7_licence", DataClass.LICENSE),
        b"DEA": ("hl7_licence", DataClass.LICENSE),
        b"MD": ("hl7_licence", DataClass.LICENSE),
        b"MA": ("hl7_plan_id", DataClass.HEALTH_PLAN_ID),
        b"MB": ("hl7_plan_id", DataClass.HEALTH_PLAN_ID),
        b"MC": ("hl7_plan_id", DataClass.HEALTH_PLAN_ID),
        b"SN": ("hl7_plan_id", DataClass.HEALTH_PLAN_ID),
    }
)
"""HL7 table 0203, as far as a type changes what an id is."""

_PROVIDER_ID: _Kind = ("hl7_provider_id", DataClass.OTHER_ID)
_DATE: _Kind = ("hl7_date", DataClass.DATE)
_PHONE: _Kind = ("hl7_phone", DataClass.PHONE)
_NAME: _Kind = ("hl7_name", DataClass.PERSON)
_PLACE: _Kind = ("hl7_place", DataClass.LOCATION)


def _dates(pieces: list[Piece], marks: Marks, kind: _Kind = _DATE) -> Iterator[Candidate]:
    """Every piece, or part of one, that is a date: validity ranges, TS, DR, TQ."""
    for piece in pieces:
        if len(piece.text) >= 8:  # noqa: PLR2004 - YYYYMMDD
            for part in piece.split(marks.part):
                trimmed = part.trimmed()
                if is_stamp(trimmed):
                    yield trimmed.candidate(*kind)


def _name_run(pieces: list[Piece], mark: bytes) -> Iterator[Candidate]:
    """Family, given and middle name as one finding, which keeps together what is one person's name."""
    run = join(pieces, mark, has_letter)
    if is_name(run):
        yield run.candidate(*_NAME)


def _date(value: Piece, marks: Marks, kind: _Kind) -> Iterator[Candidate]:
    yield from _dates(value.split(marks.component), marks, kind)


def _name(value: Piece, marks: Marks) -> Iterator[Candidate]:
    """XPN: family, given, middle; names of a field of type ST too. Validity dates lie behind component 9."""
    parts = value.split(marks.component)
    yield from _name_run(parts[:3], marks.component)
    yield from _dates(parts[9:], marks)


def _provider(value: Piece, marks: Marks) -> Iterator[Candidate]:
    """XCN: id, family, given, middle; its type is component 13. Where nothing but words stand, they are the name."""
    parts = value.split(marks.component)
    first = at(parts, 0)
    yield from _name_run(parts[1:4], marks.component)
    yield from _dates(parts[14:], marks)
    if len(parts) == 1 and marks.part in first.text:
        yield from _lister_name(first.split(marks.part), marks)
    elif is_order(first) or (is_id(first) and is_name(at(parts, 1))):
        yield first.candidate(*_provider_kind(first, at(parts, 12)))
    elif is_name(first) and len(parts) == 1:
        yield first.candidate(*_NAME)


def _provider_kind(number: Piece, kind: Piece) -> _Kind:
    if kind.text in _ID_TYPES:
        return _ID_TYPES[kind.text]
    if VALIDATORS["npi"](number.text) == len(number.text) == 10:  # noqa: PLR2004 - 45 CFR 162.406
        return _ID_TYPES[b"NPI"]
    return _PROVIDER_ID


def _lister_name(parts: list[Piece], marks: Marks) -> Iterator[Candidate]:
    yield from _name_run(parts[1:4], marks.part)
    if is_order(at(parts, 0)):
        yield at(parts, 0).candidate(*_PROVIDER_ID)


def _lister(value: Piece, marks: Marks) -> Iterator[Candidate]:
    """NDL: id, family and given name are parts of component 1; two dates follow. Older messages write an XCN."""
    parts = value.split(marks.component)
    if marks.part not in parts[0].text:
        yield from _provider(value, marks)
        return
    yield from _lister_name(parts[0].split(marks.part), marks)
    yield from _dates(parts[1:3], marks)


def _id(value: Piece, marks: Marks, kind: _Kind) -> Iterator[Candidate]:
    """CX: the first component, of the kind that component 5 says; validity dates are 7 and 8."""
    parts = value.split(marks.component)
    number = at(parts, 0)
    if is_id(number):
        if b"USSSA" in value.text:
            kind = _ID_TYPES[b"SS"]
        yield number.candidate(*_ID_TYPES.get(at(parts, 4).text, kind))
    yield from _dates(parts[6:8], marks)


def _order(value: Piece, marks: Marks, kind: _Kind) -> Iterator[Candidate]:
    """EI: the entity's number; the others name who gave it. AUI has its date behind it."""
    parts = value.split(marks.component)
    number = at(parts, 0)
    if is_order(number):
        yield number.candidate(*kind)
    yield from _dates(parts[1:2], marks)


def _parent(value: Piece, marks: Marks, kind: _Kind) -> Iterator[Candidate]:
    """EIP: the placer's and the filler's number, each the first part of a component."""
    for component in value.split(marks.component)[:2]:
        number = at(component.split(marks.part), 0)
        if is_order(number):
            yield number.candidate(*kind)


def _licence(value: Piece, marks: Marks, kind: _Kind) -> Iterator[Candidate]:
    """DLN, PLN: the number, then a state and a date; some write the state first."""
    parts = value.split(marks.component)
    number = next((piece for piece in (at(parts, 0), at(parts, 1)) if is_order(piece)), None)
    if number is not None:
        yield number.candidate(*kind)
    yield from _dates(parts[2:], marks)


def _address(value: Piece, marks: Marks) -> Iterator[Candidate]:
    """XAD: street, second line, city, ZIP code, county and what is added; neither state nor country."""
    parts = value.split(marks.component)
    for number, kind in _ADDRESS:
        part = at(parts, number)
        run = join(part.split(marks.part), marks.part)
        if is_place(run):
            yield run.candidate(kind, DataClass.LOCATION)
    yield from _dates(parts[10:], marks)


_ADDRESS = (
    (0, "hl7_street"),
    (1, "hl7_street"),
    (2, "hl7_city"),
    (4, "hl7_zip"),
    (7, "hl7_place"),
    (8, "hl7_place"),
    (18, "hl7_place"),
    (19, "hl7_place"),
)


def _phone(value: Piece, marks: Marks) -> Iterator[Candidate]:
    """XTN: a number as one text (1 or 12), or its area code and local number (6 and 7); an e-mail (1 or 4)."""
    parts = value.split(marks.component)
    fax = at(parts, 2).text == b"FX"
    kind = ("hl7_fax", DataClass.FAX) if fax else _PHONE
    for piece in (at(parts, 0), at(parts, 3)):
        if b"@" in piece.text:
            yield piece.candidate("hl7_email", DataClass.EMAIL)
    local = join(parts[5:7], marks.component)
    for piece in (at(parts, 0), local, at(parts, 11)):
        if is_phone(Piece(0, piece.text.replace(marks.component, b" "))):
            yield piece.candidate(*kind)
    yield from _dates(parts[12:], marks)


def _text(value: Piece, marks: Marks, kind: _Kind) -> Iterator[Candidate]:
    """ST or the first component of anything: a place, an employer."""
    first = at(value.split(marks.component), 0)
    if is_place(first):
        yield first.candidate(*kind)


def _employer(value: Piece, marks: Marks) -> Iterator[Candidate]:
    """A person who employs (XPN), or an organization."""
    parts = value.split(marks.component)
    if is_name(at(parts, 1)):
        yield from _name_run(parts[:3], marks.component)
    else:
        yield from _text(value, marks, ("hl7_employer", DataClass.ORGANIZATION))


TYPES: MappingProxyType[str, Read] = MappingProxyType(
    {
        "date": partial(_date, kind=_DATE),
        "birth": partial(_date, kind=("hl7_birth_date", DataClass.DATE)),
        "name": _name,
        "provider": _provider,
        "lister": _lister,
        "mrn": partial(_id, kind=("hl7_mrn", DataClass.MRN)),
        "account": partial(_id, kind=("hl7_account", DataClass.ACCOUNT)),
        "plan": partial(_id, kind=("hl7_plan_id", DataClass.HEALTH_PLAN_ID)),
        "visit": partial(_id, kind=("hl7_visit", DataClass.OTHER_ID)),
        "id": partial(_id, kind=("hl7_id", DataClass.OTHER_ID)),
        "ssn": partial(_order, kind=("hl7_ssn", DataClass.SSN)),
        "order": partial(_order, kind=("hl7_order", DataClass.OTHER_ID)),
        "parent": partial(_parent, kind=("hl7_order", DataClass.OTHER_ID)),
        "device": partial(_order, kind=("hl7_device", DataClass.DEVICE_ID)),
        "licence": partial(_licence, kind=("hl7_licence", DataClass.LICENSE)),
        "address": _address,
        "phone": _phone,
        "place": partial(_text, kind=_PLACE),
        "employer": _employer,
    }
)

OBSERVED: MappingProxyType[bytes, str] = MappingProxyType(
    {
        b"DT": "date",
        b"DTM": "date",
        b"TS": "date",
        b"DR": "date",
        b"PN": "name",
        b"XPN": "name",
        b"XCN": "provider",
        b"XAD": "address",
        b"AD": "address",
        b"XTN": "phone",
        b"TN": "phone",
        b"CX": "id",
    }
)
"""What OBX-5 is by OBX-2 (HL7 table 0125), where it identifies."""
