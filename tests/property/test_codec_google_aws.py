# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Gemini and Bedrock: no place hides a value, no split changes a stream, every token comes back."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.bedrock.fields import KNOWN_KEYS as BEDROCK_KEYS
from clearance.core.codec.eventstream import MessageSplitter
from clearance.core.codec.gemini.fields import KNOWN_KEYS as GEMINI_KEYS
from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import StreamEvent
from clearance.core.transform.restore import restore_json_text, restore_text
from clearance.core.transform.token_map import TokenMap
from clearance.core.transform.tokens import format_token
from clearance.errors import Malformed, PartRefused, VendorProtocolError
from clearance.exchange.restore import Restorable, RestoredCount, StreamRestore, restore_answer
from clearance.model.record import Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind
from clearance.testing import bedrock, gemini
from clearance.testing.chat import Asked

CANARY = "CANARY-123-45-6789"
GEMINI = "/v1beta/models/m:generateContent"
GEMINI_STREAM = "/v1beta/models/m:streamGenerateContent"
CONVERSE = "/model/m/converse"
CONVERSE_STREAM = "/model/m/converse-stream"
KEYS = st.one_of(st.sampled_from(sorted(GEMINI_KEYS | BEDROCK_KEYS)), st.text('abcé"\\ ', max_size=3))
FILLER = st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(["", "text", "user", "x", '{"a": 1}', "["]))
NESTED = st.recursive(
    FILLER,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3), st.builds(json.dumps, inner)
    ),
    max_leaves=6,
)


@st.composite
def hiding(draw: st.DrawFn) -> Any:
    """A value that holds the canary somewhere: as a value or a key, at some depth, in some document."""
    value: Any = CANARY if draw(st.booleans()) else {CANARY: draw(FILLER)}
    for _ in range(draw(st.integers(0, 5))):
        way = draw(st.sampled_from(["list", "object", "document"]))
        if way == "list":
            value = [draw(NESTED), value]
        elif way == "object":
            value = draw(st.dictionaries(KEYS, NESTED, max_size=2)) | {draw(KEYS): value}
        else:
            value = json.dumps(value)
    return value


@st.composite
def gemini_bodies(draw: st.DrawFn) -> bytes:
    hidden, key = draw(hiding()), draw(KEYS)
    part: Any = {"text": "hello"}
    content: Any = {"role": "user", "parts": [part]}
    value: Any = {"contents": [content]}
    place = draw(st.integers(0, 6))
    if place == 0:
        value[key] = hidden
    elif place == 1:
        content[key] = hidden
    elif place == 2:
        part[key] = hidden
    elif place == 3:
        content["parts"].append({"functionCall": {"name": "f", "args": hidden}})
    elif place == 4:
        content["parts"].append({"function_response": {"name": "f", "response": {key: hidden}}})
    elif place == 5:
        value["tools"] = [{"functionDeclarations": [{"name": "f", "parameters": hidden}]}]
    else:
        value["generationConfig"] = {key: hidden}
    return json.dumps(value).encode()


@st.composite
def converse_bodies(draw: st.DrawFn) -> bytes:
    hidden, key = draw(hiding()), draw(KEYS)
    block: Any = {"text": "hello"}
    message: Any = {"role": "user", "content": [block]}
    value: Any = {"messages": [message]}
    place = draw(st.integers(0, 6))
    if place == 0:
        value[key] = hidden
    elif place == 1:
        message[key] = hidden
    elif place == 2:
        block[key] = hidden
    elif place == 3:
        message["content"].append({"toolUse": {"toolUseId": "t", "name": "f", "input": hidden}})
    elif place == 4:
        message["content"].append({"toolResult": {"toolUseId": "t", "content": [{"json": hidden}]}})
    elif place == 5:
        value["toolConfig"] = {"tools": [{"toolSpec": {"name": "f", "inputSchema": {"json": hidden}}}]}
    else:
        value["additionalModelRequestFields"] = {key: hidden}
    return json.dumps(value).encode()


def refusal(data: bytes, path: str) -> Malformed | PartRefused | None:
    try:
        WIRES[path].read_request(data, path)
    except (Malformed, PartRefused) as error:
        return error
    return None


def seen_or_refused(data: bytes, path: str) -> None:
    refused = refusal(data, path)
    if refused is not None:
        assert CANARY not in refused.safe_message
        assert CANARY not in (refused.param or "")
        return
    read = WIRES[path].read_request(data, path)
    assert read.facts.encrypted or any(CANARY in segment.text.reveal() for segment in read.segments)
    assert all(CANARY not in str(segment.path) for segment in read.segments)
    assert all(CANARY not in path for path in read.facts.unknown_parts)
    assert all(CANARY not in path for _, path in read.facts.guarded)


@given(gemini_bodies())
def test_a_gemini_value_is_seen_or_the_body_is_refused(data: bytes) -> None:
    seen_or_refused(data, GEMINI)
    seen_or_refused(b'{"generateContentRequest":' + data + b"}", "/v1/models/m:countTokens")


@given(converse_bodies())
def test_a_converse_value_is_seen_or_the_body_is_refused(data: bytes) -> None:
    seen_or_refused(data, CONVERSE)
    seen_or_refused(b'{"input":{"converse":' + data + b"}}", "/model/m/count-tokens")


SCOPE = Scope("main", ScopeKind.REQUEST, "1")
VALUES = ("Maria Gonzalez", 'O"Brien \\ Sons', "48213377", "[PERSON_", "ü\u2028\n")
TOKENS = tuple(
    Token(format_token(DataClass.PERSON, bytes([n] * 5)), DataClass.PERSON, Raw(value), SCOPE)
    for n, value in enumerate(VALUES)
)
EVERYTHING = Restorable(TokenMap.of(TOKENS), TokenMap.of(TOKENS))
PIECES = st.lists(
    st.one_of(
        st.sampled_from([token.text for token in TOKENS]),
        st.sampled_from(["[PERSON_ZZZZZZZZ]", "[", "[PERSON_", "]", " ", '"', "\\", "_"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    ),
    max_size=10,
)
CUTS = st.lists(st.integers(0, 10**6), max_size=12)


@dataclass(frozen=True)
class Spoken:
    """A wire and how its vendor speaks it."""

    speaker: ModuleType
    whole: str
    stream: str


SPOKEN = (Spoken(gemini, GEMINI, GEMINI_STREAM), Spoken(bedrock, CONVERSE, CONVERSE_STREAM))


def asked(text: str) -> Asked:
    return Asked("m", stream=True, usage=True, text=text, mark="", count=0, pause_ms=0, tool="f", argument="a")


def cut(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    edges = [0, *sorted(at % (len(data) + 1) for at in cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        yield data[start:end]


def events(data: bytes, path: str, cuts: list[int]) -> list[StreamEvent]:
    reader = WIRES[path].stream_reader()
    return [*(event for piece in cut(data, cuts) for event in reader.feed(piece)), *reader.close()]


def gemini_said(released: bytes) -> tuple[str, list[Any]]:
    text, calls = "", []
    for line in released.decode().split("\n\n"):
        if line:
            for part in json.loads(line.removeprefix("data: "))["candidates"][0]["content"]["parts"]:
                text += part.get("text", "")
                calls += [part["functionCall"]["args"]] if "functionCall" in part else []
    return text, calls


def converse_said(released: bytes) -> tuple[str, list[Any]]:
    text, arguments = "", ""
    for message in MessageSplitter().feed(released):
        delta = json.loads(message.payload).get("delta", {})
        text += delta.get("text", "")
        arguments += delta.get("toolUse", {}).get("input", "")
    return text, [json.loads(arguments)] if arguments else []


@pytest.mark.parametrize("spoken", SPOKEN, ids=["gemini", "bedrock"])
@given(parts=PIECES, piece=st.integers(1, 9), cuts=CUTS, tool=st.booleans())
def test_any_split_gives_the_same_events_and_the_restored_text(
    spoken: Spoken, parts: list[str], piece: int, cuts: list[int], *, tool: bool
) -> None:
    text = "".join(parts)
    data = b"".join(spoken.speaker.events(asked(text), text, tool=tool, piece=piece))
    found = events(data, spoken.stream, cuts)
    assert found == events(data, spoken.stream, [])
    assert [event.last for event in found] == [False] * (len(found) - 1) + [True]
    wire = WIRES[spoken.stream]
    assert b"".join(wire.encode_event(event, {}) for event in found) == data.replace(b"\r\n\r\n", b"\n\n")
    restore = StreamRestore(wire, EVERYTHING)
    released = b"".join(restore.event(event) for event in found[:-1])
    released += restore.finish(found[-1].ends) + restore.event(found[-1])
    assert restore.finish() == b""
    said, calls = (gemini_said if spoken.speaker is gemini else converse_said)(released)
    if not tool:
        assert said == restore_text(text, EVERYTHING.prose).text
    elif spoken.speaker is gemini:
        assert calls == [{"a": restore_text(text, EVERYTHING.tools).text}]
    else:
        arguments = json.dumps({"a": text}, ensure_ascii=False)
        assert calls == [json.loads(restore_json_text(arguments, EVERYTHING.tools).text)]


@pytest.mark.parametrize("spoken", SPOKEN, ids=["gemini", "bedrock"])
@given(parts=PIECES, tool=st.booleans())
def test_a_whole_answer_comes_back_restored(spoken: Spoken, parts: list[str], *, tool: bool) -> None:
    text = "x" + "".join(parts)
    wire = WIRES[spoken.whole]
    body = spoken.speaker.answer(asked(text), text, tool=tool)
    restored = json.loads(restore_answer(wire, body, wire.read_answer(body), EVERYTHING, RestoredCount()))
    expected = restore_text(text, EVERYTHING.prose).text
    strings = json.dumps(restored, ensure_ascii=False)
    assert json.dumps(expected, ensure_ascii=False) in strings


@pytest.mark.parametrize("spoken", SPOKEN, ids=["gemini", "bedrock"])
@given(cuts=CUTS, at=st.integers(0, 10**6), noise=st.binary(min_size=1, max_size=4))
def test_a_damaged_stream_is_an_error_or_not_this_answer(
    spoken: Spoken, cuts: list[int], at: int, noise: bytes
) -> None:
    data = b"".join(spoken.speaker.events(asked("hello"), "hello"))
    at %= len(data)
    try:
        found = events(data[:at] + noise + data[at:], spoken.stream, cuts)
    except VendorProtocolError:
        return
    assert spoken.speaker is gemini, "every byte of a binary stream counts"
    assert len(found) <= len(data)
