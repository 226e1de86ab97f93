# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Reading the logs: lists, open admissions, one call with its proof."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from clearance.adapters.store.database import Connection
from clearance.adapters.store.readers import Reader
from clearance.core.ledger.checkpoint import read_checkpoint
from clearance.core.ledger.leaf import INSTALLATION_LOG, Leaf, read_leaf
from clearance.core.ledger.merkle import NODE_STEP, NodeReader, inclusion_proof, perfect_root
from clearance.core.ledger.receipt import CallRecord, ProvenLeaf, StoredLeaf, outcome_of
from clearance.errors import IntegrityBroken, NotFound
from clearance.model.record import Receipt

_ROW = "SELECT seq, leaf, leaf_hash FROM log_event WHERE log_id = ?"
# One branch for each partial index: a condition on the call alone would read the whole log.
_CALL = " UNION ALL ".join(
    f"{_ROW} AND call_id = ? AND {kind}"
    for kind in ("kind IN ('admitted', 'denied')", "kind = 'attempt'", "kind = 'outcome'")
)
_OPEN = (
    "SELECT e.seq, e.leaf, e.leaf_hash FROM log_head h JOIN log_event e ON e.log_id = h.log_id"
    " AND e.seq >= h.settled_to WHERE e.kind = 'admitted' AND NOT EXISTS (SELECT 1 FROM log_event o"
    " WHERE o.log_id = e.log_id AND o.call_id = e.call_id AND o.kind = 'outcome') ORDER BY e.log_id, e.seq"
)
_LOGS = (
    "SELECT h.log_id, h.tenant_id, h.size, h.last_ms,"
    " coalesce((SELECT max(size) FROM checkpoint c WHERE c.log_id = h.log_id), 0) FROM log_head h ORDER BY h.log_id"
)
# From log to log along the primary key: DISTINCT would read every row.
_NAMED = (
    "WITH RECURSIVE named (log) AS (SELECT min(log_id) FROM {table} UNION ALL"
    " SELECT (SELECT min(t.log_id) FROM {table} t WHERE t.log_id > named.log) FROM named WHERE named.log IS NOT NULL)"
    " SELECT log FROM named WHERE log IS NOT NULL"
)
_LATEST = "SELECT note FROM checkpoint WHERE log_id = ? ORDER BY size DESC LIMIT 1"
_NOTES = (
    "SELECT c.log_id, c.note FROM checkpoint c WHERE c.size ="
    " (SELECT max(size) FROM checkpoint d WHERE d.log_id = c.log_id) ORDER BY c.log_id"
)
_HASHES = "SELECT leaf_hash FROM log_event WHERE log_id = ? AND seq >= ? AND seq < ? ORDER BY seq"
_NODES = "SELECT hash FROM log_node WHERE log_id = ? AND level = ? AND idx >= ? AND idx < ? ORDER BY idx"


@dataclass(frozen=True, slots=True)
class LogState:
    """One log: its size, the time of its newest leaf (UTC ms), and the size that is signed."""

    log: str
    tenant: str
    size: int
    last_ms: int
    checkpointed: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leaves. ``after`` None = the newest."""

    log: str
    after: int | None
    limit: int
    kinds: tuple[str, ...]
    call_id: str


@dataclass(frozen=True, slots=True)
class Against:
    """What a log is verified against, beside its own rows."""

    log: str
    installation: str
    receipts: tuple[Receipt, ...]
    notes: tuple[str, ...]


def logs(reader: Reader) -> tuple[LogState, ...]:
    """Every log, by name. One that has lost its head has size 0 here, and verifying it says what it lost."""
    found = {row[0]: LogState(*row) for row in reader.connection.execute(_LOGS)}
    for log in named_logs(reader.connection) - found.keys():
        found[log] = LogState(log, "" if log == INSTALLATION_LOG else log.removeprefix("tenant/"), 0, 0, 0)
    return tuple(found[log] for log in sorted(found))


def named_logs(connection: Connection) -> set[str]:
    """Every log that has leaves or checkpoints, whether or not it has a head."""
    tables = ("log_event", "checkpoint")
    return {str(log) for table in tables for (log,) in connection.execute(_NAMED.format(table=table))}


def leaves(reader: Reader, wanted: Wanted) -> tuple[StoredLeaf, ...]:
    """Leaves of one log, oldest first. Raises IntegrityBroken for a row that is not a leaf."""
    if wanted.call_id:
        return tuple(
            stored
            for stored in _call_leaves(reader, wanted.log, wanted.call_id)
            if (wanted.after is None or stored.leaf.seq > wanted.after)
            and (not wanted.kinds or stored.leaf.kind in wanted.kinds)
        )[: wanted.limit]
    sql, parameters = _ROW, [wanted.log]
    if wanted.kinds:
        sql += f" AND kind IN ({', '.join('?' * len(wanted.kinds))})"
        parameters += wanted.kinds
    if wanted.after is None:
        rows = reader.connection.execute(f"{sql} ORDER BY seq DESC LIMIT ?", (*parameters, wanted.limit)).fetchall()
        return _stored(reversed(rows))
    sql += " AND seq > ? ORDER BY seq LIMIT ?"
    return _stored(reader.connection.execute(sql, (*parameters, wanted.after, wanted.limit)).fetchall())


def open_leaves(reader: Reader) -> tuple[Leaf, ...]:
    """Every admission of any log that has no outcome."""
    return tuple(stored.leaf for stored in _stored(reader.connection.execute(_OPEN).fetchall()))


def call(reader: Reader, log: str, call_id: str) -> CallRecord | None:
    """A call under the latest checkpoint; None while that does not cover it. The receipt is still to be signed.

    Raises:
        NotFound: no such call in this log.
        IntegrityBroken: the rows do not hang together; ``clearance audit verify`` tells where.
    """
    stored = _call_leaves(reader, log, call_id)
    if not stored:
        raise NotFound("no such call")
    row = reader.connection.execute(_LATEST, (log,)).fetchone()
    if row is None:
        return None
    try:
        checkpoint, _ = read_checkpoint(row[0])
    except ValueError:
        raise IntegrityBroken(f"the latest checkpoint of log {log} cannot be read") from None
    if checkpoint.size <= stored[-1].leaf.seq:
        return None
    node = node_reader(reader, log)
    proven = tuple(ProvenLeaf(one, inclusion_proof(one.leaf.seq, checkpoint.size, node)) for one in stored)
    unsigned = Receipt(call_id, log, stored[0].leaf.seq, stored[0].leaf_hash.hex(), "", "")
    return CallRecord(unsigned, outcome_of(stored), proven, checkpoint.size, checkpoint.root, row[0])


def latest_notes(reader: Reader) -> dict[str, str]:
    """The newest signed note of each log."""
    return dict(reader.connection.execute(_NOTES).fetchall())


def with_receipt(record: CallRecord, receipt: Receipt) -> CallRecord:
    """The same record with a signed receipt."""
    return replace(record, receipt=receipt)


def node_reader(reader: Reader, log: str) -> NodeReader:
    """Roots of perfect subtrees, from the kept nodes and at most 256 rows of a level."""

    def node(level: int, index: int) -> bytes:
        base = level - level % NODE_STEP
        start, count = index << (level - base), 1 << (level - base)
        if base:
            found = reader.connection.execute(_NODES, (log, base, start, start + count))
        else:
            found = reader.connection.execute(_HASHES, (log, start, start + count))
        hashes = [row[0] for row in found]
        if len(hashes) != count:
            raise IntegrityBroken(f"log {log} lacks rows from sequence number {start << base}")
        return perfect_root(hashes)

    return node


def _call_leaves(reader: Reader, log: str, call_id: str) -> tuple[StoredLeaf, ...]:
    rows = reader.connection.execute(_CALL, (log, call_id) * 3).fetchall()
    return _stored(sorted(rows))


def _stored(rows: Iterable[tuple[int, bytes, bytes]]) -> tuple[StoredLeaf, ...]:
    found = []
    for seq, data, hashed in rows:
        try:
            found.append(StoredLeaf(read_leaf(data), data, hashed))
        except ValueError:
            raise IntegrityBroken(f"the row with sequence number {seq} does not hold a leaf") from None
    return tuple(found)
