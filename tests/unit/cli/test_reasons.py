# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Why a finding was found: one line for each way of finding, and nothing of the text in it."""

import pytest

from clearance.cli.reasons import reasons
from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.recogniser import Recogniser
from clearance.library import detect, shipped_finder
from clearance.model.prompt import Finding, Segment
from clearance.model.text import Raw
from clearance.model.words import DataClass

OWN = Recogniser(
    "custom.badge", DataClass.OTHER_ID, (r"\bB-\d{4}\b",), ("«B-1234»",), context=("badge",), score=0.7, always=True
)
PLUGIN = Recogniser("acme_case", DataClass.OTHER_ID, (r"\bC-\d{4}\b",), ("«C-1234»",), score=0.7, always=True)


def why(text: str, value: str) -> str:
    """The line for the finding that begins where ``value`` last stands."""
    findings = detect(text)
    (at,) = (number for number, one in enumerate(findings) if one.start == text.rindex(value))
    return reasons(text, findings, RECOGNISERS)[at]


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        (
            "SSN: 536-22-8841",
            "536",
            'recogniser us_ssn, score 0.97: pattern, label word "ss...", validator identifier',
        ),
        (
            "Patient: Jane Roe",
            "Jane",
            'recogniser person_labelled, score 0.92: pattern, label word "patient", validator person',
        ),
        ("write to ann@example.org", "ann", "recogniser email, score 0.98: pattern"),
        (
            '{"patient_name": "Ann Lee"}',
            "Ann",
            'field rule person_field, score 0.96: the field "patientname" says what its value is',
        ),
        (
            "MSH|^~\\&|A|B|C|D|20260314||ADT^A01|1|P|2.5\rPID|1||4839201^^^H^MR||Lee^Ann\r",
            "4839201",
            "record reader hl7_mrn, score 0.97: by its place in HL7 v2",
        ),
        (
            "first_name,last_name,ssn\nZora,Quimby,536-22-8841\n",
            "Zora",
            "field rule person_field, score 0.96: a column or member says what it is (patientname or alike)",
        ),
    ],
)
def test_each_way_of_finding_has_its_line(text: str, value: str, line: str) -> None:
    assert why(text, value) == line


def test_a_repeated_name_and_the_model_are_told() -> None:
    text = "Patient: Zora Quimby.\n\nxx Quimby xx"
    findings = [
        Finding("person_repeated", DataClass.PERSON, 26, 32, 0.8),
        Finding("model_city", DataClass.LOCATION, 0, 1),
    ]
    assert reasons(text, findings, RECOGNISERS) == [
        "repeated name, score 0.80: named elsewhere in the text, found again here",
        "name model, label CITY, score 1.00: read in context",
    ]


def test_own_recognisers_and_plugins_are_told_apart() -> None:
    text = "badge: B-1234, see C-1234"
    (findings,) = shipped_finder().extended((OWN, PLUGIN)).inspect([Segment((), (), Raw(text))])
    assert reasons(text, findings, (*RECOGNISERS, OWN, PLUGIN)) == [
        'own recogniser custom.badge, score 0.95: pattern, label word "badge"',
        "plugin's recogniser acme_case, score 0.70: pattern",
    ]


def test_what_nothing_declares_is_a_further_detectors() -> None:
    found = [Finding("acme_name", DataClass.PERSON, 0, 3, 0.5)]
    assert reasons("Ann", found, RECOGNISERS) == ["acme_name, score 0.50: proposed by a further detector"]


def test_a_word_that_begins_with_an_anchor_is_not_shown() -> None:
    text = "SSNX: y"
    found = [Finding("x", DataClass.SSN, 6, 7, 0.8)]
    one = Recogniser("x", DataClass.SSN, ("y",), ("«y»",), anchors=("ss", "y"))
    assert reasons(text, found, (one,)) == ['plugin\'s recogniser x, score 0.80: pattern, label word "ss..."']


def test_profiles_that_cover_a_finding_are_named() -> None:
    text = "card 4111 1111 1111 1111"
    (line,) = reasons(text, detect(text), RECOGNISERS, ("pci", "secrets"))
    assert line.endswith("; in pci (card and bank account numbers)")
