# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite

from clearance.adapters.store import writer as module
from clearance.adapters.store.database import DATABASE
from clearance.adapters.store.heads import Book
from clearance.adapters.store.journal import SqliteJournal
from clearance.adapters.store.writer import Writer, WriterLimits
from clearance.errors import AuditUnavailable, IntegrityBroken
from clearance.model.record import Admission, Payload, Settlement
from clearance.model.words import OutcomeKind

Open = Callable[..., SqliteJournal]


class FaultyConnection:
    """A connection that fails at a statement, as a full or broken disk makes it fail."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.fault: tuple[str, Exception] | None = None

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        if self.fault is not None and sql.startswith(self.fault[0]):
            raise self.fault[1]
        return self.inner.execute(sql, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def faulty(journal: SqliteJournal) -> FaultyConnection:
    connection = FaultyConnection(journal._writer._connection)
    journal._writer._connection = connection
    return connection


def admission(call: str) -> Admission:
    return Admission(call, "acme", allowed=True, body={}, tokens=(), payload=Payload({}), payload_scope=f"call:{call}")


def scenario(open_journal: Open, play: Callable[[SqliteJournal], Any], limits: WriterLimits | None = None) -> None:
    async def run() -> None:
        journal = open_journal(limits)
        try:
            await play(journal)
        finally:
            await journal.close()

    asyncio.run(run())


class Gate:
    """Holds the writer thread inside an operation until it is opened."""

    def __init__(self) -> None:
        self.entered, self.opened = threading.Event(), threading.Event()

    def work(self, _book: Book) -> str:
        self.entered.set()
        assert self.opened.wait(10)
        return "done"

    async def hold(self, journal: SqliteJournal) -> "asyncio.Task[str]":
        task = asyncio.create_task(journal._writer.run(self.work))
        await asyncio.to_thread(self.entered.wait, 10)
        return task


@pytest.mark.parametrize("statement", ["BEGIN", "INSERT INTO log_event", "INSERT INTO log_payload", "COMMIT"])
def test_a_full_disk_fails_closed_and_recovers_by_itself(open_journal: Open, statement: str) -> None:
    async def play(journal: SqliteJournal) -> None:
        await journal.admit(admission("before"))
        connection = faulty(journal)
        connection.fault = (statement, sqlite.OperationalError("database or disk is full"))
        refused = await asyncio.gather(*(journal.admit(admission(f"c{n}")) for n in range(20)), return_exceptions=True)
        assert {type(error) for error in refused} == {AuditUnavailable}
        assert "disk" not in str(refused[0])
        connection.fault = None
        receipts = await asyncio.gather(*(journal.admit(admission(f"c{n}")) for n in range(20)))
        assert sorted(receipt.seq for receipt in receipts) == list(range(1, 21))
        assert [report.ok for report in await journal.verify()] == [True, True]

    scenario(open_journal, play)


def test_a_connection_that_cannot_even_roll_back_is_replaced(open_journal: Open) -> None:
    async def play(journal: SqliteJournal) -> None:
        connection = faulty(journal)
        connection.fault = ("", sqlite.OperationalError("disk I/O error"))
        connection.inner.execute("BEGIN")
        with pytest.raises(AuditUnavailable):
            await journal.admit(admission("c1"))
        assert (await journal.admit(admission("c1"))).seq == 0

    scenario(open_journal, play)


def test_one_bad_operation_does_not_fail_the_others(open_journal: Open) -> None:
    def early(_book: Book) -> None:
        raise IntegrityBroken("before any change")

    def late(book: Book) -> None:
        book.execute("INSERT INTO meta VALUES ('late', '', '1')")
        raise IntegrityBroken("after a change")

    def bug(_book: Book) -> None:
        raise ZeroDivisionError

    async def play(journal: SqliteJournal) -> None:
        gate = Gate()
        held = await gate.hold(journal)
        run = journal._writer.run
        work = [journal.admit(admission("c1")), run(early), journal.admit(admission("c2")), run(late), run(bug)]
        waiting = asyncio.gather(*work, journal.admit(admission("c3")), return_exceptions=True)
        await asyncio.sleep(0)
        gate.opened.set()
        results = await waiting
        kinds = [type(result).__name__ for result in results]
        assert kinds == ["Receipt", "IntegrityBroken", "Receipt", "IntegrityBroken", "AuditUnavailable", "Receipt"]
        assert await held == "done"
        assert await run(lambda book: book.rows("SELECT * FROM meta WHERE name = 'late'")) == []
        assert [report.ok for report in await journal.verify()] == [True, True]

    scenario(open_journal, play)


def test_a_second_decision_fails_alone_whoever_else_is_in_its_batch(open_journal: Open) -> None:
    """Also where it is another operation that has the waiting rows written, and so meets the refusal."""

    def reads(book: Book) -> int:
        return len(book.rows("SELECT seq FROM log_event WHERE log_id = 'tenant/acme'"))

    async def play(journal: SqliteJournal) -> None:
        await journal.admit(admission("old"))
        await journal.settle(Settlement("old", "acme", OutcomeKind.COMPLETED, {}))
        gate = Gate()
        held = await gate.hold(journal)
        work: list[Any] = [journal.admit(admission(call)) for call in ("c1", "old", "c2", "c2")]
        waiting = asyncio.gather(
            *work, journal._writer.run(reads), journal.admit(admission("c3")), return_exceptions=True
        )
        await asyncio.sleep(0)
        gate.opened.set()
        results = await waiting
        kinds = [type(result).__name__ for result in results]
        assert kinds == ["Receipt", "IntegrityBroken", "Receipt", "IntegrityBroken", "int", "Receipt"]
        assert results[4] == 4
        assert await held == "done"
        found = [(leaf.leaf.id, leaf.leaf.kind.value) for leaf in await journal.list_leaves("tenant/acme")]
        admitted = [(call, "admitted") for call in ("c1", "c2", "c3")]
        assert found == [("old", "admitted"), ("old", "outcome"), *admitted]
        assert [report.ok for report in await journal.verify()] == [True, True]

    scenario(open_journal, play)


def test_one_turn_of_the_loop_is_one_batch(open_journal: Open) -> None:
    async def play(journal: SqliteJournal) -> None:
        await journal.admit(admission("first"))
        before = journal._writer.batches
        await asyncio.gather(*(journal.admit(admission(f"c{n}")) for n in range(module.MAX_BATCH)))
        assert journal._writer.batches == before + 1

    scenario(open_journal, play)


def test_what_comes_in_the_turn_of_the_closing_is_told_so(open_journal: Open) -> None:
    async def run() -> None:
        journal = open_journal()
        task = asyncio.create_task(journal.admit(admission("late")))
        asyncio.get_running_loop().call_soon(journal._writer.close)
        with pytest.raises(AuditUnavailable, match="closed"):
            await task
        await journal.close()

    asyncio.run(run())


def test_what_has_not_begun_by_its_deadline_never_becomes_durable(
    open_journal: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SWEEP_SECONDS", 0.01)

    async def play(journal: SqliteJournal) -> None:
        gate = Gate()
        held = await gate.hold(journal)
        with pytest.raises(AuditUnavailable, match="in time"):
            await journal.admit(admission("late"))
        assert not held.done()
        gate.opened.set()
        assert await held == "done"
        assert await journal.list_leaves("tenant/acme") == ()

    scenario(open_journal, play, WriterLimits(deadline=0.05))


def test_cancelled_before_it_began_it_never_becomes_durable(open_journal: Open) -> None:
    async def play(journal: SqliteJournal) -> None:
        gate = Gate()
        held = await gate.hold(journal)
        task = asyncio.create_task(journal.admit(admission("gone")))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        gate.opened.set()
        await held
        assert await journal.list_leaves("tenant/acme") == ()

    scenario(open_journal, play)


def test_cancelled_after_it_began_the_truth_is_told_first(open_journal: Open) -> None:
    async def caller(journal: SqliteJournal, gate: Gate, told: list[str]) -> None:
        told.append(await journal._writer.run(gate.work))
        await asyncio.sleep(0)
        told.append("never")

    async def play(journal: SqliteJournal) -> None:
        gate, told = Gate(), list[str]()
        task = asyncio.create_task(caller(journal, gate, told))
        await asyncio.to_thread(gate.entered.wait, 10)
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
        gate.opened.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert told == ["done"]

    scenario(open_journal, play)


def test_cancelled_again_and_again_the_truth_is_still_told_first(open_journal: Open) -> None:
    async def play(journal: SqliteJournal) -> None:
        gate, told = Gate(), list[str]()

        async def caller() -> None:
            told.append(await journal._writer.run(gate.work))

        task = asyncio.create_task(caller())
        await asyncio.to_thread(gate.entered.wait, 10)
        for _ in range(3):
            task.cancel()
            await asyncio.sleep(0)
            assert not task.done()
        gate.opened.set()
        await asyncio.wait([task])
        assert told == ["done"]

    scenario(open_journal, play)


def test_a_full_queue_and_a_closed_writer_refuse_at_once(open_journal: Open) -> None:
    async def play(journal: SqliteJournal) -> None:
        gate = Gate()
        held = await gate.hold(journal)
        first = asyncio.create_task(journal.admit(admission("c1")))
        await asyncio.sleep(0)
        with pytest.raises(AuditUnavailable, match="queue is full"):
            await journal.admit(admission("c2"))
        gate.opened.set()
        await held
        await first

    scenario(open_journal, play, WriterLimits(capacity=1))

    async def closed() -> None:
        journal = open_journal()
        await journal.close()
        with pytest.raises(AuditUnavailable, match="closed"):
            await journal.admit(admission("c3"))

    asyncio.run(closed())


@pytest.mark.parametrize("how", ["delete", "replace"])
def test_a_deleted_or_replaced_database_is_noticed(open_journal: Open, data_dir: Path, how: str) -> None:
    async def run() -> None:
        journal = open_journal()
        await journal.admit(admission("c1"))
        path = data_dir / DATABASE
        moved = path.rename(data_dir / "moved")
        if how == "replace":
            path.write_bytes(moved.read_bytes())
        for _ in range(2):
            with pytest.raises(AuditUnavailable):
                await journal.admit(admission("c2"))
        path.unlink(missing_ok=True)
        moved.rename(path)
        assert (await journal.admit(admission("c2"))).seq == 1
        await journal.close()

    asyncio.run(run())


def test_a_caller_whose_loop_is_gone_is_forgotten(open_journal: Open) -> None:
    async def leave() -> tuple[SqliteJournal, Gate, Writer]:
        journal, gate = open_journal(), Gate()
        journal._writer._submit(gate.work)
        await asyncio.to_thread(gate.entered.wait, 10)
        return journal, gate, journal._writer

    journal, gate, writer = asyncio.run(leave())
    gate.opened.set()

    async def come_back() -> None:
        assert (await journal.admit(admission("c1"))).seq == 0
        await journal.close()

    asyncio.run(come_back())
    assert writer.failures == 1
