# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""FHIR resources in JSON, whole or in parts, written out in text (https://hl7.org/fhir/R4/json.html)."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from clearance.core.detect.merge import Candidate
from clearance.core.detect.records.cda import call
from clearance.core.detect.records.pieces import SCORE, Piece, is_id, is_name, is_place
from clearance.core.detect.records.systems import Kind, id_kind
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

_PERSON: Kind = ("fhir_name", DataClass.PERSON)
_STREET: Kind = ("fhir_street", DataClass.LOCATION)
_REFERENCE: Kind = ("fhir_reference", DataClass.OTHER_ID)

_VALUES: MappingProxyType[bytes, Kind] = MappingProxyType(
    {
        b"given": _PERSON,
        b"family": _PERSON,
        b"line": _STREET,
        b"city": ("fhir_city", DataClass.LOCATION),
        b"district": ("fhir_place", DataClass.LOCATION),
        b"postalCode": ("fhir_zip", DataClass.LOCATION),
        b"reference": _REFERENCE,
        b"fullUrl": _REFERENCE,
        b"id": _REFERENCE,
    }
)
_KEYS = "|".join([*(key.decode() for key in _VALUES), "display", "text"])
_WHOLE = r"\"resourceType\"\s{0,8}:"
_PART = r"\"(?:identifier|telecom|given|family|reference|birthDate)\"\s{0,8}:\s{0,8}[\"\[{]"
_OPENS = Rx(f"{_WHOLE}|{_PART}")
_MEMBER = Rx(r"\"(?P<v>" + _KEYS + r")\"\s{0,8}:\s{0,8}[\"\[]")
_GROUP = Rx(r"\"(?P<v>identifier|telecom)\"\s{0,8}:\s{0,8}[\[{]")
_STRING = Rx(r"\"(?P<v>[^\"\n]{1,200})\"")
_TOKEN = Rx(r"[\[\]{}]|\"(?P<v>[^\"\n]*)\"(?:\s{0,4}:)?")
_REFERENCED = Rx(
    r"(?:(?:https?://[^\s\"|?]+/)?[A-Z][A-Za-z]{2,40}/|urn:uuid:|[A-Z][A-Za-z]{2,40}\?identifier=[^\s|]+\|)"
    r"(?P<v>[A-Za-z0-9.-]{1,64})(?:/_history/\d+)?"
)
_UUID = Rx(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_RESOURCE = Rx(r"\"resourceType\"\s{0,8}:\s{0,8}\"(?P<v>[A-Za-z]+)\"")
_OF_PERSON = Rx(r"\"reference\"\s{0,8}:\s{0,8}\"[^\"]*(?:Patient|Practitioner|Person)[/?]")
_PARENT = Rx(r"\"(?P<v>[A-Za-z]+)\"\s{0,8}:\s{0,8}(?:\[\s{0,80})?\z")
_WHO = frozenset(
    b"subject patient individual performer requester recorder asserter author practitioner beneficiary subscriber actor"
    b" informant enterer collector who generalPractitioner participant policyHolder".split()
)
"""Members whose reference is a person, whatever its address says."""

_POSITION = Rx(
    r"\"(?:latitude|longitude)\"\s{0,8}[:,]\s{0,80}(?:\"valueDecimal\"\s{0,8}:\s{0,8})?(?P<v>-?\d{1,3}\.\d{1,20})"
)
_DEFINITIONS = frozenset(
    b"CodeSystem ValueSet ConceptMap StructureDefinition SearchParameter OperationDefinition CapabilityStatement"
    b" Questionnaire PlanDefinition ActivityDefinition Measure Library Medication Substance".split()
)
"""Resources that speak of nobody."""

_REACH = 600
_LONGEST = 2000
_DEEPEST = 16


class FhirReader:
    """Identifiers of FHIR's JSON that only their place tells: names, addresses, identifiers, references.

    Dates, and values whose keys say what they are, are left to the readers of pairs and the recognisers.
    Codes, systems and OIDs are never identifiers.
    """

    gates = (_WHOLE, _PART)

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """Candidates of every member that identifies."""
        del gates
        if _OPENS.search(data) is None:
            return
        for start, end, key_start, key_end in _MEMBER.all(data):
            key = data[key_start:key_end]
            for value in _strings(data, end - 1):
                yield from _member(data, start, key, value)
        for _, _, start, end in _POSITION.all(data):
            yield Candidate("fhir_place", DataClass.LOCATION, start, end, SCORE)
        at = 0
        while (group := _GROUP.search(data, at)) is not None:
            objects, at = _objects(data, group[1] - 1)
            read = _called if data[group[2] : group[3]] == b"telecom" else _identified
            for members in objects:
                yield from read(members)


def _strings(data: bytes, at: int) -> Iterator[Piece]:
    """The string that starts at this byte, or the strings of the array that does."""
    if data[at : at + 1] == b'"':
        end = data.find(b'"', at + 1, at + _LONGEST)
        if end > 0:
            yield Piece(at + 1, data[at + 1 : end])
        return
    end = data.find(b"]", at, at + _LONGEST)
    array = data[at : max(end, at)]
    if b"{" not in array and b"[" not in array[1:]:
        for _, _, start, stop in _STRING.all(array):
            yield Piece(at + start, array[start:stop])


def _member(data: bytes, start: int, key: bytes, value: Piece) -> Iterator[Candidate]:
    kind = _VALUES.get(key) or _spoken(data, start, key)
    if kind is None:
        return
    if key == b"id":
        if is_id(value) and _own_id(data, start, value.text):
            yield value.candidate(*kind)
    elif kind is _REFERENCE:
        hit = _REFERENCED.search(value.text)
        if hit is not None and hit[0] == 0 and hit[1] == len(value.text):
            yield Piece(value.start + hit[2], value.text[hit[2] : hit[3]]).candidate(*kind)
    elif is_name(value) if kind is _PERSON else is_place(value):
        yield value.candidate(*kind)


def _object(data: bytes, start: int) -> tuple[int, bytes]:
    """Where the object of a member begins, and what of it stands before the member; empty behind another object."""
    opened = data.rfind(b"{", max(0, start - _REACH), start)
    inside = data[opened:start] if opened >= 0 else b""
    return opened, b"" if b"}" in inside else inside


def _spoken(data: bytes, start: int, key: bytes) -> Kind | None:
    """``display`` of a reference to a person, ``text`` of a name or of an address."""
    opened, inside = _object(data, start)
    if not inside:
        return None
    before = data[max(0, opened - _REACH // 4) : opened]
    hit = _PARENT.search(before)
    parent = before[hit[2] : hit[3]] if hit is not None else b""
    if key == b"display":
        return _PERSON if parent in _WHO or _OF_PERSON.search(inside) is not None else None
    return {b"name": _PERSON, b"address": _STREET}.get(parent)


def _own_id(data: bytes, start: int, value: bytes) -> bool:
    """Whether an ``id`` is a resource's, not that of one of its elements."""
    _, inside = _object(data, start)
    hit = _RESOURCE.search(inside)
    if hit is None:
        return _UUID.fullmatch(value)
    return inside[hit[2] : hit[3]] not in _DEFINITIONS


def _objects(data: bytes, at: int) -> tuple[list[dict[bytes, Piece]], int]:
    """The string members of each object in the array or object that starts at this byte, inner ones first; its end.

    The code of an inner object, or its text, stands as ``code`` in the outer ones too: the type of an identifier.
    """
    found: list[dict[bytes, Piece]] = []
    stack: list[dict[bytes, Piece]] = []
    depth = 0
    key = b""
    while (hit := _TOKEN.search(data, at)) is not None:
        at = hit[1]
        token = data[hit[0] : at]
        if token in {b"{", b"["}:
            depth += 1
            if token == b"{":
                stack.append({})
        elif token in {b"}", b"]"}:
            depth -= 1
            if token == b"}" and stack:
                members = stack.pop()
                found.append(members)
                said = members.get(b"code") or members.get(b"text")
                if stack and said is not None:
                    stack[-1].setdefault(b"code", said)
        elif token.endswith(b":"):
            key = data[hit[2] : hit[3]]
        elif stack and key:
            stack[-1].setdefault(key, Piece(hit[2], data[hit[2] : hit[3]]))
            key = b""
        if depth <= 0 or depth > _DEEPEST:
            break
    return found, at


def _identified(members: dict[bytes, Piece]) -> Iterator[Candidate]:
    value = members.get(b"value")
    if value is None:
        return
    if value.text.startswith(b"urn:uuid:"):
        value = Piece(value.start + 9, value.text[9:])
    if is_id(value.trimmed()):
        system, code = (members[name].text if name in members else b"" for name in (b"system", b"code"))
        yield value.candidate(*id_kind(system, code))


def _called(members: dict[bytes, Piece]) -> Iterator[Candidate]:
    if b"value" in members:
        yield from call(members[b"value"], members[b"system"].text if b"system" in members else b"")
