# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""LlamaIndex, in an environment of its own, on every wire that it speaks."""

import pytest

from tests.conformance.rig import CALL, NOTE, STRUCTURED, Client, Scene, asks, denied, environ_of_all

pytestmark = pytest.mark.conformance

CLIENT = Client("llama-index", lambda gateway: {**environ_of_all(gateway), "OPENAI_API_BASE": f"{gateway.url}/v1"})
WIRES = ("openai", "responses", "anthropic")
MODELS = {
    "openai": ("gpt-4o", "gpt-4o-mini"),
    "responses": ("gpt-4o", "gpt-4o-mini"),
    "anthropic": ("claude-sonnet-4-5", "claude-haiku-4-5"),
}
ASKS = tuple(
    ask
    for wire in WIRES
    for ask in (
        *asks("chat", "achat", "stream", "astream", model=MODELS[wire][0], wire=wire),
        *asks("tool", text=CALL, model=MODELS[wire][0], wire=wire),
        *asks("structured", text=STRUCTURED, model=MODELS[wire][0], wire=wire),
        *denied("chat", "stream", model=MODELS[wire][1], wire=wire),
    )
)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("scene", ["chat", "achat"])
def test_a_whole_answer_comes_back_restored(seen: dict[str, Scene], wire: str, scene: str) -> None:
    assert seen[f"{wire} {scene}"].came_back()["text"] == NOTE


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("scene", ["stream", "astream"])
def test_a_stream_comes_back_restored_in_pieces(seen: dict[str, Scene], wire: str, scene: str) -> None:
    said = seen[f"{wire} {scene}"].came_back()
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
    seen[f"{wire} {scene} refused"].refused("BadRequestError")
