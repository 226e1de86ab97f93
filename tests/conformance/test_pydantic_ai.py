# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Pydantic AI, in an environment of its own, on every wire that it speaks."""

import pytest

from tests.conformance.rig import CALL, NOTE, Client, Scene, asks, denied, environ_of_all

pytestmark = pytest.mark.conformance

CLIENT = Client("pydantic-ai", environ_of_all)
WIRES = ("openai", "responses", "anthropic", "google")
ASKS = tuple(
    ask
    for wire in WIRES
    for ask in (
        *asks("chat", "astream", wire=wire),
        *asks("tool", text=CALL, wire=wire),
        *asks("structured", text=CALL, wire=wire),
        *denied("chat", "astream", wire=wire),
    )
)


@pytest.mark.parametrize("wire", WIRES)
def test_a_whole_answer_comes_back_restored(seen: dict[str, Scene], wire: str) -> None:
    assert seen[f"{wire} chat"].came_back()["text"] == NOTE


@pytest.mark.parametrize("wire", WIRES)
def test_a_stream_comes_back_restored_in_pieces(seen: dict[str, Scene], wire: str) -> None:
    said = seen[f"{wire} astream"].came_back()
    assert said["text"] == NOTE
    assert said["pieces"] > 5


@pytest.mark.parametrize("wire", WIRES)
def test_a_tool_is_called_with_restored_arguments(seen: dict[str, Scene], wire: str) -> None:
    assert seen[f"{wire} tool"].came_back()["note"] == NOTE


@pytest.mark.parametrize("wire", WIRES)
def test_structured_output_is_read(seen: dict[str, Scene], wire: str) -> None:
    assert seen[f"{wire} structured"].came_back()["note"] == NOTE


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("scene", ["chat", "astream"])
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], wire: str, scene: str) -> None:
    seen[f"{wire} {scene} refused"].refused("ModelHTTPError")
