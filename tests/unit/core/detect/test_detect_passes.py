# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What stands behind a finding: ages, and further numbers of a list."""

import pytest

from clearance.core.detect.merge import Candidate
from clearance.core.detect.passes import resolve
from clearance.model.words import DataClass


def found(text: str, value: str, data_class: DataClass) -> list[str]:
    """What is found beside one known value."""
    data = text.encode()
    at = data.index(value.encode())
    known = Candidate("known", data_class, at, at + len(value), 0.9)
    return [data[c.start : c.end].decode() for c in resolve([known], data) if c != known]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz (93)",
        "Ana Ruiz (age 93) came",
        "Ana Ruiz, 93, came",
        "Ana Ruiz is 93; she",
        "Ana Ruiz is 93.",
        "Ana Ruiz is 93. She",
        "Ana Ruiz 93F room 4",
        "Ana Ruiz, 93 F",
        "Ana Ruiz / 93 / F",
        "Ana Ruiz / F / 93 / 4471",
    ],
)
def test_an_age_behind_a_name(text: str) -> None:
    assert found(text, "Ana Ruiz", DataClass.PERSON) == ["93"]


@pytest.mark.parametrize("text", ["Ana Ruiz is 93 kg", "Ana Ruiz, 93 Elm St", "Ana Ruiz (83)", "Ana Ruiz is 98.6"])
def test_no_age_behind_a_name(text: str) -> None:
    assert found(text, "Ana Ruiz", DataClass.PERSON) == []


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Ana Ruiz, ninety eight, came", ["ninety eight"]),
        ("Ana Ruiz is one hundred and six.", ["one hundred and six"]),
        ("Ana Ruiz is one hundred percent sure", []),
        ("Ana Ruiz, ninety minutes later", []),
    ],
)
def test_an_age_in_words_behind_a_name(text: str, age: list[str]) -> None:
    assert found(text, "Ana Ruiz", DataClass.PERSON) == age


def test_an_age_only_behind_a_name() -> None:
    assert found("Boston (93)", "Boston", DataClass.LOCATION) == []


def test_codes_of_one_shape_in_a_list() -> None:
    text = "tags E-10420, E-10421 and E-10422; E-104"
    assert found(text, "E-10420", DataClass.DEVICE_ID) == ["E-10421", "E-10422"]
    assert found("MRN 4471, 4472", "4471", DataClass.MRN) == ["4472"]


def test_no_list() -> None:
    assert found("MRN 44710, 4472", "44710", DataClass.MRN) == []
    assert found("MRN 447, 448", "447", DataClass.MRN) == []
    assert found("zip 94110, 94111", "94110", DataClass.LOCATION) == []
    long = "1" * 60
    assert found(f"MRN {long}, {long}", long, DataClass.MRN) == []


def test_a_list_whose_codes_are_known_is_left() -> None:
    data = b"MRN 44710, 44711, 44712"
    first = Candidate("mrn", DataClass.MRN, 4, 9, 0.9)
    second = first._replace(start=11, end=16)
    assert [(c.start, c.end) for c in resolve([first, second], data)] == [(4, 9), (11, 16), (18, 23)]


def test_codes_drawn_at_random_follow_one_that_is_known() -> None:
    text = "codes 7hf2-kq90, m3xa-71pd, 8d2l-0wqe"
    at = text.index("7hf2")
    drawn = Candidate("recovery_code", DataClass.SECRET, at, at + 9, 0.9)
    guessed = Candidate("model_other_id", DataClass.OTHER_ID, text.index("m3xa"), text.index("m3xa") + 9, 0.9)
    found = resolve([drawn, guessed], text.encode())
    assert [(text[c.start : c.end], c.data_class) for c in found] == [
        ("7hf2-kq90", DataClass.SECRET), ("m3xa-71pd", DataClass.SECRET), ("8d2l-0wqe", DataClass.SECRET),
    ]  # fmt: skip


def test_recovery_codes_of_two_kinds_on_numbered_lines() -> None:
    text = "Backup codes\n\n 1. 2540 1190  used\n 2. az8to-evmkx\n 3. 2934 5363\n\nend 1111 2222"
    at = text.index("2540")
    found = resolve([Candidate("recovery_code", DataClass.SECRET, at, at + 9, 0.9)], text.encode())
    assert [text[c.start : c.end] for c in found] == ["2540 1190", "az8to-evmkx", "2934 5363"]


def test_codes_drawn_at_random_are_alike_in_the_lengths_of_their_groups() -> None:
    text = "codes ab1-7hf2-kq9, 0z9-m3xa-71p, 8d2l-0wq-e11"
    drawn = Candidate("recovery_code", DataClass.SECRET, 6, 18, 0.9)
    found = resolve([drawn], text.encode())
    assert [text[c.start : c.end] for c in found] == ["ab1-7hf2-kq9", "0z9-m3xa-71p"]


def test_a_word_in_capitals_behind_a_list_of_codes_is_none() -> None:
    text = "Backup codes\n\n7hf2-kq90\nIMPORTANT\n"
    drawn = Candidate("recovery_code", DataClass.SECRET, text.index("7hf2"), text.index("7hf2") + 9, 0.9)
    assert resolve([drawn], text.encode()) == (drawn,)


def test_a_list_of_codes_goes_on_behind_one_that_is_known() -> None:
    text = "Backup codes\n\n 1. 2540 1190\n 2. az8to-evmkx\n 3. 2934 5363\n"
    places = {value: (text.index(value), text.index(value) + len(value)) for value in ("2540 1190", "az8to-evmkx")}
    known = [
        Candidate("recovery_code", DataClass.SECRET, *places["2540 1190"], 0.9),
        Candidate("model_secret", DataClass.SECRET, *places["az8to-evmkx"], 0.9),
    ]
    found = resolve(known, text.encode())
    assert [text[c.start : c.end] for c in found] == ["2540 1190", "az8to-evmkx", "2934 5363"]
