# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The logs as the writer sees them inside one transaction: heads, appends, checkpoints.

``Book`` lives in the writer thread. What it holds in memory is only a copy of what is committed: after
any failure ``forget`` drops it, and the next transaction reads it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clearance.adapters.store.database import Connection, RowConflict
from clearance.adapters.store.keyrows import OpenKeys
from clearance.adapters.store.pending import PendingRows
from clearance.adapters.store.sealing import DataKey, KeyHierarchy, Signer, row_binding
from clearance.core.ledger.checkpoint import Checkpoint, ed25519_key_id, log_origin, sign_checkpoint
from clearance.core.ledger.leaf import CHAIN_START, LeafKind, chain_hash, complete, leaf_hash, leaf_prefix
from clearance.core.ledger.merkle import EMPTY_ROOT, KEPT_EVERY, Frontier
from clearance.errors import IntegrityBroken
from clearance.model.record import Json

CHECKPOINT_EVERY = 256
_OF_OPEN_CALLS = frozenset({LeafKind.ATTEMPT, LeafKind.OUTCOME})

_HEAD = "SELECT size, frontier, root, chain, last_ms, settled_to FROM log_head WHERE log_id = ?"
_LAST_CHECKPOINT = "SELECT coalesce(max(size), 0) FROM checkpoint WHERE log_id = ?"
_UNSIGNED = (
    "SELECT h.log_id, h.tenant_id FROM log_head h WHERE h.size >"
    " coalesce((SELECT max(size) FROM checkpoint c WHERE c.log_id = h.log_id), 0)"
)
_SAVE_HEAD = (
    "INSERT INTO log_head (size, frontier, root, chain, last_ms, settled_to, log_id, tenant_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (log_id) DO UPDATE SET size = excluded.size,"
    " frontier = excluded.frontier, root = excluded.root, chain = excluded.chain,"
    " last_ms = excluded.last_ms, settled_to = excluded.settled_to"
)
_OPEN = (
    "SELECT e.call_id, e.seq FROM log_event e WHERE e.log_id = ? AND e.seq >= ? AND e.kind = 'admitted'"
    " AND NOT EXISTS (SELECT 1 FROM log_event o WHERE o.log_id = e.log_id AND o.call_id = e.call_id"
    " AND o.kind = 'outcome') ORDER BY e.seq"
)
_INSERT_EVENT = (
    "INSERT INTO log_event (log_id, seq, tenant_id, kind, call_id, leaf_hash, chain, leaf)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_PAYLOAD = "INSERT INTO log_payload (log_id, seq, tenant_id, key_id, sealed) VALUES (?, ?, ?, ?, ?)"
_UPSERT = (
    "INSERT INTO token (tenant_id, scope_kind, scope_id, text_hash, data_class, blind_index, key_id, sealed,"
    " created_ms, last_used_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (tenant_id, scope_kind, scope_id, text_hash) DO UPDATE SET last_used_ms = excluded.last_used_ms"
    " WHERE blind_index = excluded.blind_index"
)
_INSERT_NODE = "INSERT INTO log_node (log_id, level, idx, tenant_id, hash) VALUES (?, ?, ?, ?, ?)"
_INSERT_CHECKPOINT = "INSERT INTO checkpoint (log_id, size, tenant_id, note) VALUES (?, ?, ?, ?)"


@dataclass(slots=True)
class Head:
    """One log, in memory. ``open``: admitted calls without an outcome, oldest first."""

    log: str
    tenant: str
    tree: Frontier
    chain: bytes
    last_ms: int
    checkpointed: int
    open: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a leaf went."""

    call_id: str
    log: str
    seq: int
    leaf_hash: bytes


class RowsRefused(Exception):
    """The transaction cannot be committed. Not a ClearanceError: it need not be the fault of who meets it."""

    def __init__(self, error: IntegrityBroken) -> None:
        super().__init__()
        self.error = error


def payload_row(log: str, seq: int) -> str:
    """The name of a payload row in its binding: its leaf's place."""
    return f"{log}/{seq}"


class Book:
    """The logs, inside the writer's transaction."""

    def __init__(self, hierarchy: KeyHierarchy, signer: Signer, *, installation: str, epoch: str) -> None:
        self.hierarchy = hierarchy
        self.keys = OpenKeys(hierarchy)
        self.signer = signer
        self.installation = installation
        self.epoch = epoch
        self.connection: Connection = None
        self.now_ms = 0
        self.writes = 0
        """Statements of this transaction that changed something: tells whether an operation has begun to."""
        self.newest_ms = 0
        """The time of the newest leaf of any log; never goes back, also not after a failure."""
        self.heads: dict[str, Head] = {}
        self._touched: dict[str, Head] = {}
        self._events = PendingRows(_INSERT_EVENT)
        self._payloads = PendingRows(_INSERT_PAYLOAD)
        self._tokens = PendingRows(_UPSERT)

    def begin(self, connection: Connection, now_ms: int) -> None:
        """A transaction has begun on this connection, at this time (UTC milliseconds)."""
        self.connection, self.now_ms, self.writes = connection, now_ms, 0

    def finish(self) -> None:
        """Write what waits, the heads of the logs that grew, and a checkpoint where one is due; before the commit.

        Raises:
            RowsRefused: see ``flush``.
        """
        self.flush()
        for head in self._touched.values():
            if head.tree.size - head.checkpointed >= CHECKPOINT_EVERY:
                self.checkpoint(head)
            lowest = next(iter(head.open.values()), head.tree.size)
            row = (head.tree.size, b"".join(head.tree.hashes), head.tree.root(), head.chain, head.last_ms, lowest)
            self.execute(_SAVE_HEAD, (*row, head.log, head.tenant))
        self._touched.clear()

    def forget(self) -> None:
        """The transaction failed: what is in memory may be ahead of the store."""
        self.heads.clear()
        self._touched.clear()
        self.keys.forget()
        for rows in (self.keys.made, self._events, self._payloads, self._tokens):
            rows.clear()

    def flush(self) -> None:
        """Write the rows that wait.

        Raises:
            RowsRefused: the store holds a decision or outcome of a call already, or a token with the same
                text that stands for something else. Whose row it was is not known here.
        """
        self.keys.made.write(self.connection)
        try:
            self._events.write(self.connection)
        except RowConflict:
            raise RowsRefused(IntegrityBroken("a second decision or outcome of a call is refused")) from None
        self._payloads.write(self.connection)
        tokens = len(self._tokens)
        if self._tokens.write(self.connection) != tokens:
            raise RowsRefused(IntegrityBroken("one token text for two values"))

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> int:
        """Run one changing statement, after what waits; the number of changed rows."""
        self.flush()
        count: int = self.connection.execute(sql, parameters).rowcount
        self.writes += 1
        return count

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """All rows of a query, as of this transaction."""
        self.flush()
        found: list[tuple[object, ...]] = self.connection.execute(sql, parameters).fetchall()
        return found

    def head(self, log: str, tenant: str) -> Head:
        """The head of a log, read from the store where it is not in memory."""
        head = self.heads.get(log)
        if head is None:
            head = self.heads[log] = self._load(log, tenant)
        return head

    def append(self, log: str, tenant: str, kind: LeafKind, event_id: str, body: dict[str, Json]) -> Placed:
        """Append one leaf whose body is made in the transaction."""
        prefix = leaf_prefix(log=log, kind=kind, event_id=event_id, epoch=self.epoch, body=body)
        return self.append_prefix(log, tenant, kind, event_id, prefix)

    def append_prefix(self, log: str, tenant: str, kind: LeafKind, event_id: str, prefix: bytes) -> Placed:
        """Append one leaf.

        Raises:
            IntegrityBroken: a second admission of an open call, an attempt or outcome of a call that is not
                open. Nothing was changed. Every other second decision shows when the row is written.
        """
        head = self.heads.get(log) or self.head(log, tenant)
        if kind is LeafKind.ADMITTED and event_id in head.open:
            raise IntegrityBroken("a second decision of a call is refused", diagnostics=f"call {event_id}")
        if kind in _OF_OPEN_CALLS and event_id not in head.open:
            raise IntegrityBroken(f"the call is not open: its {kind.value} is refused", diagnostics=f"call {event_id}")
        seq = head.tree.size
        time_ms = max(self.now_ms, self.newest_ms, head.last_ms)
        leaf = complete(prefix, seq, time_ms)
        hashed = leaf_hash(leaf)
        chain = chain_hash(head.chain, hashed)
        self._events.add((log, seq, tenant, kind.value, event_id, hashed, chain, leaf))
        self.writes += 1
        if not (seq + 1) % KEPT_EVERY:
            for level, index, node in head.tree.completed(hashed):
                self.execute(_INSERT_NODE, (log, level, index, tenant, node))
        head.tree = head.tree.append(hashed)
        head.chain = chain
        head.last_ms = self.newest_ms = time_ms
        if kind is LeafKind.ADMITTED:
            head.open[event_id] = seq
        elif kind is LeafKind.OUTCOME:
            del head.open[event_id]
        self._touched[log] = head
        return Placed(event_id, log, seq, hashed)

    def seal_payload(self, placed: Placed, tenant: str, key: DataKey, plain: bytes) -> None:
        """Add the encrypted row beside a leaf."""
        bound = row_binding(tenant, "log_payload", payload_row(placed.log, placed.seq), key.id)
        self._payloads.add((placed.log, placed.seq, tenant, key.id, key.seal(plain, bound)))
        self.writes += 1

    def save_token(self, row: tuple[object, ...]) -> None:
        """Add one token row (the columns of ``_UPSERT``), or renew the one that stands for the same."""
        self._tokens.add(row)
        self.writes += 1

    def data_key(self, tenant: str, scope: str) -> DataKey:
        """The key of the rows of one scope, made in this transaction where there is none."""
        return self.keys.for_scope(self.connection, tenant, scope, self.now_ms)

    def derived(self, tenant: str, purpose: str) -> bytes:
        """A tenant's 32-byte key for one purpose."""
        return self.keys.derived(self.connection, tenant, purpose, self.now_ms)

    def checkpoint(self, head: Head) -> None:
        """Sign the log as it is, if it has grown since the last checkpoint."""
        if head.tree.size == head.checkpointed:
            return
        name = log_origin(self.installation, head.log)
        note = sign_checkpoint(
            Checkpoint(name, head.tree.size, head.tree.root()),
            name=name,
            key_id=ed25519_key_id(name, self.signer.public),
            sign=self.signer.sign,
        )
        self.execute(_INSERT_CHECKPOINT, (head.log, head.tree.size, head.tenant, note))
        head.checkpointed = head.tree.size

    def checkpoint_all(self) -> None:
        """Sign every log that has grown since its last checkpoint, in memory or not."""
        for log, tenant in self.rows(_UNSIGNED):
            self.head(str(log), str(tenant))
        for head in self.heads.values():
            self.checkpoint(head)

    def _load(self, log: str, tenant: str) -> Head:
        found = self.connection.execute(_HEAD, (log,)).fetchone()
        size, hashes, root, chain, last_ms, settled_to = found or (0, b"", EMPTY_ROOT, CHAIN_START, 0, 0)
        checkpointed = self.connection.execute(_LAST_CHECKPOINT, (log,)).fetchone()[0]
        try:
            tree = Frontier(size, tuple(hashes[at : at + 32] for at in range(0, len(hashes), 32)))
        except ValueError:
            raise IntegrityBroken(f"the head of log {log} contradicts itself") from None
        if tree.root() != root:
            raise IntegrityBroken(f"the head of log {log} contradicts itself")
        head = Head(log, tenant, tree, chain, last_ms, checkpointed)
        head.open.update(self.connection.execute(_OPEN, (log, settled_to)).fetchall())
        return head
