# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A canary in every leaf of every wire in turn: it never reaches the vendor, the record, an error or a log, and what
echoes it comes back restored.

The leaves are those of the vendors' published types (``tools.sdk_leaves``). Every vendor-run feature is allowed here,
so that a leaf is judged by what is done to it and not by its neighbour. So that refusing everything is no way to pass,
a share of the leaves must be sent on.
"""

import asyncio
import json
import logging
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.errors import ClearanceError, InvalidHeader
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.model.words import Guarded
from clearance.service.gateway.headers import call_headers
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import FakeVendor
from tests.integration.echoing import say_back, shown
from tools.sdk_leaves.shipped import REQUESTS, Shipped, ShippedLeaf

EVERYWHERE = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
SAMPLE = 12
"""So many leaves of a body are tried with a canary in `make test`; all of them in `make test-deep`."""
KEY = scene.api_key()[0]
CANARIES = {
    "ssn": ("SSN 536-22-8714", "536-22-8714"),
    "mrn": ("MRN 84419276", "84419276"),
    "name": ("Patient: Lindiwe Gonzalez", "Gonzalez"),
    "secret": ("ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5", "aB3dE5fG7hJ9"),
}
Wrap = Callable[[Any], Any]
_SHIPPED = {one.name: one for one in REQUESTS}


@dataclass(frozen=True, slots=True)
class Surface:
    """One request body of one endpoint. ``share``: of its leaves, so many are sent on at the least."""

    leaves: Shipped
    path: str
    share: float
    answers: bool = True
    """Whether an answer can say the request back."""
    streams: bool = False
    wrap: Wrap = dict

    @property
    def wire(self) -> str:
        """Whose it is."""
        if self.path.startswith("/model/"):
            return "bedrock"
        if self.path.startswith("/v1beta/"):
            return "gemini"
        return "anthropic" if self.leaves.name.startswith("anthropic") else "openai"

    def body(self, leaf: ShippedLeaf, text: str) -> bytes:
        """The body with this text at the leaf."""
        more = {"stream": True} if self.streams and self.wire in ("openai", "anthropic") else {}
        return json.dumps(self.wrap(json.loads(self.leaves.body(leaf, text, **more)))).encode()


def _gemini_counts(body: Any) -> Any:
    return {"generateContentRequest": {"model": "models/m", **body}}


def _bedrock_counts(body: Any) -> Any:
    return {"input": {"converse": body}}


def _surfaces() -> dict[str, Surface]:
    shares = {
        "openai_chat": 0.5,
        "openai_responses": 0.48,
        "openai_completions": 0.6,
        "openai_embeddings": 0.6,
        "openai_moderations": 0.5,
        "anthropic_messages": 0.49,
        "anthropic_beta": 0.64,
        "gemini": 0.66,
        "bedrock": 0.43,
    }
    silent = ("openai_embeddings", "openai_moderations")
    found = {}
    for name, share in shares.items():
        one = _SHIPPED[name]
        found[name] = Surface(one, one.path, share, answers=name not in silent)
        if name not in silent:
            paths = {"gemini": "/v1beta/models/m:streamGenerateContent", "bedrock": "/model/m/converse-stream"}
            found[f"{name}-stream"] = Surface(one, paths.get(name, one.path), share, streams=True)
    counts: dict[str, tuple[str, str, float, Wrap]] = {
        "count_tokens": ("anthropic_messages", "/v1/messages/count_tokens", 0.49, dict),
        "count_tokens-beta": ("anthropic_beta", "/v1/messages/count_tokens", 0.64, dict),
        "input_tokens": ("openai_responses", "/v1/responses/input_tokens", 0.48, dict),
        "compact": ("openai_responses", "/v1/responses/compact", 0.48, dict),
        "gemini-counts": ("gemini", "/v1beta/models/m:countTokens", 0.66, _gemini_counts),
        "bedrock-counts": ("bedrock", "/model/m/count-tokens", 0.43, _bedrock_counts),
    }
    for name, (leaves, path, share, wrap) in counts.items():
        found[name] = Surface(_SHIPPED[leaves], path, share, answers=False, wrap=wrap)
    return found


SURFACES = _surfaces()


@dataclass
class Matrix:
    """What came of it: how many calls were sent on or refused, and every failure, by leaf."""

    tried: int = 0
    sent: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    unrestored: list[str] = field(default_factory=list)


@cache
def pool() -> WorkerPool:
    return WorkerPool(core_jobs(), PoolSettings(count=0, inline_bytes=10**8))


def boundary(wire: str) -> dict[str, str]:
    (name, text), *_ = scene.documents(wire=wire).items()
    allowed = ", ".join(one for one in Guarded if one is not Guarded.FOREIGN_ENCRYPTED)
    return {name: text.replace("default_purpose: treatment", f"default_purpose: treatment\nallow: [{allowed}]", 1)}


class House:
    """One exchange after another with a vendor that says everything back, and everything that is left of each."""

    def __init__(self, wire: str) -> None:
        self.vendor = FakeVendor()
        self.journal = MemoryJournal(FakeClock())
        self.stage = Play(
            snapshot=scene.snapshot(boundary(wire)), journal=self.journal, vendors=self.vendor, compute=pool()
        )
        self.vendor.play(say_back)
        self._read: Counter[str] = Counter()

    async def call(self, path: str, body: bytes, headers: CallHeaders | None = None) -> tuple[Result, dict[str, bytes]]:
        """The result, and by its place what the exchange left where no content may be."""
        received, rejected = len(self.vendor.received), len(self.stage.journal.rejections)
        result = await self.stage.run(body, headers or CallHeaders(credential=KEY), endpoint=path)
        left = {
            "sent": b"\n".join(self.vendor.received[received:]),
            "sent headers": repr(self.vendor.calls[received:]).encode(),
            "record": b"\n".join(self._new_rows()),
            "rejections": repr(self.stage.journal.rejections[rejected:]).encode(),
            "error": told(result.error).encode() + (result.response.body if result.error else b""),
            "answer headers": repr(result.response.headers).encode(),
        }
        return result, left

    def _new_rows(self) -> list[bytes]:
        new = []
        for name, log in self.journal.logs_by_name.items():
            new += [row.leaf for row in log.rows[self._read[name] :]]
            self._read[name] = len(log.rows)
        return new


def told(error: ClearanceError | None) -> str:
    """Everything that an error says to anybody."""
    return "" if error is None else f"{error.safe_message} {error.param} {error.diagnostics} {error!r}"


async def run(surface: Surface, canary: str, *, every: int) -> Matrix:
    seen, house = Matrix(), House(surface.wire)
    text, needle = CANARIES[canary]
    turn = sum(map(ord, surface.leaves.name + surface.path + canary)) % every
    for number, leaf in enumerate(surface.leaves.leaves()):
        if number % every != turn or leaf.path == "stream":
            continue
        seen.tried += 1
        result, left = await house.call(surface.path, surface.body(leaf, text))
        where = f"{leaf.path} ({leaf.kind})"
        seen.leaks += [f"{where}: {place}" for place, data in left.items() if needle.encode() in data]
        if not left["sent"]:
            seen.refused[str(result.error.code if result.error else "none")] += 1
            continue
        seen.sent += 1
        answer = result.response
        if surface.answers and not (
            answer.status == 200 and needle in shown(answer.body, answer.headers.get("content-type", ""))
        ):
            seen.unrestored.append(where)
    return seen


@pytest.mark.parametrize("canary", list(CANARIES))
@pytest.mark.parametrize("name", SURFACES)
def test_no_leaf_leaks(name: str, canary: str, caplog: pytest.LogCaptureFixture) -> None:
    surface = SURFACES[name]
    every = 1 if EVERYWHERE else max(1, len(surface.leaves.leaves()) // SAMPLE)
    with caplog.at_level(logging.DEBUG):
        seen = asyncio.run(run(surface, canary, every=every))
    assert seen.leaks == []
    assert seen.unrestored == []
    assert CANARIES[canary][1] not in caplog.text
    # A sample of the leaves may hold more of those that are refused than all of them do.
    assert seen.sent >= seen.tried * surface.share * (1 if every == 1 else 0.3), seen.refused


HEADERS = (
    "anthropic-version",
    "anthropic-beta",
    "openai-beta",
    "x-clearance-purpose",
    "x-clearance-subject",
    "x-clearance-actor",
    "x-clearance-conversation",
    "x-clearance-restrict",
    "x-clearance-unknown",
    "x-request-id",
    "traceparent",
    "user-agent",
    "cookie",
)
IN_HEADERS = {
    **{name: text for name, (text, _) in CANARIES.items()},
    "bare ssn": "536-22-8714",
    "beta ssn": "output-128k-536-22-8714",
    "region": "region=536-22-8714",
    "telephone": "(415) 555-0137",
    "mail": "z.quill@mailbox-zq.example",
}


@pytest.mark.parametrize("wire", ["openai", "anthropic"])
@pytest.mark.parametrize("header", HEADERS)
def test_no_header_leaks(wire: str, header: str, caplog: pytest.LogCaptureFixture) -> None:
    house = House(wire)
    path = {"openai": "/v1/chat/completions", "anthropic": "/v1/messages"}[wire]
    body = json.dumps({"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "Good morning"}]})
    with caplog.at_level(logging.DEBUG):
        for name, text in IN_HEADERS.items():
            needle = CANARIES.get(name, ("", text))[1].encode()
            given = [(b"authorization", f"Bearer {KEY}".encode()), (header.encode(), text.encode())]
            left = {"refusal": b""}
            try:
                headers = call_headers(given)
            except InvalidHeader as error:
                left["refusal"] = told(error).encode()
            else:
                left["headers"] = repr(headers).encode()
                left |= asyncio.run(house.call(path, body.encode(), headers))[1]
            assert [place for place, data in left.items() if needle in data] == [], name
            assert needle.decode() not in caplog.text, name


@pytest.mark.parametrize(("header", "value"), [("anthropic-beta", "context-1m-2025-08-07"), ("openai-beta", "new=v9")])
def test_names_of_betas_are_sent_on(header: str, value: str) -> None:
    house = House("openai")
    headers = call_headers([(b"authorization", f"Bearer {KEY}".encode()), (header.encode(), value.encode())])
    body = b'{"model": "m", "messages": [{"role": "user", "content": "Good morning"}]}'
    _, left = asyncio.run(house.call("/v1/chat/completions", body, headers))
    assert value.encode() in left["sent headers"]
