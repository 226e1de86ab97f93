# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A canary in every leaf of every wire in turn: it never reaches the vendor, and what echoes it comes back restored.

The leaves are those of the vendors' published types (``tests/data/wire_leaves``, made by ``tools/sdk_leaves``). Every
vendor-run feature is allowed here, so that a leaf is judged by what is done to it and not by its neighbour.
"""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.core.ledger.canonical import encode
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.model.words import Guarded
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import Behaviour, FakeVendor, Received, says

LEAVES = Path(__file__).parent.parent / "data" / "wire_leaves"
MARK = "\u27e8leaf\u27e9"
EVERYWHERE = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
SAMPLE = 8
"""Of so many leaves one is tried with a canary in `make test`; all of them in `make test-deep`."""
KEY = scene.api_key()[0]
CANARIES = {
    "ssn": ("SSN 536-22-8714", "536-22-8714"),
    "mrn": ("MRN 84419276", "84419276"),
    "name": ("Patient: Lindiwe Gonzalez", "Gonzalez"),
    "secret": ("ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5", "aB3dE5fG7hJ9"),
}


@dataclass(frozen=True)
class Surface:
    """One request body of one wire: where it is sent, and how it asks for a stream."""

    leaves: str
    path: str
    wire: str
    model: str | None = "model"
    """The member that names the model; None where the path does."""
    stream: str | None = None
    """The path of the same call as a stream, where it is another one; else a member ``stream``."""
    streams: bool = True
    answers: bool = True
    """Whether a stand-in's answer can say the request back."""
    base: tuple[tuple[str, str], ...] = ()
    """Members that every call has, where the leaf's body does not."""


SURFACES = (
    Surface("openai_chat", "/v1/chat/completions", "openai"),
    Surface("openai_responses", "/v1/responses", "openai", base=(("input", "x"),)),
    Surface("openai_completions", "/v1/completions", "openai", base=(("prompt", "x"),)),
    Surface("openai_embeddings", "/v1/embeddings", "openai", streams=False, answers=False),
    Surface("openai_moderations", "/v1/moderations", "openai", streams=False, answers=False),
    Surface("anthropic_messages", "/v1/messages", "anthropic"),
    Surface("anthropic_beta", "/v1/messages", "anthropic"),
    Surface("gemini", "/v1beta/models/m:generateContent", "gemini", None, "/v1beta/models/m:streamGenerateContent"),
    Surface("bedrock", "/model/m/converse", "bedrock", None, "/model/m/converse-stream"),
)


@dataclass
class Matrix:
    """What came of it: how many calls were sent on, refused, restored; and every leak, by leaf and canary."""

    sent: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    restored: int = 0
    unrestored: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)


def leaves(surface: Surface) -> Iterator[dict[str, Any]]:
    for line in (LEAVES / f"{surface.leaves}.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def request(surface: Surface, leaf: dict[str, Any], canary: str, *, stream: bool) -> tuple[str, bytes]:
    """Path and body with the canary at the leaf."""
    text = json.dumps(leaf["body"]).replace(json.dumps(MARK)[1:-1], json.dumps(canary)[1:-1])
    body = dict(surface.base) | json.loads(text)
    if surface.model is not None and leaf["leaf"] != surface.model:
        body[surface.model] = "m"
    if stream and surface.stream is None:
        body["stream"] = True
    return surface.stream if stream and surface.stream else surface.path, json.dumps(body).encode()


@cache
def pool() -> WorkerPool:
    return WorkerPool(core_jobs(), PoolSettings(count=0, inline_bytes=10**8))


def boundary(wire: str) -> dict[str, str]:
    (name, text), *_ = scene.documents(wire=wire).items()
    allowed = ", ".join(one for one in Guarded if one is not Guarded.FOREIGN_ENCRYPTED)
    return {name: text.replace("default_purpose: treatment", f"default_purpose: treatment\nallow: [{allowed}]", 1)}


def say_back(received: bytes) -> Behaviour:
    """The whole request as the text of an answer of its wire."""
    path, text = getattr(received, "path", ""), received.decode()
    if path == "/v1/completions":
        return completion(text, stream=bool(json.loads(text).get("stream")))
    try:
        return says(text)(received)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):  # a stand-in need not read every request
        plain = {"contents": [{"role": "user", "parts": [{"text": "x"}]}]}
        return says(text)(Received.at(path, json.dumps(plain).encode()))


def completion(text: str, *, stream: bool) -> Behaviour:
    head = {"id": "cmpl-1", "object": "text_completion", "created": 1, "model": "m"}
    pieces = [text[at : at + 5] for at in range(0, len(text), 5)] if stream else [text]
    choices = [{"index": 0, "text": piece, "logprobs": None, "finish_reason": None} for piece in pieces]
    choices[-1]["finish_reason"] = "stop"
    bodies = [json.dumps(head | {"choices": [choice]}).encode() for choice in choices]
    if not stream:
        return Behaviour(tuple(bodies))
    events = (*(b"data: " + body + b"\n\n" for body in bodies), b"data: [DONE]\n\n")
    return Behaviour(events, headers={"content-type": "text/event-stream"})


async def call(surface: Surface, path: str, body: bytes, stage: Play, vendor: FakeVendor) -> Result:
    vendor.play(say_back)
    return await stage.run(body, CallHeaders(credential=KEY), endpoint=path)


async def run(surface: Surface, canary: str, *, stream: bool, every: int) -> Matrix:
    seen = Matrix()
    text, needle = CANARIES[canary]
    vendor = FakeVendor()
    journal = MemoryJournal(FakeClock())
    stage = Play(snapshot=scene.snapshot(boundary(surface.wire)), journal=journal, vendors=vendor, compute=pool())
    for number, leaf in enumerate(leaves(surface)):
        if number % every != hash_of(surface.leaves, canary, stream=stream) % every:
            continue
        if leaf["leaf"] == "stream":
            continue
        path, body = request(surface, leaf, text, stream=stream)
        before = len(vendor.received)
        result = await call(surface, path, body, stage, vendor)
        where = f"{leaf['leaf']} ({leaf['kind']})"
        sent = vendor.received[before:]
        if any(needle.encode() in one for one in sent):
            seen.leaks.append(where)
        if (
            needle.encode() in encode([one.body for one in journal.admissions])
            if hasattr(journal, "admissions")
            else False
        ):
            seen.leaks.append(f"{where}: in the record")
        if not sent:
            seen.refused[str(result.error.code if result.error else "none")] += 1
            continue
        seen.sent += 1
        seen.reached.add(leaf["leaf"])
        if surface.answers and b"_" in sent[-1] and result.response.status == 200:
            if needle in shown(result.response.body, stream=stream):
                seen.restored += 1
            else:
                seen.unrestored.append(where)
    return seen


def hash_of(*parts: str, stream: bool) -> int:
    return sum(map(ord, "".join(parts))) + stream


def shown(body: bytes, *, stream: bool) -> str:
    """Everything that an answer says, its pieces joined."""
    if not stream:
        return body.decode("utf-8", "replace")
    joined: list[str] = []
    for line in body.split(b"\n"):
        if line.startswith(b"data: {"):
            joined += strings(json.loads(line[6:]))
    return "".join(joined) or body.decode("utf-8", "replace")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            if key not in ("type", "id", "object", "model", "item_id", "role", "event"):
                yield from strings(member)
    elif isinstance(value, list):
        for element in value:
            yield from strings(element)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("canary", list(CANARIES))
@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.leaves)
def test_no_leaf_leaks(surface: Surface, canary: str, stream: bool) -> None:
    if stream and not surface.streams:
        return
    every = 1 if EVERYWHERE or len(list(leaves(surface))) < 2 * SAMPLE else SAMPLE
    seen = asyncio.run(run(surface, canary, stream=stream, every=every))
    print(f"{surface.leaves} {canary} sent {seen.sent}, restored {seen.restored}, refused {dict(seen.refused)}")
    assert seen.leaks == []
    assert seen.unrestored == []
