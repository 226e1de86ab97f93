# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Compute port: small work inline, larger work in worker processes under a CPU budget.

Fails closed: a crash, an overrun, a worker that cannot start or an answer that does not decode
refuses the one request that was served, and the worker is replaced.
"""

import asyncio
import contextlib
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import msgspec

from clearance.adapters.workers.frames import (
    BadFrame,
    Buffer,
    Failed,
    InspectJob,
    Job,
    LearnJob,
    Ready,
    RewriteJob,
    ScanJob,
    decode_findings,
    decode_found,
    decode_inspection,
    decode_reply,
    encode,
    join,
    replacement_batches,
)
from clearance.adapters.workers.frames import Done as DoneReply
from clearance.adapters.workers.jobs import Jobs
from clearance.adapters.workers.process import WorkerGone, WorkerProcess
from clearance.adapters.workers.waitlist import Waitlist
from clearance.errors import ClearanceError, DetectorUnavailable, NotReady, Overloaded
from clearance.model.prompt import Finding, FoundSegment, Inspection
from clearance.model.record import Json
from clearance.model.text import OutgoingBody, Raw, RawBody
from clearance.ports import Detection

T = TypeVar("T")
_MB = 1_000_000
_LEAST_LOOK = 0.005
_HEAD = 512
KEPT = 4
"""Detections that a worker is taken to hold at once, as ``exchange.jobs`` does."""


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How many, how much, how long. ``factory`` names the job table that the workers load.

    A rewrite costs a thirtieth of an inspection (0.4 ms at 64 KB), hence its own limit for working in place.

    The CPU budget of a job is ``cpu_ms_per_mb`` for each million bytes, at least ``min_budget_ms``;
    in wall time a job may take ``wall_factor`` times that, because the machine has other work.
    """

    count: int = 2
    inline_bytes: int = 0
    inline_rewrite_bytes: int = 65_536
    queue: int = 64
    cpu_ms_per_mb: int = 4000
    min_budget_ms: int = 1000
    wall_factor: float = 20.0
    start_seconds: float = 30.0
    least_backoff: float = 0.05
    most_backoff: float = 5.0
    factory: str = "clearance.exchange.jobs:core_jobs"
    search_path: tuple[Path, ...] = ()


@dataclass(slots=True)
class PoolCounts:
    """What has happened so far; for metrics."""

    inline: int = 0
    jobs: int = 0
    overran: int = 0
    crashed: int = 0
    started: int = 0


@dataclass(frozen=True, slots=True)
class _Waiting:
    parts: list[Buffer]
    budget: float
    answer: asyncio.Future[list[Buffer]]
    detection: Detection | None = None


class WorkerPool:
    """Implements Compute. ``start`` once inside the loop, ``aclose`` at the end."""

    def __init__(self, jobs: Jobs, settings: PoolSettings) -> None:
        self._inline = jobs
        self._settings = settings
        self._waiting: Waitlist[_Waiting] = Waitlist()
        self._runners: list[asyncio.Task[None]] = []
        self._alive: set[int] = set()
        self._closed = False
        self._down = False
        self._prepared = b""
        self.counts = PoolCounts()

    def start(self) -> None:
        """Start the workers in the background; jobs given before they are up wait in the queue."""
        self._prepared = self._inline.prepared() if self._settings.count else b""
        self._runners = [asyncio.create_task(self._keep_one(at)) for at in range(self._settings.count)]

    @property
    def alive(self) -> frozenset[int]:
        """Process ids of the workers that are up."""
        return frozenset(self._alive)

    @property
    def depth(self) -> int:
        """Jobs that wait for a worker."""
        return len(self._waiting)

    async def aclose(self) -> None:
        """Kill and reap every worker; whatever still waits is refused."""
        self._closed = True
        for runner in self._runners:
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)
        self._refuse_waiting()

    async def inspect(self, endpoint: str, body: RawBody, detection: Detection) -> Inspection:
        """Steps 2 and 3 of the exchange."""
        data = body.reveal()
        if len(data) <= self._settings.inline_bytes:
            return self._here(lambda: self._inline.inspect(endpoint, body, self._learnt(detection), detection.key))
        parts = await self._away(InspectJob(endpoint, detection.version, detection.key), data, detection=detection)
        with _as_refusal():
            head = decode_inspection(parts[0])
            found: list[FoundSegment] = []
            for part in parts[1:]:
                join(found, decode_found(part))
                await asyncio.sleep(0)
            return replace(head, found=tuple(found))

    async def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        """Step 5 of the exchange."""
        data = body.reveal()
        if len(data) <= max(self._settings.inline_bytes, self._settings.inline_rewrite_bytes):
            return self._here(lambda: self._inline.rewrite(endpoint, body, replacements, settings))
        batches: list[Buffer] = []
        with _as_refusal():
            for batch in replacement_batches(replacements):
                batches.append(batch)
                await asyncio.sleep(0)
        parts = await self._away(RewriteJob(endpoint, dict(settings)), data, batches)
        with _as_refusal():
            digest, out = parts
            return OutgoingBody(bytes(out), bytes(digest))

    async def scan_text(self, text: Raw, detection: Detection) -> tuple[Finding, ...]:
        """Step 9 of the exchange."""
        if len(text) <= self._settings.inline_bytes:
            return self._here(lambda: self._inline.scan_text(text, self._learnt(detection)))
        data = text.reveal().encode("utf-8", "surrogatepass")
        parts = await self._away(ScanJob(detection.version), data, detection=detection)
        found: list[Finding] = []
        with _as_refusal():
            for part in parts:
                found += decode_findings(part)
                await asyncio.sleep(0)
        return tuple(found)

    def _learnt(self, detection: Detection) -> str:
        """The version, ready in place. Raises DetectorUnavailable if these rules give another one."""
        if not self._inline.knows(detection.version) and self._inline.learn(detection.rules) != detection.version:
            raise DetectorUnavailable("Detection failed.", diagnostics="another version")
        return detection.version

    def _here(self, work: Callable[[], T]) -> T:
        self.counts.inline += 1
        try:
            return work()
        except ClearanceError:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of detection: a crash refuses the request
            self.counts.crashed += 1
            raise DetectorUnavailable("Detection failed.", diagnostics=type(error).__name__) from None

    async def _away(
        self, job: Job, data: bytes, batches: Sequence[Buffer] = (), *, detection: Detection | None = None
    ) -> list[Buffer]:
        if self._closed or not self._runners:
            raise NotReady("Detection is not running.")
        if self._down and not self._alive:
            raise DetectorUnavailable("Detection is not running.")
        if len(self._waiting) >= self._settings.queue:
            raise Overloaded("Too many requests wait for detection.")
        budget = max(self._settings.min_budget_ms, self._settings.cpu_ms_per_mb * len(data) / _MB) / 1000
        with _as_refusal():
            head = encode(job)
        answer = asyncio.get_running_loop().create_future()
        waiting = _Waiting([head, data, *batches], budget, answer, detection)
        # The beginning of a conversation's body stays the same: its turns meet the worker that remembers them.
        self._waiting.put(waiting, zlib.crc32(data[:_HEAD]) % self._settings.count)
        self.counts.jobs += 1
        parts = await waiting.answer
        with _as_refusal():
            reply = decode_reply(parts[0])
        if isinstance(reply, DoneReply):
            return parts[1:]
        if isinstance(reply, Failed):
            raise known_error(reply)
        self.counts.crashed += 1
        raise DetectorUnavailable("Detection failed.", diagnostics=getattr(reply, "kind", "reply"))

    async def _keep_one(self, number: int) -> None:
        """Keep one worker running until the pool closes."""
        pause = self._settings.least_backoff
        while True:
            worker: WorkerProcess | None = None
            try:
                worker = WorkerProcess(self._settings.factory, self._settings.search_path)
                await self._up(worker)
                pause = self._settings.least_backoff
                await self._serve(worker, number)
            except (WorkerGone, BadFrame, TimeoutError, OSError, msgspec.MsgspecError):
                if worker is None or worker.pid not in self._alive:
                    self._down = True
                if self._down and not self._alive:
                    self._refuse_waiting()
            finally:
                if worker is not None:
                    self._alive.discard(worker.pid)
                    await asyncio.shield(worker.end())
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._settings.most_backoff)

    async def _up(self, worker: WorkerProcess) -> None:
        async with asyncio.timeout(self._settings.start_seconds):
            parts = await _talk(worker, [self._prepared])
        if not isinstance(decode_reply(parts[0]), Ready):
            raise BadFrame
        self.counts.started += 1
        self._down = False
        self._alive.add(worker.pid)

    async def _serve(self, worker: WorkerProcess, number: int) -> None:
        """Jobs, one after the other. Raises WorkerGone or BadFrame when the worker must be replaced."""
        taught: deque[str] = deque(maxlen=KEPT)
        while True:
            waiting = await self._next(worker, number)
            try:
                if not await self._teach(worker, waiting.detection, taught):
                    raise WorkerGone  # noqa: TRY301 - one that cannot learn what is in force is replaced
                parts = await self._watched(worker, waiting)
            except BaseException as error:
                overran = isinstance(error, TimeoutError)
                self.counts.overran += overran
                self.counts.crashed += not overran
                if not waiting.answer.done():
                    text = "Detection ran over its budget." if overran else "Detection failed."
                    waiting.answer.set_exception(DetectorUnavailable(text, diagnostics=type(error).__name__))
                raise
            if not waiting.answer.done():
                waiting.answer.set_result(parts)

    async def _teach(self, worker: WorkerProcess, detection: Detection | None, taught: deque[str]) -> bool:
        """Have the worker know a detection; ``taught`` is what it knows. False when it makes another one of the rules.

        A worker forgets the oldest of more than ``KEPT``, and so does ``taught``; were they to differ, the worker
        would refuse the job.
        """
        if detection is None or detection.version in taught:
            return True
        async with asyncio.timeout(self._settings.start_seconds):
            reply, *rest = await _talk(worker, [encode(LearnJob()), detection.rules])
        if not isinstance(decode_reply(reply), DoneReply) or [*map(bytes, rest)] != [detection.version.encode()]:
            return False
        taught.append(detection.version)
        return True

    async def _next(self, worker: WorkerProcess, number: int) -> _Waiting:
        """The next job that somebody still waits for. Raises WorkerGone when the worker ends before one comes."""
        while True:
            turn = self._waiting.take(number)
            try:
                await asyncio.wait((turn, worker.gone), return_when=asyncio.FIRST_COMPLETED)
            finally:
                if worker.gone.done() or not turn.done():
                    self._waiting.leave(number, turn)
            if worker.gone.done():
                raise WorkerGone
            waiting = turn.result()
            if not waiting.answer.done():
                return waiting

    async def _watched(self, worker: WorkerProcess, waiting: _Waiting) -> list[Buffer]:
        """One job under its budget. Raises TimeoutError on overrun."""
        loop = asyncio.get_running_loop()
        cpu_end = worker.cpu_seconds() + waiting.budget
        wall_end = loop.time() + waiting.budget * self._settings.wall_factor
        talk = asyncio.create_task(_talk(worker, waiting.parts))
        try:
            while True:
                left = min(cpu_end - worker.cpu_seconds(), wall_end - loop.time())
                if left <= 0:
                    raise TimeoutError
                # A child cannot use more CPU time than passes, so there is nothing to see before that.
                done, _ = await asyncio.wait((talk,), timeout=max(left, _LEAST_LOOK))
                if done:
                    return talk.result()
        finally:
            if not talk.done():
                talk.cancel()
                with contextlib.suppress(asyncio.CancelledError, WorkerGone, BadFrame):
                    await talk

    def _refuse_waiting(self) -> None:
        for waiting in self._waiting.drain():
            if not waiting.answer.done():
                waiting.answer.set_exception(DetectorUnavailable("Detection is not running."))


async def _talk(worker: WorkerProcess, parts: Sequence[Buffer]) -> list[Buffer]:
    await worker.send(parts)
    return await worker.receive()


@contextlib.contextmanager
def _as_refusal() -> Iterator[None]:
    """What does not encode or decode is a refusal, never a guess."""
    try:
        yield
    except (msgspec.MsgspecError, UnicodeError, ValueError, TypeError, IndexError) as error:
        raise DetectorUnavailable("Detection failed.", diagnostics=type(error).__name__) from None


_BY_CODE = {kind.code: kind for kind in ClearanceError.__subclasses__()}


def known_error(reply: Failed) -> ClearanceError:
    """The error that a worker raised, by its code; an unknown code is a failure of detection."""
    kind = _BY_CODE.get(reply.code)
    if kind is None:
        return DetectorUnavailable("Detection failed.", diagnostics="unknown code")
    return kind(reply.safe_message, param=reply.param)
