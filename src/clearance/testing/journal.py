# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A journal in memory: the same leaves, tree, receipts and refusals as the store's, and nothing durable.

One contract test runs against this and the SQLite journal: tests/unit/adapters/store/test_journal_contract.py.
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from clearance.adapters.store.handed import KEPT_TTL_MS
from clearance.adapters.store.rejections import Rejections
from clearance.adapters.store.scopes import TOKEN_TTL_MS
from clearance.core.ledger.checkpoint import (
    Checkpoint,
    NoteVerifier,
    ed25519_key_id,
    log_origin,
    read_checkpoint,
    sign_checkpoint,
)
from clearance.core.ledger.leaf import (
    CHAIN_START,
    INSTALLATION_LOG,
    LeafKind,
    chain_hash,
    complete,
    event_uuid,
    leaf_hash,
    leaf_prefix,
    read_leaf,
    tenant_log,
)
from clearance.core.ledger.merkle import Frontier, inclusion_proof, perfect_root
from clearance.core.ledger.receipt import CallRecord, ProvenLeaf, StoredLeaf, outcome_of, receipt_message
from clearance.core.ledger.verify import CheckpointRow, Evidence, HeadRow, Report, StoredRow, verify_log
from clearance.core.transform.tokens import MintingTable
from clearance.errors import IntegrityBroken, NotFound
from clearance.model.record import (
    Admission,
    Attempt,
    Json,
    Kept,
    LeafBody,
    Payload,
    Receipt,
    Rejection,
    Scope,
    Settlement,
    Token,
)
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind
from clearance.ports import Clock

KEY_ID = "memory"
PUBLIC = bytes(32)


def sign(message: bytes) -> bytes:
    """A stand-in for Ed25519: 64 bytes that ``verify`` accepts; worth nothing outside tests."""
    return hmac.digest(PUBLIC, message, hashlib.sha512)


def verify(message: bytes, signature: bytes) -> bool:
    """Whether ``sign`` made this signature."""
    return hmac.compare_digest(sign(message), signature)


class MemoryScope:
    """The tokens of one scope."""

    def __init__(self, table: MintingTable) -> None:
        self.table = table

    def mint(self, data_class: DataClass, surface: Raw, *, avoid: frozenset[str]) -> Token:
        """The token that stands for this exact surface string."""
        return self.table.mint(data_class, surface, avoid=avoid)

    def undurable(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """Those that no admission has made durable; none of a request scope ever will be."""
        return () if self.table.scope.kind is ScopeKind.REQUEST else self.table.undurable(tokens)

    def tokens(self) -> tuple[Token, ...]:
        """Every token of the scope."""
        return self.table.tokens()


@dataclass(slots=True)
class MemoryLog:
    """One log."""

    rows: list[StoredRow] = field(default_factory=list)
    tree: Frontier = field(default_factory=Frontier)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    chain: bytes = CHAIN_START
    last_ms: int = 0
    open: dict[str, int] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    notes: dict[int, str] = field(default_factory=dict)
    payloads: dict[int, Payload] = field(default_factory=dict)


class MemoryJournal:
    """``ports.Journal`` in memory. ``error``, while set, is what every durable call raises."""

    def __init__(self, clock: Clock, *, installation: str = "memory", epoch: str = "epoch-1") -> None:
        self._clock = clock
        self.installation, self.epoch = installation, epoch
        self.logs_by_name: dict[str, MemoryLog] = {}
        self.error: Exception | None = None
        self._scopes: dict[Scope, MemoryScope] = {}
        self._rejections = Rejections()
        self._blocks: dict[tuple[str, str], int] = {}
        self._kept: dict[tuple[str, str], tuple[Kept, int]] = {}

    async def scope(self, scope: Scope) -> MemoryScope:
        """The tokens of a scope; a request scope is new each time."""
        if scope.kind is ScopeKind.REQUEST:
            return MemoryScope(MintingTable(scope, self._clock.entropy))
        if scope not in self._scopes:
            self._scopes[scope] = MemoryScope(MintingTable(scope, self._clock.entropy))
        return self._scopes[scope]

    async def admit(self, admission: Admission) -> Receipt:
        """The admitted or denied leaf. Raises IntegrityBroken for a second decision."""
        kind = LeafKind.ADMITTED if admission.allowed else LeafKind.DENIED
        log = self._log(tenant_log(admission.tenant))
        if admission.call_id in log.decided:
            raise IntegrityBroken(
                f"a second {kind.value} of a call is refused", diagnostics=f"call {admission.call_id}"
            )
        receipt = self._append(tenant_log(admission.tenant), kind, admission.call_id, admission.body)
        log.payloads[receipt.seq] = admission.payload
        for token in admission.tokens:
            if token.scope in self._scopes:
                self._scopes[token.scope].table.mark_durable([token])
        return self._signed(receipt)

    async def attempt(self, attempt: Attempt) -> Receipt:
        """One further attempt. Raises IntegrityBroken if the call is not open."""
        name = tenant_log(attempt.tenant)
        receipt = self._append(name, LeafKind.ATTEMPT, attempt.call_id, attempt.body)
        if attempt.payload is not None:
            self._log(name).payloads[receipt.seq] = attempt.payload
        return receipt

    async def settle(self, settlement: Settlement) -> Receipt:
        """The one outcome. Raises IntegrityBroken if the call is not open."""
        if any(kept.scope.tenant != settlement.tenant for kept in settlement.kept):
            raise IntegrityBroken("an object of another tenant", diagnostics=f"call {settlement.call_id}")
        body: LeafBody = {**settlement.body, "outcome": settlement.outcome.value}
        name = tenant_log(settlement.tenant)
        receipt = self._append(name, LeafKind.OUTCOME, settlement.call_id, body)
        if settlement.payload is not None:
            self._log(name).payloads[receipt.seq] = settlement.payload
        now = self._clock.now_ms()
        for block in settlement.blocks:
            self._blocks[settlement.tenant, block] = now
        for kept in settlement.kept:
            before = self._kept.get((settlement.tenant, kept.name))
            self._kept[settlement.tenant, kept.name] = (before[0].joined(kept) if before else kept, now)
        return receipt

    async def known_blocks(self, tenant: str, blocks: Collection[str]) -> frozenset[str]:
        """Those that were handed out and not forgotten; asking keeps them alive."""
        self._fail()
        now = self._clock.now_ms()
        living = {(t, block): used for (t, block), used in self._blocks.items() if used >= now - TOKEN_TTL_MS}
        found = frozenset(block for block in blocks if (tenant, block) in living)
        self._blocks = living | {(tenant, block): now for block in found}
        return found

    async def kept_objects(self, tenant: str, names: Collection[str]) -> Mapping[str, Kept]:
        """What is recorded of objects and not forgotten; asking keeps it alive."""
        self._fail()
        now = self._clock.now_ms()
        self._kept = {key: held for key, held in self._kept.items() if held[1] >= now - KEPT_TTL_MS}
        found = {name: self._kept[tenant, name][0] for name in names if (tenant, name) in self._kept}
        self._kept |= {(tenant, name): (kept, now) for name, kept in found.items()}
        return found

    def reject(self, rejection: Rejection) -> None:
        """Count refused traffic."""
        self._rejections.count(rejection, self._clock.now_ms())

    async def admin(self, body: dict[str, Json]) -> Receipt:
        """One administration event."""
        event_id = event_uuid(self._clock.now_ms(), self._clock.entropy(10))
        return self._signed(self._append(INSTALLATION_LOG, LeafKind.ADMIN, event_id, body))

    async def flush_rejections(self) -> None:
        """Write the counted rejections."""
        self._fail()
        for body in self._rejections.take().bodies():
            event_id = event_uuid(self._clock.now_ms(), self._clock.entropy(10))
            self._append(INSTALLATION_LOG, LeafKind.REJECTED, event_id, body)

    async def checkpoint(self) -> None:
        """Sign every log that has grown."""
        self._fail()
        for name, log in self.logs_by_name.items():
            if log.tree.size not in log.notes:
                origin = log_origin(self.installation, name)
                stated = Checkpoint(origin, log.tree.size, log.tree.root())
                log.notes[log.tree.size] = sign_checkpoint(
                    stated, name=origin, key_id=ed25519_key_id(origin, PUBLIC), sign=sign
                )

    def last_leaf_ms(self) -> int:
        """The time of the newest leaf, UTC milliseconds."""
        return max((log.last_ms for log in self.logs_by_name.values()), default=0)

    async def list_leaves(
        self, log: str, *, after: int | None = None, limit: int = 100, kinds: Sequence[str] = (), call_id: str = ""
    ) -> tuple[StoredLeaf, ...]:
        """Leaves of one log, oldest first: those above ``after``, or the newest ``limit``."""
        found = [
            _stored(row)
            for row in self._log(log).rows
            if (after is None or row.seq > after)
            and (not kinds or row.kind in kinds)
            and (not call_id or row.call_id == call_id)
        ]
        return tuple(found[-limit:] if after is None and not call_id else found[:limit])

    async def receipt(self, tenant: str, call_id: str) -> CallRecord:
        """All about one call, proven. Raises NotFound."""
        name = tenant_log(tenant)
        leaves = await self.list_leaves(name, call_id=call_id)
        if not leaves:
            raise NotFound("no such call")
        log = self._log(name)
        if max(log.notes, default=0) <= leaves[-1].leaf.seq:
            await self.checkpoint()
        note = log.notes[max(log.notes)]
        stated, _ = read_checkpoint(note)
        hashes = [row.leaf_hash for row in log.rows]

        def node(level: int, index: int) -> bytes:
            return perfect_root(hashes[index << level : (index + 1) << level])

        proven = tuple(ProvenLeaf(one, inclusion_proof(one.leaf.seq, stated.size, node)) for one in leaves)
        first = Receipt(call_id, name, leaves[0].leaf.seq, leaves[0].leaf_hash.hex(), "", "")
        return CallRecord(self._signed(first), outcome_of(leaves), proven, stated.size, stated.root, note)

    async def verify(self, log: str | None = None, *, receipts: Sequence[Receipt] = ()) -> tuple[Report, ...]:
        """Re-check one log or all."""
        return tuple(self._verify(name, receipts) for name in sorted(self.logs_by_name) if log in (None, name))

    async def close(self) -> None:
        """Write what is counted, and sign."""
        await self.flush_rejections()
        await self.checkpoint()

    def _verify(self, name: str, receipts: Sequence[Receipt]) -> Report:
        log, origin = self._log(name), log_origin(self.installation, name)
        lowest = min(log.open.values(), default=log.tree.size)
        head = HeadRow(log.tree.size, log.tree.hashes, log.tree.root(), log.chain, log.last_ms, lowest)
        evidence = Evidence(
            log=name,
            origin=origin,
            head=head,
            checkpoints=[CheckpointRow(size, note) for size, note in log.notes.items()],
            nodes=log.nodes,
            notes=[NoteVerifier(origin, ed25519_key_id(origin, PUBLIC), verify)],
            receipts=[receipt for receipt in receipts if receipt.log == name],
            receipt_keys={KEY_ID: verify},
            open_payload=lambda leaf: log.payloads.get(leaf.seq),
        )
        return verify_log(log.rows, evidence)

    def _append(self, name: str, kind: LeafKind, event_id: str, body: LeafBody) -> Receipt:
        self._fail()
        log = self._log(name)
        if kind in (LeafKind.ATTEMPT, LeafKind.OUTCOME) and event_id not in log.open:
            raise IntegrityBroken(f"the call is not open: its {kind.value} is refused", diagnostics=f"call {event_id}")
        prefix = leaf_prefix(log=name, kind=kind, event_id=event_id, epoch=self.epoch, body=body)
        seq, time_ms = log.tree.size, max(self._clock.now_ms(), log.last_ms)
        leaf = complete(prefix, seq, time_ms)
        hashed = leaf_hash(leaf)
        log.chain, log.last_ms = chain_hash(log.chain, hashed), time_ms
        log.rows.append(StoredRow(seq, kind.value, event_id, leaf, hashed, log.chain))
        log.nodes.update({(level, index): node for level, index, node in log.tree.completed(hashed)})
        log.tree = log.tree.append(hashed)
        if kind in (LeafKind.ADMITTED, LeafKind.DENIED):
            log.decided.add(event_id)
        if kind is LeafKind.ADMITTED:
            log.open[event_id] = seq
        elif kind is LeafKind.OUTCOME:
            del log.open[event_id]
        return Receipt(event_id, name, seq, hashed.hex(), "", "")

    def _signed(self, receipt: Receipt) -> Receipt:
        message = receipt_message(receipt.call_id, receipt.log, receipt.seq, receipt.leaf_hash)
        return replace(receipt, signature=sign(message).hex(), key_id=KEY_ID)

    def _log(self, name: str) -> MemoryLog:
        return self.logs_by_name.setdefault(name, MemoryLog())

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


def _stored(row: StoredRow) -> StoredLeaf:
    return StoredLeaf(read_leaf(row.leaf), row.leaf, row.leaf_hash)
