# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""AWS event stream messages out of bytes that arrive in any pieces (``application/vnd.amazon.eventstream``).

A message is a prelude (its length, its headers' length, their CRC-32), headers, a payload, and the CRC-32 of all of
it. Strict: every length and checksum must be right and every header readable in one way. Memory is bounded: one
unfinished message of at most ``MAX_MESSAGE`` bytes.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from clearance.errors import VendorProtocolError

MAX_MESSAGE = 4 * 1_048_576
MAX_HEADERS = 128 * 1024
_PRELUDE = struct.Struct(">II")
_CRC = struct.Struct(">I")
_BEFORE_HEADERS = _PRELUDE.size + _CRC.size
_AROUND = _BEFORE_HEADERS + _CRC.size
_TRUE, _FALSE, _BYTES, _STRING = 0, 1, 6, 7
_FIXED = {_TRUE: 0, _FALSE: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}
"""Bytes of a header's value by its type: booleans, integers, a time, a UUID."""


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """One message. ``head`` are its headers as they came, ``headers`` those of type string."""

    head: bytes
    headers: Mapping[str, str]
    payload: bytes

    def __repr__(self) -> str:
        return f"<message: {len(self.payload)} bytes>"


class MessageSplitter:
    """Incremental: any split of the same bytes gives the same messages."""

    __slots__ = ("_length", "_rest")

    def __init__(self) -> None:
        self._rest = bytearray()
        self._length = 0  # of the message that has begun; 0 while its prelude is not whole

    @property
    def unfinished(self) -> bool:
        """Whether the stream stands inside a message."""
        return bool(self._rest)

    def feed(self, chunk: bytes) -> list[Message]:
        """The messages that this chunk completes.

        Raises:
            VendorProtocolError: a wrong length or checksum, an unreadable header, or over ``MAX_MESSAGE`` bytes.
        """
        self._rest += chunk
        found: list[Message] = []
        at = 0
        while True:
            if not self._length and len(self._rest) - at >= _BEFORE_HEADERS:
                self._length = _checked_length(bytes(self._rest[at : at + _BEFORE_HEADERS]))
            if not self._length or len(self._rest) - at < self._length:
                break
            found.append(_message(bytes(self._rest[at : at + self._length])))
            at += self._length
            self._length = 0
        del self._rest[:at]
        return found


def _checked_length(prelude: bytes) -> int:
    total, headers = _PRELUDE.unpack_from(prelude)
    if _CRC.unpack_from(prelude, _PRELUDE.size)[0] != zlib.crc32(prelude[: _PRELUDE.size]):
        raise VendorProtocolError("a message of the vendor's stream has a wrong checksum")
    if total > MAX_MESSAGE or headers > MAX_HEADERS:
        raise VendorProtocolError(f"the vendor sent a message of more than {MAX_MESSAGE} bytes")
    if total < _AROUND + headers:
        raise VendorProtocolError("a message of the vendor's stream has a wrong length")
    return int(total)


def _message(data: bytes) -> Message:
    end = len(data) - _CRC.size
    if _CRC.unpack_from(data, end)[0] != zlib.crc32(data[:end]):
        raise VendorProtocolError("a message of the vendor's stream has a wrong checksum")
    payload = _BEFORE_HEADERS + _PRELUDE.unpack_from(data)[1]
    head = data[_BEFORE_HEADERS:payload]
    try:
        headers = _read_headers(head)
    except (IndexError, struct.error, UnicodeDecodeError):
        raise VendorProtocolError("a header of the vendor's stream cannot be read") from None
    return Message(head, headers, data[payload:end])


def _read_headers(head: bytes) -> dict[str, str]:
    names: set[str] = set()
    found: dict[str, str] = {}
    at = 0
    while at < len(head):
        size = head[at]
        name = head[at + 1 : at + 1 + size].decode()
        kind = head[at + 1 + size]
        at += 2 + size
        if not name or name in names:
            raise IndexError
        names.add(name)
        if kind in (_BYTES, _STRING):
            (length,) = struct.unpack_from(">H", head, at)
            at += 2
        else:
            length = _FIXED.get(kind, len(head) + 1)
        if at + length > len(head):
            raise IndexError
        if kind == _STRING:
            found[name] = head[at : at + length].decode()
        at += length
    return found


def encode_headers(headers: Mapping[str, str]) -> bytes:
    """Headers of type string, in this order."""
    parts: list[bytes] = []
    for name, value in headers.items():
        key, data = name.encode(), value.encode()
        parts += (bytes([len(key)]), key, bytes([_STRING]), struct.pack(">H", len(data)), data)
    return b"".join(parts)


def encode_message(head: bytes, payload: bytes) -> bytes:
    """One message of these encoded headers and this payload."""
    prelude = _PRELUDE.pack(_AROUND + len(head) + len(payload), len(head))
    message = prelude + _CRC.pack(zlib.crc32(prelude)) + head + payload
    return message + _CRC.pack(zlib.crc32(message))
