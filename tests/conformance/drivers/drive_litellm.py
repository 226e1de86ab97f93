# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""LiteLLM as a library: its own names for models, one function for every wire."""

import json
from typing import Any

import litellm
from pydantic import BaseModel


class Note(BaseModel):
    """A clinical note."""

    note: str


TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "save_note",
            "description": "Save a clinical note.",
            "parameters": {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]},
        },
    }
]


def _asked(ask: str, model: str) -> dict[str, Any]:
    return {"model": model.replace(":", "/"), "messages": [{"role": "user", "content": ask}]}


def chat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer."""
    return {"text": litellm.completion(**_asked(ask, model)).choices[0].message.content}


async def achat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer, asynchronously."""
    return {"text": (await litellm.acompletion(**_asked(ask, model))).choices[0].message.content}


def stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer."""
    chunks = list(litellm.completion(**_asked(ask, model), stream=True))
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    return {"text": "".join(pieces), "pieces": len(pieces)}


async def astream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer, asynchronously."""
    chunks = [chunk async for chunk in await litellm.acompletion(**_asked(ask, model), stream=True)]
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    return {"text": "".join(pieces), "pieces": len(pieces)}


def tool(ask: str, model: str) -> dict[str, Any]:
    """A tool call."""
    [call] = litellm.completion(**_asked(ask, model), tools=TOOLS).choices[0].message.tool_calls
    return dict(json.loads(call.function.arguments))


def structured(ask: str, model: str) -> dict[str, Any]:
    """Structured output."""
    answer = litellm.completion(**_asked(ask, model), response_format=Note)
    return {"note": Note.model_validate_json(answer.choices[0].message.content).note}
