# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Time and entropy of the owner process: the one place that asks the machine for either."""

import secrets
import time
from collections.abc import Callable

BEHIND_LIMIT_MS = 60_000
"""A clock further behind the last leaf than this makes the gateway not ready."""
ENTROPY_PAGE = 1024


class SystemClock:
    """The `ports.Clock` of a process.

    ``now_ms`` is never earlier than the newest leaf (``follow`` says how to ask for its time), so a clock set
    back cannot order a leaf before its predecessor or bring an expired fact back to life.
    """

    def __init__(self, system_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self._system_ms = system_ms
        self._last_leaf_ms: Callable[[], int] = lambda: 0
        self._newest = 0
        self._drawn = b""

    def follow(self, last_leaf_ms: Callable[[], int]) -> None:
        """Ask this for the newest leaf's time (milliseconds since the epoch)."""
        self._last_leaf_ms = last_leaf_ms

    def now_ms(self) -> int:
        """UTC milliseconds since the epoch; never earlier than the last leaf's time."""
        return max(self._system_ms(), self._leaf_ms())

    def monotonic(self) -> float:
        """Seconds for measuring durations."""
        return time.monotonic()

    def entropy(self, size: int) -> bytes:
        """Random bytes from the operating system, asked for a page at a time: a call needs a dozen small draws.

        No byte is given out twice; the process never forks.
        """
        if len(self._drawn) < size:
            self._drawn = secrets.token_bytes(max(ENTROPY_PAGE, size))
        taken, self._drawn = self._drawn[:size], self._drawn[size:]
        return taken

    @property
    def behind_ms(self) -> int:
        """How far the system's clock is behind the newest leaf; 0 when it is not."""
        return max(0, self._leaf_ms() - self._system_ms())

    @property
    def trustworthy(self) -> bool:
        """Whether decisions may be taken by this clock."""
        return self.behind_ms <= BEHIND_LIMIT_MS

    def _leaf_ms(self) -> int:
        self._newest = max(self._newest, self._last_leaf_ms())
        return self._newest
