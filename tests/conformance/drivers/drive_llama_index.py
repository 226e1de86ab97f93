# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""LlamaIndex's models: chat, stream, tools, structured output."""

from typing import Any

from llama_index.core.llms import ChatMessage
from llama_index.core.tools import FunctionTool
from llama_index.llms.anthropic import Anthropic
from llama_index.llms.openai import OpenAI, OpenAIResponses
from pydantic import BaseModel


class Note(BaseModel):
    """A clinical note."""

    note: str


def save_note(note: str) -> str:
    """Save a clinical note."""
    return f"Saved: {note}"


KINDS: Any = {"openai": OpenAI, "responses": OpenAIResponses, "anthropic": Anthropic}


def _model(model: str) -> Any:
    wire, _, name = model.partition(":")
    return KINDS[wire](model=name)


def _messages(ask: str) -> list[ChatMessage]:
    return [ChatMessage(role="user", content=ask)]


def chat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer."""
    return {"text": _model(model).chat(_messages(ask)).message.content}


async def achat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer, asynchronously."""
    return {"text": (await _model(model).achat(_messages(ask))).message.content}


def stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer."""
    pieces = [piece.delta or "" for piece in _model(model).stream_chat(_messages(ask))]
    return {"text": "".join(pieces), "pieces": len(pieces)}


async def astream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer, asynchronously."""
    pieces = [piece.delta or "" async for piece in await _model(model).astream_chat(_messages(ask))]
    return {"text": "".join(pieces), "pieces": len(pieces)}


def tool(ask: str, model: str) -> dict[str, Any]:
    """A tool call, run by LlamaIndex."""
    tool = FunctionTool.from_defaults(fn=save_note)
    answer = _model(model).chat_with_tools([tool], user_msg=ask)
    [call] = _model(model).get_tool_calls_from_response(answer)
    return {"note": call.tool_kwargs["note"]}


def structured(ask: str, model: str) -> dict[str, Any]:
    """Structured output, read by LlamaIndex into a class."""
    return {"note": _model(model).as_structured_llm(Note).chat(_messages(ask)).raw.note}
