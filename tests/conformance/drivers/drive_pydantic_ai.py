# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Pydantic AI's agents: text, stream, tools that it runs, typed output."""

from typing import Any

from pydantic import BaseModel
from pydantic_ai import Agent


class Note(BaseModel):
    """A clinical note."""

    note: str


PROVIDERS = {"openai": "openai-chat", "responses": "openai-responses", "anthropic": "anthropic", "google": "google"}


def _agent(model: str, **what: Any) -> Any:
    wire, _, name = model.partition(":")
    return Agent(f"{PROVIDERS[wire]}:{name}", **what)


def chat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer."""
    return {"text": _agent(model).run_sync(ask).output}


async def astream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer, asynchronously."""
    async with _agent(model).run_stream(ask) as answer:
        pieces = [piece async for piece in answer.stream_text(delta=True, debounce_by=None)]
    return {"text": "".join(pieces), "pieces": len(pieces)}


def tool(ask: str, model: str) -> dict[str, Any]:
    """A tool that the agent runs; its result goes to the model, whose answer ends the run."""
    noted: list[str] = []
    agent = _agent(model)

    @agent.tool_plain
    def save_note(note: str) -> str:
        """Save a clinical note."""
        noted.append(note)
        return f"Saved: {note}"

    return {"text": agent.run_sync(ask).output, "note": "".join(noted)}


def structured(ask: str, model: str) -> dict[str, Any]:
    """Typed output, by the tool that the agent makes of the class."""
    return {"note": _agent(model, output_type=Note).run_sync(ask).output.note}
