# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Check digits and plausibility, with values that their authorities publish as examples."""

import pytest

from clearance.core.detect import secrecy
from clearance.core.detect import validators as v

ACCEPTED = [
    ("us_ssn", "219-09-9999"),
    ("us_itin", "912-72-1234"),
    ("npi", "1234567893"),
    ("dea", "AB1234563"),
    ("card", "4111111111111111"),
    ("card", "3530 1113 3330 0000"),
    ("card", "6759649826438453"),
    ("aba", "021000021"),
    ("vin", "1M8GDM9AXKP042788"),
    ("imei", "490154203237518"),
    ("ipv4", "192.0.2.17"),
    ("ipv6", "2001:db8::8a2e:370:7334"),
    ("nanp", "415-555-0134"),
    ("nanp", "1 415 555 0134"),
    ("e164", "+44 20 7946 0958 ext 12"),
    ("date", "03/14/1961"),
    ("date", "14.03.1961"),
    ("date", "2026-02-11T08:30:00Z"),
    ("date", "July 9"),
    ("date", "16 Jun 2024"),
    ("month_day", "2/29"),
    ("packed_date", "19610314"),
    ("packed_date", "1961-03-14"),
    ("over_89", "90"),
    ("over_89", "ninety"),
    ("identifier", "CG5653547"),
    ("long_identifier", "643863776-06"),
    ("short_identifier", "7ABC123"),
    ("password", "hunter2"),
    ("password", "P@ssw0rd!"),
    ("random_key", "9cd50a3eb69a140009582c494ddfe98befc9b5f3"),
    ("random_key", "Zx9-kQ2mLr7Tq4Wn8Vb1"),
    ("url_password", "correct-horse"),
    ("prefixed", "npm_Ab1Cd2Ef3Gh4Ij5Kl6"),
    ("prefixed", "hf_QwErTyUiOpAsDfGhJkLzXc"),
    ("password", "changeme123"),
    ("password", "correct-horse-battery-staple"),
    ("password", "IQbgnrkVuo"),
    ("password", "cGFzc3dvcmQxMjM="),
    ("quoted_password", "swordfish"),
    ("field_password", "swordfish"),
    ("field_password", "Summer2025!."),
    ("spoken_password", "pineapple"),
    ("pin", "4821"),
    ("random_key", "QwErTyUiOpAsDfGhJkLzXc"),
    ("random_not_uuid", "9cd50a3eb69a140009582c494ddfe98befc9b5f3"),
    ("short_key", "s3cr3tV4lue"),
    ("basic_credentials", "YW5uOlN3b3JkZmlzaDk5"),
    ("command_password", "swordfish"),
    ("command_password", "correct-horse-battery-staple"),
    ("file_password", "swordfish"),
    ("random_hash", "0123456789abcdef"),
    ("wallet_key", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"),
    ("mnemonic", "legal winner thank year wave sausage worth useful legal winner thank yellow"),
    ("person_value", "Juan de la Cruz"),
    ("two_names", "Ana Ruiz"),
    ("street", "123 Main Street"),
    ("place", "East Cynthia"),
]
REFUSED = [
    ("us_ssn", "000-12-3456"),
    ("us_ssn", "666-12-3456"),
    ("us_ssn", "900-12-3456"),
    ("us_ssn", "123-00-4567"),
    ("us_ssn", "123-45-0000"),
    ("us_ssn", "111-11-1111"),
    ("us_ssn", "123-45-678"),
    ("us_itin", "912-49-1234"),
    ("us_itin", "812-72-1234"),
    ("npi", "1234567890"),
    ("npi", "3234567893"),
    ("dea", "AB1234567"),
    ("dea", "AB123"),
    ("card", "4111111111111112"),
    ("card", "1234567812345670"),
    ("card", "0000000000000000"),
    ("aba", "121000021"),
    ("aba", "131000021"),
    ("vin", "1M8GDM9A1KP042788"),
    ("vin", "11111111111111111"),
    ("imei", "490154203237519"),
    ("ipv4", "127.0.0.1"),
    ("ipv4", "300.1.2.3"),
    ("ipv6", "::1"),
    ("ipv6", "12:30:45"),
    ("ipv6", "a::b"),
    ("nanp", "015-555-0134"),
    ("nanp", "222-222-2222"),
    ("e164", "+1 23"),
    ("date", "13/32/2020"),
    ("date", "2024-19-45"),
    ("date", "2024-11"),
    ("date", "1/2/2999"),
    ("date", "July"),
    ("date", "7"),
    ("month_day", "13/32"),
    ("packed_date", "17000101"),
    ("over_89", "89"),
    ("over_89", "131"),
    ("identifier", "A1B2"),
    ("identifier", "3/14/61"),
    ("long_identifier", "2024"),
    ("short_identifier", "A1"),
    ("password", "required"),
    ("password", "${DB}"),
    ("password", "os.environ"),
    ("password", "a1"),
    ("password", "newPassword2"),
    ("password", "case-sensitive"),
    ("password", "state-of-the-art"),
    ("password", "varchar(255)"),
    ("password", "^17.1.0"),
    ("password", "value1:"),
    ("password", "$2"),
    ("quoted_password", "string"),
    ("quoted_password", "new_password"),
    ("quoted_password", "abc"),
    ("field_password", "required"),
    ("spoken_password", "incorrect"),
    ("spoken_password", "stored"),
    ("spoken_password", "abc"),
    ("pin", "0000"),
    ("url_password", "password"),
    ("prefixed", "sk-your-key-0123456789aB"),
    ("prefixed", "sk-some-words-with-2024-on-the-cover-page"),
    ("random_key", "config.service_account.key2"),
    ("random_key", "self._lib.NID_aes_256_cbc"),
    ("random_not_uuid", "123e4567-e89b-42d3-a456-426614174000"),
    ("random_not_uuid", "QwErTyUiOpAsDfGhJkLzXc"),
    ("short_key", "version-1"),
    ("short_key", "abcdefgh"),
    ("basic_credentials", "understanding"),
    ("basic_credentials", "YWJjZGVm"),
    ("command_password", "PORT"),
    ("command_password", "$PASSWORD"),
    ("command_password", "options"),
    ("command_password", "app_production"),
    ("file_password", "$PW"),
    ("file_password", "PASSWORD"),
    ("random_hash", "aaaaaaaaaaaaaaaa"),
    ("wallet_key", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK"),
    ("mnemonic", "one two three"),
    ("random_key", "your-secret-key-here-1"),
    ("random_key", "aaaaaaaaaaaaaaaa1"),
    ("random_key", "abcdefghijklmnopqrstuvwx"),
    ("random_key", "short1"),
    ("url_password", "8080"),
    ("url_password", "<password>"),
    ("prefixed", "sk-learn-contrib-something-else"),
    ("prefixed", "ghp_xxxxxxxxxxxxxxxxxxxx1A"),
    ("prefixed", "sk-1111111111111111111A"),
    ("person_value", "Blood Pressure"),
    ("person_value", "A B C D E F"),
    ("two_names", "Ana"),
    ("street", "10 mg Dr"),
    ("street", "4-0 nylon Ct"),
    ("place", "A house"),
    ("place", "Peace"),
]


@pytest.mark.parametrize(("name", "value"), ACCEPTED)
def test_accepts_all_of(name: str, value: str) -> None:
    assert v.VALIDATORS[name](value.encode()) == len(value)


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_refuses(name: str, value: str) -> None:
    assert v.VALIDATORS[name](value.encode()) == 0


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("iban", "GB82 WEST 1234 5698 7654 32 AND", "GB82 WEST 1234 5698 7654 32"),
        ("iban", "DE89370400440532013000", "DE89370400440532013000"),
        ("iban", "GB82 WEST 1234 5698 7654 33", ""),
        ("iban", "GB82 WEST", ""),
        ("iban", "ZZ82 WEST 1234", ""),
        ("url", "https://a.example/p).", "https://a.example/p"),
        ("url", "https://a.example/p_(x)", "https://a.example/p_(x)"),
        ("url", "http://hl7.org/fhir/sid/us-ssn", ""),
        ("password", "Qw8zzT31;Encrypt=true", "Qw8zzT31"),
        ("password", "hunter2).", "hunter2"),
        ("random_key", "9cd50a3eb69a140009582c494ddfe98b,", "9cd50a3eb69a140009582c494ddfe98b"),
        ("strong_password", "8nZ!kV4%beta.", "8nZ!kV4%beta"),
        ("strong_password", "reset-link", ""),
        ("person", "Maria Gonzalez Presents", "Maria Gonzalez"),
        ("person", "Priya Singh's PAN", "Priya Singh"),
        ("person", "Juan de la", "Juan de"),
        ("person", "A. M. Turing", "A. M. Turing"),
        ("person", "Denies pain", ""),
        ("person", "Day, Miguel", "Day, Miguel"),
        ("person", "Pain, Chest", ""),
        ("person", "GS, UA", ""),
        ("person", "J.", ""),
        ("titled_person", "Day", "Day"),
        ("titled_person", "Patient", ""),
    ],
)
def test_keeps_the_part_that_counts(name: str, value: str, kept: str) -> None:
    assert value[: v.VALIDATORS[name](value.encode())] == kept


def test_entropy_in_bits() -> None:
    assert secrecy.entropy(b"") == 0
    assert secrecy.entropy(b"aaaa") == 0
    assert secrecy.entropy(b"abcd") == 2


def test_luhn_needs_two_digits() -> None:
    assert not v.luhn(b"0")
    assert v.luhn(b"18")


def test_alnum_is_upper_case() -> None:
    assert v.alnum(b"a-1 \xc3\xa9z") == b"A1Z"
