# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a chat completion request must be, and what it may not hold.

Refused, with the part named: everything that cannot be read as text (images, audio, the bytes of files), tools of
unknown types, and what a server does that no application can be allowed. Guarded: what the vendor would fetch, search
or run itself (web search, code interpreter, remote MCP, data sources, files it keeps); the exchange refuses it unless
the application's document allows it by name. Parts of unknown types are listed likewise. A field that is null counts
as absent.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clearance.core.codec.chat_fields import KNOWN_FIELDS
from clearance.core.codec.model_name import model_of
from clearance.core.codec.openai_inputs import (
    GUARDED_TOOLS,
    Asked,
    flag,
    object_of,
    used,
    vendor_run,
)
from clearance.core.codec.slots import listed
from clearance.errors import Malformed, PartRefused
from clearance.model.words import Guarded

_TEXT_PARTS = {"text": "text", "refusal": "refusal"}
_OPAQUE_TYPES = frozenset(GUARDED_TOOLS) | listed(
    "image_url input_image image input_audio audio audio_url file input_file document video video_url input_video "
    "web_search_options"
)
"""Types that hold what cannot be scanned, and that a refusal may name; any other is the caller's own text."""
_OPAQUE_FIELDS = listed(
    "image_url image image_urls images image_data input_image input_audio audio audio_url file files file_id file_ids "
    "file_data file_url video video_url input_video attachments url"
)
"""Members of a message or part that carry or fetch what cannot be scanned, whatever the part's type says."""
_TOOL_TYPES = frozenset({"function", "custom"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks learned."""

    model: str
    stream: bool
    features: frozenset[str]
    guarded: tuple[tuple[str, str], ...] = ()
    unknown_parts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """What the checks come across, as they go."""

    guarded: Asked = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def check_request(value: Any) -> Checked:
    """The facts of a request.

    Raises:
        Malformed: not of this wire's shape.
        PartRefused: a part that is not allowed; ``param`` is its path.
    """
    value = object_of(value)
    model, stream = model_of(value.get("model")), flag(value, "stream")
    messages = value.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Malformed("messages is not an array with at least one message", param="messages")
    found = _Found()
    for index, message in enumerate(messages):
        _message(message, f"messages[{index}]", found)
    found.guarded += vendor_run(value)
    _modalities(value.get("modalities"))
    _tools(value.get("tools"), "tools", found)
    _tool_choice(value.get("tool_choice"), found)
    _prediction(value.get("prediction"), found)
    guarded = tuple(found.guarded)
    features = _features(value, found)
    return Checked(model, stream, features, guarded, tuple(found.unknown))


def _message(message: Any, path: str, found: _Found) -> None:
    if not isinstance(message, dict):
        raise Malformed("a message is not an object", param=path)
    if not isinstance(message.get("role"), str):
        raise Malformed("a message has no role", param=f"{path}.role")
    _no_opaque_fields(message, path)
    _content(message.get("content"), f"{path}.content", found)
    calls = message.get("tool_calls")
    if calls is not None:
        _tools(calls, f"{path}.tool_calls", found)


def _content(content: Any, path: str, found: _Found) -> None:
    if content is None or isinstance(content, str):
        return
    if not isinstance(content, list):
        raise Malformed("content is not a string or an array of parts", param=path)
    for index, part in enumerate(content):
        where = f"{path}[{index}]"
        if not isinstance(part, dict):
            raise Malformed("a content part is not an object", param=where)
        _part(part, where, found)


def _part(part: dict[str, Any], path: str, found: _Found) -> None:
    kind = part.get("type")
    name = _TEXT_PARTS.get(kind) if isinstance(kind, str) else None
    if kind == "file" and _is_kept_file(part):
        found.guarded.append((Guarded.SERVER_FILE, path))
        return
    if isinstance(kind, str) and kind in _OPAQUE_TYPES:
        raise PartRefused(f"a content part of {_shown(kind)} type is not allowed: only text is scanned", param=path)
    _no_opaque_fields(part, path)
    if name is None:
        found.unknown.append(path)
    elif not isinstance(part.get(name), str):
        raise Malformed(f"a {kind} part has no {name}", param=f"{path}.{name}")


def _is_kept_file(part: dict[str, Any]) -> bool:
    """Whether the part is the id of a file that the vendor keeps, and nothing else."""
    file = part.get("file")
    if not isinstance(file, dict) or not _OPAQUE_FIELDS.isdisjoint(part.keys() - {"file"}):
        return False
    there = {name for name, member in file.items() if member is not None}
    return isinstance(file.get("file_id"), str) and file["file_id"] != "" and there <= {"file_id", "filename"}


def _no_opaque_fields(holder: dict[str, Any], path: str) -> None:
    if _OPAQUE_FIELDS.isdisjoint(holder):
        return
    for name, member in holder.items():
        if name in _OPAQUE_FIELDS and member is not None:
            raise PartRefused(f"{name} is not allowed: only text is scanned", param=f"{path}.{name}")


def _shown(kind: Any) -> str:
    return f"'{kind}'" if isinstance(kind, str) and kind in _OPAQUE_TYPES else "unknown"


def _tools(tools: Any, path: str, found: _Found) -> None:
    """Tools, tool calls and allowed tools: each says what would run it."""
    if tools is None:
        return
    if not isinstance(tools, list):
        raise Malformed("not an array", param=path)
    for index, tool in enumerate(tools):
        _tool(tool, f"{path}[{index}]", found)


def _tool(tool: Any, path: str, found: _Found) -> None:
    if not isinstance(tool, dict):
        raise Malformed("not an object", param=path)
    kind = tool.get("type")
    if isinstance(kind, str) and kind in GUARDED_TOOLS:
        found.guarded.append((GUARDED_TOOLS[kind], path))
    elif not isinstance(kind, str) or kind not in _TOOL_TYPES:
        raise PartRefused(
            f"a tool of {_shown(kind)} type is not allowed: only tools that the caller runs are", param=path
        )


def _tool_choice(choice: Any, found: _Found) -> None:
    if choice is None or isinstance(choice, str):
        return
    if not isinstance(choice, dict):
        raise Malformed("tool_choice is not a string or an object", param="tool_choice")
    if choice.get("type") != "allowed_tools":
        _tool(choice, "tool_choice", found)
        return
    allowed = choice.get("allowed_tools")
    if not isinstance(allowed, dict):
        raise Malformed("allowed_tools is not an object", param="tool_choice.allowed_tools")
    _tools(allowed.get("tools"), "tool_choice.allowed_tools.tools", found)


def _prediction(prediction: Any, found: _Found) -> None:
    if prediction is None:
        return
    if not isinstance(prediction, dict):
        raise Malformed("prediction is not an object", param="prediction")
    _no_opaque_fields(prediction, "prediction")
    _content(prediction.get("content"), "prediction.content", found)


def _modalities(modalities: Any) -> None:
    if modalities is None:
        return
    if not isinstance(modalities, list):
        raise Malformed("modalities is not an array", param="modalities")
    for index, modality in enumerate(modalities):
        if modality != "text":
            raise PartRefused("an answer that is not text cannot be scanned", param=f"modalities[{index}]")


def _features(value: dict[str, Any], found: _Found) -> frozenset[str]:
    """Closed names of what this request uses, those that are guarded among them."""
    tools = value.get("tools") or ()
    answer = value.get("response_format")
    answer_type = answer.get("type") if isinstance(answer, dict) else None
    count = value.get("n")
    present = {
        "stream": value.get("stream") is True,
        "tools": used(value, ("tools", "functions")),
        "custom_tools": any(tool.get("type") == "custom" for tool in tools),
        "parallel_tools": value.get("parallel_tool_calls") is True,
        "json_schema": answer_type == "json_schema",
        "json_object": answer_type == "json_object",
        "logprobs": used(value, ("logprobs", "top_logprobs")),
        "multiple_choices": isinstance(count, (int, float)) and count > 1,
        "prediction": used(value, ("prediction",)),
        "store": used(value, ("store",)),
        "reasoning": used(value, ("reasoning_effort", "reasoning")),
        "service_tier": used(value, ("service_tier",)),
        "moderation": used(value, ("moderation",)),
        "prompt_cache": used(value, ("prompt_cache_key", "prompt_cache_retention", "prompt_cache_options")),
        "unknown_parts": bool(found.unknown),
        "unknown_fields": not KNOWN_FIELDS.issuperset(value),
    }
    return frozenset(name for name, there in present.items() if there) | {str(name) for name, _ in found.guarded}


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
            kind = part.get("type")
            name = _TEXT_PARTS.get(kind) if isinstance(kind, str) else None
            yield part[name] if name else json.dumps(part, sort_keys=True)
