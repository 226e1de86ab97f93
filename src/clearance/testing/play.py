# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A stage for playbooks: one exchange, every port call written down in order.

A test says exactly what goes in, what the ports do, and what the whole journal of port calls must be;
anything extra fails. The engines are real, the ports are fakes that misbehave on cue.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, field

from clearance.core.codec.stored import StoredObject
from clearance.core.codec.wire import Wire
from clearance.errors import ClearanceError
from clearance.exchange.call import Call, CallHeaders, Limits, Ports, Unread
from clearance.exchange.exchange import handle
from clearance.exchange.registry import Registry
from clearance.exchange.unread import handle_unread
from clearance.model.boundary import Deployment
from clearance.model.prompt import Finding, Inspection
from clearance.model.record import Admission, Attempt, Json, Kept, Receipt, Rejection, Scope, Settlement
from clearance.model.text import OutgoingBody, Raw, RawBody
from clearance.ports import Compute, Detection, Documents, Journal, Snapshot, TokenScope, VendorAnswer, Vendors
from clearance.weights.wires import WIRES

Trace = list[str]


class FakeClock:
    """Time that moves only when told to; entropy that counts."""

    def __init__(self, now_ms: int = 1_780_000_000_000) -> None:
        self.now = now_ms
        self._drawn = 0

    def now_ms(self) -> int:
        """The set time."""
        return self.now

    def monotonic(self) -> float:
        """The set time, in seconds."""
        return self.now / 1000

    def entropy(self, size: int) -> bytes:
        """Distinct bytes on every call."""
        self._drawn += 1
        number: int = self._drawn * 0x9E3779B97F4A7C15 % (1 << (8 * size))
        return number.to_bytes(size, "big")


@dataclass
class Cues:
    """What shall go wrong, by port call; each is raised once its moment comes."""

    scope: Exception | None = None
    inspect: Exception | None = None
    rewrite: Exception | None = None
    scan: Exception | None = None
    admit: Exception | None = None
    attempt: Exception | None = None
    settle: Exception | None = None
    on_admit: Callable[[], None] = field(default=lambda: None)
    """Runs while the admission is being made durable."""
    on_chunk: Callable[[int], None] = field(default=lambda _number: None)
    """Runs after the n-th chunk of an answer (1-based) has been handed on."""


class TracedJournal:
    """A journal whose every call is written down."""

    def __init__(self, inner: Journal, trace: Trace, cues: Cues) -> None:
        self._inner, self._trace, self._cues = inner, trace, cues
        self.admissions: list[Admission] = []
        self.attempts: list[Attempt] = []
        self.settlements: list[Settlement] = []
        self.rejections: list[Rejection] = []

    async def scope(self, scope: Scope) -> TokenScope:
        """Traced as ``journal.scope KIND``."""
        self._trace.append(f"journal.scope {scope.kind}")
        _cue(self._cues.scope)
        return await self._inner.scope(scope)

    async def admit(self, admission: Admission) -> Receipt:
        """Traced as ``journal.admit`` or ``journal.deny``, with ``!`` once durable."""
        name = "journal.admit" if admission.allowed else "journal.deny"
        self._trace.append(name)
        self._cues.on_admit()
        await asyncio.sleep(0)
        _cue(self._cues.admit)
        receipt = await self._inner.admit(admission)
        self.admissions.append(admission)
        self._trace.append(name + "!")
        return receipt

    async def attempt(self, attempt: Attempt) -> Receipt:
        """Traced as ``journal.attempt DEPLOYMENT!``."""
        self._trace.append(f"journal.attempt {attempt.body['deployment']}")
        _cue(self._cues.attempt)
        receipt = await self._inner.attempt(attempt)
        self.attempts.append(attempt)
        self._trace.append(f"journal.attempt {attempt.body['deployment']}!")
        return receipt

    async def settle(self, settlement: Settlement) -> Receipt:
        """Traced as ``journal.settle OUTCOME!``."""
        self._trace.append(f"journal.settle {settlement.outcome}")
        await asyncio.sleep(0)
        _cue(self._cues.settle)
        receipt = await self._inner.settle(settlement)
        self.settlements.append(settlement)
        self._trace.append(f"journal.settle {settlement.outcome}!")
        return receipt

    async def known_blocks(self, tenant: str, blocks: Collection[str]) -> frozenset[str]:
        """Traced as ``journal.blocks``."""
        self._trace.append("journal.blocks")
        return await self._inner.known_blocks(tenant, blocks)

    async def kept_objects(self, tenant: str, names: Collection[str]) -> Mapping[str, Kept]:
        """Traced as ``journal.objects``."""
        self._trace.append("journal.objects")
        return await self._inner.kept_objects(tenant, names)

    def reject(self, rejection: Rejection) -> None:
        """Traced as ``journal.reject CODE``."""
        self._trace.append(f"journal.reject {rejection.code}")
        self.rejections.append(rejection)


class TracedAnswer:
    """A vendor's answer whose end is written down."""

    def __init__(self, inner: VendorAnswer, trace: Trace, cues: Cues) -> None:
        self._inner, self._trace, self._cues = inner, trace, cues
        self.status = inner.status
        self.headers: Mapping[str, str] = inner.headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives."""
        number = 0
        async for chunk in self._inner.chunks():
            yield chunk
            number += 1
            self._cues.on_chunk(number)
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Traced as ``vendor.close``."""
        self._trace.append("vendor.close")
        await self._inner.close()


class TracedVendors:
    """Vendors whose every call is written down."""

    def __init__(self, inner: Vendors, trace: Trace, cues: Cues) -> None:
        self._inner, self._trace, self._cues = inner, trace, cues

    async def open(
        self,
        deployment: Deployment,
        endpoint: str,
        body: OutgoingBody,
        headers: Mapping[str, str],
        *,
        method: str = "POST",
    ) -> VendorAnswer:
        """Traced as ``vendor.open DEPLOYMENT``, then the status or the error's code."""
        self._trace.append(f"vendor.open {deployment.id}")
        try:
            answer = await self._inner.open(deployment, endpoint, body, headers, method=method)
        except ClearanceError as error:
            self._trace.append(f"vendor {error.code}")
            raise
        self._trace.append(f"vendor {answer.status}")
        return TracedAnswer(answer, self._trace, self._cues)


class TracedCompute:
    """Pure work, written down, that fails on cue."""

    def __init__(self, inner: Compute, trace: Trace, cues: Cues) -> None:
        self._inner, self._trace, self._cues = inner, trace, cues

    async def inspect(self, endpoint: str, body: RawBody, detection: Detection) -> Inspection:
        """Traced as ``inspect``."""
        self._trace.append("inspect")
        _cue(self._cues.inspect)
        return await self._inner.inspect(endpoint, body, detection)

    async def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        """Traced as ``rewrite``."""
        self._trace.append("rewrite")
        _cue(self._cues.rewrite)
        return await self._inner.rewrite(endpoint, body, replacements, settings)

    async def scan_text(self, text: Raw, detection: Detection) -> tuple[Finding, ...]:
        """Traced as ``scan``."""
        self._trace.append("scan")
        _cue(self._cues.scan)
        return await self._inner.scan_text(text, detection)


class Response:
    """What the caller got."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self.started = False
        self.finished = False
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.writes: list[bytes] = []

    async def start(self, status: int, headers: tuple[tuple[str, str], ...]) -> None:
        """Traced as ``respond STATUS``."""
        self._trace.append(f"respond {status}")
        self.started, self.status, self.headers = True, status, dict(headers)

    async def write(self, data: bytes) -> None:
        """Traced as ``write``, once per run of writes."""
        if self._trace[-1] != "write":
            self._trace.append("write")
        self.writes.append(data)
        self.body += data

    async def finish(self) -> None:
        """Traced as ``finish``."""
        self._trace.append("finish")
        self.finished = True


@dataclass
class Result:
    """One exchange, over."""

    response: Response
    trace: Trace
    error: ClearanceError | None
    ended: bool
    """True when the exchange was interrupted."""


class Play:
    """The stage. ``snapshot`` and the inner ports are given; ``cues`` say what goes wrong."""

    def __init__(
        self,
        *,
        snapshot: Snapshot,
        journal: Journal,
        vendors: Vendors,
        compute: Compute,
        wires: Mapping[str, Wire] = WIRES,
    ) -> None:
        self.trace: Trace = []
        self.cues = Cues()
        self.clock = FakeClock()
        self.registry = Registry(calls=100, total_bytes=10**8)
        self.journal = TracedJournal(journal, self.trace, self.cues)
        self.snapshot = snapshot
        self.limits = Limits()
        self._wires = wires
        self._vendors = TracedVendors(vendors, self.trace, self.cues)
        self._compute = TracedCompute(compute, self.trace, self.cues)
        self._calls = 0
        self.documents: Documents | None = None

    async def run(
        self,
        body: bytes,
        headers: CallHeaders,
        *,
        endpoint: str = "/v1/chat/completions",
        unread: Unread | None = None,
        stored: StoredObject | None = None,
    ) -> Result:
        """Run one exchange to its end, whatever comes of it."""
        self._calls += 1
        call = Call(f"call-{self._calls}", endpoint, RawBody(body), headers, unread=unread, stored=stored)
        ports = Ports(
            clock=self.clock,
            journal=self.journal,
            vendors=self._vendors,
            compute=self._compute,
            snapshot=lambda: self.snapshot,
            wires=self._wires,
            limits=self.limits,
            documents=self.documents,
        )
        response = Response(self.trace)
        flight = self.registry.open(call.id)
        if unread is None:
            task = asyncio.ensure_future(handle(call, flight, self.registry, response, ports))
        else:
            task = asyncio.ensure_future(handle_unread(call, unread, flight, self.registry, response, ports))
        flight.run_as(task)
        try:
            error = await task
        except asyncio.CancelledError:
            return Result(response, self.trace, None, ended=True)
        finally:
            self.registry.close(flight)
        return Result(response, self.trace, error, ended=False)


def _cue(error: Exception | None) -> None:
    if error is not None:
        raise error
