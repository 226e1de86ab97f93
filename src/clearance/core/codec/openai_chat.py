# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""OpenAI ``POST /v1/chat/completions``: reading requests and answers, writing them back.

Knows the wire. Does not know who is asking, what may leave, or what a finding is.
"""

from collections.abc import Mapping

from clearance.core.codec.chat_checks import check_request, conversation_seed
from clearance.core.codec.chat_fields import ANSWER, ANSWER_RULES, REQUEST, REQUEST_RULES
from clearance.core.codec.chat_stream import (
    ChatStreamReader,
    encode_event,
    flush_event,
    read_finish_reasons,
    read_usage,
)
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import collect
from clearance.core.codec.json_wire import JsonBodies, harvest_answer
from clearance.core.codec.openai_errors import OpenAIErrors
from clearance.core.codec.wire import Address, Channel, ReadAnswer, ReadRequest, StreamEvent, StreamReader
from clearance.model.prompt import PromptFacts
from clearance.model.record import Json


class OpenAIChat(JsonBodies, OpenAIErrors):
    """The wire of ``/v1/chat/completions`` (see ``clearance.core.codec.wire.Wire``)."""

    id = "openai"
    endpoint = "/v1/chat/completions"

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:  # noqa: ARG002 - its path names no model
        """The facts and every string of a request.

        Raises:
            Malformed: not strict JSON, or not of this wire's shape.
            PartRefused: a part that cannot be scanned; ``param`` is its path.
        """
        value = parse(body, REQUEST_LIMITS)
        checked = check_request(value)
        segments = tuple(collect(value, REQUEST, REQUEST_RULES).segments)
        facts = PromptFacts(
            wire=self.id,
            endpoint=self.endpoint,
            model=checked.model,
            stream=checked.stream,
            features=checked.features,
            conversation_seed=conversation_seed(value["messages"]),  # last: a hostile body is refused without it
            segment_count=len(segments),
            body_bytes=len(body),
            guarded=checked.guarded,
            unknown_parts=checked.unknown_parts,
        )
        return ReadRequest(facts, segments)

    def settings(self, facts: PromptFacts, model: str, allowed: frozenset[str], held: str) -> dict[str, Json]:
        """The vendor's name of the model, and no storage there."""
        settings: dict[str, Json] = {}
        if model != held:
            settings["model"] = model
        if "store" in facts.features and "store" not in allowed:
            settings["store"] = False
        return settings

    def vendor_path(self, model: str) -> str:  # noqa: ARG002 - its path names no model
        """The same as the callers'."""
        return self.endpoint

    def read_answer(self, body: bytes) -> ReadAnswer:
        """The strings of a whole answer, or of a vendor's error body.

        Raises:
            VendorProtocolError: not a strict JSON object.
        """
        value, harvest = harvest_answer(body, ANSWER, ANSWER_RULES)
        return ReadAnswer(
            segments=tuple(harvest.segments),
            usage=read_usage(value),
            finish_reasons=read_finish_reasons(value),
            tool_segments=frozenset(harvest.calls),
        )

    def stream_reader(self) -> StreamReader:
        """A reader for one answer."""
        return ChatStreamReader()

    def encode_event(self, event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
        """The event as SSE bytes, with these delta strings replaced."""
        return encode_event(event, replacements)

    def flush_event(self, template: StreamEvent, channel: Channel, text: str) -> bytes:
        """An SSE event that carries only ``text`` on ``channel``, with the template's id, model and time."""
        return flush_event(template, channel, text)
