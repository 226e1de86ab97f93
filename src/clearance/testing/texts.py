# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a vendor of OpenAI's endpoints for plain texts would answer: completions, embeddings, moderations.

A completion says the prompt back; a vector is made of the bytes of its text, so that a test sees what was embedded.
"""

import base64
import json
from array import array
from collections.abc import Iterator, Mapping
from typing import Any

from clearance.testing.chat import CREATED, DONE, PIECE, STREAM_TYPE, Asked, marked

COMPLETIONS = "/v1/completions"
EMBEDDINGS = "/v1/embeddings"
MODERATIONS = "/v1/moderations"
PATHS = frozenset({COMPLETIONS, EMBEDDINGS, MODERATIONS})


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _texts(value: object) -> list[str]:
    many = value if isinstance(value, list) else [value]
    return [one["text"] if isinstance(one, dict) else str(one) for one in many]


def _usage(texts: list[str]) -> dict[str, int]:
    count = sum(len(text) // 4 + 1 for text in texts)
    return {"prompt_tokens": count, "total_tokens": count}


def completion(asked: Mapping[str, Any]) -> bytes:
    """A whole completion for each prompt."""
    prompts = _texts(asked.get("prompt") or "")
    choices = [
        {"index": index, "text": text, "logprobs": _logprobs(asked, text), "finish_reason": "stop"}
        for index, text in enumerate(prompts)
    ]
    return _dump(_head(asked) | {"choices": choices, "usage": _usage(prompts) | {"completion_tokens": 1}})


def _logprobs(asked: Mapping[str, Any], text: str) -> dict[str, Any] | None:
    if asked.get("logprobs") is None:
        return None
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    best: list[dict[str, float]] = [{piece: -0.5} for piece in pieces]
    offsets = list(range(0, len(text), PIECE))
    return {"tokens": pieces, "token_logprobs": [-0.5] * len(pieces), "top_logprobs": best, "text_offset": offsets}


def _head(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": "cmpl-standin", "object": "text_completion", "created": CREATED, "model": asked["model"]}


def completion_events(asked: Mapping[str, Any]) -> Iterator[bytes]:
    """The same as a stream, a few characters at a time."""
    prompts = _texts(asked.get("prompt") or "")
    for index, text in enumerate(prompts):
        for start in range(0, len(text), PIECE):
            choice = {"index": index, "text": text[start : start + PIECE], "logprobs": None, "finish_reason": None}
            yield b"data: " + _dump(_head(asked) | {"choices": [choice]}) + b"\n\n"
        last = {"index": index, "text": "", "logprobs": None, "finish_reason": "stop"}
        yield b"data: " + _dump(_head(asked) | {"choices": [last]}) + b"\n\n"
    yield DONE


def vector(text: str) -> list[float]:
    """A vector that only this text has."""
    return [byte / 256 for byte in text.encode()] or [0.0]


def embeddings(asked: Mapping[str, Any]) -> bytes:
    """A vector for each input, as numbers or base64."""
    texts = _texts(asked["input"])
    data = [
        {"object": "embedding", "index": index, "embedding": _spelled(asked, text)} for index, text in enumerate(texts)
    ]
    return _dump({"object": "list", "data": data, "model": asked["model"], "usage": _usage(texts)})


def _spelled(asked: Mapping[str, Any], text: str) -> list[float] | str:
    if asked.get("encoding_format") != "base64":
        return vector(text)
    return base64.b64encode(array("f", vector(text)).tobytes()).decode()


def moderations(asked: Mapping[str, Any]) -> bytes:
    """Nothing is ever wrong with an input."""
    result = {
        "flagged": False,
        "categories": {"violence": False, "self-harm/intent": False},
        "category_scores": {"violence": 0.01, "self-harm/intent": 0.001},
        "category_applied_input_types": {"violence": ["text"], "self-harm/intent": ["text"]},
    }
    model = asked.get("model") or "omni-moderation-latest"
    return _dump({"id": "modr-standin", "model": model, "results": [result for _ in _texts(asked["input"])]})


class Completions:
    """The speaker of ``/v1/completions`` (see ``clearance.testing.vendor.Speaker``): says the prompts back."""

    STREAM_TYPE = STREAM_TYPE
    PATH = COMPLETIONS

    def speaks(self, path: str) -> bool:
        """Whether a call of this path is of this endpoint."""
        return path == self.PATH

    def read(self, body: bytes, path: str = "") -> Asked:  # noqa: ARG002 - the body says everything
        """Read a request. Raises ValueError or KeyError when it is none."""
        value: dict[str, Any] = json.loads(body)
        return marked(value, "", value.get("model") or "", ("", ""), stream=bool(value.get("stream")))

    def answer(self, asked: Asked, text: str, *, tool: bool = False) -> bytes:
        """A whole answer, whatever the script says."""
        del text, tool
        return completion(asked.request)

    def events(self, asked: Asked, text: str, *, tool: bool = False) -> Iterator[bytes]:
        """The same as a stream."""
        del text, tool
        return completion_events(asked.request)


class Embeddings(Completions):
    """The speaker of ``/v1/embeddings``."""

    PATH = EMBEDDINGS

    def answer(self, asked: Asked, text: str, *, tool: bool = False) -> bytes:
        """A vector for each input."""
        del text, tool
        return embeddings(asked.request)


class Moderations(Completions):
    """The speaker of ``/v1/moderations``."""

    PATH = MODERATIONS

    def answer(self, asked: Asked, text: str, *, tool: bool = False) -> bytes:
        """A verdict for each input."""
        del text, tool
        return moderations(asked.request)
