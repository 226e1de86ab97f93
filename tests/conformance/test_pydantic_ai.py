# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Pydantic AI, in an environment of its own."""

import pytest

from tests.conformance.rig import CALL, NOTE, Client, Scene, asks, denied, openai_environ

pytestmark = pytest.mark.conformance

CLIENT = Client("pydantic-ai", openai_environ)
ASKS = (
    *asks("chat", "astream"),
    *asks("tool", text=CALL),
    *asks("structured", text=CALL),
    *denied("chat", "astream"),
)


def test_a_whole_answer_comes_back_restored(seen: dict[str, Scene]) -> None:
    assert seen["chat"].came_back()["text"] == NOTE


def test_a_stream_comes_back_restored_in_pieces(seen: dict[str, Scene]) -> None:
    said = seen["astream"].came_back()
    assert said["text"] == NOTE
    assert said["pieces"] > 5


def test_a_tool_is_called_with_restored_arguments(seen: dict[str, Scene]) -> None:
    assert seen["tool"].came_back()["note"] == NOTE


def test_structured_output_is_read(seen: dict[str, Scene]) -> None:
    assert seen["structured"].came_back()["note"] == NOTE


@pytest.mark.parametrize("name", ["chat refused", "astream refused"])
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], name: str) -> None:
    seen[name].refused("ModelHTTPError")
