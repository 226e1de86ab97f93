# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How long does the owner's event loop stand still while large bodies are scanned?

First every single step of the loop is timed in CPU time of its thread, while 1 MB bodies go through
the worker pool: no step may take more than 2 ms, whatever else the machine does. Then a ticker asks to
be woken every millisecond, which also shows the machine's own scheduling. Also prints what one call
costs inline and through a worker, which is what ``workers.inline_bytes`` is chosen by.

    python bench/loop_lag.py [seconds]
"""

import asyncio
import contextlib
import json
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Self

import uvloop

from clearance.adapters.detectors.compiled import compile_patterns
from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.exchange.jobs import CoreJobs, core_jobs
from clearance.model.prompt import Inspection
from clearance.model.text import RawBody
from clearance.ports import Detection
from clearance.service.gateway.collector import calm_collector

SHIPPED = Detection(core_jobs().learn(b""))
CHAT = "/v1/chat/completions"
TICK = 0.001
LIMIT = 0.002
SIZES = (500, 1000, 2000, 4000, 8000, 16_000, 64_000, 1_000_000)
_random = random.Random(7)
_FIRST = ("Ada", "Jane", "Omar", "Wei", "Lucia", "Peter", "Ines", "Tom")
_LAST = ("Smith", "Okafor", "Garcia", "Nguyen", "Brown", "Larsen", "Haddad", "Kim")
_PROSE = (
    "The patient reports mild chest pain on exertion, no fever, no cough. ",
    "Lungs are clear, heart sounds are normal, the abdomen is soft. ",
    "Continue metoprolol, repeat the panel in two weeks, return if symptoms worsen. ",
)


def note() -> str:
    """About 450 characters with seven identifiers: denser than most clinical text."""
    number = _random.randrange
    name = f"{_random.choice(_FIRST)} {_random.choice(_LAST)}"
    return (
        f"Patient: {name}, MRN {number(10**7, 10**8)}, SSN {number(100, 665)}-{number(10, 99)}-{number(1000, 9999)}, "
        f"phone ({number(201, 989)}) 555-{number(1000, 9999)}, "
        f"seen 20{number(10, 25)}-0{number(1, 9)}-{number(10, 28)} "
        f"by Dr. {_random.choice(_LAST)}, {number(1, 999)} Main St, Boston MA 02115. "
    ) + "".join(_random.choices(_PROSE, k=4))


def body(size: int) -> bytes:
    """A chat request of about this size, of notes that do not repeat."""
    messages: list[dict[str, str]] = []
    left = size
    while left > 0:
        text = "".join(note() for _ in range(min(8, left // 450 + 1)))[:left]
        messages.append({"role": "user", "content": text})
        left -= len(text)
    return json.dumps({"model": "m", "messages": messages}).encode()


def one_text(size: int) -> bytes:
    """As ``body``, in a single message."""
    text = "".join(note() for _ in range(size // 450))
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": text}]}).encode()


async def ticker(lags: list[float]) -> None:
    """Append how much later than asked each wake-up came."""
    while True:
        asked = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        lags.append(time.perf_counter() - asked)


class Steps:
    """Times every callback of asyncio's own loop in CPU time of the thread."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self._run = asyncio.Handle._run  # noqa: SLF001 - the one place where each step passes

    def __enter__(self) -> Self:
        run, times, clock = self._run, self.times, time.thread_time

        def timed(handle: asyncio.Handle) -> None:
            began = clock()
            run(handle)
            times.append(clock() - began)

        asyncio.Handle._run = timed  # type: ignore[method-assign,assignment]  # noqa: SLF001 - put back below
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.Handle._run = self._run  # type: ignore[method-assign]  # noqa: SLF001 - as above


async def lag_while(work: Callable[[], Awaitable[int]], seconds: float) -> tuple[list[float], int]:
    """Lags, and how often ``work`` was done."""
    lags: list[float] = []
    ticking = asyncio.create_task(ticker(lags))
    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        done += await work()
    ticking.cancel()
    return lags, done


def show(title: str, lags: list[float], done: int) -> None:
    """One line."""
    ordered = sorted(lags)
    p99 = ordered[int(len(ordered) * 0.99)] * 1000
    over = sum(lag > LIMIT for lag in lags)
    print(
        f"{title:28} {done:6} done, {len(lags):6} ticks, lag p50 {statistics.median(lags) * 1000:.2f} ms, "
        f"p99 {p99:.2f} ms, max {max(lags) * 1000:.2f} ms, over 2 ms: {over}"
    )


def costs(jobs: CoreJobs) -> None:
    """CPU of one inspection in place."""
    for size in SIZES[:-1]:
        bodies = [body(size) for _ in range(6)]
        version = jobs.learn(b"")
        jobs.inspect(CHAT, RawBody(bodies[0]), version)
        spent = []
        for one in bodies[1:]:
            began = time.process_time()
            seen = jobs.inspect(CHAT, RawBody(one), version)
            spent.append(time.process_time() - began)
        print(f"inline {size:8} bytes: {min(spent) * 1000:.2f} ms CPU, {sum(seen.counts.values())} findings")


async def through_pool(pool: WorkerPool) -> None:
    """Wall time of one inspection through a warm worker."""
    for size in SIZES:
        bodies = [body(size) for _ in range(8)]
        spent = []
        for one in bodies:
            began = time.perf_counter()
            await pool.inspect(CHAT, RawBody(one), SHIPPED)
            spent.append(time.perf_counter() - began)
        print(f"worker {size:8} bytes: {min(spent) * 1000:.2f} ms wall")


async def works(pool: WorkerPool, texts: str) -> list[tuple[str, Callable[[], Awaitable[int]]]]:
    """What is measured: four bodies at once, inspected and rewritten."""
    bodies = [RawBody(body(1_000_000) if texts == "notes" else one_text(200_000)) for _ in range(4)]

    async def inspect() -> int:
        seen: list[Inspection] = await asyncio.gather(*(pool.inspect(CHAT, one, SHIPPED) for one in bodies))
        return len(seen)

    seen = [await pool.inspect(CHAT, one, SHIPPED) for one in bodies]
    replaced = [{found.segment.address: "x" * len(found.segment.text) for found in one.found} for one in seen]

    async def rewrite() -> int:
        pairs = zip(bodies, replaced, strict=True)
        return len(await asyncio.gather(*(pool.rewrite(CHAT, one, new, {"store": False}) for one, new in pairs)))

    size = f"4 x {len(bodies[0]) / 1e6:.1f} MB"
    return [(f"inspect {size}, {texts}", inspect), (f"rewrite {size}, {texts}", rewrite)]


async def nothing() -> int:
    """The machine's own lag."""
    await asyncio.sleep(0.1)
    return 0


async def steps(jobs: CoreJobs, seconds: float) -> None:
    """The longest single steps of the loop."""
    async with running(jobs) as pool:
        for texts in ("notes", "one text"):
            for title, work in await works(pool, texts):
                with Steps() as seen:
                    end = time.monotonic() + seconds
                    while time.monotonic() < end:
                        await work()
                ordered = sorted(seen.times)
                over = sum(each > LIMIT for each in ordered)
                print(
                    f"step   {title:26} {len(ordered):7} steps, p99 {ordered[int(len(ordered) * 0.99)] * 1000:.2f} ms, "
                    f"max {ordered[-1] * 1000:.2f} ms CPU, over 2 ms: {over}"
                )


async def ticks(jobs: CoreJobs, seconds: float) -> None:
    """The lag of a ticker, on uvloop."""
    async with running(jobs) as pool:
        await through_pool(pool)
        show("idle (the machine's own)", *await lag_while(nothing, seconds))
        for title, work in await works(pool, "notes"):
            show(title, *await lag_while(work, seconds))


@contextlib.asynccontextmanager
async def running(jobs: CoreJobs) -> AsyncIterator[WorkerPool]:
    """Two workers, up."""
    pool = WorkerPool(jobs, PoolSettings(count=2, inline_bytes=0, inline_rewrite_bytes=0))
    began = time.perf_counter()
    pool.start()
    while len(pool.alive) < 2:  # noqa: ASYNC110 - a measurement looks from outside
        await asyncio.sleep(0.005)
    print(f"2 workers up in {time.perf_counter() - began:.2f} s")
    try:
        yield pool
    finally:
        await pool.aclose()


def main(seconds: float) -> None:
    """Print all of it."""
    began = time.perf_counter()
    jobs = core_jobs(compile_patterns())
    print(f"detector compiled in {time.perf_counter() - began:.2f} s")
    costs(jobs)
    calm_collector()
    asyncio.run(steps(jobs, seconds))
    uvloop.run(ticks(jobs, seconds))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 4.0)
