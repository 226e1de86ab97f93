# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every leaf of every event of a streamed answer, in turn: what a vendor puts there is found, and a token that the
exchange placed comes back restored, save where the vendor signed or encrypted it.
"""

import asyncio
import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from clearance.core.codec.treatment import Treatment
from clearance.exchange.call import CallHeaders
from clearance.testing.vendor import SSE, Behaviour
from tests.integration.test_answer_leaves import token_in
from tests.integration.test_canary_matrix import KEY, House
from tools.field_treatment import treated
from tools.sdk_leaves.shipped import STREAMS, Shipped, ShippedLeaf
from tools.sdk_leaves.streams import streamed

EVERYWHERE = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
SAMPLE = 12
"""So many leaves of a wire are tried with each text in `make test`; all of them in `make test-deep`."""
SSN = "536-22-8714"
CANARIES = {
    "ssn": ("SSN 219-53-4471", "219-53-4471", "ssn"),
    "mrn": ("MRN 84419276", "84419276", "mrn"),
    "name": ("Patient: Lindiwe Gonzalez", "Gonzalez", "person"),
    "secret": ("ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5", "aB3dE5fG7hJ9", "secret"),
}
"""The text, what of it may be nowhere, and its class."""
HELD = "secret"
ARGUMENTS = (".arguments", "arguments.delta).delta", ".partial_json", "delta.toolUse.input")
OPAQUE_OR_TEXT = (").signature", ".obfuscation")
"""What is not in the shape of a signature, or of padding, is text there, and a token is not."""
LOOKED_AT = (Treatment.SCANNED, Treatment.NAME, Treatment.SEALED)


def asked(shipped: Shipped) -> dict[str, Any]:
    """A streamed request with the number in it."""
    said = f"SSN {SSN}"
    message = {"role": "user", "content": said}
    of: dict[str, dict[str, Any]] = {
        "openai_chat_stream": {"messages": [message]},
        "openai_responses_stream": {"input": said},
        "openai_completions_stream": {"prompt": said},
        "gemini_stream": {"contents": [{"role": "user", "parts": [{"text": said}]}]},
        "bedrock_stream": {"messages": [{"role": "user", "content": [{"text": said}]}]},
    }
    body = of.get(shipped.name, {"messages": [message]})
    return body if shipped.path.startswith(("/v1beta", "/model")) else body | {"model": "m", "stream": True}


def sampled(shipped: Shipped, salt: str) -> Iterator[ShippedLeaf]:
    """Leaves to try, but for keys."""
    leaves = [leaf for leaf in shipped.leaves() if leaf.kind != "key"]
    every = 1 if EVERYWHERE else max(1, len(leaves) // SAMPLE)
    yield from leaves[sum(map(ord, shipped.name + salt)) % every :: every]


def house(shipped: Shipped) -> House:
    wires = {"anthropic": "anthropic", "gemini": "gemini", "bedrock": "bedrock"}
    return House(wires.get(shipped.name.partition("_")[0], "openai"))


def script(shipped: Shipped, leaf: ShippedLeaf, text: Callable[[bytes], str]) -> Callable[[bytes], Behaviour]:
    """An answer with a text at the leaf, which may depend on the request."""
    kind = "application/vnd.amazon.eventstream" if shipped.name == "bedrock_stream" else SSE

    def answer(received: bytes) -> Behaviour:
        return Behaviour((streamed(shipped, shipped.body(leaf, text(received))),), headers={"content-type": kind})

    return answer


async def found(shipped: Shipped, canary: str) -> tuple[list[str], Counter[str]]:
    """What leaked or was not found, by leaf, and what became of the others."""
    stage = house(shipped)
    text, needle, data_class = CANARIES[canary]
    failures: list[str] = []
    seen: Counter[str] = Counter()
    for leaf in sampled(shipped, canary):
        stage.vendor.play(script(shipped, leaf, lambda _: text))
        settled = len(stage.stage.journal.settlements)
        result, left = await stage.call(shipped.path, json.dumps(asked(shipped)).encode(), CallHeaders(credential=KEY))
        failures += [f"{leaf.path}: {place}" for place, data in left.items() if needle.encode() in data]
        (settlement,) = stage.stage.journal.settlements[settled:]
        classes: Any = settlement.body["answer"]
        treatment = treated(shipped, leaf).treatment
        recorded = data_class in classes["classes"]
        if canary == "name" and (treatment is Treatment.NAME or "logprobs" in leaf.path):
            seen["a guess in the protocol's own"] += 1
        elif treatment in LOOKED_AT or treatment is Treatment.WORDS:
            seen["looked at"] += 1
            if not recorded:
                failures.append(f"{leaf.path}: not found, {classes['classes']}")
            if canary == HELD and (result.error is None or needle.encode() in result.response.body):
                failures.append(f"{leaf.path}: released")
        else:
            seen[str(treatment)] += 1
    return failures, seen


@pytest.mark.parametrize("canary", list(CANARIES))
@pytest.mark.parametrize("shipped", STREAMS, ids=lambda one: one.name)
def test_what_a_vendor_says_is_found_in_every_leaf(
    shipped: Shipped, canary: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        failures, seen = asyncio.run(found(shipped, canary))
    assert failures == []
    assert seen["looked at"] > 0
    assert CANARIES[canary][1] not in caplog.text


async def restored(shipped: Shipped) -> tuple[list[str], Counter[str]]:
    stage = house(shipped)
    failures: list[str] = []
    seen: Counter[str] = Counter()
    for leaf in sampled(shipped, "token"):
        tokens: list[str] = []

        def placed(received: bytes, leaf: ShippedLeaf = leaf, tokens: list[str] = tokens) -> str:
            tokens.append(token_in(received))
            # Pieces of arguments are JSON: a token counts inside a string of theirs.
            return json.dumps({"a": tokens[-1]}) if leaf.path.endswith(ARGUMENTS) else tokens[-1]

        stage.vendor.play(script(shipped, leaf, placed))
        result, _ = await stage.call(shipped.path, json.dumps(asked(shipped)).encode(), CallHeaders(credential=KEY))
        if result.error is not None:
            failures.append(f"{leaf.path}: {result.error.code}")
            continue
        body, (token,) = result.response.body, tokens
        came = "restored" if token.encode() not in body else "stayed"
        if came == "restored" and SSN.encode() not in body:
            came = "gone"
        stays = treated(shipped, leaf).treatment in (Treatment.SEALED, Treatment.ENCRYPTED, Treatment.UNSEEN)
        stays = stays and not leaf.path.endswith(OPAQUE_OR_TEXT)
        seen[came] += 1
        if came != ("stayed" if stays else "restored"):
            failures.append(f"{leaf.path}: {came}")
    return failures, seen


@pytest.mark.parametrize("shipped", STREAMS, ids=lambda one: one.name)
def test_a_token_comes_back_from_every_leaf(shipped: Shipped) -> None:
    failures, seen = asyncio.run(restored(shipped))
    assert failures == []
    assert seen["restored"] > 0


@pytest.mark.parametrize("error", [b'{"error":{"message":"\\u0067hp_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"}}'])
def test_an_error_is_read_as_it_is_meant(error: bytes) -> None:
    shipped = STREAMS[0]
    stage = house(shipped)
    stage.vendor.play(Behaviour((b"data: " + error + b"\n\n",), headers={"content-type": SSE}))
    result, _ = asyncio.run(stage.call(shipped.path, json.dumps(asked(shipped)).encode(), CallHeaders(credential=KEY)))
    assert result.error is not None
    assert result.error.code == "answer_refused"
    assert b"aB3dE5fG7hJ9" not in result.response.body
