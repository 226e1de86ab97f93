# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Digits that scanning turned into letters."""

import pytest

from clearance.core.detect.detector import Detector
from clearance.core.detect.lookalike import MedicareReader, reread
from clearance.core.detect.merge import Candidate
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

FOUND = [
    ("seen «O4/l7/I959» at", DataClass.DATE),
    ("Seen «2O23-O1-l9».", DataClass.DATE),
    ("D0B «lO/O2/1971»", DataClass.DATE),
    ("ca1l «(4l5) 555-Ol34» if", DataClass.PHONE),
    ("Fax: «4l5-555-Ol34»", DataClass.FAX),
    ("number «2l9-O9-9999» was", DataClass.SSN),
    ("card «4l1l 1111 1111 1111», exp", DataClass.CREDIT_CARD),
    ("ZlP code «O2139»", DataClass.LOCATION),
    ("MRH: «48Z1337»", DataClass.MRN),
    ("Medicare no. «IEG4 - TE5 - MK73» ok", DataClass.HEALTH_PLAN_ID),
]
CLEAR = [
    "vitamin B12 and S1/S2, I10, O2 sat 98",
    "Z79.899 and G89.29, 10D 5S",
    "ACC: SBI0123456789",
    "Ana's O5l7x2234, 1234O567_89",
    "no soil, 2.14. So Bill is 10",
    "Medicare 1EG4 - LE5 - MK73 and XEG4TE5MK73",
    "IEG4 - TE5 - MK73",
    "id=4l5-555-Ol34",
]


@pytest.mark.parametrize(("example", "data_class"), FOUND)
def test_damaged_numbers_are_found(anchors: Detector, hyper: Detector, example: str, data_class: DataClass) -> None:
    text, spans = unmark(example)
    for detector in (anchors, hyper):
        found = [f for f in detector.find(text) if f.data_class is data_class]
        assert tuple((f.start, f.end) for f in found) == spans


@pytest.mark.parametrize("text", CLEAR)
def test_codes_and_words_are_not(anchors: Detector, hyper: Detector, text: str) -> None:
    for detector in (anchors, hyper):
        assert detector.find(text) == ()


def test_the_copy_has_the_same_length_and_keeps_only_what_changed() -> None:
    data = b"P1ease ca1l lD O3/14/2020 or 03/14/2020, Te1"
    copy = reread(data)
    assert copy is not None
    assert copy.data == b"P1ease call id 03/14/2020 or 03/14/2020, tel"
    assert copy.places == [15]
    damaged = Candidate("date", DataClass.DATE, 15, 25, 0.8)
    assert list(copy.kept([damaged, damaged._replace(start=29, end=39), damaged._replace(start=0, end=6)])) == [damaged]


@pytest.mark.parametrize(
    ("text", "found"),
    [("MBI", True), ("xMBI", False), ("x MBI", True), ("MBI" + " " * 61, True), ("xMBI" + " " * 61, False)],
)
def test_a_medicare_number_needs_a_word_that_begins_where_it_seems_to(text: str, *, found: bool) -> None:
    data = f"{text}{'' if text.endswith(' ') else ' '}1EG4TE5MK73".encode()
    (gate,) = MedicareReader.gates
    assert (Rx(gate).search(data) is not None) is found
    assert bool(list(MedicareReader().propose(data, ()))) is found


def test_nothing_to_read_again() -> None:
    assert reread(b"seen on 03/14/2020") is None
    assert reread(b"vitamin B12, 4O mg") is None
