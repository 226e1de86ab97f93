# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a chat completion request must be, and what it may not hold.

Refused, with the part named: everything that cannot be read as text (images, audio, files), everything
that the vendor would fetch or run itself (web search, code interpreter, remote MCP, data sources), and
every part of an unknown type. A field that is null counts as absent.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clearance.core.codec.chat_fields import KNOWN_FIELDS
from clearance.core.codec.slots import listed
from clearance.errors import Malformed, PartRefused

_MAX_MODEL = 200
_MODEL_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/@-")
_TEXT_PARTS = {"text": "text", "refusal": "refusal"}
_OPAQUE_TYPES = listed(
    "image_url input_image image input_audio audio audio_url file input_file document video video_url input_video "
    "web_search web_search_preview web_search_options code_interpreter file_search mcp computer_use "
    "computer_use_preview image_generation local_shell shell tool_search"
)
"""Types that a refusal may name; any other is called unknown, because it is the caller's own text."""
_OPAQUE_FIELDS = listed(
    "image_url image image_urls images image_data input_image input_audio audio audio_url file files file_id file_ids "
    "file_data file_url video video_url input_video attachments url"
)
"""Members of a message or part that carry or fetch what cannot be scanned, whatever the part's type says."""
_VENDOR_RUN_FIELDS = listed(
    "audio web_search_options search_parameters plugins data_sources mcp_servers file_ids attachments"
)
"""Top-level fields by which a server searches, fetches or runs something itself."""
_TOOL_TYPES = frozenset({"function", "custom"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks learned."""

    model: str
    stream: bool
    features: frozenset[str]


def check_request(value: Any) -> Checked:
    """The facts of a request.

    Raises:
        Malformed: not of this wire's shape.
        PartRefused: a part that is not allowed; ``param`` is its path.
    """
    if not isinstance(value, dict):
        raise Malformed("the body is not a JSON object")
    model = check_model(value.get("model"))
    stream = value.get("stream")
    if stream is not None and not isinstance(stream, bool):
        raise Malformed("stream is not true or false", param="stream")
    messages = value.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Malformed("messages is not an array with at least one message", param="messages")
    for index, message in enumerate(messages):
        _message(message, f"messages[{index}]")
    for name, member in value.items():
        if name in _VENDOR_RUN_FIELDS and member is not None:
            raise PartRefused(f"{name} is not allowed: the gateway cannot see what it does", param=name)
    _modalities(value.get("modalities"))
    _tools(value.get("tools"), "tools")
    _tool_choice(value.get("tool_choice"))
    _prediction(value.get("prediction"))
    return Checked(model, bool(stream), _features(value))


def check_model(model: Any) -> str:
    """A model's name. Raises Malformed: not one, or one that could be content."""
    if not isinstance(model, str):
        raise Malformed("model is not a string", param="model")
    if not 0 < len(model) <= _MAX_MODEL or not _MODEL_CHARACTERS.issuperset(model):
        raise Malformed(f"model is not 1 to {_MAX_MODEL} characters of A-Z a-z 0-9 _ . : / @ -", param="model")
    return model


def _message(message: Any, path: str) -> None:
    if not isinstance(message, dict):
        raise Malformed("a message is not an object", param=path)
    if not isinstance(message.get("role"), str):
        raise Malformed("a message has no role", param=f"{path}.role")
    _no_opaque_fields(message, path)
    _content(message.get("content"), f"{path}.content")
    calls = message.get("tool_calls")
    if calls is not None:
        _tools(calls, f"{path}.tool_calls")


def _content(content: Any, path: str) -> None:
    if content is None or isinstance(content, str):
        return
    if not isinstance(content, list):
        raise Malformed("content is not a string or an array of parts", param=path)
    for index, part in enumerate(content):
        where = f"{path}[{index}]"
        if not isinstance(part, dict):
            raise Malformed("a content part is not an object", param=where)
        kind = part.get("type")
        field = _TEXT_PARTS.get(kind) if isinstance(kind, str) else None
        if field is None:
            raise PartRefused(
                f"a content part of {_shown(kind)} type is not allowed: only text is scanned", param=where
            )
        _no_opaque_fields(part, where)
        if not isinstance(part.get(field), str):
            raise Malformed(f"a {kind} part has no {field}", param=f"{where}.{field}")


def _no_opaque_fields(holder: dict[str, Any], path: str) -> None:
    if _OPAQUE_FIELDS.isdisjoint(holder):
        return
    for name, member in holder.items():
        if name in _OPAQUE_FIELDS and member is not None:
            raise PartRefused(f"{name} is not allowed: only text is scanned", param=f"{path}.{name}")


def _shown(kind: Any) -> str:
    return f"'{kind}'" if isinstance(kind, str) and kind in _OPAQUE_TYPES else "unknown"


def _tools(tools: Any, path: str) -> None:
    """Tools, tool calls and allowed tools: each says what would run it."""
    if tools is None:
        return
    if not isinstance(tools, list):
        raise Malformed("not an array", param=path)
    for index, tool in enumerate(tools):
        _tool(tool, f"{path}[{index}]")


def _tool(tool: Any, path: str) -> None:
    if not isinstance(tool, dict):
        raise Malformed("not an object", param=path)
    kind = tool.get("type")
    if not isinstance(kind, str) or kind not in _TOOL_TYPES:
        raise PartRefused(
            f"a tool of {_shown(kind)} type is not allowed: only tools that the caller runs are", param=path
        )


def _tool_choice(choice: Any) -> None:
    if choice is None or isinstance(choice, str):
        return
    if not isinstance(choice, dict):
        raise Malformed("tool_choice is not a string or an object", param="tool_choice")
    if choice.get("type") != "allowed_tools":
        _tool(choice, "tool_choice")
        return
    allowed = choice.get("allowed_tools")
    if not isinstance(allowed, dict):
        raise Malformed("allowed_tools is not an object", param="tool_choice.allowed_tools")
    _tools(allowed.get("tools"), "tool_choice.allowed_tools.tools")


def _prediction(prediction: Any) -> None:
    if prediction is None:
        return
    if not isinstance(prediction, dict):
        raise Malformed("prediction is not an object", param="prediction")
    _no_opaque_fields(prediction, "prediction")
    _content(prediction.get("content"), "prediction.content")


def _modalities(modalities: Any) -> None:
    if modalities is None:
        return
    if not isinstance(modalities, list):
        raise Malformed("modalities is not an array", param="modalities")
    for index, modality in enumerate(modalities):
        if modality != "text":
            raise PartRefused("an answer that is not text cannot be scanned", param=f"modalities[{index}]")


def _features(value: dict[str, Any]) -> frozenset[str]:
    """Closed names of what this request uses."""

    def used(*names: str) -> bool:
        return any(value.get(name) not in (None, False, [], {}) for name in names)

    tools = value.get("tools") or ()
    answer = value.get("response_format")
    answer_type = answer.get("type") if isinstance(answer, dict) else None
    count = value.get("n")
    present = {
        "stream": value.get("stream") is True,
        "tools": used("tools", "functions"),
        "custom_tools": any(tool.get("type") == "custom" for tool in tools),
        "parallel_tools": value.get("parallel_tool_calls") is True,
        "json_schema": answer_type == "json_schema",
        "json_object": answer_type == "json_object",
        "logprobs": used("logprobs", "top_logprobs"),
        "multiple_choices": isinstance(count, (int, float)) and count > 1,
        "prediction": used("prediction"),
        "store": used("store"),
        "reasoning": used("reasoning_effort", "reasoning"),
        "service_tier": used("service_tier"),
        "moderation": used("moderation"),
        "prompt_cache": used("prompt_cache_key", "prompt_cache_retention", "prompt_cache_options"),
        "unknown_fields": not KNOWN_FIELDS.issuperset(value),
    }
    return frozenset(name for name, there in present.items() if there)


def conversation_seed(messages: list[dict[str, Any]]) -> bytes:
    """SHA-256 of how a conversation opens: the system and developer texts before the first user message, and that
    message's texts. The messages are those of a request that has passed ``check_request``.

    Each text is preceded by its speaker (one byte) and its length (eight bytes), so that no two different
    openings give the same bytes; a string and a single text part are the same opening.
    """
    digest = hashlib.sha256()
    for message in messages:
        role = message["role"]
        if role not in ("system", "developer", "user"):
            continue
        for text in _texts(message.get("content")):
            data = text.encode()
            digest.update((b"u" if role == "user" else b"s") + len(data).to_bytes(8, "big"))
            digest.update(data)
        if role == "user":
            break
    return digest.digest()


def _texts(content: Any) -> Iterator[str]:
    """The texts of a content that has passed ``_content``."""
    if isinstance(content, str):
        yield content
    elif content:
        for part in content:
            yield part[_TEXT_PARTS[part["type"]]]
