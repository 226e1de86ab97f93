# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Reach the administration API of a data directory: the running service's, or one started for this command.

Either way the command speaks HTTP to the socket, so there is one code path and one set of records.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator

from clearance.config.load import Loaded
from clearance.errors import OwnedElsewhere
from clearance.service.api.client import AdminClient

_STARTING_SECONDS = 3.0
"""How long an owner that holds the lock may take until its socket answers."""


@contextlib.contextmanager
def administration(loaded: Loaded) -> Iterator[AdminClient]:
    """A client of the owner of this data directory, who is this process if nobody else is.

    Raises:
        OwnedElsewhere: another process owns the directory and its socket does not answer.
        ClearanceError: the service could not be started here (no directory, no root key, old schema).
    """
    client = AdminClient(loaded.settings.data_dir)
    if client.answers():
        yield client
        return
    here = _Here(loaded)
    try:
        here.start()
    except OwnedElsewhere:
        # Somebody is just starting, or just stopping.
        end = time.monotonic() + _STARTING_SECONDS
        while not client.answers():
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        yield client
        return
    try:
        yield client
    finally:
        here.stop()


class _Here:
    """The administration service in a thread of this process, without a data plane."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="administration", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._error: BaseException | None = None

    def start(self) -> None:
        """Returns when the socket answers. Raises what kept the service from starting."""
        self._thread.start()
        self._started.wait()
        if self._error is not None:
            self._thread.join()
            raise self._error

    def stop(self) -> None:
        """Stop the service and wait for it."""
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001 - carried to the thread that waits for it
            self._error = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        from clearance.service.serve import administer  # noqa: PLC0415 - only where nobody else serves

        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with administer(self._loaded):
            self._started.set()
            await self._stop.wait()
