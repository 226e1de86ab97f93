# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The protocol's own strings of a stream's events are looked at: words and random padding alone are not."""

import json
from typing import Any

import pytest

from clearance.core.codec.eventstream import encode_headers, encode_message
from clearance.core.codec.registry import WIRES
from clearance.core.codec.sse import encode_data
from clearance.core.codec.wire import Delta

CHAT, RESPONSES, MESSAGES = "/v1/chat/completions", "/v1/responses", "/v1/messages"


def signed(text: str) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": text}}


def names(path: str, event: dict[str, Any], kind: str = "") -> list[tuple[str, bool]]:
    data = json.dumps(event).encode()
    if path.startswith("/model"):
        head = {":event-type": kind, ":message-type": "event"}
        data = encode_message(encode_headers(head), data)
    else:
        data = encode_data(data, kind.encode())
    found: tuple[Delta, ...] = WIRES[path].stream_reader().feed(data)[0].names
    return [(one.text, one.sealed) for one in found]


@pytest.mark.parametrize(
    ("path", "kind", "event", "expected"),
    [
        (CHAT, "", {"obfuscation": "aB3xY"}, []),
        (CHAT, "", {"obfuscation": "SSN 5"}, [("SSN 5", False)]),
        (CHAT, "", {"choices": [{"index": 0, "delta": {"role": "assistant"}}]}, []),
        (CHAT, "", {"choices": [{"index": 0, "delta": {"role": "Ana"}}]}, [("Ana", False)]),
        (CHAT, "", {"id": "c", "choices": [{"logprobs": {"content": [{"token": "t"}]}}]}, [("c", False), ("t", True)]),
        (RESPONSES, "", {"type": "response.x.delta", "obfuscation": "aB3xY"}, []),
        (RESPONSES, "", {"type": "response.x.delta", "obfuscation": "SSN 5"}, [("SSN 5", False)]),
        (
            RESPONSES,
            "",
            {"type": "response.x.delta", "logprobs": [{"token": "t"}], "item_id": "i"},
            [("t", True), ("i", False)],
        ),
        (MESSAGES, "", {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}, []),
        (MESSAGES, "", {"type": "message_delta", "delta": {"stop_reason": "Ana"}}, [("Ana", False)]),
        (MESSAGES, "", signed("a" * 40), []),
        (MESSAGES, "", signed("ghp_1"), [("ghp_1", False)]),
        ("/v1beta/models/m:streamGenerateContent", "", {"responseId": "r", "new": 5}, [("r", False)]),
        ("/model/m/converse-stream", "contentBlockStop", {"contentBlockIndex": 0, "p": "abcXYZ"}, []),
        ("/model/m/converse-stream", "contentBlockStop", {"contentBlockIndex": 0, "p": "SSN 5"}, [("SSN 5", False)]),
    ],
)
def test_names(path: str, kind: str, event: dict[str, Any], expected: list[tuple[str, bool]]) -> None:
    assert names(path, event, kind) == expected
