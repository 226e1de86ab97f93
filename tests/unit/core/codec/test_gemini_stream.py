# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A streamed Gemini answer, event by event."""

import json
from typing import Any

import pytest

from clearance.core.codec.json_walk import block_digest
from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import Channel, StreamEvent
from clearance.core.transform.token_map import TokenMap
from clearance.core.transform.tokens import format_token
from clearance.errors import VendorProtocolError
from clearance.exchange.restore import Restorable, StreamRestore
from clearance.model.prompt import Usage
from clearance.model.record import Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind

WIRE = WIRES["/v1beta/models/m:streamGenerateContent"]
SCOPE = Scope("main", ScopeKind.REQUEST, "1")
TEXT: Channel = ("candidates", 0, "text")
THOUGHT: Channel = ("candidates", 0, "thought")


def event(*parts: Any, index: int = 0, finish: str | None = None, **fields: Any) -> bytes:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": list(parts)}, "index": index}
    if finish:
        candidate["finishReason"] = finish
    return data({"candidates": [candidate]} | fields)


def data(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\r\n\r\n"


def read(stream: bytes) -> list[StreamEvent]:
    reader = WIRE.stream_reader()
    return [*reader.feed(stream), *reader.close()]


def said(found: StreamEvent) -> list[tuple[Channel, str]]:
    return [(delta.channel, delta.text) for delta in found.deltas]


def test_text_grows_and_the_last_event_waits() -> None:
    reader = WIRE.stream_reader()
    (first,) = reader.feed(event({"text": "Hello "}, usageMetadata={"promptTokenCount": 3}))
    assert (said(first), first.ends, first.last) == ([(TEXT, "Hello ")], (), False)
    assert first.usage == Usage(3)
    assert reader.feed(event({"text": "Jane"}, finish="STOP")) == ()
    (second,) = reader.feed(data({"usageMetadata": {"candidatesTokenCount": 2}}))
    assert (said(second), second.ends, second.finish_reasons) == ([(TEXT, "Jane")], (TEXT,), ("stop",))
    assert not second.last
    (last,) = reader.close()
    assert (last.last, last.deltas, last.usage) == (True, (), Usage(-1, 2))


def test_a_stream_without_a_finish_was_cut_off() -> None:
    assert [found.last for found in read(event({"text": "Hel"}))] == [False]
    other = event({"text": "a"}, index=1) + event({"text": "b"}, finish="STOP")
    assert [found.last for found in read(other)] == [False]
    both = other + event({"text": "c"}, index=1, finish="MAX_TOKENS")
    assert [found.last for found in read(both)] == [False, False, True]
    assert [found.last for found in read(event({"functionCall": {"name": "f"}}, finish="STOP"))] == [True]
    assert read(b"") == []


def test_a_blocked_prompt_is_an_ending() -> None:
    (only,) = read(data({"promptFeedback": {"blockReason": "SAFETY", "blockReasonMessage": "no"}}))
    assert only.last
    assert [text for _, text in said(only)] == ["no"]
    (harmless,) = read(data({"promptFeedback": {}}))
    assert not harmless.last


def test_thoughts_texts_and_calls_follow_each_other() -> None:
    stream = [
        event({"text": "hm", "thought": True}),
        event({"text": "So: "}),
        event({"functionCall": {"name": "f", "args": {"who": "J", "n": 1951}}, "thoughtSignature": "ab-_"}),
        event({"text": "a"}, {"text": "b", "thought": True}, {"text": "c"}, finish="STOP"),
    ]
    thought, text, call, last = read(b"".join(stream))
    assert (said(thought), thought.ends) == ([(THOUGHT, "hm")], ())
    assert (said(text), text.ends) == ([(TEXT, "So: ")], (THOUGHT,))
    assert [text for _, text in said(call)] == ["who", "J", "n", "1951"]
    assert [delta.in_call for delta in call.deltas] == [True, True, True, False]
    assert [delta.sealed for delta in call.deltas] == [False, False, False, True]
    assert set(call.ends) == {TEXT, *(delta.channel for delta in call.deltas)}
    assert call.encrypted == (block_digest("ab+/"),)
    assert (said(last), set(last.ends)) == ([(TEXT, "a"), (THOUGHT, "b"), (TEXT, "c")], {THOUGHT, TEXT})


def test_odd_events_are_read_or_refused() -> None:
    value = {
        "candidates": ["x", {"content": "y"}, {"content": {"parts": {"text": "z"}}}, {"content": {"parts": ["w"]}}]
    }
    (odd,) = read(data(value))
    assert sorted(text for _, text in said(odd)) == ["w", "x", "y", "z"]
    for broken in (b"data: [1]\n\n", b"data: nothing\n\n", b"data: " + b'{"a":' * 130 + b"1" + b"}" * 130 + b"\n\n"):
        with pytest.raises(VendorProtocolError):
            read(broken)
    with pytest.raises(VendorProtocolError, match="inside an event"):
        read(event({"text": "x"})[:-3])


def test_an_error_in_the_stream() -> None:
    failed = data({"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}})
    first, error = read(event({"text": "x"}, finish="STOP") + failed)[:2]
    assert (first.error, error.error, error.last) == (False, True, False)


def test_events_keep_their_bytes_but_for_what_is_replaced() -> None:
    source = b'data: {"candidates" : [ {"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"} ]}\n\n'
    (found,) = read(source)
    assert WIRE.encode_event(found, {}) == source
    assert WIRE.encode_event(found, {found.deltas[0].address: "b"}) == source.replace(b'"a"', b'"b"')


def test_held_text_leaves_in_an_event_of_its_own() -> None:
    (found,) = read(event({"text": "a"}, responseId="r", modelVersion="m"))
    sent = json.loads(WIRE.flush_event(found, ("candidates", 1, "thought"), "x").removeprefix(b"data: "))
    part = {"text": "x", "thought": True}
    assert sent == {
        "candidates": [{"content": {"parts": [part], "role": "model"}, "index": 1}],
        "modelVersion": "m",
        "responseId": "r",
    }
    plain = json.loads(WIRE.flush_event(found, TEXT, "x").removeprefix(b"data: "))
    assert plain["candidates"][0]["content"]["parts"] == [{"text": "x"}]


def test_a_token_that_two_parts_of_the_last_event_share_is_restored() -> None:
    token = Token(format_token(DataClass.PERSON, bytes(5)), DataClass.PERSON, Raw("Jane"), SCOPE)
    tokens = TokenMap.of([token])
    (found,) = read(event({"text": f"Hi {token.text[:5]}"}, {"text": token.text[5:]}, finish="STOP"))
    restore = StreamRestore(WIRE, Restorable(tokens, tokens))
    sent = json.loads(restore.event(found).removeprefix(b"data: "))
    assert "".join(part["text"] for part in sent["candidates"][0]["content"]["parts"]) == "Hi Jane"
    assert restore.count.caller == 1
