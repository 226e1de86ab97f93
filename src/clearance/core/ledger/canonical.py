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
from typing import Final, NoReturn, cast

import msgspec

from clearance.model.record import Fragment, Json, LeafBody

SAFE_INTEGER = 2**53 - 1
MAX_DEPTH = 32
_PLAIN: Final = frozenset({str, bool, NoneType})
# In bytes so translated, an integer beyond 53 bits has this text; so may a string that says the like.
_SHAPES: Final = bytes.maketrans(b"123456789[,-", b"000000000:::")
_LONG_NUMBER: Final = b":" + b"0" * 16
_NO_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")
_KEY: Final = "an object key is not an ASCII string"
_FLOAT: Final = "a float has no canonical form here"
_joined = "".join


def _raw(value: object) -> msgspec.Raw:
    # Only what ``_check`` let pass comes here.
    return msgspec.Raw(cast("Fragment", value).data)


def _refuse_float(_text: str) -> NoReturn:
    raise ValueError(_FLOAT)


# Equal to RFC 8785 on this subset; tests/unit/core/ledger/test_canonical.py compares every code point.
_encode = msgspec.json.Encoder(order="sorted", enc_hook=_raw).encode
_decode = msgspec.json.Decoder(float_hook=_refuse_float).decode


def encode(value: Json | Fragment | LeafBody) -> bytes:
    """The canonical UTF-8 form of a value. Fragments in it are taken as they are.

    Raises:
        ValueError: a float, an integer beyond 53 bits, a key that is not an ASCII string, a lone
            surrogate, another type, or nesting beyond ``MAX_DEPTH``. The message holds no content.
    """
    try:
        _check((value,), MAX_DEPTH + 1)
    except TypeError:
        raise ValueError(_KEY) from None
    return _written(value)


def fragment(value: Json) -> Fragment:
    """The canonical form of a value that many leaves hold: checked and written once.

    Raises:
        ValueError: as ``encode``.
    """
    data = encode(value)
    return Fragment(data, _depth(value))


def decode(data: bytes) -> Json:
    """The value of canonical bytes.

    Raises:
        ValueError: ``data`` is not JSON, or is not in its canonical form (also: duplicate keys, floats).
    """
    try:
        value = cast("Json", _decode(data))
    except msgspec.ValidationError:
        # Nothing but ``_refuse_float`` makes one of these.
        raise ValueError(_FLOAT) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("not JSON") from None
    # What was decoded has JSON's types and no floats. Where the bytes alone already show that keys are
    # ASCII, numbers short and brackets shallow, the walk is spared: verifying a log is this function.
    if not (data.isascii() and data[:1] == b"{" and _LONG_NUMBER not in data.translate(_SHAPES) and _shallow(data)):
        _check((value,), MAX_DEPTH + 1)
    if _written(value) != data:
        raise ValueError("not in canonical form")
    return value


def _written(value: object) -> bytes:
    try:
        return _encode(value)
    except UnicodeEncodeError:
        # The original exception carries the whole text: never chain it.
        raise ValueError("a string holds a lone surrogate") from None


def _shallow(data: bytes) -> bool:
    """Whether brackets, those inside strings included, nest within the bound and close each other."""
    brackets = data.translate(None, _NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        if not brackets:
            return True
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return not brackets


def _check(items: Iterable[object], depth: int) -> None:
    # Every admitted request pays for this walk: scalars are passed over without a call.
    if not depth:
        raise ValueError("nested too deeply")
    for item in items:
        kind = type(item)
        if kind in _PLAIN:
            continue
        if isinstance(item, dict):
            if not _joined(item).isascii():
                raise ValueError(_KEY)
            _check(item.values(), depth - 1)
        elif isinstance(item, list):
            _check(item, depth - 1)
        elif kind is int:
            if not -SAFE_INTEGER <= cast("int", item) <= SAFE_INTEGER:
                raise ValueError("an integer is beyond 53 bits")
        elif kind is Fragment:
            if cast("Fragment", item).depth >= depth:
                raise ValueError("nested too deeply")
        elif not isinstance(item, str):
            raise ValueError(f"a {kind.__name__} has no canonical form here")


def _depth(value: object) -> int:
    items = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if items is None else 1 + max(map(_depth, items), default=0)
