# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Opaque ids: what a caller may name a person or a patient by.

A header value that could be a name, an e-mail address, an SSN or an MRN is refused instead of hashed:
a keyed hash of a guessable value is still derived from the person (45 CFR 164.514(c)(1)).
Only shapes that a random generator or a MAC makes are taken.
"""

import hashlib
import hmac
import string

from clearance.errors import InvalidHeader

_HEX = frozenset("0123456789abcdef")
_ULID = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_PREFIXES = frozenset(
    {"actor", "conv", "p", "patient", "person", "pt", "s", "sub", "subj", "subject", "u", "user", "usr"}
)
_TOKEN = frozenset(string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~:/=@")
_MAX = 128
_LEAST_HEX = 16
_ULID_LENGTH = 26


def opaque_id(header: str, value: str) -> str:
    """The value, if it can only have been made at random or by a MAC.

    Raises:
        InvalidHeader: it has another shape; the message says how to make one.
    """
    head, mark, tail = value.rpartition("_") if "_" in value else value.rpartition(":")
    core = tail if mark and head in _PREFIXES else value
    if not (_is_uuid(core) or _is_hex(core) or _is_ulid(core)):
        raise InvalidHeader(
            f"{header} must be an opaque id: a UUID, a ULID, or at least 16 hexadecimal digits with letters among "
            f"them, such as HMAC-SHA256 of your own id under a key that only you hold "
            f"(openssl dgst -sha256 -hmac KEY). It must not be a name, an e-mail address, an SSN or a record number.",
            param=header,
        )
    return core.lower()


def _is_uuid(text: str) -> bool:
    parts = text.lower().split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(set(part) <= _HEX for part in parts)


def _is_hex(text: str) -> bool:
    low = text.lower()
    return _LEAST_HEX <= len(low) <= _MAX and set(low) <= _HEX and not low.isdecimal() and not low.isalpha()


def _is_ulid(text: str) -> bool:
    return len(text) == _ULID_LENGTH and set(text) <= _ULID and text[0] in "01234567" and not text.isdecimal()


def plain_id(header: str, value: str) -> str:
    """A conversation id: any token of at most 128 characters; it is only ever used through a keyed hash.

    Raises:
        InvalidHeader: empty, too long, or with characters outside the token set.
    """
    if not 1 <= len(value) <= _MAX or not set(value) <= _TOKEN:
        raise InvalidHeader(f"{header} must be 1 to {_MAX} characters without spaces.", param=header)
    return value


def keyed_hash(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 over the length-prefixed parts, in hex (first 128 bits)."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode()
        mac.update(len(data).to_bytes(4, "big"))
        mac.update(data)
    return mac.hexdigest()[:32]
