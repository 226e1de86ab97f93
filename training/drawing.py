# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Documents are drawn in other processes while a network learns."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.queues import Queue
from typing import TypeVar

_T = TypeVar("_T")
_AHEAD = 2
"""For each process, how many results may wait."""


def _work(make: Callable[[int], Iterator[_T]], seed: int, step: int, found: "Queue[_T]") -> None:
    while True:
        for one in make(seed):
            found.put(one)
        seed += step


@contextmanager
def drawn(make: Callable[[int], Iterator[_T]], seed: int, processes: int) -> Iterator["Queue[_T]"]:
    """A queue of what ``make`` gives of ``seed``, ``seed + 1`` and so on, without end; it closes with the block."""
    context = multiprocessing.get_context("fork")
    found: Queue[_T] = context.Queue(_AHEAD * processes)
    workers = [
        context.Process(target=_work, args=(make, seed + number, processes, found), daemon=True)
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    try:
        yield found
    finally:
        for worker in workers:
            worker.kill()
