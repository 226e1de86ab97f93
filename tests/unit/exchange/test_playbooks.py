# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Each test is one exchange and the whole list of port calls that it must make, in order."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.core.ledger.canonical import encode
from clearance.errors import AuditUnavailable, DetectorUnavailable
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.exchange.settle import settle_unsettled
from clearance.model.text import RawBody
from clearance.model.words import OutcomeKind
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import REFUSES, Behaviour, FakeVendor, Script, echo, fails, says, stops

JOBS = core_jobs()
KEY = scene.api_key()[0]
NOTE = "Patient: Maria Gonzalez, SSN 536-22-8714, phone (415) 555-0134. BP 120/80."
VALUES = (b"Maria", b"Gonzalez", b"536-22-8714", b"555-0134")
BEFORE = ["inspect", "journal.scope conversation", "rewrite", "journal.admit", "journal.admit!"]
AFTER = ["vendor.open first", "vendor 200"]
WHOLE_END = ["journal.settle completed", "journal.settle completed!", "respond 200", "write", "finish", "vendor.close"]


def body(text: str = NOTE, **fields: Any) -> bytes:
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": text}]} | fields).encode()


def play(
    *script: Behaviour | Script,
    headers: CallHeaders | None = None,
    setup: Callable[[Play], None] = lambda _play: None,
    request: bytes | None = None,
    files: dict[str, str] | None = None,
) -> tuple[Play, FakeVendor, Result]:
    async def act() -> tuple[Play, FakeVendor, Result]:
        vendor = FakeVendor(script or echo())
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=scene.snapshot(files), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        setup(stage)
        result = await stage.run(request or body(), headers or CallHeaders(credential=KEY))
        return stage, vendor, result

    return asyncio.run(act())


def error_code(result: Result) -> str:
    return str(json.loads(result.response.body)["error"]["code"])


def test_allow_with_nothing_found_forwards_the_callers_own_bytes() -> None:
    request = b'{ "model":"m", "temperature": 0.70, "messages":[ {"role":"user","content":"How are you?"} ] }'
    stage, vendor, result = play(says("Fine."), request=request)
    assert stage.trace == [
        "inspect",
        "journal.scope conversation",
        "journal.admit",
        "journal.admit!",
        *AFTER,
        "scan",
        *WHOLE_END,
    ]
    assert vendor.received == [request]
    assert result.response.status == 200


def test_tokenise_hides_every_value_and_brings_each_back() -> None:
    stage, vendor, result = play()
    assert stage.trace == [*BEFORE, *AFTER, "scan", *WHOLE_END]
    assert not [value for value in VALUES if value in vendor.received[0]]
    assert json.loads(result.response.body)["choices"][0]["message"]["content"] == NOTE
    assert stage.journal.admissions[0].allowed
    assert stage.journal.settlements[0].body["restored"] == {"caller": 3, "tools": 0}
    receipt = result.response.headers["x-clearance-receipt"].split(";")
    assert receipt[0] == "tenant/main"
    leaves = encode(stage.journal.admissions[0].body) + encode(stage.journal.settlements[0].body)
    assert not [value for value in VALUES if value in leaves]


def test_deny_is_recorded_and_nothing_is_sent() -> None:
    stage, vendor, result = play(request=body(model="gpt"))
    assert stage.trace == ["inspect", "journal.deny", "journal.deny!", "respond 400", "write", "finish"]
    assert vendor.received == []
    assert error_code(result) == "policy_denied"
    assert "baa_in_force" in json.loads(result.response.body)["error"]["message"]
    assert result.response.headers["x-should-retry"] == "false"
    assert "x-clearance-receipt" in result.response.headers


@pytest.mark.parametrize("failing", ["crash", "over budget"])
def test_a_detector_that_fails_forwards_nothing(failing: str) -> None:
    def setup(stage: Play) -> None:
        stage.cues.inspect = DetectorUnavailable(failing)

    stage, vendor, result = play(setup=setup)
    assert stage.trace == ["inspect", "respond 503", "write", "finish"]
    assert vendor.received == []
    assert error_code(result) == "detector_unavailable"
    assert result.response.headers["retry-after"] == "1"


def test_no_record_no_call() -> None:
    def setup(stage: Play) -> None:
        stage.cues.admit = AuditUnavailable("disk full")

    stage, vendor, result = play(setup=setup)
    assert stage.trace == [*BEFORE[:-1], "respond 503", "write", "finish"]
    assert vendor.received == []
    assert error_code(result) == "audit_unavailable"
    assert len(stage.registry.unsettled) == 0


def test_no_outcome_no_answer_and_the_outcome_is_offered_again() -> None:
    def setup(stage: Play) -> None:
        stage.cues.settle = AuditUnavailable("disk full")

    stage, vendor, result = play(setup=setup)
    assert stage.trace == [
        *BEFORE,
        *AFTER,
        "scan",
        "journal.settle completed",
        "vendor.close",
        "respond 503",
        "write",
        "finish",
    ]
    assert len(vendor.received) == 1
    assert error_code(result) == "audit_unavailable"
    assert [s.outcome for s in stage.registry.unsettled] == [OutcomeKind.COMPLETED]
    stage.cues.settle = None
    assert asyncio.run(settle_unsettled(stage.registry, stage.journal)) == 0
    assert [s.outcome for s in stage.journal.settlements] == [OutcomeKind.COMPLETED]


def test_a_vendor_that_refuses_the_connection_is_followed_by_the_next_of_the_plan() -> None:
    stage, vendor, result = play(REFUSES, echo())
    assert stage.trace == [
        *BEFORE,
        "vendor.open first",
        "vendor vendor_unreachable",
        "journal.attempt second",
        "journal.attempt second!",
        "vendor.open second",
        "vendor 200",
        "scan",
        *WHOLE_END,
    ]
    assert vendor.received[0] == vendor.received[1]
    assert result.response.status == 200
    assert stage.journal.settlements[0].body["deployment"] == "second"
    assert stage.journal.settlements[0].body["attempts"] == 2


def test_a_vendor_that_has_no_one_to_follow_it_is_an_error() -> None:
    stage, _, result = play(REFUSES, request=body(model="local"))
    assert stage.trace == [
        *BEFORE,
        "vendor.open house",
        "vendor vendor_unreachable",
        "journal.settle vendor_error",
        "journal.settle vendor_error!",
        "respond 502",
        "write",
        "finish",
    ]
    assert error_code(result) == "vendor_unreachable"


def test_an_error_of_the_last_vendor_is_passed_on_in_shape() -> None:
    stage, _, result = play(fails(429, "slow down", retry_after="7"), request=body(model="local"))
    assert stage.trace[-5:] == ["journal.settle vendor_error!", "respond 429", "write", "finish", "vendor.close"]
    assert json.loads(result.response.body)["error"]["message"] == "slow down"
    assert result.response.headers["retry-after"] == "7"


def test_a_further_attempt_that_cannot_be_recorded_is_not_made() -> None:
    def setup(stage: Play) -> None:
        stage.cues.attempt = AuditUnavailable("disk full")

    stage, vendor, result = play(REFUSES, echo(), setup=setup)
    assert "vendor.open second" not in stage.trace
    assert len(vendor.received) == 1
    assert error_code(result) == "audit_unavailable"
    assert [s.outcome for s in stage.journal.settlements] == [OutcomeKind.VENDOR_ERROR]


@pytest.mark.parametrize("after", [-1, 0, 3])
def test_a_vendor_that_stalls_is_closed_and_settled(after: int) -> None:
    stage, _, result = play(stops(echo(), after), request=body(model="local", stream=True))
    assert stage.trace.count("journal.settle vendor_timeout!") == 1
    if after > 0:
        assert b'"code":"vendor_timeout"' in result.response.writes[-1]
        assert b"[DONE]" not in result.response.body
    if after >= 0:
        assert "vendor.close" in stage.trace


def test_a_stream_that_is_cut_is_truncated_and_says_so_in_band() -> None:
    stage, _, result = play(stops(echo(), 5, "cut"), request=body(stream=True))
    assert stage.trace == [
        *BEFORE,
        *AFTER,
        "respond 200",
        "scan",
        "write",
        "vendor.close",
        "journal.settle truncated",
        "journal.settle truncated!",
        "write",
        "finish",
    ]
    assert b"[DONE]" not in result.response.body
    assert b'"code":"vendor_protocol_error"' in result.response.writes[-1]


def test_a_stream_without_its_terminator_is_truncated() -> None:
    stage, _, result = play(stops(echo(split=10**6), 0, "cut"), request=body(stream=True))
    assert stage.journal.settlements[0].outcome is OutcomeKind.TRUNCATED
    assert b"[DONE]" not in result.response.body


def test_a_whole_stream_restores_across_chunks_and_ends_after_its_outcome() -> None:
    stage, vendor, result = play(echo(split=7), request=body(stream=True))
    assert stage.trace == [
        *BEFORE,
        *AFTER,
        "respond 200",
        *["scan", "write"] * 3,  # the first is of the stream's own id and model
        "scan",
        "journal.settle completed",
        "journal.settle completed!",
        "write",
        "finish",
        "vendor.close",
    ]
    events = [line[6:] for line in result.response.body.decode().split("\n\n") if line.startswith("data: {")]
    assert "".join(json.loads(e)["choices"][0]["delta"].get("content") or "" for e in events) == NOTE
    assert result.response.body.endswith(b"data: [DONE]\n\n")
    assert not [value for value in VALUES if value in vendor.received[0]]


def test_a_client_that_leaves_mid_stream_closes_the_vendor_and_is_settled_once() -> None:
    def setup(stage: Play) -> None:
        def leave(number: int) -> None:
            if number == 4:
                next(iter(stage.registry)).end(OutcomeKind.CLIENT_GONE)

        stage.cues.on_chunk = leave

    stage, _, result = play(request=body(stream=True), setup=setup)
    assert result.ended
    assert stage.trace == [
        *BEFORE,
        *AFTER,
        "respond 200",
        "scan",
        "write",
        "vendor.close",
        "journal.settle client_gone",
        "journal.settle client_gone!",
    ]


def test_a_client_that_leaves_while_the_admission_is_written_is_settled_and_nothing_is_sent() -> None:
    def setup(stage: Play) -> None:
        stage.cues.on_admit = lambda: next(iter(stage.registry)).end(OutcomeKind.CLIENT_GONE)

    stage, vendor, result = play(setup=setup)
    assert result.ended
    assert vendor.received == []
    assert stage.trace == [*BEFORE, "journal.settle client_gone", "journal.settle client_gone!"]


def test_drain_settles_as_drained() -> None:
    def setup(stage: Play) -> None:
        def drain(number: int) -> None:
            if number == 2:
                stage.registry.end_where(lambda _flight: True, OutcomeKind.DRAINED)

        stage.cues.on_chunk = drain

    stage, _, result = play(request=body(stream=True), setup=setup)
    assert result.ended
    assert stage.trace[-2:] == ["journal.settle drained", "journal.settle drained!"]


FINDING = "Her SSN is 219-09-9999, as you asked."


def answers(mode: str) -> dict[str, str]:
    return scene.documents("unsure", f"\nkind: Answers\nid: answers\nmodes: {{ssn: {mode}}}\n")


def test_a_finding_in_the_answer_is_counted_under_observe() -> None:
    stage, _, result = play(says(FINDING))
    assert result.response.status == 200
    assert stage.journal.settlements[0].body["answer"]["classes"] == {"ssn": 1}  # type: ignore[index,call-overload]  # JSON


@pytest.mark.parametrize("mode", ["hold", "buffer"])
@pytest.mark.parametrize("stream", [False, True])
def test_a_finding_that_may_not_be_released_stops_the_answer(mode: str, stream: bool) -> None:  # noqa: FBT001 - a test parameter
    stage, _, result = play(says(FINDING), files=answers(mode), request=body(stream=stream))
    assert stage.trace.count("journal.settle refused_answer!") == 1
    assert b"219-09-9999" not in result.response.body
    assert b"answer_refused" in result.response.body
    assert b"[DONE]" not in result.response.body


@pytest.mark.parametrize("mode", ["hold", "buffer"])
def test_held_answers_lose_nothing(mode: str) -> None:
    _, _, result = play(echo(split=11), files=answers(mode), request=body(stream=True))
    events = [line[6:] for line in result.response.body.decode().split("\n\n") if line.startswith("data: {")]
    assert "".join(json.loads(e)["choices"][0]["delta"].get("content") or "" for e in events) == NOTE


def test_a_detector_that_fails_on_the_answer_releases_nothing_of_it() -> None:
    def setup(stage: Play) -> None:
        stage.cues.scan = DetectorUnavailable("crash")

    stage, _, result = play(setup=setup)
    assert stage.trace.count("journal.settle refused_answer!") == 1
    assert result.response.status == 503


def test_a_fallback_with_another_model_name_gets_a_body_and_a_commitment_of_its_own() -> None:
    stage, vendor, _ = play(REFUSES, REFUSES, echo())
    assert [json.loads(sent)["model"] for sent in vendor.received] == ["m", "m", "m-2026"]
    assert stage.trace.count("rewrite") == 2
    assert [a.body["outgoing_model"] for a in stage.journal.attempts] == ["m", "m-2026"]


@pytest.mark.parametrize("credential", [None, "sk-123", KEY[:-1] + "0", scene.api_key(2)[0]])
def test_without_a_known_key_nothing_is_read(credential: str | None) -> None:
    stage, _, result = play(headers=CallHeaders(credential=credential))
    assert stage.trace == ["respond 401", "write", "finish"]
    assert error_code(result) == "invalid_api_key"


def test_a_tool_calls_arguments_come_back_as_valid_json() -> None:
    stage, _, result = play(echo(tool=True), request=body('He said "call 415-555-0134" \\ today'))
    call = json.loads(result.response.body)["choices"][0]["message"]["tool_calls"][0]["function"]
    assert list(json.loads(call["arguments"]).values()) == ['He said "call 415-555-0134" \\ today']
    assert stage.journal.settlements[0].body["restored"] == {"caller": 0, "tools": 1}


def test_no_restore_on_request() -> None:
    _, _, result = play(headers=CallHeaders(credential=KEY, restrict="restore=no"))
    assert b"536-22-8714" not in result.response.body
    assert b"[SSN_" in result.response.body


def test_request_scope_is_memory_only() -> None:
    stage, _, _ = play(headers=CallHeaders(credential=KEY, restrict="scope=request"))
    assert "journal.scope request" in stage.trace
    assert stage.journal.admissions[0].tokens == ()


def test_a_finding_in_a_name_is_refused_and_the_part_is_named() -> None:
    tools = [{"type": "function", "function": {"name": "f", "parameters": {"properties": {"536-22-8714": {}}}}}]
    stage, vendor, result = play(request=body(tools=tools))
    assert vendor.received == []
    assert "journal.admit" not in stage.trace
    assert error_code(result) == "part_refused"
    assert b"536-22-8714" not in result.response.body


def test_the_same_value_gets_the_same_token_and_the_next_turn_begins_with_the_bytes_of_the_last() -> None:
    async def act() -> list[bytes]:
        vendor = FakeVendor(says("Noted."))
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=scene.snapshot(), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        turns = [{"role": "user", "content": NOTE}]
        for more in ("And her phone (415) 555-0134?", "Thanks."):
            await stage.run(json.dumps({"model": "m", "messages": turns}).encode(), CallHeaders(credential=KEY))
            turns += [{"role": "assistant", "content": "Noted."}, {"role": "user", "content": more}]
        await stage.run(json.dumps({"model": "m", "messages": turns}).encode(), CallHeaders(credential=KEY))
        return vendor.received

    first, second, third = asyncio.run(act())
    assert second.startswith(first[:-2])
    assert third.startswith(second[:-2])


@pytest.mark.parametrize("spelling", ["{}", "[{}]", "({})", "**{}**"])
def test_a_live_token_that_the_caller_writes_comes_back_as_it_was_written(spelling: str) -> None:
    async def act() -> tuple[str, str]:
        vendor = FakeVendor(echo())
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=scene.snapshot(), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        headers = CallHeaders(credential=KEY, conversation="thread-1")
        await stage.run(body(), headers)
        token = json.loads(vendor.received[0])["messages"][0]["content"].partition("[")[2].partition("]")[0]
        text = NOTE + " Earlier I saw " + spelling.format(token.lower())
        result = await stage.run(body(text), headers)
        return text, json.loads(result.response.body)["choices"][0]["message"]["content"]

    written, got = asyncio.run(act())
    assert got == written


def test_two_concurrent_calls_mint_one_token_for_one_value() -> None:
    async def act() -> list[bytes]:
        vendor = FakeVendor(says("Noted."))
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=scene.snapshot(), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        headers = CallHeaders(credential=KEY, conversation="thread-1")
        await asyncio.gather(*(stage.run(body(), headers) for _ in range(5)))
        return vendor.received

    assert len(set(asyncio.run(act()))) == 1


def test_bodies_have_no_text_form() -> None:
    assert "Maria" not in repr(RawBody(NOTE.encode()))
    assert "Maria" not in f"{RawBody(NOTE.encode())}"
