# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Bedrock's ``POST /model/{model}/converse``, ``/converse-stream`` and ``/count-tokens``."""

from collections.abc import Mapping

from clearance.core.codec.bedrock.checks import check_request, counted
from clearance.core.codec.bedrock.errors import BedrockErrors
from clearance.core.codec.bedrock.fields import ANSWER, ANSWER_RULES, COUNTED, REQUEST, REQUEST_RULES
from clearance.core.codec.bedrock.stream import (
    ConverseStreamReader,
    encode_event,
    finish_reasons,
    flush_event,
    read_usage,
)
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import collect
from clearance.core.codec.json_wire import harvest_answer, signed_texts
from clearance.core.codec.model_name import named_model, path_of
from clearance.core.codec.path_wire import PathWire
from clearance.core.codec.wire import MODEL, Address, Channel, ReadAnswer, ReadRequest, StreamEvent, StreamReader
from clearance.model.prompt import PromptFacts
from clearance.model.record import Json

EVENT_STREAM = "application/vnd.amazon.eventstream"


class Converse(BedrockErrors, PathWire):
    """The wire of one of the operations (see ``clearance.core.codec.wire.Wire``)."""

    id = "bedrock"
    stream_type = EVENT_STREAM

    def __init__(self, operation: str) -> None:
        self.endpoint = f"/model/{MODEL}/{operation}"
        self.streams = operation == "converse-stream"
        self._counts = operation == "count-tokens"

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:
        """The facts and every string of a request.

        Raises:
            Malformed: not strict JSON, or not of this wire's shape.
            PartRefused: a part that cannot be scanned; ``param`` is its path.
        """
        model = named_model(self.endpoint, path)
        value = parse(body, REQUEST_LIMITS)
        asked = counted(value) if self._counts else value
        checked = check_request(asked, model, stream=self.streams)
        harvest = collect(value, COUNTED if self._counts else REQUEST, REQUEST_RULES)
        return self.request(model, body, checked, harvest)

    def settings(self, facts: PromptFacts, model: str, allowed: frozenset[str], held: str) -> dict[str, Json]:  # noqa: ARG002 - nothing to set
        """None: the model stands in the path, and the vendor stores nothing."""
        return {}

    def vendor_path(self, model: str) -> str:
        """The callers' path with the vendor's name of the model."""
        return path_of(self.endpoint, model)

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
            sealed=signed_texts(harvest),
        )

    def stream_reader(self) -> StreamReader:
        """A reader for one answer."""
        return ConverseStreamReader()

    def encode_event(self, event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
        """The event as a message, with these strings replaced."""
        return encode_event(event, replacements)

    def flush_event(self, template: StreamEvent, channel: Channel, text: str) -> bytes:  # noqa: ARG002 - all are alike
        """A message that carries only ``text`` of one block."""
        return flush_event(channel, text)


BEDROCK = tuple(Converse(operation) for operation in ("converse", "converse-stream", "count-tokens"))
"""Every endpoint of this wire."""
