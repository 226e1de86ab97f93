# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the targets start from: a body for every leaf of the vendors' published types, and the stand-ins' answers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from clearance.core.codec.eventstream import MessageSplitter
from clearance.testing import bedrock, chat, gemini, responses, texts
from clearance.testing.chat import Asked
from clearance.testing.messages import Messages

LEAVES = Path(__file__).parent.parent / "data" / "wire_leaves"
LEAF = "\u27e8leaf\u27e9"
Event = tuple[str, Any]
"""The type of a stream's event, and its data."""

ASKED = Asked("m", stream=True, usage=True, text="x", mark="", count=0, pause_ms=0, tool="f", argument="a")
_COMPLETION = {"model": "m", "prompt": ["Ana Ruiz", "x"], "logprobs": 1, "input": "x"}
_SAID = "Ana Ruiz"
_SCHEMA = {"type": "object", "properties": {"a": {"type": "string", "enum": ["x"]}}, "required": ["a"]}
_CHAT_CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a": "x"}'}}
_CLAUDE = {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {"a": "x"}}]}
_CLAUDE_RESULT = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "x"}]}
_PARTS = [{"text": "x"}, {"functionCall": {"name": "f", "args": {"a": "x"}}}]
_DECLARED = {"name": "f", "description": "x", "parameters": _SCHEMA}
_USER = {"role": "user", "content": "x"}

REQUESTS: dict[str, dict[str, Any]] = {
    "openai_chat": {
        "model": "m",
        "messages": [_USER, {"role": "assistant", "tool_calls": [_CHAT_CALL]}, {"role": "tool", "content": "x"}],
        "tools": [{"type": "function", "function": _DECLARED}],
    },
    "openai_responses": {
        "model": "m",
        "input": [_USER, {"type": "function_call", "call_id": "c", "name": "f", "arguments": '{"a": "x"}'}],
        "tools": [{"type": "function"} | _DECLARED],
    },
    "openai_completions": {"model": "m", "prompt": ["x", "y"], "suffix": "x"},
    "openai_embeddings": {"model": "m", "input": ["x", "y"]},
    "openai_moderations": {"model": "m", "input": [{"type": "text", "text": "x"}]},
    "anthropic": {
        "model": "m",
        "max_tokens": 9,
        "system": [{"type": "text", "text": "x"}],
        "messages": [_USER, _CLAUDE, _CLAUDE_RESULT],
        "tools": [{"name": "f", "description": "x", "input_schema": _SCHEMA}],
    },
    "gemini": {
        "contents": [{"role": "user", "parts": _PARTS}],
        "systemInstruction": {"parts": [{"text": "x"}]},
        "tools": [{"functionDeclarations": [_DECLARED]}],
    },
    "bedrock": {
        "messages": [{"role": "user", "content": [{"text": "x"}]}],
        "system": [{"text": "x"}],
        "toolConfig": {"tools": [{"toolSpec": {"name": "f", "inputSchema": {"json": _SCHEMA}}}]},
    },
}


@cache
def leaf_bodies(name: str) -> tuple[Any, ...]:
    """The bodies of one list of leaves, with an ordinary word where each leaf is."""
    lines = (LEAVES / f"{name}.jsonl").read_text("utf-8").splitlines() if LEAVES.is_dir() else []
    return tuple(_plain(json.loads(line)["body"]) for line in lines)


def _plain(body: Any) -> Any:
    return json.loads(json.dumps(body).replace(json.dumps(LEAF)[1:-1], "x"))


@cache
def requests(wire: str, leaves: tuple[str, ...], holder: str = "") -> tuple[Any, ...]:
    """Bodies that a request may have; ``holder``: members around them, outermost first."""
    base = REQUESTS[wire]
    needed = {name: base[name] for name in ("model", "input", "prompt", "messages", "max_tokens") if name in base}
    bodies = [base, *(needed | body for name in leaves for body in leaf_bodies(name))]
    for name in reversed(holder.split()):
        bodies = [{name: body} for body in bodies]
    return tuple(bodies)


@cache
def answers(wire: str, leaves: tuple[str, ...]) -> tuple[Any, ...]:
    return (*map(json.loads, _answers(wire)), *(body for name in leaves for body in leaf_bodies(name)))


def _answers(wire: str) -> Iterable[bytes]:
    messages = Messages()
    several: Mapping[str, Iterator[bytes]] = {
        "openai_chat": (chat.answer(ASKED, _SAID, tool=tool) for tool in (False, True)),
        "openai_responses": (responses.answer(ASKED, _SAID, tool=tool) for tool in (False, True)),
        "openai_completions": iter([texts.completion(_COMPLETION)]),
        "openai_embeddings": iter([texts.embeddings(_COMPLETION)]),
        "openai_moderations": iter([texts.moderations(_COMPLETION)]),
        "anthropic": (messages.answer(ASKED, _SAID, tool=tool) for tool in (False, True)),
        "gemini": (gemini.answer(ASKED, _SAID, tool=tool) for tool in (False, True)),
        "bedrock": (bedrock.answer(ASKED, _SAID, tool=tool) for tool in (False, True)),
    }
    return several[wire]


@cache
def streams(wire: str) -> tuple[tuple[Event, ...], ...]:
    """Streams of this wire, as their events."""
    messages = Messages()
    if wire == "openai_completions":
        return (tuple(_events(texts.completion_events(_COMPLETION))),)
    speakers = {
        "openai_chat": chat.events,
        "openai_responses": responses.events,
        "anthropic": messages.events,
        "gemini": gemini.events,
        "bedrock": bedrock.events,
    }
    told = (b"".join(speakers[wire](ASKED, _SAID, tool=tool)) for tool in (False, True))
    if wire == "bedrock":
        return tuple(tuple(_messages(stream)) for stream in told)
    return tuple(tuple(_events([stream])) for stream in told)


def _events(chunks: Iterable[bytes]) -> Iterator[Event]:
    for event in b"".join(chunks).decode().replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in event.split("\n") if line)
        if fields.get("data", "[DONE]") != "[DONE]":
            yield fields.get("event", ""), json.loads(fields["data"])


def _messages(stream: bytes) -> Iterator[Event]:
    for message in MessageSplitter().feed(stream):
        yield message.headers[":event-type"], json.loads(message.payload)
