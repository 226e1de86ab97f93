# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A streamed response: any split gives the same events; restored, all that it says four times says the same."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import StreamEvent
from clearance.core.transform.restore import restore_json_text, restore_text
from clearance.core.transform.token_map import TokenMap
from clearance.core.transform.tokens import format_token
from clearance.exchange.restore import Restorable, StreamRestore
from clearance.model.record import Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind
from clearance.testing import responses

WIRE = WIRES["/v1/responses"]
SCOPE = Scope("main", ScopeKind.REQUEST, "1")
VALUES = ("Maria Gonzalez", 'O"Brien \\ Sons', "48213377", "[PERSON_", "ü\u2028\n")
CLASSES = (DataClass.PERSON, DataClass.PERSON, DataClass.MRN, DataClass.SECRET, DataClass.EMAIL)
TOKENS = tuple(
    Token(format_token(data_class, bytes([n] * 5)), data_class, Raw(value), SCOPE)
    for n, (data_class, value) in enumerate(zip(CLASSES, VALUES, strict=True))
)
EVERYTHING = Restorable(TokenMap.of(TOKENS), TokenMap.of(TOKENS))

TEXTS = st.lists(
    st.one_of(
        st.sampled_from([token.text for token in TOKENS]),
        st.sampled_from(["[PERSON_ZZZZZZZZ]", "[", "[PERSON_", "]", " ", ". ", "*", "\\", "_"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    ),
    max_size=12,
).map(lambda parts: "".join(parts) or "x")
CUTS = st.lists(st.integers(0, 10**6), max_size=20)


def stream(text: str, *, tool: bool, piece: int) -> bytes:
    body = {"model": "m", "input": "x", "instructions": text, "metadata": {"note": text}}
    asked = responses.read(json.dumps(body).encode())
    return b"".join(responses.events(asked, text, tool=tool, piece=piece))


def pieces(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    for start, end in itertools.pairwise(edges):
        yield data[start:end]


def read(data: bytes, cuts: list[int]) -> list[StreamEvent]:
    reader = WIRE.stream_reader()
    events = [event for piece in pieces(data, cuts) for event in reader.feed(piece)]
    return [*events, *reader.close()]


def released(events: list[StreamEvent]) -> list[dict[str, Any]]:
    """What a caller reads, event by event."""
    restore = StreamRestore(WIRE, EVERYTHING)
    out = b""
    for event in events:
        if event.last:
            out += restore.finish(event.ends)
        out += restore.event(event)
    lines = [line.removeprefix(b"data: ") for line in out.split(b"\n") if line.startswith(b"data: ")]
    return [json.loads(line) for line in lines]


@given(TEXTS, st.booleans(), st.integers(1, 9), CUTS)
def test_any_split_gives_the_same_events(text: str, tool: bool, piece: int, cuts: list[int]) -> None:  # noqa: FBT001 - drawn
    data = stream(text, tool=tool, piece=piece)
    events = read(data, [])
    cut = read(data, cuts)
    assert [(e.data, e.ends, e.last, e.name) for e in cut] == [(e.data, e.ends, e.last, e.name) for e in events]
    assert [[(d.channel, d.text, d.repeated) for d in e.deltas] for e in cut] == [
        [(d.channel, d.text, d.repeated) for d in e.deltas] for e in events
    ]
    assert b"".join(WIRE.encode_event(event, {}) for event in events) == data
    assert [event.last for event in events].count(True) == 1


@given(TEXTS, st.integers(1, 9))
def test_everything_that_is_said_again_is_the_restored_text(text: str, piece: int) -> None:
    events = released(read(stream(text, tool=False, piece=piece), []))
    whole = restore_text(text, EVERYTHING.prose).text
    by_type: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        by_type.setdefault(event["type"], []).append(event)
    for base in ("response.output_text", "response.reasoning_summary_text"):
        deltas = by_type.get(f"{base}.delta", [])
        assert "".join(event["delta"] for event in deltas) == whole
        (done,) = by_type[f"{base}.done"]
        assert done["text"] == whole
        order = [event["type"] for event in events if event["type"].startswith(base)]
        assert order[-1] == f"{base}.done", "nothing of a text comes behind its end"
    (part,) = by_type["response.content_part.done"]
    (summary,) = by_type["response.reasoning_summary_part.done"]
    thought, message = (event["item"] for event in by_type["response.output_item.done"])
    assert part["part"]["text"] == summary["part"]["text"] == message["content"][0]["text"] == whole
    assert thought["summary"][0]["text"] == whole
    response = by_type["response.completed"][0]["response"]
    assert response["output"] == [thought, message]
    assert response["instructions"] == response["metadata"]["note"] == whole
    assert events[-1]["type"] == "response.completed"


@given(TEXTS, st.integers(1, 9))
def test_arguments_that_are_said_again_are_the_same_json(text: str, piece: int) -> None:
    events = released(read(stream(text, tool=True, piece=piece), []))
    said = "".join(e["delta"] for e in events if e["type"] == "response.function_call_arguments.delta")
    assert json.loads(said) == {"text": restore_text(text, EVERYTHING.tools).text}
    assert said == restore_json_text(json.dumps({"text": text}, ensure_ascii=False), EVERYTHING.tools).text
    (done,) = [e["arguments"] for e in events if e["type"] == "response.function_call_arguments.done"]
    item = next(e["item"] for e in events if e["type"] == "response.output_item.done" and e["output_index"] == 1)
    assert done == item["arguments"] == events[-1]["response"]["output"][1]["arguments"] == said


@given(TEXTS, st.booleans(), st.integers(1, 9))
def test_what_is_said_again_is_counted_once(text: str, tool: bool, piece: int) -> None:  # noqa: FBT001 - drawn
    restore = StreamRestore(WIRE, EVERYTHING)
    for event in read(stream(text, tool=tool, piece=piece), []):
        restore.event(event)
    # In the echoed instructions and in the thought; where no tool is called, the answer is the thought again.
    once = restore_text(text, EVERYTHING.prose).count
    in_call = restore_json_text(json.dumps({"text": text}, ensure_ascii=False), EVERYTHING.tools).count if tool else 0
    assert restore.count.tools == in_call
    assert restore.count.caller == once * (2 if tool else 3)
