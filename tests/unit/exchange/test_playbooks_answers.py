# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Playbooks of answers that are not as they should be."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.exchange.call import CallHeaders, Limits
from clearance.exchange.jobs import core_jobs
from clearance.model.boundary import Deployment
from clearance.model.text import OutgoingBody, Raw, RawBody
from clearance.model.words import OutcomeKind
from clearance.ports import Vendors
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import REFUSES, Behaviour, FakeVendor, Script, echo, fails, says

JOBS = core_jobs()
KEY = scene.api_key()[0]
SSE = {"content-type": "text/event-stream"}
ERROR = b'data: {"error":{"message":"overloaded","type":"server_error"}}\n\n'


def request(**fields: object) -> bytes:
    return json.dumps({"model": "local", "messages": [{"role": "user", "content": "Hello."}]} | fields).encode()


def play(
    vendors: Vendors | Behaviour | Script | list[Behaviour | Script],
    *,
    body: bytes,
    setup: Callable[[Play], None] = lambda _stage: None,
    files: dict[str, str] | None = None,
) -> tuple[Play, Result]:
    async def act() -> tuple[Play, Result]:
        vendor = vendors if hasattr(vendors, "open") else FakeVendor(vendors)
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=scene.snapshot(files), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        setup(stage)
        return stage, await stage.run(body, CallHeaders(credential=KEY))

    return asyncio.run(act())


def outcome(stage: Play) -> OutcomeKind:
    (settlement,) = stage.journal.settlements
    return settlement.outcome


def test_a_proxys_error_page_is_not_passed_on() -> None:
    page = Behaviour((b"<html>Bad gateway, see Maria Gonzalez</html>",), 502, {"content-type": "text/html"})
    stage, result = play(page, body=request())
    assert (result.response.status, outcome(stage)) == (502, OutcomeKind.VENDOR_ERROR)
    assert json.loads(result.response.body) == {"error": {"message": "The vendor answered with status 502."}}


def test_an_answer_that_is_not_the_wires_is_an_error_and_none_of_it_is_released() -> None:
    stage, result = play(Behaviour((b"not json",)), body=request())
    assert (result.response.status, outcome(stage)) == (502, OutcomeKind.TRUNCATED)
    assert b"not json" not in result.response.body


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_over_the_limit_is_cut(stream: bool) -> None:  # noqa: FBT001 - a test parameter
    def setup(stage: Play) -> None:
        stage.limits = Limits(answer_bytes=40)

    stage, result = play(says("word " * 100), body=request(stream=stream), setup=setup)
    assert outcome(stage) is OutcomeKind.TRUNCATED
    assert b"longer than the limit" in result.response.body
    assert b"[DONE]" not in result.response.body


def test_a_vendors_in_band_error_is_passed_on_without_a_terminator() -> None:
    stage, result = play(Behaviour((ERROR,), headers=SSE), body=request(stream=True))
    assert outcome(stage) is OutcomeKind.VENDOR_ERROR
    assert result.response.body == ERROR
    assert result.response.finished


def test_a_whole_answer_to_a_request_for_a_stream_is_passed_on_whole() -> None:
    answer = b'{"choices":[{"index":0,"message":{"role":"assistant","content":"Fine."},"finish_reason":"stop"}]}'
    stage, result = play(Behaviour((answer,)), body=request(stream=True))
    assert (result.response.body, outcome(stage)) == (answer, OutcomeKind.COMPLETED)


class Slow:
    """A vendor whose second piece comes after held text has become overdue."""

    status = 200
    headers: Mapping[str, str] = SSE

    def __init__(self) -> None:
        self.released = asyncio.Event()
        self.stage: Play | None = None

    async def open(self, *_: Deployment | str | OutgoingBody | Mapping[str, str], method: str = "POST") -> "Slow":
        assert method == "POST"
        return self

    async def chunks(self) -> AsyncIterator[bytes]:
        yield b'data: {"choices":[{"index":0,"delta":{"content":"held"},"finish_reason":null}]}\n\n'
        assert self.stage is not None
        while "write" not in self.stage.trace:
            self.stage.clock.now += 100
            await asyncio.sleep(0.01)
        yield b'data: {"choices":[{"index":0,"delta":{"content":" no more."},"finish_reason":"stop"}]}\n\n'
        yield b"data: [DONE]\n\n"

    async def close(self) -> None:
        return


def test_held_text_that_waits_too_long_is_scanned_and_released() -> None:
    async def act() -> tuple[Play, Result]:
        vendor = Slow()
        files = scene.documents("unsure", "\nkind: Answers\nid: answers\nmodes: {ssn: hold}\n")
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=scene.snapshot(files), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        vendor.stage = stage
        stage.limits = Limits(hold_seconds=0.02)
        return stage, await stage.run(request(stream=True), CallHeaders(credential=KEY))

    stage, result = asyncio.run(act())
    assert outcome(stage) is OutcomeKind.COMPLETED
    assert b'"content":"held"' in result.response.writes[0]
    assert result.response.body.endswith(b"data: [DONE]\n\n")


def later(stage: Play) -> None:
    stage.clock.now += 10**8


def test_a_plan_that_ran_out_while_it_was_recorded_is_not_carried_out() -> None:
    def setup(stage: Play) -> None:
        stage.cues.on_admit = lambda: later(stage)

    stage, result = play(echo(), body=request(), setup=setup)
    assert "vendor.open house" not in stage.trace
    assert (result.response.status, outcome(stage)) == (400, OutcomeKind.VENDOR_ERROR)
    assert b"ran out of validity" in result.response.body


def test_a_plan_that_ran_out_is_not_tried_further() -> None:
    stages: list[Play] = []

    def slow(_body: bytes) -> Behaviour:
        later(stages[0])
        return REFUSES

    stage, result = play([slow, echo()], body=request(model="m"), setup=stages.append)
    assert "vendor.open first" in stage.trace
    assert "vendor.open second" not in stage.trace
    assert b"ran out of validity" in result.response.body


def test_a_busy_vendor_is_followed_by_the_next_and_closed() -> None:
    stage, result = play([fails(429), says("Fine.")], body=request(model="m"))
    assert stage.trace[stage.trace.index("vendor 429") + 1] == "vendor.close"
    assert (result.response.status, outcome(stage)) == (200, OutcomeKind.COMPLETED)


def test_vendor_storage_is_switched_off() -> None:
    vendor = FakeVendor(says("Fine."))
    play(vendor, body=request(store=True))
    assert json.loads(vendor.received[0])["store"] is False


def test_capture_keeps_what_left_and_never_the_raw_request() -> None:
    files = scene.documents()
    files["boundary.yaml"] = files["boundary.yaml"].replace(
        "default_purpose: treatment", "default_purpose: treatment\ncapture: true"
    )
    stage, _ = play(says("Fine."), body=request(), files=files)
    assert stage.journal.admissions[0].payload.content == {"outgoing": request().replace(b'"local"', b'"llama"')}


def test_an_error_of_ours_inside_an_admitted_call_is_settled_as_unknown() -> None:
    def broken(_body: bytes) -> Behaviour:
        raise RuntimeError("a bug")

    stages: list[Play] = []
    with pytest.raises(RuntimeError):
        play(broken, body=request(), setup=stages.append)
    assert outcome(stages[0]) is OutcomeKind.UNKNOWN
    assert stages[0].journal.settlements[0].body["error"] == "internal_error"


def test_raw_values_have_a_length_and_nothing_else() -> None:
    assert (len(Raw("abc")), len(RawBody(b"abcd"))) == (3, 4)
    assert "secret" not in f"{Raw('secret')}{OutgoingBody(b'secret', b'')}"
