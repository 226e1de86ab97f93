# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.detect.account_passwords import (
    account_password,
    drawn_phrase,
    listed_password,
    quoted_answer,
    shared_word,
    spaced_seed,
)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (b"password1", True),
        (b"iloveyou", True),
        (b"public", False),
        (b"their", False),
        (b"config.password", False),
        (b"$PW", False),
        (b"abc", False),
    ],
)
def test_where_only_a_password_can_stand_a_common_one_counts(text: bytes, *, taken: bool) -> None:
    assert account_password(text) == (len(text) if taken else 0)


@pytest.mark.parametrize(
    ("text", "taken"),
    [(b"soapCircuit99", True), (b"2222", False), (b"acme.git", False), (b"~deploy", False), (b"see-below", False)],
)
def test_what_stands_behind_an_address_in_a_list(text: bytes, *, taken: bool) -> None:
    assert listed_password(text) == (len(text) if taken else 0)


@pytest.mark.parametrize(
    ("text", "taken"),
    [(b"magnetcopper801", True), (b"ribbon-quartz-biscuit", True), (b"staff-5g", False), (b"available", False)],
)
def test_beside_the_name_of_a_network_stands_its_key(text: bytes, *, taken: bool) -> None:
    assert shared_word(text) == (len(text) if taken else 0)


@pytest.mark.parametrize(
    ("text", "taken"),
    [(b"fiddling.pepper.trial", True), (b"web.client.service", False), (b"portal.mercy.health", False)],
)
def test_a_phrase_of_drawn_words(text: bytes, *, taken: bool) -> None:
    assert drawn_phrase(text) == (len(text) if taken else 0)


@pytest.mark.parametrize(
    ("text", "taken"),
    [(b"K5QX 2ZLN OBSG 44TF MVXW", True), (b"some very good idea that", False), (b"AAAA 2222", False)],
)
def test_a_seed_in_groups_has_figures(text: bytes, *, taken: bool) -> None:
    assert spaced_seed(text) == (len(text) if taken else 0)


@pytest.mark.parametrize(("text", "taken"), [(b"Dackel Waldi", True), (b"falsch", False), (b"<pw>", False)])
def test_between_quotation_marks_stands_no_word_about_it(text: bytes, *, taken: bool) -> None:
    assert quoted_answer(text) == (len(text) if taken else 0)
