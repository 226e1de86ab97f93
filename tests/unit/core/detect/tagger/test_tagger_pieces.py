# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.core.detect.merge import Candidate, Cover
from clearance.core.detect.tagger.pieces import drafts
from clearance.model.words import DataClass
from tests.unit.core.detect.tagger.spread import run_of, spread_of

LABELS = ("O", "PERSON", "CITY", "PLACE", "DATE", "PHONE", "MRN", "OTHER_ID", "ZIP", "CREDIT_CARD", "ORGANIZATION")
Pieces = list[tuple[str, str]]


def found(text: str, pieces: Pieces, inside: float = 0.0) -> Pieces:
    spread = spread_of(text, inside)
    runs = [run_of(spread, piece, LABELS.index(label)) for piece, label in pieces]
    return [(text.encode()[one.start : one.end].decode(), one.label) for one in drafts(spread, runs, LABELS, 0)]


@pytest.mark.parametrize(
    ("text", "pieces", "what"),
    [
        ("on H 330 41 88 x", [("H 330", "OTHER_ID"), ("41 88", "PHONE")], [("H 330 41 88", "OTHER_ID")]),
        ("a A63 KX47", [("A", "OTHER_ID"), ("63", "MRN"), ("KX", "OTHER_ID"), ("47", "MRN")], [("A63 KX47", "ZIP")]),
        ("is 503 - 0188", [("503 -", "PHONE"), ("0188", "PHONE")], [("503 - 0188", "PHONE")]),
        ("B 118/25 S", [("118", "OTHER_ID"), ("/25", "DATE")], [("118/25", "OTHER_ID")]),
        ("no 12 34 56", [("12", "MRN"), ("34", "ZIP"), ("56", "ZIP")], [("12 34 56", "ZIP")]),
        ("no 1 2 3", [("1", "MRN"), ("2", "MRN"), ("3", "MRN")], [("1 2 3", "OTHER_ID")]),
        ("no 1 2", [("1", "MRN"), ("2", "MRN")], []),
        ("P-3310-7. 2021", [("P-3310-7", "MRN"), (". 2021", "DATE")], [("P-3310-7", "MRN")]),
        ("CHART 4471 12", [("CHART", "MRN"), ("4471", "MRN"), ("12", "MRN")], [("4471 12", "MRN")]),
        ("no 4471  12", [("4471", "MRN"), ("12", "PHONE")], [("4471", "MRN")]),
        ("4471 5550188", [("4471", "MRN"), ("5550188", "PHONE")], [("4471", "MRN"), ("5550188", "PHONE")]),
        ("400000123456 04", [("400000123456", "CREDIT_CARD"), ("04", "PHONE")], [("400000123456", "CREDIT_CARD")]),
        ("on 14. april", [("14.", "DATE"), ("april", "DATE")], [("14. april", "DATE")]),
        ("of March 3", [("of", "DATE"), ("March 3", "DATE")], [("March 3", "DATE")]),
        ("on 4 then 3", [("4", "DATE"), ("then 3", "DATE")], []),
        ("half of fall river", [("fall", "PLACE"), ("river", "CITY")], [("fall river", "CITY")]),
        ("south of Omagh", [("south", "CITY"), ("of Omagh", "PLACE")], [("of Omagh", "PLACE")]),
        ("to the east", [("the", "PLACE"), ("east", "CITY")], [("the", "PLACE")]),
        ("Maria 4471", [("Maria", "PERSON"), ("4471", "MRN")], [("Maria", "PERSON"), ("4471", "MRN")]),
        ("- 9845055 12", [("-", "OTHER_ID"), ("9845055", "PHONE"), ("12", "MRN")], [("9845055 12", "PHONE")]),
    ],
)  # fmt: skip
def test_pieces_of_one_thing_are_one(text: str, pieces: Pieces, what: Pieces) -> None:
    assert found(text, pieces) == what


@pytest.mark.parametrize(
    ("text", "pieces", "what"),
    [
        ("on Nia Fox,", [("Nia", "PERSON"), ("Fox", "ORGANIZATION")], [("Nia Fox", "PERSON")]),
        ("by Anna-Maria Nilsen.", [("Maria", "PERSON")], [("Anna-Maria Nilsen", "PERSON")]),
        ("by Maria Smith-Lopez", [("Maria", "PERSON")], [("Maria Smith-Lopez", "PERSON")]),
        ("in Moss Side, where", [("Moss", "CITY")], [("Moss Side", "CITY")]),
        ("Nia Fox Boston", [("Nia", "PERSON"), ("Boston", "CITY")], [("Nia Fox", "PERSON"), ("Boston", "CITY")]),
        ("Maria  Lopez", [("Maria", "PERSON")], [("Maria", "PERSON")]),
        ("Maria RN", [("Maria", "PERSON")], [("Maria", "PERSON")]),
        ("Maria Patient", [("Maria", "PERSON")], [("Maria", "PERSON")]),
        ("Maria-Lopez", [("Maria", "PERSON")], [("Maria-Lopez", "PERSON")]),
        ("Maria - Lopez", [("Maria", "PERSON")], [("Maria", "PERSON")]),
        ("Maria-", [("Maria", "PERSON")], [("Maria", "PERSON")]),
        ("x-Maria", [("Maria", "PERSON")], [("Maria", "PERSON")]),
        ("on March Fifth", [("March", "DATE")], [("March", "DATE")]),
    ],
)  # fmt: skip
def test_a_name_is_taken_with_the_words_that_look_like_it(text: str, pieces: Pieces, what: Pieces) -> None:
    assert found(text, pieces, inside=0.2) == what
    if what != pieces:
        assert found(text, pieces, inside=0.1) == [one for one in pieces if one[1] != "ORGANIZATION"]


@given(st.lists(st.tuples(st.sampled_from(LABELS[1:]), st.booleans()), max_size=12), st.text("Ab1-. (/", max_size=40))
def test_drafts_stand_and_leave_what_stands_alone(cuts: list[tuple[str, bool]], text: str) -> None:
    spread = spread_of(text)
    cuts = cuts[: len(spread.starts)]
    runs = [(at, at + 1, LABELS.index(label), 0.9) for at, (label, there) in enumerate(cuts) if there]
    each = list(drafts(spread, runs, LABELS, 0))
    assert all(one.stands and 0 <= one.start < one.end <= len(spread.data) for one in each)
    apart = [one for run in runs for one in drafts(spread, [run], LABELS, 0)]
    assert all(any(one.start <= other.start and other.end <= one.end for one in each) for other in apart)


def test_what_is_known_only_bounds_its_neighbours() -> None:
    spread = spread_of("to Ann Lee Roe of 12 34", 0.9)
    runs = [run_of(spread, piece, LABELS.index(label)) for piece, label in (("Ann", "PERSON"), ("Roe", "PERSON"))]
    runs += [run_of(spread, piece, LABELS.index("MRN")) for piece in ("12", "34")]

    def spans(*known: tuple[int, int]) -> list[str]:
        cover = Cover(Candidate("x", DataClass.PERSON, start + 5, end + 5, 1.0) for start, end in known)
        return [spread.data[one.start : one.end].decode() for one in drafts(spread, runs, LABELS, 0, cover, 5)]

    assert spans() == ["Ann Lee", "Roe", "12 34"]
    assert spans((11, 14)) == ["Ann Lee", "12 34"]  # it does not grow into what is known
    assert spans((3, 6), (11, 13)) == ["Roe", "12 34"]  # nothing in part of it
    assert spans((18, 20), (21, 23)) == ["Ann Lee", "Roe", "12 34"]  # pieces that touch are one thing
