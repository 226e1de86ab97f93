# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""One worker process, as its owner sees it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from clearance.adapters.workers.frames import Buffer, header, part_count, part_lengths

CHUNK = 65_536
_U32 = 4
_SOURCE = Path(__file__).resolve().parents[3]
_CPUCLOCK_SCHED = 2


class WorkerGone(Exception):
    """The process ended, or its socket did."""


class WorkerProcess:
    """A child and the socket to it. One message at a time."""

    def __init__(self, factory: str, search_path: Sequence[Path] = ()) -> None:
        self._socket, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = _spawn(theirs.fileno(), factory, search_path)
        except OSError:
            self._socket.close()
            raise
        self._socket.setblocking(False)  # noqa: FBT003 - the argument's meaning is the method's name
        self.pid = self._process.pid
        loop = asyncio.get_running_loop()
        self.gone: asyncio.Future[None] = loop.create_future()
        """Done when the process has ended (Linux; elsewhere the next message finds out)."""
        self._pidfd = os.pidfd_open(self.pid) if sys.platform == "linux" else -1
        if self._pidfd >= 0:
            loop.add_reader(self._pidfd, self._has_ended)

    def _has_ended(self) -> None:
        asyncio.get_running_loop().remove_reader(self._pidfd)
        if not self.gone.done():
            self.gone.set_result(None)

    def cpu_seconds(self) -> float:
        """CPU time of the child so far; wall time where the system cannot tell.

        Linux gives any process the CPU clock of another one under the id ``(~pid << 3) | CPUCLOCK_SCHED``
        (clock_getcpuclockid(3)).

        Raises:
            WorkerGone: it has ended.
        """
        if sys.platform != "linux":
            return time.monotonic()
        try:
            return time.clock_gettime((~self.pid << 3) | _CPUCLOCK_SCHED)
        except OSError:
            raise WorkerGone from None

    async def send(self, parts: Sequence[Buffer]) -> None:
        """Write a message in pieces that do not hold the loop. Raises WorkerGone."""
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self._socket, header(parts))
            for part in parts:
                view = memoryview(part)
                for start in range(0, len(view), CHUNK):
                    await loop.sock_sendall(self._socket, view[start : start + CHUNK])
        except OSError:
            raise WorkerGone from None

    async def receive(self) -> list[Buffer]:
        """Read a message. Raises WorkerGone or BadFrame."""
        count = part_count(await self._exactly(_U32))
        lengths = part_lengths(await self._exactly(_U32 * count))
        return [await self._exactly(length) for length in lengths]

    async def _exactly(self, size: int) -> bytearray:
        loop = asyncio.get_running_loop()
        data = bytearray(size)
        view, filled = memoryview(data), 0
        while filled < size:
            try:
                got = await loop.sock_recv_into(self._socket, view[filled : filled + CHUNK])
            except OSError:
                raise WorkerGone from None
            if not got:
                raise WorkerGone
            filled += got
        return data

    def kill(self) -> None:
        """SIGKILL: nothing in a worker is worth a farewell."""
        self._process.send_signal(signal.SIGKILL)

    async def end(self) -> None:
        """Kill, reap, close."""
        self.kill()
        self._socket.close()
        if self._pidfd >= 0:
            asyncio.get_running_loop().remove_reader(self._pidfd)
            os.close(self._pidfd)
        self.gone.cancel()
        # Freeing a large child's memory takes milliseconds, which wait() would spend on the event loop.
        await asyncio.to_thread(self._process.wait)


def _spawn(descriptor: int, factory: str, search_path: Sequence[Path]) -> "subprocess.Popen[bytes]":
    # From the thread that lives as long as the owner: PR_SET_PDEATHSIG is bound to it.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-P", "-s", "-m", "clearance.adapters.workers.child", str(descriptor), factory],
        pass_fds=(descriptor,),
        # One thread for matrix products: the cores belong to the other workers.
        env={"PYTHONPATH": os.pathsep.join(str(path) for path in (_SOURCE, *search_path)), "OPENBLAS_NUM_THREADS": "1"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
