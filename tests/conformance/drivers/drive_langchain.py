# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""LangChain's chat models: invoke, stream, tools, structured output."""

import asyncio
from typing import Any

from langchain_anthropic import ChatAnthropic
from langchain_core.tools import tool as as_tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel


class Note(BaseModel):
    """A clinical note."""

    note: str


@as_tool
def save_note(note: str) -> str:
    """Save a clinical note."""
    return f"Saved: {note}"


def _model(model: str) -> Any:
    wire, _, name = model.partition(":")
    if wire == "anthropic":
        return ChatAnthropic(model_name=name)
    return ChatOpenAI(model=name, use_responses_api=wire == "responses")


def _pieces(pieces: list[Any]) -> dict[str, Any]:
    texts = [piece.text for piece in pieces]
    return {"text": "".join(texts), "pieces": len(texts)}


def chat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer."""
    return {"text": _model(model).invoke(ask).text}


async def achat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer, asynchronously."""
    return {"text": (await _model(model).ainvoke(ask)).text}


def stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer."""
    return _pieces(list(_model(model).stream(ask)))


async def astream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer, asynchronously."""
    async with asyncio.timeout(60):
        return _pieces([piece async for piece in _model(model).astream(ask)])


def tool(ask: str, model: str) -> dict[str, Any]:
    """A tool call."""
    [call] = _model(model).bind_tools([save_note]).invoke(ask).tool_calls
    return {"note": call["args"]["note"]}


def tool_stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed tool call, put together by LangChain."""
    whole: Any = None
    for piece in _model(model).bind_tools([save_note]).stream(ask):
        whole = piece if whole is None else whole + piece
    [call] = whole.tool_calls
    return {"note": call["args"]["note"]}


def structured(ask: str, model: str) -> dict[str, Any]:
    """Structured output, read by LangChain into a class."""
    return {"note": _model(model).with_structured_output(Note).invoke(ask).note}


def embed(ask: str, model: str) -> dict[str, Any]:
    """A vector; LangChain sends token ids by itself."""
    return {"numbers": len(OpenAIEmbeddings(model=model).embed_query(ask))}
