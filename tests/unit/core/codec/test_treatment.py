# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What is done to a string is found out by reading, and every place of the published types has a treatment."""

import json
from collections import Counter
from typing import Any

import pytest

from clearance.core.codec.registry import WIRES
from clearance.core.codec.treatment import Treated, Treatment, request_treatment, stream_treatment
from tools.field_treatment import treated
from tools.sdk_leaves.leaf import MARK
from tools.sdk_leaves.shipped import ANSWERS, REQUESTS, SHAPED, STREAMS, Shipped

SEEN_BY_NOBODY = {"instructions[](image_generation_call).result", "output[](image_generation_call).result"}
"""Pictures that the vendor drew, where an application may have that done."""


@pytest.mark.parametrize("shipped", REQUESTS, ids=lambda one: one.name)
def test_every_leaf_of_a_request_has_a_treatment(shipped: Shipped) -> None:
    found = {leaf.path: treated(shipped, leaf) for leaf in shipped.leaves()}
    assert [path for path, one in found.items() if Treatment.UNSEEN in (one.treatment, one.otherwise)] == []
    assert [path for path, one in found.items() if one.treatment is Treatment.REFUSED and not one.why] == []
    assert [path for path, one in found.items() if one.treatment is Treatment.SETTING] == (
        ["model"] if shipped.model else []
    )
    assert Counter(one.treatment for one in found.values())[Treatment.SCANNED] > 1


@pytest.mark.parametrize("shipped", ANSWERS, ids=lambda one: one.name)
def test_every_leaf_of_an_answer_has_a_treatment(shipped: Shipped) -> None:
    found = {leaf.path: treated(shipped, leaf) for leaf in shipped.leaves()}
    unseen = {path for path, one in found.items() if Treatment.UNSEEN in (one.treatment, one.otherwise)}
    assert unseen <= SEEN_BY_NOBODY
    assert not {Treatment.REFUSED, Treatment.SETTING} & {one.treatment for one in found.values()}


OPAQUE = {
    "event(response.image_generation_call.partial_image).partial_image_b64",
    "event(response.completed).response.instructions[](image_generation_call).result",
    "event(response.completed).response.output[](image_generation_call).result",
    "event(response.output_item.done).item(image_generation_call).result",
}
"""In streams: pictures, as in whole answers."""


@pytest.mark.parametrize("shipped", STREAMS, ids=lambda one: one.name)
def test_every_leaf_of_an_event_has_a_treatment(shipped: Shipped) -> None:
    found = {leaf.path: treated(shipped, leaf) for leaf in shipped.leaves() if leaf.kind != "key"}
    unseen = {path for path, one in found.items() if Treatment.UNSEEN in (one.treatment, one.otherwise)}
    assert unseen <= OPAQUE
    assert {path for path, one in found.items() if one.treatment is Treatment.REFUSED} == set()
    assert Counter(one.treatment for one in found.values())[Treatment.SCANNED] > 0


def test_a_stream_that_the_wire_cannot_read_is_refused_with_its_reason() -> None:
    def fill(text: str) -> bytes:
        return b"data: {" + text.encode() + b"\n\n"

    found = stream_treatment(WIRES["/v1/chat/completions"], fill, (MARK, SHAPED))
    assert found.treatment is Treatment.REFUSED
    assert found.why


def of(wire: str, body: Any, word: str = "") -> Treated:
    text = json.dumps(body)

    def fill(at: str) -> bytes:
        return text.replace("HERE", at).encode()

    return request_treatment(WIRES[wire], wire, fill, (MARK, SHAPED), word)


def message(**block: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": [block]}]}


@pytest.mark.parametrize(
    ("body", "word", "expected"),
    [
        (message(type="text", text="HERE"), "", Treated(Treatment.SCANNED)),
        (message(type="text", text="x", new="HERE"), "", Treated(Treatment.SCANNED)),
        (message(type="tool_use", name="HERE", input={}), "", Treated(Treatment.NAME)),
        (message(type="tool_use", name="f", input={"HERE": 1}), "", Treated(Treatment.NAME)),
        (message(type="thinking", thinking="HERE"), "", Treated(Treatment.SEALED)),
        (message(type="thinking", thinking="x", signature="HERE"), "", Treated(Treatment.ENCRYPTED)),
        (message(type="redacted_thinking", data="HERE"), "", Treated(Treatment.ENCRYPTED)),
        (message(type="text", text="x") | {"model": "HERE"}, "", Treated(Treatment.SETTING)),
        (
            message(type="text", text="x", cache_control={"type": "HERE"}),
            "ephemeral",
            Treated(Treatment.WORDS, otherwise=Treatment.SCANNED),
        ),
        (message(type="text", text="x", speed="HERE"), "fast", Treated(Treatment.SCANNED)),
        (
            message(type="image", source="HERE"),
            "",
            Treated(Treatment.REFUSED, "an image is not allowed: only text is scanned"),
        ),
        (
            message(type="container_upload", file_id="HERE"),
            "",
            Treated(Treatment.NAME, needs=("server_file",)),
        ),
        (message(type="new", text="HERE"), "", Treated(Treatment.SCANNED, needs=("unknown_parts",))),
    ],
)
def test_it_is_what_the_wire_does(body: dict[str, Any], word: str, expected: Treated) -> None:
    assert of("/v1/messages", body, word) == expected


def test_what_is_passed_over_is_unseen() -> None:
    assert of("/v1/messages", message(type="text", text="x") | {"messages": "none"}).treatment is Treatment.REFUSED
    body = {"model": "m", "messages": [{"role": "user", "content": "x"}], "n": 1}
    assert of("/v1/chat/completions", body) == Treated(Treatment.UNSEEN)


def test_a_key_in_the_place_of_a_signature_is_looked_at() -> None:
    body = message(type="thinking", thinking="x", signature="ghp_" + "a" * 36)
    found = WIRES["/v1/messages"].read_request(json.dumps(body).encode(), "").segments
    assert [segment.text.reveal()[:4] for segment in found] == ["x", "ghp_"]
