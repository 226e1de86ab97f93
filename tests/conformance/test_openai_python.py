# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The OpenAI SDK for Python, in an environment of its own."""

import pytest

from tests.conformance.rig import CALL, NOTE, STRUCTURED, Client, Scene, asks, denied, openai_environ

pytestmark = [pytest.mark.conformance, pytest.mark.services]

CLIENT = Client("openai", openai_environ)
ASKS = (
    *asks("chat", "achat", "stream", "astream", "response", "aresponse", "response_stream", "aresponse_stream"),
    *asks("tool", "tool_stream", "response_tool", "response_tool_stream", text=CALL),
    *asks("structured", "response_structured", text=STRUCTURED),
    *denied("chat", "achat", "stream", "response", "aresponse_stream"),
)


@pytest.mark.parametrize("name", ["chat", "achat", "response", "aresponse"])
def test_a_whole_answer_comes_back_restored(seen: dict[str, Scene], name: str) -> None:
    assert seen[name].came_back()["text"] == NOTE


@pytest.mark.parametrize("name", ["stream", "astream", "response_stream", "aresponse_stream"])
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


@pytest.mark.parametrize(
    "name", ["chat refused", "achat refused", "stream refused", "response refused", "aresponse_stream refused"]
)
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], name: str) -> None:
    seen[name].refused("BadRequestError")
