# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A streamed message: what grows, what ends, what stays sealed, and how it is written back."""

import json
from typing import Any

import pytest

from clearance.core.codec.json_walk import block_digest
from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import StreamEvent
from clearance.errors import VendorProtocolError
from clearance.model.prompt import Usage

WIRE = WIRES["/v1/messages"]
TEXT = (0, "text_delta", "text")
SEALED = "QUJD" * 12
START: dict[str, Any] = {
    "type": "message_start",
    "message": {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 10,
            "cache_creation_input_tokens": 3,
            "cache_read_input_tokens": 2,
            "output_tokens": 1,
            "service_tier": "standard",
        },
    },
}
STOP = {"type": "message_stop"}
PING = {"type": "ping"}


def sse(value: Any) -> bytes:
    return f"event: {value['type']}\ndata: {json.dumps(value)}  \n\n".encode()


def begin(block: dict[str, Any], index: int = 0) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(kind: str, index: int = 0, **members: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind} | members}


def end(index: int = 0) -> dict[str, Any]:
    return {"type": "content_block_stop", "index": index}


def read(*values: dict[str, Any]) -> list[StreamEvent]:
    reader = WIRE.stream_reader()
    events = [event for value in values for event in reader.feed(sse(value))]
    return [*events, *reader.close()]


def grown(event: StreamEvent) -> list[tuple[tuple[str | int, ...], str]]:
    return [(piece.channel, piece.text) for piece in event.deltas]


def test_a_text_answer() -> None:
    values: tuple[dict[str, Any], ...] = (
        START,
        begin({"type": "text", "text": "He"}),
        PING,
        delta("text_delta", text="llo"),
        end(),
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 12},
        },
        STOP,
    )
    events = read(*values)
    assert [grown(event) for event in events] == [[], [(TEXT, "He")], [], [(TEXT, "llo")], [], [], []]
    assert [event.ends for event in events] == [(), (), (), (), (TEXT,), (), ()]
    assert [event.usage for event in events] == [Usage(15, 1), None, None, None, None, Usage(15, 12), None]
    assert [event.finish_reasons for event in events] == [(), (), (), (), (), ("end_turn",), ()]
    assert [event.last for event in events] == [False] * 6 + [True]
    assert [event.name for event in events] == [value["type"].encode() for value in values]
    assert b"".join(WIRE.encode_event(event, {}) for event in events) == b"".join(map(sse, values))


def test_reasoning_is_sealed_and_its_signature_is_passed_over() -> None:
    events = read(
        begin({"type": "thinking", "thinking": "a", "signature": SEALED}),
        delta("thinking_delta", thinking="b"),
        delta("signature_delta", signature=SEALED),
        end(),
        begin({"type": "redacted_thinking", "data": SEALED}, 1),
        end(1),
    )
    channel = (0, "thinking_delta", "thinking")
    assert [grown(event) for event in events] == [[(channel, "a")], [(channel, "b")], [], [], [], []]
    assert all(piece.sealed for event in events for piece in event.deltas)
    assert events[3].ends == (channel,)
    assert [event.sealed for event in events] == [(), (), (), (block_digest("ab"),), (), ()]
    assert [event.encrypted for event in events] == [
        *[()] * 4,
        (block_digest(SEALED),),
        (),
    ]


def test_arguments_grow_as_json_and_are_inside_a_call() -> None:
    events = read(
        begin({"type": "tool_use", "id": "t", "name": "f", "input": {}}, 1),
        delta("input_json_delta", 1, partial_json=""),
        delta("input_json_delta", 1, partial_json='{"name": "J'),
        delta("input_json_delta", 1, partial_json='ane"}'),
        end(1),
    )
    channel = (1, "input_json_delta", "partial_json")
    assert [grown(event) for event in events] == [[], [], [(channel, '{"name": "J')], [(channel, 'ane"}')], []]
    assert all(piece.tool and piece.in_call for event in events for piece in event.deltas)
    assert events[4].ends == (channel,)


def test_arguments_that_come_at_once_are_inside_a_call() -> None:
    (event,) = read(begin({"type": "tool_use", "id": "t", "name": "f", "input": {"name": "Jane", "n": ["x"]}}))
    assert [(piece.text, piece.tool, piece.in_call) for piece in event.deltas] == [
        ("Jane", False, True),
        ("x", False, True),
        ("n", False, True),
    ]
    assert event.ends == tuple(piece.channel for piece in event.deltas)


def test_what_comes_whole_ends_with_its_event() -> None:
    found = {"type": "web_search_result", "title": "r", "url": "https://x", "encrypted_content": SEALED}
    cited = {"type": "web_search_result_location", "cited_text": "c", "title": "t", "encrypted_index": SEALED}
    events = read(
        begin({"type": "web_search_tool_result", "tool_use_id": "t", "content": [found, found]}),
        delta("citations_delta", citation=cited),
        delta("citations_delta", citation=cited),
        delta("compaction_delta", content="so far", encrypted_content=SEALED),
        {"type": "message_delta", "delta": {"stop_reason": "refusal", "stop_details": {"explanation": "why"}}},
        {"type": "message_delta", "delta": {"stop_reason": "stop_sequence", "stop_sequence": "END"}, "usage": {}},
    )
    assert [[piece.text for piece in event.deltas] for event in events] == [
        ["r", "https://x", "r", "https://x"],
        ["c", "t"],
        ["c", "t"],
        ["so far"],
        ["why"],
        ["END"],
    ]
    assert [len(event.encrypted) for event in events] == [2, 1, 1, 1, 0, 0]
    channels = [piece.channel for event in events for piece in event.deltas]
    assert len(set(channels)) == len(channels)
    assert [event.ends for event in events] == [tuple(piece.channel for piece in event.deltas) for event in events]


def test_only_the_vendors_own_fields_are_passed_over() -> None:
    (event,) = read(begin({"type": "new", "encrypted_content": SEALED, "data": "x", "name": "f", "text": "y"}))
    assert [piece.text for piece in event.deltas] == [SEALED, "x", "y"]
    assert event.encrypted == ()


def test_what_is_encrypted_is_found_whatever_number_its_element_has() -> None:
    found = {"type": "web_search_result", "index": 7, "encrypted_content": SEALED}
    (event,) = read(begin({"type": "web_search_tool_result", "content": [{"type": "new"}, found]}))
    assert (len(event.encrypted), event.deltas) == (1, ())


def test_a_delta_of_unknown_type_grows() -> None:
    events = read(delta("new_delta", 2, title={"text": "a"}), delta("new_delta", 2, title={"text": "b"}), end(2))
    channel = (2, "new_delta", "title", "text")
    assert [grown(event) for event in events] == [[(channel, "a")], [(channel, "b")], []]
    assert events[2].ends == (channel,)
    flushed = WIRE.flush_event(events[1], channel, "c")
    assert flushed == (
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":2,'
        b'"delta":{"type":"new_delta","title":{"text":"c"}}}\n\n'
    )


def test_what_has_no_type_or_place_comes_whole() -> None:
    events = read(
        {"type": "content_block_delta", "index": True, "delta": {"text": "a"}},
        {"type": "content_block_delta", "delta": "b"},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "text": "c"}},
        {"type": "new_event", "note": ["d", {"index": 7, "x": "e"}]},
    )
    assert [[piece.text for piece in event.deltas] for event in events] == [
        ["a"],
        ["b"],
        ["c"],
        ["d", "e", "note", "x"],
    ]
    assert [event.ends for event in events] == [tuple(piece.channel for piece in event.deltas) for event in events]


def test_the_end_ends_what_no_stop_ended() -> None:
    events = read(begin({"type": "text", "text": "a"}), delta("text_delta", 1, text="b"), STOP | {"note": "bye"})
    assert grown(events[2]) == [(("whole", 3, "note"), "bye"), (("whole", 3, 2), "note")]
    assert set(events[2].ends) == {TEXT, (1, "text_delta", "text"), ("whole", 3, "note"), ("whole", 3, 2)}
    assert events[2].last


def test_a_key_that_is_no_word_is_scanned_once_and_restored_everywhere() -> None:
    events = read(
        delta("text_delta", text="a", **{"Jane Doe": 1, "": 2}), delta("text_delta", text="b", **{"Jane Doe": 1})
    )
    first, second = (event.deltas[-1] for event in events)
    assert (first.text, first.name, first.in_call, first.repeated) == ("Jane Doe", True, False, False)
    assert (second.text, second.repeated) == ("Jane Doe", True)
    assert first.channel != second.channel
    for event in events:
        assert event.deltas[-1].channel in event.ends
        assert b'"J": 1' in WIRE.encode_event(event, {event.deltas[-1].address: "J"})


def test_an_error_in_band() -> None:
    (event,) = read({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
    assert (event.error, event.last, event.deltas, event.name) == (True, False, (), b"error")


def test_replaced_text_and_flushed_text() -> None:
    (event,) = read(delta("text_delta", text="[PERSON_X] said"))
    data = WIRE.encode_event(event, {event.deltas[0].address: 'O"Brien\nsaid'})
    assert data.startswith(b"event: content_block_delta\ndata: {")
    assert json.loads(data.split(b"data: ")[1])["delta"] == {"type": "text_delta", "text": 'O"Brien\nsaid'}
    flushed = WIRE.flush_event(event, TEXT, "é")
    assert json.loads(flushed.split(b"data: ")[1]) == delta("text_delta", text="é")


@pytest.mark.parametrize(
    "rest", [b'event: message_stop\ndata: {"type":"message_stop"}', b'data: {"type":"message_stop"}']
)
def test_a_terminator_without_its_blank_line(rest: bytes) -> None:
    reader = WIRE.stream_reader()
    assert reader.feed(rest) == ()
    (event,) = reader.close()
    assert event.last


@pytest.mark.parametrize("rest", [b'data: {"type":"ping"}', b"data: {", b"event: message_stop"])
def test_a_stream_that_stops_inside_an_event(rest: bytes) -> None:
    reader = WIRE.stream_reader()
    reader.feed(rest)
    with pytest.raises(VendorProtocolError):
        reader.close()


@pytest.mark.parametrize("data", [b"data: x\n\n", b"data: []\n\n", sse(STOP) + sse(PING)])
def test_what_is_no_event_of_this_wire(data: bytes) -> None:
    with pytest.raises(VendorProtocolError):
        WIRE.stream_reader().feed(data)
