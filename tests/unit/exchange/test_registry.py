# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import asyncio

import pytest

from clearance.errors import NotReady, Overloaded
from clearance.exchange.registry import Registry
from clearance.model.words import OutcomeKind


def test_calls_and_bytes_are_bounded() -> None:
    registry = Registry(calls=2, total_bytes=10)
    first = registry.open("a")
    second = registry.open("b")
    with pytest.raises(Overloaded):
        registry.open("c")
    first.add_bytes(6)
    with pytest.raises(Overloaded):
        second.add_bytes(5)
    second.add_bytes(4)
    assert (len(registry), registry.bytes) == (2, 10)
    registry.close(first)
    registry.close(first)
    assert (len(registry), registry.bytes) == (1, 4)


def test_drain_waits_for_calls_and_ends_those_that_stay() -> None:
    async def scene() -> list[OutcomeKind | None]:
        registry = Registry(calls=9, total_bytes=9)
        flight = registry.open("a")

        async def call() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                registry.close(flight)

        task = asyncio.ensure_future(call())
        flight.run_as(task)
        await registry.drain(0.01)
        with pytest.raises(NotReady):
            registry.open("b")
        with pytest.raises(asyncio.CancelledError):
            await task
        return [flight.ended]

    assert asyncio.run(scene()) == [OutcomeKind.DRAINED]


def test_drain_of_nothing_returns_at_once() -> None:
    asyncio.run(Registry(calls=1, total_bytes=1).drain(60))


def test_ending_by_predicate_hits_only_those_that_match_and_the_first_reason_stands() -> None:
    registry = Registry(calls=9, total_bytes=9)
    one, two = registry.open("a"), registry.open("b")
    assert registry.end_where(lambda flight: flight.call_id == "a", OutcomeKind.DRAINED) == 1
    one.end(OutcomeKind.CLIENT_GONE)
    assert (one.ended, two.ended) == (OutcomeKind.DRAINED, None)
    two.check()
    with pytest.raises(asyncio.CancelledError):
        one.check()


def test_a_record_being_made_is_not_interrupted_and_the_reason_waits() -> None:
    async def scene() -> None:
        registry = Registry(calls=1, total_bytes=1)
        flight = registry.open("a")
        gate: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def call() -> str:
            with flight.uninterrupted():
                got = await gate
            with pytest.raises(asyncio.CancelledError):
                flight.check()
            return got

        task = asyncio.ensure_future(call())
        flight.run_as(task)
        await asyncio.sleep(0)
        flight.end(OutcomeKind.CLIENT_GONE)
        await asyncio.sleep(0)
        assert not task.done()
        gate.set_result("durable")
        assert await task == "durable"

    asyncio.run(scene())
