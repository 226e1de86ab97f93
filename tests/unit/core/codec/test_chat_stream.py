# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A streamed answer: what grows, what ends, and how it is written back."""

import json
from typing import Any

import pytest

from clearance.core.codec.chat_stream import ChatStreamReader, encode_event, flush_event
from clearance.core.codec.wire import StreamEvent
from clearance.errors import VendorProtocolError
from clearance.model.prompt import Usage

HEAD = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "created": 1782955817,
    "model": "gpt-4o",
    "service_tier": "default",
    "system_fingerprint": "fp_1",
}
CONTENT = ("choices", 0, "delta", "content")


def sse(value: Any) -> bytes:
    return b"data: " + json.dumps(value, separators=(",", ":")).encode() + b"\n\n"


def chunk(*choices: dict[str, Any], **members: Any) -> bytes:
    return sse(HEAD | {"choices": list(choices), "usage": None, "obfuscation": "x1"} | members)


def delta(finish: str | None = None, index: int = 0, **members: Any) -> dict[str, Any]:
    return {"index": index, "delta": members, "logprobs": None, "finish_reason": finish}


def read(*chunks: bytes) -> list[StreamEvent]:
    reader = ChatStreamReader()
    events = [event for data in chunks for event in reader.feed(data)]
    return [*events, *reader.close()]


def grown(event: StreamEvent) -> list[tuple[tuple[str | int, ...], str]]:
    return [(piece.channel, piece.text) for piece in event.deltas]


def test_a_text_answer() -> None:
    events = read(
        chunk(delta(role="assistant", content="", refusal=None)),
        chunk(delta(content="Par")),
        chunk(delta(content="is")),
        chunk(delta("stop")),
        chunk(usage={"prompt_tokens": 13, "completion_tokens": 11, "total_tokens": 24}),
        b"data: [DONE]\n\n",
    )
    assert [grown(event) for event in events] == [[], [(CONTENT, "Par")], [(CONTENT, "is")], [], [], []]
    assert [event.ends for event in events] == [(), (), (), (CONTENT,), (), ()]
    assert [event.finish_reasons for event in events] == [(), (), (), ("stop",), (), ()]
    assert [event.usage for event in events] == [None, None, None, None, Usage(13, 11), None]
    assert [event.last for event in events] == [False] * 5 + [True]
    assert events[5].data == b"[DONE]"
    assert events[5].envelope == events[4].data


def test_the_deltas_of_a_finish_event_come_before_its_end() -> None:
    (event,) = read(chunk(delta("length", content="x")))
    assert grown(event) == [(CONTENT, "x")]
    assert event.ends == (CONTENT,)


def test_tool_calls_grow_by_their_index() -> None:
    def call(index: int, **members: Any) -> bytes:
        return chunk(delta(tool_calls=[{"index": index} | members]))

    events = read(
        call(1, id="call_1", type="function", function={"name": "get_record", "arguments": ""}),
        call(1, function={"arguments": '{"mrn'}),
        call(0, id="call_2", type="custom", custom={"name": "note", "input": "free"}),
        chunk(delta("tool_calls", function_call={"name": "f", "arguments": "{"})),
        b"data: [DONE]\n\n",
    )
    arguments = ("choices", 0, "delta", "tool_calls", 1, "function", "arguments")
    note = ("choices", 0, "delta", "tool_calls", 0, "custom", "input")
    legacy = ("choices", 0, "delta", "function_call", "arguments")
    pieces = [(p.channel, p.text, p.tool, p.in_call) for event in events for p in event.deltas]
    assert pieces == [
        (arguments, '{"mrn', True, True),
        (note, "free", False, True),
        (legacy, "{", True, True),
    ]
    assert [event.ends for event in events] == [(), (), (), (arguments, note, legacy), ()]


def test_choices_end_one_by_one_and_the_rest_at_the_terminator() -> None:
    events = read(
        chunk(delta(content="a"), delta(index=1, content="b", reasoning_content="why")),
        chunk(delta("stop", index=0)),
        chunk(delta("odd", index=2)),
        b"data: [DONE]\n\n",
    )
    assert events[1].ends == (CONTENT,)
    assert events[2].ends == ()
    assert events[3].ends == (("choices", 1, "delta", "content"), ("choices", 1, "delta", "reasoning_content"))


def test_unknown_strings_are_channels_and_protocol_fields_are_not() -> None:
    (event,) = read(
        chunk(
            {
                "index": 0,
                "delta": {"parts": ["x", {"a": "y"}], "annotations": [{"type": "t", "url_citation": {"title": "z"}}]},
                "logprobs": {"content": [{"token": "no", "bytes": [1], "top_logprobs": []}]},
                "text": "w",
            },
            citations=["https://x"],
            moderation={"results": [{"model": "m", "category_applied_input_types": {"hate": ["text"]}}]},
        )
    )
    assert [(piece.channel, piece.text) for piece in event.deltas if not piece.name] == [
        (("choices", 0, "delta", "parts", 0), "x"),
        (("choices", 0, "delta", "parts", 1, "a"), "y"),
        (("choices", 0, "delta", "annotations", 0, "url_citation", "title"), "z"),
        (("choices", 0, "text"), "w"),
        (("citations", 0), "https://x"),
    ]
    keys = [piece for piece in event.deltas if piece.name]
    assert [piece.text for piece in keys] == ["parts", "a", "citations", "hate"]
    assert event.ends == (("citations", 0), *(piece.channel for piece in keys))
    texts = {piece.address: "T" for piece in event.deltas if not piece.name}
    out = encode_event(event, texts)
    assert out.count(b'"T"') == 5
    assert b'"logprobs":null' in out
    assert b'"no"' in encode_event(event, {event.deltas[4].address: "T"})


def test_choices_that_are_not_a_list_are_scanned_all_the_same() -> None:
    (event,) = read(sse({"choices": {"note": "x"}}))
    assert grown(event) == [(("choices", "note"), "x"), ((1, 1), "note")]
    assert event.ends == (("choices", "note"), (1, 1))
    (event,) = read(sse({"choices": ["x", 1]}))
    assert grown(event) == [(("choices", 0), "x")]
    assert event.ends == ()


def test_keys_in_a_call_are_the_calls_and_each_is_scanned_once() -> None:
    call = {"index": 0, "function": {"arguments": "x", "Jane": [{"Jane": 1}]}, "": 2}
    first, second = read(*[chunk(delta(tool_calls=[call]))] * 2)
    assert [(piece.text, piece.in_call, piece.repeated) for piece in first.deltas if piece.name] == [
        ("Jane", True, False),
        ("Jane", True, True),
    ]
    assert all(piece.repeated for piece in second.deltas if piece.name)
    assert {piece.channel for piece in first.deltas}.isdisjoint(p.channel for p in second.deltas if p.name)


def test_a_vendors_error_is_passed_on() -> None:
    events = read(chunk(delta(content="a")), b'event: error\ndata: {"error":{"message":"overloaded"}}\n\n')
    assert [event.error for event in events] == [False, True]
    assert (events[1].deltas, events[1].ends, events[1].last) == ((), (), False)
    assert encode_event(events[1], {}) == b'data: {"error":{"message":"overloaded"}}\n\n'


@pytest.mark.parametrize(
    "chunks",
    [
        [b"data: hello\n\n"],
        [b"data: [1]\n\n"],
        [b'data: {"a":1,"a":2}\n\n'],
        [b"data: [DONE]\n\n", b"data: {}\n\n"],
        [b'data: {"a":1}\n'],
        [b'data: {"a":1}'],
        [b"event: x\n"],
        [b'data: {"a":' + b"[" * 150 + b"]" * 150 + b"}\n\n"],
    ],
)
def test_what_is_not_this_wire(chunks: list[bytes]) -> None:
    with pytest.raises(VendorProtocolError):
        read(*chunks)


@pytest.mark.parametrize("end", [b"data: [DONE]", b"data: [DONE]\n", b"data: [DONE]\r\n"])
def test_a_terminator_without_its_blank_line(end: bytes) -> None:
    events = read(chunk(delta(content="a")), end)
    assert events[-1].last
    assert events[-1].ends == (CONTENT,)


def test_an_empty_stream() -> None:
    assert read() == []
    assert read(b": ping\n\n") == []


@pytest.mark.parametrize(
    "usage", [{"prompt_tokens": True, "completion_tokens": "x"}, {}, {"prompt_tokens": -4, "completion_tokens": None}]
)
def test_usage_that_says_nothing(usage: dict[str, Any]) -> None:
    (event,) = read(chunk(usage=usage))
    assert event.usage == Usage(-1, -1)


def test_an_event_is_written_back_with_its_bytes() -> None:
    data = b'data: {"id": "x", "choices":[{"index":0, "delta":{"content":"Jane"}}],\ndata: "t":1.0}\n\n'
    (event,) = read(data)
    assert encode_event(event, {}) == data
    assert encode_event(event, {event.deltas[0].address: 'T"'}) == data.replace(b"Jane", b'T\\"')


def test_a_flushed_event_carries_only_its_text() -> None:
    events = read(chunk(delta(content="a", extra="never")), b"data: [DONE]\n\n")
    for template in events:
        out = flush_event(template, CONTENT, 'é"')
        assert json.loads(out.removeprefix(b"data: ")) == HEAD | {
            "choices": [{"index": 0, "delta": {"content": 'é"'}, "finish_reason": None}]
        }
    channel = ("choices", 2, "delta", "tool_calls", 1, "function", "arguments")
    (event,) = read(flush_event(events[0], channel, "{"))
    assert [(piece.channel, piece.text, piece.tool) for piece in event.deltas] == [(channel, "{", True)]
    parts = ("choices", 0, "delta", "parts", 0)
    assert b'"delta":{"parts":["x"]}' in flush_event(events[0], parts, "x")
    assert json.loads(flush_event(events[0], ("citations", 0), "x")[6:]) == HEAD | {"citations": ["x"]}


@pytest.mark.parametrize("inside", ['"x"', '["x"]'])
def test_a_choice_that_is_no_object_can_be_flushed(inside: str) -> None:
    (event,) = read(b'data: {"choices":[' + inside.encode() + b"]}\n\n")
    (piece,) = event.deltas
    (held,) = read(flush_event(event, piece.channel, "y"))
    assert [(delta.channel, delta.text) for delta in held.deltas] == [(piece.channel, "y")]


def test_a_flush_when_only_the_terminator_came() -> None:
    (done,) = read(b"data: [DONE]\n\n")
    assert flush_event(done, CONTENT, "x") == (
        b'data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"x"},'
        b'"finish_reason":null}]}\n\n'
    )


def test_events_show_no_content() -> None:
    (event,) = read(chunk(delta(content="canary")))
    assert "canary" not in repr(event)
    assert "canary" not in repr(event.deltas[0])
