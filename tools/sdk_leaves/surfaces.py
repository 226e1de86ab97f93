# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Where each body's types are in its vendor's SDK."""

import importlib
from collections.abc import Iterator, Mapping
from typing import Any

from tools.sdk_leaves.leaf import Leaf
from tools.sdk_leaves.shapes import shape_leaves
from tools.sdk_leaves.typed import typed_leaves

SURFACES: Mapping[str, str] = {
    "openai_chat": "openai.types.chat.completion_create_params:CompletionCreateParamsNonStreaming",
    "openai_chat_answer": "openai.types.chat:ChatCompletion",
    "openai_responses": "openai.types.responses.response_create_params:ResponseCreateParamsNonStreaming",
    "openai_responses_answer": "openai.types.responses:Response",
    "openai_embeddings": "openai.types:EmbeddingCreateParams",
    "openai_input_tokens_answer": "openai.types.responses.input_token_count_response:InputTokenCountResponse",
    "openai_compact_answer": "openai.types.responses:CompactedResponse",
    "openai_embeddings_answer": "openai.types:CreateEmbeddingResponse",
    "openai_completions": "openai.types.completion_create_params:CompletionCreateParamsNonStreaming",
    "openai_completions_answer": "openai.types:Completion",
    "openai_moderations": "openai.types:ModerationCreateParams",
    "openai_moderations_answer": "openai.types:ModerationCreateResponse",
    "anthropic_messages": "anthropic.types.message_create_params:MessageCreateParamsNonStreaming",
    "anthropic_beta": "anthropic.types.beta.message_create_params:MessageCreateParamsNonStreaming",
    "anthropic_messages_answer": "anthropic.types:Message",
    "anthropic_beta_answer": "anthropic.types.beta:BetaMessage",
    "gemini": "google.genai.types:",
    "gemini_answer": "google.genai.types:GenerateContentResponse",
    "bedrock": "botocore:Converse.input",
    "bedrock_answer": "botocore:Converse.output",
    "openai_chat_stream": "openai.types.chat:ChatCompletionChunk",
    "openai_responses_stream": "openai.types.responses:ResponseStreamEvent",
    "openai_completions_stream": "openai.types:Completion",
    "anthropic_messages_stream": "anthropic.types:RawMessageStreamEvent",
    "anthropic_beta_stream": "anthropic.types.beta:BetaRawMessageStreamEvent",
    "gemini_stream": "google.genai.types:GenerateContentResponse",
    "bedrock_stream": "botocore:ConverseStream.output.stream",
}
"""By name of the surface. Those of streams are of one event."""


_REPEATED = tuple(
    f"event({kind}){member}"
    for kind, member in (
        *((f"response.{when}", ".response") for when in ("created", "queued", "in_progress", "incomplete", "failed")),
        ("response.output_item.added", ".item"),
        ("response.content_part.added", ".part"),
    )
)
"""What events of a stream repeat is walked in one of them: in the one that comes last."""


def leaves_of(surface: str) -> Iterator[Leaf]:
    """Leaves of a surface, each path once for each kind."""
    seen: set[tuple[str, str]] = set()
    for leaf in _walk(surface):
        if (leaf.path, leaf.kind) not in seen and not leaf.path.startswith(_REPEATED):
            seen.add((leaf.path, leaf.kind))
            yield leaf


def _walk(surface: str) -> Iterator[Leaf]:
    module, _, name = SURFACES[surface].partition(":")
    if module == "botocore":
        operation, side, *member = name.split(".")
        service = importlib.import_module("botocore.session").get_session().get_service_model("bedrock-runtime")
        shape = getattr(service.operation_model(operation), f"{side}_shape")
        yield from shape_leaves(shape.members[member[0]] if member else shape)
    elif not name:
        yield from _gemini(module)
    else:
        # Of several types of event, a path says which.
        at = "event" if surface.endswith("_stream") else ""
        yield from typed_leaves(getattr(importlib.import_module(module), name), at)


def _gemini(module: str) -> Iterator[Leaf]:
    """The REST body, from the SDK's types of its parts: the SDK has no type for the whole."""
    known: Any = importlib.import_module(module)
    least = {"contents": [{"role": "user", "parts": [{"text": "x"}]}]}
    members = {
        "contents": list[known.Content],
        "systemInstruction": known.Content,
        "tools": list[known.Tool],
        "toolConfig": known.ToolConfig,
        "safetySettings": list[known.SafetySetting],
        "generationConfig": known.GenerationConfig,
        "cachedContent": str,
        "labels": dict[str, str],
    }
    for name, kind in members.items():
        for leaf in typed_leaves(kind, name):
            yield leaf.at(least | {name: leaf.value})
