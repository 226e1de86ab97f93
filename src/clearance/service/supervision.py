# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Work that repeats in the background: it may fail, it is named in the log, and it goes on.

The log line holds the job's name and the kind of the error, never its text.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from clearance.errors import ClearanceError

_log = logging.getLogger("clearance.service")
Job = Callable[[], Awaitable[object]]


class Supervisor:
    """The background tasks of one process. ``failing`` names the jobs whose last run failed."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self.failing: set[str] = set()

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Run a job every so many seconds, the first time after that many."""
        self._tasks.append(asyncio.create_task(self._repeat(seconds, name, job), name=name))

    async def _repeat(self, seconds: float, name: str, job: Job) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self.once(name, job)

    async def once(self, name: str, job: Job) -> bool:
        """Run a job now; whether it went well."""
        try:
            await job()
        except ClearanceError as error:
            _log.warning("background job failed", extra={"job": name, "code": error.code})
        except Exception as error:  # noqa: BLE001 - the outermost boundary of a background task: recorded, tried again
            _log.error("background job failed", extra={"job": name, "error": type(error).__name__})
        else:
            self.failing.discard(name)
            return True
        self.failing.add(name)
        return False

    async def close(self) -> None:
        """End every task and wait for it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
