# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A restored stream is the restored text, at any split of its bytes, and never shows a piece of a token."""

import itertools
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.registry import WIRES
from clearance.core.transform.restore import restore_json_text, restore_text
from clearance.core.transform.token_map import TokenMap
from clearance.core.transform.tokens import format_token
from clearance.exchange.restore import Restorable, StreamRestore
from clearance.model.record import Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind
from clearance.testing import chat

WIRE = WIRES["/v1/chat/completions"]
SCOPE = Scope("main", ScopeKind.REQUEST, "1")
VALUES = ("Maria Gonzalez", 'O"Brien \\ Sons', "48213377", "[PERSON_", "ü\u2028\n")
TOKENS = tuple(
    Token(format_token(data_class, bytes([n] * 5)), data_class, Raw(value), SCOPE)
    for n, (data_class, value) in enumerate(
        zip((DataClass.PERSON, DataClass.PERSON, DataClass.MRN, DataClass.SECRET, DataClass.EMAIL), VALUES, strict=True)
    )
)
EVERYTHING = Restorable(TokenMap.of(TOKENS), TokenMap.of(TOKENS))
FOREIGN = "[PERSON_ZZZZZZZZ]"

pieces = st.lists(
    st.one_of(
        st.sampled_from([token.text for token in TOKENS]),
        st.sampled_from([FOREIGN, "[", "[PERSON_", "]", " ", ". ", "*", "\\", "_"]),
        st.text(max_size=8),
    ),
    max_size=12,
)


def stream(text: str, *, tool: bool, piece: int) -> bytes:
    asked = chat.Asked("m", stream=True, usage=True, text=text, mark="", count=0, pause_ms=0, tool="f", argument="a")
    return b"".join(chat.events(asked, text, tool=tool, piece=piece))


def through(data: bytes, cuts: list[int]) -> list[bytes]:
    """What is released, chunk by chunk."""
    reader, restore = WIRE.stream_reader(), StreamRestore(WIRE, EVERYTHING)
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    released = []
    for start, end in itertools.pairwise(edges):
        events = reader.feed(data[start:end])
        released.append(b"".join(restore.event(event) for event in events if not event.last))
        if any(event.last for event in events):
            released.append(restore.finish())
    return released


def grown(released: bytes, *, tool: bool) -> str:
    text = ""
    for line in released.decode().split("\n\n"):
        if not line.startswith("data: {"):
            continue
        for choice in json.loads(line[6:])["choices"]:
            delta: dict[str, Any] = choice["delta"]
            if tool:
                text += "".join(call["function"].get("arguments", "") for call in delta.get("tool_calls", ()))
            else:
                text += delta.get("content") or ""
    return text


@given(pieces, st.integers(1, 9), st.lists(st.integers(0, 10**6), max_size=20))
def test_any_split_of_a_stream_gives_the_restored_text(parts: list[str], piece: int, cuts: list[int]) -> None:
    text = "".join(parts)
    released = through(stream(text, tool=False, piece=piece), cuts)
    assert grown(b"".join(released), tool=False) == restore_text(text, EVERYTHING.prose).text


@given(pieces, st.integers(1, 9), st.lists(st.integers(0, 10**6), max_size=20))
def test_any_split_of_streamed_arguments_gives_valid_json(parts: list[str], piece: int, cuts: list[int]) -> None:
    text = "".join(parts)
    released = through(stream(text, tool=True, piece=piece), cuts)
    said = grown(b"".join(released), tool=True)
    assert json.loads(said) == {"a": restore_text(text, EVERYTHING.tools).text}
    assert said == restore_json_text(json.dumps({"a": text}, ensure_ascii=False), EVERYTHING.tools).text


@given(pieces, st.integers(1, 5))
def test_what_has_been_released_is_always_a_beginning_of_the_whole(parts: list[str], piece: int) -> None:
    text = "".join(parts)
    data = stream(text, tool=False, piece=piece)
    whole = restore_text(text, EVERYTHING.prose).text
    so_far = b""
    for chunk in through(data, list(range(0, len(data), 7))):
        so_far += chunk
        assert whole.startswith(grown(so_far, tool=False)), "a partial token was shown"
