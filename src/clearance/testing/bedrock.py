# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a vendor of the Bedrock Converse wire would answer: bodies and messages, built from a request and its path."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from clearance.core.codec.eventstream import encode_headers, encode_message
from clearance.testing.chat import PIECE, Asked, marked

STREAM_TYPE = "application/vnd.amazon.eventstream"
_PADDING = "abcdefghijklmnopqrstuvwxyz"


def speaks(path: str) -> bool:
    """Whether a call of this path is of this wire."""
    return path.startswith("/model/")


def read(body: bytes, path: str) -> Asked:
    """Read a request. Raises ValueError or KeyError when it is none."""
    value: dict[str, Any] = json.loads(body)
    _, _, model, operation = path.split("/")
    texts = [_text(message) for message in value["messages"] if message["role"] == "user"]
    stream = operation == "converse-stream"
    return marked(value, texts[-1] if texts else "", unquote(model), _first_tool(value), stream=stream)


def _text(message: dict[str, Any]) -> str:
    return "".join(block.get("text", "") for block in message["content"])


def _first_tool(value: dict[str, Any]) -> tuple[str, str]:
    for tool in (value.get("toolConfig") or {}).get("tools") or ():
        spec = tool.get("toolSpec") or {}
        schema = (spec.get("inputSchema") or {}).get("json") or {}
        return spec.get("name", "record_note"), next(iter(schema.get("properties") or {}), "text")
    return "record_note", "text"


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _usage(asked: Asked, text: str) -> dict[str, int]:
    given, said = len(asked.text) // 4 + 1, len(text) // 4 + 1
    return {"inputTokens": given, "outputTokens": said, "totalTokens": given + said}


def answer(asked: Asked, text: str, *, tool: bool = False) -> bytes:
    """A whole answer that says ``text``, or calls a tool with it."""
    block: dict[str, Any] = {"text": text}
    if tool:
        block = {"toolUse": {"toolUseId": "tooluse_1", "name": asked.tool, "input": {asked.argument: text}}}
    return _dump(
        {
            "output": {"message": {"role": "assistant", "content": [block]}},
            "stopReason": "tool_use" if tool else "end_turn",
            "usage": _usage(asked, text),
            "metrics": {"latencyMs": 1},
        }
    )


def message(name: str, value: dict[str, Any], *, kind: str = "event") -> bytes:
    """One message of a stream, padded as the vendor's are."""
    head = {f":{kind}-type": name, ":content-type": "application/json", ":message-type": kind}
    padded = value if kind != "event" else value | {"p": _PADDING[: len(_dump(value)) % len(_PADDING)]}
    return encode_message(encode_headers(head), _dump(padded))


def events(asked: Asked, text: str, *, tool: bool = False, piece: int = PIECE) -> Iterator[bytes]:
    """A whole stream that says ``text``, or calls a tool with it, a few characters at a time."""
    yield message("messageStart", {"role": "assistant"})
    if tool:
        start = {"toolUse": {"toolUseId": "tooluse_1", "name": asked.tool}}
        yield message("contentBlockStart", {"contentBlockIndex": 0, "start": start})
    said = json.dumps({asked.argument: text}, ensure_ascii=False) if tool else text
    for begin in range(0, len(said), piece):
        part = said[begin : begin + piece]
        delta = {"toolUse": {"input": part}} if tool else {"text": part}
        yield message("contentBlockDelta", {"contentBlockIndex": 0, "delta": delta})
    yield message("contentBlockStop", {"contentBlockIndex": 0})
    yield message("messageStop", {"stopReason": "tool_use" if tool else "end_turn"})
    yield message("metadata", {"usage": _usage(asked, text), "metrics": {"latencyMs": 1}})
