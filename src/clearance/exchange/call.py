# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the edge hands to the exchange, and how the exchange answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from clearance.core.codec.stored import StoredObject
from clearance.core.codec.wire import Wire
from clearance.model.text import RawBody
from clearance.model.words import EndpointFamily
from clearance.ports import Clock, Compute, Documents, Journal, Snapshot, Vendors


@dataclass(frozen=True, slots=True)
class CallHeaders:
    """The only headers that the exchange ever sees; everything else ends at the edge."""

    credential: str | None = field(default=None, repr=False)
    purpose: str | None = field(default=None, repr=False)
    subject: str | None = field(default=None, repr=False)
    actor: str | None = field(default=None, repr=False)
    conversation: str | None = field(default=None, repr=False)
    restrict: str | None = field(default=None, repr=False)
    wire: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The protocol's own headers that go along to the vendor, such as ``anthropic-version``."""


@dataclass(frozen=True, slots=True)
class Unread:
    """How a request goes to an endpoint that is not scanned. ``target``: path and query at the vendor."""

    wire: str
    family: EndpointFamily
    method: str
    target: str = field(repr=False)
    content_type: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read whole. ``id`` is our own UUIDv7 text."""

    id: str
    endpoint: str
    body: RawBody
    headers: CallHeaders
    unread: Unread | None = None
    """Set where nobody reads the body; ``endpoint`` is then the family's path that deployments list."""
    arrived: bytes = b""
    """SHA-256 of the body as it arrived, where documents in it were replaced by their text."""
    stored: StoredObject | None = None
    """The object at the vendor that the call is about; such a call has no body."""


class Responder(Protocol):
    """One HTTP response. ``started`` is true once the status line may have left."""

    started: bool

    async def start(self, status: int, headers: tuple[tuple[str, str], ...]) -> None:
        """Send status and headers."""

    async def write(self, data: bytes) -> None:
        """Send body bytes; waits while the client reads slower than we write."""

    async def finish(self) -> None:
        """End the body."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one exchange. Bytes and seconds."""

    answer_bytes: int = 32 * 1024 * 1024
    hold_characters: int = 512
    hold_seconds: float = 0.25


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the exchange is given. ``snapshot`` returns the one in force now."""

    clock: Clock
    journal: Journal
    vendors: Vendors
    compute: Compute
    snapshot: Callable[[], Snapshot]
    wires: Mapping[str, Wire]
    limits: Limits = Limits()
    documents: Documents | None = None
