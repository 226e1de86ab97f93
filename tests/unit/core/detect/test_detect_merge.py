# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Overlaps: one winner, nothing uncovered."""

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.detect.merge import Candidate, Cover, merge, named_alike, uncovered
from clearance.model.words import DataClass as C

TEXT = b"0123456789abcdefghij 123456789 xyz"


def span(start: int, end: int, kind: str = "k", data_class: C = C.PERSON, score: float = 0.5) -> Candidate:
    return Candidate(kind, data_class, start, end, score)


def test_what_does_not_overlap_stays_in_order() -> None:
    assert merge([span(5, 9), span(0, 5)], TEXT) == (span(0, 5), span(5, 9))
    assert merge([], TEXT) == ()


def test_a_degree_left_beside_a_winner_is_nobodys() -> None:
    text = b"Maria Lopez, MD and Lopez, Ann"
    assert merge([span(0, 11), span(6, 15)], text) == (span(0, 11),)
    assert merge([span(12, 25), span(20, 30, score=0.4)], text)[1:] == (span(25, 30, score=0.4),)


def test_a_guess_is_called_what_a_rule_calls_most_of_it() -> None:
    ruled = [span(20, 24, "mrn", C.MRN, 0.9), span(4, 10, "phone", C.PHONE, 0.8)]
    guesses = [
        span(2, 10, "model_other_id", C.OTHER_ID),
        span(9, 18, "model_account", C.ACCOUNT),
        span(12, 15, "model_x"),
    ]
    assert named_alike(guesses, ruled) == [span(2, 10, "phone", C.PHONE, 0.8), *guesses[1:]]


def test_the_same_span_goes_to_the_higher_score() -> None:
    assert merge([span(0, 5, "a", score=0.4), span(0, 5, "b", score=0.9), span(0, 5, "c")], TEXT) == (
        span(0, 5, "b", score=0.9),
    )


def test_the_longer_wins_over_what_it_holds() -> None:
    assert merge([span(2, 5, score=1.0), span(0, 9), span(6, 8)], TEXT) == (span(0, 9),)


def test_a_loser_keeps_what_reaches_beyond() -> None:
    assert merge([span(0, 10, "a"), span(6, 14, "b")], TEXT) == (span(0, 10, "a"), span(10, 14, "b"))
    assert merge([span(6, 10, "b"), span(0, 8, "a")], TEXT) == (span(0, 8, "a"), span(8, 10, "b"))
    assert merge([span(15, 21, "b"), span(0, 20, "a")], TEXT) == (span(0, 20, "a"),)


def test_cut_pieces_lose_their_blanks() -> None:
    assert merge([span(0, 20, "a"), span(15, 30, "b")], TEXT) == (span(0, 20, "a"), span(21, 30, "b"))


def test_a_secret_wins_over_the_longer_that_holds_it() -> None:
    text = b"https://ghp_secret0@host.example/path"
    url, secret = span(0, 37, "url", C.URL), span(8, 19, "key", C.SECRET)
    assert merge([url, secret], text) == (secret, span(19, 37, "url", C.URL))


def test_a_bare_host_beside_a_secret_is_nothing() -> None:
    text = b"pw12345@db.internal"
    assert merge([span(0, 19, "email", C.EMAIL), span(0, 7, "pw", C.SECRET)], text) == (span(0, 7, "pw", C.SECRET),)


def test_a_repository_beside_a_secret_is_nothing() -> None:
    for text in (b"https://ghp_secret0@host.example/a.git", b"https://oauth2:ghp_secret0"):
        start = text.index(b"ghp")
        secret = span(start, start + 11, "key", C.SECRET)
        assert merge([span(0, len(text), "url", C.URL), secret], text) == (secret,)


def test_winners_split_a_loser_in_the_middle() -> None:
    middle = span(8, 12, "t", C.TOKEN_LITERAL)
    assert merge([span(0, 20, "a"), middle], TEXT) == (span(0, 8, "a"), middle, span(12, 20, "a"))


PLACES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda at: span(at[0], at[0] + at[1])), max_size=6
)


@given(PLACES, PLACES)
def test_a_guess_is_left_out_exactly_where_one_judged_candidate_holds_all_of_it(
    guesses: list[Candidate], judged: list[Candidate]
) -> None:
    beyond = [g for g in guesses if not any(j.start <= g.start and g.end <= j.end for j in judged)]
    assert uncovered(guesses, Cover(judged)) == beyond
