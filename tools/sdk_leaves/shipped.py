# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The leaves as they are shipped, and the bodies that they are tried in. Needs no SDK."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tools.sdk_leaves.leaf import MARK

FOLDER = Path(__file__).parents[2] / "tests/data/wire_leaves"
SHAPED = "TGVhZiBNYXJrIGluIHRoZSBzaGFwZSBvZiBiYXNlNjQh"
"""A mark in the shape of what only a vendor can read, or of a name that a wire holds to its letters."""


@dataclass(frozen=True, slots=True)
class ShippedLeaf:
    """One line of a file."""

    path: str
    kind: str
    body: Any
    word: str = ""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One body of one endpoint; ``base`` are members that every call has, where the leaf's body does not."""

    name: str
    endpoint: str
    base: Mapping[str, Any]
    model: bool = True
    """Whether the body names the model; else the path does."""
    answer: bool = False

    @property
    def path(self) -> str:
        """A path of the endpoint that can be called."""
        return self.endpoint.replace("{model}", "m")

    def leaves(self) -> tuple[ShippedLeaf, ...]:
        """Its leaves, in the order of the types."""
        return _leaves(self.name)

    def body(self, leaf: ShippedLeaf, text: str, **members: Any) -> bytes:
        """The leaf's body with this text at the leaf."""
        filled = json.dumps(leaf.body).replace(json.dumps(MARK)[1:-1], json.dumps(text)[1:-1])
        value = dict(self.base) | json.loads(filled) | members
        if self.model and not self.answer and leaf.path != "model":
            value["model"] = "m"
        return json.dumps(value, ensure_ascii=False).encode()


@cache
def _leaves(name: str) -> tuple[ShippedLeaf, ...]:
    lines = map(json.loads, (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())
    return tuple(ShippedLeaf(one["leaf"], one["kind"], one["body"], one.get("word", "")) for one in lines)


_CONTENTS = [{"role": "user", "parts": [{"text": "x"}]}]
_MESSAGES = [{"role": "user", "content": [{"text": "x"}]}]
REQUESTS = (
    Shipped("openai_chat", "/v1/chat/completions", {}),
    Shipped("openai_responses", "/v1/responses", {"input": "x"}),
    Shipped("openai_completions", "/v1/completions", {"prompt": "x"}),
    Shipped("openai_embeddings", "/v1/embeddings", {}),
    Shipped("openai_moderations", "/v1/moderations", {}),
    Shipped("anthropic_messages", "/v1/messages", {}),
    Shipped("anthropic_beta", "/v1/messages", {}),
    Shipped("gemini", "/v1beta/models/{model}:generateContent", {"contents": _CONTENTS}, model=False),
    Shipped("bedrock", "/model/{model}/converse", {"messages": _MESSAGES}, model=False),
)
ANSWERS = (
    Shipped("openai_chat_answer", "/v1/chat/completions", {}, answer=True),
    Shipped("openai_responses_answer", "/v1/responses", {}, answer=True),
    Shipped("openai_input_tokens_answer", "/v1/responses/input_tokens", {}, answer=True),
    Shipped("openai_compact_answer", "/v1/responses/compact", {}, answer=True),
    Shipped("openai_completions_answer", "/v1/completions", {}, answer=True),
    Shipped("openai_embeddings_answer", "/v1/embeddings", {}, answer=True),
    Shipped("openai_moderations_answer", "/v1/moderations", {}, answer=True),
    Shipped("anthropic_messages_answer", "/v1/messages", {}, answer=True),
    Shipped("anthropic_beta_answer", "/v1/messages", {}, answer=True),
    Shipped("gemini_answer", "/v1beta/models/{model}:generateContent", {}, answer=True),
    Shipped("bedrock_answer", "/model/{model}/converse", {}, answer=True),
)
STREAMS = (
    Shipped("openai_chat_stream", "/v1/chat/completions", {}, answer=True),
    Shipped("openai_responses_stream", "/v1/responses", {}, answer=True),
    Shipped("openai_completions_stream", "/v1/completions", {}, answer=True),
    Shipped("anthropic_messages_stream", "/v1/messages", {}, answer=True),
    Shipped("anthropic_beta_stream", "/v1/messages", {}, answer=True),
    Shipped("gemini_stream", "/v1beta/models/{model}:streamGenerateContent", {}, answer=True),
    Shipped("bedrock_stream", "/model/{model}/converse-stream", {}, answer=True),
)
"""Events of streamed answers."""
