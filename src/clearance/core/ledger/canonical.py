# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON: the subset of RFC 8785 that a leaf may hold.

One value has exactly one byte form: keys sorted, no white space, the shortest escapes. Allowed are
null, booleans, integers within 53 bits, strings, lists and objects whose keys are ASCII strings
(RFC 8785 sorts keys by UTF-16 code units; for ASCII that is byte order). Floats are refused, so that
no reader has to agree with us about their digits.
"""

from collections.abc import Iterable
from types import NoneType
from typing import Final, cast

import msgspec

from clearance.model.record import Json

SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 32
_PLAIN: Final = frozenset({str, bool, NoneType})

# Equal to RFC 8785 on this subset; tests/unit/core/ledger/test_canonical.py compares every code point.
_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder().decode


def encode(value: Json) -> bytes:
    """The canonical UTF-8 form of a value.

    Raises:
        ValueError: a float, an integer beyond 53 bits, a key that is not an ASCII string, a lone
            surrogate, another type, or nesting beyond ``MAX_DEPTH``. The message holds no content.
    """
    _check(value, MAX_DEPTH)
    try:
        return _encode(value)
    except UnicodeEncodeError:
        # The original exception carries the whole text: never chain it.
        raise ValueError("a string holds a lone surrogate") from None


def decode(data: bytes) -> Json:
    """The value of canonical bytes.

    Raises:
        ValueError: ``data`` is not JSON, or is not in its canonical form (also: duplicate keys, floats).
    """
    try:
        value = cast("Json", _decode(data))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("not JSON") from None
    if encode(value) != data:
        raise ValueError("not in canonical form")
    return value


def _check(value: object, depth: int) -> None:
    # Every admitted request pays for this walk: scalars are passed over without a call.
    if isinstance(value, dict):
        for key in value:
            if not (isinstance(key, str) and key.isascii()):
                raise ValueError("an object key is not an ASCII string")
        _check_items(value.values(), depth)
    elif isinstance(value, list):
        _check_items(value, depth)
    elif type(value) is int:
        if not -SAFE_INTEGER <= value <= SAFE_INTEGER:
            raise ValueError("an integer is beyond 53 bits")
    elif not (type(value) in _PLAIN or isinstance(value, str)):
        raise ValueError(f"a {type(value).__name__} has no canonical form here")


def _check_items(items: Iterable[object], depth: int) -> None:
    if not depth:
        raise ValueError("nested too deeply")
    for item in items:
        if type(item) not in _PLAIN:
            _check(item, depth - 1)
