# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clearance.adapters.store.database import DATABASE, connect
from clearance.adapters.store.journal import SqliteJournal
from clearance.errors import IntegrityBroken
from clearance.model.identity import ApiKey

KEY = ApiKey("A1b2C3d4", "acme", "notes", "live", "care-team", ("treatment",), b"d" * 32, 100, 200)


def named(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def play(open_journal: Callable[..., SqliteJournal], scenario: Callable[[SqliteJournal], Any]) -> None:
    async def run() -> None:
        journal = open_journal()
        try:
            await scenario(journal)
        finally:
            await journal.close()

    asyncio.run(run())


def alter(data_dir: Path, sql: str) -> None:
    connection = connect(data_dir / DATABASE)
    connection.execute(sql)
    connection.close()


def test_documents_and_activations(open_journal: Callable[..., SqliteJournal], data_dir: Path) -> None:
    async def scenario(journal: SqliteJournal) -> None:
        records = journal.records
        assert await records.activations() == ()
        for text in ("one", "two", "one"):
            event: dict[str, Any] = {"action": "boundary.activated", "actor": "uid:0", "object": named(text)}
            await records.activate(named(text), {named(text): text}, event)
        activations = await records.activations()
        assert [(one.seq, one.boundary_hash) for one in activations] == [
            (1, named("one")),
            (2, named("two")),
            (3, named("one")),
        ]
        assert await records.document(named("two")) == "two"
        assert await records.document(named("three")) is None
        with pytest.raises(IntegrityBroken):
            await records.activate("x", {"x": "three"}, {"action": "boundary.activated"})
        events = [one.leaf.body["action"] for one in await journal.list_leaves("installation")]
        assert events.count("boundary.activated") == 3
        alter(data_dir, f"UPDATE document SET text = 'changed' WHERE hash = '{named('two')}'")
        with pytest.raises(IntegrityBroken):
            await records.document(named("two"))

    play(open_journal, scenario)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE boundary_activation SET boundary_hash = 'x' WHERE seq = 2",
        "UPDATE boundary_activation SET activated_ms = 1 WHERE seq = 2",
        "UPDATE boundary_activation SET sealed = zeroblob(28) WHERE seq = 2",
        "DELETE FROM boundary_activation WHERE seq = 1",
    ],
)
def test_an_altered_activation_is_refused(open_journal: Callable[..., SqliteJournal], data_dir: Path, sql: str) -> None:
    async def scenario(journal: SqliteJournal) -> None:
        for text in ("one", "two"):
            await journal.records.activate(named(text), {}, {"action": "boundary.activated"})
        alter(data_dir, sql)
        with pytest.raises(IntegrityBroken):
            await journal.records.activations()

    play(open_journal, scenario)


def test_api_keys(open_journal: Callable[..., SqliteJournal]) -> None:
    async def scenario(journal: SqliteJournal) -> None:
        other = replace(KEY, id="Z9", tenant="other")
        for key in (KEY, other, replace(KEY, revoked_at=150)):
            await journal.records.put_api_key(key, {"action": "key.issued", "object": key.id})
        assert await journal.records.api_keys() == (replace(KEY, revoked_at=150), other)

    play(open_journal, scenario)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE api_key SET tenant_id = 'other'",
        "UPDATE api_key SET id = 'B'",
        "UPDATE api_key SET sealed = zeroblob(99)",
    ],
)
def test_an_altered_api_key_is_refused(open_journal: Callable[..., SqliteJournal], data_dir: Path, sql: str) -> None:
    async def scenario(journal: SqliteJournal) -> None:
        await journal.records.put_api_key(KEY, {"action": "key.issued"})
        alter(data_dir, sql)
        with pytest.raises(IntegrityBroken):
            await journal.records.api_keys()

    play(open_journal, scenario)
