# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Key rows, and the keys that are open in one thread.

A new key and the first row under it become durable in the same transaction. Keys that were made in a
transaction that failed are forgotten with it: ``forget`` drops every open key.
"""

from collections import OrderedDict
from typing import TypeVar

from clearance.adapters.store.database import Connection
from clearance.adapters.store.pending import PendingRows
from clearance.adapters.store.sealing import DataKey, KeyHierarchy, TenantKeyring
from clearance.errors import IntegrityBroken
from clearance.model.keys import KeyPurpose, KeyState, WrappedKey

_Name = TypeVar("_Name", str, tuple[str, str])
MAX_OPEN = 4096
"""Open data keys held in memory, least recently used first out."""

_COLUMNS = "id, tenant_id, purpose, scope, version, state, wrapped, commitment, parent_id, public"
TABLES = ("tenant_key", "subject_key", "signing_key")
_SELECT = {table: f"SELECT {_COLUMNS} FROM {table} WHERE " for table in TABLES}  # noqa: S608 - literal names
_INSERT = {
    table: f"INSERT INTO {table} ({_COLUMNS}, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - as above
    for table in TABLES
}
_ACTIVE = "tenant_id = ? AND purpose = ? AND scope = ? AND state = 'active'"


def read_keys(connection: Connection, table: str, where: str, parameters: tuple[object, ...]) -> list[WrappedKey]:
    """The keys of one table that a literal condition selects.

    Raises:
        IntegrityBroken: a row holds an unknown purpose or state.
    """
    try:
        return [
            WrappedKey(i, tenant, KeyPurpose(purpose), scope, version, KeyState(state), wrapped, commit, parent, public)
            for i, tenant, purpose, scope, version, state, wrapped, commit, parent, public in connection.execute(
                _SELECT[table] + where, parameters
            )
        ]
    except ValueError:
        raise IntegrityBroken("a key row holds an unknown purpose or state", diagnostics=f"table {table}") from None


def insert_key(connection: Connection, table: str, key: WrappedKey, now_ms: int) -> None:
    """Add one key row."""
    connection.execute(_INSERT[table], _row(key, now_ms))


class OpenKeys:
    """The open keys of one thread's connection. ``made``: rows of new data keys, written with the transaction."""

    def __init__(self, hierarchy: KeyHierarchy) -> None:
        self._hierarchy = hierarchy
        self._rings: dict[str, TenantKeyring] = {}
        self._rings_by_id: dict[str, TenantKeyring] = {}
        self._by_scope: OrderedDict[tuple[str, str], DataKey] = OrderedDict()
        self._by_id: OrderedDict[str, DataKey] = OrderedDict()
        self._derived: dict[tuple[str, str], bytes] = {}
        self.made = PendingRows(_INSERT["subject_key"])

    def forget(self) -> None:
        """Drop every open key."""
        for held in (self._rings, self._rings_by_id, self._by_scope, self._by_id, self._derived):
            held.clear()

    def for_scope(self, connection: Connection, tenant: str, scope: str, now_ms: int) -> DataKey:
        """The active data key of a scope, made in this transaction where there is none."""
        name = (tenant, scope)
        key = self._by_scope.get(name)
        if key is not None:
            self._by_scope.move_to_end(name)
            return key
        ring = self._ring(connection, tenant, now_ms)
        stored = read_keys(connection, "subject_key", _ACTIVE, (tenant, KeyPurpose.DATA, scope))
        if stored:
            key = self._unwrap(connection, stored[0])
        else:
            wrapped, key = ring.new_data_key(scope)
            self.made.add(_row(wrapped, now_ms))
        _keep(self._by_scope, name, key)
        return key

    def by_id(self, connection: Connection, tenant: str, key_id: str) -> DataKey:
        """A data key by its id, for opening rows.

        Raises:
            KeyUnavailable: it was destroyed.
            IntegrityBroken: this tenant never had it, or it is not what was wrapped.
        """
        key = self._by_id.get(key_id)
        if key is not None:
            self._by_id.move_to_end(key_id)
            return key
        stored = read_keys(connection, "subject_key", "tenant_id = ? AND id = ?", (tenant, key_id))
        if not stored:
            raise IntegrityBroken("a row names a key that its tenant never had", diagnostics=f"tenant {tenant}")
        key = self._unwrap(connection, stored[0])
        _keep(self._by_id, key_id, key)
        return key

    def derived(self, connection: Connection, tenant: str, purpose: str, now_ms: int) -> bytes:
        """A tenant's 32-byte key for one purpose; its derivation key is made in this transaction if there is none."""
        name = (tenant, purpose)
        material = self._derived.get(name)
        if material is None:
            key = self._tenant_row(connection, tenant, KeyPurpose.DERIVE, now_ms)
            material = self._derived[name] = self._hierarchy.derived(key, purpose)
        return material

    def _ring(self, connection: Connection, tenant: str, now_ms: int) -> TenantKeyring:
        ring = self._rings.get(tenant)
        if ring is None:
            row = self._tenant_row(connection, tenant, KeyPurpose.TENANT, now_ms)
            ring = self._rings[tenant] = self._rings_by_id[row.id] = self._hierarchy.tenant_keyring(row)
        return ring

    def _tenant_row(self, connection: Connection, tenant: str, purpose: KeyPurpose, now_ms: int) -> WrappedKey:
        stored = read_keys(connection, "tenant_key", _ACTIVE, (tenant, purpose, ""))
        if stored:
            return stored[0]
        key = self._hierarchy.new_key(tenant, purpose)
        insert_key(connection, "tenant_key", key, now_ms)
        return key

    def _unwrap(self, connection: Connection, key: WrappedKey) -> DataKey:
        ring = self._rings_by_id.get(key.parent)
        if ring is None:
            parents = read_keys(connection, "tenant_key", "tenant_id = ? AND id = ?", (key.tenant, key.parent))
            if not parents:
                raise IntegrityBroken("a key names a parent that its tenant never had", diagnostics=f"key {key.id}")
            ring = self._rings_by_id[key.parent] = self._hierarchy.tenant_keyring(parents[0])
        return ring.data_key(key)


def public_keys(connection: Connection) -> dict[str, bytes]:
    """Every signing key that was ever active, by id: its public key (32 bytes)."""
    return {row.id: row.public for row in read_keys(connection, "signing_key", "purpose = ?", (KeyPurpose.SIGN,))}


def _row(key: WrappedKey, now_ms: int) -> tuple[object, ...]:
    purpose, state = key.purpose.value, key.state.value
    row = (key.id, key.tenant, purpose, key.scope, key.version, state, key.wrapped, key.commit, key.parent)
    return (*row, key.public, now_ms)


def _keep(held: "OrderedDict[_Name, DataKey]", name: _Name, key: DataKey) -> None:
    held[name] = key
    if len(held) > MAX_OPEN:
        held.popitem(last=False)
