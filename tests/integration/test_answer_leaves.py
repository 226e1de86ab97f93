# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A token that the exchange placed comes back restored from every leaf of every answer, in turn; what the vendor signed
or encrypted stays byte for byte.
"""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest

from clearance.core.codec.treatment import Treatment
from clearance.exchange.call import CallHeaders
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play
from clearance.testing.vendor import Behaviour, FakeVendor
from tests.integration.test_canary_matrix import boundary, pool
from tools.field_treatment import treated
from tools.sdk_leaves.shipped import ANSWERS, SHAPED, Shipped, ShippedLeaf

KEY = scene.api_key()[0]
SSN = "536-22-8714"
ASKED: dict[str, Any] = {
    "/v1/chat/completions": {"model": "m", "messages": [{"role": "user", "content": f"SSN {SSN}"}]},
    "/v1/responses": {"model": "m", "input": f"SSN {SSN}"},
    "/v1/responses/input_tokens": {"model": "m", "input": f"SSN {SSN}"},
    "/v1/responses/compact": {"model": "m", "input": f"SSN {SSN}"},
    "/v1/completions": {"model": "m", "prompt": f"SSN {SSN}"},
    "/v1/embeddings": {"model": "m", "input": f"SSN {SSN}"},
    "/v1/moderations": {"model": "m", "input": f"SSN {SSN}"},
    "/v1/messages": {"model": "m", "messages": [{"role": "user", "content": f"SSN {SSN}"}]},
    "/v1beta/models/m:generateContent": {"contents": [{"role": "user", "parts": [{"text": f"SSN {SSN}"}]}]},
    "/model/m/converse": {"messages": [{"role": "user", "content": [{"text": f"SSN {SSN}"}]}]},
}
WIRES_OF = {"/v1/messages": "anthropic", "/v1beta/models/m:generateContent": "gemini", "/model/m/converse": "bedrock"}
TEXT_OR_SIGNATURE = "content[](thinking).signature"
"""What is not in the shape of a signature is text there, and a token is not."""
STAYS = (Treatment.SEALED, Treatment.ENCRYPTED, Treatment.UNSEEN)


def stays(shipped: Shipped, leaf: ShippedLeaf) -> bool:
    return leaf.path != TEXT_OR_SIGNATURE and treated(shipped, leaf).treatment in STAYS


def token_in(body: bytes) -> str:
    """The token that stands where the number was."""
    text = body.decode()
    start = text.index("SSN [") + len("SSN ")
    return text[start : text.index("]", start) + 1]


async def answered(shipped: Shipped, leaf: ShippedLeaf, stage: Play, vendor: FakeVendor) -> tuple[str, bytes, bytes]:
    """The token, the answer that had it at the leaf, and what the caller got."""
    given: list[tuple[str, bytes]] = []

    def put(received: bytes) -> Behaviour:
        token = token_in(received)
        answer = shipped.body(leaf, token)
        given.append((token, answer))
        return Behaviour((answer,))

    vendor.play(put)
    request = json.dumps(ASKED[shipped.path]).encode()
    result = await stage.run(request, CallHeaders(credential=KEY), endpoint=shipped.path)
    assert result.error is None, leaf.path
    ((token, answer),) = given
    return token, answer, result.response.body


async def run(shipped: Shipped) -> Counter[str]:
    """How many came back and how many stayed; what did neither, by leaf."""
    seen: Counter[str] = Counter()
    vendor = FakeVendor()
    wire = WIRES_OF.get(shipped.path, "openai")
    journal = MemoryJournal(FakeClock())
    stage = Play(snapshot=scene.snapshot(boundary(wire)), journal=journal, vendors=vendor, compute=pool())
    for leaf in shipped.leaves():
        token, sent, got = await answered(shipped, leaf, stage, vendor)
        if stays(shipped, leaf):
            seen["stayed" if got == sent else f"{leaf.path}: changed"] += 1
        elif token.encode() in got:
            seen[f"{leaf.path}: not restored"] += 1
        elif json.loads(got) == json.loads(sent.replace(token.encode(), SSN.encode())):
            seen["restored"] += 1
        else:
            seen["dropped" if "logprobs" in leaf.path else f"{leaf.path}: something else was changed"] += 1
    return seen


@pytest.mark.parametrize("shipped", ANSWERS, ids=lambda one: one.name)
def test_every_leaf_comes_back(shipped: Shipped) -> None:
    seen = asyncio.run(run(shipped))
    assert set(seen) <= {"restored", "stayed", "dropped"}
    assert seen["stayed"] == sum(stays(shipped, leaf) for leaf in shipped.leaves())
    assert seen["restored"] > 0


@pytest.mark.parametrize("shipped", ANSWERS, ids=lambda one: one.name)
def test_what_is_encrypted_stays_in_its_own_shape(shipped: Shipped) -> None:
    async def play() -> None:
        vendor = FakeVendor()
        wire = WIRES_OF.get(shipped.path, "openai")
        journal = MemoryJournal(FakeClock())
        stage = Play(snapshot=scene.snapshot(boundary(wire)), journal=journal, vendors=vendor, compute=pool())
        for leaf in shipped.leaves():
            if treated(shipped, leaf).treatment is Treatment.ENCRYPTED:
                answer = shipped.body(leaf, SHAPED)
                vendor.play(Behaviour((answer,)))
                request = json.dumps(ASKED[shipped.path]).encode()
                result = await stage.run(request, CallHeaders(credential=KEY), endpoint=shipped.path)
                assert result.response.body == answer, leaf.path

    asyncio.run(play())
