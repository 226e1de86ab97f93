# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""DICOM written out in text: tags that identify, and none that does not."""

from collections.abc import Callable

import pytest

from clearance.core.detect.detector import Detector, Proposer
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.records.dicom import TAGS, DicomReader

Reads = Callable[[Proposer, str], list[tuple[str, str]]]
READER = DicomReader()

DUMP = """(0008,0005) CS [ISO_IR 100]                             #  10, 1
(0008,0016) UI =CTImageStorage                          #  26, 1
(0008,0018) UI [«1.2.826.0.1.3680043.8.498.1»]           #  28, 1
(0008,0020) DA [«20260114»]                               #   8, 1
(0008,0050) SH [«A7712»]                                  #   6, 1
(0008,0080) LO [«North Clinic»]                           #  12, 1
(0008,0090) PN (no value available)                     #   0, 0 ReferringPhysicianName
(0008,1030) LO [Chest routine]                          #  13, 1
(0010,0010) PN [«Ruiz^Ana»]                               #   8, 1
(0010,0020) LO [«998991»]                                 #   6, 1
(0010,0030) DA [«19610314»]                               #   8, 1
(0010,0040) CS [F]                                      #   2, 1
(0018,0060) DS [120]                                    #   4, 1
(0018,1000) LO [«SN-00417»]                               #   8, 1
(0028,0010) US 512                                      #   2, 1
(7fe0,0010) OW 0000\\0000\\0417                           # 6, 1
"""


def test_a_dump(anchors: Detector, hyper: Detector) -> None:
    text, spans = unmark(DUMP)
    for detector in (anchors, hyper):
        assert [text[f.start : f.end] for f in detector.find(text)] == [text[start:stop] for start, stop in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(0010, 0010) Patient's Name                      PN: 'Ruiz^Ana'", ["name Ruiz^Ana"]),
        ("(0010,0010): Ruiz^Ana", ["name Ruiz^Ana"]),
        ("<0010,0010> Ruiz^Ana", ["name Ruiz^Ana"]),
        ("0010,0020 = AB-123", ["patient_id AB-123"]),
        ("(0010,0010) Patient's Name: Ruiz^Ana", ["name Ruiz^Ana"]),
        ("| (0010,0010) | Patient's Name | Ruiz^Ana |", ["name Ruiz^Ana"]),
        ("| (0010,0010) | PN | Ruiz^Ana |", ["name Ruiz^Ana"]),
        ("0010|0010 Ruiz^Ana", ["name Ruiz^Ana"]),
        ("132: (0010,0010) PN #8 [Ruiz^Ana] PatientName", ["name Ruiz^Ana"]),
        ("(0008,0050) SH [A77\\B88]", ["id A77", "id B88"]),
        ("(0010,1001) Other Patient Names PN: ['Ruiz^A', 'Day^Joy']", ["name Ruiz^A", "name Day^Joy"]),
        ("(0009,1010) PN [Day^Joy]", ["name Day^Joy"]),
        ("(0008,0050) SH A77 # 4, 1 x", ["id A77"]),
        ("(0010,0030) DA [19610314] (0010,0010) PN [Ruiz^A]", ["birth_date 19610314", "name Ruiz^A"]),
        ("(0010,2154) SH [313 555 0134]", ["phone 313 555 0134"]),
        ("(0010,1040) LO [12 Elm St, Ely]", ["place 12 Elm St, Ely"]),
        ("(0010,0010) PN: 'Ruiz", ["name Ruiz"]),
        (
            '{"00100010": {"vr": "PN", "Value": [{"Alphabetic": "Ruiz^Ana"}]}, "00080020": {"Value": ["20260114"]}}',
            ["name Ruiz^Ana", "date 20260114"],
        ),
        ('{"00091010":{"Value":["20260114"],"vr":"DA"}', ["date 20260114"]),
    ],
)  # fmt: skip
def test_variants(reads: Reads, text: str, found: list[str]) -> None:
    assert [f"{kind.removeprefix('dicom_')} {value}" for kind, value in reads(READER, text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(0008,0016) UI [1.2.840.10008.5.1.4.1.1.2]",
        "(0010,0010)",
        "tag (0010,0010) is the name, (0010,0020) the ID of a US patient 4411",
        "(0010,0010) PN []",
        "(0010,0010) | |",
        "(0008,0018) UI =CTImageStorage",
        "10.0010,0010.5 and 1200,1000,5000",
        '{"00080060": {"vr": "CS", "Value": ["CT"]}, "00091010": {"Value": ["20260114"]}, "00100020": {"Value": ["x',
    ],
)
def test_nothing_in_codes_and_numbers(reads: Reads, text: str) -> None:
    assert reads(READER, text) == []


def test_a_patient_of_a_dump_is_found_again_in_the_words_around_it(anchors: Detector) -> None:
    text = "(0010,0010) PN [Ruiz^Ana]\n\nIs Ana Ruiz's study complete?"
    assert [text[f.start : f.end] for f in anchors.find(text)] == ["Ruiz^Ana", "Ana Ruiz"]


def test_tags_are_eight_digits() -> None:
    assert all(len(tag) == 8 and tag == tag.upper() for tag in TAGS)


@pytest.mark.parametrize("lead", ["8", "84", "841", "8419"])
def test_a_long_value_ends_between_two_characters(reads: Reads, lead: str) -> None:
    ((kind, value),) = reads(READER, f"(0010,0020) LO |{lead}{chr(0x1F600) * 300}")
    assert (kind, value[: len(lead)]) == ("dicom_patient_id", lead)
    assert value[len(lead) :] == chr(0x1F600) * (len(value) - len(lead))
