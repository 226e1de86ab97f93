# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A progress bar on standard error: only for work that takes its time, only where a terminal shows it."""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self, TextIO

from clearance.config.terminal import dumb

AFTER: Final = 0.5
"""Seconds of work before a bar appears."""
EVERY: Final = 0.1
"""Seconds between two pictures of it."""
_WIDTH: Final = 30
_ERASE: Final = "\r\x1b[K"


class Progress:
    """How much of ``total`` is done (any unit; 0: nobody knows, no bar). It leaves nothing on the screen.

    Call ``clear`` before writing anything else to the terminal.
    """

    def __init__(
        self,
        label: str,
        total: int,
        *,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        after: float = AFTER,
    ) -> None:
        self._label = label
        self._total = total
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._shown = total > 0 and self._stream.isatty() and not dumb()
        self._next = clock() + after
        self._done = 0
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def advance(self, amount: int) -> None:
        """So much more is done."""
        self._done += amount
        now = self._clock()
        if not self._shown or now < self._next:
            return
        self._next = now + EVERY
        part = min(self._done / self._total, 1.0)
        filled = int(part * _WIDTH)
        bar = "#" * filled + "-" * (_WIDTH - filled)
        self._stream.write(f"{_ERASE}{self._label} [{bar}] {part:4.0%}")
        self._stream.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take the bar off the screen; the next ``advance`` may draw it again."""
        if self._drawn:
            self._stream.write(_ERASE)
            self._stream.flush()
            self._drawn = False
