# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the store keeps of blocks and objects that were handed out, beside the contract of every journal."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from clearance.adapters.store.database import DATABASE, connect
from clearance.adapters.store.journal import SqliteJournal
from clearance.adapters.store.migrate import migrate
from clearance.adapters.store.rows import unpack_kept
from clearance.adapters.store.schema import SCHEMA_VERSION
from clearance.errors import IntegrityBroken
from clearance.model.record import Admission, Kept, Payload, Scope, Settlement
from clearance.model.words import DataClass, OutcomeKind, ScopeKind

Open = Callable[..., SqliteJournal]
SCOPE = Scope("acme", ScopeKind.CONVERSATION, "cd" * 16)
DAY = 24 * 3_600_000


def kept(name: str = "aa", *classes: DataClass) -> Kept:
    return Kept(name, "notes-application", "first-deployment", "m", SCOPE, frozenset(classes))


async def settle(journal: SqliteJournal, call: str, *, scope: str = "subject:1", **handed: Any) -> None:
    payload = Payload({"request": bytes(32)})
    await journal.admit(Admission(call, "acme", allowed=True, body={}, tokens=(), payload=payload, payload_scope=scope))
    await journal.settle(Settlement(call, "acme", OutcomeKind.COMPLETED, {}, payload_scope=scope, **handed))


def acting(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scene)


def test_what_was_handed_out_survives_a_restart_and_says_nothing_in_clear(open_journal: Open, data_dir: Path) -> None:
    async def scene() -> None:
        journal = open_journal()
        await settle(journal, "c1", blocks=("ab" * 16,), kept=(kept("aa", DataClass.SSN),))
        await journal.close()
        journal = open_journal()
        assert await journal.known_blocks("acme", ["ab" * 16]) == {"ab" * 16}
        assert await journal.kept_objects("acme", ["aa"]) == {"aa": kept("aa", DataClass.SSN)}
        await journal.close()

    acting(scene())
    assert b"first-deployment" not in (data_dir / DATABASE).read_bytes()


def test_an_object_goes_with_the_key_of_its_subject(open_journal: Open) -> None:
    async def scene() -> None:
        journal = open_journal()
        await settle(journal, "c1", kept=(kept("aa", DataClass.SSN),))
        await journal.shred("acme", "subject:1", actor="uid:0", reason="request")
        assert await journal.kept_objects("acme", ["aa"]) == {}
        await settle(journal, "c2", scope="", kept=(kept("aa"),))
        assert await journal.kept_objects("acme", ["aa"]) == {"aa": kept("aa")}
        await journal.close()

    acting(scene())


def test_a_row_that_was_moved_does_not_open(open_journal: Open, data_dir: Path) -> None:
    async def scene() -> None:
        journal = open_journal()
        await settle(journal, "c1", kept=(kept("aa"),))
        connection = connect(data_dir / DATABASE)
        connection.execute("UPDATE kept_object SET name = 'bb'")
        connection.close()
        with pytest.raises(IntegrityBroken):
            await journal.kept_objects("acme", ["bb"])
        await journal.close()

    acting(scene())


def test_a_row_of_another_form_is_broken() -> None:
    with pytest.raises(IntegrityBroken, match="unknown form"):
        unpack_kept(b"\x90", "acme", "aa")


def test_what_was_not_used_for_its_time_is_deleted(open_journal: Open, clock: Any) -> None:
    async def scene() -> None:
        journal = open_journal()
        await settle(journal, "c1", blocks=("ab", "cd"), kept=(kept("aa"),))
        assert await journal.purge_tokens() == 0
        clock.now += 2 * DAY
        assert await journal.purge_tokens() == 2
        clock.now += 29 * DAY
        assert await journal.purge_tokens() == 1
        await journal.close()

    acting(scene())


def test_a_store_of_the_first_release_is_brought_up(data_dir: Path, open_journal: Open) -> None:
    connection = connect(data_dir / DATABASE)
    for table in ("handed_block", "kept_object"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    assert migrate(data_dir / DATABASE) == ("0001", SCHEMA_VERSION)

    async def scene() -> None:
        journal = open_journal()
        await settle(journal, "c1", blocks=("ab",))
        assert await journal.known_blocks("acme", ["ab"]) == {"ab"}
        await journal.close()

    acting(scene())
