# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A stream that has one event of the published types in it, and ends as its wire's streams do."""

import json
from collections.abc import Mapping
from typing import Any

from clearance.core.codec.eventstream import encode_headers, encode_message
from clearance.core.codec.sse import encode_data
from tools.sdk_leaves.shipped import Shipped

_CHOICE = {"index": 1, "finish_reason": "stop"}
_ENDS: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "openai_chat": (("", {"choices": [_CHOICE | {"delta": {}}]}), ("", "[DONE]")),
    "openai_completions": (("", {"choices": [_CHOICE | {"text": ""}]}), ("", "[DONE]")),
    "openai_responses": (("response.completed", {"response": {}}),),
    "anthropic_messages": (("content_block_stop", {"index": 1}), ("message_stop", {})),
    "anthropic_beta": (("content_block_stop", {"index": 1}), ("message_stop", {})),
    "gemini": (("", {"candidates": [{"finishReason": "STOP"}]}),),
    "bedrock": (
        ("contentBlockStop", {"contentBlockIndex": 1}),
        ("messageStop", {"stopReason": "end_turn"}),
        ("metadata", {"metrics": {"latencyMs": 1}}),
    ),
}
"""What comes behind the event, by surface: types and data. An event that is the last itself has nothing behind it."""
_LAST = frozenset({"message_stop", "response.completed", "response.failed", "response.incomplete"})


def streamed(shipped: Shipped, event: bytes) -> bytes:
    """The stream of one event of a surface."""
    name = shipped.name.removesuffix("_stream")
    value = json.loads(event)
    if name == "bedrock":
        return b"".join(_message(*one) for one in (*value.items(), *_ENDS[name]))
    kind = str(value.get("type", "")) if name.startswith(("openai_responses", "anthropic")) else ""
    behind = () if kind in _LAST else _ENDS[name]
    return encode_data(event, kind.encode()) + b"".join(_event(*one) for one in behind)


def _event(kind: str, data: Any) -> bytes:
    if isinstance(data, str):
        return encode_data(data.encode())
    return encode_data(json.dumps(data | ({"type": kind} if kind else {})).encode(), kind.encode())


def _message(kind: str, data: Any) -> bytes:
    sort = "exception" if kind.endswith("Exception") else "event"
    head = {f":{sort}-type": kind, ":content-type": "application/json", ":message-type": sort}
    return encode_message(encode_headers(head), json.dumps(data, ensure_ascii=False).encode())
