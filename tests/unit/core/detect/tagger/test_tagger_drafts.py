# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.detect.tagger.drafts import _grouped, drafted
from tests.unit.core.detect.tagger.spread import run_of, spread_of


def draft(text: str, piece: str, label: str) -> tuple[str, str, bool]:
    spread = spread_of(text)
    first, last, _, score = run_of(spread, piece, 0)
    one = drafted(spread, first, last, label, score)
    return one.label, text.encode()[one.start : one.end].decode(), one.stands


@pytest.mark.parametrize(
    ("text", "piece", "label", "what"),
    [
        ("to Maria,", "Maria,", "PERSON", ("PERSON", "Maria", True)),
        ("the (!) sign", "(!)", "PERSON", ("PERSON", "", False)),
        ("chart 12ab", "12", "MRN", ("MRN", "12ab", False)),
        ("chart 4471   9", "4471   9", "MRN", ("MRN", "4471", True)),
        ("aged 94yo", "94", "AGE", ("AGE", "94yo", True)),
        ("aged 40yo", "40", "AGE", ("AGE", "40yo", False)),
        ("card 62 4471 88093", "62 4471 88093", "CREDIT_CARD", ("ACCOUNT", "62 4471 88093", True)),
        ("card 62 4471", "62 4471", "CREDIT_CARD", ("CREDIT_CARD", "62 4471", False)),
        ("card SC-071", "SC-071", "MRN", ("OTHER_ID", "SC-071", True)),
        ("in March of last year", "March of last year", "TIME", ("DATE", "March of last year", True)),
        ("on Monday", "Monday", "TIME", ("TIME", "", True)),
        ("at 06:25 May", "06:25 May", "TIME", ("TIME", "", True)),
        ("on 8 / 19 fell", "8 / 19 fell", "DATE", ("DATE", "8 / 19", True)),
        ("the 7th left", "the 7th left", "DATE", ("DATE", "7th", True)),
        ("from 05.2021 onwards", "from 05.2021 onwards", "DATE", ("DATE", "05.2021", True)),
        ("from 14 onwards", "from 14 onwards", "DATE", ("DATE", "from 14 onwards", False)),
        ("one two", "one two", "DATE", ("DATE", "one two", False)),
    ],
)
def test_what_a_run_of_tokens_is(text: str, piece: str, label: str, what: tuple[str, str, bool]) -> None:
    assert draft(text, piece, label) == what


@pytest.mark.parametrize(
    ("text", "guess", "whole"),
    [
        ("chart 401-46-84 x", "401", "401-46-84"),
        ("chart 401-46-84 x", "46-84", "401-46-84"),
        ("licence 270 984 258 |", "270 984", "270 984 258"),
        ("licence 390 341 949", "341", "390 341 949"),
        ("chart 237 281 62 x", "237 281", "237 281 62"),
        ("bed 8707-7226,", "7226", "8707-7226"),
        ("1-401-46-84-77777", "401", "401"),
        ("part a401-46", "401", "401"),
        ("of 12 341 items", "341", "341"),
        ("code A401", "A401", "A401"),
    ],
)
def test_a_number_is_taken_with_the_rest_of_its_groups(text: str, guess: str, whole: str) -> None:
    start = text.index(guess)
    first, last = _grouped(text.encode(), start, start + len(guess))
    assert text[first:last] == whole
