# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""OpenAI ``POST /v1/responses``, and the endpoints that count or compact the same input.

Knows the wire. Does not know who is asking, what may leave, or what a finding is.
"""

import json
from collections.abc import Mapping

from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import collect
from clearance.core.codec.json_wire import JsonBodies, harvest_answer, signed_texts
from clearance.core.codec.openai_errors import OpenAIErrors
from clearance.core.codec.responses.checks import check_request
from clearance.core.codec.responses.fields import ANSWER, ANSWER_RULES, REQUEST, REQUEST_RULES
from clearance.core.codec.responses.outcome import finish_reasons, kept, read_usage
from clearance.core.codec.responses.seed import conversation_seed
from clearance.core.codec.responses.stream import ResponsesStreamReader, encode_event, flush_event
from clearance.core.codec.sse import encode_data
from clearance.core.codec.wire import Address, Channel, ReadAnswer, ReadRequest, StreamEvent, StreamReader
from clearance.errors import ClearanceError
from clearance.model.prompt import PromptFacts
from clearance.model.record import Json
from clearance.model.words import Guarded


class OpenAIInput(JsonBodies, OpenAIErrors):
    """What all endpoints share that take a Responses input (see ``clearance.core.codec.wire.Wire``)."""

    id = "openai"
    endpoint = ""
    stores = False
    """Whether the vendor keeps the response where a request is silent about that."""

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:  # noqa: ARG002 - its path names no model
        """The facts and every string of a request.

        Raises:
            Malformed: not strict JSON, or not of this wire's shape.
            PartRefused: a part that cannot be scanned; ``param`` is its path.
        """
        value = parse(body, REQUEST_LIMITS)
        checked = check_request(value)
        harvest = collect(value, REQUEST, REQUEST_RULES)
        facts = PromptFacts(
            wire=self.id,
            endpoint=self.endpoint,
            model=checked.model,
            stream=checked.stream,
            features=checked.features,
            conversation_seed=conversation_seed(value),  # last: a hostile body is refused without it
            segment_count=len(harvest.segments),
            body_bytes=len(body),
            guarded=tuple(checked.guarded),
            unknown_parts=tuple(checked.unknown_parts),
            encrypted=tuple(harvest.encrypted),
            references=tuple(checked.references),
            by_default=frozenset({str(Guarded.STORE)}) if self.stores and value.get("store") is None else frozenset(),
        )
        return ReadRequest(facts, tuple(harvest.segments))

    def settings(self, facts: PromptFacts, model: str, allowed: frozenset[str], held: str) -> dict[str, Json]:  # noqa: ARG002 - these keep nothing
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
        return ReadAnswer(
            segments=tuple(harvest.segments),
            usage=read_usage(value),
            finish_reasons=finish_reasons(value),
            tool_segments=frozenset(harvest.calls),
            encrypted=tuple(harvest.encrypted),
            references=kept(value),
            sealed=signed_texts(harvest),
        )

    def stream_reader(self) -> StreamReader:
        """A reader for one answer."""
        return ResponsesStreamReader()

    def encode_event(self, event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
        """The event as SSE bytes, with these delta strings replaced."""
        return encode_event(event, replacements)

    def flush_event(self, template: StreamEvent, channel: Channel, text: str) -> bytes:
        """An SSE event that carries only ``text`` on ``channel``, shaped like the last delta there."""
        return flush_event(template, channel, text)

    def error_event(self, error: ClearanceError, request_id: str) -> bytes:
        """The error as this wire's ``error`` event; nothing follows it.

        It is said twice: as the specification has it, and as an ``error`` member, which clients raise.
        """
        detail = json.loads(self.error_body(error, request_id))["error"]
        event = {
            "type": "error",
            "code": error.code,
            "message": error.safe_message,
            "param": error.param,
            "sequence_number": 0,
            "error": detail,
        }
        return encode_data(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode(), b"error")


class OpenAIResponses(OpenAIInput):
    """The wire of ``/v1/responses``."""

    endpoint = "/v1/responses"
    stores = True

    def settings(self, facts: PromptFacts, model: str, allowed: frozenset[str], held: str) -> dict[str, Json]:
        """The vendor's name of the model, and no storage there: the vendor stores where a request is silent."""
        settings = super().settings(facts, model, allowed, held)
        if Guarded.STORE not in allowed:
            settings["store"] = False
        return settings


class OpenAIInputTokens(OpenAIInput):
    """The wire of ``/v1/responses/input_tokens``: how many tokens an input would be."""

    endpoint = "/v1/responses/input_tokens"


class OpenAICompact(OpenAIInput):
    """The wire of ``/v1/responses/compact``: a shorter input that only the vendor can read."""

    endpoint = "/v1/responses/compact"
