# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Server-sent events from bytes in any pieces."""

import pytest

from clearance.core.codec.sse import MAX_EVENT, SseEvent, SseSplitter, encode_data
from clearance.errors import VendorProtocolError


def split(*chunks: bytes) -> list[tuple[bytes, bytes]]:
    splitter = SseSplitter()
    return [(event.event, event.data) for chunk in chunks for event in splitter.feed(chunk)]


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: a\n\ndata: b\n\n", [(b"", b"a"), (b"", b"b")]),
        (b"data:a\r\n\r\ndata: b\r\rdata:  c\n\n", [(b"", b"a"), (b"", b"b"), (b"", b" c")]),
        (b": ping\n\nevent: error\ndata: a\nid: 1\nretry: 5\ndata: b\n\n", [(b"error", b"a\nb")]),
        (b"event: x\n\ndata: a\n\n", [(b"", b"a")]),
        (b"\xef\xbb\xbfdata: a\n\n", [(b"", b"a")]),
        (b"\n\n\ndata\n\ndata:\n\n", [(b"", b""), (b"", b"")]),
        (b"data: \xc3\xa9\n\n", [(b"", b"\xc3\xa9")]),
        (b"datax: a\n\ndata: unfinished\n", []),
        (b"", []),
    ],
)
def test_events(stream: bytes, events: list[tuple[bytes, bytes]]) -> None:
    assert split(stream) == events
    assert split(*(bytes([byte]) for byte in stream)) == events
    for cut in range(len(stream)):
        assert split(stream[:cut], b"", stream[cut:]) == events


def test_inside_or_between_events() -> None:
    splitter = SseSplitter()
    assert not splitter.unfinished
    for chunk, unfinished, tail in (
        (b"da", True, b""),
        (b"ta: x\n", True, b"x"),
        (b"data: y", True, b"x\ny"),
        (b"\n\n", False, b""),
        (b"event: e\n", True, b""),
        (b"\n", False, b""),
    ):
        splitter.feed(chunk)
        assert (splitter.unfinished, splitter.tail) == (unfinished, tail)


@pytest.mark.parametrize(
    "chunks",
    [
        [b"data: " + b"x" * MAX_EVENT],
        [b"data: " + b"x" * 1000 + b"\n"] * 1050,
        [b"x" * 4096] * 257,
        [b"data: " + b"x" * MAX_EVENT + b"\n\n"],
        [b"data: a\n" + b"x" * MAX_EVENT],
    ],
)
def test_an_event_over_the_limit(chunks: list[bytes]) -> None:
    with pytest.raises(VendorProtocolError, match="more than 1048576 bytes"):
        split(*chunks)


def test_a_wire_may_have_a_limit_of_its_own() -> None:
    data = b"data: " + b"x" * 10 + b"\n\n"
    assert len(SseSplitter(16).feed(data)) == 1
    with pytest.raises(VendorProtocolError, match="more than 15 bytes"):
        SseSplitter(15).feed(data)


def test_many_events_under_the_limit() -> None:
    event = b"data: " + b"x" * (MAX_EVENT - 6) + b"\n\n"
    assert [len(data) for _, data in split(event + event)] == [MAX_EVENT - 6] * 2


def test_an_event_shows_no_content() -> None:
    assert repr(SseEvent(b"", b"canary")) == "<event: 6 bytes>"


def test_encoding() -> None:
    assert encode_data(b"a") == b"data: a\n\n"
    assert encode_data(b"a\nb", b"error") == b"event: error\ndata: a\ndata: b\n\n"
    assert split(encode_data(b"a\n b\n", b"e")) == [(b"e", b"a\n b\n")]


@pytest.mark.parametrize("name", [b"Patient Ruiz", b"536-22-8714", b"a" * 65, "José".encode()])
def test_a_type_that_is_no_word_of_a_protocol_is_left_out(name: bytes) -> None:
    assert encode_data(b"a", name) == b"data: a\n\n"
    assert encode_data(b"a", b"response.output_text.delta") == b"event: response.output_text.delta\ndata: a\n\n"
