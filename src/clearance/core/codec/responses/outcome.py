# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a response says of itself: its cost, why it ended, and what of it stays at the vendor."""

from collections.abc import Iterator, Mapping
from typing import Any

from clearance.core.codec.json_wire import count
from clearance.model.prompt import Usage

_REASONS = {"max_output_tokens": "length", "content_filter": "content_filter"}


def read_usage(response: Mapping[str, Any]) -> Usage:
    """The vendor's token counts, -1 where it did not say."""
    usage = response.get("usage")
    if not isinstance(usage, dict):
        return Usage()
    return Usage(count(usage.get("input_tokens")), count(usage.get("output_tokens")))


def finish_reasons(response: Mapping[str, Any]) -> tuple[str, ...]:
    """Why it ended, in the words that OpenAI's other wires have for it; any other reason as the vendor says it."""
    status = response.get("status")
    if status == "completed":
        return ("tool_calls" if any(_is_call(item) for item in _items(response)) else "stop",)
    if status == "incomplete":
        details = response.get("incomplete_details")
        reason = details.get("reason") if isinstance(details, dict) else None
        return (_REASONS.get(reason, reason),) if isinstance(reason, str) else (status,)
    return (status,) if isinstance(status, str) else ()


def kept(response: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids by which a later request can name what the vendor keeps: the response's, its items', the conversation's."""
    ids: list[Any] = []
    conversation = response.get("conversation")
    if isinstance(conversation, dict):
        ids.append(conversation.get("id"))
    if response.get("object") == "response" and response.get("store") is not False:
        ids += (response.get("id"), *(item.get("id") for item in _items(response)))
    return tuple(id_ for id_ in ids if isinstance(id_, str))


def _items(response: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    output = response.get("output")
    for item in output if isinstance(output, list) else ():
        if isinstance(item, dict):
            yield item


def _is_call(item: Mapping[str, Any]) -> bool:
    return item.get("type") in ("function_call", "custom_tool_call")
