# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Exchanges over the Messages wire: values hidden and brought back, reasoning as the vendor signed it."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.testing import messages, scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import Behaviour, FakeVendor, Script, echo, says

JOBS = core_jobs()
KEY = scene.api_key()[0]
PATH = "/v1/messages"
NOTE = "Patient: Maria Gonzalez, SSN 536-22-8714, phone (415) 555-0134. BP 120/80."
VALUES = (b"Maria", b"Gonzalez", b"536-22-8714", b"555-0134")
HEADERS = CallHeaders(credential=KEY, wire=(("anthropic-version", "2023-06-01"),))
SESSION = "user_" + "3f9a" * 16 + "_account__session_5a3c1f2e-8b7d-4c6a-9e1f-0a2b3c4d5e6f"
TOOL = {"name": "save_note", "input_schema": {"type": "object", "properties": {"note": {"type": "string"}}}}


def files(allow: str = "") -> dict[str, str]:
    """The scene, all of it speaking this wire."""
    return {
        name: text.replace("default_purpose: treatment", f"default_purpose: treatment\nallow: [{allow}]")
        for name, text in scene.documents(wire="anthropic").items()
    }


def stage_of(vendor: FakeVendor, allow: str = "") -> Play:
    pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
    snapshot = scene.snapshot(files(allow))
    return Play(snapshot=snapshot, journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)


def play(
    *bodies: dict[str, Any], script: Behaviour | Script | None = None, allow: str = "", path: str = PATH
) -> tuple[FakeVendor, list[Result]]:
    async def act() -> tuple[FakeVendor, list[Result]]:
        vendor = FakeVendor(script or echo())
        stage = stage_of(vendor, allow)
        sent = [json.dumps(body).encode() for body in bodies]
        return vendor, [await stage.run(body, HEADERS, endpoint=path) for body in sent]

    return asyncio.run(act())


def request(content: Any = NOTE, **members: Any) -> dict[str, Any]:
    return {"model": "m", "max_tokens": 100, "messages": [{"role": "user", "content": content}]} | members


def events(result: Result) -> list[dict[str, Any]]:
    assert result.response.headers["content-type"] == "text/event-stream; charset=utf-8"
    return [json.loads(one.partition(b"\ndata: ")[2]) for one in result.response.body.split(b"\n\n") if one]


def joined(values: list[dict[str, Any]], member: str) -> str:
    return "".join(one["delta"].get(member, "") for one in values if one["type"] == "content_block_delta")


def test_values_are_hidden_and_come_back_whole() -> None:
    vendor, (result,) = play(request(tools=[TOOL], system=[{"type": "text", "text": NOTE}]))
    assert not [value for value in VALUES if value in vendor.received[0]]
    assert json.loads(result.response.body)["content"] == [{"type": "text", "text": NOTE}]
    assert vendor.calls[0].endpoint == PATH
    assert vendor.calls[0].headers == {"anthropic-version": "2023-06-01"}


def test_values_are_hidden_and_come_back_streamed() -> None:
    vendor, (result,) = play(request(stream=True))
    assert not [value for value in VALUES if value in vendor.received[0]]
    values = events(result)
    assert joined(values, "text") == NOTE
    assert values[-1] == {"type": "message_stop"}


@pytest.mark.parametrize("streamed", [False, True])
def test_values_come_back_inside_arguments(*, streamed: bool) -> None:
    _, (result,) = play(request(stream=streamed, tools=[TOOL]), script=echo(tool=True))
    if streamed:
        assert json.loads(joined(events(result), "partial_json")) == {"note": NOTE}
    else:
        assert json.loads(result.response.body)["content"][0]["input"] == {"note": NOTE}


def test_counting_sends_the_masked_text_and_answers_with_a_number() -> None:
    path = "/v1/messages/count_tokens"
    vendor, (result,) = play(request(), path=path)
    assert not [value for value in VALUES if value in vendor.received[0]]
    assert json.loads(result.response.body)["input_tokens"] > 1
    assert vendor.calls[0].endpoint == path


@pytest.mark.parametrize("streamed", [False, True])
def test_reasoning_goes_to_the_caller_and_back_as_it_was_signed(*, streamed: bool) -> None:
    async def act() -> None:
        vendor = FakeVendor(echo())
        stage = stage_of(vendor)
        opening = request(thinking={"type": "adaptive"}, stream=streamed)
        first = await stage.run(json.dumps(opening).encode(), HEADERS, endpoint=PATH)
        masked = json.loads(vendor.received[0])["messages"][0]["content"]
        if streamed:
            values = events(first)
            signed = {"thinking": joined(values, "thinking"), "signature": joined(values, "signature")}
            content = [{"type": "thinking"} | signed, {"type": "text", "text": joined(values, "text")}]
        else:
            content = json.loads(first.response.body)["content"]
        assert content[0] == {"type": "thinking", "thinking": masked, "signature": messages.SIGNATURE}
        assert content[1]["text"] == NOTE
        further = [{"role": "assistant", "content": content}, {"role": "user", "content": "And the phone again?"}]
        opening["messages"] += further
        second = await stage.run(json.dumps(opening).encode(), HEADERS, endpoint=PATH)
        assert second.response.status == 200, second.response.body
        turn = json.loads(vendor.received[1])["messages"]
        assert turn[0]["content"] == masked, "the turn before is sent again byte for byte"
        assert turn[1]["content"] == [content[0], {"type": "text", "text": masked}]

    asyncio.run(act())


def test_a_value_in_signed_reasoning_refuses_the_request() -> None:
    thought = {"type": "thinking", "thinking": "SSN 536-22-8714", "signature": messages.SIGNATURE}
    body = request()
    body["messages"].insert(0, {"role": "assistant", "content": [thought]})
    vendor, (result,) = play(body)
    error = json.loads(result.response.body)["error"]
    assert error["type"] == "invalid_request_error"
    assert error["message"].startswith("A signed part in 'messages.0.content.0.thinking' holds ssn")
    assert vendor.received == []


GRANT = """---
kind: Grant
id: numbers
application: notes
purpose: treatment
deployment: first
classes: [ssn]
reason: a test
owner: owner@example.org
approver: officer@example.org
valid_from: 2026-05-01
expires_at: 2026-07-01
"""


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"allowed"}, 200),
        ({"allowed", "streamed"}, 200),
        ({"allowed", "granted"}, 400),
        (set(), 400),
        ({"streamed"}, 400),
    ],
)
def test_signed_reasoning_that_was_handed_out_here_may_go_back_where_that_is_allowed(
    options: set[str], status: int
) -> None:
    """Of a class that the vendor had in clear, what it signed may be the caller's own, and it may go elsewhere now."""
    streamed, granted = "streamed" in options, "granted" in options
    text = "".join(files("signed_findings" if "allowed" in options else "").values())

    async def act() -> None:
        vendor = FakeVendor([says("Was it SSN 536-22-8714"), echo()])
        stage = stage_of(vendor)
        stage.snapshot = scene.snapshot({"b.yaml": text + (GRANT if granted else "")})
        opening = request("SSN 536-22-8714. Anything else?", thinking={"type": "adaptive"}, stream=streamed)
        first = await stage.run(json.dumps(opening).encode(), HEADERS, endpoint=PATH)
        assert (b"536-22-8714" in vendor.received[0]) is granted
        thought = {"type": "thinking", "thinking": "Was it SSN 536-22-8714", "signature": messages.SIGNATURE}
        assert first.response.status == 200
        opening["messages"] += [{"role": "assistant", "content": [thought]}, {"role": "user", "content": "And?"}]
        stage.snapshot = scene.snapshot({"b.yaml": text})
        second = await stage.run(json.dumps(opening).encode(), HEADERS, endpoint=PATH)
        assert second.response.status == status, second.response.body
        if status == 200:
            assert json.loads(vendor.received[1])["messages"][1]["content"] == [thought]
        elsewhere = replace(HEADERS, conversation="another")
        assert (await stage.run(json.dumps(opening).encode(), elsewhere, endpoint=PATH)).response.status == 400

    asyncio.run(act())


def test_an_agents_session_is_one_conversation_whatever_its_system_prompt_begins_with() -> None:
    def turn(number: str) -> dict[str, Any]:
        line = f"x-anthropic-billing-header: cc_version=2.1.37.{number}; cc_entrypoint=cli; cch={number};"
        system = [{"type": "text", "text": line}, {"type": "text", "text": "You are an agent."}]
        return request(system=system, metadata={"user_id": SESSION})

    vendor, results = play(turn("a3f"), turn("b71"), script=says("Noted."))
    assert [result.response.status for result in results] == [200, 200]
    first, second = (json.loads(body) for body in vendor.received)
    assert first["messages"] == second["messages"]
    assert first["metadata"] == second["metadata"] == {"user_id": SESSION}
    assert second["system"][0]["text"].endswith("cch=b71;")


def test_a_session_told_in_json_is_hidden_alike_in_every_turn() -> None:
    session = "5a3c1f2e-8b7d-4c6a-9e1f-0a2b3c4d5e6f"
    user = {"user_id": json.dumps({"device_id": "4821-3377", "mail": "maria@example.org", "session_id": session})}
    vendor, results = play(request(metadata=user), request("Another opening", metadata=user), script=says("Noted."))
    assert [result.response.status for result in results] == [200, 200]
    first, second = (json.loads(body)["metadata"] for body in vendor.received)
    assert first == second != user
    assert "maria@" not in first["user_id"]


@pytest.mark.parametrize(
    ("body", "allow", "path"),
    [
        (request(tools=[{"type": "web_search_20250305", "name": "web_search"}]), "web_search", "tools[0]"),
        (request(mcp_servers=[{"type": "url", "name": "s"}]), "mcp", "mcp_servers[0]"),
        (request([{"type": "new", "text": "x"}]), "unknown_parts", "messages[0].content[0]"),
    ],
)
def test_what_runs_at_the_vendor_needs_leave(body: dict[str, Any], allow: str, path: str) -> None:
    vendor, (result,) = play(body, script=says("x"))
    assert json.loads(result.response.body)["error"]["message"].startswith(f"{path}: ")
    assert vendor.received == []
    vendor, (result,) = play(body, script=says("x"), allow=allow)
    assert result.response.status == 200
    assert len(vendor.received) == 1


def test_a_vendors_errors_pass_in_shape() -> None:
    whole = Behaviour((messages.error("prompt is too long"),), 400)
    _, (result,) = play(request(), script=whole)
    assert (result.response.status, result.response.body) == (400, whole.chunks[0])
    data = b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'
    opening = messages.sse({"type": "ping"})
    streamed = Behaviour((opening, data), headers={"content-type": "text/event-stream"})
    _, (result,) = play(request(stream=True), script=streamed)
    assert result.response.body == opening + data


def test_a_stream_that_breaks_ends_with_our_error() -> None:
    opening = messages.sse({"type": "ping"})
    broken = Behaviour((opening,), headers={"content-type": "text/event-stream"})
    _, (result,) = play(request(stream=True), script=broken)
    assert result.response.body.startswith(opening + b'event: error\ndata: {"type":"error","error":{"type":"api_error"')


@pytest.mark.parametrize("stream", [False, True])
def test_a_proxys_error_page_has_the_wires_envelope(*, stream: bool) -> None:
    page = Behaviour((b"<html>Maria Gonzalez</html>",), 529, {"content-type": "text/html"})
    _, (result,) = play(request(stream=stream), script=page)
    assert result.response.status == 529
    assert json.loads(result.response.body) == {
        "type": "error",
        "error": {"type": "api_error", "message": "The vendor answered with status 529."},
        "request_id": result.response.headers["x-request-id"],
    }
