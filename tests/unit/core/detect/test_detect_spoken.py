# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Spoken numbers and e-mail addresses: what is found, and what is only talk."""

import pytest

from clearance.core.detect.detector import Detector
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.spoken import spoken_digits
from clearance.model.words import DataClass

FOUND = [
    ("ring «six oh two, five five five, oh one four seven» please", DataClass.PHONE),
    ("it is «six 0 two five five five 0 one four seven».", DataClass.PHONE),
    ("dial «one eight hundred five five five oh one double four»", DataClass.PHONE),
    ("that is «triple five oh one two nine»", DataClass.PHONE),
    ("my social is «two one nine oh nine nine eight seven six»", DataClass.SSN),
    ("sure, «two one nine oh nine nine eight seven six»", DataClass.SSN),
    ("account number «three three eight one four six» is wrong", DataClass.ACCOUNT),
    ("zip code «nine four one one oh»", DataClass.LOCATION),
    ("the MRN, «four four seven one nine»", DataClass.MRN),
    ("fax it to «six oh two five five five oh one four seven»", DataClass.FAX),
    (
        "my Visa. It's «four one one one, one one one two, two two two three, three three three four»",
        DataClass.CREDIT_CARD,
    ),
    (
        "well: «four zero one two eight eight eight eight eight eight eight eight one eight eight one»",
        DataClass.CREDIT_CARD,
    ),
    ("call about the card, «six oh two five five five oh one four seven»", DataClass.PHONE),
    ("last four of your social?\nCALLER: «7 2 0 9».", DataClass.SSN),
    ("account ending in «seven two oh nine», thanks", DataClass.ACCOUNT),
    ("write «mira dot okon at gmail dot com» or", DataClass.EMAIL),
    ("«mira underscore okon at brightlake dot org»", DataClass.EMAIL),
    ("«mira77 at yahoo dot com»", DataClass.EMAIL),
    ("my email is «mira at brightlake dot co dot uk»", DataClass.EMAIL),
]
TALK = [
    "one two three four five six seven eight",
    "nine eight seven six five four three two one",
    "one two one two one two one two",
    "room four one two",
    "1 2 4 3 5 6 7 8",
    "five oh five, five five",
    "the card is one two three one",
    "last four of the months were 2 0 3 1 in rain",
    "last four of your social? 4 5 6 7 8 9",
    "card ending in hundred two three four",
    "look at amazon dot com",
    "meet me at gmail.com",
    "one two one " * 12,
]


@pytest.mark.parametrize(("example", "data_class"), FOUND)
def test_what_was_spoken_is_found(anchors: Detector, hyper: Detector, example: str, data_class: DataClass) -> None:
    text, spans = unmark(example)
    for detector in (anchors, hyper):
        found = [f for f in detector.find(text) if f.kind.startswith("spoken_")]
        assert tuple((f.start, f.end) for f in found) == spans
        assert [f.data_class for f in found] == [data_class]


@pytest.mark.parametrize("text", TALK)
def test_talk_is_not(anchors: Detector, hyper: Detector, text: str) -> None:
    for detector in (anchors, hyper):
        assert [f for f in detector.find(text) if f.kind.startswith("spoken_")] == []


def test_digits_of_words() -> None:
    assert spoken_digits(b"Double five, triple 0 - o niner 12 hundred") == b"55000091200"
