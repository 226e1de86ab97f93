# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""FHIR in JSON, written out in text: members that identify, and none that does not."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from clearance.core.detect.detector import Detector, Proposer
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.records.fhir import FhirReader

Reads = Callable[[Proposer, str], list[tuple[str, str]]]
READER = FhirReader()

BUNDLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "fullUrl": "urn:uuid:«2feb4fc9-0b59-4d72-bc87-aafcf11083d9»",
            "resource": {
                "resourceType": "Patient",
                "id": "«2feb4fc9-0b59-4d72-bc87-aafcf11083d9»",
                "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
                "identifier": [
                    {
                        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
                        "system": "urn:x-north",
                        "value": "«77-1234»",
                    },
                    {"value": "«583612908»", "system": "http://hl7.org/fhir/sid/us-ssn"},
                    {"system": "urn:ietf:rfc:3986", "value": "urn:oid:2.16.840.1.113883.3.7.1"},
                ],
                "name": [{"family": "«Ruiz»", "given": ["«Ana»", "«María José»"], "prefix": ["Mrs."]}],
                "telecom": [
                    {"system": "phone", "value": "«03 5550 6473»", "use": "home"},
                    {"system": "email", "value": "«ana.ruiz@example.org»"},
                ],
                "gender": "female",
                "birthDate": "«1961-03-14»",
                "address": [
                    {"line": ["«12 Elm Street»", "«Apt 4»"], "city": "«Ely»", "state": "NV", "postalCode": "«48201»"}
                ],
            },
        },
        {
            "fullUrl": "«https://fhir.example/r4/Observation/o-778»",
            "resource": {
                "resourceType": "Observation",
                "id": "«o-778»",
                "code": {"coding": [{"system": "http://loinc.org", "code": "8480-6", "display": "Systolic pressure"}]},
                "subject": {"reference": "Patient/«2feb4fc9-0b59-4d72-bc87-aafcf11083d9»", "display": "«Ana Ruiz»"},
                "effectiveDateTime": "«2026-01-14T09:30:15-05:00»",
                "valueQuantity": {"value": 138, "unit": "mmHg", "code": "mm[Hg]"},
            },
        },
    ],
}  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
def test_a_bundle(anchors: Detector, hyper: Detector, indent: int | None) -> None:
    text, spans = unmark("Explain this: " + json.dumps(BUNDLE, indent=indent, ensure_ascii=False))
    for detector in (anchors, hyper):
        assert [text[f.start : f.end] for f in detector.find(text)] == [text[start:stop] for start, stop in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"name": {"text": "Ana Ruiz", "family": "Ruiz"}', ["fhir_name Ana Ruiz", "fhir_name Ruiz"]),
        ('"reference": "x", "address": [{"text": "12 Elm, Ely"}]', ["fhir_street 12 Elm, Ely"]),
        ('{"reference": "Practitioner?identifier=http://x|7712", "display": "A. Okoro"}', [
            "fhir_reference 7712", "fhir_name A. Okoro"
        ]),
        ('{"reference": "Patient/p1/_history/2"}', ["fhir_reference p1"]),
        ('"identifier": {"value": "urn:uuid:o-7", "assigner": {"display": "North"}}', ["record_id o-7"]),
        ('"telecom": [{"value": "3135550134"}, {"system": "url", "value": "x/y"}]', ["record_phone 3135550134"]),
        ('{"resourceType": "Practitioner", "id": "dr7"}', ["fhir_reference dr7"]),
        ('"birthDate": "", "id": "2feb4fc9-0b59-4d72-bc87-aafcf11083d9"', [
            "fhir_reference 2feb4fc9-0b59-4d72-bc87-aafcf11083d9"
        ]),
        ('{"resourceType": "Location", "position": {"longitude": -83.05, "latitude": 42.3}}', [
            "fhir_place -83.05", "fhir_place 42.3"
        ]),
        ('"birthDate": "", {"url": "latitude", "valueDecimal": 42.3314}', ["fhir_place 42.3314"]),
        ('{"author": [{"display": "Ada Okoro"}], "resourceType": "Composition"', ["fhir_name Ada Okoro"]),
    ],
)  # fmt: skip
def test_members(reads: Reads, text: str, found: list[str]) -> None:
    assert [" ".join(one) for one in reads(READER, text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"city": "Oldtown", "id": "a1"}',
        '{"resourceType": "ValueSet", "id": "v7", "text": {"status": "x"}, "display": "Blood pressure"}',
        '"given": [{"family": 7}], "telecom": [], "line": ["MI"]',
        '"given": "' + "a" * 2100 + '"',
        '"given": ["Ana", "' + "a" * 2100,
        '"reference": "#contained", "reference": "http://x.example", "reference": "Patient/p 1"',
        '{"reference": "Organization/", "display": "North Clinic"}',
        '"reference": "", "coding": [{"code": "x"}, {"display": "Ada Okoro"}]',
        '"reference": "", {"a": {"b": 1}, "display": "Ada Okoro"}',
        '"identifier": [{"system": "http://x"}, "7712", {"value": "7"}]',
        '"identifier": ' + "[" * 20 + '{"value": "7712"}]',
        '"identifier": [}{"value": "7712"}',
        '"birthDate": "x", "id": "7712"',
        '"identifier": [{"value": "7712"',
        '"telecom": [{"use": "home"}]',
    ],
)
def test_nothing_in_codes_and_other_json(reads: Reads, text: str) -> None:
    assert reads(READER, text) == []


def test_a_type_may_be_written_out(reads: Reads) -> None:
    text = '{"identifier": [{"type": {"text": "MRN"}, "value": "LK-40017-88"}]}'
    assert reads(READER, text) == [("record_mrn", "LK-40017-88")]
