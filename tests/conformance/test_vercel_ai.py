# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Vercel AI SDK, in an environment of its own, on every wire that it speaks."""

import pytest

from tests.conformance.rig import CALL, NOTE, STRUCTURED, Client, Scene, asks, denied, environ_of_all

pytestmark = pytest.mark.conformance

CLIENT = Client(
    "vercel-ai", lambda gateway: {**environ_of_all(gateway), "ANTHROPIC_BASE_URL": f"{gateway.url}/v1"}, node=True
)
WIRES = ("openai", "responses", "anthropic")
ASKS = tuple(
    ask
    for wire in WIRES
    for ask in (
        *asks("chat", "stream", wire=wire),
        *asks("tool", text=CALL, wire=wire),
        *asks("structured", text=STRUCTURED, wire=wire),
        *denied("chat", "stream", wire=wire),
    )
)


@pytest.mark.parametrize("wire", WIRES)
def test_a_whole_answer_comes_back_restored(seen: dict[str, Scene], wire: str) -> None:
    assert seen[f"{wire} chat"].came_back()["text"] == NOTE


@pytest.mark.parametrize("wire", WIRES)
def test_a_stream_comes_back_restored_in_pieces(seen: dict[str, Scene], wire: str) -> None:
    said = seen[f"{wire} stream"].came_back()
    assert said["text"] == NOTE
    assert said["pieces"] > 5


@pytest.mark.parametrize("wire", WIRES)
def test_a_tool_is_called_with_restored_arguments(seen: dict[str, Scene], wire: str) -> None:
    assert seen[f"{wire} tool"].came_back()["note"] == NOTE


@pytest.mark.parametrize("wire", WIRES)
def test_structured_output_is_read(seen: dict[str, Scene], wire: str) -> None:
    assert seen[f"{wire} structured"].came_back()["note"] == NOTE


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("scene", ["chat", "stream"])
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], wire: str, scene: str) -> None:
    seen[f"{wire} {scene} refused"].refused("AI_APICallError")
