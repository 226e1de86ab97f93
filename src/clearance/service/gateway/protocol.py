# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 on one connection, strictly (RFC 9112), on uvicorn's httptools protocol.

Adds limits and deadlines for headers, refuses every message that two parsers could read in two
ways, every upgrade, trailers and pipelining. Whatever is refused is answered in the wire's
envelope, counted, and ends the connection.
"""

import asyncio
from enum import Enum, auto
from typing import Any, ClassVar, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from clearance.errors import ClearanceError, HeadersTooLarge, Malformed, RequestTimeout, UpgradeRefused
from clearance.service.gateway.edge import Edge

_HEADER_EXTRA = 4  # ": " and CRLF


class _Phase(Enum):
    IDLE = auto()
    HEAD = auto()
    BODY = auto()


class _Stop(Exception):
    """Leaves the parser; the protocol knows why."""


class GatewayProtocol(HttpToolsProtocol):
    """One connection. ``bound`` makes the class that a listener uses."""

    edge: ClassVar[Edge]

    @classmethod
    def bound(cls, edge: Edge) -> "type[GatewayProtocol]":
        """This protocol with an edge."""
        return cast("type[GatewayProtocol]", type("BoundProtocol", (cls,), {"edge": edge}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._phase = _Phase.IDLE
        self._head_bytes = 0
        self._unread = 0
        """Bytes since the last that meant anything: a head in parts, chunk framing, white space."""
        self._problem: ClearanceError | None = None
        self._deaf = False
        self._deadline: asyncio.TimerHandle | None = None

    # Connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        """A connection that says nothing is closed after the header deadline."""
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        """The application learns of it as ``http.disconnect``."""
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; refuse what it refuses, and what never ends."""
        if self._deaf:
            return
        self._unset_keepalive_if_required()
        self._unread += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse(UpgradeRefused("Only HTTP/1.1 without upgrade is spoken here."))
        except httptools.HttpParserError:
            if not self._deaf:
                self._refuse(self._problem or Malformed("The request is not valid HTTP/1.1."))
        else:
            self._check_progress()

    def _check_progress(self) -> None:
        if self._unread > self.edge.limits.header_bytes:
            if self._phase is _Phase.HEAD:
                self._refuse(HeadersTooLarge("The request's headers are over the limit."))
            else:
                self._refuse(Malformed("The request's framing is over the limit."))
        elif self._phase is _Phase.HEAD and self._deadline is None:
            self._arm()

    # Parser

    def on_message_begin(self) -> None:
        """A request begins. While another one is unanswered it is not read (RFC 9112, section 9.3.2)."""
        unanswered = self._unanswered()
        if unanswered is not None:
            unanswered.keep_alive = False
            self._deaf = True
            raise _Stop
        super().on_message_begin()
        self._phase, self._head_bytes, self._problem = _Phase.HEAD, 0, None

    def on_url(self, url: bytes) -> None:
        """Counts towards the header limit."""
        self._head_bytes += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Counts towards the header limit; trailers are refused."""
        if self._phase is not _Phase.HEAD:
            self._stop(Malformed("Trailers are not accepted."))
        self._head_bytes += len(name) + len(value) + _HEADER_EXTRA
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole: check it, then let the application have it."""
        self._disarm()
        self._phase, self._unread = _Phase.BODY, 0
        problem = self._head_problem()
        if problem is not None:
            self._stop(problem)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Body bytes are progress."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._phase, self._unread = _Phase.IDLE, 0
        super().on_message_complete()

    def _head_problem(self) -> ClearanceError | None:
        if self._head_bytes > self.edge.limits.header_bytes:
            return HeadersTooLarge("The request's headers are over the limit.")
        if self.parser.should_upgrade():
            return UpgradeRefused("Only HTTP/1.1 without upgrade is spoken here.")
        if self.parser.get_http_version() != "1.1":
            return Malformed("Only HTTP/1.1 is spoken here.")
        return self._framing_problem()

    def _framing_problem(self) -> ClearanceError | None:
        """Whether two readers could see two different requests here (RFC 9112, sections 3.2, 6.1 and 6.3)."""
        names = [name for name, _ in self.headers]
        coded = [value.strip().lower() for name, value in self.headers if name == b"transfer-encoding"]
        lengths = names.count(b"content-length")
        if names.count(b"host") != 1:
            return Malformed("A request needs exactly one Host header.")
        if lengths > 1 or len(coded) > 1 or (lengths and coded):
            return Malformed("The request says its length more than once.")
        if coded not in ([], [b"chunked"]):
            return Malformed("The request's transfer coding is not accepted.")
        return None

    def _unanswered(self) -> RequestResponseCycle | None:
        cycle: Any = self.cycle  # None before the first request, whatever uvicorn's annotation says
        return cast("RequestResponseCycle", cycle) if cycle is not None and not cycle.response_complete else None

    def _stop(self, problem: ClearanceError) -> None:
        self._problem = problem
        raise _Stop

    # Deadlines

    def _arm(self) -> None:
        self._deadline = self.loop.call_later(self.edge.limits.header_seconds, self._too_slow)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if self.transport.is_closing():
            return
        if self._phase is _Phase.HEAD or self._unread:
            self._refuse(RequestTimeout("The request's headers did not arrive in time."))
        else:
            self.transport.close()

    # Refusal

    def _refuse(self, error: ClearanceError) -> None:
        """Answer, count, and read nothing more."""
        self._deaf = True
        self._disarm()
        self.edge.on_reject(error.code, self.client[0] if self.client else "")
        cycle = self._unanswered()
        if cycle is not None:
            # An application is at work on a body that turned out to be no HTTP: it is told that the client left.
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started:
                self.transport.abort()
                return
        self.transport.write(self.edge.raw_answer(error))
        if self.transport.can_write_eof():
            # Closing with unread input makes TCP drop the answer (RFC 9112, section 9.6): half-close, wait a little.
            self.transport.write_eof()
            self.loop.call_later(self.edge.limits.linger_seconds, self.transport.close)
        else:
            self.transport.close()
