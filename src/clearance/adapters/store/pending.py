# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Rows that wait for the end of their transaction: one statement writes many.

Each statement gives up the interpreter lock and has to win it back from a busy event loop, which costs
more than the row itself. So the data path's rows are collected, and written in front of the commit.
"""

from collections.abc import Sequence

from clearance.adapters.store.database import Connection

_SIZES = (64, 32, 16, 8, 4, 2, 1)
"""Rows in one statement: few different statements, so that all of them stay prepared."""


class PendingRows:
    """Rows of one table. ``statement`` inserts one row: ``INSERT ... VALUES (?, ...)`` and perhaps more."""

    __slots__ = ("_statements", "_values", "_width")

    def __init__(self, statement: str) -> None:
        start, end = statement.index("(?"), statement.rindex("?)") + 2
        row = statement[start:end]
        self._statements = {size: statement[:start] + ", ".join([row] * size) + statement[end:] for size in _SIZES}
        self._width = row.count("?")
        self._values: list[object] = []

    def __len__(self) -> int:
        return len(self._values) // self._width

    def add(self, row: Sequence[object]) -> None:
        """One more row."""
        self._values += row

    def clear(self) -> None:
        """Forget what waits."""
        self._values = []

    def write(self, connection: Connection) -> int:
        """Write what waits; how many rows that changed."""
        values, width, at, changed = self._values, self._width, 0, 0
        if not values:
            return 0
        self._values = []
        left = len(values) // width
        for size in _SIZES:
            while left >= size:
                end = at + size * width
                changed += connection.execute(self._statements[size], values[at:end]).rowcount
                at, left = end, left - size
        return changed
