# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Anthropic SDK for Python, in an environment of its own."""

import json

import pytest

from tests.conformance.rig import CALL, NOTE, STRUCTURED, Client, Scene, anthropic_environ, asks, denied

pytestmark = [pytest.mark.conformance, pytest.mark.services]

CLIENT = Client("anthropic", anthropic_environ)
ASKS = (
    *asks("chat", "achat", "stream", "astream", "count", "thinking"),
    *asks("tool", "tool_stream", text=CALL),
    *asks("structured", text=STRUCTURED),
    *denied("chat", "achat", "stream", "astream"),
)


@pytest.mark.parametrize("name", ["chat", "achat"])
def test_a_whole_answer_comes_back_restored(seen: dict[str, Scene], name: str) -> None:
    assert seen[name].came_back()["text"] == NOTE


@pytest.mark.parametrize("name", ["stream", "astream"])
def test_a_stream_comes_back_restored_in_pieces(seen: dict[str, Scene], name: str) -> None:
    said = seen[name].came_back()
    assert said["text"] == NOTE
    assert said["pieces"] > 5


def test_the_sdk_puts_the_same_message_together(seen: dict[str, Scene]) -> None:
    assert seen["stream"].came_back()["final"] == NOTE


@pytest.mark.parametrize("name", ["tool", "tool_stream"])
def test_a_tool_is_called_with_restored_arguments(seen: dict[str, Scene], name: str) -> None:
    assert seen[name].came_back()["note"] == NOTE


def test_structured_output_is_read(seen: dict[str, Scene]) -> None:
    assert seen["structured"].came_back()["note"] == NOTE


def test_tokens_are_counted_of_what_would_leave(seen: dict[str, Scene]) -> None:
    assert seen["count"].came_back()["tokens"] > 0


def test_thinking_goes_both_ways_as_it_was_signed(seen: dict[str, Scene]) -> None:
    said = seen["thinking"].came_back()
    assert said["text"] == NOTE
    assert said["thought"].startswith("Patient: [PERSON_")
    sent = json.loads(seen["thinking"].bodies[-1])["messages"][1]["content"][0]
    assert (sent["type"], sent["thinking"]) == ("thinking", said["thought"])


@pytest.mark.parametrize("name", ["chat refused", "achat refused", "stream refused", "astream refused"])
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], name: str) -> None:
    seen[name].refused("BadRequestError")
