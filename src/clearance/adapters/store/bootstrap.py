# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Open a database as its owner: check it, find or make its signing key, begin a new owner epoch."""

from collections.abc import Callable

from clearance.adapters.store.database import Connection, StoreError, require_schema
from clearance.adapters.store.heads import Book
from clearance.adapters.store.keyrows import insert_key, read_keys
from clearance.adapters.store.reading import named_logs
from clearance.adapters.store.sealing import KeyHierarchy, Signer
from clearance.core.ledger.leaf import INSTALLATION_LOG, LeafKind, event_uuid
from clearance.errors import AuditUnavailable, IntegrityBroken
from clearance.model.keys import KeyPurpose
from clearance.model.record import Json
from clearance.ports import Clock

_ID_SIZE = 8
_META = "SELECT value FROM meta WHERE name = ?"
_SET_META = (
    "INSERT INTO meta (name, tenant_id, value) VALUES (?, '', ?)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_ENDS = (
    "SELECT h.log_id, h.size, h.last_ms,"
    " coalesce((SELECT max(seq) FROM log_event e WHERE e.log_id = h.log_id), -1) + 1,"
    " coalesce((SELECT max(size) FROM checkpoint c WHERE c.log_id = h.log_id), 0) FROM log_head h"
)


def open_book(open_connection: Callable[[], Connection], keys: KeyHierarchy, clock: Clock) -> Book:
    """Check the database and begin a new owner epoch.

    Raises:
        SchemaOutdated: another schema version.
        IntegrityBroken: a log ends elsewhere than its head or a checkpoint says; the message names where.
        KeyUnavailable: the signing key does not open.
        AuditUnavailable: the store refuses.
    """
    connection = open_connection()
    try:
        require_schema(connection)
        last_ms = _check_ends(connection)
        connection.execute("BEGIN IMMEDIATE")
        installation = _meta(connection, "installation_id") or clock.entropy(_ID_SIZE).hex()
        epoch = clock.entropy(_ID_SIZE).hex()
        now_ms = clock.now_ms()
        signer, made = _signer(connection, keys, now_ms)
        book = Book(keys, signer, installation=installation, epoch=epoch)
        book.newest_ms = last_ms
        book.begin(connection, now_ms)
        for name, value in (("installation_id", installation), ("owner_epoch", epoch)):
            connection.execute(_SET_META, (name, value))
        for body in _events(epoch, signer, made=made):
            event_id = event_uuid(now_ms, clock.entropy(10))
            book.append(INSTALLATION_LOG, "", LeafKind.ADMIN, event_id, body)
        book.finish()
        connection.execute("COMMIT")
    except StoreError as error:
        raise AuditUnavailable("the store refuses to begin", diagnostics=type(error).__name__) from None
    finally:
        connection.close()
    book.forget()
    return book


def _events(epoch: str, signer: Signer, *, made: bool) -> list[dict[str, Json]]:
    events: list[dict[str, Json]] = []
    if made:
        key: dict[str, Json] = {"public": signer.public.hex(), "purpose": KeyPurpose.SIGN.value}
        events.append({"action": "key.created", "actor": "owner", "key": key, "object": signer.id})
    events.append({"action": "owner.started", "actor": "owner", "object": epoch})
    return events


def _signer(connection: Connection, keys: KeyHierarchy, now_ms: int) -> tuple[Signer, bool]:
    stored = read_keys(connection, "signing_key", "state = 'active'", ())
    if stored:
        signer = keys.signer(stored[0])
        if signer.public != stored[0].public:
            raise IntegrityBroken("the stored public key is not that of the signing key")
        return signer, False
    key = keys.new_key("", KeyPurpose.SIGN)
    insert_key(connection, "signing_key", key, now_ms)
    return keys.signer(key), True


def _check_ends(connection: Connection) -> int:
    newest, ends = 0, connection.execute(_ENDS).fetchall()
    headless = named_logs(connection) - {log for log, *_ in ends}
    if headless:
        raise IntegrityBroken(f"log {min(headless)}: first bad sequence number 0 (its head is missing)")
    for log, size, last_ms, rows, checkpointed in ends:
        if not checkpointed <= size == rows:
            raise IntegrityBroken(
                f"log {log}: first bad sequence number {min(size, rows)}"
                f" (head {size} leaves, rows {rows}, signed {checkpointed})"
            )
        newest = max(newest, last_ms)
    return newest


def _meta(connection: Connection, name: str) -> str | None:
    row = connection.execute(_META, (name,)).fetchone()
    return None if row is None else str(row[0])
