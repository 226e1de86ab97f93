# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A streamed message at any split of its bytes: the same events, the restored text, reasoning untouched."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import StreamEvent
from clearance.core.transform.restore import restore_json_text, restore_text
from clearance.core.transform.token_map import TokenMap
from clearance.core.transform.tokens import format_token
from clearance.exchange.restore import Restorable, RestoredCount, StreamRestore, restore_answer
from clearance.model.record import Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind
from clearance.testing.chat import Asked
from clearance.testing.messages import SIGNATURE, Messages

WIRE = WIRES["/v1/messages"]
SCOPE = Scope("main", ScopeKind.REQUEST, "1")
VALUES = ("Maria Gonzalez", 'O"Brien \\ Sons', "48213377", "[PERSON_", "ü\u2028\n")
CLASSES = (DataClass.PERSON, DataClass.PERSON, DataClass.MRN, DataClass.SECRET, DataClass.EMAIL)
TOKENS = tuple(
    Token(format_token(data_class, bytes([n] * 5)), data_class, Raw(value), SCOPE)
    for n, (data_class, value) in enumerate(zip(CLASSES, VALUES, strict=True))
)
EVERYTHING = Restorable(TokenMap.of(TOKENS), TokenMap.of(TOKENS))
PIECES = st.lists(
    st.one_of(
        st.sampled_from([token.text for token in TOKENS]),
        st.sampled_from(["[PERSON_ZZZZZZZZ]", "[", "[PERSON_", "]", " ", ". ", "*", "\\", "_"]),
        st.text(max_size=8),
    ),
    max_size=12,
).map("".join)
CUTS = st.lists(st.integers(0, 10**6), max_size=20)


def asked(*, thinks: bool) -> Asked:
    request = {"thinking": {"type": "enabled"}} if thinks else {}
    return Asked("m", True, True, "", "", 0, 0, "f", "a", request)  # noqa: FBT003 - the fields of a stand-in's request


def stream(text: str, piece: int, *, tool: bool = False, thinks: bool = False) -> bytes:
    return b"".join(Messages().events(asked(thinks=thinks), text, tool=tool, piece=piece))


def chunks(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    for start, end in itertools.pairwise([0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]):
        yield data[start:end]


def events(data: bytes, cuts: list[int]) -> list[StreamEvent]:
    reader = WIRE.stream_reader()
    found = [event for chunk in chunks(data, cuts) for event in reader.feed(chunk)]
    assert reader.close() == ()
    return found


def released(data: bytes, cuts: list[int]) -> list[dict[str, Any]]:
    """The events that a caller gets."""
    restore = StreamRestore(WIRE, EVERYTHING)
    out = b"".join(restore.event(event) for event in events(data, cuts))
    return [json.loads(one.partition(b"\ndata: ")[2]) for one in out.split(b"\n\n") if one]


def blocks(values: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """What a client makes of them; a delta after its block's end is an error."""
    open_blocks: dict[int, dict[str, Any]] = {}
    over: set[int] = set()
    for value in values:
        if value["type"] == "content_block_start":
            open_blocks[value["index"]] = value["content_block"] | {"partial_json": ""}
        elif value["type"] == "content_block_stop":
            over.add(value["index"])
        elif value["type"] == "content_block_delta":
            assert value["index"] not in over
            for name, text in value["delta"].items():
                if name != "type":
                    open_blocks[value["index"]][name] += text
    assert values[-1] == {"type": "message_stop"}
    return open_blocks


@given(PIECES, st.integers(1, 9), CUTS, st.booleans(), st.booleans())
def test_any_split_gives_the_same_events_and_bytes(
    text: str,
    piece: int,
    cuts: list[int],
    tool: bool,  # noqa: FBT001 - drawn
    thinks: bool,  # noqa: FBT001 - drawn
) -> None:
    data = stream(text, piece, tool=tool, thinks=thinks)
    found = events(data, cuts)
    assert found == events(data, [])
    assert b"".join(WIRE.encode_event(event, {}) for event in found) == data
    assert [event.last for event in found].count(True) == 1


@given(PIECES, st.integers(1, 9), CUTS)
def test_text_is_restored_and_reasoning_is_not(text: str, piece: int, cuts: list[int]) -> None:
    thought, said = blocks(released(stream(text, piece, thinks=True), cuts)).values()
    assert (thought["thinking"], thought["signature"]) == (text, SIGNATURE)
    assert said["text"] == restore_text(text, EVERYTHING.prose).text


@given(PIECES, st.integers(1, 9), CUTS)
def test_arguments_are_restored_as_json(text: str, piece: int, cuts: list[int]) -> None:
    (call,) = blocks(released(stream(text, piece, tool=True), cuts)).values()
    assert json.loads(call["partial_json"]) == {"a": restore_text(text, EVERYTHING.tools).text}
    plain = json.dumps({"a": text}, ensure_ascii=False)
    assert call["partial_json"] == restore_json_text(plain, EVERYTHING.tools).text


@given(PIECES, st.booleans())
def test_a_whole_answer_says_what_its_stream_says(text: str, tool: bool) -> None:  # noqa: FBT001 - drawn
    assume(not text.lstrip().startswith(("{", "[", '"')))  # a document inside a string is restored as one
    body = Messages().answer(asked(thinks=True), text, tool=tool)
    answer = json.loads(restore_answer(WIRE, body, WIRE.read_answer(body), EVERYTHING, RestoredCount()))
    thought, said = answer["content"]
    assert thought == {"type": "thinking", "thinking": text, "signature": SIGNATURE}
    digests = [one for event in events(stream(text, 5, thinks=True), []) for one in event.sealed]
    assert tuple(digests) == WIRE.read_answer(body).sealed
    streamed = blocks(released(stream(text, 5, tool=tool, thinks=True), []))[1]
    if tool:
        assert said["input"] == json.loads(streamed["partial_json"])
    else:
        assert said["text"] == streamed["text"]
