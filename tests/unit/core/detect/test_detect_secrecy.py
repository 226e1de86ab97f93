# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.detect.drawn_words import app_password, numbered_passphrase, passphrase
from clearance.core.detect.secrecy import (
    _strange,
    command_password,
    configured_password,
    drawn_key,
    password,
    placeholder,
    quoted_password,
    short_key,
    sure_password,
    wired_password,
)


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        (b"xKqzWvBnTr", True),
        (b"tY!7?pass", True),
        (b"river-stone-lantern", True),
        (b"out-of-the-box", False),
        (b"plainword", False),
    ],
)
def test_what_neither_sentences_nor_code_write(text: bytes, *, strange: bool) -> None:
    assert bool(_strange(text)) is strange


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (b"gravel-bison-pickle-21", True),
        (b"puzzle.rocket.walnut.81", True),
        (b"web-client-service-2", False),
        (b"gravel-bison-pickle", False),
        (b"gravel-bison-21", False),
    ],
)
def test_a_phrase_of_drawn_words_is_no_name_of_a_resource(text: bytes, *, drawn: bool) -> None:
    assert numbered_passphrase(text) == (len(text) if drawn else 0)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (b"qbzd-wkfm-htyx-ocpl", True),
        (b"xkjq rvbt wmzd lpfc", True),
        (b"blue-green-deploy-once", False),
        (b"http-smtp-imap", False),
    ],
)
def test_letters_drawn_in_groups_are_no_words(text: bytes, *, drawn: bool) -> None:
    assert app_password(text) == (len(text) if drawn else 0)


def test_a_sure_password_is_mixed_and_no_word() -> None:
    assert sure_password(b"gravel-bison-pickle-21,") == 22
    assert sure_password(b"Qwerty344#") == 10
    assert sure_password(b"policy") == 0
    assert sure_password(b"${DB_PASSWORD1}") == 0
    assert sure_password(b"1234567") == 0


def test_a_drawn_key() -> None:
    line = b"878,)XVP[kA|Nz?GNna%/5VFln3dCv]/LF?uq_mew?]nSu|j*Pk=GEwA;1J+viAc"
    assert drawn_key(line) == len(line)
    assert drawn_key(b"put your unique phrase here and change it") == 0
    assert drawn_key(b"patient_identifier_value_1") == 0
    assert drawn_key(b"x7q-Rk20") == 8


def test_what_devices_share() -> None:
    assert wired_password(b"PVYJPWJNWMUPGJCIXZMM") == 20
    assert wired_password(b"falcon57") == 8
    assert wired_password(b"rotation") == 0


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (b"newest.many.funded", True),
        (b"advisors_retain_shall_meal", True),
        (b"tree-grain-lesson69", True),
        (b"spring.database.password", False),
        (b"random_string_value", False),
        (b"out-for-dinner", False),
        (b"xoxb-xxxx-xxxx-xxxx", False),
        (b"newest.many", False),
        (b"Newest.Many.Funded", False),
    ],
)
def test_words_joined_by_one_sign_are_a_passphrase_unless_code_or_talk_has_them(text: bytes, *, drawn: bool) -> None:
    assert passphrase(text) is drawn
    if drawn:
        assert not placeholder(text)
        for check in (password, quoted_password, configured_password, command_password):
            assert check(text) == len(text)


@pytest.mark.parametrize(("text", "taken"), [(b"qazwsx?", True), (b"zxcvbn92", True), (b"welcome", False)])
def test_a_row_of_keys_is_a_password(text: bytes, *, taken: bool) -> None:
    assert password(text) == (len(text) if taken else 0)


@pytest.mark.parametrize(
    ("text", "taken"), [(b"walnutfalcon501", True), (b"secretvalue12", False), (b"k8Zq91mPw", True)]
)
def test_two_words_and_a_number_are_a_short_key(text: bytes, *, taken: bool) -> None:
    assert short_key(text) == (len(text) if taken else 0)
