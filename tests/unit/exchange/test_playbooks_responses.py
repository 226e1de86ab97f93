# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Playbooks of the Responses wire: what is guarded, what is said again, and how a stream ends."""

import asyncio
import json
from typing import Any

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.exchange.call import CallHeaders, Limits
from clearance.exchange.jobs import core_jobs
from clearance.model.words import OutcomeKind
from clearance.testing import responses, scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import Behaviour, FakeVendor, Script, echo, says, stops

JOBS = core_jobs()
KEY = scene.api_key()[0]
NOTE = "Patient: Maria Gonzalez, MRN 48213377."
HOLD = "\nkind: Answers\nid: answers\nmodes: {ssn: hold}\n"
BUFFER = "\nkind: Answers\nid: answers\nmodes: {ssn: buffer}\n"
SSN = "The number is 219-09-9999."


def play(
    script: Behaviour | Script, *, allow: str = "", answers: str = "", limits: Limits | None = None, **fields: Any
) -> tuple[Play, Result, FakeVendor]:
    files = scene.documents("unsure", *([answers] if answers else []))
    files["boundary.yaml"] = files["boundary.yaml"].replace(
        "default_purpose: treatment", f"default_purpose: treatment\nallow: [{allow}]", 1
    )

    async def act() -> tuple[Play, Result, FakeVendor]:
        vendor = FakeVendor(script)
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        stage = Play(snapshot=scene.snapshot(files), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        stage.limits = limits or stage.limits
        body = json.dumps({"model": "m", "input": NOTE} | fields).encode()
        return stage, await stage.run(body, CallHeaders(credential=KEY), endpoint=responses.PATH), vendor

    return asyncio.run(act())


def settled(stage: Play) -> tuple[OutcomeKind, Any, Any]:
    (settlement,) = stage.journal.settlements
    return settlement.outcome, settlement.body["answer"], settlement.body["restored"]


def said(result: Result) -> list[dict[str, Any]]:
    lines = result.response.body.split(b"\n")
    return [json.loads(line.removeprefix(b"data: ")) for line in lines if line.startswith(b"data: ")]


ASKS: list[tuple[str, str, dict[str, Any]]] = [
    ("web_search", "tools[0]", {"tools": [{"type": "web_search"}]}),
    ("connector", "tools[0]", {"tools": [{"type": "mcp", "server_label": "s", "connector_id": "connector_gmail"}]}),
    ("background", "background", {"background": True}),
    ("server_prompt", "prompt.id", {"prompt": {"id": "pmpt_1"}}),
    ("unknown_parts", "input[0]", {"input": [{"type": "scent", "note": NOTE}]}),
]


@pytest.mark.parametrize(("feature", "path", "fields"), ASKS)
def test_what_runs_or_stays_at_the_vendor_needs_leave(feature: str, path: str, fields: dict[str, Any]) -> None:
    _, result, vendor = play(says("Fine."), **fields)
    refused = json.loads(result.response.body)["error"]
    assert (result.response.status, refused["code"], refused["param"]) == (400, "part_refused", path)
    assert vendor.received == []
    _, result, vendor = play(Behaviour((b'{"object":"response","output":[]}',)), allow=feature, **fields)
    assert (result.response.status, len(vendor.received)) == (200, 1)
    assert b"48213377" not in vendor.received[0]
    assert json.loads(vendor.received[0])["store"] is False


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("tool", [False, True])
def test_what_is_said_again_is_counted_once(*, stream: bool, tool: bool) -> None:
    stage, result, vendor = play(echo(tool=tool), stream=stream, instructions=NOTE)
    assert (result.response.status, vendor.calls[0].endpoint) == (200, responses.PATH)
    assert b"48213377" not in vendor.received[0]
    assert json.loads(vendor.received[0])["store"] is False
    outcome, answer, restored = settled(stage)
    assert outcome is OutcomeKind.COMPLETED
    assert answer["finish_reasons"] == ["tool_calls" if tool else "stop"]
    assert restored == ({"caller": 4, "tools": 2} if tool else {"caller": 6, "tools": 0})
    if stream:
        assert said(result)[-1]["type"] == "response.completed"


def test_what_an_answer_holds_is_counted_once() -> None:
    stage, result, _ = play(says(SSN), stream=True)
    outcome, answer, _ = settled(stage)
    assert (outcome, answer["scanned"]) == (OutcomeKind.COMPLETED, True)
    assert answer["classes"] == {"ssn": 2}, "in the thought and in the text"
    assert result.response.body.count(SSN.encode()) == 8


@pytest.mark.parametrize("answers", [HOLD, BUFFER])
def test_a_class_that_may_not_be_released_is_stopped_in_the_deltas(answers: str) -> None:
    stage, result, _ = play(says(SSN), stream=True, answers=answers)
    assert settled(stage)[0] is OutcomeKind.REFUSED_ANSWER
    assert b"219-09-9999" not in result.response.body
    if answers is HOLD:
        last = said(result)[-1]
        assert (last["type"], last["code"]) == ("error", "answer_refused")
        assert result.response.body.rsplit(b"\n\n", 2)[1].startswith(b"event: error\n")


@pytest.mark.parametrize("answers", [HOLD, BUFFER])
def test_a_held_answer_comes_whole(answers: str) -> None:
    stage, result, _ = play(echo(), stream=True, answers=answers)
    assert settled(stage)[0] is OutcomeKind.COMPLETED
    events = said(result)
    assert "".join(e["delta"] for e in events if e["type"] == "response.output_text.delta") == NOTE
    assert events[-1]["response"]["output"][1]["content"][0]["text"] == NOTE


def test_text_that_is_said_again_counts_against_the_limit() -> None:
    stage, result, _ = play(says("word " * 100), stream=True, limits=Limits(answer_bytes=1_800))
    assert settled(stage)[0] is OutcomeKind.TRUNCATED
    assert "longer than the limit" in said(result)[-1]["message"]


def test_a_stream_that_breaks_has_no_end() -> None:
    stage, result, _ = play(stops(says("Hello there."), 8, "cut"), stream=True)
    assert settled(stage)[0] is OutcomeKind.TRUNCATED
    assert [event["type"] for event in said(result)][-1] == "error"


def test_a_failed_response_is_passed_on() -> None:
    failed = {"type": "response.failed", "response": {"status": "failed", "error": {"code": "server_error"}}}
    data = b"event: response.failed\ndata: " + json.dumps(failed).encode() + b"\n\n"
    stage, result, _ = play(Behaviour((data,), headers={"content-type": "text/event-stream"}), stream=True)
    assert (settled(stage)[0], result.response.body) == (OutcomeKind.COMPLETED, data)


@pytest.mark.parametrize(
    ("allow", "store", "stored"), [("", None, False), ("store", None, True), ("store", False, False)]
)
def test_what_the_vendor_would_store_by_itself_is_a_feature(allow: str, *, store: bool | None, stored: bool) -> None:
    fields: dict[str, Any] = {} if store is None else {"store": store}
    stage, result, vendor = play(says("Fine."), allow=allow, **fields)
    assert result.response.status == 200
    request: Any = stage.journal.admissions[0].body["request"]
    assert ("store" in request["features"]) is stored
    assert json.loads(vendor.received[0]).get("store") is (None if stored else False)
