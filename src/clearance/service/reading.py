# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Read and check the logs. Every look is a leaf of the installation's log, written before the answer."""

import re
from dataclasses import dataclass
from typing import Any

from clearance.adapters.keys.signing import verifier
from clearance.core.ledger.checkpoint import NoteVerifier, ed25519_key_id, log_origin
from clearance.core.ledger.leaf import LeafKind, format_time
from clearance.core.ledger.receipt import CallRecord, StoredLeaf, verify_call
from clearance.core.ledger.verify import Report
from clearance.errors import Malformed, NotFound
from clearance.service.owner import Owner

DEFAULT_LIMIT = 100
MOST_LEAVES = 1000
_CALL_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
"""Only what could be an id of ours enters the leaf of the look."""
NOTE = (
    "This shows that the logs are as they were signed. Without a checkpoint kept elsewhere it cannot show that they "
    "were not rebuilt by somebody who holds the data directory and the root key."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leaves: of one log or all, of one kind or all, above a sequence number or the newest."""

    log: str | None = None
    kind: str | None = None
    after: int | None = None
    limit: int = DEFAULT_LIMIT


async def leaves(owner: Owner, wanted: Wanted, *, actor: str) -> dict[str, Any]:
    """Leaves in the order of their logs and sequence numbers, and how many each log had before this look.

    Raises:
        Malformed: an unknown kind, or a limit out of range.
        NotFound: no such log.
        AuditUnavailable: the look could not be recorded, so there is none.
    """
    if wanted.kind is not None and wanted.kind not in tuple(LeafKind):
        raise Malformed(f"kind must be one of {', '.join(LeafKind)}.", param="kind")
    if not 1 <= wanted.limit <= MOST_LEAVES:
        raise Malformed(f"limit must be 1 to {MOST_LEAVES}.", param="limit")
    sizes = {state.log: state.size for state in await owner.journal.logs()}
    names = await _logs(owner, wanted.log)
    await _record(owner, "log.read", actor, wanted.log, kind=wanted.kind, after=wanted.after, limit=wanted.limit)
    found: list[dict[str, Any]] = []
    for name in names:
        kinds = (wanted.kind,) if wanted.kind else ()
        listed = await owner.journal.list_leaves(name, after=wanted.after, limit=wanted.limit, kinds=kinds)
        found += [leaf_json(stored) for stored in listed]
    return {"leaves": found, "logs": {name: sizes[name] for name in names}}


async def verify(owner: Owner, log: str | None, *, actor: str) -> dict[str, Any]:
    """Recompute one log or all. ``ok`` is false when anything is not as it was recorded."""
    names = await _logs(owner, log)
    await _record(owner, "log.verified", actor, log)
    reports = [report for name in names for report in await owner.journal.verify(name)]
    return {"ok": all(report.ok for report in reports), "logs": [_report(one) for one in reports], "notes": [NOTE]}


async def receipt(owner: Owner, call_id: str, *, actor: str) -> dict[str, Any]:
    """All that the logs hold about one call, and whether it checks out.

    Raises:
        NotFound: no log has such a call.
    """
    if not _CALL_ID.fullmatch(call_id):
        raise NotFound("No log has such a call.", param="call_id")
    await _record(owner, "receipt.read", actor, call_id)
    for state in await owner.journal.logs():
        if not state.tenant:
            continue
        try:
            record = await owner.journal.receipt(state.tenant, call_id)
        except NotFound:
            continue
        return record_json(record) | {"verified": await checks_out(owner, record)}
    raise NotFound("No log has such a call.", param="call_id")


async def caller_receipt(owner: Owner, tenant: str, application: str, call_id: str) -> dict[str, Any]:
    """The same for the application that made the call, and for nobody else.

    Raises:
        NotFound: no such call, or somebody else's.
    """
    record = await owner.journal.receipt(tenant, call_id)
    principal = record.leaves[0].stored.leaf.body.get("principal")
    if not isinstance(principal, dict) or principal.get("application") != application:
        raise NotFound("There is no such receipt.")
    return record_json(record)


async def checkpoints(owner: Owner, log: str | None, *, actor: str) -> dict[str, Any]:
    """The newest signed head of one log or all: what an external anchor keeps."""
    names = await _logs(owner, log)
    await _record(owner, "checkpoint.read", actor, log)
    await owner.journal.checkpoint()
    notes = await owner.journal.checkpoints()
    return {"checkpoints": {name: notes[name] for name in names if name in notes}}


async def checks_out(owner: Owner, record: CallRecord) -> bool:
    """Whether receipt, leaves, paths and checkpoint of a call agree with each other and with the signing keys."""
    keys = await owner.journal.signing_keys()
    origin = log_origin(owner.journal.installation, record.receipt.log)
    notes = tuple(NoteVerifier(origin, ed25519_key_id(origin, key), verifier(key)) for key in keys.values())
    public = keys.get(record.receipt.key_id)
    return public is not None and verify_call(record, verify=verifier(public), notes=notes)


def leaf_json(stored: StoredLeaf) -> dict[str, Any]:
    """A leaf as the API shows it."""
    leaf = stored.leaf
    return {
        "log": leaf.log,
        "seq": leaf.seq,
        "kind": str(leaf.kind),
        "id": leaf.id,
        "time": format_time(leaf.time_ms),
        "epoch": leaf.epoch,
        "leaf_hash": stored.leaf_hash.hex(),
        "body": leaf.body,
    }


def record_json(record: CallRecord) -> dict[str, Any]:
    """A call with its proofs. ``leaf`` is the exact bytes that the hash is of, as text."""
    proven = [
        leaf_json(one.stored) | {"leaf": one.stored.data.decode(), "inclusion": [node.hex() for node in one.path]}
        for one in record.leaves
    ]
    mine = record.receipt
    return {
        "call_id": mine.call_id,
        "outcome": record.outcome,
        "receipt": {
            "log": mine.log,
            "seq": mine.seq,
            "leaf_hash": mine.leaf_hash,
            "key_id": mine.key_id,
            "signature": mine.signature,
        },
        "leaves": proven,
        "size": record.size,
        "root": record.root.hex(),
        "checkpoint": record.checkpoint,
    }


def _report(report: Report) -> dict[str, Any]:
    first = report.problems[0] if report.problems else None
    return {
        "log": report.log,
        "ok": report.ok,
        "size": report.size,
        "root": report.root.hex(),
        "bad_seq": report.first_bad_seq,
        "problem": first.text if first else None,
        "problems": [{"code": one.code, "seq": one.seq, "text": one.text} for one in report.problems],
        "problem_count": report.problem_count,
        "open_calls": len(report.open_calls),
        "counts": dict(report.counts),
    }


async def _logs(owner: Owner, log: str | None) -> list[str]:
    names = [state.log for state in await owner.journal.logs()]
    if log is None:
        return names
    if log not in names:
        raise NotFound("There is no such log.", param="log")
    return [log]


async def _record(owner: Owner, action: str, actor: str, what: str | None, **how: str | int | None) -> None:
    """Write-ahead: no look without its leaf."""
    await owner.journal.admin({"action": action, "actor": actor, "object": what or "all", **how})
