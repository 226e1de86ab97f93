# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""C-CDA documents and FHIR resources in XML, whole or in parts, written out in text.

Elements and attributes are those of the HL7 Clinical Document Architecture R2 data types II, AD, PN, TEL and TS
(https://hl7.org/cda/stds/online-navigation) and of FHIR's XML form (https://hl7.org/fhir/R4/xml.html).
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from clearance.core.detect.merge import Candidate
from clearance.core.detect.records.pieces import Piece, is_id, is_name, is_phone, is_place, is_stamp
from clearance.core.detect.records.systems import Kind, call_kind, id_kind
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

_TEXTS: MappingProxyType[bytes, Kind] = MappingProxyType(
    {
        b"given": ("cda_name", DataClass.PERSON),
        b"family": ("cda_name", DataClass.PERSON),
        b"streetAddressLine": ("cda_street", DataClass.LOCATION),
        b"deliveryAddressLine": ("cda_street", DataClass.LOCATION),
        b"streetName": ("cda_street", DataClass.LOCATION),
        b"houseNumber": ("cda_street", DataClass.LOCATION),
        b"additionalLocator": ("cda_street", DataClass.LOCATION),
        b"postBox": ("cda_street", DataClass.LOCATION),
        b"line": ("cda_street", DataClass.LOCATION),
        b"city": ("cda_city", DataClass.LOCATION),
        b"county": ("cda_place", DataClass.LOCATION),
        b"district": ("cda_place", DataClass.LOCATION),
        b"precinct": ("cda_place", DataClass.LOCATION),
        b"censusTract": ("cda_place", DataClass.LOCATION),
        b"postalCode": ("cda_zip", DataClass.LOCATION),
    }
)
"""Elements whose content, or ``value`` in FHIR, is the identifier."""

_TIMES = frozenset(b"effectiveTime low high time center existenceTime deceasedTime".split())
_PERSONS = frozenset(
    b"patient assignedPerson guardianPerson relatedPerson associatedPerson informationRecipient subjectPerson".split()
)
_NAME: Kind = ("cda_name", DataClass.PERSON)
_OTHERS = b"id setId telecom birthTime birthDate name patientRole identifier value system".split()
_NAMES = b"|".join(sorted({*_TEXTS, *_TIMES, *_PERSONS, *_OTHERS}, reverse=True)).decode()
_TAG = rf"<(?:{_NAMES})[\s/>]|<[a-z0-9]{{1,10}}:(?:{_NAMES})[\s/>]"
_OPEN = Rx(r"<(?:[a-z0-9]{1,10}:)?(?P<v>" + _NAMES + r")(?:\s[^<>]*)?>")
_ATTRIBUTE = r"\s{0,3}=\s{0,3}[\"'](?P<v>[^\"'<>]{1,200})"
_EXTENSION, _ROOT, _VALUE = (Rx(r"\s" + name + _ATTRIBUTE) for name in ("extension", "root", "value"))
_UUID = Rx(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_LONGEST = 200


class CdaReader:
    """Identifiers of elements and attributes that are only known by their place in a document.

    OIDs name systems and are never identifiers; ``root`` is one where it is a UUID and has no extension.
    """

    gates = (_TAG,)

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """Candidates of every element."""
        del gates
        before = system = b""
        for start, end, name_start, name_end in _OPEN.all(data):
            name = data[name_start:name_end]
            tag = Piece(start, data[start:end])
            if name == b"system":
                system = _attribute(tag, _VALUE).text
                continue
            yield from _element(data, name, tag, (before, system))
            if name not in {b"id", b"value"}:
                before, system = name, b""


def _attribute(tag: Piece, rx: Rx) -> Piece:
    hit = rx.search(tag.text)
    return Piece(tag.start, b"") if hit is None else Piece(tag.start + hit[2], tag.text[hit[2] : hit[3]]).trimmed()


def _content(data: bytes, tag: Piece) -> Piece:
    start = tag.start + len(tag.text)
    end = -1 if tag.text.endswith(b"/>") else data.find(b"<", start, start + _LONGEST)
    return Piece(start, data[start:end] if end > 0 else b"").trimmed()


def _element(data: bytes, name: bytes, tag: Piece, context: tuple[bytes, bytes]) -> Iterator[Candidate]:
    before, system = context
    if name in _TEXTS:
        kind = _TEXTS[name]
        value = _attribute(tag, _VALUE)
        value = value if value.text else _content(data, tag)
        if is_name(value) if kind[1] is DataClass.PERSON else is_place(value):
            yield value.candidate(*kind)
    elif name in {b"id", b"setId"}:
        yield from _identifier(tag, of_patient=before == b"patientRole")
    elif name in _TIMES or name == b"birthTime":
        value = _attribute(tag, _VALUE)
        if is_stamp(value):
            yield value.candidate("cda_birth_date" if name == b"birthTime" else "cda_date", DataClass.DATE)
    elif name == b"name" and before in _PERSONS:
        value = _content(data, tag)
        if is_name(value):
            yield value.candidate(*_NAME)
    elif name == b"telecom" or (name == b"value" and before == b"telecom"):
        yield from call(_attribute(tag, _VALUE), system)
    elif name == b"value" and before == b"identifier":
        value = _attribute(tag, _VALUE)
        if is_id(value):
            yield value.candidate(*id_kind(system, b""))


def _identifier(tag: Piece, *, of_patient: bool) -> Iterator[Candidate]:
    root, extension = _attribute(tag, _ROOT), _attribute(tag, _EXTENSION)
    if is_id(extension):
        yield extension.candidate(*id_kind(root.text, b"MR" if of_patient else b""))
    elif not extension.text and _UUID.fullmatch(root.text):
        yield root.candidate(*id_kind(b"", b""))


def call(value: Piece, system: bytes) -> Iterator[Candidate]:
    """A number or an address to call, behind its scheme: ``tel:``, ``fax:``, ``mailto:``."""
    scheme, colon, rest = value.text.partition(b":")
    if colon and scheme.isalpha():
        number = rest.lstrip(b"/")
        value = Piece(value.start + len(value.text) - len(number), number).trimmed()
    else:
        scheme = system
    kind = call_kind(scheme, value.text)
    if kind is not None and (kind[1] is DataClass.EMAIL or is_phone(value)):
        yield value.candidate(*kind)
