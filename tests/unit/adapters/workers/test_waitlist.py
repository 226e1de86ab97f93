# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import asyncio
from collections.abc import Awaitable, Callable

import pytest

from clearance.adapters.workers.waitlist import Waitlist

Story = Callable[[], Awaitable[None]]


def story(run: Story) -> None:
    async def main() -> None:
        await run()

    asyncio.run(main())


def test_a_job_goes_home_when_home_is_free() -> None:
    async def run() -> None:
        jobs: Waitlist[str] = Waitlist()
        one, two = jobs.take(0), jobs.take(1)
        jobs.put("b", home=1)
        assert (one.done(), await two) == (False, "b")
        jobs.put("x", home=1)
        assert await one == "x", "home is busy, another is free"
        assert len(jobs) == 0

    story(run)


def test_jobs_wait_in_order_but_for_those_at_home() -> None:
    async def run() -> None:
        jobs: Waitlist[str] = Waitlist()
        for name, home in (("a", 0), ("b", 0), ("c", 1), ("d", 0)):
            jobs.put(name, home)
        assert len(jobs) == 4
        assert await jobs.take(1) == "c"
        assert [await jobs.take(1), await jobs.take(0), await jobs.take(1)] == ["a", "b", "d"]

    story(run)


def test_a_worker_that_leaves_loses_no_job() -> None:
    async def run() -> None:
        jobs: Waitlist[str] = Waitlist()
        gone = jobs.take(0)
        jobs.leave(0, gone)
        jobs.put("a", home=0)
        assert len(jobs) == 1
        given = jobs.take(0)
        jobs.put("b", home=0)
        jobs.leave(0, given)
        assert [await jobs.take(1), await jobs.take(1)] == ["a", "b"], "what it was given comes first"
        given, free = jobs.take(0), jobs.take(1)
        jobs.put("c", home=0)
        jobs.leave(0, given)
        assert await free == "c"

    story(run)


def test_one_that_no_longer_waits_is_passed_over() -> None:
    async def run() -> None:
        jobs: Waitlist[str] = Waitlist()
        lost, other = jobs.take(0), jobs.take(1)
        lost.cancel()
        jobs.put("a", home=0)
        assert await other == "a"
        lost = jobs.take(0)
        lost.cancel()
        jobs.put("b", home=0)
        assert jobs.drain() == ["b"]
        assert jobs.drain() == []
        with pytest.raises(asyncio.CancelledError):
            await lost

    story(run)
