# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Jobs that wait for a worker. Each has a home: the worker that may remember parts of it.

A job goes home when its home is free, to any other free worker otherwise, and waits only when all are busy.
"""

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Waitlist(Generic[T]):
    """First come, first served, but for jobs that are at home with the worker that asks."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, T]] = deque()
        self._free: dict[int, asyncio.Future[T]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, item: T, home: int) -> None:
        """Give the item to a free worker, or have it wait."""
        turn = self._free.pop(home, None)
        while (turn is None or turn.done()) and self._free:
            turn = self._free.pop(next(iter(self._free)))
        if turn is None or turn.done():
            self._waiting.append((home, item))
        else:
            turn.set_result(item)

    def take(self, worker: int) -> asyncio.Future[T]:
        """The next item for this worker, once there is one."""
        turn: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if not self._waiting:
            self._free[worker] = turn
            return turn
        at = next((at for at, (home, _) in enumerate(self._waiting) if home == worker), 0)
        turn.set_result(self._waiting[at][1])
        del self._waiting[at]
        return turn

    def leave(self, worker: int, turn: asyncio.Future[T]) -> None:
        """The worker takes nothing any more; what it was just given waits again, first."""
        if self._free.get(worker) is turn:
            del self._free[worker]
        given = turn.done() and not turn.cancelled()
        if given and self._free:
            self.put(turn.result(), worker)
        elif given:
            self._waiting.appendleft((worker, turn.result()))

    def drain(self) -> list[T]:
        """All that waits; afterwards nothing does."""
        items = [item for _, item in self._waiting]
        self._waiting.clear()
        return items
