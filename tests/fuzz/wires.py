# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""One endpoint under fuzz: a mutated request, a mutated answer and a mutated stream are refused, or seen whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from clearance.core.codec import chat_fields, openai_completions, openai_embeddings, openai_moderations
from clearance.core.codec.anthropic import fields as anthropic_fields
from clearance.core.codec.bedrock import fields as bedrock_fields
from clearance.core.codec.gemini import fields as gemini_fields
from clearance.core.codec.json_walk import Slot
from clearance.core.codec.registry import WIRES
from clearance.core.codec.responses import fields as responses_fields
from clearance.core.codec.wire import Address, ReadAnswer, Wire
from clearance.errors import ClearanceError, Malformed, PartRefused, VendorProtocolError
from clearance.model.prompt import Segment
from clearance.model.words import Directive
from tests.fuzz import seeds
from tests.fuzz.accounting import Leaf, Seen, Unseen, check, leaves, names_where, read
from tests.fuzz.choices import Choices
from tests.fuzz.mutation import MARK, damaged, mutated, places, planted, printed

RAW = b"\x00"
"""Begins an input that is the body itself; any other byte begins one that says how to make it."""
GONE = "gone"


@dataclass(frozen=True)
class Tables:
    """What a wire declares of its bodies."""

    request: Slot
    answer: Slot


TABLES: Mapping[str, Tables] = {
    "openai_chat": Tables(chat_fields.REQUEST, chat_fields.ANSWER),
    "openai_responses": Tables(responses_fields.REQUEST, responses_fields.EVENT),
    "openai_completions": Tables(openai_completions.REQUEST, openai_completions.ANSWER),
    "openai_embeddings": Tables(openai_embeddings.REQUEST, openai_embeddings.ANSWER),
    "openai_moderations": Tables(openai_moderations.REQUEST, openai_moderations.ANSWER),
    "anthropic": Tables(anthropic_fields.REQUEST, anthropic_fields.ANSWER),
    "gemini": Tables(gemini_fields.REQUEST, gemini_fields.ANSWER),
    "bedrock": Tables(bedrock_fields.COUNTED, bedrock_fields.EVENT),
}


@dataclass(frozen=True)
class Surface:
    """One endpoint. ``wire`` names its seeds and tables, ``holder`` the members that a request stands in."""

    endpoint: str
    wire: str
    requests: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    holder: str = ""

    @property
    def name(self) -> str:
        return self.endpoint.replace("{model}", "m").strip("/").replace("/", "_").replace(":", "_")

    @property
    def path(self) -> str:
        return self.endpoint.replace("{model}", "m")

    @property
    def codec(self) -> Wire:
        return WIRES[self.endpoint]

    @cached_property
    def settings(self) -> tuple[frozenset[str], frozenset[str]]:
        """Members whose numbers the wire declares to be settings, and those whose own members are."""
        table = TABLES[self.wire].request
        return (
            names_where(table, lambda slot: not slot.numbers),
            names_where(table, lambda slot: slot.other is not None and not slot.other.numbers),
        )

    @cached_property
    def opaque(self) -> frozenset[str]:
        """Members of an answer that the wire declares to hold no text (vectors, drawn images, probabilities)."""
        return names_where(TABLES[self.wire].answer, lambda slot: slot.skip)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        known = {key for body in self.request_bodies() for _, key in places([body]) if isinstance(key, str)}
        return (*sorted(known), "unknown", MARK, "")

    def request_bodies(self) -> tuple[Any, ...]:
        return seeds.requests(self.wire, self.requests, self.holder)

    def answer_bodies(self) -> tuple[Any, ...]:
        return seeds.answers(self.wire, self.answers)

    def body(self, data: bytes, bodies: Sequence[Any]) -> bytes:
        """The body that these bytes are, or make."""
        if data[:1] == RAW:
            return data[1:]
        choices = Choices(data[1:])
        value = mutated(choices.of(bodies), choices, self.keys, [choices.of(bodies)])
        return damaged(printed(planted(value, choices), choices), choices)

    def request(self, data: bytes) -> None:
        body = self.body(data, self.request_bodies())
        try:
            found = self.codec.read_request(body, self.path)
        except (Malformed, PartRefused) as error:
            tells_nothing(error)
            return
        assert MARK not in repr(replace(found.facts, references=()))
        check(body, _seen(found.segments, found.facts.encrypted), self._set_aside)
        assert self.codec.rewrite(body, {}) == body
        only_replaced(body, found.segments, self.codec.rewrite(body, replaced(found.segments)))

    def _set_aside(self, leaf: Leaf) -> bool:
        """A number that the wire declares to be a setting: by its member's name, or by that of what holds it."""
        return leaf.kind == "number" and any(
            name in names for name, names in zip(reversed(leaf.keys), self.settings, strict=False)
        )

    def answer(self, data: bytes) -> None:
        body = self.body(data, self.answer_bodies())
        try:
            found: ReadAnswer = self.codec.read_answer(body)
        except VendorProtocolError as error:
            tells_nothing(error)
            return
        check(body, _seen(found.segments, found.encrypted), self._passes)
        assert self.codec.rewrite_answer(body, {}) == body
        changed = self.codec.rewrite_answer(body, replaced(found.segments))
        read(changed.decode())

    def _passes(self, leaf: Leaf) -> bool:
        """Numbers of an answer are the protocol's; what it declares to hold no text is passed on."""
        return leaf.kind == "number" or not self.opaque.isdisjoint(leaf.keys)


def tells_nothing(error: ClearanceError) -> None:
    """No error repeats what it was about."""
    assert MARK not in f"{error.safe_message} {error.diagnostics} {error.param}"


def _seen(segments: Sequence[Segment], encrypted: Sequence[bytes] = ()) -> Seen:
    return Seen({segment.text.reveal() for segment in segments}, frozenset(encrypted))


def _changes(segment: Segment) -> bool:
    return segment.directive is Directive.SCAN and not segment.is_key


def replaced(segments: Sequence[Segment]) -> dict[Address, str]:
    """A replacement for every string that may change."""
    return {segment.address: GONE for segment in segments if _changes(segment)}


def only_replaced(body: bytes, segments: Sequence[Segment], changed: bytes) -> None:
    """Every string that may change did, and nothing else. Raises Unseen."""
    before, after = list(leaves(read(body.decode()))), list(leaves(read(changed.decode())))
    if len(before) != len(after):
        raise Unseen("rewriting changed the shape of the body")
    may = {segment.address[0] for segment in segments if _changes(segment)}
    for ordinal, (old, new) in _ordinals(before, after):
        if old.text != new.text and ordinal not in may:
            raise Unseen(f"rewriting changed a {old.kind} that has no replacement")
        if old.text == new.text and MARK in old.text and ordinal in may:
            raise Unseen(f"rewriting left a {old.kind} that has a replacement")


def _ordinals(before: list[Leaf], after: list[Leaf]) -> Iterator[tuple[int, tuple[Leaf, Leaf]]]:
    """Each pair of leaves with its address, which tells strings from numbers."""
    strings = numbers = 0
    for old, new in zip(before, after, strict=True):
        if old.kind == "number":
            numbers += 1
            yield -numbers, (old, new)
        else:
            strings += 1
            yield strings - 1, (old, new)


_OPENAI_ANSWERS = ("openai_responses_answer",)
_CLAUDE = ("anthropic_messages", "anthropic_beta")
_CLAUDE_ANSWERS = ("anthropic_messages_answer", "anthropic_beta_answer")
_GEMINI = (("gemini",), ("gemini_answer",))
_BEDROCK = (("bedrock",), ("bedrock_answer",))
SURFACES = (
    Surface("/v1/chat/completions", "openai_chat", ("openai_chat",), ("openai_chat_answer",)),
    Surface("/v1/responses", "openai_responses", ("openai_responses",), _OPENAI_ANSWERS),
    Surface("/v1/responses/input_tokens", "openai_responses", ("openai_responses",), _OPENAI_ANSWERS),
    Surface("/v1/responses/compact", "openai_responses", ("openai_responses",), _OPENAI_ANSWERS),
    Surface("/v1/completions", "openai_completions", ("openai_completions",), ("openai_completions_answer",)),
    Surface("/v1/embeddings", "openai_embeddings", ("openai_embeddings",)),
    Surface("/v1/moderations", "openai_moderations", ("openai_moderations",)),
    Surface("/v1/messages", "anthropic", _CLAUDE, _CLAUDE_ANSWERS),
    Surface("/v1/messages/count_tokens", "anthropic", _CLAUDE, _CLAUDE_ANSWERS),
    Surface("/v1beta/models/{model}:generateContent", "gemini", *_GEMINI),
    Surface("/v1beta/models/{model}:streamGenerateContent", "gemini", *_GEMINI),
    Surface("/v1beta/models/{model}:countTokens", "gemini", *_GEMINI, holder="generateContentRequest"),
    Surface("/v1/models/{model}:generateContent", "gemini", *_GEMINI),
    Surface("/v1/models/{model}:streamGenerateContent", "gemini", *_GEMINI),
    Surface("/v1/models/{model}:countTokens", "gemini", *_GEMINI),
    Surface("/model/{model}/converse", "bedrock", *_BEDROCK),
    Surface("/model/{model}/converse-stream", "bedrock", *_BEDROCK),
    Surface("/model/{model}/count-tokens", "bedrock", *_BEDROCK, holder="input converse"),
)
