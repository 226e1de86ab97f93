# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Things named after people, and people who bear the same names."""

import pytest

from clearance.core.detect.eponyms import ALONE, BORNE, EPONYMS, PAIRS
from clearance.core.detect.named_after import is_eponym

THINGS = [
    ("Fazekas", " 1"),
    ("nelaton", ". Over"),
    ("Kayser-Fleischer", " rings"),
    ("Howell-Jolly", " bodies"),
    ("Hoehn and Yahr", " above 2"),
    ("Wolff-Parkinson-White", ", a short PR"),
    ("Braxton Hicks", " since tea"),
    ("Miller Fisher", " unlikely"),
    ("Foley", " catheter"),
    ("Foley", " in situ"),
    ("Cohen", "'s kappa"),
    ("Cohen's", " kappa"),
    ("Bishop", " 5."),
    ("Bishop", ": 5\n"),
    ("Norton", " 14"),
    ("Clark", " III."),
    ("Wells", " 4.5, so"),
    ("Lynch", " status and"),
    ("Murphy", " negative"),
    ("Smith-Jones", " fracture"),
    ("Gene", " Review: ataxia"),
    ("gene", " therapy"),
]
PEOPLE = [
    ("Foley", " came"),
    ("Gene", " came"),
    ("Murphy", " 67, chest pain"),
    ("Norton", " 54 M"),
    ("Clark", " said no"),
    ("Ann Foley", " catheter"),
    ("Okafor", " catheter"),
    ("Smith-Jones", " came"),
    ("Smith Jones", " fracture"),
    ("", " disease"),
]


@pytest.mark.parametrize(("text", "after"), THINGS)
def test_a_thing(text: str, after: str) -> None:
    assert is_eponym(text.encode(), after.encode())


@pytest.mark.parametrize(("text", "after"), PEOPLE)
def test_a_person(text: str, after: str) -> None:
    assert not is_eponym(text.encode(), after.encode())


def test_every_borne_name_is_an_eponym_and_all_are_small_letters() -> None:
    assert BORNE <= EPONYMS
    assert ALONE.isdisjoint(BORNE)
    for word in EPONYMS | PAIRS:
        assert word == word.decode().lower().encode()
