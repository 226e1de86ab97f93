# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.detect.tagger.plausible import datelike, plausible, unlikely


@pytest.mark.parametrize(
    ("text", "is_date"),
    [
        ("3/14/2019", True), ("14.03.19", True), ("2019-03-14", True), ("3/14", True), ("03/2019", True),
        ("14 de febrero", True), ("http-8", False), ("14 août", True),
        ("20190314", True), ("20190314083000", True), ("the fourteenth", True), ("T20190314", True), ("21", False),
        ("16/450", False), ("70-99", False), ("20/30", False), ("6 of 12", False), ("15 16", False),
        ("99999999", False), ("18. Mayo", False), ("1 mayor", False), ("4 maggio", True),
        ("25th", True), ("32nd", False), ("1st", True), ("25 th", False),
        ("1/2, 3", False), ("1" * 60, False), ("40/50/60", False), ("de", False), ("T12345678", False),
        ("jan 5763", False), ("jan 2023", True), ("71204380672 Mar", False),
    ],
)  # fmt: skip
def test_numbers_are_a_date_only_where_they_could_be_one(text: str, *, is_date: bool) -> None:
    assert datelike(text.encode()) is is_date


def test_nobody_is_older_than_anybody_was() -> None:
    for age, kept in ((b"89", False), (b"90", True), (b"120", True), (b"121", False), (b"1o4", False), (b"94yo", True),
                      (b"91 y/o", True), (b"40yo", False), (b"Ninety-four", True), (b"a hundred and two", True),
                      (b"nine", False), (b"hundred", False), (b"F", False)):  # fmt: skip
        assert plausible(age, 0, len(age), "AGE") is kept


def test_short_capitals_are_a_name_only_where_the_model_is_sure() -> None:
    assert unlikely(b"NIA", "PERSON", 0.9)
    assert not unlikely(b"NIA", "PERSON", 0.995)
    assert not unlikely(b"Nia", "PERSON", 0.6)
    assert not unlikely(b"BILL", "PERSON", 0.9), "it spells a name"
    assert unlikely(b"BILL", "PERSON", 0.8)


def test_ranges_and_sizes_are_no_numbers_of_anybody() -> None:
    assert unlikely(b"70-99", "LICENSE", 0.9)
    assert unlikely(b"1080x2340", "PHONE", 0.9)
    assert not unlikely(b"555-0199", "PHONE", 0.9)
    assert not unlikely(b"70-99", "STREET", 0.9)


@pytest.mark.parametrize(("text", "score", "kept"), [("4471", 0.98, True), ("4471", 0.9, False), ("447", 0.99, False)])
def test_a_short_code_is_a_secret_only_where_the_model_is_sure(text: str, score: float, *, kept: bool) -> None:
    assert unlikely(text.encode(), "SECRET", score) is not kept


@pytest.mark.parametrize(
    ("text", "value", "label", "kept"),
    [
        ("index 9f31c2e..b70d418 100644", "9f31c2e", "OTHER_ID", False),
        ("index 9f31c2e..b70d418 100644", "b70d418", "OTHER_ID", False),
        ("index 9f31c2e b70d418", "b70d418", "OTHER_ID", True),
        ("150-400", "400", "ZIP", False), ("MA 400", "400", "ZIP", True), ("150-40071", "40071", "MRN", True),
    ],
)  # fmt: skip
def test_the_ends_of_a_range_number_nobody(text: str, value: str, label: str, *, kept: bool) -> None:
    at = text.index(value)
    assert plausible(text.encode(), at, at + len(value), label) is kept


@pytest.mark.parametrize(
    ("text", "label", "no"),
    [
        ("ant1histam1nes", "SECRET", True), ("usua11y", "SECRET", True), ("HAEM0GL0B1N", "OTHER_ID", True),
        ("h0td0g1e", "SECRET", False), ("otter42lamp", "SECRET", False), ("A1B0C1D0", "OTHER_ID", False),
    ],
)  # fmt: skip
def test_a_word_damaged_by_scanning_is_no_code(text: str, label: str, *, no: bool) -> None:
    assert unlikely(text.encode(), label, 0.9) is no


@pytest.mark.parametrize(
    ("text", "no"), [("0123456789abcdef", True), ("PQRSTUVWXYZA", True), ("abcdefgh", False), ("012345678912", False)]
)
def test_letters_and_figures_in_their_order_identify_nobody(text: str, *, no: bool) -> None:
    assert unlikely(text.encode(), "DEVICE_ID", 0.9) is no


@pytest.mark.parametrize(
    ("text", "kept"), [("X", True), ("\u03b9", False), ("\u03b9\u03c5", True), ("\u674e", True), ("12", False)]
)
def test_one_letter_of_another_alphabet_is_nobody(text: str, *, kept: bool) -> None:
    data = text.encode()
    assert plausible(data, 0, len(data), "PERSON") is kept


@pytest.mark.parametrize(
    ("text", "score", "refused"),
    [
        (b"0f3a" * 10, 0.95, False),
        (b"0f3a" * 10, 0.9, True),
        (b"0f3a" * 5, 0.99, True),
    ],
)
def test_hexadecimal_digits_are_a_secret_where_the_model_is_sure(text: bytes, score: float, *, refused: bool) -> None:
    assert bool(unlikely(text, "SECRET", score)) is refused
    assert unlikely(text, "OTHER_ID", score)
