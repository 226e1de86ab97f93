# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""HL7 v2: every field that identifies, and none that does not."""

from collections.abc import Callable

import pytest

from clearance.core.detect.detector import Detector, Proposer
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.records.hl7 import Hl7Reader
from clearance.core.detect.records.hl7_segments import SEGMENTS
from clearance.core.detect.records.hl7_types import OBSERVED, TYPES

Reads = Callable[[Proposer, str], list[tuple[str, str]]]
READER = Hl7Reader()

LINES = (
    r"MSH|^~\&|LAB|NORTH^2.16.840.1.113883.3.7^ISO|EHR|SOUTH|«20260114093015+0100»||ORU^R01^ORU_R01|«MSG00417»|P|2.5.1",
    "EVN|R01|«20260114»|||«C77»^«Lindqvist^Bo^A»",
    (
        "PID|1||«448812»^^^NORTH&2.16.840.1.113883.3.7&ISO^MR~«583612908»^^^USSSA^SS||«RUIZ^ANA^M»^JR^DR||«19610314»|F|"
        "|2106-3^White^HL70005|«12 Elm Street»^«Apt 4»^«Oldtown»^MI^«48201»^USA^H|US|«(313)555-0134»^PRN^PH~"
        "^NET^Internet^«ana.ruiz@example.org»|^WPN^PH^^1^«313^5550199»^22|EN|M|BAP|«ACC77123»|«583-61-2908»|"
        "«R123 456»^MI^«20290314»"
    ),
    "NK1|1|«RUIZ^PABLO»|SPO^Spouse|||«3135550177»",
    "PV1|1|I|4E^136^B|E|||«1003000126»^«OKORO^ADA»^^^^^^NPPES^L^^^NPI|«R31»^«Day^Joy»|||||||||||«V0091»",
    "OBR|1|«845439»^EHR|«1045813»^LAB|2345-7^Glucose^LN|||«20260113073000»|||||||||«88»^«OKORO^ADA»",
    "OBX|1|NM|2345-7^Glucose^LN||10.1|mmol/L|3.9-5.8|H|||F|||«20260113»",
    "OBX|2|DT|8665-2^LMP^LN||«20251201»||||||F",
    "DG1|1|I10|E11.9^Type 2 diabetes mellitus^I10||«20251003»|F",
)
"""A message of which only the marked values may be found."""


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\\r", "\\n", "<CR>", " "])
def test_a_message_with_any_separator(anchors: Detector, hyper: Detector, end: str) -> None:
    text, spans = unmark(end.join(LINES))
    for detector in (anchors, hyper):
        assert [text[f.start : f.end] for f in detector.find(text)] == [text[start:stop] for start, stop in spans]


@pytest.mark.parametrize("line", LINES[1:])
def test_a_segment_alone(anchors: Detector, line: str) -> None:
    text, spans = unmark("Why was this refused? " + line)
    assert tuple((f.start, f.end) for f in anchors.find(text)) == spans


def test_other_encoding_characters(reads: Reads) -> None:
    text = "MSH#*+\\@#A#B#C#D#20260114##ADT*A04#M1#P#2.5\nPID#1##77123***N@1*MR+H4471****MB##RUIZ*ANA\nPID|1||x9^^^N"
    assert reads(READER, text) == [
        ("hl7_date", "20260114"),
        ("hl7_order", "M1"),
        ("hl7_mrn", "77123"),
        ("hl7_plan_id", "H4471"),
        ("hl7_name", "RUIZ*ANA"),
        ("hl7_mrn", "x9"),
    ]
    assert reads(READER, "MSH|^~\\\\&|A|B|C|D|20260114") == [("hl7_date", "20260114")]
    assert reads(READER, "MSH|^|A|B|C|D|20260114") == [("hl7_date", "20260114")]


@pytest.mark.parametrize(
    "text",
    [
        "MSH||A|B|C|D|20260114",
        "MSH|AB|A|B|C|D|20260114",
        "MSH|^~\\&",
        "PID|USER|CPU|MEM|TIME|COMMAND",
        "PID|1",
        "xPID|1||77123^^^N",
        "PID#1##77123^^^N",
        "OBX|1|CE|8480-6^Systolic^LN||E11.9^Diabetes^I10|mm[Hg]^^UCUM|90-120|N|||F",
        'PID|1||""||""^""||""|F',
        "PID|1||2.16.840.1.113883.3.7^^^N",
        "PID|1||{MRN}^^^N||{FAMILY}^{GIVEN}",
        "PID|1||7^^^N||R^",
        "",
    ],
)
def test_nothing_in_what_is_no_message_or_holds_no_identifier(reads: Reads, text: str) -> None:
    assert reads(READER, text) == []


@pytest.mark.parametrize(
    ("name", "fields", "found"),
    [
        ("PID", {5: "^ANA^^", 7: "20261399"}, ["name ANA"]),
        ("PID", {5: "RUIZ^7^ANA", 9: "Ely^NV^89301"}, ["name RUIZ^7^ANA", "name Ely^NV"]),
        ("PID", {5: "RUIZ^A^^^^^L^^^^^20200101"}, ["name RUIZ^A", "date 20200101"]),
        ("PID", {3: "7712^^^N^PT^^20200101^20210101"}, ["mrn 7712", "date 20200101", "date 20210101"]),
        (
            "PID",
            {11: "12&Elm St&^^Ely^NV^89301^US^^^White Pine"},
            ["street 12&Elm St", "city Ely", "zip 89301", "place White Pine"],
        ),
        ("PID", {3: "^^^N^MR^^20200101"}, ["date 20200101"]),
        ("PID", {13: "555^PRN^FX~5550134^^FX~^^PH"}, ["fax 5550134"]),
        ("PID", {14: "^^CP^^^^^^^^^3135550134"}, ["phone 3135550134"]),
        ("PID", {23: "Ely^x"}, ["place Ely"]),
        ("PID", {20: "MI^R77312^20290101"}, ["licence R77312", "date 20290101"]),
        ("PID", {20: "MI^X"}, []),
        ("PID", {8: "F^", 7: "19610314120000.5-0500"}, ["birth_date 19610314120000.5-0500"]),
        (
            "OBR",
            {16: "005^x^", 32: "005454&OKORO&ADA^20260101^20260102^LAB", 33: "7^Day^Joy"},
            [
                *("provider_id 005", "provider_id 005454", "name OKORO&ADA"),
                *("date 20260101", "date 20260102", "name Day^Joy"),
            ],
        ),
        ("OBR", {16: "123&Okoro&Ada", 27: "^^20260101&20260102"}, [
            "provider_id 123", "name Okoro&Ada", "date 20260101", "date 20260102"
        ]),
        ("OBR", {16: "1003000126^", 29: "P12&N^F&M~x&y^Q7", 32: "N&Okoro"}, [
            "licence 1003000126", "order P12", "order Q7", "name Okoro"
        ]),
        ("NTE", {3: "x", 5: "AOKORO^Okoro^Ada"}, ["provider_id AOKORO", "name Okoro^Ada"]),
        ("ACC", {1: "20260101", 7: "Dr Goldberg^"}, ["date 20260101"]),
        ("ACC", {1: "20260101", 7: "Dr Goldberg~7"}, ["date 20260101", "name Dr Goldberg"]),
        ("GT1", {16: "Ely Mining^"}, ["employer Ely Mining"]),
        ("GT1", {16: "Day^Joy"}, ["name Day^Joy"]),
        ("GT1", {16: "7^"}, []),
        ("OBX", {2: "XPN", 3: "x^Contact", 5: "Day^Joy"}, ["name Day^Joy"]),
        ("AUT", {6: "NONE^20260102"}, ["date 20260102"]),
        ("AUT", {1: "PPO", 4: "20260110", 6: "A7711^20260101"}, ["date 20260110", "order A7711", "date 20260101"]),
    ],
)  # fmt: skip
def test_components(reads: Reads, name: str, fields: dict[int, str], found: list[str]) -> None:
    segment = "|".join([name, *(fields.get(number, "") for number in range(1, 40))])
    assert [f"{kind.removeprefix('hl7_')} {value}" for kind, value in reads(READER, segment)] == found


def test_a_name_of_a_message_is_found_again_in_the_words_around_it(anchors: Detector) -> None:
    text = "PID|1||448812^^^N||RUIZ^ANA\n\nSummarise what happened to Ana Ruiz."
    assert [text[f.start : f.end] for f in anchors.find(text)] == ["448812", "RUIZ^ANA", "Ana", "Ruiz"]


def test_the_table_names_types_that_exist() -> None:
    assert {kind for fields in SEGMENTS.values() for kind in fields.values()} == set(TYPES)
    assert set(OBSERVED.values()) <= set(TYPES)
