# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""FHIR's datatypes as the structure of a body: a value is what its neighbours say."""

from typing import Any

import pytest

from clearance.core.codec.chat_fields import REQUEST_RULES
from clearance.core.codec.json_walk import FREE, collect
from clearance.core.detect.cache import Memory, SegmentCache
from clearance.core.detect.detector import Detector
from clearance.core.detect.neighbours import neighbours
from clearance.model.prompt import Segment
from clearance.model.text import Raw

MR = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}

OBJECTS: list[tuple[Any, dict[str, str]]] = [
    ({"identifier": [{"type": MR, "value": "LK-40017-88"}]}, {"LK-40017-88": "record_mrn"}),
    ({"identifier": [{"value": "LK-40017-88", "type": MR}]}, {"LK-40017-88": "record_mrn"}),
    ({"identifier": [{"type": {"text": "Medical Record Number"}, "value": "99-0012"}]}, {"99-0012": "record_mrn"}),
    ({"system": "https://north.example/mrn", "value": "A 77 1234"}, {"A 77 1234": "record_mrn"}),
    ({"value": "583612908", "system": "urn:oid:2.16.840.1.113883.4.1"}, {"583612908": "record_ssn"}),
    ({"system": "https://north.example/x", "value": "TT-4471"}, {"TT-4471": "record_id"}),
    ({"telecom": [{"system": "phone", "value": "03 5550 6473"}]}, {"03 5550 6473": "telecom"}),
    ({"telecom": {"system": "url", "value": "https://a.example"}}, {}),
    ({"system": "colour", "value": "red 12"}, {}),
    ({"value": "red 12"}, {}),
    (
        {"name": {"use": "official", "family": "okonkwo", "given": ["ada", "rose"]}},
        dict.fromkeys(["okonkwo", "ada", "rose"], "person"),
    ),
    ({"name": {"given": ["ada"], "text": "ada o"}}, {"ada": "person", "ada o": "person"}),
    ({"name": {"family": "okonkwo"}}, {}),
    ({"value": "4471", "unit": "mg", "system": "https://a.example/units"}, {}),
    ({"system": "http://loinc.org", "value": "4548-4"}, {}),
    ({"value": "4548-4", "system": "https://a.example/" + "x" * 300}, {}),
    (
        [{"system": "phone", "value": "1 22"}, {"system": "urn:a:mrn", "value": "2 33"}],
        {"1 22": "telecom", "2 33": "record_mrn"},
    ),
    (
        {"a": [{"type": MR, "value": "LK-1"}], "b": [{"system": "phone", "value": "1 22"}]},
        {"LK-1": "record_mrn", "1 22": "telecom"},
    ),
    (
        {"a": [{"system": "urn:a:mrn"}], "c": ["x"] * 13, "b": [{"value": "1 22"}]},
        {},
    ),
]


def _said(value: Any) -> dict[str, str]:
    segments = collect(value, FREE, REQUEST_RULES).segments
    return {segments[at].text.reveal(): word for at, said in neighbours(segments).items() for word in said}


@pytest.mark.parametrize(("value", "said"), OBJECTS)
def test_neighbours_say_what_a_value_is(value: Any, said: dict[str, str]) -> None:
    assert _said(value) == said


def test_numbers_and_segments_without_a_place_are_passed_over() -> None:
    assert neighbours([Segment((), (), Raw("4471"), "value"), Segment((-1,), ("*",), Raw("4471"), "value")]) == {}


def test_the_body_and_the_text_of_a_resource_give_the_same_kinds(anchors: Detector) -> None:
    patient = {
        "identifier": [{"type": MR, "value": "LK-40017-88"}, {"type": {"text": "MRN"}, "value": "99-0012"}],
        "telecom": [{"system": "phone", "value": "03 5550 6473"}],
        "name": [{"family": "okonkwo", "given": ["ada"]}],
    }
    segments = collect(patient, FREE, REQUEST_RULES).segments
    memory = Memory(SegmentCache(), b"key")
    for _ in range(2):
        found = anchors.inspect(segments, memory)
        kinds = [f.kind for findings in found for f in findings]
        assert kinds == ["record_mrn", "record_mrn", "us_phone", "person_field", "person_field"]


def test_what_neighbours_say_is_part_of_what_is_remembered(anchors: Detector) -> None:
    memory = Memory(SegmentCache(), b"key")
    for system, kind in (("urn:a:mrn", "record_mrn"), ("urn:a:member", "record_plan_id")):
        segments = collect({"system": system, "value": "A 77 1234"}, FREE, REQUEST_RULES).segments
        assert [f.kind for f in anchors.inspect(segments, memory)[-1]] == [kind]
