# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Disconnects, refusals, drain and signals over real sockets."""

import asyncio
import os
import signal
import time
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from clearance.core.codec.registry import WIRES
from clearance.errors import ClearanceError, InvalidSetting, Malformed, PolicyDenied
from clearance.exchange.answer import refuse
from clearance.exchange.call import Call, Responder
from clearance.exchange.registry import Flight
from clearance.model.words import OutcomeKind
from clearance.service.gateway.app import Gateway, Served
from clearance.service.gateway.health import Health
from clearance.service.gateway.server import DataListener, Signals, drain, run_until_signalled
from tests.unit.service.gateway.stage import CHAT, GOOD, Play, play, post, until

# The exchange


def test_refusals_of_the_exchange_are_counted_unless_they_are_on_record() -> None:
    async def story(here: Play) -> None:
        async def refuses(call: Call, _flight: Flight, respond: Responder) -> ClearanceError | None:
            error = Malformed("no") if len(here.calls) == 1 else PolicyDenied("no", receipt=object())
            await refuse(respond, WIRES[CHAT], error, call.id)
            return error

        here.script = refuses
        assert (await here.ask()).error["code"] == "malformed_request"
        assert (await here.ask()).error["code"] == "policy_denied"

    assert play(story).rejected == [("malformed_request", "127.0.0.1")]


def test_an_unforeseen_error_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def story(here: Play) -> None:
        async def fails(_call: Call, _flight: Flight, _respond: Responder) -> ClearanceError | None:
            raise ZeroDivisionError("canary content")

        here.script = fails
        answer = await here.ask()
        assert (answer.status, answer.error["code"]) == (500, "internal_error")
        assert b"canary" not in answer.raw

    play(story)
    assert "canary" not in caplog.text
    assert [record.__dict__["error"] for record in caplog.records] == ["ZeroDivisionError"]


def test_after_the_first_byte_an_error_is_in_band_and_unfinished_answers_are_cut() -> None:
    async def story(here: Play) -> None:
        async def fails(_call: Call, _flight: Flight, respond: Responder) -> ClearanceError | None:
            size = () if len(here.calls) == 1 else (("content-length", "100"),)
            await respond.start(200, (("content-type", "text/event-stream"), *size))
            await respond.write(b"data: {}\n\n")
            raise ZeroDivisionError

        here.script = fails
        streamed = await here.ask()
        assert b"internal_error" in streamed.body
        assert b"[DONE]" not in streamed.body
        assert streamed.body.endswith(b"0\r\n\r\n")
        whole = await here.ask()
        assert whole.body == b"data: {}\n\n"

    play(story)


async def _streams(_call: Call, _flight: Flight, respond: Responder) -> ClearanceError | None:
    await respond.start(200, (("content-type", "text/event-stream"),))
    while True:
        await respond.write(b"data: tok\n\n")
        await asyncio.sleep(0.005)


def test_a_client_that_leaves_ends_its_flight() -> None:
    async def story(here: Play) -> None:
        here.script = _streams
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
        writer.write(post(GOOD, f"content-length: {len(GOOD)}"))
        await reader.readuntil(b"tok")
        started = time.monotonic()
        writer.close()
        await until(lambda: len(here.registry) == 0)
        assert time.monotonic() - started < 1
        assert here.ended == [OutcomeKind.CLIENT_GONE]
        assert b"clearance_clients_gone_total 1" in (await here.ask("GET", "/metrics")).body

    assert play(story).rejected == []


def test_a_client_that_leaves_before_the_answer_begins_ends_its_flight() -> None:
    async def story(here: Play) -> None:
        async def hangs(_call: Call, _flight: Flight, _respond: Responder) -> ClearanceError | None:
            await asyncio.get_running_loop().create_future()
            return None

        here.script = hangs
        _, writer = await asyncio.open_connection("127.0.0.1", here.port)
        writer.write(post(GOOD, f"content-length: {len(GOOD)}"))
        await until(lambda: len(here.calls) == 1)
        writer.close()
        await until(lambda: here.ended == [OutcomeKind.CLIENT_GONE])

    play(story)


def test_a_client_that_reads_nothing_has_left() -> None:
    async def story(here: Play) -> None:
        async def pours(_call: Call, _flight: Flight, respond: Responder) -> ClearanceError | None:
            await respond.start(200, (("content-type", "text/event-stream"),))
            while True:
                await respond.write(b"x" * 1_000_000)

        here.script = pours
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port, limit=1024)
        writer.write(post(GOOD, f"content-length: {len(GOOD)}"))
        await until(lambda: here.ended == [OutcomeKind.CLIENT_GONE])
        writer.transport.abort()
        del reader

    play(story)


def test_drain_finishes_what_it_can_and_ends_the_rest() -> None:
    async def story(here: Play) -> None:
        here.script = _streams
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
        writer.write(post(GOOD, f"content-length: {len(GOOD)}"))
        idle_reader, idle_writer = await asyncio.open_connection("127.0.0.1", here.port)
        idle_writer.write(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n")
        await idle_reader.readuntil(b"ok\n")
        await reader.readuntil(b"tok")
        assert here.listener is not None
        draining = asyncio.ensure_future(drain(here.listener, here.registry, 0.2))
        await until(lambda: here.registry.draining)
        late = await here.ask()
        assert (late.status, late.error["code"]) == (503, "not_ready")
        rest = await reader.read()
        await draining
        assert await idle_reader.read() == b""
        with pytest.raises(OSError, match=r"refused|Connect"):
            await asyncio.open_connection("127.0.0.1", here.port)
        assert b"not_ready" in rest
        assert b"[DONE]" not in rest
        assert here.ended == [OutcomeKind.DRAINED]
        assert here.listener.connections == 0
        writer.close()
        idle_writer.close()

    play(story)


def test_a_drained_call_that_has_not_answered_is_503() -> None:
    async def story(here: Play) -> None:
        async def hangs(_call: Call, _flight: Flight, _respond: Responder) -> ClearanceError | None:
            await asyncio.get_running_loop().create_future()
            return None

        here.script = hangs
        asking = asyncio.ensure_future(here.ask())
        await until(lambda: len(here.calls) == 1)
        assert here.listener is not None
        await drain(here.listener, here.registry, 0)
        answer = await asking
        assert (answer.status, answer.error["code"]) == (503, "not_ready")

    play(story)


@pytest.mark.parametrize("twice", [False, True])
def test_signals(twice: bool) -> None:  # noqa: FBT001 - a parameter of the test
    async def story(here: Play) -> None:
        here.script = _streams
        asking = asyncio.ensure_future(here.ask())
        await until(lambda: len(here.calls) == 1)
        assert here.listener is not None
        signals = Signals()
        serving = asyncio.ensure_future(
            run_until_signalled(here.listener, here.registry, 30 if twice else 0.05, signals)
        )
        await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGTERM)
        await signals.first.wait()
        if twice:
            os.kill(os.getpid(), signal.SIGINT)
        await serving
        assert here.ended == [OutcomeKind.DRAINED]
        assert b"not_ready" in (await asking).body

    play(story)


def test_an_address_in_use_is_an_invalid_setting() -> None:
    async def story(here: Play) -> None:
        other = Play()
        other.port = here.port
        listener = await Play().start()
        await listener.close()
        with pytest.raises(InvalidSetting) as caught:
            await DataListener(None, here.edge).start("127.0.0.1", here.port)
        assert caught.value.param == "gateway.port"

    play(story)


def test_forwarded_addresses_count_from_declared_proxies_only() -> None:
    async def story(here: Play) -> None:
        forwarded = "x-forwarded-for: 6.6.6.6, 203.0.113.9\r\n"
        await here.ask("GET", "/nowhere", headers=forwarded)
        assert here.rejected[-1] == ("not_found", "127.0.0.1")
        here.edge = replace(here.edge, trusted_proxies=(ip_network("127.0.0.0/8"),))
        listener = await here.start()
        await here.ask("GET", "/nowhere", headers=forwarded)
        assert here.rejected[-1] == ("not_found", "203.0.113.9")
        await listener.close()

    play(story)


def test_other_asgi_scopes_are_refused_and_recorded() -> None:
    async def story(here: Play) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {}

        health = Health({})
        served = Served(WIRES, here.exchange, here.models, here.receipt, here.registry, health)
        gateway = Gateway(here.edge, served)
        await gateway({"type": "websocket"}, receive, send)
        await gateway({"type": "lifespan"}, receive, send)
        assert sent == [{"type": "websocket.close", "code": 1002}]
        assert here.rejected == [("upgrade_refused", ""), ("upgrade_refused", "")]

    play(story)
