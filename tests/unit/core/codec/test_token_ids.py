# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Token ids are read as the text that they spell, and leave as that text when something in it is replaced."""

import json
from typing import Any

import pytest

from clearance.core.codec.registry import WIRES, wires
from clearance.core.codec.token_ids import Vocabulary, holds_ids, reads_ids
from clearance.errors import Malformed, PartRefused

LETTERS = b"abcdefghijklmnopqrstuvwxyz -0123456789"
PACKED = len(LETTERS).to_bytes(4, "big") + b"\x01" * len(LETTERS) + LETTERS
TINY = Vocabulary.of(PACKED)
READERS = wires(lambda: TINY)
EMBEDDINGS, COMPLETIONS = READERS["/v1/embeddings"], READERS["/v1/completions"]
ADA = "text-embedding-ada-002"


def ids(text: str) -> list[int]:
    return [LETTERS.index(byte) for byte in text.encode()]


def body(**members: Any) -> bytes:
    return json.dumps({"model": ADA} | members).encode()


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (ids("jane"), {"input[0]": "jane"}),
        ([ids("jane"), ids("doe 12")], {"input[0]": "jane", "input[1]": "doe 12"}),
        ([ids("a"), []], {"input[0]": "a"}),
    ],
)
def test_ids_are_read_as_their_text(value: Any, texts: dict[str, str]) -> None:
    read = EMBEDDINGS.read_request(body(input=value, user="u"))
    found = {f"{s.path[0]}[{s.path[1]}]": s.text.reveal() for s in read.segments if s.path[0] == "input"}
    assert found == texts
    assert read.facts.features == {"token_ids"}
    assert [s.text.reveal() for s in read.segments if s.path == ("user",)] == ["u"]


def test_completions_read_them_too() -> None:
    read = COMPLETIONS.read_request(body(model="davinci-002", prompt=[ids("jane")], logit_bias={"50256": -100}))
    assert [s.text.reveal() for s in read.segments] == ["jane"]
    assert "token_ids" in read.facts.features


def test_the_same_text_has_the_same_conversation_by_ids_and_by_string() -> None:
    by_ids = EMBEDDINGS.read_request(body(input=ids("jane"))).facts.conversation_seed
    assert by_ids == EMBEDDINGS.read_request(body(input="jane")).facts.conversation_seed


def test_ids_leave_as_they_came_where_nothing_is_replaced() -> None:
    data = body(input=[ids("jane"), ids("doe")], dimensions=256)
    assert EMBEDDINGS.rewrite(data, {}) == data
    renamed = EMBEDDINGS.rewrite(data, {}, {"model": "text-embedding-3-small"})
    assert json.loads(renamed) == json.loads(data) | {"model": "text-embedding-3-small"}


def test_a_model_of_another_tokenizer_is_sent_the_text_that_was_scanned() -> None:
    renamed = EMBEDDINGS.rewrite(body(input=[ids("jane"), ids("doe")]), {}, {"model": "another-embedder"})
    assert json.loads(renamed) == {"model": "another-embedder", "input": ["jane", "doe"]}


def test_what_is_replaced_leaves_as_text_at_its_place() -> None:
    data = body(input=[ids("jane doe"), ids("well")], dimensions=256, user="jane")
    read = EMBEDDINGS.read_request(data)
    edits = {s.address: s.text.reveal().replace("jane", "[PERSON]") for s in read.segments if not s.is_key}
    edits = {address: text for address, text in edits.items() if "[" in text}
    written = json.loads(EMBEDDINGS.rewrite(data, edits))
    assert written == {"model": ADA, "input": ["[PERSON] doe", "well"], "dimensions": 256, "user": "[PERSON]"}


@pytest.mark.parametrize(
    ("members", "param"),
    [
        ({"input": [10**9]}, "input"),
        ({"input": [-1]}, "input"),
        ({"input": [[1], [10**9]]}, "input[1]"),
        ({"input": [1], "model": "some-other-model"}, "input[0]"),
    ],
)
def test_ids_that_spell_nothing_here_are_refused(members: dict[str, Any], param: str) -> None:
    with pytest.raises(PartRefused) as caught:
        EMBEDDINGS.read_request(body(**members))
    assert caught.value.param == param


@pytest.mark.parametrize("value", [[1, "x"], [1.5], [[1], "x"], [[1], 2], ["x", [1]], [[True]], [[1, None]]])
def test_lists_of_ids_and_something_else_are_malformed(value: Any) -> None:
    with pytest.raises(Malformed):
        EMBEDDINGS.read_request(body(input=value))


def test_without_a_vocabulary_ids_are_refused() -> None:
    with pytest.raises(PartRefused):
        WIRES["/v1/embeddings"].read_request(body(input=[1]))


def test_half_a_character_at_an_end_is_marked() -> None:
    half = Vocabulary.of((1).to_bytes(4, "big") + b"\x01" + "é".encode()[:1])
    assert half.text([0], "input") == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("packed", [PACKED[:-1], PACKED + b"x", PACKED[:10]])
def test_a_vocabulary_that_does_not_add_up_is_an_error(packed: bytes) -> None:
    with pytest.raises(ValueError, match="add up"):
        Vocabulary.of(packed)


def test_which_models_are_asked_by_these_ids() -> None:
    assert reads_ids("text-embedding-3-large")
    assert reads_ids("openai/text-embedding-3-large")
    assert not reads_ids("text-embedding-004")
    assert [holds_ids(value) for value in ("x", None, [], ["x"], [1], [[1]])] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]
