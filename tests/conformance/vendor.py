# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A vendor for clients that run tools.

What a tool returned is said back. ``[[call TOOL ARGUMENT]]`` calls that tool with the rest of the line. Everything else
is as marked (see ``clearance.testing.vendor``).
"""

import json
import re
from dataclasses import replace
from typing import Any

from clearance.testing.vendor import Behaviour, hear, marked, says

_CALL = re.compile(r"\[\[call (\w+) (\w+)\]\] (.+)")


def after_tools(body: bytes) -> Behaviour:
    """Say the tool's result back, call the tool that is named, or do what the mark in the last user message says."""
    result = _tool_result(json.loads(body))
    if result is not None:
        return says(result)(body)
    return _called(body) or marked(body)


def _called(body: bytes) -> Behaviour | None:
    speaker, asked = hear(body)
    found = _CALL.search(asked.text)
    if found is None:
        return None
    named = replace(asked, tool=found[1], argument=found[2])
    if named.stream:
        return Behaviour(
            tuple(speaker.events(named, found[3], tool=True)), headers={"content-type": speaker.STREAM_TYPE}
        )
    return Behaviour((speaker.answer(named, found[3], tool=True),))


def _tool_result(value: dict[str, Any]) -> str | None:
    """The text of the result that ends a request, by the wires' several shapes of one."""
    turns = value.get("messages") or value.get("input") or value.get("contents")
    last = turns[-1] if isinstance(turns, list) and turns and isinstance(turns[-1], dict) else {}
    if last.get("role") == "tool":
        return _text(last.get("content"))
    if last.get("type") == "function_call_output":
        return _text(last.get("output"))
    parts = last.get("content") or last.get("parts")
    for part in reversed(parts if isinstance(parts, list) else []):
        if part.get("type") == "tool_result":
            return _text(part.get("content"))
        if "functionResponse" in part:
            return _text([{"text": text} for text in part["functionResponse"]["response"].values()])
        if "toolResult" in part:
            return _text(part["toolResult"]["content"])
    return None


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content)
    return str(content)
