# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""No place in a Responses body hides a value: it is in a segment, collected as encrypted, or the body is refused."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.json_walk import block_digest
from clearance.core.codec.registry import WIRES
from clearance.core.codec.responses.fields import KNOWN_KEYS
from clearance.core.codec.responses.items import ITEM_TYPES, TEXT_PARTS, TOOL_TYPES
from clearance.errors import Malformed, PartRefused

WIRE = WIRES["/v1/responses"]
CANARY = "CANARY-123-45-6789"
TYPES = sorted(ITEM_TYPES | TOOL_TYPES | frozenset(TEXT_PARTS) | {"scent", "local", "auto"})
KEYS = st.one_of(st.sampled_from(sorted(KNOWN_KEYS)), st.text('abcé"\\ ', max_size=3))
FILLER = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from(["", "text", "user", "auto", '{"a": 1}', "["])
)
NESTED = st.recursive(
    FILLER,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(KEYS, inner, max_size=3),
        st.builds(json.dumps, inner),
    ),
    max_leaves=6,
)


@st.composite
def hiding(draw: st.DrawFn) -> Any:
    """A value that holds the canary somewhere: as a value or a key, at some depth, in some document."""
    value: Any = CANARY if draw(st.booleans()) else {CANARY: draw(FILLER)}
    for _ in range(draw(st.integers(0, 5))):
        way = draw(st.sampled_from(["list", "object", "object", "typed", "document"]))
        if way == "list":
            value = [draw(NESTED), value]
        elif way == "document":
            value = draw(st.sampled_from(["", "\n "])) + json.dumps(value, ensure_ascii=draw(st.booleans()))
        else:
            around = draw(st.dictionaries(KEYS, NESTED, max_size=2))
            if way == "typed":
                around["type"] = draw(st.sampled_from(TYPES))
            value = around | {draw(KEYS.filter(lambda key: key != "type")): value}
    return value


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    hidden = draw(hiding())
    key = draw(KEYS.filter(lambda key: key != "type"))
    kind = draw(st.sampled_from(sorted(ITEM_TYPES)))
    tool = draw(st.sampled_from(sorted(TOOL_TYPES)))
    body: dict[str, Any] = {"model": "m", "input": [{"role": "user", "content": "hello"}]}
    place = draw(st.integers(0, 5))
    if place == 0:
        body[key] = hidden
    elif place == 1:
        body["input"].append({"role": "assistant", "type": kind} | {key: hidden})
    elif place == 2:
        body["input"].append({"role": "user", key: hidden})
    elif place == 3:
        body["tools"] = [{"type": tool, "name": "f"} | {key: hidden}]
    elif place == 4:
        body["input"][0]["content"] = [{"type": "input_text", "text": "x"} | {key: hidden}]
    else:
        body["input"][0]["content"] = hidden
    return json.dumps(body, ensure_ascii=draw(st.booleans())).encode()


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
    seen = any(CANARY in segment.text.reveal() for segment in read.segments)
    # The only strings that are no segment are those that the vendor alone can read; they must be known by their digest.
    locked = [text for text in _strings(json.loads(data), "encrypted_content") if CANARY in text]
    assert seen or {block_digest(text) for text in locked} & set(read.facts.encrypted)
    assert all(CANARY not in path for _, path in read.facts.guarded)
    assert all(CANARY not in path for path in read.facts.unknown_parts)
    assert all(CANARY not in str(segment.path) for segment in read.segments)


def _strings(value: Any, key: str, *, inside: bool = False) -> list[str]:
    """Every string somewhere under a member of this name."""
    if isinstance(value, str):
        return [value] if inside else []
    if isinstance(value, dict):
        return [s for name, member in value.items() for s in _strings(member, key, inside=inside or name == key)]
    return [s for element in value for s in _strings(element, key, inside=inside)] if isinstance(value, list) else []


@given(hiding(), st.sampled_from(sorted(ITEM_TYPES - {"reasoning", "compaction", "image_generation_call"})), KEYS)
def test_an_answers_value_is_seen(hidden: Any, kind: str, key: str) -> None:
    item = {key: hidden, "type": kind}
    if key == "type":
        return
    read = WIRE.read_answer(json.dumps({"object": "response", "output": [item]}).encode())
    assert any(CANARY in segment.text.reveal() for segment in read.segments)


@given(bodies(), st.binary(min_size=1, max_size=3), st.data())
def test_a_damaged_body_is_read_in_full_or_refused(data: bytes, noise: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(data)))
    damaged = data[:at] + noise + data[at:]
    if refusal(damaged) is not None:
        return
    read = WIRE.read_request(damaged)
    assert WIRE.rewrite(damaged, {}) == damaged
    assert all(s.text.reveal() for s in read.segments)
