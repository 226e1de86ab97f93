# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a vendor of the Anthropic Messages wire would answer: bodies and events, built from a request.

A request with ``thinking`` is answered with a signed block of it first, which repeats the text. Marks are those of
``clearance.testing.chat``.
"""

import json
from collections.abc import Iterator
from typing import Any

from clearance.testing.chat import PIECE, STREAM_TYPE, Asked, marked

SIGNATURE = "c3RhbmQtaW4" * 8
"""Of every thinking block: as opaque as a vendor's, and always the same."""
_HEAD: dict[str, Any] = {"id": "msg_standin", "type": "message", "role": "assistant"}


class Messages:
    """The speaker of ``/v1/messages`` (see ``clearance.testing.vendor.Speaker``)."""

    STREAM_TYPE = STREAM_TYPE

    def speaks(self, path: str) -> bool:
        """Whether a call of this path is of this endpoint."""
        return path == "/v1/messages"

    def read(self, body: bytes, path: str = "") -> Asked:  # noqa: ARG002 - the body says everything
        """Read a request. Raises ValueError or KeyError when it is none."""
        value: dict[str, Any] = json.loads(body)
        stream = bool(value.get("stream"))
        return marked(value, _last_user_text(value), value["model"], _first_tool(value), stream=stream)

    def answer(self, asked: Asked, text: str, *, tool: bool = False) -> bytes:
        """A whole answer that says ``text``, or calls a tool with it."""
        content: list[dict[str, Any]] = []
        if _thinks(asked):
            content.append({"type": "thinking", "thinking": text, "signature": SIGNATURE})
        if tool:
            content.append({"type": "tool_use", "id": "toolu_1", "name": asked.tool, "input": {asked.argument: text}})
        else:
            content.append({"type": "text", "text": text})
        ending = {"content": content, "stop_reason": "tool_use" if tool else "end_turn", "stop_sequence": None}
        return _dump(_HEAD | {"model": asked.model} | ending | {"usage": _usage(asked, text)})

    def events(self, asked: Asked, text: str, *, tool: bool = False, piece: int = PIECE) -> Iterator[bytes]:
        """A whole stream that says ``text``, or calls a tool with it, a few characters at a time."""
        yield self.opening(asked)
        index = 0
        if _thinks(asked):
            yield from _block(0, {"type": "thinking", "thinking": "", "signature": ""}, text, piece)
            index = 1
        if tool:
            call = {"type": "tool_use", "id": "toolu_1", "name": asked.tool, "input": {}}
            yield from _block(index, call, json.dumps({asked.argument: text}, ensure_ascii=False), piece)
        else:
            yield from _block(index, {"type": "text", "text": ""}, text, piece)
        yield from self.closing(asked, text, "tool_use" if tool else "end_turn")

    def opening(self, asked: Asked) -> bytes:
        """The first event."""
        usage = _usage(asked, "") | {"output_tokens": 1}
        message: dict[str, Any] = _HEAD | {
            "model": asked.model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
        }
        return sse({"type": "message_start", "message": message | {"usage": usage}})

    def closing(self, asked: Asked, text: str, reason: str) -> Iterator[bytes]:
        """The last two events."""
        delta = {"stop_reason": reason, "stop_sequence": None}
        usage = {"output_tokens": _usage(asked, text)["output_tokens"]}
        yield sse({"type": "message_delta", "delta": delta, "usage": usage})
        yield sse({"type": "message_stop"})


class CountTokens(Messages):
    """The speaker of ``/v1/messages/count_tokens``: a number, whatever is asked."""

    def speaks(self, path: str) -> bool:
        """Whether a call of this path is of this endpoint."""
        return path == "/v1/messages/count_tokens"

    def answer(self, asked: Asked, text: str, *, tool: bool = False) -> bytes:
        """How long the last message is."""
        del text, tool
        return _dump({"input_tokens": _usage(asked, "")["input_tokens"]})


def error(text: str, kind: str = "invalid_request_error") -> bytes:
    """An error in the wire's envelope."""
    return _dump({"type": "error", "error": {"type": kind, "message": text}, "request_id": "req_standin"})


def sse(value: dict[str, Any]) -> bytes:
    """One event, named by its type."""
    return b"event: " + str(value["type"]).encode() + b"\ndata: " + _dump(value) + b"\n\n"


def _block(index: int, block: dict[str, Any], text: str, piece: int) -> Iterator[bytes]:
    kind, member = {
        "text": ("text_delta", "text"),
        "thinking": ("thinking_delta", "thinking"),
        "tool_use": ("input_json_delta", "partial_json"),
    }[block["type"]]
    yield sse({"type": "content_block_start", "index": index, "content_block": block})
    yield sse({"type": "ping"})
    for start in range(0, len(text), piece):
        delta = {"type": kind, member: text[start : start + piece]}
        yield sse({"type": "content_block_delta", "index": index, "delta": delta})
    if block["type"] == "thinking":
        signed = {"type": "signature_delta", "signature": SIGNATURE}
        yield sse({"type": "content_block_delta", "index": index, "delta": signed})
    yield sse({"type": "content_block_stop", "index": index})


def _thinks(asked: Asked) -> bool:
    thinking: dict[str, str] = asked.request.get("thinking") or {}
    return thinking.get("type", "disabled") != "disabled"


def _last_user_text(value: dict[str, Any]) -> str:
    contents = [message.get("content") for message in value["messages"] if message.get("role") == "user"]
    content = contents[-1] if contents else ""
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content if part.get("type") == "text")
    return content or ""


def _first_tool(value: dict[str, Any]) -> tuple[str, str]:
    for tool in value.get("tools") or ():
        properties = (tool.get("input_schema") or {}).get("properties") or {}
        return tool.get("name", "record_note"), next(iter(properties), "text")
    return "record_note", "text"


def _usage(asked: Asked, text: str) -> dict[str, int]:
    return {"input_tokens": len(asked.text) // 4 + 1, "output_tokens": len(text) // 4 + 1}


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
