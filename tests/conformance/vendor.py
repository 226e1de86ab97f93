# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A vendor for clients that run tools: what a tool returned is said back, everything else is as marked."""

import json
from typing import Any

from clearance.testing.vendor import Behaviour, marked, says


def after_tools(body: bytes) -> Behaviour:
    """Say the tool's result back, or do what the mark in the last user message says."""
    result = _tool_result(json.loads(body))
    return marked(body) if result is None else says(result)(body)


def _tool_result(value: dict[str, Any]) -> str | None:
    """The text of the result that ends a request, by the wires' several shapes of one."""
    turns = value.get("messages") or value.get("input") or value.get("contents")
    last = turns[-1] if isinstance(turns, list) and turns else {}
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
