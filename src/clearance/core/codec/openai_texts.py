# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What OpenAI's endpoints for plain texts share: embeddings, completions, moderations.

Their streams, where there are any, have the shape of chat's.
"""

from collections.abc import Mapping
from typing import Any

from clearance.core.codec.chat_stream import ChatStreamReader, encode_event, flush_event
from clearance.core.codec.json_splice import rewrite
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import Rules, Slot, collect
from clearance.core.codec.json_wire import JsonBodies
from clearance.core.codec.openai_errors import OpenAIErrors
from clearance.core.codec.openai_inputs import object_of, vendor_run
from clearance.core.codec.slots import listed
from clearance.core.codec.token_ids import Vocabularies, holds_ids, reads_ids, spell_out
from clearance.core.codec.wire import Address, Channel, ReadRequest, StreamEvent, StreamReader
from clearance.model.prompt import PromptFacts
from clearance.model.record import Json

ANSWER_KEYS = listed(
    "id object created model data index embedding usage prompt_tokens completion_tokens total_tokens "
    "completion_tokens_details prompt_tokens_details accepted_prediction_tokens rejected_prediction_tokens "
    "audio_tokens cached_tokens reasoning_tokens choices text logprobs tokens token_logprobs top_logprobs text_offset "
    "finish_reason system_fingerprint error message type code param"
)
"""Names that answers of these endpoints have."""


class OpenAITexts(JsonBodies, OpenAIErrors):
    """The part of a ``Wire`` that these endpoints share."""

    id = "openai"
    endpoint: str
    object = "text_completion"
    """What a stream's events call themselves."""
    texts: str = ""
    """The field that may hold token ids in place of texts; "" where none may."""

    def __init__(self, vocabulary: Vocabularies | None = None) -> None:
        """``vocabulary`` reads token ids; without one they are refused."""
        self._vocabulary = vocabulary

    def spelled(self, value: dict[str, Any], model: str) -> bool:
        """Put texts in the place of token ids; whether there were any. Raises Malformed or PartRefused."""
        ids = value.get(self.texts)
        if not holds_ids(ids):
            return False
        value[self.texts] = spell_out(ids, self.texts, model, self._vocabulary)
        return True

    def rewrite(
        self, body: bytes, replacements: Mapping[Address, str], settings: Mapping[str, Json] | None = None
    ) -> bytes:
        """As every wire's. Token ids leave as they came where nothing is replaced and the vendor's model reads the
        same ids; else their text leaves, which is what was scanned.
        """
        value = object_of(parse(body, REQUEST_LIMITS)) if self.texts else {}
        held = str(value.get("model"))
        model = str((settings or {}).get("model", held))
        if (replacements or not reads_ids(model)) and self.spelled(value, held):
            body = rewrite(body, {}, {self.texts: value[self.texts]})
        return rewrite(body, replacements, settings)

    def request(
        self, value: dict[str, Any], body: bytes, slot: Slot, rules: Rules, facts: Mapping[str, Any]
    ) -> ReadRequest:
        """A checked request, read: its strings by the endpoint's table, and what ``facts`` adds to what all have."""
        guarded = vendor_run(value)
        segments = tuple(collect(value, slot, rules).segments)
        common: dict[str, Any] = {
            "wire": self.id,
            "endpoint": self.endpoint,
            "stream": False,
            "segment_count": len(segments),
            "body_bytes": len(body),
            "guarded": tuple(guarded),
        }
        asked = {str(feature) for feature, _ in guarded}
        if facts.get("unknown_parts"):
            asked.add("unknown_parts")
        features = {"features": facts["features"] | asked}
        return ReadRequest(PromptFacts(**(common | dict(facts) | features)), segments)

    def settings(self, facts: PromptFacts, model: str, allowed: frozenset[str], held: str) -> dict[str, Json]:  # noqa: ARG002 - nothing is stored here
        """The vendor's name of the model."""
        return {"model": model} if model != held else {}

    def vendor_path(self, model: str) -> str:  # noqa: ARG002 - its path names no model
        """The same as the callers'."""
        return self.endpoint

    def stream_reader(self) -> StreamReader:
        """A reader for one answer."""
        return ChatStreamReader()

    def encode_event(self, event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
        """The event as SSE bytes, with these delta strings replaced."""
        return encode_event(event, replacements)

    def flush_event(self, template: StreamEvent, channel: Channel, text: str) -> bytes:
        """An SSE event that carries only ``text`` on ``channel``, with the template's id, model and time."""
        return flush_event(template, channel, text, self.object)
