# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the neighbours of a value in its object say of it: FHIR's datatypes, where the JSON is the body's own structure.

``{"system": ".../mrn", "value": "..."}`` is an Identifier, ``{"system": "phone", "value": "..."}`` a ContactPoint, and
``given`` beside ``family`` a HumanName (https://hl7.org/fhir/R4/datatypes.html). Unknown keys do not stand in a path,
so an object is told by the place of its members and by how near they stand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clearance.core.detect.records.systems import call_kind, id_kind
from clearance.model.prompt import Segment

_MEMBERS = frozenset({"system", "value", "use", "unit", "given", "family", "prefix", "suffix", "text"})
_TYPE = "type"
_TYPED = frozenset({"code", "text"})
_NAMES = ("given", "family", "text")
_STEP, _NEAR = 2, 12
"""From one string member to the next with its key between; and how far apart members of one object may stand."""
_DEPTH = 3
_PUBLIC = ("unitsofmeasure", "loinc", "snomed", "terminology", "rxnorm", "/icd", "/cpt", "rfc:3986", "CodeSystem")
"""Parts of systems whose values are codes and measures."""
_LONGEST = 200

_Path = tuple[str | int, ...]
_Place = tuple[tuple[int, ...], _Path]


@dataclass(slots=True)
class _Object:
    """Members of one object: positions among the segments, by name. ``end`` is the ordinal of the last one."""

    end: int
    members: dict[str, list[int]] = field(default_factory=dict)

    def takes(self, name: str, ordinal: int, *, listed: bool) -> bool:
        """Whether the next member may be one of this object: no name comes twice, and nothing stands between."""
        if (name in self.members and not listed) or ordinal - self.end > _NEAR:
            return False
        return ordinal - self.end <= _STEP or listed or "value" not in self.members


def neighbours(segments: Sequence[Segment]) -> dict[int, frozenset[str]]:
    """What is said of segments, by their position: "person", "telecom", or the kind of an identifier."""
    if not any(segment.field in ("value", "given", "family") for segment in segments):
        return {}
    said: dict[int, frozenset[str]] = {}
    for found in _objects(segments):
        for at, word in (*_named(found), *_identified(segments, found)):
            said[at] = frozenset({word})
    return said


def _objects(segments: Sequence[Segment]) -> list[_Object]:
    objects: list[_Object] = []
    last: dict[_Place, _Object] = {}
    for at, segment in enumerate(segments):
        ordinal = segment.address[-1] if segment.address else -1
        if segment.is_key or ordinal < 0:
            continue
        owner = _owner(segment.path)
        if owner is None and segment.field not in _MEMBERS:
            continue
        path, listed = (owner, True) if owner is not None else _object_path(segment.path)
        name = segment.field if owner is None else _TYPE if segment.field in _TYPED else ""
        place = (segment.address[:-1], path)
        known = last.get(place)
        if known is None or not known.takes(name, ordinal, listed=listed):
            known = last[place] = _Object(ordinal)
            objects.append(known)
        known.end = ordinal
        known.members.setdefault(name, []).append(at)
    return objects


def _object_path(path: _Path) -> tuple[_Path, bool]:
    """The path of the object that a member stands in, and whether the member is an element of a list."""
    end = len(path)
    while end and isinstance(path[end - 1], int):
        end -= 1
    return path[: max(end - 1, 0)], end < len(path)


def _owner(path: _Path) -> _Path | None:
    """The object whose ``type`` holds this, as a text or in a coding; None outside of any."""
    for at in range(len(path) - 2, max(len(path) - 2 - _DEPTH, -1), -1):
        if path[at] == _TYPE:
            return path[:at]
    return None


def _named(found: _Object) -> Iterator[tuple[int, str]]:
    if ("family" in found.members or "given" in found.members) and len(found.members) > 1:
        for name in _NAMES:
            for at in found.members.get(name, ()):
                yield at, "person"


def _identified(segments: Sequence[Segment], found: _Object) -> Iterator[tuple[int, str]]:
    system, code = (
        "".join(_text(segments[at]) for at in found.members.get(name, ())[:1]) for name in ("system", _TYPE)
    )
    if not (system or code) or "unit" in found.members or any(part in system for part in _PUBLIC):
        return
    for at in found.members.get("value", ()):
        if code or ":" in system or "/" in system:
            yield at, id_kind(system.encode(), code.encode())[0]
        elif call_kind(system.encode(), b"/") is not None:
            yield at, "telecom"


def _text(segment: Segment) -> str:
    text = segment.text.reveal()
    return text if len(text) <= _LONGEST and text.isascii() else ""
