# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""OpenAI ``POST /v1/embeddings``: texts in, vectors out (specification 2.3.0, August 2026).

Token ids are read as the text that they spell. A vector can be turned back into much of its text; it is passed on
as it is, and is as sensitive as what left.
"""

import re
from typing import Any

from clearance.core.codec.chat_stream import read_usage
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import Rules, Slot
from clearance.core.codec.json_wire import harvest_answer
from clearance.core.codec.model_name import model_of
from clearance.core.codec.openai_inputs import object_of, seed_of, texts_of
from clearance.core.codec.openai_texts import ANSWER_KEYS, OpenAITexts
from clearance.core.codec.slots import CHECKED, NAME, SETTING, listed, words
from clearance.core.codec.wire import ReadAnswer, ReadRequest
from clearance.errors import VendorProtocolError

REQUEST = Slot(
    inside={
        "model": CHECKED,
        "encoding_format": words("float", "base64"),
        "dimensions": SETTING,
    }
)
_FIELDS = frozenset(REQUEST.inside) | listed("input user")
_REST = Slot(numbers=False, spread=True)
_ITEMS = Slot(inside={"embedding": CHECKED, "object": words("embedding")}, other=_REST, numbers=False)
ANSWER = Slot(inside={"object": words("list"), "model": NAME, "data": _ITEMS}, other=_REST, numbers=False)
KNOWN_KEYS = _FIELDS | ANSWER_KEYS
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}", re.ASCII)


class OpenAIEmbeddings(OpenAITexts):
    """The wire of ``/v1/embeddings`` (see ``clearance.core.codec.wire.Wire``)."""

    endpoint = "/v1/embeddings"
    texts = "input"

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:  # noqa: ARG002 - its path names no model
        """The facts and every string of a request.

        Raises:
            Malformed: not strict JSON, or not of this wire's shape.
            PartRefused: token ids that nothing here reads, or an input that is not text; ``param`` is its path.
        """
        value = object_of(parse(body, REQUEST_LIMITS))
        model = model_of(value.get("model"))
        present = {"token_ids": self.spelled(value, model), "unknown_fields": not _FIELDS.issuperset(value)}
        texts = texts_of(value.get("input"), "input")
        features = frozenset(name for name, there in present.items() if there)
        facts = {"model": model, "features": features, "conversation_seed": seed_of(*texts)}
        return self.request(value, body, REQUEST, Rules(known_keys=KNOWN_KEYS), facts)

    def read_answer(self, body: bytes) -> ReadAnswer:
        """The strings of an answer, or of a vendor's error body; its vectors hold none.

        Raises:
            VendorProtocolError: not a strict JSON object, or a vector that is none.
        """
        rules = Rules(known_keys=KNOWN_KEYS, strict=False, rewrite_keys=True)
        value, harvest = harvest_answer(body, ANSWER, rules, prepare=_without_vectors)
        return ReadAnswer(tuple(harvest.segments), read_usage(value), (), frozenset())


def _without_vectors(value: Any) -> None:
    """Take the numbers of vectors out (a million of them need no walk); base64 stays where it counts as a string."""
    if isinstance(value, dict):
        _take_out(value.get("data"))


def _take_out(items: Any) -> None:
    if isinstance(items, list):
        for item in items:
            _take_out(item)
    elif isinstance(items, dict) and items.get("embedding") is not None:
        vector = items["embedding"]
        if isinstance(vector, list) and all(isinstance(number, (int, float)) for number in vector):
            items["embedding"] = None
        elif not isinstance(vector, str) or not _BASE64.fullmatch(vector):
            raise VendorProtocolError("an embedding of the vendor's answer is neither numbers nor base64")
