# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""No place in a body hides a value: it is in a segment, or the body is refused."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.chat_fields import KNOWN_KEYS
from clearance.core.codec.registry import WIRES
from clearance.errors import Malformed, PartRefused

WIRE = WIRES["/v1/chat/completions"]
CANARY = "CANARY-123-45-6789"
USER = b'{"role":"user","content":"hello"}'
KEYS = st.one_of(st.sampled_from(sorted(KNOWN_KEYS)), st.text('abcé"\\ ', max_size=3))
FILLER = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from(["", "text", "user", "auto", "x", '{"a": 1}', "[", '"'])
)
NESTED = st.recursive(
    FILLER,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(KEYS, inner, max_size=3),
        st.builds(json.dumps, inner),
    ),
    max_leaves=8,
)


def _pairs(draw: st.DrawFn, value: str) -> str:
    """An object printed by hand: its keys may repeat."""
    members = [(draw(KEYS), json.dumps(draw(NESTED))) for _ in range(draw(st.integers(0, 2)))]
    members.insert(draw(st.integers(0, len(members))), (draw(KEYS), value))
    return "{" + ",".join(f"{json.dumps(key)}:{text}" for key, text in members) + "}"


@st.composite
def hiding(draw: st.DrawFn) -> str:
    """JSON text that holds the canary somewhere: as a value or a key, at some depth, in some document."""
    text = json.dumps(CANARY) if draw(st.booleans()) else json.dumps({CANARY: draw(FILLER)})
    for _ in range(draw(st.integers(0, 6))):
        way = draw(st.sampled_from(["list", "object", "document", "padded"]))
        if way == "list":
            text = f"[{json.dumps(draw(NESTED))},{text}]"
        elif way == "object":
            text = _pairs(draw, text)
        else:
            pad = "\n " if way == "padded" else ""
            text = json.dumps(pad + text, ensure_ascii=draw(st.booleans()))
    return text


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    hidden = draw(hiding()).encode()
    place = draw(st.integers(0, 5))
    calls = [b'[{"id":"c","type":"function","function":{"name":"f","arguments":', b"}}]"]
    tools = [b'"tools":[{"type":"function","function":{"name":"f","parameters":', b"}}]"]
    key = json.dumps(draw(KEYS)).encode()
    return (
        b'{"model":"m",'
        + hidden.join(
            [
                [b'"messages":[' + USER + b"]," + key + b":", b""],
                [b'"messages":[{"role":"user","content":', b"}]"],
                [b'"messages":[{"role":"user",' + key + b":", b"}]"],
                [b'"messages":[' + USER + b',{"role":"assistant","tool_calls":' + calls[0], calls[1] + b"}]"],
                [b'"messages":[' + USER + b"]," + tools[0], tools[1]],
                [b'"messages":[{"role":"user","content":[{"type":"text","text":', b"}]}]"],
            ][place]
        )
        + b"}"
    )


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
    assert any(CANARY in segment.text.reveal() for segment in read.segments)
    assert all(CANARY not in repr(segment) and CANARY not in str(segment.path) for segment in read.segments)


@given(hiding())
def test_an_answers_value_is_seen(hidden: str) -> None:
    data = '{"choices":[{"index":0,"message":{"role":"assistant","content":' + hidden + "}}]}"
    try:
        value: Any = json.loads(data, object_pairs_hook=_no_duplicates)
    except ValueError:
        return
    read = WIRE.read_answer(json.dumps(value).encode())
    assert any(CANARY in segment.text.reveal() for segment in read.segments)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError
    return value


@given(bodies(), st.binary(min_size=1, max_size=3), st.data())
def test_a_damaged_body_is_read_in_full_or_refused(data: bytes, noise: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(data)))
    damaged = data[:at] + noise + data[at:]
    if refusal(damaged) is not None:
        return
    read = WIRE.read_request(damaged)
    assert WIRE.rewrite(damaged, {}) == damaged
    assert all(s.text.reveal() for s in read.segments)
