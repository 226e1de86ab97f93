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
    messages = value.get("messages") or [{}]
    last = messages[-1]
    if last.get("role") == "tool":
        return _text(last.get("content"))
    return None


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return str(content)
