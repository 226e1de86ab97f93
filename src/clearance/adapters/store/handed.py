# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What answers handed out: encrypted blocks by keyed hash, and objects that vendors keep, as sealed rows.

Written with the outcome of the exchange that got them. A block lives as long as a conversation's tokens; an object's
row lives 30 days after its last use, and opens only while the key of its subject or conversation exists.
"""

from collections.abc import Collection, Iterator, Sequence

from clearance.adapters.store.database import Connection
from clearance.adapters.store.heads import Book
from clearance.adapters.store.keyrows import OpenKeys
from clearance.adapters.store.readers import Reader
from clearance.adapters.store.rows import pack_kept, unpack_kept
from clearance.adapters.store.scopes import TOKEN_TTL_MS, TOUCH_EVERY_MS
from clearance.adapters.store.sealing import row_binding
from clearance.errors import IntegrityBroken, KeyUnavailable
from clearance.model.record import Kept, Settlement

KEPT_TTL_MS = 30 * 24 * 3600 * 1000
_AT_ONCE = 200
"""Names in one query."""
_KEPT = "kept_object"

_SAVE_BLOCK = (
    "INSERT INTO handed_block (tenant_id, block, last_used_ms) VALUES (?, ?, ?)"
    " ON CONFLICT (tenant_id, block) DO UPDATE SET last_used_ms = excluded.last_used_ms"
)
_SAVE_KEPT = (
    "INSERT INTO kept_object (tenant_id, name, key_id, sealed, last_used_ms) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (tenant_id, name) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed,"
    " last_used_ms = excluded.last_used_ms"
)
_BLOCKS = "SELECT block, last_used_ms FROM handed_block WHERE tenant_id = ? AND last_used_ms >= ? AND block IN ({})"
_OBJECTS = (
    "SELECT name, key_id, sealed, last_used_ms FROM kept_object WHERE tenant_id = ? AND last_used_ms >= ?"
    " AND name IN ({})"
)
_TOUCH_BLOCK = "UPDATE handed_block SET last_used_ms = ? WHERE tenant_id = ? AND block = ?"
_TOUCH_KEPT = "UPDATE kept_object SET last_used_ms = ? WHERE tenant_id = ? AND name = ?"
_PURGES = (
    ("DELETE FROM handed_block WHERE last_used_ms < ?", TOKEN_TTL_MS),
    ("DELETE FROM kept_object WHERE last_used_ms < ?", KEPT_TTL_MS),
)

Stale = tuple[str, ...]
"""Names whose last use is to be written again."""


def save(book: Book, settlement: Settlement) -> None:
    """Make what an answer handed out durable, in its outcome's transaction. Raises IntegrityBroken."""
    tenant = settlement.tenant
    for block in settlement.blocks:
        book.execute(_SAVE_BLOCK, (tenant, block, book.now_ms))
    if not settlement.kept:
        return
    key = book.data_key(tenant, settlement.payload_scope or f"call:{settlement.call_id}")
    book.flush()  # what this transaction has of them counts too
    names = [kept.name for kept in settlement.kept]
    before = {one.name: one for one, _ in _objects(book.connection, book.keys, tenant, names, book.now_ms)}
    for kept in settlement.kept:
        if kept.scope.tenant != tenant:
            raise IntegrityBroken("an object of another tenant", diagnostics=f"call {settlement.call_id}")
        joined = before[kept.name].joined(kept) if kept.name in before else kept
        sealed = key.seal(pack_kept(joined), row_binding(tenant, _KEPT, kept.name, key.id))
        book.execute(_SAVE_KEPT, (tenant, kept.name, key.id, sealed, book.now_ms))


def known_blocks(reader: Reader, tenant: str, blocks: Collection[str], now_ms: int) -> tuple[frozenset[str], Stale]:
    """Those that were handed out and not forgotten, and which of them have not been used for an hour."""
    found: dict[str, int] = {}
    for some in _portions(sorted(blocks)):
        sql = _BLOCKS.format(", ".join("?" * len(some)))
        found |= dict(reader.connection.execute(sql, (tenant, now_ms - TOKEN_TTL_MS, *some)).fetchall())
    return frozenset(found), tuple(name for name, used in found.items() if used <= now_ms - TOUCH_EVERY_MS)


def kept_objects(reader: Reader, tenant: str, names: Collection[str], now_ms: int) -> tuple[dict[str, Kept], Stale]:
    """The objects with these names that are not forgotten, and which of them have not been used for an hour."""
    found = _objects(reader.connection, reader.keys, tenant, sorted(names), now_ms)
    stale = tuple(kept.name for kept, used in found if used <= now_ms - TOUCH_EVERY_MS)
    return {kept.name: kept for kept, _ in found}, stale


def touch_blocks(book: Book, tenant: str, blocks: Stale) -> None:
    """Blocks are in use: they live on."""
    for block in blocks:
        book.execute(_TOUCH_BLOCK, (book.now_ms, tenant, block))


def touch_objects(book: Book, tenant: str, names: Stale) -> None:
    """Objects are in use: their rows live on."""
    for name in names:
        book.execute(_TOUCH_KEPT, (book.now_ms, tenant, name))


def purge(book: Book) -> int:
    """Delete what was not used for its time; how many rows."""
    return sum(book.execute(sql, (book.now_ms - ttl,)) for sql, ttl in _PURGES)


def _objects(
    connection: Connection, keys: OpenKeys, tenant: str, names: Sequence[str], now_ms: int
) -> list[tuple[Kept, int]]:
    """Objects and when they were last used. One whose key was destroyed is gone."""
    found = []
    for some in _portions(names):
        sql = _OBJECTS.format(", ".join("?" * len(some)))
        for name, key_id, sealed, used in connection.execute(sql, (tenant, now_ms - KEPT_TTL_MS, *some)).fetchall():
            try:
                key = keys.by_id(connection, tenant, key_id)
            except KeyUnavailable:
                continue
            plain = key.open(sealed, row_binding(tenant, _KEPT, name, key_id))
            found.append((unpack_kept(plain, tenant, name), used))
    return found


def _portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]
