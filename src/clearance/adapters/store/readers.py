# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Reading, beside the writer: a few threads, each with its own connection and its own open keys."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from clearance.adapters.store.database import Connection, StoreError, connect
from clearance.adapters.store.keyrows import OpenKeys
from clearance.adapters.store.sealing import KeyHierarchy
from clearance.errors import AuditUnavailable

THREADS = 2

_Result = TypeVar("_Result")


@dataclass(slots=True)
class Reader:
    """One thread's connection and open keys."""

    connection: Connection
    keys: OpenKeys
    generation: int


class Readers:
    """Runs read-only work off the event loop, each in one consistent snapshot."""

    def __init__(self, path: Path, hierarchy: KeyHierarchy) -> None:
        self._path, self._hierarchy = path, hierarchy
        self._local = threading.local()
        self._open: list[Reader] = []
        self._generation = 0
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="clearance-reader")

    async def run(self, work: Callable[[Reader], _Result]) -> _Result:
        """Do ``work`` in one read transaction.

        Raises:
            AuditUnavailable: the store cannot be read.
            ClearanceError: what ``work`` itself raised.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._do, work)

    def forget(self) -> None:
        """Every thread drops its open keys before its next work: a key was destroyed."""
        self._generation += 1

    def close(self) -> None:
        """Wait for what runs, then close every connection."""
        self._pool.shutdown()
        while self._open:
            self._open.pop().connection.close()

    def _do(self, work: Callable[[Reader], _Result]) -> _Result:
        try:
            reader = self._reader()
            reader.connection.execute("BEGIN")
            try:
                return work(reader)
            finally:
                reader.connection.execute("ROLLBACK")
        except StoreError as error:
            raise AuditUnavailable("the store cannot be read", diagnostics=type(error).__name__) from None

    def _reader(self) -> Reader:
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = Reader(connect(self._path, read_only=True), OpenKeys(self._hierarchy), self._generation)
            self._local.reader = reader
            self._open.append(reader)
        if reader.generation != self._generation:
            reader.generation = self._generation
            reader.keys.forget()
        return reader
