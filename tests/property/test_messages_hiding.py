# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""No place in a Messages body hides a value: it is in a segment, or the body is refused."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.anthropic.fields import ENCRYPTED_FIELDS, KNOWN_FIELDS, KNOWN_KEYS, TYPES
from clearance.core.codec.registry import WIRES
from clearance.errors import Malformed, PartRefused

WIRE = WIRES["/v1/messages"]
CANARY = "CANARY-123-45-6789"
USER = {"role": "user", "content": "hello"}
KEYS = st.one_of(st.sampled_from(sorted(KNOWN_KEYS)), st.text('abcé"\\ ', max_size=3))
KINDS = st.sampled_from([*sorted(TYPES - {"image", "base64", "url"}), "bash_20250124", "custom", "new"])
FILLER = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from(["", "text", "user", "auto", '{"a": 1}', "["])
)
OBJECTS = st.dictionaries(KEYS, FILLER, max_size=3)


@st.composite
def hiding(draw: st.DrawFn) -> Any:
    """A value that holds the canary somewhere: as a value or a key, at some depth, in some typed object."""
    value: Any = CANARY if draw(st.booleans()) else {CANARY: draw(FILLER)}
    for _ in range(draw(st.integers(0, 6))):
        way = draw(st.sampled_from(["list", "object", "block", "document"]))
        if way == "list":
            value = [value, draw(FILLER)] if draw(st.booleans()) else [value]
        elif way == "object":
            value = draw(OBJECTS) | {draw(KEYS): value}
        elif way == "block":
            value = {"type": draw(KINDS), "text": "x"} | draw(OBJECTS) | {draw(KEYS): value}
        else:
            value = json.dumps(value, ensure_ascii=draw(st.booleans()))
    return value


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    hidden, kind, key = draw(hiding()), draw(KINDS), draw(KEYS)
    block = {"type": kind, "text": "x"} | draw(OBJECTS)
    body: dict[str, Any] = {"model": "m", "messages": [USER]}
    place = draw(st.sampled_from(["top", "system", "message", "content", "block", "source", "input", "tool", "schema"]))
    if place == "top":
        body |= {draw(st.sampled_from(sorted(KNOWN_FIELDS))): hidden}
    elif place == "system":
        body["system"] = [block | {key: hidden}]
    elif place == "message":
        body["messages"] = [USER | {key: hidden}]
    elif place == "content":
        body["messages"] = [USER | {"content": hidden}]
    elif place == "block":
        body["messages"] = [USER | {"content": [block | {key: hidden}]}]
    elif place == "source":
        source = {"type": "document", "source": {"type": "text", "data": hidden}}
        body["messages"] = [USER | {"content": [{"type": "tool_result", "content": [source]}]}]
    elif place == "input":
        body["messages"] = [USER | {"content": [{"type": "tool_use", "input": hidden}]}]
    elif place == "tool":
        body["tools"] = [{"type": "custom", "name": "f"} | {key: hidden}]
    else:
        body["tools"] = [{"name": "f", "input_schema": hidden}]
    return json.dumps(body).encode()


def refusal(data: bytes) -> Malformed | PartRefused | None:
    try:
        WIRE.read_request(data)
    except (Malformed, PartRefused) as error:
        return error
    return None


@given(bodies())
def test_a_value_is_seen_or_the_body_is_refused(data: bytes) -> None:
    refused = refusal(data)
    if refused is not None:
        assert CANARY not in refused.safe_message
        assert CANARY not in (refused.param or "")
        return
    read = WIRE.read_request(data)
    assert CANARY not in read.facts.model
    assert any(CANARY in segment.text.reveal() for segment in read.segments)
    assert all(CANARY not in repr(segment) and CANARY not in str(segment.path) for segment in read.segments)
    assert WIRE.rewrite(data, {}) == data


@given(st.sampled_from(sorted(ENCRYPTED_FIELDS)), st.text(max_size=60))
def test_only_what_looks_encrypted_is_passed_over(kind: str, text: str) -> None:
    block = {"type": "text", "text": "x", "citations": [{"type": kind, ENCRYPTED_FIELDS[kind]: CANARY + " " + text}]}
    body = {"model": "m", "messages": [USER | {"content": [block]}]}
    data = json.dumps(body).encode()
    if refusal(data) is not None:
        return
    read = WIRE.read_request(data)
    assert any(CANARY in segment.text.reveal() for segment in read.segments)


@given(hiding(), st.sampled_from(["text", "content", "input"]), KINDS)
def test_an_answers_value_is_seen(hidden: Any, key: str, kind: str) -> None:
    data = json.dumps({"type": "message", "content": [{"type": kind, key: hidden}]})
    read = WIRE.read_answer(data.encode())
    seen = any(CANARY in segment.text.reveal() for segment in read.segments)
    assert seen or read.encrypted, "what only the vendor can read is handed out as it came"
