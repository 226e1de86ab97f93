# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Embeddings, completions and moderations: which strings they hold, what they refuse, how they answer."""

import json
from typing import Any

import pytest

from clearance.core.codec.json_walk import show_path
from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import StreamEvent
from clearance.errors import Malformed, NotFound, PartRefused, VendorProtocolError
from clearance.model.prompt import PromptFacts, Segment, Usage
from clearance.testing import texts

EMBEDDINGS, COMPLETIONS, MODERATIONS = WIRES["/v1/embeddings"], WIRES["/v1/completions"], WIRES["/v1/moderations"]
ALL = (EMBEDDINGS, COMPLETIONS, MODERATIONS)


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def listed(segments: tuple[Segment, ...]) -> list[tuple[str, str, str]]:
    return [(show_path(s.path), s.text.reveal(), "key" if s.is_key else s.directive.value) for s in segments]


def body(**members: Any) -> bytes:
    return encode({"model": "m"} | members)


def test_embeddings_show_their_inputs() -> None:
    data = body(input=["Jane Doe", '{"mrn": 12345678}'], encoding_format="base64", dimensions=1536, user="u", novel="n")
    read = EMBEDDINGS.read_request(data)
    assert listed(read.segments) == [
        ("input[0]", "Jane Doe", "scan"),
        ("input[1].*", "mrn", "key"),
        ("input[1].*", "12345678", "scan"),
        ("user", "u", "scan"),
        ("*", "novel", "key"),
        ("*", "n", "scan"),
    ]
    facts = read.facts
    assert (facts.wire, facts.endpoint, facts.model, facts.stream) == ("openai", "/v1/embeddings", "m", False)
    assert (set(facts.features), facts.segment_count, facts.body_bytes) == ({"unknown_fields"}, 6, len(data))
    assert EMBEDDINGS.read_request(body(input="x", encoding_format="Jane")).segments[1].text.reveal() == "Jane"


def test_completions_show_prompt_suffix_and_stops() -> None:
    read = COMPLETIONS.read_request(
        body(
            prompt=["Jane", "Doe"],
            suffix="the end",
            stop=["S1", "S2"],
            echo=True,
            logprobs=5,
            n=2,
            max_tokens=4096,
            logit_bias={"50256": -100, "Jane": 1},
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert listed(read.segments) == [
        ("prompt[0]", "Jane", "scan"),
        ("prompt[1]", "Doe", "scan"),
        ("suffix", "the end", "scan"),
        ("stop[0]", "S1", "scan"),
        ("stop[1]", "S2", "scan"),
        ("logit_bias.*", "Jane", "key"),
    ]
    assert read.facts.stream
    assert read.facts.features == {"stream", "echo", "suffix", "logprobs", "multiple_choices"}
    empty = COMPLETIONS.read_request(body(prompt=None))
    assert (empty.segments, empty.facts.features) == ((), frozenset())


def test_moderations_show_texts_and_parts() -> None:
    plain = MODERATIONS.read_request(encode({"input": ["one", "two"]}))
    assert [text for _, text, _ in listed(plain.segments)] == ["one", "two"]
    assert plain.facts.model == "omni-moderation-latest"
    parts = MODERATIONS.read_request(body(input=[{"type": "text", "text": "one"}, {"type": "novel", "x": "two"}], y=1))
    assert listed(parts.segments)[0] == ("input[0].text", "one", "scan")
    assert ("input[1].*", "two", "scan") in listed(parts.segments)
    assert (parts.facts.model, parts.facts.unknown_parts) == ("m", ("input[1]",))
    assert parts.facts.features == {"unknown_fields", "unknown_parts"}


@pytest.mark.parametrize(
    ("wire", "value", "param"),
    [
        (EMBEDDINGS, [], None),
        (EMBEDDINGS, {"input": "x"}, "model"),
        (EMBEDDINGS, {"model": "Jane Doe", "input": "x"}, "model"),
        (EMBEDDINGS, {"model": "m", "input": {"a": "b"}}, "input"),
        (EMBEDDINGS, {"model": "m", "input": ["x", None]}, "input[1]"),
        (EMBEDDINGS, {"model": "m", "input": [True]}, "input[0]"),
        (COMPLETIONS, {"model": "m", "prompt": 7}, "prompt"),
        (COMPLETIONS, {"model": "m", "prompt": "x", "stream": "yes"}, "stream"),
        (COMPLETIONS, {"model": "m", "prompt": "x", "echo": 1}, "echo"),
        (COMPLETIONS, {"model": "m", "prompt": "x", "plugins": {}}, "plugins"),
        (MODERATIONS, {"model": 1, "input": "x"}, "model"),
        (MODERATIONS, {"input": [{"type": "text", "text": "x"}, "y"]}, "input[1]"),
        (MODERATIONS, {"input": [{"type": "text"}]}, "input[0].text"),
    ],
)
def test_shapes_that_are_not_these_wires(wire: Any, value: Any, param: str | None) -> None:
    with pytest.raises(Malformed) as caught:
        wire.read_request(encode(value))
    assert caught.value.param == param


@pytest.mark.parametrize(
    ("wire", "members", "param"),
    [
        (EMBEDDINGS, {"input": [9906, 1917]}, "input[0]"),
        (EMBEDDINGS, {"input": [[9906], [1917]]}, "input[0]"),
        (EMBEDDINGS, {"input": [{"image": "https://canary"}]}, "input"),
        (COMPLETIONS, {"prompt": [[9906]]}, "prompt[0]"),
        (COMPLETIONS, {"prompt": "x", "attachments": []}, "attachments"),
        (COMPLETIONS, {"prompt": "x", "plugins": [{"id": "canary"}]}, "plugins[0]"),
        (COMPLETIONS, {"prompt": "x", "plugins": ["web"]}, "plugins[0]"),
        (MODERATIONS, {"input": [{"type": "image_url", "image_url": {"url": "https://canary"}}]}, "input[0]"),
        (MODERATIONS, {"input": [{"type": "text", "text": "x", "image_url": "data:"}]}, "input[0]"),
    ],
)
def test_what_cannot_be_scanned_is_refused_by_its_path(wire: Any, members: dict[str, Any], param: str) -> None:
    with pytest.raises(PartRefused) as caught:
        wire.read_request(body(**members))
    assert caught.value.param == param
    assert "canary" not in caught.value.safe_message


def test_what_a_vendor_would_run_is_guarded() -> None:
    read = COMPLETIONS.read_request(
        body(
            prompt="x", web_search_options={}, plugins=[{"id": "web"}], data_sources=None, file_ids=["f-1"], audio=None
        )
    )
    assert read.facts.guarded == (
        ("web_search", "web_search_options"),
        ("web_search", "plugins[0]"),
        ("server_file", "file_ids"),
    )
    assert read.facts.features == {"web_search", "server_file", "unknown_fields"}


def test_the_same_texts_share_their_tokens_and_others_do_not() -> None:
    def seed(wire: Any, **members: Any) -> bytes:
        facts: PromptFacts = wire.read_request(body(**members)).facts
        return facts.conversation_seed

    assert seed(EMBEDDINGS, input="ab") == seed(EMBEDDINGS, input=["ab"])
    assert seed(EMBEDDINGS, input=["a", "b"]) != seed(EMBEDDINGS, input=["ab"])
    assert seed(COMPLETIONS, prompt="a") != seed(COMPLETIONS, prompt="b")
    assert seed(MODERATIONS, input="a") == seed(MODERATIONS, input=[{"type": "text", "text": "a"}])


@pytest.mark.parametrize("wire", ALL)
def test_the_vendors_name_of_the_model_is_all_that_is_set(wire: Any) -> None:
    read = wire.read_request(body(input="x", prompt="x"))
    assert wire.settings(read.facts, "m", frozenset(), "m") == {}
    assert wire.settings(read.facts, "v", frozenset(), "m") == {"model": "v"}
    assert wire.vendor_path("v") == wire.endpoint
    assert json.loads(wire.error_body(NotFound("no"), "id"))["error"]["code"] == "not_found"


@pytest.mark.parametrize("form", ["float", "base64"])
def test_vectors_are_no_text(form: str) -> None:
    answer = texts.embeddings({"model": "m", "input": ["Jane Doe", "x"], "encoding_format": form})
    read = EMBEDDINGS.read_answer(answer)
    assert listed(read.segments) == [("model", "m", "name")]
    assert read.usage == Usage(4, -1)


@pytest.mark.parametrize(
    "vector", ['"Jane Doe"', '["Jane"]', '{"a":"Jane"}', "7", '[[{"embedding":"Jane Doe"}]]', '"QUJD=x"']
)
def test_a_vector_that_is_none_is_not_passed_on(vector: str) -> None:
    with pytest.raises(VendorProtocolError):
        EMBEDDINGS.read_answer(b'{"data":[{"embedding":' + vector.encode() + b"}]}")


def test_an_answers_other_texts_are_seen() -> None:
    read = EMBEDDINGS.read_answer(b'{"data":{"embedding":null,"x":{"embedding":"Jane Doe"}},"y":["z"]}')
    assert {text for _, text, _ in listed(read.segments)} >= {"Jane Doe", "z"}
    assert EMBEDDINGS.read_answer(b'{"error":{"message":"no Jane"}}').segments[0].text.reveal() == "no Jane"
    with pytest.raises(VendorProtocolError):
        EMBEDDINGS.read_answer(b"[]")


def test_a_completion_shows_its_texts_and_why_it_ended() -> None:
    read = COMPLETIONS.read_answer(texts.completion({"model": "m", "prompt": "Jane Doe", "logprobs": 1}))
    shown = listed(read.segments)
    assert ("choices[0].text", "Jane Doe", "scan") in shown
    assert ("choices[0].logprobs.tokens[0]", "Jane", "scan") in shown
    assert (read.finish_reasons, read.usage) == (("stop",), Usage(3, 1))
    assert COMPLETIONS.read_answer(b'{"choices":7}').finish_reasons == ()


def test_a_moderation_has_nothing_but_words_of_the_protocol() -> None:
    read = MODERATIONS.read_answer(texts.moderations({"input": ["x"]}))
    assert listed(read.segments) == [("id", "modr-standin", "name"), ("model", "omni-moderation-latest", "name")]


def test_a_streamed_completion_grows_one_channel_for_each_choice() -> None:
    stream = b"".join(texts.completion_events({"model": "m", "prompt": ["Jane Doe", "x"]}))
    reader = COMPLETIONS.stream_reader()
    events: list[StreamEvent] = [event for byte in stream for event in reader.feed(bytes([byte]))]
    assert reader.close() == ()
    grown: dict[Any, str] = {}
    for event in events:
        for delta in event.deltas:
            grown[delta.channel] = grown.get(delta.channel, "") + delta.text
    assert grown == {("choices", 0, "text"): "Jane Doe", ("choices", 1, "text"): "x"}
    assert events[2].ends == (("choices", 0, "text"),)
    assert b"".join(COMPLETIONS.encode_event(event, {}) for event in events) == stream
    flushed = COMPLETIONS.flush_event(events[0], ("choices", 0, "text"), "held")
    assert json.loads(flushed[6:]) == {
        "id": "cmpl-standin",
        "object": "text_completion",
        "created": 1_700_000_000,
        "model": "m",
        "choices": [{"index": 0, "text": "held", "finish_reason": None}],
    }
    bare = StreamEvent(b"[DONE]", (), (), None, (), last=True)
    assert json.loads(COMPLETIONS.flush_event(bare, ("choices", 0, "text"), "x")[6:])["object"] == "text_completion"
