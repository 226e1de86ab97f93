# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""LangChain, in an environment of its own, on every wire that it speaks."""

import base64
import hashlib
import json
import tempfile
from pathlib import Path

import pytest

from clearance.weights.wires import vocabulary
from tests.conformance.rig import CALL, NOTE, STRUCTURED, Client, Gateway, Scene, asks, denied, environ_of_all

pytestmark = pytest.mark.conformance

PUBLISHED = "https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken"
"""Where LangChain's tokenizer would fetch its vocabulary from; its cache names files by the SHA-1 of this."""


def environ(gateway: Gateway) -> dict[str, str]:
    """Every wire's, and a tokenizer's cache that was filled before, as on a machine that was used before."""
    cache = Path(tempfile.gettempdir()) / "clearance-tiktoken"
    cache.mkdir(exist_ok=True)
    known = vocabulary()
    tokens = (known.spelled[start:end] for start, end in zip(known.starts, known.starts[1:], strict=False))
    lines = (base64.b64encode(token) + f" {number}\n".encode() for number, token in enumerate(tokens))
    name = hashlib.sha1(PUBLISHED.encode(), usedforsecurity=False).hexdigest()
    (cache / name).write_bytes(b"".join(lines))
    return environ_of_all(gateway) | {"TIKTOKEN_CACHE_DIR": str(cache)}


CLIENT = Client("langchain", environ)
WIRES = ("openai", "responses", "anthropic")
ASKS = tuple(
    ask
    for wire in WIRES
    for ask in (
        *asks("chat", "achat", "stream", "astream", wire=wire),
        *asks("tool", "tool_stream", text=CALL, wire=wire),
        *asks("structured", text=STRUCTURED if wire != "anthropic" else CALL, wire=wire),
        *denied("chat", "stream", wire=wire),
    )
) + asks("embed", text=NOTE, model="text-embedding-3-small")


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
@pytest.mark.parametrize("scene", ["tool", "tool_stream"])
def test_a_tool_is_called_with_restored_arguments(seen: dict[str, Scene], wire: str, scene: str) -> None:
    assert seen[f"{wire} {scene}"].came_back()["note"] == NOTE


@pytest.mark.parametrize("wire", WIRES)
def test_structured_output_is_read(seen: dict[str, Scene], wire: str) -> None:
    assert seen[f"{wire} structured"].came_back()["note"] == NOTE


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("scene", ["chat", "stream"])
def test_a_refusal_shows_our_text_after_one_request(seen: dict[str, Scene], wire: str, scene: str) -> None:
    seen[f"{wire} {scene} refused"].refused("BadRequestError")


def test_embeddings_are_asked_by_token_ids_and_leave_as_tokens(seen: dict[str, Scene]) -> None:
    scene = seen["embed"]
    assert scene.came_back()["numbers"] > 0
    [body] = scene.bodies
    assert "[PERSON_" in json.loads(body)["input"][0]
