# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Google's Gen AI SDK, in an environment of its own."""

import pytest

from tests.conformance.rig import CALL, NOTE, STRUCTURED, Client, Scene, asks, denied, google_environ

pytestmark = pytest.mark.conformance

CLIENT = Client("google-genai", google_environ)
ASKS = (
    *asks("chat", "achat", "stream", "astream"),
    *asks("tool", text=CALL),
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


def test_a_tool_is_called_with_restored_arguments(seen: dict[str, Scene]) -> None:
    assert seen["tool"].came_back()["note"] == NOTE


def test_structured_output_is_read(seen: dict[str, Scene]) -> None:
    assert seen["structured"].came_back()["note"] == NOTE


@pytest.mark.parametrize("name", ["chat refused", "achat refused", "stream refused", "astream refused"])
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], name: str) -> None:
    seen[name].refused("ClientError")
