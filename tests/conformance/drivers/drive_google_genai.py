# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Google's Gen AI SDK: generate_content, by its plain calls, in chats and with typed output."""

from typing import Any

from google import genai
from google.genai import types
from pydantic import BaseModel


class Note(BaseModel):
    """A clinical note."""

    note: str


TOOLS = types.Tool(
    function_declarations=[
        types.FunctionDeclaration(
            name="save_note",
            description="Save a clinical note.",
            parameters=types.Schema(
                type=types.Type.OBJECT,
                properties={"note": types.Schema(type=types.Type.STRING)},
                required=["note"],
            ),
        )
    ]
)


def chat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer."""
    with genai.Client() as client:
        return {"text": client.models.generate_content(model=model, contents=ask).text}


async def achat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer, asynchronously."""
    async with genai.Client().aio as client:
        return {"text": (await client.models.generate_content(model=model, contents=ask)).text}


def stream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer."""
    with genai.Client() as client:
        answer = client.models.generate_content_stream(model=model, contents=ask)
        pieces = [piece.text or "" for piece in answer]
    return {"text": "".join(pieces), "pieces": len(pieces)}


async def astream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer, asynchronously."""
    async with genai.Client().aio as client:
        answer = await client.models.generate_content_stream(model=model, contents=ask)
        pieces = [piece.text or "" async for piece in answer]
    return {"text": "".join(pieces), "pieces": len(pieces)}


def tool(ask: str, model: str) -> dict[str, Any]:
    """A tool call."""
    config = types.GenerateContentConfig(tools=[TOOLS])
    with genai.Client() as client:
        answer = client.models.generate_content(model=model, contents=ask, config=config)
    [call] = answer.function_calls
    return dict(call.args)


def structured(ask: str, model: str) -> dict[str, Any]:
    """Structured output, read by the SDK into a class."""
    config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=Note)
    with genai.Client() as client:
        answer = client.models.generate_content(model=model, contents=ask, config=config)
    return {"note": answer.parsed.note}
