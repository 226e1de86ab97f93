# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""API keys: ``clr_<environment>_<id>_<secret>_<checksum>``.

The id (8 base62 characters) is public and finds the key's record; the secret (32 base62 characters, 190
bits) is what the caller proves; the checksum (6 base62 digits of the CRC-32 of everything before it) lets
a mistyped key fail without a lookup and lets secret scanners match without false alarms. A secret that
strong needs no slow hash: at rest there is only HMAC-SHA256(pepper, secret) (RFC 2104).

Knows text and bytes. Does not know who owns a key, whether it is expired, or where it is stored.
"""

import hashlib
import hmac
import re
import string
import zlib
from dataclasses import dataclass, field

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIX = "clr"
ID_LENGTH = 8
SECRET_LENGTH = 32
CHECKSUM_LENGTH = 6
ENTROPY_BYTES = 40
"""What ``format_key`` needs: 8 bytes for the id, 32 for the secret; the bias of either is below 2**-16."""

_ENVIRONMENT = re.compile(r"[a-z0-9]{1,16}")
_KEY = re.compile(
    rf"{PREFIX}_([a-z0-9]{{1,16}})_([0-9A-Za-z]{{{ID_LENGTH}}})"
    rf"_([0-9A-Za-z]{{{SECRET_LENGTH}}})_([0-9A-Za-z]{{{CHECKSUM_LENGTH}}})"
)


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A well-formed key, taken apart. Well-formed says nothing about who issued it."""

    environment: str
    id: str
    secret: str = field(repr=False)


def format_key(environment: str, entropy: bytes) -> str:
    """A new key for ``environment`` (1 to 16 of a-z, 0-9), made from 40 random bytes.

    Raises:
        ValueError: another environment name, or another number of bytes.
    """
    if not _ENVIRONMENT.fullmatch(environment):
        raise ValueError("An environment is 1 to 16 lower-case letters or digits.")
    if len(entropy) != ENTROPY_BYTES:
        raise ValueError(f"A key is made from {ENTROPY_BYTES} bytes.")
    head = f"{PREFIX}_{environment}_{_base62(entropy[:8], ID_LENGTH)}_{_base62(entropy[8:], SECRET_LENGTH)}"
    return f"{head}_{_checksum(head)}"


def parse_key(text: str) -> ParsedKey | None:
    """The parts of a key whose shape and checksum hold, else None. Nothing is looked up."""
    match = _KEY.fullmatch(text)
    if match is None or _checksum(text[: -CHECKSUM_LENGTH - 1]) != match[4]:
        return None
    return ParsedKey(match[1], match[2], match[3])


def key_digest(pepper: bytes, secret: str) -> bytes:
    """HMAC-SHA256 of a key's secret part: 32 bytes, all that is kept of it."""
    return hmac.digest(pepper, secret.encode(), hashlib.sha256)


def same_digest(left: bytes, right: bytes) -> bool:
    """Whether two digests are equal, in time that does not depend on where they differ."""
    return hmac.compare_digest(left, right)


def _checksum(head: str) -> str:
    return _base62(zlib.crc32(head.encode()).to_bytes(4, "big"), CHECKSUM_LENGTH)


def _base62(data: bytes, length: int) -> str:
    """The last ``length`` base62 digits of ``data`` read as a big-endian number."""
    number = int.from_bytes(data, "big")
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(BASE62))
        digits.append(BASE62[digit])
    return "".join(reversed(digits))
