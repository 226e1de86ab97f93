# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Gemini's ``generateContent``, ``streamGenerateContent`` and ``countTokens``.

Streams are server-sent events only: the other form, one long JSON array, cannot be released piece by piece.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from clearance.core.codec.gemini.checks import check_request
from clearance.core.codec.gemini.errors import GeminiErrors
from clearance.core.codec.gemini.fields import ANSWER, ANSWER_RULES, REQUEST, REQUEST_RULES
from clearance.core.codec.gemini.stream import (
    GeminiStreamReader,
    encode_event,
    finish_reasons,
    flush_event,
    read_usage,
)
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import collect
from clearance.core.codec.json_wire import harvest_answer
from clearance.core.codec.model_name import named_model, path_of
from clearance.core.codec.path_wire import PathWire
from clearance.core.codec.wire import MODEL, Address, Channel, ReadAnswer, ReadRequest, StreamEvent, StreamReader
from clearance.errors import Malformed
from clearance.model.prompt import PromptFacts
from clearance.model.record import Json

_STREAM = "streamGenerateContent"
_COUNT = "countTokens"
_KEYS = frozenset({"key", "$key", "access_token", "$access_token", "oauth_token", "$oauth_token"})
_FORMAT = frozenset({"alt", "$alt"})
_IGNORED = frozenset({"prettyPrint", "$prettyPrint"})


class Gemini(PathWire, GeminiErrors):
    """The wire of one method in one version (see ``clearance.core.codec.wire.Wire``)."""

    id = "gemini"

    def __init__(self, version: str, method: str) -> None:
        self.endpoint = f"/{version}/models/{MODEL}:{method}"
        self.streams = method == _STREAM
        self._counts = method == _COUNT

    def check_query(self, query: str) -> None:
        """Only the form of the answer may stand in a query.

        Raises:
            Malformed: a key (it would end up in logs), a stream that is not of events, or anything else.
        """
        wanted = "sse" if self.streams else "json"
        form = "json"
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name in _KEYS:
                raise Malformed(
                    "send the key in the x-goog-api-key header: a key in a URL ends up in logs", param="key"
                )
            if name in _FORMAT:
                form = value
            elif name not in _IGNORED:
                raise Malformed("a query parameter other than alt is not allowed here", param="query")
        if form != wanted:
            text = "streams are served as server-sent events: add ?alt=sse" if self.streams else "alt must be json here"
            raise Malformed(text, param="alt")

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:
        """The facts and every string of a request.

        Raises:
            Malformed: not strict JSON, or not of this wire's shape.
            PartRefused: a part that cannot be scanned; ``param`` is its path.
        """
        model = named_model(self.endpoint, path)
        value = parse(body, REQUEST_LIMITS)
        checked = check_request(value, model, stream=self.streams, counts=self._counts)
        harvest = collect(value, REQUEST, REQUEST_RULES)
        return self.request(model, body, checked, harvest)

    def settings(self, facts: PromptFacts, model: str, allowed: frozenset[str], held: str) -> dict[str, Json]:
        """The vendor's name of the model where the body holds one, and no storage there."""
        settings: dict[str, Json] = {}
        if model != held and "model_in_body" in facts.features:
            settings["model"] = f"models/{model}"
        if "store" in facts.features and "store" not in allowed:
            settings["store"] = False
        return settings

    def vendor_path(self, model: str) -> str:
        """The callers' path with the vendor's name of the model."""
        return path_of(self.endpoint, model) + ("?alt=sse" if self.streams else "")

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
        )

    def stream_reader(self) -> StreamReader:
        """A reader for one answer."""
        return GeminiStreamReader()

    def encode_event(self, event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
        """The event as SSE bytes, with these strings replaced."""
        return encode_event(event, replacements)

    def flush_event(self, template: StreamEvent, channel: Channel, text: str) -> bytes:
        """An SSE event that carries only ``text`` of one candidate."""
        return flush_event(template, channel, text)


GEMINI = tuple(
    Gemini(version, method) for version in ("v1beta", "v1") for method in ("generateContent", _STREAM, _COUNT)
)
"""Every endpoint of this wire."""
