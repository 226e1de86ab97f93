# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every stored bit counts: alter it, and verification names the sequence number."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.adapters.keys.hierarchy import KeyHierarchy
from clearance.adapters.store.database import DATABASE, connect
from clearance.adapters.store.journal import SqliteJournal
from clearance.adapters.store.readers import Readers
from clearance.adapters.store.reading import Against
from clearance.adapters.store.verification import verify_one
from clearance.core.ledger.verify import Report
from clearance.errors import IntegrityBroken
from clearance.model.record import Admission, Payload, Settlement
from clearance.model.words import OutcomeKind

LOG = "tenant/acme"
SIZE = 40


class Store:
    """A closed store of 40 leaves, signed at 20 and 40, and a way to alter a copy of it."""

    def __init__(self, data_dir: Path, keys: KeyHierarchy, installation: str) -> None:
        self.path, self._keys, self._installation = data_dir / DATABASE, keys, installation
        self._true = data_dir / "true.db"
        shutil.copy(self.path, self._true)

    def alter(self, sql: str, *parameters: object) -> None:
        shutil.copy(self._true, self.path)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        connection = connect(self.path)
        connection.execute(sql, parameters)
        connection.close()

    def value(self, sql: str, *parameters: object) -> bytes:
        connection = connect(self._true)
        value = connection.execute(sql, parameters).fetchone()[0]
        connection.close()
        return value.encode() if isinstance(value, str) else bytes(value)

    def verify(self) -> Report:
        async def run() -> Report:
            readers = Readers(self.path, self._keys)
            try:
                against = Against(LOG, self._installation, (), ())
                return await readers.run(lambda reader: verify_one(reader, self._keys, against))
            finally:
                readers.close()

        return asyncio.run(run())


@pytest.fixture
def store(open_journal: Callable[..., SqliteJournal], data_dir: Path, keys: KeyHierarchy) -> Store:
    async def fill() -> str:
        journal = open_journal()
        for n in range(SIZE // 2):
            salts = Payload({"outgoing": bytes(32)})
            body = Admission(
                f"c{n}",
                "acme",
                allowed=True,
                body={"commitments": {"outgoing": "ab" * 32}},
                tokens=(),
                payload=salts,
                payload_scope=f"subject:{n}",
            )
            await journal.admit(body)
            await journal.settle(Settlement(f"c{n}", "acme", OutcomeKind.COMPLETED, {}))
            if n == 9:
                await journal.checkpoint()
        await journal.close()
        return journal.installation

    return Store(data_dir, keys, asyncio.run(fill()))


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_the_untouched_store_is_ok(store: Store) -> None:
    report = store.verify()
    assert (report.ok, report.size, report.counts["checkpoints"], report.counts["payloads"]) == (True, SIZE, 2, 20)


@pytest.mark.parametrize("column", ["leaf", "leaf_hash", "chain"])
@pytest.mark.parametrize("seq", [0, 23, SIZE - 1])
def test_a_flipped_bit_of_a_row(store: Store, column: str, seq: int) -> None:
    value = store.value(f"SELECT {column} FROM log_event WHERE log_id = ? AND seq = ?", LOG, seq)
    for bit in range(0, len(value) * 8, len(value) * 8 // 6):
        store.alter(f"UPDATE log_event SET {column} = ? WHERE log_id = ? AND seq = ?", flipped(value, bit), LOG, seq)
        assert store.verify().first_bad_seq == seq


@pytest.mark.parametrize(("column", "last"), [("frontier", 39), ("root", 39), ("chain", 39)])
def test_a_flipped_bit_of_the_head(store: Store, column: str, last: int) -> None:
    value = store.value(f"SELECT {column} FROM log_head WHERE log_id = ?", LOG)
    for bit in range(0, len(value) * 8, len(value) * 8 // 4):
        store.alter(f"UPDATE log_head SET {column} = ? WHERE log_id = ?", flipped(value, bit), LOG)
        assert store.verify().first_bad_seq == last


@pytest.mark.parametrize(("column", "seq"), [("size", 40), ("last_ms", 39), ("settled_to", 39)])
def test_an_altered_number_of_the_head(store: Store, column: str, seq: int) -> None:
    store.alter(f"UPDATE log_head SET {column} = {column} + 1 WHERE log_id = ?", LOG)
    assert store.verify().first_bad_seq == seq


def test_a_flipped_bit_of_a_checkpoint(store: Store) -> None:
    note = store.value("SELECT note FROM checkpoint WHERE log_id = ? AND size = 20", LOG)
    for bit in range(0, len(note) * 8 - 7, len(note)):
        if (altered := flipped(note, bit)).isascii() or bit % 8 != 7:
            text = altered.decode("utf-8", "replace")
            store.alter("UPDATE checkpoint SET note = ? WHERE log_id = ? AND size = 20", text, LOG)
            assert store.verify().first_bad_seq == 19


@pytest.mark.parametrize("column", ["sealed", "key_id"])
def test_a_flipped_bit_of_a_payload(store: Store, column: str) -> None:
    value = store.value(f"SELECT {column} FROM log_payload WHERE log_id = ? AND seq = 6", LOG)
    for bit in range(0, len(value) * 8, len(value) * 8 // 6):
        wrong: object = flipped(value, bit)
        if column == "key_id":
            wrong = flipped(value, bit).decode("latin-1")
        store.alter(f"UPDATE log_payload SET {column} = ? WHERE log_id = ? AND seq = 6", wrong, LOG)
        assert store.verify().first_bad_seq == 6


def test_a_payload_moved_to_another_leaf(store: Store) -> None:
    store.alter("UPDATE log_payload SET seq = 7 WHERE log_id = ? AND seq = 6", LOG)
    assert store.verify().first_bad_seq == 6
    store.alter("UPDATE log_payload SET seq = 99 WHERE log_id = ? AND seq = 6", LOG)
    assert [(one.code, one.seq) for one in store.verify().problems] == [("payload_missing", 6), ("payload_orphan", 99)]


def test_rows_dropped_relabelled_or_given_away(store: Store) -> None:
    for sql in (
        "DELETE FROM log_event WHERE log_id = ? AND seq = 11",
        "UPDATE log_event SET kind = 'admin' WHERE log_id = ? AND seq = 11",
        "UPDATE log_event SET call_id = 'x' WHERE log_id = ? AND seq = 11",
        "UPDATE log_event SET tenant_id = 'other' WHERE log_id = ? AND seq = 11",
        "UPDATE log_event SET seq = 1000 WHERE log_id = ? AND seq = 11",
    ):
        store.alter(sql, LOG)
        assert store.verify().first_bad_seq == 11


def test_a_wrapped_key_that_was_changed_or_declared_destroyed(store: Store) -> None:
    key_id = store.value("SELECT key_id FROM log_payload WHERE log_id = ? AND seq = 6", LOG).decode()
    for change in (
        "wrapped = zeroblob(60)",
        "commitment = zeroblob(32)",
        "state = 'destroyed'",
        "scope = 'subject:7x'",
    ):
        store.alter(f"UPDATE subject_key SET {change} WHERE id = ?", key_id)
        assert store.verify().first_bad_seq == 6
    store.alter("DELETE FROM subject_key WHERE id = ?", key_id)
    assert store.verify().first_bad_seq == 6


def test_a_forged_signing_key_is_refused(store: Store) -> None:
    store.alter("UPDATE signing_key SET public = zeroblob(32)")
    with pytest.raises(IntegrityBroken):
        store.verify()


def test_an_owner_refuses_a_log_that_ends_elsewhere(store: Store, open_journal: Callable[..., SqliteJournal]) -> None:
    store.alter("DELETE FROM log_event WHERE log_id = ? AND seq >= 35", LOG)
    with pytest.raises(IntegrityBroken, match="first bad sequence number 35"):
        open_journal()
    store.alter("UPDATE log_head SET size = 10 WHERE log_id = ?", LOG)
    with pytest.raises(IntegrityBroken, match="first bad sequence number 10"):
        open_journal()
