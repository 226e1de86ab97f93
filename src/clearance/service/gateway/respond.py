# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The exchange's Responder over ASGI's ``send``."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from clearance.exchange.registry import Flight
from clearance.model.words import OutcomeKind
from clearance.service.gateway.incoming import ClientGone

Send = Callable[[Any], Awaitable[None]]
Headers = tuple[tuple[str, str], ...]


class AsgiResponder:
    """One response. A client that reads nothing for ``patience`` seconds has left: the flight is ended."""

    def __init__(self, send: Send, patience: float, flight: Flight | None = None) -> None:
        self._send = send
        self._patience = patience
        self._flight = flight
        self.started = False
        self.finished = False
        self.sized = False
        """A content-length was sent, so nothing but that many bytes may follow."""
        self.status = 0

    async def start(self, status: int, headers: Headers) -> None:
        """Send status and headers."""
        self.started, self.status = True, status
        self.sized = any(name == "content-length" for name, _ in headers)
        coded = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers]
        # No time limit: servers keep the head until the first body bytes, and those have one.
        await self._send({"type": "http.response.start", "status": status, "headers": coded})

    async def write(self, data: bytes) -> None:
        """Send body bytes; waits while the client reads slower than we write."""
        if data:
            await self._give({"type": "http.response.body", "body": data, "more_body": True})

    async def finish(self) -> None:
        """End the body."""
        self.finished = True
        await self._give({"type": "http.response.body", "body": b"", "more_body": False})

    async def _give(self, message: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._send(message)
        except TimeoutError:
            if self._flight is not None:
                self._flight.end(OutcomeKind.CLIENT_GONE)
                await asyncio.sleep(0)  # where the end arrives
            raise ClientGone from None
