# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a vendor of the OpenAI Responses wire would answer: bodies and events, built from a request.

As the vendor does, a response repeats the instructions, tools and metadata of its request, and each text of a stream
comes four times: in deltas, in the ends of text, part and item, and in the last event.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from clearance.testing import chat
from clearance.testing.chat import CREATED, PIECE, Asked, marked

STREAM_TYPE = chat.STREAM_TYPE
PATH = "/v1/responses"
ENCRYPTED = base64.urlsafe_b64encode(bytes(range(128))).decode()
"""What stands for the reasoning that only the vendor can read."""
_ECHOED = ("instructions", "tools", "metadata", "user", "text", "tool_choice", "prompt_cache_key")


def speaks(path: str) -> bool:
    """Whether a call of this path is of this endpoint."""
    return path == PATH


def read(body: bytes, path: str = PATH) -> Asked:  # noqa: ARG001 - the body says everything
    """Read a request. Raises ValueError or KeyError when it is none."""
    value: dict[str, Any] = json.loads(body)
    stream = bool(value.get("stream"))
    return marked(value, _last_user_text(value["input"]), value["model"], _first_tool(value), stream=stream)


def _last_user_text(given: Any) -> str:
    if isinstance(given, str):
        return given
    contents = [item.get("content") for item in given if item.get("role") == "user"]
    content = contents[-1] if contents else ""
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content if part.get("type") == "input_text")
    return content or ""


def _first_tool(value: dict[str, Any]) -> tuple[str, str]:
    for tool in value.get("tools") or ():
        properties = (tool.get("parameters") or {}).get("properties") or {}
        return tool.get("name", "record_note"), next(iter(properties), "text")
    return "record_note", "text"


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _response(asked: Asked, status: str, output: list[dict[str, Any]], usage: Any = None) -> dict[str, Any]:
    echoed = {name: asked.request[name] for name in _ECHOED if name in asked.request}
    return {
        "id": "resp_standin",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "model": asked.model,
        "output": output,
        "parallel_tool_calls": True,
        "store": False,
        "tool_choice": "auto",
        "tools": [],
        "usage": usage,
    } | echoed


def _usage(asked: Asked, text: str) -> dict[str, Any]:
    before, after = len(asked.text) // 4 + 1, len(text) // 4 + 1
    return {
        "input_tokens": before,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": after,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": before + after,
    }


def _reasoning(text: str) -> dict[str, Any]:
    summary = [{"type": "summary_text", "text": text}] if text else []
    return {"id": "rs_standin", "type": "reasoning", "summary": summary, "encrypted_content": ENCRYPTED}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "annotations": [], "logprobs": [], "text": text}


def _message(status: str, *content: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "msg_standin",
        "type": "message",
        "status": status,
        "role": "assistant",
        "content": list(content),
    }


def _call(asked: Asked, status: str, arguments: str) -> dict[str, Any]:
    return {
        "id": "fc_standin",
        "type": "function_call",
        "status": status,
        "call_id": "call_1",
        "name": asked.tool,
        "arguments": arguments,
    }


def answer(asked: Asked, text: str, *, tool: bool = False) -> bytes:
    """A whole answer that thinks and says ``text``, or calls a tool with it."""
    said = json.dumps({asked.argument: text}, ensure_ascii=False)
    item = _call(asked, "completed", said) if tool else _message("completed", _part(text))
    return _dump(_response(asked, "completed", [_reasoning(text), item], _usage(asked, text)))


def events(asked: Asked, text: str, *, tool: bool = False, piece: int = PIECE) -> Iterator[bytes]:
    """A whole stream that thinks and says ``text``, or calls a tool with it, a few characters at a time."""
    for number, (kind, members) in enumerate(_told(asked, text, tool=tool, piece=piece)):
        value = {"type": kind, "sequence_number": number} | members
        yield b"event: " + kind.encode() + b"\ndata: " + _dump(value) + b"\n\n"


def _told(asked: Asked, text: str, *, tool: bool, piece: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for status in ("created", "in_progress"):
        yield f"response.{status}", {"response": _response(asked, "in_progress", [])}
    thought: dict[str, Any] = {"item_id": "rs_standin", "output_index": 0, "summary_index": 0}
    yield "response.output_item.added", {"output_index": 0, "item": _reasoning("")}
    empty = {"type": "summary_text", "text": ""}
    yield "response.reasoning_summary_part.added", thought | {"part": empty}
    yield from _grown("response.reasoning_summary_text", thought, "text", text, piece)
    yield "response.reasoning_summary_part.done", thought | {"part": empty | {"text": text}}
    yield "response.output_item.done", {"output_index": 0, "item": _reasoning(text)}
    if tool:
        said = json.dumps({asked.argument: text}, ensure_ascii=False)
        place: dict[str, Any] = {"item_id": "fc_standin", "output_index": 1}
        item = _call(asked, "completed", said)
        yield "response.output_item.added", {"output_index": 1, "item": _call(asked, "in_progress", "")}
        yield from _grown("response.function_call_arguments", place, "arguments", said, piece)
    else:
        place = {"item_id": "msg_standin", "output_index": 1, "content_index": 0}
        item = _message("completed", _part(text))
        yield "response.output_item.added", {"output_index": 1, "item": _message("in_progress")}
        yield "response.content_part.added", place | {"part": _part("")}
        yield from _grown("response.output_text", place, "text", text, piece, logprobs=[])
        yield "response.content_part.done", place | {"part": _part(text)}
    yield "response.output_item.done", {"output_index": 1, "item": item}
    whole = _response(asked, "completed", [_reasoning(text), item], _usage(asked, text))
    yield "response.completed", {"response": whole}


def _grown(
    kind: str, place: dict[str, Any], member: str, text: str, piece: int, **more: Any
) -> Iterator[tuple[str, dict[str, Any]]]:
    for start in range(0, len(text), piece):
        yield f"{kind}.delta", place | more | {"delta": text[start : start + piece], "obfuscation": "x" * 4}
    yield f"{kind}.done", place | more | {member: text}


class InputTokens:
    """The speaker of ``/v1/responses/input_tokens``: a number, whatever is asked."""

    STREAM_TYPE = STREAM_TYPE
    _path = "/v1/responses/input_tokens"

    def speaks(self, path: str) -> bool:
        """Whether a call of this path is of this endpoint."""
        return path == self._path

    def read(self, body: bytes, path: str = "") -> Asked:
        """Read a request, which has no stream."""
        return replace(read(body, path), stream=False)

    def answer(self, asked: Asked, text: str, *, tool: bool = False) -> bytes:
        """How long the last message is."""
        del text, tool
        return _dump({"object": "response.input_tokens", "input_tokens": _usage(asked, "")["input_tokens"]})

    def events(self, asked: Asked, text: str, *, tool: bool = False) -> Iterator[bytes]:
        """There is no stream of it."""
        yield self.answer(asked, text, tool=tool)


class Compact(InputTokens):
    """The speaker of ``/v1/responses/compact``: the last message, and a block that only the vendor reads."""

    _path = "/v1/responses/compact"

    def answer(self, asked: Asked, text: str, *, tool: bool = False) -> bytes:
        """The input made shorter."""
        del text, tool
        said = {"id": "msg_1", "type": "message", "role": "user", "status": "completed"}
        item = said | {"content": [{"type": "input_text", "text": asked.text}]}
        short = {"id": "cmp_1", "type": "compaction", "encrypted_content": ENCRYPTED}
        size = len(asked.text) // 4
        usage = {"input_tokens": size, "output_tokens": 8, "total_tokens": size + 8}
        head = {"id": "resp_standin", "object": "response.compaction", "created_at": CREATED}
        return _dump(head | {"output": [item, short], "usage": usage})
