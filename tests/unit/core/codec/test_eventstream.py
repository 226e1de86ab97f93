# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""AWS event stream messages, read strictly."""

import struct
import zlib

import pytest

from clearance.core.codec.eventstream import (
    MAX_HEADERS,
    MAX_MESSAGE,
    MessageSplitter,
    encode_headers,
    encode_message,
)
from clearance.errors import VendorProtocolError

HEAD = encode_headers({":event-type": "messageStop", ":message-type": "event"})
# The test vectors that AWS publishes with its SDKs.
EMPTY = bytes.fromhex("000000100000000005c248eb7d98c8ff")
PAYLOAD = bytes.fromhex("0000001d00000000fd528c5a") + b"{'foo':'bar'}" + bytes.fromhex("c3653936")
TEXT = (
    bytes.fromhex("0000003d0000002007fd8396")
    + b"\x0ccontent-type\x07\x00\x10application/json{'foo':'bar'}"
    + bytes.fromhex("8d9c08b1")
)
INTEGER = (
    bytes.fromhex("0000002d0000001041c424b8")
    + b"\x0aevent-type\x04\x00\x00\xa0\x0c{'foo':'bar'}"
    + bytes.fromhex("36f480a0")
)


def with_header(raw: bytes) -> bytes:
    return encode_message(raw, b"{}")


def read(data: bytes) -> list[tuple[dict[str, str], bytes]]:
    splitter = MessageSplitter()
    found = [(dict(message.headers), message.payload) for message in splitter.feed(data)]
    assert not splitter.unfinished
    return found


def test_published_vectors() -> None:
    assert read(EMPTY) == [({}, b"")]
    assert encode_message(b"", b"") == EMPTY
    assert read(PAYLOAD) == [({}, b"{'foo':'bar'}")]
    assert encode_message(b"", b"{'foo':'bar'}") == PAYLOAD
    assert read(TEXT) == [({"content-type": "application/json"}, b"{'foo':'bar'}")]
    assert encode_message(encode_headers({"content-type": "application/json"}), b"{'foo':'bar'}") == TEXT
    assert read(INTEGER) == [({}, b"{'foo':'bar'}")]
    assert encode_message(INTEGER[12:28], b"{'foo':'bar'}") == INTEGER


def test_what_is_encoded_is_read_back_at_every_split() -> None:
    data = encode_message(HEAD, b'{"stopReason":"end_turn"}') + encode_message(b"", b"") + encode_message(HEAD, b"x")
    whole = read(data)
    assert whole[0] == ({":event-type": "messageStop", ":message-type": "event"}, b'{"stopReason":"end_turn"}')
    for size in (1, 2, 11, 12, 13, 50):
        splitter = MessageSplitter()
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        found = [message for piece in pieces for message in splitter.feed(piece)]
        assert [(dict(message.headers), message.payload) for message in found] == whole
        assert b"".join(encode_message(message.head, message.payload) for message in found) == data


def test_headers_of_every_type_are_passed_over() -> None:
    values = [
        (0, b""),
        (1, b""),
        (2, b"x"),
        (3, b"xx"),
        (4, b"x" * 4),
        (5, b"x" * 8),
        (6, b"\x00\x02ab"),
        (8, b"x" * 8),
    ]
    values.append((9, b"x" * 16))
    raw = b"".join(bytes([2]) + b"h%d" % kind + bytes([kind]) + value for kind, value in values)
    assert read(with_header(raw + encode_headers({"last": "ü"}))) == [({"last": "ü"}, b"{}")]


@pytest.mark.parametrize(
    "head",
    [
        b"\x00\x07\x00\x01x",  # no name
        b"\x01a",  # no type
        b"\x05ab",  # a name that ends too late
        b"\x01a\x07\x00\x05x",  # a value that does
        b"\x01a\x07\x00",  # half a length
        b"\x01a\x0a",  # no such type
        b"\x01a\x07\x00\x01\xff",  # not UTF-8
        b"\x01\xff\x00",
        b"\x01a\x00\x01a\x00",  # twice
    ],
)
def test_a_header_that_cannot_be_read_in_one_way(head: bytes) -> None:
    with pytest.raises(VendorProtocolError, match="header"):
        MessageSplitter().feed(with_header(head))


def prelude(total: int, headers: int) -> bytes:
    data = struct.pack(">II", total, headers)
    return data + struct.pack(">I", zlib.crc32(data))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (EMPTY[:8] + b"\x00\x00\x00\x00", "checksum"),
        (EMPTY[:-1] + b"\x00", "checksum"),
        (PAYLOAD.replace(b"foo", b"fou"), "checksum"),
        (prelude(15, 0), "length"),
        (prelude(20, 5), "length"),
        (prelude(MAX_MESSAGE + 1, 0), "more than"),
        (prelude(MAX_MESSAGE, MAX_HEADERS + 1), "more than"),
    ],
)
def test_broken_messages(data: bytes, said: str) -> None:
    with pytest.raises(VendorProtocolError, match=said):
        MessageSplitter().feed(data)


def test_an_unfinished_message_shows_nothing_of_itself() -> None:
    splitter = MessageSplitter()
    assert splitter.feed(PAYLOAD[:-1]) == []
    assert splitter.unfinished
    (message,) = splitter.feed(PAYLOAD[-1:])
    assert repr(message) == "<message: 13 bytes>"
    assert not splitter.unfinished
