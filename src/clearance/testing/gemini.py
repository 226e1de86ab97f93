# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a vendor of the Gemini wire would answer: bodies and events, built from a request and its path."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from clearance.testing.chat import PIECE, Asked, marked

STREAM_TYPE = "text/event-stream"
SIGNATURE = "c2lnbmVkLXRob3VnaHQ+Pz8="
"""The signature of every thought here."""
_SCHEMAS = ("parameters", "parametersJsonSchema", "parameters_json_schema")


def speaks(path: str) -> bool:
    """Whether a call of this path is of this wire."""
    return path.startswith(("/v1beta/models/", "/v1/models/"))


def read(body: bytes, path: str) -> Asked:
    """Read a request. Raises ValueError or KeyError when it is none."""
    value: dict[str, Any] = json.loads(body)
    model, _, method = unquote(path).rpartition("/")[2].rpartition(":")
    texts = [_text(content) for content in value["contents"] if content.get("role", "user") == "user"]
    stream = method == "streamGenerateContent"
    return marked(value, texts[-1] if texts else "", model, _first_tool(value), stream=stream)


def _text(content: dict[str, Any]) -> str:
    return "".join(part.get("text", "") for part in content.get("parts") or ())


def _first_tool(value: dict[str, Any]) -> tuple[str, str]:
    for tool in value.get("tools") or ():
        for function in tool.get("functionDeclarations") or tool.get("function_declarations") or ():
            schema: dict[str, Any] = next((function[name] for name in _SCHEMAS if name in function), {})
            return function["name"], next(iter(schema.get("properties") or {}), "text")
    return "record_note", "text"


def _response(asked: Asked, parts: list[dict[str, Any]], finish: str | None, said: str = "") -> bytes:
    candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
    if finish is not None:
        candidate["finishReason"] = finish
    counts = {"promptTokenCount": len(asked.text) // 4 + 1, "candidatesTokenCount": len(said) // 4 + 1}
    value = {
        "candidates": [candidate],
        "usageMetadata": counts | {"totalTokenCount": sum(counts.values())},
        "modelVersion": asked.model,
        "responseId": "standin",
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _call(asked: Asked, text: str) -> dict[str, Any]:
    return {"functionCall": {"name": asked.tool, "args": {asked.argument: text}}, "thoughtSignature": SIGNATURE}


def answer(asked: Asked, text: str, *, tool: bool = False) -> bytes:
    """A whole answer that says ``text``, or calls a tool with it."""
    part = _call(asked, text) if tool else {"text": text, "thoughtSignature": SIGNATURE}
    return _response(asked, [part], "STOP", text)


def events(asked: Asked, text: str, *, tool: bool = False, piece: int = PIECE) -> Iterator[bytes]:
    """A whole stream that says ``text``, a few characters at a time, or calls a tool with it."""
    if tool:
        yield _event(_response(asked, [_call(asked, text)], None))
    else:
        for start in range(0, len(text), piece):
            yield _event(_response(asked, [{"text": text[start : start + piece]}], None))
    yield _event(_response(asked, [{"text": ""}], "STOP", text))


def _event(data: bytes) -> bytes:
    return b"data: " + data + b"\r\n\r\n"
