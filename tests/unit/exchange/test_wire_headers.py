# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the wires' own headers may say."""

import asyncio

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.errors import ClearanceError, DetectorUnavailable, InvalidHeader
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import FakeVendor

JOBS = core_jobs()
KEY = scene.api_key()[0]
BODY = b'{"model":"m","messages":[{"role":"user","content":"How are you?"}]}'
CLAUDE_CODE = (
    "claude-code-20250219,oauth-2025-04-20, interleaved-thinking-2025-05-14,"
    "fine-grained-tool-streaming-2025-05-14,context-1m-2025-08-07,prompt-caching-scope-2026-01-05"
)


def play(header: str, value: str, failing: Exception | None = None) -> tuple[Play, FakeVendor, Result]:
    async def act() -> tuple[Play, FakeVendor, Result]:
        vendor = FakeVendor()
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=scene.snapshot(), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        stage.cues.scan = failing
        result = await stage.run(BODY, CallHeaders(credential=KEY, wire=((header, value),)))
        return stage, vendor, result

    return asyncio.run(act())


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("anthropic-version", "2023-06-01"),
        ("anthropic-version", "2026-10-21"),
        ("anthropic-beta", CLAUDE_CODE),
        ("openai-beta", "assistants=v2"),
        ("openai-beta", "responses_websockets=2026-02-06"),
    ],
)
def test_what_is_known_goes_along_unasked(header: str, value: str) -> None:
    stage, vendor, result = play(header, value)
    assert result.response.status == 200
    assert stage.trace[:2] == ["inspect", "journal.scope conversation"]
    assert vendor.calls[0].headers == {header: value}


@pytest.mark.parametrize("value", ["brand-new-thing-2027-01-31", "brand-new-thing", "a,,b"])
def test_a_name_that_nobody_knows_is_looked_at_and_goes_along(value: str) -> None:
    stage, vendor, result = play("anthropic-beta", value)
    assert result.response.status == 200
    assert stage.trace[:2] == ["scan", "inspect"]
    assert vendor.calls[0].headers == {"anthropic-beta": value}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("anthropic-version", "2022-12-31"),
        ("anthropic-version", "2023-13-01"),
        ("anthropic-version", "20230601"),
        ("anthropic-version", "2023-06-01,2023-06-01"),
        ("anthropic-version", "maria"),
        ("anthropic-beta", "maria-gonzalez"),
        ("anthropic-beta", "2027-01-31"),
        ("anthropic-beta", "claude-code-20250219,mrn-48213377"),
        ("anthropic-beta", "mrn-48213377-2025-05-14"),
        ("openai-beta", "ssn=536-22-8714"),
    ],
)
def test_what_says_more_is_refused_without_being_shown(header: str, value: str) -> None:
    stage, vendor, result = play(header, value)
    assert isinstance(result.error, InvalidHeader)
    assert result.error.param == header
    assert not [part for part in value.split(",") if part in result.response.body.decode()]
    assert "inspect" not in stage.trace
    assert vendor.received == []


def test_names_that_cannot_be_looked_at_are_refused() -> None:
    _, vendor, result = play("anthropic-beta", "brand-new-thing", DetectorUnavailable("crash"))
    assert isinstance(result.error, ClearanceError)
    assert (result.response.status, vendor.received) == (503, [])


@pytest.mark.parametrize("value", ["output-128k-536-22-8714", "for_536-22-8714", "new.mrn-84419276"])
def test_a_number_behind_a_word_is_found_although_a_mark_joins_them(value: str) -> None:
    _, vendor, result = play("anthropic-beta", value)
    assert isinstance(result.error, InvalidHeader)
    assert vendor.received == []
