# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What an installation keeps beside its logs: documents by hash, boundary activations, API keys.

Every change is one transaction with the administration leaf that tells of it. Mutable rows are sealed
and bound to their place; documents are named by their hash.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clearance.adapters.store.heads import Book
from clearance.adapters.store.readers import Reader, Readers
from clearance.adapters.store.rows import pack_api_key, unpack_api_key
from clearance.adapters.store.sealing import row_binding
from clearance.adapters.store.writer import Writer
from clearance.core.ledger.leaf import INSTALLATION_LOG, LeafKind, event_uuid
from clearance.errors import IntegrityBroken
from clearance.model.identity import ApiKey
from clearance.model.keys import KeyPurpose
from clearance.model.record import Json

INSTALLATION = ""
SCOPE = "records"
"""The scope whose data key seals the installation's own rows."""

# Plain SQL: SQLAlchemy would cost the serving process 180 ms and 13 MB. A test compares it with the tables.
_PUT_DOCUMENT = (
    "INSERT OR IGNORE INTO document (hash, tenant_id, text, created_ms) VALUES (:hash, :tenant_id, :text, :created_ms)"
)
_GET_DOCUMENT = "SELECT text FROM document WHERE hash = :hash"
_PUT_KEY = "INSERT OR REPLACE INTO api_key (id, tenant_id, key_id, sealed) VALUES (:id, :tenant_id, :key_id, :sealed)"
_KEYS = "SELECT id, tenant_id, key_id, sealed FROM api_key ORDER BY id"
_ACTIVATE = (
    "INSERT INTO boundary_activation (seq, tenant_id, boundary_hash, activated_ms, key_id, sealed)"
    " VALUES (:seq, :tenant_id, :boundary_hash, :activated_ms, :key_id, :sealed)"
)
_ACTIVATIONS = (
    "SELECT seq, tenant_id, boundary_hash, activated_ms, key_id, sealed FROM boundary_activation ORDER BY seq"
)
_NEXT_ACTIVATION = "SELECT coalesce(max(seq), 0) + 1 FROM boundary_activation"
_DESTROY = (
    "UPDATE subject_key SET state = 'destroyed', wrapped = x'' WHERE tenant_id = ? AND purpose = ? AND scope = ?"
    " AND state <> 'destroyed'"
)


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation of a boundary; times are UTC milliseconds. ``boundary_hash`` names its manifest document."""

    seq: int
    boundary_hash: str
    activated_ms: int


class Records:
    """Documents, boundary activations and API keys of one data directory."""

    def __init__(self, writer: Writer, readers: Readers, entropy: Callable[[int], bytes]) -> None:
        self._writer, self._readers, self._entropy = writer, readers, entropy

    async def activate(self, boundary_hash: str, documents: Mapping[str, str], event: dict[str, Json]) -> Activation:
        """Archive a boundary's documents (by hex SHA-256) and put it in force, in one transaction.

        Raises:
            IntegrityBroken: a document is not the one that its hash names.
            AuditUnavailable: nothing changed.
        """
        for name, text in documents.items():
            _check_document(name, text)

        def work(book: Book) -> Activation:
            self._tell(book, event)
            for name, text in documents.items():
                _put(book, _PUT_DOCUMENT, hash=name, tenant_id=INSTALLATION, text=text, created_ms=book.now_ms)
            ((seq,),) = book.rows(_NEXT_ACTIVATION)
            activation = Activation(int(str(seq)), boundary_hash, book.now_ms)
            key = book.data_key(INSTALLATION, SCOPE)
            _put(
                book,
                _ACTIVATE,
                seq=activation.seq,
                tenant_id=INSTALLATION,
                boundary_hash=boundary_hash,
                activated_ms=activation.activated_ms,
                key_id=key.id,
                sealed=key.seal(b"", _activation_binding(activation, key.id)),
            )
            return activation

        return await self._writer.run(work)

    async def activations(self) -> tuple[Activation, ...]:
        """Every activation, oldest first; the last one is in force. Raises IntegrityBroken for an altered row."""
        return await self._readers.run(_activations)

    async def document(self, name: str) -> str | None:
        """An archived document by its hex SHA-256. Raises IntegrityBroken where it is not what the hash names."""

        def work(reader: Reader) -> str | None:
            row = reader.connection.execute(_GET_DOCUMENT, {"hash": name}).fetchone()
            if row is not None:
                _check_document(name, row[0])
            return None if row is None else str(row[0])

        return await self._readers.run(work)

    async def put_api_key(self, key: ApiKey, event: dict[str, Json]) -> None:
        """Store a new or changed key record, with its leaf."""

        def work(book: Book) -> None:
            self._tell(book, event)
            seal = book.data_key(INSTALLATION, SCOPE)
            sealed = seal.seal(pack_api_key(key), row_binding(key.tenant, "api_key", key.id, seal.id))
            _put(book, _PUT_KEY, id=key.id, tenant_id=key.tenant, key_id=seal.id, sealed=sealed)

        await self._writer.run(work)

    async def api_keys(self) -> tuple[ApiKey, ...]:
        """Every issued key, revoked ones included. Raises IntegrityBroken for an altered row."""
        return await self._readers.run(_api_keys)

    def _tell(self, book: Book, event: dict[str, Json]) -> None:
        event_id = event_uuid(book.now_ms, self._entropy(10))
        book.append(INSTALLATION_LOG, INSTALLATION, LeafKind.ADMIN, event_id, event)


def destroy_key(book: Book, tenant: str, scope: str) -> bool:
    """Destroy every version of a scope's data key; False where there is none."""
    return book.execute(_DESTROY, (tenant, KeyPurpose.DATA, scope)) > 0


def _put(book: Book, sql: str, **values: object) -> None:
    book.execute(sql, values)


def _check_document(name: str, text: str) -> None:
    if hashlib.sha256(text.encode()).hexdigest() != name:
        raise IntegrityBroken("a document is not the one that its hash names", diagnostics=f"document {name}")


def _activation_binding(activation: Activation, key_id: str) -> bytes:
    row = f"{activation.seq}/{activation.boundary_hash}/{activation.activated_ms}"
    return row_binding(INSTALLATION, "boundary_activation", row, key_id)


def _activations(reader: Reader) -> tuple[Activation, ...]:
    found: list[Activation] = []
    for seq, tenant, boundary_hash, activated_ms, key_id, sealed in reader.connection.execute(_ACTIVATIONS).fetchall():
        activation = Activation(seq, boundary_hash, activated_ms)
        key = reader.keys.by_id(reader.connection, INSTALLATION, key_id)
        if tenant != INSTALLATION or seq != len(found) + 1:
            raise IntegrityBroken("the boundary's history has a gap", diagnostics=f"activation {seq}")
        key.open(sealed, _activation_binding(activation, key_id))
        found.append(activation)
    return tuple(found)


def _api_keys(reader: Reader) -> tuple[ApiKey, ...]:
    found: list[ApiKey] = []
    rows: list[tuple[Any, ...]] = reader.connection.execute(_KEYS).fetchall()
    for row_id, tenant, key_id, sealed in rows:
        opener = reader.keys.by_id(reader.connection, INSTALLATION, key_id)
        key = unpack_api_key(opener.open(sealed, row_binding(tenant, "api_key", row_id, key_id)))
        if (key.id, key.tenant) != (row_id, tenant):
            raise IntegrityBroken("an API key row is filed under another name", diagnostics=f"key {row_id}")
        found.append(key)
    return tuple(found)
