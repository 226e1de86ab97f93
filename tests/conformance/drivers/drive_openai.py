# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The OpenAI SDK: the chat completions API, by its plain calls and by its helpers."""

from typing import Any

import openai
from pydantic import BaseModel


class Note(BaseModel):
    """Save a clinical note."""

    note: str


TOOLS: Any = [openai.pydantic_function_tool(Note, name="save_note")]


def _messages(ask: str) -> Any:
    return [{"role": "system", "content": "You are a scribe."}, {"role": "user", "content": ask}]


def chat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer."""
    with openai.OpenAI() as client:
        answer = client.chat.completions.create(model=model, messages=_messages(ask))
    return {"text": answer.choices[0].message.content}


async def achat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer, asynchronously."""
    async with openai.AsyncOpenAI() as client:
        answer = await client.chat.completions.create(model=model, messages=_messages(ask))
    return {"text": answer.choices[0].message.content}


def stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer."""
    with openai.OpenAI() as client:
        chunks = list(client.chat.completions.create(model=model, messages=_messages(ask), stream=True))
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    return {"text": "".join(pieces), "pieces": len(pieces)}


async def astream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer, asynchronously."""
    async with openai.AsyncOpenAI() as client:
        chunks = await client.chat.completions.create(model=model, messages=_messages(ask), stream=True)
        pieces = [chunk.choices[0].delta.content or "" async for chunk in chunks if chunk.choices]
    return {"text": "".join(pieces), "pieces": len(pieces)}


def tool(ask: str, model: str) -> dict[str, Any]:
    """A tool call."""
    with openai.OpenAI() as client:
        answer = client.chat.completions.parse(model=model, messages=_messages(ask), tools=TOOLS)
    [call] = answer.choices[0].message.tool_calls or []
    note: Any = call.function.parsed_arguments
    return {"note": note.note}


def tool_stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed tool call, put together by the SDK."""
    with (
        openai.OpenAI() as client,
        client.chat.completions.stream(model=model, messages=_messages(ask), tools=TOOLS) as events,
    ):
        answer = events.get_final_completion()
    [call] = answer.choices[0].message.tool_calls or []
    note: Any = call.function.parsed_arguments
    return {"note": note.note}


def structured(ask: str, model: str) -> dict[str, Any]:
    """Structured output, read by the SDK into a class."""
    with openai.OpenAI() as client:
        answer = client.chat.completions.parse(model=model, messages=_messages(ask), response_format=Note)
    parsed = answer.choices[0].message.parsed
    return {"note": parsed.note if parsed else None}
