# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance serve`` as a process of its own, and raw HTTP to it."""

import asyncio
import contextlib
import functools
import json
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from clearance.config.load import load
from clearance.core.codec.registry import WIRES
from clearance.core.detect.detector import default_detector
from clearance.exchange.jobs import CoreJobs
from clearance.service.activation import apply
from clearance.service.issuing import Wish, issue
from clearance.service.owner import Role
from clearance.service.patterns import FILE
from clearance.service.serve import administer, serving
from clearance.service.setup import Places
from clearance.testing.installation import BOUNDARY, Installation, make
from clearance.testing.vendor import FakeVendorServer

PROGRAM = Path(sys.executable).parent / "clearance"
CHAT = "/v1/chat/completions"
PATIENCE = 30.0
"""Seconds after which a test gives up; nothing is measured."""


@functools.cache
def _patterns() -> bytes:
    """Compiling takes seconds: once for all services of a test run."""
    return CoreJobs(WIRES, default_detector()).prepared()


@dataclass(frozen=True, slots=True)
class House:
    """An installation that nobody serves yet. ``key`` is an API key of application ``notes``."""

    places: Places
    key: str

    @property
    def key_id(self) -> str:
        """The public part of the key."""
        return self.key.split("_")[2]


async def found(folder: Path, vendor_url: str, boundary: str = BOUNDARY) -> House:
    """Make an installation in front of a vendor."""
    where = make(folder)
    kept = where.data_dir / FILE
    kept.write_bytes(_patterns())
    kept.chmod(0o600)
    async with administer(load(where.config, environ={})) as owner:
        await apply(owner, {"b.yaml": boundary.format(url=vendor_url)}, dry_run=False, actor="test")
        return House(where, (await issue(owner, Wish("notes"), actor="test"))["key"])


@dataclass(slots=True)
class Service:
    """A running one. ``log`` is where its standard error goes."""

    process: asyncio.subprocess.Process
    url: str
    log: Path
    said: list[bytes] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end; the exit code."""
        if self.process.stdout is not None:
            self.said.append(await self.process.stdout.read())
        return await asyncio.wait_for(self.process.wait(), PATIENCE)


async def start(house: House, log: Path, environ: Mapping[str, str] | None = None) -> asyncio.subprocess.Process:
    """Begin to serve; settings by environment."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CLEARANCE_")}
    with log.open("ab") as errors:
        return await asyncio.create_subprocess_exec(
            PROGRAM,
            "serve",
            "--config",
            house.places.config,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env=own | dict(environ or {}),
        )


@contextlib.asynccontextmanager
async def serve(house: House, environ: Mapping[str, str] | None = None) -> AsyncIterator[Service]:
    """A service that is ready; ended by SIGTERM if it still runs when the context ends."""
    log = house.places.config.with_name("service.log")
    process = await start(house, log, environ)
    if process.stdout is None:
        raise AssertionError
    try:
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        url = line.decode().removeprefix("listening on ").strip()
        assert url, log.read_text()
        service = Service(process, url, log, [line])
        if url.startswith("http:"):
            await until_ready(url)
        yield service
        if process.returncode is None:
            service.signal(signal.SIGTERM)
            assert await service.ended() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until_ready(url: str) -> None:
    """Wait until calls are welcome."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
        while True:
            async with session.get(f"{url}/readyz") as answer:
                if answer.status == 200:
                    return
            await asyncio.sleep(0.02)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what has no event."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)


def chat(text: str, **fields: Any) -> bytes:
    """The body of a call."""
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": text}]} | fields).encode()


def request(key: str, body: bytes, *headers: str, path: str = CHAT) -> bytes:
    """The bytes of a call that ends its connection."""
    lines = [
        f"POST {path} HTTP/1.1",
        "host: gateway",
        "connection: close",
        "content-type: application/json",
        f"content-length: {len(body)}",
        f"authorization: Bearer {key}",
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back on a connection."""

    raw: bytes

    @property
    def head(self) -> str:
        """Status line and headers."""
        return self.raw.partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def status(self) -> int:
        """The status code; 0 for no answer."""
        return int(self.raw.split(b" ", 2)[1]) if self.raw else 0

    @property
    def headers(self) -> dict[str, str]:
        """By name."""
        return dict(line.split(": ", 1) for line in self.head.split("\r\n")[1:])

    @property
    def body(self) -> bytes:
        """As it was framed."""
        return self.raw.partition(b"\r\n\r\n")[2]

    @property
    def error(self) -> dict[str, Any]:
        """The error of a refusal."""
        found: dict[str, Any] = json.loads(self.body)["error"]
        return found

    @property
    def text(self) -> str:
        """What the model says, whole or streamed."""
        if self.headers.get("content-type") == "application/json":
            return str(json.loads(self.body)["choices"][0]["message"]["content"])
        events = [line[6:] for line in self.body.split(b"\n") if line.startswith(b"data: {")]
        return "".join(json.loads(event)["choices"][0]["delta"].get("content") or "" for event in events)


async def talk(port: int, raw: bytes) -> Answer:
    """Send bytes, read to the end of the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(raw)
            return Answer(await reader.read())
    finally:
        writer.close()


def inside(
    folder: Path,
    scene: Callable[[Installation], Awaitable[None]],
    *,
    boundary: str = BOUNDARY,
    vendor: FakeVendorServer | None = None,
    vendor_tls: ssl.SSLContext | None = None,
    **flags: object,
) -> None:
    """Play a scene in a service of this process. ``flags``: settings, ``__`` for the dot."""

    async def act() -> None:
        where = make(folder)
        settings = {name.replace("__", "."): value for name, value in flags.items()}
        stand_in = vendor or FakeVendorServer()
        await stand_in.start(tls=vendor_tls)
        try:
            async with serving(load(where.config, environ={}, flags=settings), Role(prepare=False)) as service:
                files = {"b.yaml": boundary.format(url=stand_in.url)}
                await apply(service.owner, files, dry_run=False, actor="test")
                issued = await issue(service.owner, Wish("notes"), actor="test")
                async with asyncio.timeout(PATIENCE):
                    await scene(Installation(service.url, issued["key"], service.owner, stand_in, where))
        finally:
            await stand_in.stop()

    asyncio.run(act())


def port_of(house: Installation) -> int:
    """Where a service of this process listens."""
    return int(house.url.rpartition(":")[2])
