# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A leaf has our words and the boundary's names; the words of callers and vendors do not enter it."""

import asyncio
import json

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.core.ledger import canonical
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.testing import chat, scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play
from clearance.testing.vendor import Behaviour, FakeVendor, Script, says

KEY = scene.api_key()[0]
REQUEST = json.dumps({"model": "m", "messages": [{"role": "user", "content": "Hello."}]}).encode()


def play(restrict: str | None = None, script: Script | None = None, request: bytes = REQUEST) -> Play:
    async def act() -> Play:
        pool = WorkerPool(core_jobs(), PoolSettings(count=0, inline_bytes=10**8))
        vendor = FakeVendor(script or says("Hello."))
        stage = Play(snapshot=scene.snapshot(), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        await stage.run(request, CallHeaders(credential=KEY, restrict=restrict))
        return stage

    return asyncio.run(act())


def ending(*reasons: object) -> Script:
    def script(body: bytes) -> Behaviour:
        answer = json.loads(chat.answer(chat.read(body), "Hello."))
        answer["choices"] = [answer["choices"][0] | {"finish_reason": reason} for reason in reasons]
        return Behaviour((json.dumps(answer).encode(),))

    return script


def test_a_restriction_to_what_the_boundary_does_not_have() -> None:
    stage = play("deployment=first,Ann_Lee;region=Ann_Lee;kind=Ann_Lee")
    (denied,) = stage.journal.admissions
    assert not denied.allowed
    assert "Ann_Lee" not in canonical.encode(denied.body).decode()
    assert denied.body["restriction"] == {
        "at_least": "clear",
        "deployments": ["first", "(unknown)"],
        "kinds": ["(unknown)"],
        "regions": ["(unknown)"],
        "restore": True,
        "scope": None,
    }


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (("stop",), ["stop"]),
        (("length", "Ann_Lee", None, 7, "tool_calls"), ["length", "other", "tool_calls"]),
        (("stop",) * 500, ["stop"] * 128),
    ],
)
def test_why_an_answer_ended(said: tuple[object, ...], kept: list[str]) -> None:
    (outcome,) = play(script=ending(*said)).journal.settlements
    answer = outcome.body["answer"]
    assert isinstance(answer, dict)
    assert answer["finish_reasons"] == kept


def test_a_model_that_nobody_serves() -> None:
    (denied,) = play(request=REQUEST.replace(b'"m"', b'"Ann_Lee"')).journal.admissions
    assert "Ann_Lee" not in canonical.encode(denied.body).decode()
