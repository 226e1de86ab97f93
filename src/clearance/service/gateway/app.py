# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The data plane's ASGI application: routes, limits, disconnects, errors in the wire's envelope.

Reads a request whole and hands a Call to the exchange. Knows nothing of policy, vendors or content.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clearance.core.codec.registry import speaks
from clearance.core.codec.stored import stored_endpoint, stored_object
from clearance.core.codec.unscanned import Family, family_of
from clearance.core.codec.wire import Wire
from clearance.errors import ClearanceError, EndpointRefused, MethodNotAllowed, NotFound, NotReady, UpgradeRefused
from clearance.exchange.answer import JSON, refuse, response_headers
from clearance.exchange.call import Call, CallHeaders, Responder, Unread
from clearance.exchange.registry import Flight, Registry
from clearance.model.text import RawBody
from clearance.model.words import OutcomeKind
from clearance.service.gateway.body import BodyHead, read_body, read_nothing
from clearance.service.gateway.edge import Edge
from clearance.service.gateway.headers import call_headers, client_address
from clearance.service.gateway.health import LIVE, Health
from clearance.service.gateway.incoming import ClientGone, Incoming, Receive
from clearance.service.gateway.metrics import CONTENT_TYPE, Counter, Histogram, Metrics
from clearance.service.gateway.respond import AsgiResponder, Headers, Send
from clearance.service.gateway.unread import unread_of

Exchange = Callable[[Call, Flight, Responder], Awaitable[ClearanceError | None]]
"""Runs one exchange and answers; returns the refusal, if it was one."""
Read = Callable[[CallHeaders, str], Awaitable[bytes]]
"""A document for this caller, as JSON. Raises Unauthenticated or NotFound."""

MODELS = "/v1/models"
RECEIPTS = "/receipts/"
ROOT = "/"
"""Where clients (Claude Code) ask whether anybody is there."""
_WELCOME = b"Clearance: send a call to a vendor's path.\n"
_DOCUMENTS = frozenset({ROOT, "/livez", "/readyz", "/metrics", MODELS})
TEXT = "text/plain; charset=utf-8"
_MOST_ID = 64
_SERVED = ("200", "400", "401", "404", "405", "408", "413", "415", "426", "429", "431", "500", "502", "503", "504")
_log = logging.getLogger("clearance.gateway")


class InternalError(ClearanceError):
    """Something went wrong that no rule foresees; nothing more is said about it."""


@dataclass(frozen=True, slots=True)
class Served:
    """What the gateway serves. ``wires``: path to wire. ``models``/``receipt`` answer the two GET routes."""

    wires: Mapping[str, Wire]
    exchange: Exchange
    models: Read
    receipt: Read
    registry: Registry
    health: Health
    allows: Callable[[CallHeaders, Family], bool] = lambda _headers, _family: False
    """Whether this caller may use endpoints that are not scanned. Raises Unauthenticated."""


class Gateway:
    """ASGI 3 application of the data plane."""

    def __init__(self, edge: Edge, served: Served, metrics: Metrics | None = None) -> None:
        self._edge = edge
        self._served = served
        self.metrics = metrics or Metrics()
        self._requests = Counter("clearance_requests_total", "Answers by HTTP status.", "status", _SERVED)
        self._gone = Counter("clearance_clients_gone_total", "Clients that left before their answer's end.")
        self._seconds = Histogram("clearance_request_seconds", "From the request's head to the answer's end.")
        for family in (self._requests, self._gone, self._seconds):
            self.metrics.add(family)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            # uvicorn never gets here with ws="none"; another server might.
            self._edge.on_reject(UpgradeRefused.code, "")
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1002})
            return
        began = self._edge.clock.monotonic()
        request = Incoming(scope, receive, self._edge.new_id(), self._client(scope))
        wire = self._served.wires.get(request.path)
        responder = AsgiResponder(send, self._edge.limits.write_seconds)
        try:
            family = None if wire is not None else family_of(request.path, _whose(request))
            if family is not None or (wire is not None and request.method == "POST"):
                responder = await self._call(request, wire or self._shape(family), send, family)
            elif about := self._about(request):
                responder = await self._call(request, about, send)
            else:
                await self._document(request, wire, responder)
        except ClientGone:
            self._gone.count()
        if responder.status:
            self._requests.count(str(responder.status))
            self._seconds.observe(self._edge.clock.monotonic() - began)

    def _about(self, request: Incoming) -> Wire | None:
        """The wire of the stored object that a path names, whatever the method; a wire's own path names none."""
        endpoint = None if request.path in self._served.wires else stored_endpoint(request.path)
        return self._served.wires.get(endpoint) if endpoint else None

    async def _document(self, request: Incoming, wire: Wire | None, responder: AsgiResponder) -> None:
        try:
            kind, status, data = await self._read(request)
        except ClearanceError as error:
            await self._refused(error, wire, request, responder)
        else:
            size = ("content-length", str(len(data)))
            await responder.start(status, (*response_headers(request.call_id, kind), size))
            await responder.write(b"" if request.method == "HEAD" else data)
            await responder.finish()

    async def _read(self, request: Incoming) -> tuple[str, int, bytes]:
        """Everything that is not a call: media type, status, body."""
        path = request.path
        known = path in _DOCUMENTS or path.startswith(RECEIPTS)
        if not known and path not in self._served.wires:
            raise NotFound("There is no such path here.")
        if not known or request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed("This path is served with another method.")
        if path == ROOT:
            return TEXT, 200, _WELCOME
        if path == "/livez":
            return TEXT, 200, LIVE
        if path == "/readyz":
            ready, text = self._served.health.ready()
            return TEXT, 200 if ready else 503, text
        if path == "/metrics":
            return CONTENT_TYPE, 200, self.metrics.text()
        headers = call_headers(request.headers)
        if path == MODELS:
            return JSON, 200, await self._served.models(headers, "")
        wanted = path.removeprefix(RECEIPTS)
        if len(wanted) > _MOST_ID or not wanted.isascii():
            raise NotFound("There is no such receipt.")
        return JSON, 200, await self._served.receipt(headers, wanted)

    async def _call(
        self, request: Incoming, wire: Wire | None, send: Send, family: Family | None = None
    ) -> AsgiResponder:
        """One call: read whole, handed to the exchange, watched for the client's leaving.

        ``family``: the endpoints are not scanned; nothing is read unless this caller may use them.
        """
        limits = self._edge.limits
        responder = AsgiResponder(send, limits.write_seconds)
        try:
            flight = self._served.registry.open(request.call_id)
        except ClearanceError as error:
            await self._refused(error, wire, request, responder)
            return responder
        responder = AsgiResponder(send, limits.write_seconds, flight)
        try:
            if family is None and wire is not None:
                wire.check_query(request.query)
            headers = call_headers(request.headers)
            call = await self._read_call(request, headers, family, flight)
            refusal = await self._exchanged(call, flight, request, responder)
            if refusal is not None and refusal.receipt is None:
                self._edge.on_reject(refusal.code, request.client)
        except ClearanceError as error:
            await self._refused(error, wire, request, responder)
        finally:
            self._served.registry.close(flight)
        return responder

    async def _exchanged(
        self, call: Call, flight: Flight, request: Incoming, responder: AsgiResponder
    ) -> ClearanceError | None:
        """Run the exchange in this task; ``flight.end`` interrupts it, and only that is caught here."""
        task = asyncio.current_task()
        if task is None:
            raise InternalError("There is no task.")
        flight.run_as(task)
        watcher = asyncio.create_task(_watch(request, flight, responder))
        try:
            return await self._served.exchange(call, flight, responder)
        except asyncio.CancelledError:
            if flight.ended is None:
                raise
            task.uncancel()
            if flight.ended is OutcomeKind.CLIENT_GONE:
                raise ClientGone from None
            raise NotReady("The gateway is shutting down; retry elsewhere.") from None
        except (ClearanceError, ClientGone):
            raise
        except Exception as error:  # noqa: BLE001 - the data plane's outermost boundary: refuses, says the type only
            _log.error("exchange failed", extra={"error": type(error).__name__, "call_id": call.id})
            raise InternalError("Something went wrong here; its trace is under this request's id.") from None
        finally:
            watcher.cancel()

    async def _refused(
        self, error: ClearanceError, wire: Wire | None, request: Incoming, responder: AsgiResponder
    ) -> None:
        """Answer a refusal of the edge's own, count it, and let the sender finish so that it sees the answer."""
        self._edge.on_reject(error.code, request.client)
        if responder.started and responder.sized:
            return  # nothing in-band is possible; the server ends the connection before the promised length
        shape = wire or speaks(self._served.wires, _whose(request)) or self._edge.wire
        await refuse(_Closing(responder, request, self._edge), shape, error, request.call_id)

    async def _read_call(self, request: Incoming, headers: CallHeaders, family: Family | None, flight: Flight) -> Call:
        """The call, its body read as far as it is to have one."""
        limits = self._edge.limits
        wired = request.path in self._served.wires
        stored = None if wired or family else stored_object(request.method, request.path, request.query)
        if stored is not None:
            await read_nothing(request, limits)
            return Call(request.call_id, stored.endpoint, RawBody(b""), headers, stored=stored)
        unread = self._unread(request, headers, family) if family is not None else None
        head = BodyHead(request.headers, limits, unread=unread is not None)
        body = await read_body(request, head, limits, flight.add_bytes)
        endpoint = family.prefix_of(request.path) if family is not None else request.path
        return Call(request.call_id, endpoint, RawBody(body), headers, unread=unread)

    def _unread(self, request: Incoming, headers: CallHeaders, family: Family) -> Unread:
        if headers.credential is None or not self._served.allows(headers, family):
            raise EndpointRefused(family.refusal)
        return unread_of(request, family)

    def _shape(self, family: Family | None) -> Wire | None:
        return speaks(self._served.wires, family.wire) if family is not None else None

    def _client(self, scope: Any) -> str:
        peer = scope.get("client")
        return client_address(peer[0] if peer else "", scope["headers"], self._edge.trusted_proxies)


def _whose(request: Incoming) -> str:
    """Whose client calls, where its headers say so: vendors share paths such as ``/v1/files``."""
    return "anthropic" if any(name == b"anthropic-version" for name, _ in request.headers) else ""


class _Closing:
    """Answers; if part of the request is unread, reads it for a moment and then ends the connection."""

    def __init__(self, responder: AsgiResponder, request: Incoming, edge: Edge) -> None:
        self._responder, self._request, self._edge = responder, request, edge
        self.started = responder.started

    async def start(self, status: int, headers: Headers) -> None:
        """As the responder, but the connection is not kept."""
        self.started = True
        closing = () if self._request.whole else (("connection", "close"),)
        await self._responder.start(status, (*headers, *closing))

    async def write(self, data: bytes) -> None:
        """As the responder."""
        await self._responder.write(data)

    async def finish(self) -> None:
        """Closing with unread input makes TCP drop the answer (RFC 9112, section 9.6)."""
        with contextlib.suppress(TimeoutError, ClientGone):
            async with asyncio.timeout(self._edge.limits.linger_seconds):
                while not self._request.whole:
                    await self._request.receive()
        await self._responder.finish()


async def _watch(request: Incoming, flight: Flight, responder: AsgiResponder) -> None:
    """End the flight when the client leaves before its answer is whole."""
    await request.left()
    if not responder.finished:
        flight.end(OutcomeKind.CLIENT_GONE)
