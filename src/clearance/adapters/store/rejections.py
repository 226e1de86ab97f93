# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Refused traffic, counted: a flood of it cannot fill the log."""

from dataclasses import dataclass, field

from clearance.core.ledger.leaf import format_time
from clearance.model.record import Json, Rejection

MAX_SOURCES = 1024
"""Distinct (code, source) pairs between two flushes; further sources are counted together as ``other``."""
OTHER = "other"


@dataclass(slots=True)
class Counted:
    """Counts by (code, source): how many, the first and the last time (UTC milliseconds)."""

    pairs: dict[tuple[str, str], tuple[int, int, int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def bodies(self) -> list[dict[str, Json]]:
        """The bodies of the ``rejected`` leaves."""
        return [
            {"code": code, "count": count, "first": format_time(first), "last": format_time(last), "source": source}
            for (code, source), (count, first, last) in self.pairs.items()
        ]

    def add(self, pair: tuple[str, str], count: int, first: int, last: int) -> None:
        """Add to a pair's count."""
        if pair not in self.pairs and len(self.pairs) >= MAX_SOURCES:
            pair = (pair[0], OTHER)
        before = self.pairs.get(pair, (0, first, last))
        self.pairs[pair] = (before[0] + count, min(before[1], first), max(before[2], last))


class Rejections:
    """Counts since the last flush."""

    def __init__(self) -> None:
        self._counted = Counted()

    def count(self, rejection: Rejection, now_ms: int) -> None:
        """One more."""
        self._counted.add((rejection.code, rejection.source), 1, now_ms, now_ms)

    def take(self) -> Counted:
        """The counts, which start anew."""
        taken, self._counted = self._counted, Counted()
        return taken

    def put_back(self, counted: Counted) -> None:
        """They could not be written: count them on."""
        for pair, (count, first, last) in counted.pairs.items():
            self._counted.add(pair, count, first, last)
