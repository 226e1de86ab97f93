# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A vendor that says the whole request back, on every wire, and what a caller reads of that."""

import json
from collections.abc import Iterator
from typing import Any

from clearance.core.codec.eventstream import MessageSplitter
from clearance.testing.vendor import SSE, Behaviour, Received, says

_ASKED: dict[str, Any] = {
    "model": "m",
    "messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}],
    "contents": [{"role": "user", "parts": [{"text": "x"}]}],
    "input": "x",
    "prompt": "x",
}
"""A request of every wire: what a stand-in reads that cannot read the real one."""
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)


def say_back(received: bytes) -> Behaviour:
    """The whole request as the text of an answer of its wire."""
    path, text = getattr(received, "path", ""), received.decode()
    stream = json.loads(text).get("stream") is True
    if path == "/v1/completions":
        return completion(text, stream=stream)
    try:
        return says(text)(received)
    except _UNREADABLE:  # a stand-in need not read every request
        return says(text)(Received.at(path, json.dumps(_ASKED | {"stream": stream}).encode()))


def completion(text: str, *, stream: bool) -> Behaviour:
    """A text completion; its stand-in says nothing but the prompt."""
    head = {"id": "cmpl-1", "object": "text_completion", "created": 1, "model": "m"}
    pieces = [text[at : at + 5] for at in range(0, len(text), 5)] if stream else [text]
    choices = [{"index": 0, "text": piece, "logprobs": None, "finish_reason": None} for piece in pieces]
    choices[-1]["finish_reason"] = "stop"
    bodies = [json.dumps(head | {"choices": [choice]}).encode() for choice in choices]
    if not stream:
        return Behaviour(tuple(bodies))
    events = (*(b"data: " + body + b"\n\n" for body in bodies), b"data: [DONE]\n\n")
    return Behaviour(events, headers={"content-type": SSE})


def shown(body: bytes, media_type: str) -> str:
    """Everything that an answer says, its pieces joined."""
    if media_type.startswith(SSE):
        events = [line[6:] for line in body.split(b"\n") if line.startswith(b"data: {")]
    elif "eventstream" in media_type:
        events = [message.payload for message in MessageSplitter().feed(body)]
    else:
        events = [body]
    return "".join(text for event in events for text in _strings(json.loads(event)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            if key not in ("type", "id", "object", "model", "item_id", "role", "event", "p"):
                yield from _strings(member)
    elif isinstance(value, list):
        for element in value:
            yield from _strings(element)
