# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""OpenAI ``POST /v1/completions``, whole and streamed (specification 2.3.0, August 2026).

Log probabilities repeat an answer token by token; in a stream they are passed on as they are, as chat's are.
"""

from typing import Any

from clearance.core.codec.chat_stream import read_finish_reasons, read_usage
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import Rules, Slot
from clearance.core.codec.json_wire import harvest_answer
from clearance.core.codec.model_name import model_of
from clearance.core.codec.openai_inputs import flag, object_of, seed_of, texts_of, used
from clearance.core.codec.openai_texts import ANSWER_KEYS, OpenAITexts
from clearance.core.codec.slots import CHECKED, NAME, SETTING, listed, words
from clearance.core.codec.wire import ReadAnswer, ReadRequest

_SETTINGS = listed(
    "max_tokens temperature top_p top_k min_p n best_of seed presence_penalty frequency_penalty repetition_penalty "
    "logprobs timeout"
)
REQUEST = Slot(
    inside={"model": CHECKED, "logit_bias": Slot(key_digits=True, other=SETTING)} | dict.fromkeys(_SETTINGS, SETTING)
)
_FIELDS = frozenset(REQUEST.inside) | listed("prompt suffix stop echo stream stream_options user")
ANSWER = Slot(
    inside={
        "id": NAME,
        "object": words("text_completion"),
        "model": NAME,
        "system_fingerprint": NAME,
        "finish_reason": words("stop", "length", "content_filter"),
    },
    numbers=False,
    spread=True,
)
KNOWN_KEYS = _FIELDS | ANSWER_KEYS | listed("include_usage include_obfuscation")


class OpenAICompletions(OpenAITexts):
    """The wire of ``/v1/completions`` (see ``clearance.core.codec.wire.Wire``)."""

    endpoint = "/v1/completions"
    texts = "prompt"

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:  # noqa: ARG002 - its path names no model
        """The facts and every string of a request.

        Raises:
            Malformed: not strict JSON, or not of this wire's shape.
            PartRefused: token ids that nothing here reads, or what the vendor would run; ``param`` is its path.
        """
        value = object_of(parse(body, REQUEST_LIMITS))
        model, stream = model_of(value.get("model")), flag(value, "stream")
        flag(value, "echo")
        by_ids = self.spelled(value, model)
        texts = texts_of(value.get("prompt"), "prompt")
        facts = {
            "model": model,
            "stream": stream,
            "features": _features(value, by_ids=by_ids),
            "conversation_seed": seed_of(*texts),
        }
        return self.request(value, body, REQUEST, Rules(known_keys=KNOWN_KEYS), facts)

    def read_answer(self, body: bytes) -> ReadAnswer:
        """The strings of a whole answer, or of a vendor's error body.

        Raises:
            VendorProtocolError: not a strict JSON object.
        """
        value, harvest = harvest_answer(body, ANSWER, Rules(known_keys=KNOWN_KEYS, strict=False, rewrite_keys=True))
        return ReadAnswer(tuple(harvest.segments), read_usage(value), read_finish_reasons(value), frozenset())


def _features(value: dict[str, Any], *, by_ids: bool) -> frozenset[str]:
    """Closed names of what this request uses."""
    several = any(isinstance(value.get(name), (int, float)) and value[name] > 1 for name in ("n", "best_of"))
    present = {
        "stream": value.get("stream") is True,
        "echo": value.get("echo") is True,
        "token_ids": by_ids,
        "suffix": used(value, ("suffix",)),
        "logprobs": value.get("logprobs") is not None,
        "multiple_choices": several,
        "unknown_fields": not _FIELDS.issuperset(value),
    }
    return frozenset(name for name, there in present.items() if there)
