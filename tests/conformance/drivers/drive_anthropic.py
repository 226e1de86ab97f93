# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Anthropic SDK: messages, by its plain calls and by its helpers."""

from typing import Any

import anthropic
from pydantic import BaseModel


class Note(BaseModel):
    """A clinical note."""

    note: str


TOOLS: Any = [
    {
        "name": "save_note",
        "description": "Save a clinical note.",
        "input_schema": {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]},
    }
]


def _asked(ask: str, model: str) -> dict[str, Any]:
    return {
        "model": model,
        "max_tokens": 1024,
        "system": "You are a scribe.",
        "messages": [{"role": "user", "content": ask}],
    }


def chat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer."""
    with anthropic.Anthropic() as client:
        answer = client.messages.create(**_asked(ask, model))
    return {"text": answer.content[0].text}


async def achat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer, asynchronously."""
    async with anthropic.AsyncAnthropic() as client:
        answer = await client.messages.create(**_asked(ask, model))
    return {"text": answer.content[0].text}


def stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer."""
    with anthropic.Anthropic() as client, client.messages.stream(**_asked(ask, model)) as answer:
        pieces = list(answer.text_stream)
        final = answer.get_final_message().content[0].text
    return {"text": "".join(pieces), "pieces": len(pieces), "final": final}


async def astream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer, asynchronously."""
    async with anthropic.AsyncAnthropic() as client, client.messages.stream(**_asked(ask, model)) as answer:
        pieces = [piece async for piece in answer.text_stream]
    return {"text": "".join(pieces), "pieces": len(pieces)}


def tool(ask: str, model: str) -> dict[str, Any]:
    """A tool call."""
    with anthropic.Anthropic() as client:
        answer = client.messages.create(**_asked(ask, model), tools=TOOLS)
    [call] = [block for block in answer.content if block.type == "tool_use"]
    return dict(call.input)


def tool_stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed tool call, put together by the SDK."""
    with anthropic.Anthropic() as client, client.messages.stream(**_asked(ask, model), tools=TOOLS) as answer:
        message = answer.get_final_message()
    [call] = [block for block in message.content if block.type == "tool_use"]
    return dict(call.input)


def structured(ask: str, model: str) -> dict[str, Any]:
    """Structured output, read by the SDK into a class."""
    with anthropic.Anthropic() as client:
        answer = client.messages.parse(**_asked(ask, model), output_format=Note)
    return {"note": answer.parsed_output.note}


def count(ask: str, model: str) -> dict[str, Any]:
    """How many tokens the prompt has."""
    asked = _asked(ask, model)
    del asked["max_tokens"]
    with anthropic.Anthropic() as client:
        return {"tokens": client.messages.count_tokens(**asked).input_tokens}


def thinking(ask: str, model: str) -> dict[str, Any]:
    """Thinking, signed by the vendor, and a second turn that sends it back."""
    asked = _asked(ask, model) | {"max_tokens": 2048, "thinking": {"type": "enabled", "budget_tokens": 1024}}
    with anthropic.Anthropic() as client:
        first = client.messages.create(**asked)
        asked["messages"] += [
            {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in first.content]},
            {"role": "user", "content": ask},
        ]
        second = client.messages.create(**asked)
    return {"text": second.content[1].text, "thought": first.content[0].thinking}
