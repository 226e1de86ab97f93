# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the whole edge shares: limits, identifiers, the wire of its errors, where refusals are counted."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from clearance.core.codec.wire import Wire
from clearance.core.ledger.leaf import event_uuid
from clearance.errors import ClearanceError
from clearance.exchange.answer import error_headers
from clearance.ports import Clock

_ENTROPY = 10
Reject = Callable[[str, str], None]
"""(error code, client address) of traffic refused before a decision."""


@dataclass(frozen=True, slots=True)
class EdgeLimits:
    """Bytes and seconds before a request is read; see ``config.settings.Limits``."""

    header_bytes: int = 65_536
    header_seconds: float = 10.0
    body_bytes: int = 10_000_000
    body_seconds: float = 30.0
    idle_seconds: float = 75.0
    write_seconds: float = 60.0
    """A client that reads nothing for so long has left."""
    linger_seconds: float = 2.0
    """How long a refused request's rest is read, so that its sender gets to see the refusal."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The shared parts. ``wire`` shapes errors of paths and connections that belong to no wire."""

    limits: EdgeLimits
    clock: Clock
    wire: Wire
    on_reject: Reject
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    def new_id(self) -> str:
        """A UUIDv7 (RFC 9562): the call's id and ``x-request-id``, never the caller's."""
        return event_uuid(self.clock.now_ms(), self.clock.entropy(_ENTROPY))

    def raw_answer(self, error: ClearanceError) -> bytes:
        """A whole HTTP/1.1 response for a connection that no application serves; it ends the connection."""
        call_id = self.new_id()
        body = self.wire.error_body(error, call_id)
        headers = (
            *error_headers(call_id, error),
            ("content-length", str(len(body))),
            ("connection", "close"),
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"HTTP/1.1 {error.status_hint} \r\n{head}\r\n".encode("ascii") + body
