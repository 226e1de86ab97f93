# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""API keys: shape, checksum, digest."""

import hashlib
import hmac

import pytest

from clearance.core.credentials import (
    BASE62,
    ENTROPY_BYTES,
    ParsedKey,
    format_key,
    key_digest,
    parse_key,
    same_digest,
)

GOLDEN = "clr_live_00000000_00000000000000000000000000000000_1s2unU"


def test_a_key_of_zero_entropy_is_the_golden_one() -> None:
    assert format_key("live", bytes(ENTROPY_BYTES)) == GOLDEN
    assert parse_key(GOLDEN) == ParsedKey("live", "0" * 8, "0" * 32)


def test_id_and_secret_come_from_their_own_bytes() -> None:
    one = parse_key(format_key("test", bytes(7) + b"\x01" + bytes(31) + b"\x3e"))
    assert one == ParsedKey("test", "00000001", "0" * 30 + "10")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "clr",
        GOLDEN[:-1],
        GOLDEN + "0",
        GOLDEN + "\n",
        " " + GOLDEN,
        GOLDEN.replace("live", "LIVE"),
        GOLDEN.replace("live", "test"),
        GOLDEN.replace("live", ""),
        GOLDEN.replace("clr", "sk"),
        GOLDEN.replace("_0000000000", "_000000000é"),
        GOLDEN[:-1] + "V",
        "clr_live_00000000_00000000000000000000000000000000_" + "\u0660" * 6,
    ],
)
def test_anything_else_is_no_key(text: str) -> None:
    assert parse_key(text) is None


@pytest.mark.parametrize("environment", ["", "Live", "a_b", "a" * 17, "prod-1", "é"])
def test_an_environment_that_would_not_parse_is_refused(environment: str) -> None:
    with pytest.raises(ValueError, match="environment"):
        format_key(environment, bytes(ENTROPY_BYTES))


@pytest.mark.parametrize("size", [0, ENTROPY_BYTES - 1, ENTROPY_BYTES + 1])
def test_the_wrong_number_of_bytes_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="40 bytes"):
        format_key("live", bytes(size))


def test_the_secret_is_in_no_repr() -> None:
    parsed = ParsedKey("live", "abcdefgh", "S" * 32)
    assert "SSSS" not in repr(parsed)
    assert "SSSS" not in str(parsed)


def test_the_digest_is_hmac_sha256_of_the_secret() -> None:
    assert key_digest(b"pepper", "secret") == hmac.new(b"pepper", b"secret", hashlib.sha256).digest()
    assert same_digest(key_digest(b"p", "s"), key_digest(b"p", "s"))
    assert not same_digest(key_digest(b"p", "s"), key_digest(b"q", "s"))


def test_the_alphabet_has_62_letters() -> None:
    assert len(set(BASE62)) == 62
