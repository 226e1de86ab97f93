# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Anthropic SDK for Node, in an environment of its own."""

import pytest

from tests.conformance.rig import CALL, NOTE, STRUCTURED, Client, Scene, anthropic_environ, asks, denied

pytestmark = pytest.mark.conformance

CLIENT = Client("anthropic-node", anthropic_environ, node=True)
ASKS = (
    *asks("chat", "stream"),
    *asks("tool", "tool_stream", text=CALL),
    *asks("structured", text=STRUCTURED),
    *denied("chat", "stream"),
)


def test_a_whole_answer_comes_back_restored(seen: dict[str, Scene]) -> None:
    assert seen["chat"].came_back()["text"] == NOTE


def test_a_stream_comes_back_restored_in_pieces(seen: dict[str, Scene]) -> None:
    said = seen["stream"].came_back()
    assert said["text"] == NOTE
    assert said["pieces"] > 5


@pytest.mark.parametrize("name", ["tool", "tool_stream"])
def test_a_tool_is_called_with_restored_arguments(seen: dict[str, Scene], name: str) -> None:
    assert seen[name].came_back()["note"] == NOTE


def test_structured_output_is_read(seen: dict[str, Scene]) -> None:
    assert seen["structured"].came_back()["note"] == NOTE


@pytest.mark.parametrize("name", ["chat refused", "stream refused"])
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], name: str) -> None:
    seen[name].refused("BadRequestError")
