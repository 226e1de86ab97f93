# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Feed the rows of one log to ``core.ledger.verify``: this module reads, it does not judge."""

from collections.abc import Iterator
from dataclasses import replace

from clearance.adapters.store.heads import payload_row
from clearance.adapters.store.keyrows import read_keys
from clearance.adapters.store.readers import Reader
from clearance.adapters.store.reading import Against
from clearance.adapters.store.rows import unpack_payload
from clearance.adapters.store.sealing import KeyHierarchy, row_binding
from clearance.core.ledger.checkpoint import NoteVerifier, Verify, ed25519_key_id, log_origin, read_checkpoint
from clearance.core.ledger.leaf import INSTALLATION_LOG, Leaf
from clearance.core.ledger.verify import CheckpointRow, Evidence, HeadRow, Problem, Report, StoredRow, verify_log
from clearance.errors import IntegrityBroken
from clearance.model.keys import KeyPurpose
from clearance.model.record import Payload

_ROWS = (
    "SELECT e.seq, e.kind, e.call_id, e.leaf, e.leaf_hash, e.chain, p.key_id, p.sealed FROM log_event e"
    " LEFT JOIN log_payload p ON p.log_id = e.log_id AND p.seq = e.seq WHERE e.log_id = ? ORDER BY e.seq"
)
_HEAD = "SELECT size, frontier, root, chain, last_ms, settled_to FROM log_head WHERE log_id = ?"
_CHECKPOINTS = "SELECT size, note FROM checkpoint WHERE log_id = ? ORDER BY size"
_NODES = "SELECT level, idx, hash FROM log_node WHERE log_id = ?"
_PAYLOAD = "SELECT key_id, sealed FROM log_payload WHERE log_id = ? AND seq = ?"
_ORPHANS = (
    "SELECT seq FROM log_payload p WHERE log_id = ? AND NOT EXISTS"
    " (SELECT 1 FROM log_event e WHERE e.log_id = p.log_id AND e.seq = p.seq) ORDER BY seq"
)
_STRANGERS = (
    "SELECT seq FROM log_event WHERE log_id = :log AND tenant_id <> :tenant UNION ALL"
    " SELECT seq FROM log_payload WHERE log_id = :log AND tenant_id <> :tenant UNION ALL"
    " SELECT MAX(size - 1, 0) FROM log_head WHERE log_id = :log AND tenant_id <> :tenant UNION ALL"
    " SELECT MAX(size - 1, 0) FROM checkpoint WHERE log_id = :log AND tenant_id <> :tenant UNION ALL"
    " SELECT ((idx + 1) << level) - 1 FROM log_node WHERE log_id = :log AND tenant_id <> :tenant ORDER BY 1"
)


def verify_one(reader: Reader, hierarchy: KeyHierarchy, against: Against) -> Report:
    """Re-check one log from its rows, in the reader's snapshot."""
    log = against.log
    keys = _signing_keys(reader, hierarchy)
    origin = log_origin(against.installation, log)
    tenant = "" if log == INSTALLATION_LOG else log.removeprefix("tenant/")
    rows = _Rows(reader, log, tenant)
    evidence = Evidence(
        log=log,
        origin=origin,
        head=_head(reader, log),
        checkpoints=[*_checkpoints(reader, log), *_pinned(against.notes, origin)],
        nodes={(level, index): node for level, index, node in reader.connection.execute(_NODES, (log,))},
        notes=[NoteVerifier(origin, ed25519_key_id(origin, public), verify) for public, verify in keys.values()],
        receipts=[receipt for receipt in against.receipts if receipt.log == log],
        receipt_keys={key_id: verify for key_id, (_, verify) in keys.items()},
        open_payload=rows.payload,
    )
    report = verify_log(rows, evidence)
    return _with_strays(report, _strays(reader, log, tenant))


def _signing_keys(reader: Reader, hierarchy: KeyHierarchy) -> dict[str, tuple[bytes, Verify]]:
    """Public key and verifier of every signing key. Its private half, which the root key opens, must agree."""
    found = {}
    for key in read_keys(reader.connection, "signing_key", "purpose = ?", (KeyPurpose.SIGN,)):
        if hierarchy.signer(key).public != key.public:
            raise IntegrityBroken("a stored public key is not that of its signing key", diagnostics=f"key {key.id}")
        found[key.id] = (key.public, hierarchy.verifier(key.public))
    return found


class _Rows:
    """The rows of a log in their order, each read together with the payload beside it."""

    def __init__(self, reader: Reader, log: str, tenant: str) -> None:
        self._reader, self._log, self._tenant = reader, log, tenant
        self._beside: tuple[int, str | None, bytes | None] = (-1, None, None)

    def __iter__(self) -> Iterator[StoredRow]:
        found = self._reader.connection.execute(_ROWS, (self._log,))
        for seq, kind, call, leaf, hashed, chain, key_id, sealed in found:
            self._beside = (seq, key_id, sealed)
            yield StoredRow(seq, kind, call, leaf, hashed, chain)

    def payload(self, leaf: Leaf) -> Payload | None:
        """The payload of a leaf: of the row at hand, or, where that row holds another row's leaf, that one's."""
        reader = self._reader
        seq, key_id, sealed = self._beside
        if (leaf.log, leaf.seq) != (self._log, seq):
            found = reader.connection.execute(_PAYLOAD, (leaf.log, leaf.seq)).fetchone()
            key_id, sealed = found or (None, None)
        if key_id is None or sealed is None:
            return None
        key = reader.keys.by_id(reader.connection, self._tenant, key_id)
        bound = row_binding(self._tenant, "log_payload", payload_row(leaf.log, leaf.seq), key_id)
        return unpack_payload(key.open(sealed, bound))


def _head(reader: Reader, log: str) -> HeadRow | None:
    row = reader.connection.execute(_HEAD, (log,)).fetchone()
    if row is None:
        return None
    size, hashes, *rest = row
    return HeadRow(size, tuple(hashes[at : at + 32] for at in range(0, len(hashes), 32)), *rest)


def _checkpoints(reader: Reader, log: str) -> list[CheckpointRow]:
    return [CheckpointRow(*row) for row in reader.connection.execute(_CHECKPOINTS, (log,))]


def _pinned(notes: tuple[str, ...], origin: str) -> Iterator[CheckpointRow]:
    """Notes kept elsewhere, as far as they are of this log."""
    for note in notes:
        try:
            checkpoint, _ = read_checkpoint(note)
        except ValueError:
            continue
        if checkpoint.origin == origin:
            yield CheckpointRow(checkpoint.size, note)


def _strays(reader: Reader, log: str, tenant: str) -> list[Problem]:
    orphans = reader.connection.execute(_ORPHANS, (log,))
    found = [Problem("payload_orphan", seq, "a payload row without its leaf") for (seq,) in orphans]
    strangers = reader.connection.execute(_STRANGERS, {"log": log, "tenant": tenant})
    return found + [Problem("tenant", seq, "a row is filed under another tenant") for (seq,) in strangers]


def _with_strays(report: Report, strays: list[Problem]) -> Report:
    problems = tuple(sorted((*report.problems, *strays), key=lambda problem: problem.seq))
    return replace(report, problems=problems, problem_count=report.problem_count + len(strays))
