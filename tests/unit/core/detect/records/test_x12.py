# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""X12: every element that identifies, and none that does not."""

from collections.abc import Callable

import pytest

from clearance.core.detect.detector import Detector, Proposer
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.records.x12 import X12Reader

Reads = Callable[[Proposer, str], list[tuple[str, str]]]
READER = X12Reader()

ISA = (
    "ISA*00*          *00*          *ZZ*SUBMITTERS.ID  *ZZ*RECEIVERS.ID   *«260114»*0930*^*00501*«000000905»*0*T*:~",
    "GS*HC*SENDER*RECEIVER*«20260114»*0930*1*X*005010X222A1~",
)
CLAIM = (
    "ST*837*0021*005010X222A1~",
    "BHT*0019*00*«244579»*«20260114»*0930*CH~",
    "NM1*41*2*NORTH BILLING*****46*«TGJ23»~",
    "PER*IC*«OKORO ADA»*TE*«3135550134»*EX*231*EM*«ada.okoro@example.org»~",
    "NM1*85*2*NORTH CLINIC*****XX*«1003000126»~",
    "N3*«234 SEAWAY ST»~",
    "N4*«OLDTOWN»*MI*«48201»~",
    "REF*EI*«587654321»~",
    "SBR*P*18*«2222-SJ»******CI~",
    "NM1*IL*1*«RUIZ*ANA*M»**JR*MI*«JS00111223333»~",
    "DMG*D8*«19610314»*F~",
    "REF*SY*«583612908»~",
    "NM1*PR*2*KEY INSURANCE COMPANY*****PI*999996666~",
    "CLM*«26463774»*100***11:B:1*Y*A*Y*I~",
    "REF*EA*«MRN4477»~",
    "HI*BK:J020*BF:Z1159*BH:11:D8:«20251231»~",
    "LX*1~",
    "SV1*HC:99213*40*UN*1***1~",
    "DTP*472*RD8*«20260102»-«20260104»~",
    "CAS*CO*45*20260~",
)


@pytest.mark.parametrize("lines", [ISA + CLAIM, CLAIM, CLAIM[5:], CLAIM[9:12]])
@pytest.mark.parametrize("end", ["", "\n", "\\n"])
def test_a_transaction_and_parts_of_one(anchors: Detector, hyper: Detector, lines: tuple[str, ...], end: str) -> None:
    text, spans = unmark("Please check: " + end.join(lines) + " Thanks!")
    for detector in (anchors, hyper):
        assert [text[f.start : f.end] for f in detector.find(text)] == [text[start:stop] for start, stop in spans]


def test_lines_without_a_terminator(anchors: Detector) -> None:
    text, spans = unmark("\n".join(line.rstrip("~") for line in CLAIM))
    assert tuple((f.start, f.end) for f in anchors.find(text)) == spans


def test_other_delimiters(reads: Reads) -> None:
    head = "".join(ISA).replace("«", "").replace("»", "").replace("*", "|").replace(":~", ">'", 1)
    text = head.replace("~", "'") + "NM1|IL|1|RUIZ|ANA||||MI|77123'HI|BK>J020|BH>11>D8>20251231'REF*SY*583612908"
    assert reads(READER, text) == [
        ("x12_date", "260114"),
        ("x12_id", "000000905"),
        ("x12_date", "20260114"),
        ("x12_name", "RUIZ|ANA"),
        ("x12_member_id", "77123"),
        ("x12_date", "20251231"),
        ("x12_ssn", "583612908"),
    ]
    assert reads(READER, "NM1|QC|1|RUIZ\nDMG|D8|19610314") == [("x12_name", "RUIZ"), ("x12_birth_date", "19610314")]
    assert reads(READER, "ISA|00|x|260114 NM1|QC|1|RUIZ") == [("x12_name", "RUIZ")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "N3*alpha*beta",
        "REF",
        "REF*~NM1*",
        "xREF*SY*583612908",
        "A*REF*SY*583612908",
        "REF#SY#583612908",
        "REF*SY*~REF*ZZ*NONE~REF*LU*77123",
        "NM1*PR*2*KEY INSURANCE*****PI*99999~N1*PE*NORTH CLINIC*XV*99999",
        "PER*IC*CUSTOMER SERVICE*TE*none*EM*none*UR*http://x.example",
        "N4*MI*MI*US~DTP*472*TM*0930~DMG*D8*19611399*F",
        "HI*BK:J020~HI*",
    ],
)
def test_nothing_in_codes_and_other_text(reads: Reads, text: str) -> None:
    assert reads(READER, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NM1*IL*1*RUIZ*****??*77123", [("x12_name", "RUIZ"), ("x12_member_id", "77123")]),
        ("NM1*82*1*OKORO*ADA****??*77123", [("x12_name", "OKORO*ADA"), ("x12_id", "77123")]),
        ("NM1*36*2*ELY MINING*****24*587654321", [("x12_employer", "ELY MINING"), ("x12_id", "587654321")]),
        ("REF*1*1~N1*QC*ANA RUIZ*34*583612908~", [("x12_name", "ANA RUIZ"), ("x12_ssn", "583612908")]),
        ("REF*1*1~N1*QC*~", []),
        ("PAT****D8*20260101~INS*Y*18*******D8*20260102", []),
        ("PAT*****D8*20260101~INS*Y*18*********D8*20260102", [("x12_date", "20260101"), ("x12_date", "20260102")]),
        (
            "CLP*PT77*1*100*80**12*99100~TRN*1*12345*1512345678~PER*CX**FX*3135550177",
            [
                *(("x12_account", "PT77"), ("x12_id", "99100"), ("x12_id", "12345"), ("x12_id", "1512345678")),
                ("x12_fax", "3135550177"),
            ],
        ),
    ],
)
def test_qualifiers(reads: Reads, text: str, found: list[tuple[str, str]]) -> None:
    assert reads(READER, text) == found
