# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A streamed response: what grows, what ends, what repeats, and how it is written back."""

import hashlib
import json
from typing import Any

import pytest

from clearance.core.codec.responses.stream import MAX_EVENT, ResponsesStreamReader, encode_event, flush_event
from clearance.core.codec.wire import StreamEvent
from clearance.errors import VendorProtocolError
from clearance.model.prompt import Usage

TEXT = ("response.output_text", 1, "content_index", 0)
PLACE: dict[str, Any] = {"item_id": "msg_1", "output_index": 1, "content_index": 0}


def sse(kind: str, **members: Any) -> bytes:
    data = json.dumps({"type": kind} | members, separators=(",", ":")).encode()
    return b"event: " + kind.encode() + b"\ndata: " + data + b"\n\n"


def delta(text: Any, kind: str = "response.output_text", **place: Any) -> bytes:
    return sse(f"{kind}.delta", **(place or PLACE), delta=text)


def done(kind: str = "response.output_text", **members: Any) -> bytes:
    return sse(f"{kind}.done", **members)


def read(*chunks: bytes) -> list[StreamEvent]:
    reader = ResponsesStreamReader()
    events = [event for data in chunks for event in reader.feed(data)]
    return [*events, *reader.close()]


def grown(event: StreamEvent) -> list[tuple[tuple[str | int, ...], str]]:
    return [(piece.channel, piece.text) for piece in event.deltas]


def whole(event: StreamEvent) -> list[tuple[str, bool]]:
    """The texts that stand whole in an event, and whether they were said before."""
    assert all(piece.channel in event.ends for piece in event.deltas)
    return [(piece.text, piece.repeated) for piece in event.deltas]


def ends(event: StreamEvent) -> list[tuple[str | int, ...]]:
    """The growing channels that an event ends."""
    return [channel for channel in event.ends if isinstance(channel[0], str)]


def test_a_text_is_said_four_times_and_scanned_once() -> None:
    part = {"type": "output_text", "text": "Paris", "annotations": [], "logprobs": [{"token": "Par"}]}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}
    head = {
        "id": "resp_1",
        "object": "response",
        "model": "gpt-5",
        "status": "in_progress",
        "instructions": "Be brief.",
    }
    end = head | {"status": "completed", "output": [item], "usage": {"input_tokens": 13, "output_tokens": 11}}
    events = read(
        sse("response.created", response=head, sequence_number=0),
        sse("response.in_progress", response=head),
        sse("response.output_item.added", output_index=1, item=item | {"content": []}),
        sse("response.content_part.added", **PLACE, part=part | {"text": ""}),
        delta("Par", **PLACE, obfuscation="x9", logprobs=[{"token": "Par", "top_logprobs": [{"token": "Lon"}]}]),
        delta("is"),
        done(**PLACE, text="Paris", logprobs=[]),
        sse("response.content_part.done", **PLACE, part=part),
        sse("response.output_item.done", output_index=1, item=item),
        sse("response.completed", response=end),
    )
    assert whole(events[0]) == [("Be brief.", False)]
    assert whole(events[1]) == [("Be brief.", True)]
    assert [grown(event) for event in events[2:6]] == [[], [], [(TEXT, "Par")], [(TEXT, "is")]]
    assert [whole(event) for event in events[6:9]] == [[("Paris", True)]] * 3
    assert whole(events[9]) == [("Be brief.", True), ("Paris", True)]
    assert [ends(event) for event in events] == [[]] * 6 + [[TEXT]] + [[]] * 3
    assert [event.last for event in events] == [False] * 9 + [True]
    assert [event.usage for event in events] == [None] * 9 + [Usage(13, 11)]
    assert [event.finish_reasons for event in events] == [()] * 9 + [("stop",)]
    assert [event.name for event in events][:2] == [b"response.created", b"response.in_progress"]
    assert [event.references for event in events] == [("resp_1",), (), ("msg_1",), *[()] * 7]


def test_a_text_that_deltas_did_not_say_is_new() -> None:
    events = read(delta("Par"), done(**PLACE, text="Paris"), done(**PLACE, text="Par"))
    assert [whole(event) for event in events[1:]] == [[("Paris", False)], [("Par", True)]]


@pytest.mark.parametrize(
    ("kind", "member", "place", "tool", "in_call"),
    [
        ("response.output_text", "text", PLACE, False, False),
        ("response.refusal", "refusal", PLACE, False, False),
        ("response.reasoning_text", "text", PLACE, False, False),
        ("response.reasoning_summary_text", "text", {"output_index": 0, "summary_index": 1}, False, False),
        ("response.function_call_arguments", "arguments", {"output_index": 2, "item_id": "fc"}, True, True),
        ("response.mcp_call_arguments", "arguments", {"output_index": 2, "item_id": "m"}, True, True),
        ("response.custom_tool_call_input", "input", {"output_index": 2, "item_id": "c"}, False, True),
        ("response.code_interpreter_call_code", "code", {"output_index": 2, "item_id": "c"}, False, True),
        ("response.shell_call_command", "command", {"output_index": 2, "command_index": 1}, False, True),
        ("response.apply_patch_call_operation_diff", "diff", {"output_index": 2, "item_id": "a"}, False, True),
        ("response.audio.transcript", "transcript", {}, False, False),
        ("response.invented_text", "text", {"item_id": "i"}, False, False),
    ],
)
def test_every_text_grows_and_ends(kind: str, member: str, place: dict[str, Any], *, tool: bool, in_call: bool) -> None:
    events = read(
        sse(f"{kind}.delta", **place, delta="{a"),
        sse(f"{kind}.delta", **place, delta="b}"),
        sse(f"{kind}.done", **place, **{member: "{ab}"}),
    )
    first, second, end = events
    (piece,) = first.deltas
    assert (piece.text, piece.tool, piece.in_call, piece.repeated) == ("{a", tool, in_call, False)
    assert second.deltas[0].channel == piece.channel
    assert ends(end) == [piece.channel]
    (again,) = end.deltas
    assert (again.text, again.tool, again.in_call, again.repeated) == ("{ab}", tool, in_call, True)


def test_what_holds_texts_ends_them_all() -> None:
    summary: dict[str, Any] = {"output_index": 1, "summary_index": 0}
    other: dict[str, Any] = {"output_index": 2, "content_index": 0}
    opening = (delta("a"), delta("b", "response.reasoning_summary_text", **summary), delta("c", **other))
    thought = ("response.reasoning_summary_text", 1, "summary_index", 0)
    event = read(*opening, sse("response.output_text.annotation.added", **PLACE, annotation={"title": "t"}))[-1]
    assert ends(event) == []
    assert ends(read(*opening, done("response.refusal", **PLACE, refusal="x"))[-1]) == []
    assert ends(read(*opening, done("response.content_part", **PLACE, part={}))[-1]) == [TEXT]
    assert ends(read(*opening, done("response.reasoning_summary_part", **summary, part={}))[-1]) == [thought]
    assert ends(read(*opening, done("response.output_item", output_index=1, item={}))[-1]) == [TEXT, thought]
    last = read(*opening, sse("response.incomplete", response={"status": "incomplete"}))[-1]
    assert ends(last) == [TEXT, thought, ("response.output_text", 2, "content_index", 0)]
    assert (last.last, last.finish_reasons, last.usage) == (True, ("incomplete",), None)


def test_the_output_of_a_shell_grows_in_two_channels() -> None:
    place: dict[str, Any] = {"output_index": 3, "command_index": 0, "item_id": "s"}
    base = ("response.shell_call_output_content", 3, "command_index", 0)
    events = read(
        delta({"stdout": "a", "stderr": "b"}, str(base[0]), **place),
        done(
            str(base[0]), **place, output=[{"stdout": "a", "stderr": "b", "outcome": {"type": "exit", "exit_code": 0}}]
        ),
    )
    assert grown(events[0]) == [((*base, "stdout"), "a"), ((*base, "stderr"), "b")]
    assert [piece.in_call for piece in events[0].deltas] == [False, False]
    assert ends(events[1]) == [(*base, "stdout"), (*base, "stderr")]
    assert json.loads(flush_event(events[0], (*base, "stderr"), "x").split(b"data: ")[1])["delta"] == {"stderr": "x"}


def test_objects_in_calls_and_unknown_strings_are_whole() -> None:
    item = {
        "id": "ts_1",
        "type": "tool_search_call",
        "arguments": {"goal": "find Jane"},
        "fresh": {"note": "n"},
        "type_of": 12345,
    }
    (event,) = read(sse("response.output_item.done", output_index=0, item=item))
    said = {piece.text: (piece.tool, piece.in_call) for piece in event.deltas}
    assert said == {
        "goal": (False, True),
        "find Jane": (False, True),
        "fresh": (False, False),
        "note": (False, False),
        "n": (False, False),
        "type_of": (False, False),
    }


def test_a_key_is_a_name_and_says_nothing_of_a_text_like_it() -> None:
    item = {"id": "i", "type": "message", "fresh one": "fresh one"}
    first, second = read(*[sse("response.output_item.done", output_index=0, item=item)] * 2)
    assert [(piece.text, piece.name, piece.repeated) for piece in first.deltas] == [
        ("fresh one", True, False),
        ("fresh one", False, False),
    ]
    assert all(piece.repeated for piece in second.deltas)


def test_sealed_and_encrypted_strings_stay() -> None:
    reasoning = {"id": "rs", "type": "reasoning", "summary": [], "encrypted_content": "gAAA"}
    program = {"id": "p", "type": "program", "code": "x", "fingerprint": "seal"}
    one, two = read(
        sse("response.output_item.done", output_index=0, item=reasoning),
        sse("response.output_item.done", output_index=1, item=program),
    )
    assert (one.deltas, one.encrypted) == ((), (hashlib.sha256(b"gAAA").digest(),))
    assert [(piece.text, piece.sealed) for piece in two.deltas] == [("x", False), ("seal", True)]


def test_pictures_are_passed_on() -> None:
    item = {"id": "ig", "type": "image_generation_call", "result": "iVBORw0KGgo", "size": "1024x1024"}
    events = read(
        sse(
            "response.image_generation_call.partial_image", output_index=0, partial_image_b64="iVBORw0KGgo", size="auto"
        ),
        sse("response.output_item.done", output_index=0, item=item),
    )
    assert [event.deltas for event in events] == [(), ()]


def test_what_is_not_stored_is_no_reference() -> None:
    head = {"id": "resp_1", "object": "response", "store": False, "conversation": {"id": "conv_1"}}
    item = {"id": "msg_1", "type": "message"}
    events = read(
        sse("response.output_item.added", output_index=0, item=item),
        sse("response.created", response=head),
        sse("response.output_item.added", output_index=0, item=item),
        sse("response.completed", response=head | {"store": True, "output": [item]}),
    )
    assert [event.references for event in events] == [(), ("conv_1",), (), ("resp_1", "msg_1")]


@pytest.mark.parametrize(
    "data",
    [
        sse("error", code="server_error", message="overloaded", param=None, sequence_number=3),
        b'event: error\ndata: {"error":{"message":"overloaded"}}\n\n',
        b'data: {"error":{"message":"overloaded"}}\n\n',
        b'event: error\ndata: {"message":"overloaded"}\n\n',
    ],
)
def test_a_vendors_error_is_passed_on(data: bytes) -> None:
    events = read(delta("a"), data)
    assert [event.error for event in events] == [False, True]
    assert (events[1].deltas, events[1].ends, events[1].last) == ((), (), False)
    assert encode_event(events[1], {}) == data


def test_a_failed_response_is_the_last_event() -> None:
    failed = {"status": "failed", "error": {"code": "server_error", "message": "It broke."}}
    events = read(delta("a"), sse("response.failed", response=failed), b"data: [DONE]\n\n")
    assert [(event.last, event.error) for event in events] == [(False, False), (True, False)]
    assert (events[1].finish_reasons, ends(events[1])) == (("failed",), [TEXT])
    assert whole(events[1])[:0] == []
    assert [piece.text for piece in events[1].deltas] == ["server_error", "It broke."]


@pytest.mark.parametrize("behind", [b"data: [DONE]\n\n", delta("b"), b"data: {", b"data: hello\n\n", b": ping\n\n"])
def test_what_comes_behind_the_end_is_dropped(behind: bytes) -> None:
    end = sse("response.completed", response={})
    assert [event.last for event in read(end + behind)] == [True]
    assert [event.last for event in read(end, behind)] == [True]


def test_a_terminator_alone_ends_a_stream_too() -> None:
    events = read(delta("a"), b"data: [DONE]\n\n")
    assert (events[1].last, events[1].ends, events[1].deltas) == (True, (TEXT,), ())
    assert encode_event(events[1], {}) == b"data: [DONE]\n\n"


@pytest.mark.parametrize(
    "chunks",
    [
        [b"data: hello\n\n"],
        [b"data: [1]\n\n"],
        [b'data: {"a":1,"a":2}\n\n'],
        [b'data: {"a":1}\n'],
        [b"event: x\n"],
        [b'data: {"a":' + b"[" * 150 + b"]" * 150 + b"}\n\n"],
        [b"data: " + b"x" * MAX_EVENT],
    ],
)
def test_what_is_not_this_wire(chunks: list[bytes]) -> None:
    with pytest.raises(VendorProtocolError):
        read(*chunks)


def test_an_event_of_some_megabytes_is_read() -> None:
    (event,) = read(sse("response.completed", response={"instructions": "x" * 2_000_000}))
    assert event.last


def test_an_event_without_a_type_or_an_index_is_read_all_the_same() -> None:
    events = read(
        b'data: {"note":"x","response":7}\n\n', sse("response.output_text.delta", delta="a", output_index=True)
    )
    assert whole(events[0]) == [("note", False), ("x", False)]
    assert grown(events[1]) == [(("response.output_text", -1, "", -1), "a")]


def test_an_event_is_written_back_with_its_bytes() -> None:
    kind = b"response.output_text.delta"
    data = b"event: " + kind + b'\ndata: {"type": "' + kind + b'",\ndata:  "delta":"Jane", "t":1.0}\n\n'
    (event,) = read(data)
    assert encode_event(event, {}) == data
    assert encode_event(event, {event.deltas[0].address: 'T"'}) == data.replace(b"Jane", b'T\\"')


def test_a_flushed_event_carries_only_its_text() -> None:
    (event,) = read(delta("a", **PLACE, sequence_number=7, obfuscation="x9", logprobs=[{"token": "a"}]))
    out = flush_event(event, TEXT, 'é"')
    name, data, *_ = out.split(b"\n")
    assert name == b"event: response.output_text.delta"
    assert json.loads(data.removeprefix(b"data: ")) == {
        "type": "response.output_text.delta",
        **PLACE,
        "sequence_number": 7,
        "delta": 'é"',
        "logprobs": [],
    }
    assert b'"logprobs":[]' in encode_event(event, {event.deltas[0].address: "b"})
    assert b'"logprobs":[{' in encode_event(event, {})
    assert b"logprobs" not in flush_event(read(delta("a"))[0], TEXT, "x")


def test_events_show_no_content() -> None:
    (event,) = read(delta("canary"))
    assert "canary" not in repr(event)
    assert "canary" not in repr(event.deltas[0])


def test_an_event_of_a_type_that_is_no_word_ends_the_answer() -> None:
    for kind in ("Patient Ruiz", "response.536-22-8714", "x" * 65):
        with pytest.raises(VendorProtocolError, match="of no known type"):
            read(sse(kind))
