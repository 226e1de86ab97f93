# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The whole edge over real sockets: routes, limits, smuggling shapes, disconnects, drain, signals."""

import asyncio
import gzip
import json
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
import uvloop
import zstandard

from clearance.core.codec.registry import WIRES
from clearance.errors import ClearanceError, InvalidSetting, Malformed, NotFound, PolicyDenied, Unauthenticated
from clearance.exchange.answer import refuse
from clearance.exchange.call import Call, CallHeaders, Responder
from clearance.exchange.registry import Flight, Registry
from clearance.model.words import OutcomeKind
from clearance.service.clock import SystemClock
from clearance.service.gateway.app import Gateway, Served
from clearance.service.gateway.edge import Edge, EdgeLimits
from clearance.service.gateway.health import Health
from clearance.service.gateway.server import DataListener, Signals, drain, run_until_signalled

CHAT = "/v1/chat/completions"
LIMITS = EdgeLimits(
    header_bytes=4096,
    header_seconds=0.3,
    body_bytes=100_000,
    body_seconds=0.4,
    idle_seconds=5,
    write_seconds=0.5,
    linger_seconds=0.3,
)
GOOD = b'{"model":"m"}'
WEBSOCKET = (
    b"GET /v1/realtime HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Play:
    """A gateway whose exchange is a script; ``calls`` and ``rejected`` are what came of it."""

    def __init__(self, limits: EdgeLimits = LIMITS) -> None:
        self.calls: list[Call] = []
        self.rejected: list[tuple[str, str]] = []
        self.ended: list[OutcomeKind | None] = []
        self.registry = Registry(calls=4, total_bytes=400_000)
        self.script: Callable[[Call, Flight, Responder], Awaitable[ClearanceError | None]] = self.answers
        self.ready = True
        clock = SystemClock()
        self.edge = Edge(limits, clock, WIRES[CHAT], lambda code, client: self.rejected.append((code, client)))
        self.port = 0
        self.listener: DataListener | None = None

    async def start(self) -> DataListener:
        health = Health({"store": lambda: self.ready, "boundary": lambda: True})
        served = Served(WIRES, self.exchange, self.models, self.receipt, self.registry, health)
        self.listener = DataListener(Gateway(self.edge, served), self.edge)
        self.port = await self.listener.start("127.0.0.1", 0)
        return self.listener

    async def exchange(self, call: Call, flight: Flight, respond: Responder) -> ClearanceError | None:
        self.calls.append(call)
        try:
            return await self.script(call, flight, respond)
        except asyncio.CancelledError:
            self.ended.append(flight.ended)
            raise

    async def answers(self, call: Call, _flight: Flight, respond: Responder) -> ClearanceError | None:
        body = b"%d" % len(call.body)
        await respond.start(200, (("x-request-id", call.id), ("content-length", str(len(body)))))
        await respond.write(body)
        await respond.finish()
        return None

    async def models(self, headers: CallHeaders, _name: str) -> bytes:
        if headers.credential is None:
            raise Unauthenticated("Send a key.")
        return b'{"object":"list"}'

    async def receipt(self, _headers: CallHeaders, name: str) -> bytes:
        if name != "known":
            raise NotFound("There is no such receipt.")
        return b'{"receipt":1}'

    async def talk(self, raw: bytes, *, more: bytes = b"", wait: float = 0.0) -> bytes:
        """Send bytes, read until the connection ends or 2 s pass without anything."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        await asyncio.sleep(wait)
        writer.write(more)
        out = b""
        try:
            while data := await asyncio.wait_for(reader.read(65_536), 2):
                out += data
        except (TimeoutError, ConnectionError):
            pass
        writer.close()
        return out

    async def ask(self, method: str = "POST", path: str = CHAT, body: bytes = GOOD, headers: str = "") -> "Answer":
        """One request with ``Connection: close``."""
        if method == "POST" and "content-type" not in headers.lower():
            headers += "content-type: application/json\r\n"
        length = f"content-length: {len(body)}\r\n" if method == "POST" else ""
        head = f"{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{length}{headers}\r\n"
        return Answer(await self.talk(head.encode() + (body if method == "POST" else b"")))


class Answer:
    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.raw = raw
        self.status = int(first.split(" ")[1]) if first else 0
        self.headers = dict(line.split(": ", 1) for line in lines)

    @property
    def error(self) -> dict[str, Any]:
        error: dict[str, Any] = json.loads(self.body)["error"]
        return error


def play(story: Callable[[Play], Awaitable[None]], limits: EdgeLimits = LIMITS) -> Play:
    async def whole() -> Play:
        here = Play(limits)
        listener = await here.start()
        try:
            async with asyncio.timeout(20):
                await story(here)
        finally:
            await listener.close()
        return here

    return uvloop.run(whole())


def post(body: bytes, *headers: str) -> bytes:
    lines = ["POST " + CHAT + " HTTP/1.1", "host: x", "content-type: application/json", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


# Routes


def test_a_call_reaches_the_exchange_with_what_counts_and_nothing_else() -> None:
    async def story(here: Play) -> None:
        sent = "authorization: Bearer clr_x\r\nx-clearance-purpose: treatment\r\ntraceparent: 00-a\r\ncookie: a=b\r\n"
        answer = await here.ask(headers=sent, path=CHAT + "?beta=true")
        assert (answer.status, answer.body) == (200, b"%d" % len(GOOD))
        (call,) = here.calls
        assert call.endpoint == CHAT
        assert call.body.reveal() == GOOD
        assert call.headers == CallHeaders(credential="clr_x", purpose="treatment")
        assert answer.headers["x-request-id"] == call.id
        assert call.id[14] == "7"
        assert "server" not in answer.headers
        assert len(here.registry) == 0
        assert here.registry.bytes == 0

    assert play(story).rejected == []


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/livez", 200, b"ok\n"),
        ("HEAD", "/livez", 200, b""),
        ("GET", "/readyz", 200, b"store: ok\nboundary: ok\n"),
        ("GET", "/receipts/known", 200, b'{"receipt":1}'),
    ],
)
def test_documents(method: str, path: str, status: int, body: bytes) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(method, path)
        assert (answer.status, answer.body) == (status, body)

    play(story)


def test_models_need_a_key() -> None:
    async def story(here: Play) -> None:
        assert (await here.ask("GET", "/v1/models", headers="x-api-key: k\r\n")).body == b'{"object":"list"}'
        answer = await here.ask("GET", "/v1/models")
        assert (answer.status, answer.error["code"]) == (401, "invalid_api_key")

    assert play(story).rejected == [("invalid_api_key", "127.0.0.1")]


def test_not_ready_names_the_check() -> None:
    async def story(here: Play) -> None:
        here.ready = False
        answer = await here.ask("GET", "/readyz")
        assert (answer.status, answer.body) == (503, b"store: failing\nboundary: ok\n")
        assert (await here.ask("GET", "/livez")).status == 200

    play(story)


def test_metrics_count_by_status() -> None:
    async def story(here: Play) -> None:
        await here.ask()
        await here.ask("GET", "/nowhere")
        text = (await here.ask("GET", "/metrics")).body.decode()
        assert 'clearance_requests_total{status="200"} 1\n' in text
        assert 'clearance_requests_total{status="404"} 1\n' in text
        assert "clearance_request_seconds_count 2\n" in text

    play(story)


@pytest.mark.parametrize(
    ("method", "path", "code", "status"),
    [
        ("GET", "/", "not_found", 404),
        ("HEAD", "/", "not_found", 404),
        ("POST", "/v1/embeddings", "not_found", 404),
        ("GET", CHAT, "method_not_allowed", 405),
        ("DELETE", "/v1/models", "method_not_allowed", 405),
        ("POST", "/metrics", "method_not_allowed", 405),
        ("GET", "/receipts/other", "not_found", 404),
        ("GET", "/receipts/" + "a" * 65, "not_found", 404),
        ("GET", "/receipts/%C3%A4", "not_found", 404),
    ],
)
def test_other_paths_and_methods_are_refused_in_the_envelope(method: str, path: str, code: str, status: int) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(method, path)
        assert answer.status == status
        assert answer.headers["x-clearance-code"] == code
        assert answer.headers["x-should-retry"] == "false"
        assert answer.headers["x-request-id"] == answer.headers["request-id"]
        if method != "HEAD":
            assert answer.error["code"] == code
            assert answer.error["request_id"] == answer.headers["x-request-id"]

    assert play(story).rejected == [(code, "127.0.0.1")]


# Bodies


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("content-type: text/plain\r\n", 415),
        ("content-type: application/json; charset=latin-1\r\n", 415),
        ("content-type: application/json\r\ncontent-type: application/json\r\n", 415),
        ("content-encoding: br\r\n", 415),
        ("content-encoding: gzip, zstd\r\n", 415),
        ("content-encoding: gzip\r\ncontent-encoding: gzip\r\n", 415),
        ("content-type: application/json; charset=UTF-8\r\n", 200),
        ("content-encoding: identity\r\n", 200),
    ],
)
def test_media_types_and_encodings(headers: str, status: int) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(headers=headers)
        assert answer.status == status
        if status == 415:
            assert answer.error["code"] == "unsupported_encoding"

    play(story)


@pytest.mark.parametrize("coding", ["gzip", "zstd", "x-gzip"])
def test_compressed_bodies(coding: str) -> None:
    pack = zstandard.ZstdCompressor().compress if coding == "zstd" else gzip.compress
    big = os.urandom(50_000) + bytes(49_000)

    async def story(here: Play) -> None:
        for data in (GOOD, big, b"a" * 65_536, b""):
            answer = await here.ask(body=pack(data), headers=f"content-encoding: {coding}\r\n")
            assert answer.status == 200
            assert here.calls[-1].body.reveal() == data

    play(story)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_bombs_broken_and_trailing_compressed_bodies(coding: str) -> None:
    pack = zstandard.ZstdCompressor().compress if coding == "zstd" else gzip.compress

    async def story(here: Play) -> None:
        header = f"content-encoding: {coding}\r\n"
        started = time.monotonic()
        assert (await here.ask(body=pack(bytes(50_000_000)), headers=header)).status == 413
        assert time.monotonic() - started < 2
        for broken in (pack(GOOD)[:-3], pack(GOOD) + b"x", pack(GOOD) + pack(GOOD), b"\0" * 40, b""):
            answer = await here.ask(body=broken, headers=header)
            assert (answer.status, answer.error["code"]) == (400, "malformed_request")
        assert here.calls == []
        assert here.registry.bytes == 0

    play(story)


def test_too_large_by_declaration_and_by_count_is_answered_to_a_sender_that_goes_on() -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(body=b"x" * 150_000)
        assert (answer.status, answer.error["code"]) == (413, "request_too_large")
        chunks = b"".join(b"4000\r\n" + b"x" * 0x4000 + b"\r\n" for _ in range(10)) + b"0\r\n\r\n"
        counted = Answer(await here.talk(post(chunks, "transfer-encoding: chunked")))
        assert counted.status == 413
        assert counted.headers["connection"] == "close"
        assert here.calls == []

    play(story)


def test_a_slow_body_is_408_and_a_vanished_sender_nothing() -> None:
    async def story(here: Play) -> None:
        answer = Answer(await here.talk(post(b"{", "content-length: 10")))
        assert (answer.status, answer.error["code"]) == (408, "request_timeout")
        _, writer = await asyncio.open_connection("127.0.0.1", here.port)
        writer.write(post(b"{", "content-length: 10"))
        await until(lambda: len(here.registry) == 1)
        writer.close()
        await until(lambda: len(here.registry) == 0)

    assert play(story).rejected == [("request_timeout", "127.0.0.1")]


def test_bytes_and_calls_in_flight_are_bounded() -> None:
    async def story(here: Play) -> None:
        release = asyncio.Event()

        async def waits(call: Call, flight: Flight, respond: Responder) -> ClearanceError | None:
            await release.wait()
            return await here.answers(call, flight, respond)

        here.script = waits
        full = [asyncio.ensure_future(here.ask(body=b"x" * 99_000)) for _ in range(4)]
        await until(lambda: len(here.calls) == 4)
        many = await here.ask()
        assert (many.status, many.error["code"]) == (503, "overloaded")
        assert (many.headers["retry-after"], many.headers["x-should-retry"]) == ("1", "true")
        here.registry._calls_limit = 5
        heavy = await here.ask(body=b"x" * 50_000)
        assert (heavy.status, heavy.error["code"]) == (503, "overloaded")
        release.set()
        assert {answer.status for answer in await asyncio.gather(*full)} == {200}
        assert here.registry.bytes == 0

    play(story)


# Heads and framing


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (post(b"0\r\n\r\n", "content-length: 5", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: chunked", "content-length: 5"), "malformed_request"),
        (post(b"hello", "content-length: 5", "content-length: 5"), "malformed_request"),
        (post(b"hello", "content-length: 5", "content-length: 6"), "malformed_request"),
        (post(b"hello", "content-length: 5, 5"), "malformed_request"),
        (post(b"hello", "content-length: +5"), "malformed_request"),
        (post(b"hello", "content-length: 5 "), None),
        (post(b"hello", "content-length : 5"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: gzip, chunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: chunked, chunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: xchunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: chunked", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding:\x0bchunked"), "malformed_request"),
        (post(b"5;x\r\nhello\r\n0\r\n\r\n", "transfer-encoding: chunked"), None),
        (post(b"5\nhello\n0\n\n", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"-1\r\nhello\r\n0\r\n\r\n", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"5\r\nhello\r\n0\r\nx-t: 1\r\n\r\n", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"", "x-a: b", " folded"), "malformed_request"),
        (post(b"", "x-a: b\x00c"), "malformed_request"),
        (post(b"", "x-a: b\nx-b: c"), "malformed_request"),
        (post(b"", "x-a: b\rx-b: c"), "malformed_request"),
        (post(b"", "x a: b"), "malformed_request"),
        (post(b"", "no-colon"), "malformed_request"),
        (post(b"", "host: y"), "malformed_request"),
        (b"GET /livez HTTP/1.1\r\n\r\n", "malformed_request"),
        (b"GET /livez HTTP/1.1\nhost: x\n\n", "malformed_request"),
        (b"GET /livez HTTP/1.0\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"GET /livez HTTP/2.0\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"GET /livez HTTP/9.9\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"GET /livez\r\n\r\n", "malformed_request"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "malformed_request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "malformed_request"),
        (b"GET /l\xc3\xa4 HTTP/1.1\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"NONSENSE / HTTP/1.1\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"GET http://x:y:z/livez HTTP/1.1\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\n", "upgrade_refused"),
        (WEBSOCKET, "upgrade_refused"),
        (
            post(GOOD, "connection: Upgrade, HTTP2-Settings", "upgrade: h2c", f"content-length: {len(GOOD)}"),
            "upgrade_refused",
        ),
        (b"GET /livez HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 5000 + b"\r\n\r\n", "headers_too_large"),
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", "headers_too_large"),
        (b"GET /livez HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 50_000, "headers_too_large"),
        (b"\r\n" * 3000, "malformed_request"),
        (post(b"5" + b";" + b"x" * 5000, "transfer-encoding: chunked"), "malformed_request"),
    ],
)
def test_what_two_parsers_could_read_in_two_ways(raw: bytes, code: str | None) -> None:
    smuggled = b"GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n"

    async def story(here: Play) -> None:
        answer = Answer(await here.talk(raw, more=smuggled, wait=0.02))
        if code is None:
            assert answer.status == 200
            return
        assert answer.status in (400, 431)
        assert answer.error["code"] == code
        assert answer.headers["connection"] == "close"
        # One answer, nothing of what followed was served, nothing reached the exchange whole.
        assert answer.raw.count(b"\r\nx-request-id: ") == 1
        assert len(answer.body) == int(answer.headers["content-length"])

    here = play(story)
    if code is not None:
        assert (code, "127.0.0.1") in here.rejected
        assert all(call.body.reveal() != b"hello" for call in here.calls)


def test_a_head_that_comes_too_slowly_is_408() -> None:
    async def story(here: Play) -> None:
        answer = Answer(await here.talk(b"GET /livez HTTP/1.1\r\nhost:"))
        assert (answer.status, answer.error["code"]) == (408, "request_timeout")
        again = await here.talk(
            b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n", more=b"GET /livez HTTP/1.1\r\nhost:", wait=0.05
        )
        assert [part[:3] for part in again.split(b"HTTP/1.1 ")[1:]] == [b"200", b"408"]

    play(story)


def test_a_connection_that_says_nothing_is_closed_without_a_word() -> None:
    async def story(here: Play) -> None:
        started = time.monotonic()
        assert await here.talk(b"") == b""
        assert time.monotonic() - started < 1.5

    assert play(story).rejected == []


def test_a_connection_serves_several_requests_but_no_pipeline() -> None:
    one = b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n"

    async def story(here: Play) -> None:
        assert (await here.talk(one, more=one, wait=0.1)).count(b"HTTP/1.1 200") == 2
        both = await here.talk(one + one)
        assert both.count(b"HTTP/1.1 200") == 1

    play(story)


def test_expect_100_continue() -> None:
    async def story(here: Play) -> None:
        out = await here.talk(
            post(b"", f"content-length: {len(GOOD)}", "expect: 100-continue", "connection: close"), more=GOOD, wait=0.1
        )
        assert out.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")

    play(story)


def test_a_broken_chunk_after_the_answer_began_ends_the_connection() -> None:
    async def story(here: Play) -> None:
        out = await here.talk(post(b"3\r\n{}", "transfer-encoding: chunked"), more=b"\r\nzz", wait=0.05)
        assert out.count(b"HTTP/1.1 ") == 1
        assert here.calls == []
        await until(lambda: len(here.registry) == 0)

    play(story)


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
        assert await idle_reader.read() == b""
        with pytest.raises(OSError, match=r"refused|Connect"):
            await asyncio.open_connection("127.0.0.1", here.port)
        rest = await reader.read()
        await draining
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


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.002)
