# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""OpenAI's Agents SDK: text, stream, tools that it runs, typed output."""

import asyncio
from typing import Any

from agents import Agent, Runner, function_tool, set_default_openai_api
from pydantic import BaseModel

DELTA = "response.output_text.delta"


class Note(BaseModel):
    """A clinical note."""

    note: str


def _agent(model: str, **what: Any) -> Any:
    wire, _, name = model.partition(":")
    set_default_openai_api("responses" if wire == "responses" else "chat_completions")
    return Agent(name="scribe", instructions="You are a scribe.", model=name, **what)


async def achat(ask: str, model: str) -> dict[str, Any]:
    """A whole answer."""
    return {"text": (await Runner.run(_agent(model), ask)).final_output}


async def astream(ask: str, model: str) -> dict[str, Any]:
    """A streamed answer."""
    run = Runner.run_streamed(_agent(model), ask)
    async with asyncio.timeout(60):
        events = [event async for event in run.stream_events()]
    deltas = [event.data.delta for event in events if getattr(getattr(event, "data", None), "type", "") == DELTA]
    return {"text": "".join(deltas), "pieces": len(deltas), "final": run.final_output}


async def tool(ask: str, model: str) -> dict[str, Any]:
    """A tool that the runner runs; its result goes to the model, whose answer ends the run."""
    noted: list[str] = []

    @function_tool
    def save_note(note: str) -> str:
        """Save a clinical note."""
        noted.append(note)
        return f"Saved: {note}"

    run = await Runner.run(_agent(model, tools=[save_note]), ask)
    return {"text": run.final_output, "note": "".join(noted)}


async def structured(ask: str, model: str) -> dict[str, Any]:
    """Typed output, read by the SDK into a class."""
    return {"note": (await Runner.run(_agent(model, output_type=Note), ask)).final_output.note}
