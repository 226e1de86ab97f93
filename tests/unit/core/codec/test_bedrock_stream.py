# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A streamed Converse answer, message by message."""

import json
from typing import Any

import pytest

from clearance.core.codec.bedrock import stream
from clearance.core.codec.eventstream import MessageSplitter, encode_headers, encode_message
from clearance.core.codec.json_walk import block_digest
from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import Channel, StreamEvent
from clearance.errors import VendorProtocolError
from clearance.model.prompt import Usage
from clearance.testing.bedrock import message

WIRE = WIRES["/model/m/converse-stream"]
TEXT: Channel = (0, "delta", "text")
INPUT: Channel = (1, "delta", "toolUse", "input")
END = message("messageStop", {"stopReason": "end_turn"})
METADATA = message("metadata", {"usage": {"inputTokens": 3, "outputTokens": 5}, "metrics": {"latencyMs": 1}})


def delta(index: int, value: Any) -> bytes:
    return message("contentBlockDelta", {"contentBlockIndex": index, "delta": value})


def stop(index: int) -> bytes:
    return message("contentBlockStop", {"contentBlockIndex": index})


def read(data: bytes) -> list[StreamEvent]:
    reader = WIRE.stream_reader()
    return [*reader.feed(data), *reader.close()]


def said(found: StreamEvent) -> list[tuple[Channel, str]]:
    return [(one.channel, one.text) for one in found.deltas]


def test_text_grows_and_the_last_message_waits() -> None:
    reader = WIRE.stream_reader()
    start, text, ended = reader.feed(
        message("messageStart", {"role": "assistant"}) + delta(0, {"text": "Hi"}) + stop(0)
    )
    assert (start.deltas, start.name) == ((), b"messageStart")
    assert (said(text), text.ends) == ([(TEXT, "Hi")], ())
    assert (ended.deltas, ended.ends) == ((), (TEXT,))
    assert reader.feed(END) == ()
    (stopped,) = reader.feed(METADATA)
    assert (stopped.finish_reasons, stopped.last) == (("stop",), False)
    (last,) = reader.close()
    assert (last.last, last.usage, last.name) == (True, Usage(3, 5), b"metadata")


def test_a_stream_without_a_stop_was_cut_off() -> None:
    assert [found.last for found in read(delta(0, {"text": "Hi"}) + stop(0))] == [False, False]
    assert [found.last for found in read(delta(0, {"text": "Hi"}) + END)] == [False, True]
    assert read(delta(0, {"text": "Hi"}) + END)[1].ends == (TEXT,)
    with pytest.raises(VendorProtocolError, match="inside a message"):
        read(END[:-1])


def test_tool_input_is_json_in_pieces() -> None:
    start = message(
        "contentBlockStart", {"contentBlockIndex": 1, "start": {"toolUse": {"toolUseId": "t", "name": "f"}}}
    )
    opened, first, second, ended = read(
        start + delta(1, {"toolUse": {"input": '{"a"'}}) + delta(1, {"toolUse": {"input": "{}"}}) + stop(1)
    )
    assert opened.deltas == ()
    assert (said(first), first.deltas[0].tool, first.deltas[0].in_call) == ([(INPUT, '{"a"')], True, True)
    assert said(second) == [(INPUT, "{}")]
    assert ended.ends == (INPUT,)


def test_reasoning_is_sealed_and_its_signature_digested_whole() -> None:
    pieces = [
        delta(0, {"reasoningContent": {"text": "hm"}}),
        delta(0, {"reasoningContent": {"signature": "ab-"}}),
        delta(0, {"reasoningContent": {"signature": "_"}}),
        stop(0),
        delta(1, {"reasoningContent": {"redactedContent": "cmVk"}}),
        stop(1),
    ]
    text, *signed, ended, redacted, over = read(b"".join(pieces))
    assert [(one.text, one.sealed) for one in text.deltas] == [("hm", True)]
    assert [found.deltas for found in signed] == [(), ()]
    assert (ended.encrypted, ended.sealed) == ((block_digest("ab+/"),), (block_digest("hm"),))
    assert (redacted.deltas, redacted.encrypted, over.encrypted) == ((), (), (block_digest("cmVk"),))


def test_encrypted_reasoning_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_MESSAGE", 10)
    with pytest.raises(VendorProtocolError, match="encrypted"):
        read(delta(0, {"reasoningContent": {"signature": "x" * 11}}))


def test_strings_that_come_whole() -> None:
    citation = {"citation": {"title": "[PERSON_1]", "sourceContent": [{"text": "s"}]}}
    trace = {"trace": {"guardrail": {"outputAssessments": {"g": [{"match": "Jane"}]}}}}
    cited, odd, matched = read(delta(0, citation) + delta(0, {"text": "", "note": 7}) + message("metadata", trace))
    assert [text for _, text in said(cited)] == ["[PERSON_1]", "s"]
    assert cited.ends == tuple(one.channel for one in cited.deltas)
    assert [(piece.text, piece.name) for piece in odd.deltas] == [("note", True)]
    assert [text for _, text in said(matched)] == ["g", "Jane"]


def test_keys_that_are_no_words_are_names() -> None:
    tool = {"toolResult": [{"json": {"who": "Jane"}}], "toolUse": {"toolUseId": "t", "input": {"who": "Jane"}}}
    first, second = read(message("contentBlockStart", {"start": tool, "fresh": 1, "deep": {"fresh": 2}}) * 2)
    assert [(piece.text, piece.in_call, piece.name, piece.repeated) for piece in first.deltas] == [
        ("who", False, True, False),
        ("Jane", False, False, False),
        ("who", True, False, False),
        ("Jane", True, False, False),
        ("fresh", False, True, False),
        ("deep", False, True, False),
    ]
    assert [piece.text for piece in second.deltas if piece.repeated] == ["who", "fresh", "deep"]
    assert first.ends == tuple(piece.channel for piece in first.deltas)


def test_headers_that_are_no_words_do_not_pass() -> None:
    head = {":event-type": "metadata", ":content-type": "application/json", ":message-type": "event"}
    more = encode_headers(head | {"x-name": "Maria", ":error-message": "Maria", ":exception-type": "Maria"})
    blob = b"\x06x-blob\x06\x00\x05Maria"
    (found,) = read(encode_message(more + blob, b"{}"))
    assert WIRE.encode_event(found, {}) == encode_message(encode_headers(head), b"{}")
    (found,) = read(encode_message(encode_headers(head | {":content-type": "Maria"}), b"{}"))
    assert b"Maria" not in WIRE.encode_event(found, {})
    told = {":message-type": "error", ":error-code": "Failure", ":error-message": "it broke"}
    (found,) = read(encode_message(encode_headers(told | {":event-type": "Maria"}), b""))
    assert WIRE.encode_event(found, {}) == encode_message(encode_headers(told), b"")
    thrown = {":message-type": "exception", ":exception-type": "oops"}
    (found,) = read(encode_message(encode_headers(thrown | {":error-message": "Maria"}), b"{}"))
    assert WIRE.encode_event(found, {}) == encode_message(encode_headers(thrown), b"{}")


def test_padding_is_not_text() -> None:
    (found,) = read(message("contentBlockDelta", {"contentBlockIndex": "x", "delta": "y"}))
    assert [text for _, text in said(found)] == ["x", "y"]


def test_exceptions_and_errors() -> None:
    thrown = message("throttlingException", {"message": "slow down"}, kind="exception")
    first, error = read(END + thrown)
    assert (first.last, error.error, json.loads(error.data)) == (False, True, {"message": "slow down"})
    assert WIRE.encode_event(error, {}) == thrown
    head = {":message-type": "error", ":error-code": "InternalFailure", ":error-message": "it broke"}
    plain = encode_message(encode_headers(head), b"")
    (error,) = read(plain)
    assert (error.error, error.data) == (True, b"it broke")
    assert WIRE.encode_event(error, {}) == plain


@pytest.mark.parametrize(
    "broken",
    [
        encode_message(encode_headers({":event-type": "x", ":message-type": "event"}), b"nothing"),
        encode_message(encode_headers({":event-type": "x"}), b"{}"),
        encode_message(encode_headers({":message-type": "event"}), b"{}"),
        encode_message(encode_headers({":event-type": "Maria Gonzalez", ":message-type": "event"}), b"{}"),
        encode_message(encode_headers({":exception-type": "536-22-8714", ":message-type": "exception"}), b"{}"),
        encode_message(encode_headers({":message-type": "exception"}), b"{}"),
        encode_message(encode_headers({":error-code": "Maria Gonzalez", ":message-type": "error"}), b""),
        encode_message(encode_headers({":event-type": "x", ":message-type": "Maria"}), b"{}"),
        encode_message(
            encode_headers({":event-type": "x", ":message-type": "event"}), b'{"a":' * 130 + b"1" + b"}" * 130
        ),
    ],
)
def test_what_is_no_event(broken: bytes) -> None:
    with pytest.raises(VendorProtocolError):
        read(broken)


def test_messages_keep_their_bytes_but_for_what_is_replaced() -> None:
    data = delta(0, {"text": "a"})
    (found,) = read(data)
    assert WIRE.encode_event(found, {}) == data
    (changed,) = MessageSplitter().feed(WIRE.encode_event(found, {found.deltas[0].address: "b"}))
    assert json.loads(changed.payload)["delta"] == {"text": "b"}


def test_held_text_leaves_in_a_message_of_its_own() -> None:
    (found,) = read(delta(1, {"toolUse": {"input": "a"}}))
    (sent,) = MessageSplitter().feed(WIRE.flush_event(found, INPUT, "x"))
    assert sent.headers[":event-type"] == "contentBlockDelta"
    assert json.loads(sent.payload) == {"contentBlockIndex": 1, "delta": {"toolUse": {"input": "x"}}}
