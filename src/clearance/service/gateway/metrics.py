# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Counters, gauges and histograms in Prometheus' text format 0.0.4.

Label names and values are declared beforehand: what is not in the list counts as ``other``, so
neither a caller nor a vendor can make a series, and no label can hold a person or a tenant.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Protocol

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
OTHER = "other"


class Family(Protocol):
    """One metric with its samples."""

    name: str
    kind: str
    help: str

    def samples(self) -> Iterator[str]:
        """Lines of the exposition."""


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


class Counter:
    """A count by one label with declared values; without a label, ``count()`` alone."""

    kind = "counter"

    def __init__(self, name: str, text: str, label: str = "", values: Sequence[str] = ()) -> None:
        self.name, self.help, self._label = name, text, label
        self._counts: dict[str, float] = dict.fromkeys((*values, OTHER), 0.0) if label else {"": 0.0}

    def count(self, value: str = "", by: float = 1.0) -> None:
        """Count one more (or ``by`` more)."""
        self._counts[value if value in self._counts else OTHER] += by

    def samples(self) -> Iterator[str]:
        """One line for each declared value."""
        for value, count in self._counts.items():
            label = f'{{{self._label}="{value}"}}' if self._label else ""
            yield f"{self.name}{label} {_number(count)}"


class Gauge:
    """A value that is asked for when it is shown."""

    kind = "gauge"

    def __init__(self, name: str, text: str, ask: Callable[[], float]) -> None:
        self.name, self.help, self._ask = name, text, ask

    def samples(self) -> Iterator[str]:
        """One line."""
        yield f"{self.name} {_number(self._ask())}"


class Histogram:
    """Observations in fixed buckets (inclusive upper bounds)."""

    kind = "histogram"

    def __init__(self, name: str, text: str, bounds: Sequence[float] = SECONDS) -> None:
        self.name, self.help, self._bounds = name, text, tuple(bounds)
        self._counts = [0] * (len(self._bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """Count one observation."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def samples(self) -> Iterator[str]:
        """Cumulative buckets, sum and count."""
        names = [*(f"{bound:g}" for bound in self._bounds), "+Inf"]
        total = 0
        for name, total in zip(names, accumulate(self._counts), strict=True):
            yield f'{self.name}_bucket{{le="{name}"}} {total}'
        yield f"{self.name}_sum {_number(self._sum)}"
        yield f"{self.name}_count {total}"


class Metrics:
    """The families of one process."""

    def __init__(self, families: Sequence[Family] = ()) -> None:
        self._families = list(families)

    def add(self, family: Family) -> None:
        """Show one more."""
        self._families.append(family)

    def text(self) -> bytes:
        """The exposition."""
        lines: list[str] = []
        for family in self._families:
            lines += (f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.kind}", *family.samples())
        return ("\n".join(lines) + "\n").encode("ascii")
