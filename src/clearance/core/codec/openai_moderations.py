# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""OpenAI ``POST /v1/moderations``: texts in, judgements out (specification 2.3.0, August 2026).

An image among the inputs is refused: only text is scanned.
"""

from typing import Any

from clearance.core.codec.chat_stream import read_usage
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import Rules, Slot
from clearance.core.codec.json_wire import harvest_answer
from clearance.core.codec.model_name import model_of
from clearance.core.codec.openai_inputs import object_of, seed_of, texts_of
from clearance.core.codec.openai_texts import ANSWER_KEYS, OpenAITexts
from clearance.core.codec.slots import CHECKED, NAME, listed, words
from clearance.core.codec.wire import ReadAnswer, ReadRequest
from clearance.errors import Malformed, PartRefused

DEFAULT_MODEL = "omni-moderation-latest"
"""What a request means that names no model."""
REQUEST = Slot(inside={"model": CHECKED, "input": Slot(inside={"type": words("text")})})
_FIELDS = frozenset({"model", "input"})
_CATEGORIES = listed(
    "harassment harassment/threatening hate hate/threatening illicit illicit/violent self-harm self-harm/instructions "
    "self-harm/intent sexual sexual/minors violence violence/graphic"
)
_APPLIED = Slot(closed=frozenset({"text", "image"}), numbers=False, spread=True)
ANSWER = Slot(inside={"id": NAME, "model": NAME, "category_applied_input_types": _APPLIED}, numbers=False, spread=True)
KNOWN_KEYS = (
    _FIELDS
    | ANSWER_KEYS
    | _CATEGORIES
    | listed("image_url url results flagged categories category_scores category_applied_input_types")
)


class OpenAIModerations(OpenAITexts):
    """The wire of ``/v1/moderations`` (see ``clearance.core.codec.wire.Wire``)."""

    endpoint = "/v1/moderations"

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:  # noqa: ARG002 - its path names no model
        """The facts and every string of a request.

        Raises:
            Malformed: not strict JSON, or not of this wire's shape.
            PartRefused: an image; ``param`` is its path.
        """
        value = object_of(parse(body, REQUEST_LIMITS))
        named = value.get("model")
        model = DEFAULT_MODEL if named is None else model_of(named)
        texts, unknown = _inputs(value.get("input"))
        facts = {
            "model": model,
            "features": frozenset() if _FIELDS.issuperset(value) else frozenset({"unknown_fields"}),
            "conversation_seed": seed_of(*texts),
            "unknown_parts": unknown,
        }
        return self.request(value, body, REQUEST, Rules(known_keys=KNOWN_KEYS), facts)

    def read_answer(self, body: bytes) -> ReadAnswer:
        """The strings of an answer, or of a vendor's error body.

        Raises:
            VendorProtocolError: not a strict JSON object.
        """
        value, harvest = harvest_answer(body, ANSWER, Rules(known_keys=KNOWN_KEYS, strict=False, rewrite_keys=True))
        return ReadAnswer(tuple(harvest.segments), read_usage(value), (), frozenset())


def _inputs(value: Any) -> tuple[list[str], tuple[str, ...]]:
    """The texts, and the paths of parts of unknown type."""
    if not isinstance(value, list) or not any(isinstance(one, dict) for one in value):
        return texts_of(value, "input"), ()
    texts: list[str] = []
    unknown: list[str] = []
    for index, part in enumerate(value):
        path = f"input[{index}]"
        if not isinstance(part, dict):
            raise Malformed("an input is not a part among parts", param=path)
        kind = part.get("type")
        if kind == "image_url" or part.get("image_url") is not None:
            raise PartRefused("an image is not allowed: only text is scanned", param=path)
        if kind != "text":
            unknown.append(path)
            continue
        if not isinstance(part.get("text"), str):
            raise Malformed("a text part has no text", param=f"{path}.text")
        texts.append(part["text"])
    return texts, tuple(unknown)
