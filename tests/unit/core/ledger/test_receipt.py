# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import asyncio
from dataclasses import replace

import pytest

from clearance.core.ledger.checkpoint import NoteVerifier, ed25519_key_id, log_origin
from clearance.core.ledger.leaf import LeafKind
from clearance.core.ledger.receipt import (
    CallRecord,
    ProvenLeaf,
    outcome_of,
    receipt_message,
    verify_call,
    verify_receipt,
)
from clearance.model.record import Admission, Payload, Settlement
from clearance.model.words import OutcomeKind
from clearance.testing.journal import PUBLIC, MemoryJournal, verify
from clearance.testing.play import FakeClock

ORIGIN = log_origin("memory", "tenant/acme")
NOTES = (NoteVerifier(ORIGIN, ed25519_key_id(ORIGIN, PUBLIC), verify),)


async def one_call() -> CallRecord:
    journal = MemoryJournal(FakeClock())
    for call in ("call-0", "call-1", "call-2"):
        await journal.admit(
            Admission(call, "acme", allowed=True, body={}, tokens=(), payload=Payload({}), payload_scope=f"call:{call}")
        )
    await journal.settle(Settlement("call-1", "acme", OutcomeKind.COMPLETED, {}))
    return await journal.receipt("acme", "call-1")


@pytest.fixture
def record() -> CallRecord:
    return asyncio.run(one_call())


def test_a_true_record_checks_out(record: CallRecord) -> None:
    assert verify_call(record, verify=verify, notes=NOTES)
    assert record.outcome == "completed"
    assert [proven.stored.leaf.kind for proven in record.leaves] == [LeafKind.ADMITTED, LeafKind.OUTCOME]
    assert outcome_of((record.leaves[0].stored,)) is None


def test_the_message_is_canonical_and_typed() -> None:
    assert receipt_message("c", "tenant/acme", 3, "ab") == (
        b'{"call_id":"c","leaf_hash":"ab","log":"tenant/acme","seq":3,"type":"clearance-receipt/v1"}'
    )


def test_a_receipt_verifies_only_as_it_was_signed(record: CallRecord) -> None:
    receipt = record.receipt
    assert verify_receipt(receipt, verify)
    for wrong in (
        replace(receipt, seq=receipt.seq + 1),
        replace(receipt, call_id="call-2"),
        replace(receipt, log="tenant/other"),
        replace(receipt, leaf_hash="00" * 32),
        replace(receipt, signature=receipt.signature.upper()),
        replace(receipt, signature="zz"),
        replace(receipt, signature=""),
        replace(receipt, call_id="\ud800"),
    ):
        assert not verify_receipt(wrong, verify)


def first(record: CallRecord, proven: ProvenLeaf) -> CallRecord:
    return replace(record, leaves=(proven, *record.leaves[1:]))


def test_every_altered_part_is_noticed(record: CallRecord) -> None:
    proven, settled = record.leaves
    stored = proven.stored
    for wrong in (
        replace(record, checkpoint="no note"),
        replace(record, size=record.size + 1),
        replace(record, root=bytes(32)),
        replace(record, receipt=replace(record.receipt, signature="00" * 64)),
        replace(record, leaves=(settled,)),
        first(record, replace(proven, path=())),
        first(record, replace(proven, stored=replace(stored, data=b"{}"))),
        first(record, replace(proven, stored=replace(stored, leaf_hash=bytes(32)))),
        first(record, replace(proven, stored=replace(stored, leaf=replace(stored.leaf, seq=7)))),
    ):
        assert not verify_call(wrong, verify=verify, notes=NOTES)
    assert not verify_call(record, verify=verify, notes=())
