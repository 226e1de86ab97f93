# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The one writer: a thread with the only writing connection, committing in groups.

Everything that waits when the thread comes round is written in one transaction: one disk flush for
all. An operation that fails before it has changed anything fails alone; any other failure of an
operation rolls the group back, and its members run again one by one. A failing commit fails them all.

An operation is claimed exactly once: by the writer when it begins, or by its deadline or its caller's
cancellation before that. What was claimed by the writer is always awaited to its true end, so a
caller never hears "not recorded" of something that is.
"""

import asyncio
import os
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from clearance.adapters.store.database import Connection, StoreError
from clearance.adapters.store.heads import Book, RowsRefused
from clearance.errors import AuditUnavailable, ClearanceError

MAX_BATCH = 256
SWEEP_SECONDS = 0.25

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class WriterLimits:
    """How much may wait, and for how long (seconds)."""

    capacity: int = 4096
    deadline: float = 2.0


class _Operation(Generic[_Result]):
    """One unit of work: what to do in the transaction, and who waits for it."""

    __slots__ = ("_claimed", "due", "error", "future", "loop", "settled", "value", "work")

    def __init__(
        self,
        work: Callable[[Book], _Result],
        future: "asyncio.Future[_Result]",
        loop: asyncio.AbstractEventLoop,
        due: float,
    ) -> None:
        self.work, self.future, self.loop, self.due = work, future, loop, due
        self._claimed = threading.Lock()
        self.settled = False
        self.value: _Result | None = None
        self.error: ClearanceError | None = None

    def claim(self) -> bool:
        """Whether this caller is the first: exactly one may begin or cancel an operation."""
        return self._claimed.acquire(blocking=False)

    def settle(self) -> None:
        """In the event loop: tell the waiter."""
        self.settled = True
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(cast("_Result", self.value))


class _Again(Exception):
    """An operation failed after it had changed something."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Writer:
    """Runs operations in group commits, in its own thread."""

    def __init__(
        self,
        open_connection: Callable[[], Connection],
        book: Book,
        now_ms: Callable[[], int],
        *,
        path: Path,
        limits: WriterLimits | None = None,
    ) -> None:
        self._open, self._book, self._now_ms, self._path = open_connection, book, now_ms, path
        self._limits = limits or WriterLimits()
        self._queue: queue.SimpleQueue[list[_Operation[Any]] | None] = queue.SimpleQueue()
        self._connection: Connection = open_connection()
        self._inode = path.stat().st_ino
        self._waiting: deque[_Operation[Any]] = deque()
        self._turn: list[_Operation[Any]] = []
        """What this turn of the event loop has brought: handed to the thread as one."""
        self._brought = self._taken = 0
        """How many operations were ever brought (counted in the loop) and begun or dropped (in the thread)."""
        self._closing = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self.batches = 0
        self.failures = 0
        self.durable = True
        """Whether the last transaction that changed something was committed; False after any that the store refused."""
        self._thread = threading.Thread(target=self._run, name="clearance-journal", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Book], _Result]) -> _Result:
        """Do ``work`` in a transaction; returns once it is durable.

        Cancelling the caller cancels work that has not begun. Work that has begun is awaited; its result
        is returned and the cancellation arrives at the caller's next await.

        Raises:
            AuditUnavailable: not durable: the queue is full, the deadline passed before it began, or the
                store refused.
            ClearanceError: what ``work`` itself raised; nothing of it is durable.
        """
        operation = self._submit(work)
        try:
            return await operation.future
        except asyncio.CancelledError:
            if operation.claim():
                raise
        try:
            return await self._truth(operation)
        finally:
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
                task.cancel()

    def close(self) -> None:
        """Finish what waits, then end the thread. Blocks."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    async def _truth(self, operation: _Operation[_Result]) -> _Result:
        """The true end of what has begun, however often the caller is cancelled meanwhile."""
        while True:
            operation.future = operation.loop.create_future()
            if operation.settled:
                operation.settle()
            try:
                return await operation.future
            except asyncio.CancelledError:
                continue

    def _submit(self, work: Callable[[Book], _Result]) -> _Operation[_Result]:
        if self._closed:
            raise AuditUnavailable("the journal is closed")
        if self._brought - self._taken >= self._limits.capacity:
            raise AuditUnavailable("the journal's queue is full")
        loop = asyncio.get_running_loop()
        waiting = self._waiting
        if loop is not self._loop:
            self._loop, self._timer = loop, None
            waiting.clear()
            self._brought -= len(self._turn)
            self._turn = []
        operation = _Operation(work, loop.create_future(), loop, loop.time() + self._limits.deadline)
        while waiting and waiting[0].settled:
            waiting.popleft()
        waiting.append(operation)
        if self._timer is None:
            self._timer = loop.call_later(SWEEP_SECONDS, self._sweep, loop)
        if not self._turn:
            loop.call_soon(self._hand_over)
        self._turn.append(operation)
        self._brought += 1
        return operation

    def _hand_over(self) -> None:
        """At the end of a turn of the loop: the thread is woken once for all that the turn has brought."""
        turn, self._turn = self._turn, []
        with self._closing:
            if not self._closed:
                for at in range(0, len(turn), MAX_BATCH):
                    self._queue.put(turn[at : at + MAX_BATCH])
                return
        for operation in turn:
            if operation.claim():
                operation.error = AuditUnavailable("the journal is closed")
                operation.settle()

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give up what has waited too long and has not begun."""
        now = loop.time()
        held = [operation for operation in self._waiting if not operation.settled]
        for operation in held:
            if operation.due <= now and operation.claim():
                operation.error = AuditUnavailable("the journal did not become free in time")
                operation.settle()
        self._waiting = deque(operation for operation in held if not operation.settled)
        self._timer = loop.call_later(SWEEP_SECONDS, self._sweep, loop) if self._waiting else None

    # Everything below runs in the writer thread.

    def _run(self) -> None:
        more = True
        while more:
            batch: list[_Operation[Any]] = []
            turn = self._queue.get()
            while turn is not None:
                self._taken += len(turn)
                batch += [operation for operation in turn if operation.claim()]
                if len(batch) >= MAX_BATCH or self._queue.empty():
                    break
                turn = self._queue.get()
            more = turn is not None
            if batch:
                self._commit(batch)
                self._tell(batch)
        self._disconnect()

    def _commit(self, batch: list[_Operation[Any]]) -> None:
        """One transaction for all of them; leaves value or error in each."""
        try:
            self._guard()
            self._connection.execute("BEGIN IMMEDIATE")
            self._book.begin(self._connection, self._now_ms())
            for operation in batch:
                self._work(operation)
            self._book.finish()
            self._connection.execute("COMMIT")
            self.batches += 1
            # A transaction without changes commits on a full disk, too: it proves nothing.
            self.durable = self.durable or self._book.writes > 0
        except (StoreError, OSError, AuditUnavailable) as error:
            self.durable = False
            self._undo()
            self._fail(batch, error)
        except (_Again, RowsRefused) as again:
            self._undo()
            self._alone(batch, again.error)
        except Exception as error:  # noqa: BLE001 - the thread's boundary: it denies, and it must live on
            self._undo()
            self._alone(batch, error)

    def _work(self, operation: _Operation[Any]) -> None:
        before = self._book.writes
        try:
            operation.value = operation.work(self._book)
        except AuditUnavailable:
            raise
        except ClearanceError as error:
            if self._book.writes != before:
                raise _Again(error) from error
            operation.error = error

    def _alone(self, batch: list[_Operation[Any]], error: Exception) -> None:
        if len(batch) == 1:
            self._fail(batch, error)
            return
        for operation in batch:
            operation.value = operation.error = None
            self._commit([operation])

    def _fail(self, batch: list[_Operation[Any]], error: Exception) -> None:
        self.failures += 1
        for operation in batch:
            if isinstance(error, ClearanceError):
                operation.error = error
            else:
                # The store's own text may quote SQL or values: only its type is kept.
                operation.error = AuditUnavailable(
                    "the record could not be made durable", diagnostics=f"{type(error).__name__} in the journal"
                )

    def _undo(self) -> None:
        self._book.forget()
        connection = self._connection
        if connection is None:
            return
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except StoreError:
            self._disconnect()

    def _guard(self) -> None:
        """The connection writes to the file that this writer began with: a deleted or replaced one is noticed."""
        if self._connection is None:
            self._connection = self._open()
        if os.stat(self._path).st_ino != self._inode:  # noqa: PTH116 - each batch pays for it
            raise AuditUnavailable("the database file was replaced while in use; restart to check it")

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.close()
        except StoreError:
            self.failures += 1

    def _tell(self, batch: list[_Operation[Any]]) -> None:
        loops: dict[asyncio.AbstractEventLoop, list[_Operation[Any]]] = {}
        for operation in batch:
            loops.setdefault(operation.loop, []).append(operation)
        for loop, operations in loops.items():
            try:
                loop.call_soon_threadsafe(_settle_all, operations)
            except RuntimeError:
                # The loop is closed: nobody waits any more, and what is durable stays so.
                self.failures += 1


def _settle_all(operations: list[_Operation[Any]]) -> None:
    for operation in operations:
        operation.settle()
