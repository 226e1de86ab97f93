# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A gateway on a real socket whose exchange is a script."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import uvloop

from clearance.core.codec.registry import WIRES
from clearance.core.codec.unscanned import Family
from clearance.core.codec.wire import Wire
from clearance.errors import ClearanceError, NotFound, Unauthenticated
from clearance.exchange.call import Call, CallHeaders, Responder
from clearance.exchange.registry import Flight, Registry
from clearance.model.words import OutcomeKind
from clearance.service.clock import SystemClock
from clearance.service.gateway.app import Gateway, Served
from clearance.service.gateway.edge import Edge, EdgeLimits
from clearance.service.gateway.health import Health
from clearance.service.gateway.server import DataListener

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
        self.allows: Callable[[CallHeaders, Family], bool] = lambda _headers, _family: False
        self.wires: Mapping[str, Wire] = WIRES
        clock = SystemClock()
        self.edge = Edge(limits, clock, WIRES[CHAT], lambda code, client: self.rejected.append((code, client)))
        self.port = 0
        self.listener: DataListener | None = None

    async def start(self) -> DataListener:
        health = Health({"store": lambda: self.ready, "boundary": lambda: True})
        served = Served(
            self.wires,
            self.exchange,
            self.models,
            self.receipt,
            self.registry,
            health,
            self.may,
        )
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

    def may(self, headers: CallHeaders, family: Family) -> bool:
        return self.allows(headers, family)

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


def play(
    story: Callable[[Play], Awaitable[None]], limits: EdgeLimits = LIMITS, wires: Mapping[str, Wire] = WIRES
) -> Play:
    async def whole() -> Play:
        here = Play(limits)
        here.wires = wires
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


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.002)
