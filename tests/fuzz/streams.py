# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""One wire's streamed answer under fuzz: any split reads alike, and what is not refused is seen whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clearance.core.codec.anthropic.fields import STREAM_FIXED as CLAUDE_FIXED
from clearance.core.codec.chat_fields import STREAM_FIXED as CHAT_FIXED
from clearance.core.codec.eventstream import MessageSplitter, encode_headers, encode_message
from clearance.core.codec.registry import WIRES
from clearance.core.codec.sse import SseSplitter
from clearance.core.codec.wire import StreamEvent, Wire
from clearance.errors import VendorProtocolError
from clearance.model.words import Directive
from tests.fuzz import seeds
from tests.fuzz.accounting import Leaf, Seen, check, names_where, read
from tests.fuzz.choices import Choices
from tests.fuzz.mutation import MARK, damaged, mutated, places, planted, printed
from tests.fuzz.wires import GONE, RAW, TABLES, tells_nothing

_ENDINGS = (b"\n", b"\r\n", b"\r")
_LINES = (b": a comment", b"id: 1", b"retry: 5", b"data", b"data:", b"", b"event: x", b"\xef\xbb\xbf")
_CHAT = CHAT_FIXED | {"logprobs", "name", "category_applied_input_types"}
_CLAUDE = CLAUDE_FIXED | {"encrypted_content", "encrypted_index", "data", "encrypted_stdout"}
_BEDROCK = frozenset({"signature", "redactedContent"})
_RESPONSES = frozenset({"logprobs"})
_OUTER = frozenset({"type", "obfuscation"})
Whole = tuple[list[StreamEvent], str]
"""Every event that came of a stream, and how it ended."""


@dataclass(frozen=True)
class Stream:
    """The stream of one endpoint. ``fixed``: the protocol's own members, which are passed on unscanned by design."""

    endpoint: str
    wire: str
    answers: tuple[str, ...]
    fixed: frozenset[str]
    binary: bool = False
    outer: frozenset[str] = frozenset()
    """Those that are fixed in the event itself, and seen where they stand in anything inside it."""

    @property
    def name(self) -> str:
        return self.wire

    @property
    def codec(self) -> Wire:
        return WIRES[self.endpoint]

    @cached_property
    def unseen(self) -> frozenset[str]:
        declared = names_where(TABLES[self.wire].answer, lambda slot: slot.skip or slot.directive is Directive.NAME)
        return self.fixed | (declared if self.wire in ("openai_responses", "gemini", "bedrock") else frozenset())

    @cached_property
    def keys(self) -> tuple[str, ...]:
        bodies = [value for stream in seeds.streams(self.wire) for _, value in stream]
        known = {key for body in bodies for _, key in places([body]) if isinstance(key, str)}
        return (*sorted(known), "index", "error", "unknown", MARK)

    def seeds(self) -> list[bytes]:
        """Whole streams, as they come."""
        frame = self._message if self.binary else _event_of
        plain = Choices(b"\x00" + b"\x01" * 99)
        told = (
            b"".join(frame(name, json.dumps(value).encode(), plain) for name, value in stream)
            for stream in seeds.streams(self.wire)
        )
        return [RAW + stream for stream in told]

    def run(self, data: bytes) -> None:
        choices = Choices(data[1:])
        stream = choices.rest() if data[:1] == RAW else self._stream(choices)
        cut = Choices(data[::-1]).pieces(stream)
        whole = self.read([stream])
        parted = self.read(cut)
        assert bool(whole[1]) == bool(parted[1])
        assert whole[1] or whole[0] == parted[0]
        for event in parted[0]:
            self._event(event)

    def read(self, chunks: Sequence[bytes]) -> Whole:
        reader = self.codec.stream_reader()
        events: list[StreamEvent] = []
        try:
            for chunk in chunks:
                events += reader.feed(chunk)
            events += reader.close()
        except VendorProtocolError as error:
            tells_nothing(error)
            return events, error.safe_message
        return events, ""

    def _event(self, event: StreamEvent) -> None:
        if event.error or not event.data.lstrip().startswith(b"{"):
            return
        deltas = event.deltas
        check(event.data, Seen({delta.text for delta in deltas}, frozenset(event.encrypted)), self._passes)
        assert self._framed(self.codec.encode_event(event, {})) == [event.data]
        changed = {delta.address: f"{GONE}{n}" for n, delta in enumerate(deltas) if not delta.sealed}
        (data,) = self._framed(self.codec.encode_event(event, changed))
        read(data.decode())
        for delta in deltas:
            if delta.channel not in event.ends and not delta.sealed:
                (held,) = self._framed(self.codec.flush_event(event, delta.channel, MARK))
                assert any(MARK in leaf for leaf in _texts(json.loads(held)))

    def _passes(self, leaf: Leaf) -> bool:
        """Numbers of a stream are the protocol's, and so are the members that it declares."""
        if leaf.kind == "number" or not self.unseen.isdisjoint(leaf.keys):
            return True
        return leaf.kind == "value" and len(leaf.keys) == 1 and leaf.keys[0] in self.outer

    def _framed(self, data: bytes) -> list[bytes]:
        if self.binary:
            return [message.payload for message in MessageSplitter().feed(data)]
        return [event.data for event in SseSplitter(1 << 30).feed(data)]

    def _stream(self, choices: Choices) -> bytes:
        """A stand-in's stream, some of its events mutated, framed in one of the ways that the format allows."""
        frame = self._message if self.binary else _event_of
        events = list(choices.of(seeds.streams(self.wire)))
        bodies = seeds.answers(self.wire, self.answers)
        begin = choices.below(len(events))
        parts: list[bytes] = []
        for name, value in events[begin : begin + 1 + choices.below(6)]:
            body = value
            if choices.below(4):
                body = planted(mutated(body, choices, self.keys, [choices.of(bodies)]), choices)
            parts.append(frame(name, damaged(printed(body, choices), choices), choices))
        if not self.binary and choices.below(2):
            parts.append(b"data: [DONE]\n\n")
        return damaged(b"".join(parts), choices)

    def _message(self, name: str, data: bytes, choices: Choices) -> bytes:
        kind = choices.of(("event", "event", "event", "exception", "error", "x"))
        head = {f":{kind}-type": name, ":content-type": "application/json", ":message-type": kind}
        return encode_message(encode_headers(head), data)


def _event_of(name: str, data: bytes, choices: Choices) -> bytes:
    end = choices.of(_ENDINGS)
    lines = [choices.of(_LINES)] if not choices.below(4) else []
    lines += [b"event: " + name.encode()] if name else []
    lines += [b"data: " + line for line in data.split(b"\n")]
    return end.join([*lines, b"", b""])


def _texts(value: Any) -> list[str]:
    return [str(holder[key]) for holder, key in places([value])]


STREAMS = (
    Stream("/v1/chat/completions", "openai_chat", ("openai_chat_answer",), _CHAT),
    Stream("/v1/completions", "openai_completions", ("openai_completions_answer",), _CHAT),
    Stream("/v1/responses", "openai_responses", ("openai_responses_answer",), _RESPONSES, outer=_OUTER),
    Stream("/v1/messages", "anthropic", ("anthropic_messages_answer", "anthropic_beta_answer"), _CLAUDE),
    Stream("/v1beta/models/{model}:streamGenerateContent", "gemini", ("gemini_answer",), frozenset()),
    Stream("/model/{model}/converse-stream", "bedrock", ("bedrock_answer",), _BEDROCK, binary=True),
)
