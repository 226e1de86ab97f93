# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Re-check a log from its rows, trusting none of them.

Pure: rows come from an iterator, keys and payloads through callables. Nothing that the store says
is believed: every leaf is hashed again and the whole tree is built again. The result names the first
sequence number that is not as it was recorded.

Each row carries a chain hash beside its leaf hash. It adds nothing to the tree's security (who can
rewrite a leaf can rewrite the chain behind it; the signed checkpoints stop that), but it tells the
edited row from the untouched ones after it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from clearance.core.ledger.checkpoint import NoteVerifier, Verify, open_checkpoint
from clearance.core.ledger.commitment import broken_commitments
from clearance.core.ledger.leaf import CHAIN_START, Leaf, LeafKind, chain_hash, leaf_hash, read_leaf
from clearance.core.ledger.merkle import KEPT_EVERY, Frontier
from clearance.core.ledger.receipt import verify_receipt
from clearance.errors import IntegrityBroken, KeyUnavailable
from clearance.model.record import Payload, Receipt

MAX_PROBLEMS = 1000
"""Problems kept in a report; further ones are counted only."""
_KINDS = frozenset(LeafKind)


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One row of log_event, as read."""

    seq: int
    kind: str
    call_id: str
    leaf: bytes
    leaf_hash: bytes
    chain: bytes


@dataclass(frozen=True, slots=True)
class HeadRow:
    """The log's head, as read. ``settled_to``: every admission before this sequence number has its outcome."""

    size: int
    frontier: tuple[bytes, ...]
    root: bytes
    chain: bytes
    last_ms: int
    settled_to: int


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A stored or pinned checkpoint note, with the size under which it is filed."""

    size: int
    note: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was recorded. ``code`` is stable; ``text`` holds no content."""

    code: str
    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result for one log. ``open_calls``: admitted calls without an outcome (in flight, or to be settled)."""

    log: str
    size: int
    root: bytes
    problems: tuple[Problem, ...]
    problem_count: int
    open_calls: tuple[str, ...]
    counts: Mapping[str, int]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problem_count

    @property
    def first_bad_seq(self) -> int | None:
        """The lowest sequence number with a problem."""
        return min((problem.seq for problem in self.problems), default=None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one log is checked against.

    ``origin`` is the origin line its checkpoints must have. ``nodes`` are the kept tree nodes by (level,
    index). ``open_payload`` gives the payload of a leaf, None where there is none; it raises
    IntegrityBroken for a row that does not open and KeyUnavailable where its key was destroyed.
    """

    log: str
    origin: str
    head: HeadRow | None
    checkpoints: Sequence[CheckpointRow] = ()
    nodes: Mapping[tuple[int, int], bytes] = field(default_factory=dict)
    notes: Sequence[NoteVerifier] = ()
    receipts: Sequence[Receipt] = ()
    receipt_keys: Mapping[str, Verify] = field(default_factory=dict)
    open_payload: Callable[[Leaf], Payload | None] | None = None


def verify_log(rows: Iterable[StoredRow], evidence: Evidence) -> Report:
    """Re-check one log: rows in the order of their sequence numbers, against everything that is known of it."""
    check = _Check(evidence)
    for row in rows:
        check.row(row)
    check.finish()
    kept = sorted(check.problems, key=lambda problem: problem.seq)
    return Report(
        log=evidence.log,
        size=check.tree.size,
        root=check.tree.root(),
        problems=tuple(kept),
        problem_count=check.problem_count,
        open_calls=tuple(check.open),
        counts=check.counts,
    )


class _Check:
    """The state of one pass. Alive only inside ``verify_log``."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.tree = Frontier()
        self.problems: list[Problem] = []
        self.problem_count = 0
        self.counts: dict[str, int] = {}
        self.open: dict[str, int] = {}
        self._decided: set[str] = set()
        self._chain = self._stored_chain = CHAIN_START
        self._last_ms = 0
        self._next = 0
        self._good = 0
        self._broken_from: int | None = None
        self._nodes = dict(evidence.nodes)
        self._due: dict[int, list[CheckpointRow]] = {}
        for row in evidence.checkpoints:
            self._due.setdefault(row.size, []).append(row)
        self._receipts: dict[int, list[Receipt]] = {}
        for receipt in evidence.receipts:
            self._receipts.setdefault(receipt.seq, []).append(receipt)

    def problem(self, code: str, seq: int, text: str) -> None:
        """Keep a problem; the tree from here on is not what was recorded."""
        self.problem_count += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, seq, text))

    def _damage(self, code: str, seq: int, text: str) -> None:
        """A problem after which the rebuilt tree cannot have the recorded root."""
        self.problem(code, seq, text)
        if self._broken_from is None:
            self._broken_from = seq

    def row(self, row: StoredRow) -> None:
        # (1) No number is missing or repeated.     stops: a dropped, inserted or reordered row
        if row.seq != self._next:
            self._damage("sequence", min(row.seq, self._next), f"expected {self._next}, found {row.seq}")
        self._next = row.seq + 1
        # (2) Leaf, hash and chain agree.           stops: an edited row
        hashed, intact = self._hash(row)
        # (3) The leaf says what its row says.      stops: a moved or relabelled row
        leaf = self._leaf(row, intact=intact)
        # (4) Each call is decided once and settled at most once. An altered leaf has its row speak for it,
        #     so that the rows of the same call are not blamed for it.
        if leaf is not None and intact:
            self._life(leaf.kind, leaf.id, row.seq)
            self._payload(leaf)
        elif row.kind in _KINDS:
            self._life(LeafKind(row.kind), row.call_id, row.seq)
        # (5) The tree grows by this leaf.
        if not (self.tree.size + 1) % KEPT_EVERY:
            self._kept(hashed)
        self.tree = self.tree.append(hashed)
        # (6) Receipts and checkpoints of this size hold.
        for receipt in self._receipts.pop(row.seq, ()):
            self._receipt(receipt, hashed)
        for checkpoint in self._due.pop(self.tree.size, ()):
            self._checkpoint(checkpoint)

    def _kept(self, hashed: bytes) -> None:
        for level, index, node in self.tree.completed(hashed):
            stored = self._nodes.pop((level, index), None)
            if stored != node and self._broken_from is None:
                self.problem("node", index << level, f"the kept node at level {level} is missing or not the tree's")

    def finish(self) -> None:
        """After the last row."""
        size = self.tree.size
        for _, due in sorted(self._due.items()):
            for row in due:
                code, text = "checkpoint_beyond", f"a checkpoint states {row.size} leaves, the log has {size}"
                self.problem(code, min(size, max(row.size - 1, 0)), text)
        for level, index in sorted(self._nodes):
            self.problem("node", index << level, f"a node at level {level} that the log does not have")
        for receipts in self._receipts.values():
            for receipt in receipts:
                self.problem("receipt_beyond", receipt.seq, "a receipt names a leaf that the log does not have")
        self._head()
        self.counts["open"] = len(self.open)

    def _count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1

    def _hash(self, row: StoredRow) -> tuple[bytes, bool]:
        """The leaf hash to go on with (the one that the chain confirms), and whether it is that of the leaf's bytes."""
        computed = leaf_hash(row.leaf)
        if computed == row.leaf_hash and chain_hash(self._chain, computed) == row.chain:
            self._chain = self._stored_chain = row.chain
            return computed, True
        previous = (self._chain, self._stored_chain)
        confirmed = next(
            (
                hashed
                for hashed in (computed, row.leaf_hash)
                for chain in previous
                if chain_hash(chain, hashed) == row.chain
            ),
            None,
        )
        if computed != row.leaf_hash:
            self.problem("leaf_hash", row.seq, "leaf and leaf hash do not agree")
        if confirmed is None:
            # Either the chain alone was touched, or the leaf and its hash were rewritten together:
            # only the signed root can tell, so what follows is not blamed twice.
            self._damage("chain", row.seq, "the chain does not lead to this row")
        hashed = confirmed or computed
        self._chain = row.chain if confirmed is not None else chain_hash(self._chain, hashed)
        self._stored_chain = row.chain
        return hashed, hashed == computed

    def _leaf(self, row: StoredRow, *, intact: bool) -> Leaf | None:
        try:
            leaf = read_leaf(row.leaf)
        except ValueError:
            self.problem("leaf_form", row.seq, "not a leaf of version 1 in canonical form")
            return None
        if (leaf.log, leaf.seq) != (self.evidence.log, row.seq):
            self.problem("leaf_place", row.seq, "the leaf names another place")
        if (leaf.kind.value, leaf.id) != (row.kind, row.call_id):
            self.problem("leaf_columns", row.seq, "the row is filed under another kind or call")
        if intact:
            if leaf.time_ms < self._last_ms:
                self.problem("time", row.seq, "earlier than the leaf before it")
            self._last_ms = max(self._last_ms, leaf.time_ms)
            self._count(leaf.kind.value)
        return leaf

    def _life(self, kind: LeafKind, call: str, seq: int) -> None:
        if kind in (LeafKind.ADMITTED, LeafKind.DENIED):
            if call in self._decided:
                self.problem("decided_twice", seq, "a call with two decisions")
            self._decided.add(call)
            if kind is LeafKind.ADMITTED:
                self.open.setdefault(call, seq)
        elif kind in (LeafKind.ATTEMPT, LeafKind.OUTCOME) and call not in self.open:
            self.problem("not_open", seq, f"an {kind.value} of a call that is not open")
        elif kind is LeafKind.OUTCOME:
            del self.open[call]

    def _payload(self, leaf: Leaf) -> None:
        if self.evidence.open_payload is None:
            return
        try:
            payload = self.evidence.open_payload(leaf)
        except KeyUnavailable:
            self._count("payloads_shredded")
            return
        except IntegrityBroken:
            self.problem("payload", leaf.seq, "the payload row does not open in this place")
            return
        if payload is None:
            if leaf.body.get("commitments"):
                # Nothing deletes payload rows yet: erasing is destroying their key.
                self.problem("payload_missing", leaf.seq, "the leaf commits to a payload, and there is none")
            return
        self._count("payloads")
        for name in broken_commitments(leaf.body, payload):
            self.problem("commitment", leaf.seq, f"the payload does not open the commitment {name!r}")

    def _receipt(self, receipt: Receipt, hashed: bytes) -> None:
        verify = self.evidence.receipt_keys.get(receipt.key_id)
        if verify is None or not verify_receipt(receipt, verify):
            self.problem("receipt_signature", receipt.seq, "no known key signed this receipt")
        elif receipt.log != self.evidence.log or receipt.leaf_hash != hashed.hex():
            self.problem("receipt", receipt.seq, "the log holds another leaf than the receipt says")
        else:
            self._count("receipts")

    def _checkpoint(self, row: CheckpointRow) -> None:
        last = max(row.size - 1, 0)
        try:
            stated = open_checkpoint(row.note, self.evidence.notes)
        except ValueError as error:
            self.problem("checkpoint_signature", last, str(error))
            return
        if stated.origin != self.evidence.origin or stated.size != row.size:
            self.problem("checkpoint_place", last, "a checkpoint of another log or size")
        elif stated.root == self.tree.root():
            # The signature outranks the chain: a chain flipped alone leaves the tree as it was.
            self._good, self._broken_from = row.size, None
            self._count("checkpoints")
        elif self._broken_from is None:
            self._damage("checkpoint_root", self._good, f"the first {row.size} leaves are not those that were signed")

    def _head(self) -> None:
        head, size = self.evidence.head, self.tree.size
        last = max(size - 1, 0)
        if head is None:
            self.problem("head", last, "the log has no head")
            return
        if head.size > size:
            self.problem("head_size", size, f"the head states {head.size} leaves, the log has {size}")
        elif head.size < size:
            self.problem("head_size", head.size, f"the head states {head.size} leaves, the log has {size}")
        expected = (self.tree.hashes, self.tree.root(), self._last_ms)
        if self._broken_from is None and head.size == size and (head.frontier, head.root, head.last_ms) != expected:
            self.problem("head", last, "the head is not that of the rebuilt tree")
        if head.size == size and head.chain not in (self._chain, self._stored_chain):
            self.problem("head", last, "the head's chain is not that of the last leaf")
        lowest = min(self.open.values(), default=size)
        if not self.problem_count and head.settled_to != lowest:
            self.problem("head", min(lowest, last), "the head files open admissions at another place")
