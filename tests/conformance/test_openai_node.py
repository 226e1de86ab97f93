# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The OpenAI SDK for Node, in an environment of its own."""

import pytest

from tests.conformance.rig import CALL, NOTE, STRUCTURED, Client, Scene, asks, denied, openai_environ

pytestmark = [pytest.mark.conformance, pytest.mark.services]

CLIENT = Client("openai-node", openai_environ, node=True)
ASKS = (
    *asks("chat", "stream", "response", "response_stream"),
    *asks("tool", "tool_stream", "response_tool", "response_tool_stream", text=CALL),
    *asks("structured", "response_structured", text=STRUCTURED),
    *denied("chat", "stream", "response", "response_stream"),
)


@pytest.mark.parametrize("name", ["chat", "response"])
def test_a_whole_answer_comes_back_restored(seen: dict[str, Scene], name: str) -> None:
    assert seen[name].came_back()["text"] == NOTE


@pytest.mark.parametrize("name", ["stream", "response_stream"])
def test_a_stream_comes_back_restored_in_pieces(seen: dict[str, Scene], name: str) -> None:
    said = seen[name].came_back()
    assert said["text"] == NOTE
    assert said["pieces"] > 5


@pytest.mark.parametrize("name", ["tool", "tool_stream", "response_tool", "response_tool_stream"])
def test_a_tool_is_called_with_restored_arguments(seen: dict[str, Scene], name: str) -> None:
    assert seen[name].came_back()["note"] == NOTE


@pytest.mark.parametrize("name", ["structured", "response_structured"])
def test_structured_output_is_read(seen: dict[str, Scene], name: str) -> None:
    assert seen[name].came_back()["note"] == NOTE


@pytest.mark.parametrize("name", ["chat refused", "stream refused", "response refused", "response_stream refused"])
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], name: str) -> None:
    seen[name].refused("BadRequestError")
