# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Documents port: a process for each document, killed when it is too slow.

What a process says is taken for text or for one of the closed reasons, never for more. A process that dies is a
document that could not be read.
"""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass
from pathlib import Path

from clearance.errors import Overloaded, PartRefused

_SOURCE = Path(__file__).resolve().parents[3]
_PIECE = 65_536
_MOST_BYTES = 4
"""Of one character in UTF-8."""
_OVER = b"-too_large"
_SAID = {
    "no_text": "the document has no text layer: only text is scanned",
    "encrypted": "the document is protected by a password",
    "damaged": "the document could not be read",
    "too_large": "the document is over the limits",
    "unknown": "only PDF, DOCX and text are read",
    "unavailable": "PDF is not read here: it needs the extra clearance[extract]",
}


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """Bounds of one document: seconds by the clock and of CPU time, bytes of memory, characters of text."""

    seconds: float = 20.0
    cpu_seconds: int = 10
    memory: int = 1024 * 1024 * 1024
    characters: int = 2_000_000
    at_once: int = 2


class ProcessReader:
    """Reads documents in processes of their own, at most ``at_once`` at a time."""

    def __init__(self, limits: ReaderLimits | None = None) -> None:
        self._limits = limits or ReaderLimits()
        self._turns = asyncio.Semaphore(self._limits.at_once)

    async def text(self, kind: str, data: bytes) -> str:
        """The text of a document.

        Raises:
            PartRefused: it has none, or could not be read within the limits.
            Overloaded: no process could be started.
        """
        async with self._turns:
            said = await self._ask(kind, data)
        if said.startswith(b"+"):
            with contextlib.suppress(UnicodeDecodeError):
                return said[1:].decode()
        raise PartRefused(_SAID.get(said[1:].decode("ascii", "replace"), _SAID["damaged"]))

    async def _ask(self, kind: str, data: bytes) -> bytes:
        process = await self._start(kind)
        try:
            async with asyncio.timeout(self._limits.seconds):
                said, _ = await asyncio.gather(self._hear(process), _tell(process, data))
        except TimeoutError:
            said = _OVER
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return said

    async def _start(self, kind: str) -> Process:
        limits = self._limits
        try:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                *("-P", "-s", "-m", "clearance.adapters.documents.child", kind),
                *map(str, (limits.cpu_seconds, limits.memory, limits.characters)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={"PYTHONPATH": os.fspath(_SOURCE)},
                cwd="/",
            )
        except OSError as error:
            raise Overloaded("No process can be started for a document.", diagnostics=type(error).__name__) from None

    async def _hear(self, process: Process) -> bytes:
        """What the process says; one that says more than any text may have is killed."""
        said = bytearray()
        while process.stdout is not None and (piece := await process.stdout.read(_PIECE)):
            said += piece
            if len(said) > _MOST_BYTES * self._limits.characters + 1:
                process.kill()
                return _OVER
        return bytes(said)


async def _tell(process: Process, data: bytes) -> None:
    if process.stdin is not None:
        with contextlib.suppress(ConnectionError):  # it has said what it has to say
            process.stdin.write(data)
            await process.stdin.drain()
        process.stdin.close()
