# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Anthropic ``POST /v1/messages`` and its ``count_tokens``: reading requests and answers, writing them back.

Knows the wire. Does not know who is asking, what may leave, or what a finding is.
"""

from collections.abc import Mapping

from clearance.core.codec.anthropic.checks import check_request
from clearance.core.codec.anthropic.errors import AnthropicErrors
from clearance.core.codec.anthropic.fields import ANSWER, ANSWER_RULES, REQUEST, REQUEST_RULES
from clearance.core.codec.anthropic.seed import conversation_seed
from clearance.core.codec.anthropic.stream import MessageStreamReader, encode_event, flush_event, usage_of
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import collect
from clearance.core.codec.json_wire import JsonBodies, harvest_answer, signed_texts
from clearance.core.codec.wire import Address, Channel, ReadAnswer, ReadRequest, StreamEvent, StreamReader
from clearance.model.prompt import PromptFacts, Usage
from clearance.model.record import Json


class AnthropicMessages(JsonBodies, AnthropicErrors):
    """The wire of ``/v1/messages`` (see ``clearance.core.codec.wire.Wire``)."""

    id = "anthropic"
    endpoint = "/v1/messages"

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:  # noqa: ARG002 - its path names no model
        """The facts and every string of a request.

        Raises:
            Malformed: not strict JSON, or not of this wire's shape.
            PartRefused: a part that cannot be scanned or that the vendor would fetch; ``param`` is its path.
        """
        value = parse(body, REQUEST_LIMITS)
        checked = check_request(value)
        harvest = collect(value, REQUEST, REQUEST_RULES)
        facts = PromptFacts(
            wire=self.id,
            endpoint=self.endpoint,
            model=checked.model,
            stream=checked.stream,
            features=frozenset(checked.features),
            conversation_seed=conversation_seed(value),  # last: a hostile body is refused without it
            segment_count=len(harvest.segments),
            body_bytes=len(body),
            guarded=tuple(checked.guarded),
            unknown_parts=tuple(checked.unknown_parts),
            encrypted=tuple(harvest.encrypted),
        )
        return ReadRequest(facts, tuple(harvest.segments))

    def settings(self, facts: PromptFacts, model: str, allowed: frozenset[str], held: str) -> dict[str, Json]:  # noqa: ARG002 - it has no flag against storage
        """The vendor's name of the model."""
        return {"model": model} if model != held else {}

    def vendor_path(self, model: str) -> str:  # noqa: ARG002 - its path names no model
        """The same as the callers'."""
        return self.endpoint

    def read_answer(self, body: bytes) -> ReadAnswer:
        """The strings of a whole answer, or of a vendor's error body.

        Raises:
            VendorProtocolError: not a strict JSON object.
        """
        value, harvest = harvest_answer(body, ANSWER, ANSWER_RULES)
        usage, reason = value.get("usage"), value.get("stop_reason")
        return ReadAnswer(
            segments=tuple(harvest.segments),
            usage=usage_of(usage) if isinstance(usage, dict) else Usage(),
            finish_reasons=(reason,) if isinstance(reason, str) else (),
            tool_segments=frozenset(harvest.calls),
            encrypted=tuple(harvest.encrypted),
            sealed=signed_texts(harvest),
        )

    def stream_reader(self) -> StreamReader:
        """A reader for one answer."""
        return MessageStreamReader()

    def encode_event(self, event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
        """The event as SSE bytes, with these delta strings replaced."""
        return encode_event(event, replacements)

    def flush_event(self, template: StreamEvent, channel: Channel, text: str) -> bytes:  # noqa: ARG002 - the channel says all
        """A ``content_block_delta`` that carries only ``text`` on ``channel``."""
        return flush_event(channel, text)


class AnthropicCountTokens(AnthropicMessages):
    """The wire of ``/v1/messages/count_tokens``: the same request, answered with a number."""

    endpoint = "/v1/messages/count_tokens"
