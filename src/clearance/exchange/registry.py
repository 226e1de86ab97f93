# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The one registry of calls in flight.

It serves client disconnects, drain, key revocation, the janitor and the load limits: whoever wants
to end a call does so here, and whoever wants to know what is running asks here.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from clearance.errors import NotReady, Overloaded
from clearance.model.identity import Principal
from clearance.model.record import Settlement
from clearance.model.words import OutcomeKind


class Flight:
    """One call in flight: who, with which key, to which deployment, holding how many bytes."""

    __slots__ = ("_held", "_registry", "_task", "bytes", "call_id", "deployment", "ended", "principal")

    def __init__(self, registry: "Registry", call_id: str) -> None:
        self._registry = registry
        self._task: asyncio.Future[Any] | None = None
        self._held = 0
        self.call_id = call_id
        self.principal: Principal | None = None
        self.deployment: str | None = None
        self.bytes = 0
        self.ended: OutcomeKind | None = None

    def add_bytes(self, count: int) -> None:
        """Account for received bytes. Raises Overloaded at the limit of all calls together."""
        self._registry.take_bytes(count)
        self.bytes += count

    def run_as(self, task: "asyncio.Future[Any]") -> None:
        """Name the task that ``end`` interrupts."""
        self._task = task

    def end(self, why: OutcomeKind) -> None:
        """Interrupt the call. The first reason stands; settling itself is never interrupted."""
        if self.ended is None:
            self.ended = why
            if self._task is not None and not self._held:
                self._task.cancel()

    @contextlib.contextmanager
    def uninterrupted(self) -> Iterator[None]:
        """While a durable record is being made ``end`` only leaves its reason; ``check`` acts on it afterwards."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    def check(self) -> None:
        """Raises CancelledError if the call was ended while it could not be interrupted."""
        if self.ended is not None:
            raise asyncio.CancelledError


class Registry:
    """All calls in flight of this process."""

    def __init__(self, *, calls: int, total_bytes: int) -> None:
        self._calls_limit = calls
        self._bytes_limit = total_bytes
        self._bytes = 0
        self._flights: dict[str, Flight] = {}
        self._empty = asyncio.Event()
        self._empty.set()
        self.draining = False
        self.unsettled: deque[Settlement] = deque()
        """Outcomes that the journal could not take; offered again until it does."""

    def __len__(self) -> int:
        return len(self._flights)

    def __iter__(self) -> Iterator[Flight]:
        return iter(tuple(self._flights.values()))

    @property
    def bytes(self) -> int:
        """Request bytes held by all calls together."""
        return self._bytes

    def open(self, call_id: str) -> Flight:
        """Register a call. Raises NotReady while draining and Overloaded at the limit."""
        if self.draining:
            raise NotReady("The gateway is shutting down; retry elsewhere.")
        if len(self._flights) >= self._calls_limit:
            raise Overloaded("Too many calls in flight.")
        flight = Flight(self, call_id)
        self._flights[call_id] = flight
        self._empty.clear()
        return flight

    def close(self, flight: Flight) -> None:
        """The call is over and settled."""
        if self._flights.pop(flight.call_id, None) is not None:
            self._bytes -= flight.bytes
        if not self._flights:
            self._empty.set()

    def take_bytes(self, count: int) -> None:
        """Raises Overloaded when the bytes of all calls together would pass the limit."""
        if self._bytes + count > self._bytes_limit:
            raise Overloaded("Too many request bytes in flight.")
        self._bytes += count

    def end_where(self, which: Callable[[Flight], bool], why: OutcomeKind) -> int:
        """Interrupt the calls that match (a revoked key, a withdrawn deployment); returns how many."""
        hit = [flight for flight in self if which(flight)]
        for flight in hit:
            flight.end(why)
        return len(hit)

    async def drain(self, seconds: float) -> None:
        """Take no more calls; wait for those in flight; end what is left as drained and wait for its outcome."""
        self.draining = True
        try:
            await asyncio.wait_for(self._empty.wait(), seconds)
        except TimeoutError:
            self.end_where(lambda _flight: True, OutcomeKind.DRAINED)
            await self._empty.wait()
