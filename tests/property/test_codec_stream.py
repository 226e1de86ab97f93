# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""However the network cuts a stream, the events are the same."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.chat_stream import ChatStreamReader, encode_event
from clearance.core.codec.sse import SseEvent, SseSplitter, encode_data
from clearance.core.codec.wire import StreamEvent

LINES = st.sampled_from(
    [
        b"data: x",
        b"data:\xc3\xa9\xe6\xbc\xa2",
        b"data",
        b": ping",
        b"event: e",
        b"id: 7",
        b"",
        b"",
        b"junk",
        b"\xef\xbb\xbfdata: y",
    ]
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
STREAMS = st.lists(st.tuples(LINES, ENDS), max_size=12).map(lambda parts: b"".join(line + end for line, end in parts))
CUTS = st.lists(st.integers(0, 400), max_size=8)


def cut(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    edges = sorted({0, len(data), *(c % (len(data) + 1) for c in cuts)})
    for start, end in itertools.pairwise(edges):
        yield data[start:end]


@given(STREAMS, CUTS)
def test_any_split_gives_the_same_events(stream: bytes, cuts: list[int]) -> None:
    whole, pieces = SseSplitter(), SseSplitter()
    expected = whole.feed(stream)
    assert [event for piece in cut(stream, cuts) for event in pieces.feed(piece)] == expected
    assert pieces.unfinished == whole.unfinished
    assert pieces.tail == whole.tail


@given(st.lists(st.binary(max_size=20).map(lambda b: b.replace(b"\r", b"").replace(b"\n", b"")), min_size=1), CUTS)
def test_what_is_encoded_is_read_back(lines: list[bytes], cuts: list[int]) -> None:
    data = b"\n".join(lines)
    splitter = SseSplitter()
    events = [event for piece in cut(encode_data(data), cuts) for event in splitter.feed(piece)]
    assert events == [SseEvent(b"", data)]


@st.composite
def answers(draw: st.DrawFn) -> tuple[bytes, dict[tuple[str | int, ...], str]]:
    """A streamed answer and the text of each of its channels."""
    text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
    expected: dict[tuple[str | int, ...], str] = {}
    stream = b""
    for _ in range(draw(st.integers(0, 6))):
        index, tool, piece = draw(st.integers(0, 1)), draw(st.integers(0, 2)), draw(text)
        member: dict[str, Any]
        channel: tuple[str | int, ...]
        if tool:
            member = {"tool_calls": [{"index": tool, "function": {"arguments": piece}}]}
            channel = ("choices", index, "delta", "tool_calls", tool, "function", "arguments")
        else:
            member, channel = {"content": piece}, ("choices", index, "delta", "content")
        expected[channel] = expected.get(channel, "") + piece
        event = {"id": "c", "choices": [{"index": index, "delta": member, "finish_reason": None}]}
        stream += encode_data(json.dumps(event, ensure_ascii=draw(st.booleans())).encode())
    return stream + b"data: [DONE]\n\n", expected


@given(answers(), CUTS)
def test_channels_add_up_and_events_keep_their_bytes(
    answer: tuple[bytes, dict[tuple[str | int, ...], str]], cuts: list[int]
) -> None:
    stream, expected = answer
    reader = ChatStreamReader()
    events: list[StreamEvent] = [event for piece in cut(stream, cuts) for event in reader.feed(piece)]
    assert reader.close() == ()
    grown: dict[tuple[str | int, ...], str] = {}
    for event in events:
        for delta in event.deltas:
            grown[delta.channel] = grown.get(delta.channel, "") + delta.text
    assert grown == expected
    assert set(events[-1].ends) == set(expected)
    assert [event.last for event in events].count(True) == 1
    assert b"".join(encode_event(event, {}) for event in events) == stream
