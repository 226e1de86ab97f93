# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from clearance.core.ledger import canonical
from clearance.core.ledger.checkpoint import Checkpoint, NoteVerifier, ed25519_key_id, log_origin, sign_checkpoint
from clearance.core.ledger.leaf import CHAIN_START, Leaf, LeafKind, chain_hash, complete, leaf_hash, leaf_prefix
from clearance.core.ledger.merkle import Frontier
from clearance.core.ledger.verify import (
    MAX_PROBLEMS,
    CheckpointRow,
    Evidence,
    HeadRow,
    Report,
    StoredRow,
    verify_log,
)
from clearance.errors import IntegrityBroken, KeyUnavailable
from clearance.model.record import Admission, Attempt, Payload, Receipt, Settlement
from clearance.model.words import OutcomeKind
from clearance.testing.journal import KEY_ID, PUBLIC, MemoryJournal, sign, verify
from clearance.testing.play import FakeClock

LOG = "tenant/acme"
ORIGIN = log_origin("memory", LOG)
SIZE = 30
CHECKPOINTS = (10, 20, 30)
Rows = list[StoredRow]


class Sample:
    """A true log of 30 leaves, signed at 10, 20 and 30, to be altered by a test."""

    def __init__(self) -> None:
        self.journal = MemoryJournal(FakeClock())
        self.receipts: list[Receipt] = []
        asyncio.run(self._fill())
        log = self.journal.logs_by_name[LOG]
        self.rows: Rows = list(log.rows)
        self.evidence = Evidence(
            log=LOG,
            origin=ORIGIN,
            head=HeadRow(SIZE, log.tree.hashes, log.tree.root(), log.chain, log.last_ms, min(log.open.values())),
            checkpoints=[CheckpointRow(size, log.notes[size]) for size in CHECKPOINTS],
            notes=[NoteVerifier(ORIGIN, ed25519_key_id(ORIGIN, PUBLIC), verify)],
            receipts=self.receipts,
            receipt_keys={KEY_ID: verify},
            open_payload=lambda leaf: log.payloads.get(leaf.seq),
        )

    async def _fill(self) -> None:
        for n in range(10):
            call = f"call-{n}"
            payload = Payload({"request": bytes(32)})
            body: dict[str, Any] = {"commitments": {"request": "00" * 32}}
            self.receipts.append(await self.journal.admit(Admission(call, "acme", n != 5, body, (), payload, "x")))
            if n not in (5, 8, 9):
                await self.journal.settle(Settlement(call, "acme", OutcomeKind.COMPLETED, {}))
            if n in (5, 8, 9):
                await self.journal.attempt(
                    Attempt("call-8" if n > 8 else f"call-{min(n, 8)}", "acme", {})
                ) if n > 5 else None
            await self._sign()
        for n in range(SIZE - self.journal.logs_by_name[LOG].tree.size):
            await self.journal.admit(
                Admission(
                    f"more-{n}", "acme", allowed=False, body={}, tokens=(), payload=Payload({}), payload_scope="x"
                )
            )
            await self._sign()

    async def _sign(self) -> None:
        if self.journal.logs_by_name[LOG].tree.size in CHECKPOINTS:
            await self.journal.checkpoint()

    def check(self, **changes: Any) -> Report:
        return verify_log(self.rows, replace(self.evidence, **changes))

    def rebuild(self, *, heads: bool = True) -> None:
        """What an attacker with the store but no signing key does after altering a leaf."""
        chain, tree = CHAIN_START, Frontier()
        for at, row in enumerate(self.rows):
            hashed = leaf_hash(row.leaf)
            chain, tree = chain_hash(chain, hashed), tree.append(hashed)
            self.rows[at] = replace(row, leaf_hash=hashed, chain=chain)
        assert self.evidence.head is not None
        if heads:
            head = replace(self.evidence.head, frontier=tree.hashes, root=tree.root(), chain=chain)
            self.evidence = replace(self.evidence, head=head)


@pytest.fixture
def sample() -> Sample:
    return Sample()


def codes(report: Report) -> list[tuple[str, int]]:
    return [(problem.code, problem.seq) for problem in report.problems]


def test_a_true_log_is_ok(sample: Sample) -> None:
    report = sample.check()
    assert codes(report) == []
    assert (report.ok, report.first_bad_seq, report.size) == (True, None, SIZE)
    assert report.open_calls == ("call-8", "call-9")
    assert report.counts["checkpoints"] == 3
    assert report.counts["receipts"] == 10
    assert report.counts["open"] == 2
    assert report.root == sample.journal.logs_by_name[LOG].tree.root()


def test_an_empty_log_is_ok() -> None:
    head = HeadRow(0, (), Frontier().root(), CHAIN_START, 0, 0)
    assert verify_log([], Evidence("installation", "x", head)).ok


FIELDS: dict[str, Callable[[StoredRow, int], StoredRow]] = {
    "leaf": lambda row, bit: replace(row, leaf=flip(row.leaf, bit)),
    "leaf_hash": lambda row, bit: replace(row, leaf_hash=flip(row.leaf_hash, bit)),
    "chain": lambda row, bit: replace(row, chain=flip(row.chain, bit)),
}


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("seq", [0, 9, 10, 17, 29])
def test_any_flipped_bit_of_a_row_names_exactly_its_row(sample: Sample, field: str, seq: int) -> None:
    row = sample.rows[seq]
    size = len(getattr(row, field)) * 8
    for bit in range(0, size, max(1, size // 64)):
        sample.rows[seq] = FIELDS[field](row, bit)
        report = sample.check()
        assert report.first_bad_seq == seq
        assert {problem.seq for problem in report.problems} == {seq}


def altered(row: StoredRow) -> StoredRow:
    leaf = row.leaf.replace(b'"epoch":"epoch-1"', b'"epoch":"epoch-2"')
    return replace(row, leaf=leaf, leaf_hash=leaf_hash(leaf))


def test_a_leaf_rewritten_with_its_hash_is_pinned_by_the_chain(sample: Sample) -> None:
    sample.rows[14] = altered(sample.rows[14])
    report = sample.check(receipts=[])
    assert codes(report) == [("chain", 14)]


def test_a_rewrite_of_everything_unsigned_is_found_by_the_next_checkpoint(sample: Sample) -> None:
    sample.rows[14] = altered(sample.rows[14])
    sample.rebuild()
    report = sample.check(receipts=[])
    assert codes(report) == [("checkpoint_root", 10)]
    assert report.counts["checkpoints"] == 1


def test_a_receipt_pins_such_a_rewrite_to_its_leaf(sample: Sample) -> None:
    seq = sample.receipts[7].seq
    sample.rows[seq] = altered(sample.rows[seq])
    sample.rebuild()
    assert ("receipt", seq) in codes(sample.check())


def test_dropped_inserted_and_swapped_rows(sample: Sample) -> None:
    rows = list(sample.rows)
    sample.rows = [row for row in rows if row.seq != 12]
    assert sample.check().first_bad_seq == 12
    sample.rows = [*rows[:12], rows[12], *rows[12:]]
    assert sample.check().first_bad_seq == 12
    sample.rows = [*rows[:12], replace(rows[13], seq=12), replace(rows[12], seq=13), *rows[14:]]
    report = sample.check()
    assert report.first_bad_seq == 12
    assert {("leaf_place", 12), ("leaf_place", 13)} <= set(codes(report))


def test_a_truncated_tail(sample: Sample) -> None:
    sample.rows = sample.rows[:25]
    report = sample.check()
    assert ("head_size", 25) in codes(report)
    assert ("checkpoint_beyond", 25) in codes(report)
    assert report.first_bad_seq == 25


def test_a_tail_behind_the_head(sample: Sample) -> None:
    assert sample.evidence.head is not None
    shorter = replace(sample.evidence.head, size=28, frontier=sample.evidence.head.frontier[:3])
    assert codes(sample.check(head=shorter)) == [("head_size", 28)]


@pytest.mark.parametrize("field", ["root", "chain", "frontier", "last_ms", "settled_to"])
def test_any_altered_field_of_the_head(sample: Sample, field: str) -> None:
    head = sample.evidence.head
    assert head is not None
    value = getattr(head, field)
    wrong: Any = (
        value ^ 1
        if isinstance(value, int)
        else flip(value, 7)
        if isinstance(value, bytes)
        else (flip(value[0], 7), *value[1:])
    )
    report = sample.check(head=replace(head, **{field: wrong}))
    assert [code for code, _ in codes(report)] == ["head"]


def test_a_missing_head(sample: Sample) -> None:
    assert codes(sample.check(head=None)) == [("head", 29)]


def test_a_flipped_bit_of_a_checkpoint(sample: Sample) -> None:
    note = sample.evidence.checkpoints[1].note.encode()
    for bit in range(0, len(note) * 8, 13):
        wrong = CheckpointRow(20, flip(note, bit).decode("utf-8", "replace"))
        assert codes(sample.check(checkpoints=[wrong])) == [("checkpoint_signature", 19)]


def test_a_checkpoint_of_another_place(sample: Sample) -> None:
    ten, _, thirty = sample.evidence.checkpoints
    assert codes(sample.check(checkpoints=[replace(ten, size=20), thirty])) == [("checkpoint_place", 19)]
    assert codes(sample.check(checkpoints=[replace(thirty, size=0)])) == [("checkpoint_beyond", 0)]
    assert [code for code, _ in codes(sample.check(origin="clearance/memory/tenant/other"))] == ["checkpoint_place"] * 3


def test_receipts_that_do_not_hold(sample: Sample) -> None:
    true = sample.receipts[3]
    beyond = replace(true, seq=99)
    assert codes(sample.check(receipts=[replace(true, signature="00")])) == [("receipt_signature", true.seq)]
    assert codes(sample.check(receipts=[true], receipt_keys={})) == [("receipt_signature", true.seq)]
    assert codes(sample.check(receipts=[beyond])) == [("receipt_beyond", 99)]


def test_payloads(sample: Sample) -> None:
    def opened(leaf: Leaf) -> Payload | None:
        if leaf.seq == 0:
            raise KeyUnavailable("destroyed")
        if leaf.seq == 2:
            raise IntegrityBroken("moved")
        if leaf.seq == 4:
            return Payload({"request": b"short"})
        return None

    report = sample.check(open_payload=opened)
    found = codes(report)
    assert [one for one in found if one[0] != "payload_missing"] == [("payload", 2), ("commitment", 4)]
    assert len(found) == 2 + 7
    assert report.counts["payloads_shredded"] == 1
    assert report.counts["payloads"] == 1
    assert "payloads" not in sample.check(open_payload=None).counts


def test_kept_nodes() -> None:
    async def fill() -> MemoryJournal:
        journal = MemoryJournal(FakeClock())
        for _ in range(520):
            await journal.admin({"action": "x"})
        return journal

    journal = asyncio.run(fill())
    log = journal.logs_by_name["installation"]
    assert sorted(log.nodes) == [(8, 0), (8, 1)]
    assert asyncio.run(journal.verify())[0].ok
    log.nodes[8, 1] = bytes(32)
    log.nodes[8, 9] = bytes(32)
    assert codes(asyncio.run(journal.verify())[0]) == [("node", 256), ("node", 2304)]


def built(*leaves: tuple[LeafKind, str, int], log: str = LOG) -> tuple[Rows, Evidence]:
    """Rows with a true tree over whatever a broken producer wrote."""
    rows: Rows = []
    nodes: dict[tuple[int, int], bytes] = {}
    chain, tree = CHAIN_START, Frontier()
    for seq, (kind, call, time_ms) in enumerate(leaves):
        data = complete(leaf_prefix(log=log, kind=kind, event_id=call, epoch="e", body={}), seq, time_ms)
        hashed = leaf_hash(data)
        nodes.update({(level, index): node for level, index, node in tree.completed(hashed)})
        chain, tree = chain_hash(chain, hashed), tree.append(hashed)
        rows.append(StoredRow(seq, kind.value, call, data, hashed, chain))
    last = max(time_ms for *_, time_ms in leaves)
    head = HeadRow(len(rows), tree.hashes, tree.root(), chain, last, len(rows))
    note = sign_checkpoint(
        Checkpoint(ORIGIN, len(rows), tree.root()), name=ORIGIN, key_id=ed25519_key_id(ORIGIN, PUBLIC), sign=sign
    )
    key = NoteVerifier(ORIGIN, ed25519_key_id(ORIGIN, PUBLIC), verify)
    return rows, Evidence(LOG, ORIGIN, head, [CheckpointRow(len(rows), note)], nodes=nodes, notes=[key])


ADM, DEN, OUT, TRY = LeafKind.ADMITTED, LeafKind.DENIED, LeafKind.OUTCOME, LeafKind.ATTEMPT


@pytest.mark.parametrize(
    ("leaves", "expected"),
    [
        ([(ADM, "c", 1), (OUT, "c", 1), (OUT, "c", 1)], [("not_open", 2)]),
        ([(OUT, "c", 1)], [("not_open", 0)]),
        ([(DEN, "c", 1), (TRY, "c", 1)], [("not_open", 1)]),
        ([(ADM, "c", 1), (ADM, "c", 1), (OUT, "c", 1)], [("decided_twice", 1)]),
        ([(ADM, "c", 5), (OUT, "c", 4)], [("time", 1)]),
    ],
)
def test_the_life_of_a_call(leaves: list[tuple[LeafKind, str, int]], expected: list[tuple[str, int]]) -> None:
    rows, evidence = built(*leaves)
    assert codes(verify_log(rows, evidence)) == expected


def test_a_leaf_of_another_log_or_column() -> None:
    rows, evidence = built((ADM, "c", 1), (OUT, "c", 1), log="tenant/other")
    assert codes(verify_log(rows, evidence)) == [("leaf_place", 0), ("leaf_place", 1)]
    rows, evidence = built((ADM, "c", 1), (OUT, "c", 1))
    rows[1] = replace(rows[1], call_id="d")
    assert codes(verify_log(rows, evidence)) == [("leaf_columns", 1)]


def test_problems_are_kept_up_to_a_limit_and_all_counted() -> None:
    rows, evidence = built(*[(OUT, "c", 1)] * (MAX_PROBLEMS + 5))
    report = verify_log(rows, evidence)
    assert (len(report.problems), report.problem_count, report.ok) == (MAX_PROBLEMS, MAX_PROBLEMS + 5, False)


def test_a_leaf_that_is_not_one() -> None:
    rows, evidence = built((ADM, "c", 1), (OUT, "c", 1))
    data = canonical.encode({"v": 1})
    hashed = leaf_hash(data)
    rows[1] = replace(rows[1], leaf=data, leaf_hash=hashed, chain=chain_hash(rows[0].chain, hashed))
    assert ("leaf_form", 1) in codes(verify_log(rows, evidence))


def test_an_altered_row_of_unknown_kind() -> None:
    rows, evidence = built((ADM, "c", 1), (OUT, "c", 1))
    rows[1] = replace(rows[1], leaf=flip(rows[1].leaf, 99), kind="other")
    assert {seq for _, seq in codes(verify_log(rows, evidence))} == {1}
