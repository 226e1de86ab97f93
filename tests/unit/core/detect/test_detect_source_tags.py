# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Source tags: what fields, labels and codes set, and what words alone do not."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.registry import WIRES
from clearance.core.detect.source_tags import TagReader, possible_tags
from clearance.model.prompt import Segment
from clearance.model.text import Raw
from clearance.model.words import SourceTag

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
LEVEL = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
FIELDS = {"psychotherapy_note": SourceTag.PSYCHOTHERAPY_NOTES, "viral load": SourceTag.HIV}
READER = TagReader(FIELDS)


def segments(content: object, **more: Any) -> tuple[Segment, ...]:
    body = {"model": "m", "messages": [{"role": "user", "content": content}]} | more
    return WIRES["/v1/chat/completions"].read_request(json.dumps(body).encode()).segments


def tags(content: object, **more: Any) -> set[str]:
    return {str(tag) for tag in READER.tags(segments(content, **more))}


def coded(system: str, code: str, **more: str) -> dict[str, Any]:
    return {"resourceType": "Condition", "meta": {"security": [{"system": system, **more, "code": code}]}}


@pytest.mark.parametrize(
    ("system", "code", "found"),
    [
        (ACT, "ETH", {"sud_part2"}),
        (ACT, "42CFRPart2", {"sud_part2"}),
        (ACT, "PSY", {"psychotherapy_notes"}),
        (ACT, "HIV", {"hiv"}),
        (ACT, "SEX", {"reproductive"}),
        (ACT, "GDIS", {"genetic"}),
        (ACT, "ADOL", {"minor"}),
        ("http://hl7.org/fhir/v3/ActCode", "ETH", {"sud_part2"}),
        ("urn:oid:2.16.840.1.113883.5.4", "eth", {"sud_part2"}),
        (LEVEL, "R", {"restricted"}),
        (LEVEL, "V", {"restricted"}),
        (LEVEL, "N", set()),
        (ACT, "R", set()),
        ("http://loinc.org", "ETH", set()),
    ],
)
def test_fhir_security_labels(system: str, code: str, found: set[str]) -> None:
    for more in ({}, {"version": "1", "display": "what it means"}):
        resource = coded(system, code, **more)
        assert tags(json.dumps(resource)) == found
        assert tags(json.dumps({"entry": [{"resource": resource}]})) == found
        assert tags("Please read this: " + json.dumps(resource, indent=2)) == found
        assert tags("x", metadata=resource) == found


def test_a_code_belongs_to_the_system_of_its_own_coding() -> None:
    resource = coded(LEVEL, "N") | {"code": {"coding": [{"system": "http://loinc.org", "code": "R"}]}}
    assert tags(json.dumps(resource)) == set()
    assert tags("See " + json.dumps(resource)) == set()
    assert tags('see "code": "R" of v3-Confidentiality') == set()
    far = {"system": LEVEL} | {f"field{n}": "x" for n in range(9)} | {"code": "R"}
    assert tags(json.dumps(far)) == set()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"psychotherapy_note": "She spoke of her father."}, {"psychotherapy_notes"}),
        ({"psychotherapyNote": {"text": "She spoke."}}, {"psychotherapy_notes"}),
        ({"Viral-Load": "undetectable"}, {"hiv"}),
        ({"visit": {"psychotherapy_note": "x", "viralLoad": "y"}}, {"psychotherapy_notes", "hiv"}),
        ({"note": "psychotherapy_note"}, set()),
    ],
)
def test_fields_that_the_boundary_lists(content: dict[str, Any], found: set[str]) -> None:
    assert tags(json.dumps(content)) == found
    assert tags("Summarise: " + json.dumps(content)) == found
    assert TagReader({}).tags(segments(json.dumps(content))) == frozenset()


def test_a_tools_schema_is_no_record() -> None:
    schema = {"type": "object", "properties": {"psychotherapy_note": {"type": "string", "description": "x"}}}
    tool = {"type": "function", "function": {"name": "f", "parameters": schema}}
    assert tags("Hello", tools=[tool]) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MSH|^~\\&|A|B\rPID|1\rORC|RE" + "|" * 27 + "ETH^Alcohol^HL70177\r", {"sud_part2"}),
        ("Message:\nMSH|^~\\&|A|B\nORC|RE" + "|" * 27 + "U~HIV^x", {"hiv"}),
        ("MSH|^~\\&|A" + "|" * 23 + "V^very restricted\rPID|1", {"restricted"}),
        ("MSH#*~\\&#A\nTXA#1" + "#" * 17 + "R\nARV#1#A#PSY*x", {"restricted", "psychotherapy_notes"}),
        ("MSH|^~\\&|A|B\nOM1|1" + "|" * 29 + "AID", {"hiv"}),
        ("MSH|^~\\&|A|B\nORC|RE|ETH", set()),
        ("ORC|RE" + "|" * 27 + "ETH", set()),
        ("The MSH segment\nORC|RE" + "|" * 27 + "ETH", set()),
        ('<ClinicalDocument><confidentialityCode code="R" codeSystem="2.16.840.1.113883.5.25"/>', {"restricted"}),
        ("<cda:confidentialityCode codeSystem='x' code = 'ETH'/>", {"sud_part2"}),
        ('<confidentialityCode code="N"/> <confidentialityCode nullFlavor="NI"/>', set()),
    ],
)
def test_documents_within_a_text(text: str, found: set[str]) -> None:
    assert tags(text) == found


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("started on methadone, opioid use disorder", {"sud_part2"}),
        ("HIV positive since 2009", {"hiv"}),
        ("wears hearing aids", set()),
        ("a 12-year-old with AIDS", {"minor", "hiv"}),
        ("a 45-year-old", set()),
        ("pregnant, BRCA1 carrier, in psychotherapy", {"reproductive", "genetic", "psychotherapy_notes"}),
    ],
)
def test_words_only_make_a_tag_possible(text: str, possible: set[str]) -> None:
    assert {str(tag) for tag in possible_tags(segments(text))} == possible
    assert tags(text) == set()


@given(st.text(max_size=60) | st.text('MSH|^~\\&\n"system:code{}<> ', max_size=60))
def test_no_text_fails(text: str) -> None:
    for lead in ("", "MSH|^~\\&|", '{"code":"R","system":"v3-Confidentiality', "<confidentialityCode "):
        READER.tags((Segment((0,), (), Raw(lead + text)),))
