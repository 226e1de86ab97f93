# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The AWS SDK: Bedrock's Converse, whole and streamed."""

from typing import Any

import boto3

TOOLS = {
    "tools": [
        {
            "toolSpec": {
                "name": "save_note",
                "description": "Save a clinical note.",
                "inputSchema": {
                    "json": {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]}
                },
            }
        }
    ]
}


def _asked(ask: str, model: str) -> dict[str, Any]:
    return {"modelId": model, "messages": [{"role": "user", "content": [{"text": ask}]}]}


def _client() -> Any:
    return boto3.client("bedrock-runtime")


def chat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer."""
    return {"text": _client().converse(**_asked(ask, model))["output"]["message"]["content"][0]["text"]}


def named(ask: str, model: str) -> dict[str, Any]:
    """A whole answer of a model whose name has a colon in it."""
    return chat(ask, model)


def stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer."""
    events = list(_client().converse_stream(**_asked(ask, model))["stream"])
    pieces = [event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event]
    return {"text": "".join(pieces), "pieces": len(pieces)}


def tool(ask: str, model: str) -> dict[str, Any]:
    """A tool call."""
    content = _client().converse(**_asked(ask, model), toolConfig=TOOLS)["output"]["message"]["content"]
    [call] = [block["toolUse"] for block in content if "toolUse" in block]
    return dict(call["input"])
