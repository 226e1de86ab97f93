# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Vercel AI SDK, in an environment of its own, on every wire that it speaks."""

from collections.abc import Mapping

import pytest

from tests.conformance.rig import CALL, NOTE, STRUCTURED, Client, Gateway, Scene, asks, denied, environ_of_all

pytestmark = pytest.mark.conformance


def environ(gateway: Gateway) -> Mapping[str, str]:
    """Its Anthropic provider takes a base URL with the version in it."""
    return {**environ_of_all(gateway), "ANTHROPIC_BASE_URL": f"{gateway.url}/v1"}


CLIENT = Client("vercel-ai", environ, node=True)
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
) + asks("tool_of_stored", text=CALL, wire="responses")


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


def test_items_that_the_vendor_was_to_keep_are_refused_by_name(seen: dict[str, Scene]) -> None:
    scene = seen["responses tool_of_stored"]
    text = scene.said["raised"]["text"]
    assert "store is not allowed" in text or "an object that a vendor keeps" in text
    assert scene.statuses == {"200": 1, "400": 1}
