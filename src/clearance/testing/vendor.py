# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A vendor that misbehaves on cue: in process behind ``ports.Vendors``, or on a loopback TCP port.

Steer it with a script (what to do with each request, in order), or leave the script out and write
a mark into the last user message: ``[[echo]]`` says the message back, ``[[echo tool]]`` says it back
inside a tool call's arguments, ``[[stream N MS]]`` streams N pieces MS milliseconds apart. Without a
mark it says ``OK.`` How all of that is said depends on the path: see ``hear``.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self, cast

import httptools

from clearance.errors import VendorProtocolError, VendorTimeout, VendorUnreachable
from clearance.model.boundary import Deployment
from clearance.model.text import OutgoingBody
from clearance.testing import bedrock, chat, gemini, messages, responses, texts

JSON = "application/json"
SSE = chat.STREAM_TYPE


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one request is answered.

    ``stop_at``: the number of chunks after which it stops; -1 is before the head. What stopping means is
    ``how``: "stall" (no more comes; in process the time-out is immediate), "hang" (no more comes until
    the caller gives up), "cut" (the connection breaks). ``refuse``: no connection at all.
    ``lie``: added to the declared content-length.
    """

    chunks: tuple[bytes, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": JSON})
    pause: float = 0.0
    refuse: bool = False
    stop_at: int | None = None
    how: str = "stall"
    lie: int = 0

    @property
    def streamed(self) -> bool:
        """Whether it is an event stream."""
        return self.headers.get("content-type", "").startswith(("text/event-stream", bedrock.STREAM_TYPE))


class Received(bytes):
    """The body of a request, and the path that it came to."""

    path = chat.PATH

    @classmethod
    def at(cls, target: str, body: bytes) -> Self:
        """What came to this path and query."""
        received = cls(body)
        received.path = target.partition("?")[0]
        return received


Script = Callable[[bytes], Behaviour]
"""Gets a ``Received``."""


class Speaker(Protocol):
    """One endpoint, as a vendor speaks it: a module or an object."""

    STREAM_TYPE: str

    def speaks(self, path: str) -> bool:
        """Whether a call of this path is of this endpoint."""

    def read(self, body: bytes, path: str) -> chat.Asked:
        """Read a request. Raises ValueError or KeyError when it is none."""

    def answer(self, asked: chat.Asked, text: str, *, tool: bool = False) -> bytes:
        """A whole answer that says ``text``, or calls a tool with it."""

    def events(self, asked: chat.Asked, text: str, *, tool: bool = False) -> Iterator[bytes]:
        """The same as a stream."""


_SPEAKERS: tuple[Speaker, ...] = (
    messages.Messages(),
    messages.CountTokens(),
    responses,
    responses.InputTokens(),
    responses.Compact(),
    texts.Completions(),
    texts.Embeddings(),
    texts.Moderations(),
    gemini,
    bedrock,
)


def hear(body: bytes) -> tuple[Speaker, chat.Asked]:
    """Who answers at the path that this came to (everywhere else: chat), and what is asked."""
    path = body.path if isinstance(body, Received) else chat.PATH
    speaker: Speaker = next((one for one in _SPEAKERS if one.speaks(path)), chat)
    return speaker, speaker.read(body, path)


def says(text: str, *, tool: bool = False, split: int | None = None) -> Script:
    """Answer with this text (or somebody else's token); streamed if asked for, cut into ``split``-byte chunks."""

    def script(body: bytes) -> Behaviour:
        return _say(*hear(body), text, tool=tool, split=split)

    return script


def echo(*, tool: bool = False, split: int | None = None) -> Script:
    """Say the last user message back."""

    def script(body: bytes) -> Behaviour:
        speaker, asked = hear(body)
        return _say(speaker, asked, asked.text, tool=tool, split=split)

    return script


def marked(body: bytes) -> Behaviour:
    """Do what the mark in the last user message says."""
    try:
        speaker, asked = hear(body)
    except (ValueError, KeyError, TypeError, AttributeError):
        return fails(400, "this is no request of this endpoint")
    if asked.mark.startswith("stream"):
        chunks = tuple(speaker.events(asked, "yes " * asked.count))
        return Behaviour(chunks, headers={"content-type": speaker.STREAM_TYPE}, pause=asked.pause_ms / 1000)
    return _say(speaker, asked, asked.text if asked.mark else "OK.", tool=asked.mark == "echo tool")


def _say(speaker: Speaker, asked: chat.Asked, text: str, *, tool: bool = False, split: int | None = None) -> Behaviour:
    if not asked.stream:
        return Behaviour(cut(speaker.answer(asked, text, tool=tool), split))
    chunks = tuple(speaker.events(asked, text, tool=tool))
    sent = chunks if split is None else cut(b"".join(chunks), split)
    return Behaviour(sent, headers={"content-type": speaker.STREAM_TYPE})


def fails(status: int, text: str = "the stand-in fails as told", **headers: str) -> Behaviour:
    """An error answer; header names with ``_`` for ``-``."""
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return Behaviour((chat.error(status, text),), status, {"content-type": JSON} | extra)


REFUSES = Behaviour(refuse=True)


def stops(script: Script, after: int, how: str = "stall") -> Script:
    """As ``script``, but stop after that many chunks (-1: before the head)."""
    return lambda body: replace(script(body), stop_at=after, how=how)


def lies(script: Script, by: int) -> Script:
    """As ``script``, but declare so many bytes more (or fewer)."""
    return lambda body: replace(script(body), lie=by)


def cut(data: bytes, size: int | None) -> tuple[bytes, ...]:
    """The same bytes in chunks of ``size``."""
    return (data,) if size is None else tuple(data[start : start + size] for start in range(0, len(data), size))


class _Scripted:
    """What both forms share: the script, and what was received."""

    def __init__(self, script: Sequence[Behaviour | Script] | Behaviour | Script = marked) -> None:
        steps: list[Behaviour | Script] = list(script) if isinstance(script, Sequence) else [script]
        self._steps = steps
        self.received: list[bytes] = []
        """Every body, in order of arrival."""
        self.hanging = asyncio.Event()
        """Set when a request hangs."""

    def play(self, *script: Behaviour | Script) -> None:
        """Replace the script; the last step repeats."""
        self._steps[:] = script

    def _next(self, target: str, body: bytes) -> Behaviour:
        self.received.append(body)
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        return step if isinstance(step, Behaviour) else step(Received.at(target, body))


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as the port got it."""

    deployment: str
    endpoint: str
    headers: Mapping[str, str]
    method: str = "POST"


class FakeVendor(_Scripted):
    """``ports.Vendors`` in process. ``calls`` has what went with each body, ``closed`` the answers closed early."""

    def __init__(self, script: Sequence[Behaviour | Script] | Behaviour | Script = marked) -> None:
        super().__init__(script)
        self.calls: list[Sent] = []
        self.closed = 0

    async def open(
        self,
        deployment: Deployment,
        endpoint: str,
        body: OutgoingBody,
        headers: Mapping[str, str],
        *,
        method: str = "POST",
    ) -> "FakeAnswer":
        """Answer as scripted."""
        self.calls.append(Sent(deployment.id, endpoint, dict(headers), method))
        behaviour = self._next(endpoint, body.data)
        if behaviour.refuse:
            raise VendorUnreachable("The vendor could not be reached.")
        answer = FakeAnswer(self, behaviour)
        if behaviour.stop_at == -1:
            await answer.stop()
        return answer


class FakeAnswer:
    """One open answer."""

    def __init__(self, vendor: FakeVendor, behaviour: Behaviour) -> None:
        self.status = behaviour.status
        self.headers: Mapping[str, str] = behaviour.headers
        self._vendor = vendor
        self._behaviour = behaviour
        self._over = False

    async def chunks(self) -> AsyncIterator[bytes]:
        """The scripted chunks. Raises what the script ends with."""
        for number, chunk in enumerate(self._behaviour.chunks):
            if number == self._behaviour.stop_at:
                await self.stop()
            await asyncio.sleep(self._behaviour.pause)
            yield chunk
        if self._behaviour.lie:
            raise VendorProtocolError("The vendor's answer ended early.")
        self._over = True

    async def stop(self) -> None:
        """Stall, hang or break."""
        if self._behaviour.how == "stall":
            raise VendorTimeout("The vendor did not answer in time.")
        if self._behaviour.how == "cut":
            raise VendorProtocolError("The vendor's answer ended early.")
        self._vendor.hanging.set()
        await asyncio.get_running_loop().create_future()

    async def close(self) -> None:
        """Counted unless the answer was whole."""
        if not self._over:
            self._over = True
            self._vendor.closed += 1


class FakeVendorServer(_Scripted):
    """The same behind a real socket on loopback. ``received_headers`` and ``targets`` (method, path) have each."""

    def __init__(self, script: Sequence[Behaviour | Script] | Behaviour | Script = marked) -> None:
        super().__init__(script)
        self.received_headers: list[dict[str, str]] = []
        self.targets: list[str] = []
        self.disconnects = 0
        """Clients that left before their answer's end."""
        self.left = asyncio.Event()
        self.url = ""
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()

    async def start(self, port: int = 0, tls: Any = None) -> str:
        """Listen; returns the base URL, without the wire's path."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", port, ssl=tls)
        bound = self._server.sockets[0].getsockname()[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{bound}"
        return self.url

    async def stop(self) -> None:
        """Stop listening and break every connection."""
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._open):
            connection.transport.abort()
        while self._open:  # noqa: ASYNC110 - asyncio tells nobody that a transport is gone but its protocol
            await asyncio.sleep(0.001)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def begin(self, connection: "_Connection", line: str, headers: dict[str, str], body: bytes) -> None:
        """A request is whole. ``line``: its method and target."""
        self.received_headers.append(headers)
        self.targets.append(line)
        connection.answer(self._next(line.partition(" ")[2], body))

    def opened(self, connection: "_Connection") -> None:
        """A connection is there."""
        self._open.add(connection)

    def closed(self, connection: "_Connection", *, early: bool) -> None:
        """A connection is gone."""
        self._open.discard(connection)
        if early:
            self.disconnects += 1
            self.left.set()


class _Connection(asyncio.Protocol):
    """One HTTP/1.1 connection."""

    transport: asyncio.Transport

    def __init__(self, server: FakeVendorServer) -> None:
        self._server = server
        self._parser = httptools.HttpRequestParser(self)
        self._target = ""
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._server.opened(self)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        early = self._task is not None and not self._task.done()
        if early and self._task is not None:
            self._task.cancel()
        self._server.closed(self, early=early)

    def on_message_begin(self) -> None:
        self._target, self._headers, self._body = "", {}, []

    def on_url(self, url: bytes) -> None:
        self._target += url.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, data: bytes) -> None:
        self._body.append(data)

    def on_message_complete(self) -> None:
        line = f"{self._parser.get_method().decode('ascii')} {self._target}"
        self._server.begin(self, line, self._headers, b"".join(self._body))

    def answer(self, behaviour: Behaviour) -> None:
        """At once where nothing takes time, else in a task."""
        if behaviour.refuse:
            self.transport.abort()
        elif behaviour.stop_at is None and not behaviour.pause:
            chunks = behaviour.chunks
            framed = b"".join(map(_chunk, chunks)) + b"0\r\n\r\n" if behaviour.streamed else b"".join(chunks)
            self.transport.write(_response_head(behaviour) + framed)
            if behaviour.lie:
                self.transport.close()
        else:
            self._task = asyncio.get_running_loop().create_task(self._slowly(behaviour))

    async def _slowly(self, behaviour: Behaviour) -> None:
        if behaviour.stop_at == -1:
            await self._stop(behaviour)
            return
        self.transport.write(_response_head(behaviour))
        loop = asyncio.get_running_loop()
        due = loop.time()
        for number, chunk in enumerate(behaviour.chunks):
            if number == behaviour.stop_at:
                await self._stop(behaviour)
                return
            self.transport.write(_chunk(chunk) if behaviour.streamed else chunk)
            # By the clock: a late wake-up does not make all that follows later.
            due += behaviour.pause
            await asyncio.sleep(max(0.0, due - loop.time()))
        if behaviour.streamed:
            self.transport.write(b"0\r\n\r\n")

    async def _stop(self, behaviour: Behaviour) -> None:
        if behaviour.how == "cut":
            self.transport.close()
            return
        self._server.hanging.set()
        await asyncio.get_running_loop().create_future()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _response_head(behaviour: Behaviour) -> bytes:
    lines = [f"HTTP/1.1 {behaviour.status} ", *(f"{name}: {value}" for name, value in behaviour.headers.items())]
    if behaviour.streamed:
        lines.append("transfer-encoding: chunked")
    else:
        lines.append(f"content-length: {sum(map(len, behaviour.chunks)) + behaviour.lie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _main(port: int) -> None:
    server = FakeVendorServer()
    sys.stdout.write(await server.start(port) + "\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":  # a stand-in as a process of its own, for demonstrations and measurements
    asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
