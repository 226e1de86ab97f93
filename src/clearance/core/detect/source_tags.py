# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Source tags that a request carries with it: sensitivity that a source declared, never one that words suggest.

Read from field names that the boundary lists; from FHIR codings of the HL7 v3 code systems ActCode and Confidentiality,
as in ``meta.security``; from ``confidentialityCode`` in C-CDA; and from the fields of HL7 v2 that carry a
confidentiality or access restriction. Words of a text only make a tag *possible*: that is recorded and decides nothing.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from clearance.core.detect.rx import Rx
from clearance.model.prompt import Segment
from clearance.model.words import SourceTag

_CODES: Mapping[str, SourceTag] = {
    # HL7 v3 ActCode, InformationSensitivityPolicy; HL7 v2 tables 0177 and 0717 use some of the same words
    "ETH": SourceTag.SUD_PART2,
    "ETHUD": SourceTag.SUD_PART2,
    "OPIOIDUD": SourceTag.SUD_PART2,
    "SUD": SourceTag.SUD_PART2,
    "42CFRPART2": SourceTag.SUD_PART2,
    "PSY": SourceTag.PSYCHOTHERAPY_NOTES,
    "PSYTHPN": SourceTag.PSYCHOTHERAPY_NOTES,
    "HIV": SourceTag.HIV,
    "AID": SourceTag.HIV,
    "SEX": SourceTag.REPRODUCTIVE,
    "STD": SourceTag.REPRODUCTIVE,
    "GDIS": SourceTag.GENETIC,
    "SCA": SourceTag.GENETIC,
    "ADOL": SourceTag.MINOR,
}
_LEVELS: Mapping[str, SourceTag] = {"R": SourceTag.RESTRICTED, "V": SourceTag.RESTRICTED}
_EITHER = {**_CODES, **_LEVELS}
_SYSTEMS = (
    (("v3-ActCode", "v3/ActCode", "2.16.840.1.113883.5.4"), _CODES),
    (("v3-Confidentiality", "v3/Confidentiality", "2.16.840.1.113883.5.25"), _EITHER),
)

_HL7_FIELDS = {"MSH": 26, "ORC": 28, "OM1": 30, "TXA": 18, "ARV": 3}
"""Segment to the field that restricts: security classification, confidentiality code (twice), document
confidentiality status, access restriction value."""
_HL7_HEAD = 8
"""``MSH|^~\\&``"""

_NEAR = 8
"""How many strings and numbers a code and its system may be apart in one coding: system, version, code, display."""
_REACH = 1_000
_CODE = Rx(r'"code"\s{0,20}:\s{0,20}"(?P<v>[A-Za-z0-9]{1,20})"')
_SYSTEM = Rx(r'"system"\s{0,20}:\s{0,20}"(?P<v>[^"]{1,200})"')
_ELEMENT = Rx(r"<(?:[A-Za-z0-9_]{1,20}:)?confidentialityCode\b(?P<v>[^<>]{0,600})")
_ATTRIBUTE = Rx(r"""\bcode\s{0,9}=\s{0,9}["'](?P<v>[A-Za-z0-9]{1,20})["']""")
_MARKS = ("ActCode", "onfidentiality", "2.16.840.1.113883.5.")
_SCHEMAS = frozenset({"tools", "functions", "response_format", "tool_choice"})
_Place = tuple[tuple[int, ...], tuple[str | int, ...]]
_JOINTS = str.maketrans("", "", "_- .")

_WORDS = (
    (
        SourceTag.SUD_PART2,
        (
            r"(?i:\b(?:methadone|suboxone|buprenorphine|naltrexone|heroin|detox"
            r"|(?:opioid|alcohol|substance) (?:use disorder|abuse|dependence)))"
        ),
    ),
    (SourceTag.PSYCHOTHERAPY_NOTES, r"(?i:\bpsychotherap(?:y|ist))"),
    (SourceTag.REPRODUCTIVE, r"(?i:\b(?:abortion|miscarriage|contracepti(?:on|ve)|pregnan(?:t|cy)|ivf\b))"),
    (SourceTag.GENETIC, r"(?i:\b(?:brca[12]?\b|genetic (?:test|counsel|screen)|hereditary|genom(?:e|ic)\b))"),
    (SourceTag.HIV, r"(?i:\b(?:hiv\b|antiretroviral))|\bAIDS\b"),
    (SourceTag.MINOR, r"(?i:\b(?:[0-9]|1[0-7])[ -](?:year|yr|month|week|day)s?[ -]old\b)"),
)
_POSSIBLE = tuple((tag, Rx(pattern)) for tag, pattern in _WORDS)
_ANY_WORD = Rx("|".join(f"(?:{pattern})" for _, pattern in _WORDS))


class TagReader:
    """Reads the tags of a request. ``fields``: names of JSON fields whose presence tags, in any spelling of theirs."""

    def __init__(self, fields: Mapping[str, SourceTag]) -> None:
        self._fields = {_plain(name): tag for name, tag in fields.items()}

    def tags(self, segments: Sequence[Segment]) -> frozenset[SourceTag]:
        """The tags that fields, codes and documents of these segments set."""
        found = set(_coded(segments))
        for segment in segments:
            if self._fields and not (segment.path and segment.path[0] in _SCHEMAS):
                found.update(self._named(segment))
            if not segment.is_key:
                found.update(_documents(segment.text.reveal()))
        return frozenset(found)

    def _named(self, segment: Segment) -> Iterator[SourceTag]:
        """From a field of an opened document, or of one that stands within a text."""
        tag = self._fields.get(_plain(segment.field))
        if tag is not None and len(segment.text):
            yield tag
        text = segment.text.reveal()
        if segment.is_key or '"' not in text:
            return
        for name in _quoted_names(text):
            tag = self._fields.get(_plain(name))
            if tag is not None:
                yield tag


def possible_tags(segments: Iterable[Segment]) -> frozenset[SourceTag]:
    """The tags that words of these segments make possible. To be recorded, never to decide by."""
    found: set[SourceTag] = set()
    for segment in segments:
        data = segment.text.reveal().encode("utf-8", "replace")
        if _ANY_WORD.search(data) is not None:
            found.update(tag for tag, rx in _POSSIBLE if rx.search(data) is not None)
    return frozenset(found)


def _plain(name: str) -> str:
    return name.lower().translate(_JOINTS)


def _quoted_names(text: str) -> Iterator[str]:
    """What stands in quotes before a colon."""
    parts = text.split('"')
    for at in range(len(parts) - 1):
        if parts[at + 1].lstrip()[:1] == ":":
            yield parts[at]


def _of(system: str, code: str) -> Iterator[SourceTag]:
    for ends, table in _SYSTEMS:
        if system.rstrip("/").endswith(ends) and (tag := table.get(code.upper())) is not None:
            yield tag


def _coded(segments: Sequence[Segment]) -> Iterator[SourceTag]:
    """From codings of documents that were opened: each code with the nearest system of the same object."""
    systems: dict[_Place, list[tuple[int, str]]] = {}
    codes: list[tuple[_Place, int, str]] = []
    for segment in segments:
        if segment.is_key or segment.field not in ("system", "code"):
            continue
        place, at = (segment.address[:-1], segment.path[:-1]), segment.address[-1]
        if segment.field == "system":
            systems.setdefault(place, []).append((at, segment.text.reveal()))
        else:
            codes.append((place, at, segment.text.reveal()))
    for place, at, code in codes:
        known = systems.get(place, [])
        index = bisect_left(known, (at, ""))
        near = [(abs(at - other), system) for other, system in known[max(0, index - 1) : index + 1]]
        if near and min(near)[0] <= _NEAR:
            yield from _of(min(near)[1], code)


def _documents(text: str) -> Iterator[SourceTag]:
    """From documents that stand within a text."""
    if any(mark in text for mark in _MARKS):
        data = text.encode("utf-8", "replace")
        yield from _json(data)
        for element in _ELEMENT.all(data):
            code = _ATTRIBUTE.search(data[element[2] : element[3]])
            if code is not None:
                yield from _one(_EITHER, data[element[2] + code[2] : element[2] + code[3]].decode())
    if "MSH" in text:
        yield from _hl7(text)


def _one(table: Mapping[str, SourceTag], code: str) -> Iterator[SourceTag]:
    tag = table.get(code.strip().upper())
    if tag is not None:
        yield tag


def _json(data: bytes) -> Iterator[SourceTag]:
    for code in _CODE.all(data):
        start = data.rfind(b"{", max(0, code[0] - _REACH), code[0])
        end = data.find(b"}", code[1], code[1] + _REACH)
        around = data[start + 1 if start >= 0 else code[0] : end if end >= 0 else code[1]]
        system = _SYSTEM.search(around)
        if system is not None:
            yield from _of(around[system[2] : system[3]].decode("utf-8", "replace"), data[code[2] : code[3]].decode())


def _hl7(text: str) -> Iterator[SourceTag]:
    """From every message in the text; its own header says how it separates."""
    separators = ""
    for line in text.splitlines():
        at = line.find("MSH")
        marks = line[at + 3 : at + _HL7_HEAD]
        begins = at >= 0 and len(marks) == _HL7_HEAD - 3 and marks.isascii() and not any(map(_is_text, marks))
        separators = marks if begins else separators
        row = (line[at:] if begins else line).strip()
        if separators and row[:3] in _HL7_FIELDS:
            yield from _hl7_row(row, separators)


def _is_text(character: str) -> bool:
    return character.isalnum() or character == " "


def _hl7_row(row: str, separators: str) -> Iterator[SourceTag]:
    fields = row.split(separators[0])
    at = _HL7_FIELDS[row[:3]] - (row[:3] == "MSH")  # the separator is the header's first field
    for value in fields[at].split(separators[2]) if at < len(fields) else ():
        yield from _one(_EITHER, value.split(separators[1])[0])
