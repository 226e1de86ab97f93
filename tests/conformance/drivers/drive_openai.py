# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The OpenAI SDK: chat completions and responses, by its plain calls and by its helpers."""

import json
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


RESPONSE_TOOLS: Any = [{**openai.pydantic_function_tool(Note, name="save_note")["function"], "type": "function"}]


def response(ask: str, model: str) -> dict[str, Any]:
    """A whole answer of the Responses API."""
    with openai.OpenAI() as client:
        answer = client.responses.create(model=model, instructions="You are a scribe.", input=ask)
    return {"text": answer.output_text}


async def aresponse(ask: str, model: str) -> dict[str, Any]:
    """A whole answer of the Responses API, asynchronously."""
    async with openai.AsyncOpenAI() as client:
        answer = await client.responses.create(model=model, input=ask)
    return {"text": answer.output_text}


def response_stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer of the Responses API, put together by the SDK."""
    with openai.OpenAI() as client, client.responses.stream(model=model, input=ask) as events:
        pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
        final = events.get_final_response().output_text
    return {"text": "".join(pieces), "pieces": len(pieces), "final": final}


async def aresponse_stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer of the Responses API, asynchronously."""
    async with openai.AsyncOpenAI() as client:
        events = await client.responses.create(model=model, input=ask, stream=True)
        pieces = [event.delta async for event in events if event.type == "response.output_text.delta"]
    return {"text": "".join(pieces), "pieces": len(pieces)}


def response_tool(ask: str, model: str) -> dict[str, Any]:
    """A tool call of the Responses API."""
    with openai.OpenAI() as client:
        answer = client.responses.parse(model=model, input=ask, tools=RESPONSE_TOOLS)
    [call] = [item for item in answer.output if item.type == "function_call"]
    return dict(json.loads(call.arguments))


def response_tool_stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed tool call of the Responses API, put together by the SDK."""
    with openai.OpenAI() as client, client.responses.stream(model=model, input=ask, tools=RESPONSE_TOOLS) as events:
        answer = events.get_final_response()
    [call] = [item for item in answer.output if item.type == "function_call"]
    return dict(json.loads(call.arguments))


def response_structured(ask: str, model: str) -> dict[str, Any]:
    """Structured output of the Responses API, read by the SDK into a class."""
    with openai.OpenAI() as client:
        parsed = client.responses.parse(model=model, input=ask, text_format=Note).output_parsed
    return {"note": parsed.note if parsed else None}
