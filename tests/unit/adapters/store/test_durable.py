# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Whether the last write went well: what readiness asks of the store."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite

from clearance.adapters.store.heads import Book
from clearance.adapters.store.journal import SqliteJournal
from clearance.errors import AuditUnavailable, IntegrityBroken
from clearance.model.record import Admission, Payload


class FullDisk:
    """A connection whose commits fail once something was changed, as on a full disk."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.full = True
        self.changed = False

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        if sql == "COMMIT" and self.full and self.changed:
            raise sqlite.OperationalError("database or disk is full")
        self.changed = not sql.startswith("BEGIN") and (self.changed or not sql.startswith("SELECT"))
        return self.inner.execute(sql, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def admission(call: str) -> Admission:
    return Admission(call, "acme", allowed=True, body={}, tokens=(), payload=Payload({}), payload_scope=f"call:{call}")


def play(journal: SqliteJournal, scenario: Callable[[], Any]) -> None:
    async def run() -> None:
        try:
            await scenario()
        finally:
            await journal.close()

    asyncio.run(run())


def test_a_failed_write_is_remembered_until_one_goes_well(open_journal: Callable[..., SqliteJournal]) -> None:
    journal = open_journal()

    def durable() -> bool:
        return journal.durable

    async def scenario() -> None:
        await journal.checkpoint()
        assert durable()
        disk = journal._writer._connection = FullDisk(journal._writer._connection)
        with pytest.raises(AuditUnavailable):
            await journal.admit(admission("c1"))
        assert not durable()
        await journal._writer.run(lambda book: book.rows("SELECT 1"))
        assert not durable(), "a transaction without changes proves nothing"
        with pytest.raises(AuditUnavailable):
            await journal.checkpoint()
        assert not durable()
        disk.full = False
        await journal.checkpoint()
        assert durable(), "the checkpoint job tries by itself, so no call is needed to become ready again"
        assert (await journal.admit(admission("c1"))).seq == 0

    play(journal, scenario)


def test_a_refused_operation_is_not_the_stores_fault(open_journal: Callable[..., SqliteJournal]) -> None:
    journal = open_journal()

    async def scenario() -> None:
        def refuse(book: Book) -> None:
            book.execute("DELETE FROM token", ())
            raise IntegrityBroken("not like this")

        with pytest.raises(IntegrityBroken):
            await journal._writer.run(refuse)
        assert journal.durable

    play(journal, scenario)
