# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a vendor of the OpenAI chat wire would answer: bodies and events, built from a request."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

CREATED = 1_700_000_000
PIECE = 4
"""Characters of a streamed piece: short enough to split every token and identifier."""
DONE = b"data: [DONE]\n\n"
STREAM_TYPE = "text/event-stream; charset=utf-8"
PATH = "/v1/chat/completions"
_MARK = re.compile(r"\[\[(echo tool|echo|stream (\d+) (\d+))\]\]")
"""What steers a stand-in, in the last user message of any wire."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a stand-in needs to know of a request. ``mark`` is the steering mark without brackets, or ""."""

    model: str
    stream: bool
    usage: bool
    text: str
    mark: str
    count: int
    pause_ms: int
    tool: str
    argument: str
    request: Mapping[str, Any] = field(default_factory=dict)
    """All of it, for what else an answer depends on."""


def speaks(path: str) -> bool:
    """Whether a call of this path is of this wire."""
    return path == PATH


def read(body: bytes, path: str = PATH) -> Asked:  # noqa: ARG001 - the body says everything
    """Read a request. Raises ValueError or KeyError when it is none."""
    value: dict[str, Any] = json.loads(body)
    usage = bool((value.get("stream_options") or {}).get("include_usage"))
    stream = bool(value.get("stream"))
    return marked(value, _last_user_text(value), value["model"], _first_tool(value), stream=stream, usage=usage)


def marked(
    request: Mapping[str, Any], text: str, model: str, tool: tuple[str, str], *, stream: bool, usage: bool = True
) -> Asked:
    """What is asked, of any wire: its last user text taken apart into mark and text."""
    found = _MARK.search(text)
    return Asked(
        model=model,
        stream=stream,
        usage=usage,
        text=_MARK.sub("", text).strip(),
        mark=found[1] if found else "",
        count=int(found[2] or 0) if found else 0,
        pause_ms=int(found[3] or 0) if found else 0,
        tool=tool[0],
        argument=tool[1],
        request=request,
    )


def _last_user_text(value: dict[str, Any]) -> str:
    contents = [message.get("content") for message in value["messages"] if message.get("role") == "user"]
    content = contents[-1] if contents else ""
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content if part.get("type") == "text")
    return content or ""


def _first_tool(value: dict[str, Any]) -> tuple[str, str]:
    for tool in value.get("tools") or ():
        function = tool.get("function") or {}
        properties = (function.get("parameters") or {}).get("properties") or {}
        return function.get("name", "record_note"), next(iter(properties), "text")
    return "record_note", "text"


def _head(asked: Asked, kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-standin", "object": kind, "created": CREATED, "model": asked.model}


def _usage(asked: Asked, text: str) -> dict[str, int]:
    prompt, answer = len(asked.text) // 4 + 1, len(text) // 4 + 1
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def answer(asked: Asked, text: str, *, tool: bool = False) -> bytes:
    """A whole answer that says ``text``, or calls a tool with it."""
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
    if tool:
        call = {"name": asked.tool, "arguments": json.dumps({asked.argument: text}, ensure_ascii=False)}
        message |= {"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": call}]}
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": "tool_calls" if tool else "stop",
    }
    return _dump(_head(asked, "chat.completion") | {"choices": [choice], "usage": _usage(asked, text)})


def event(asked: Asked, delta: dict[str, Any], finish: str | None = None) -> bytes:
    """One stream event."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return b"data: " + _dump(_head(asked, "chat.completion.chunk") | {"choices": [choice]}) + b"\n\n"


def events(asked: Asked, text: str, *, tool: bool = False, piece: int = PIECE) -> Iterator[bytes]:
    """A whole stream that says ``text``, or calls a tool with it, a few characters at a time."""
    yield event(asked, {"role": "assistant", "content": None if tool else ""})
    if tool:
        opening = {"index": 0, "id": "call_1", "type": "function", "function": {"name": asked.tool, "arguments": ""}}
        yield event(asked, {"tool_calls": [opening]})
    said = json.dumps({asked.argument: text}, ensure_ascii=False) if tool else text
    for start in range(0, len(said), piece):
        part = said[start : start + piece]
        yield event(
            asked, {"tool_calls": [{"index": 0, "function": {"arguments": part}}]} if tool else {"content": part}
        )
    yield event(asked, {}, "tool_calls" if tool else "stop")
    if asked.usage:
        tail = _head(asked, "chat.completion.chunk") | {"choices": [], "usage": _usage(asked, text)}
        yield b"data: " + _dump(tail) + b"\n\n"
    yield DONE


def error(status: int, text: str) -> bytes:
    """An error in the wire's envelope."""
    kind = "rate_limit_error" if status == 429 else "server_error"  # noqa: PLR2004 - RFC 6585
    return _dump({"error": {"message": text, "type": kind, "param": None, "code": None}})
