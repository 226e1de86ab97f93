# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a caller holds: the signed place of a leaf, and what the journal tells about one call."""

from dataclasses import dataclass

from clearance.core.ledger import canonical
from clearance.core.ledger.checkpoint import NoteVerifier, Verify, open_checkpoint
from clearance.core.ledger.leaf import Leaf, LeafKind, leaf_hash, read_leaf
from clearance.core.ledger.merkle import verify_inclusion
from clearance.model.record import Receipt

RECEIPT_TYPE = "clearance-receipt/v1"


def receipt_message(call_id: str, log: str, seq: int, hashed: str) -> bytes:
    """What the Ed25519 signature of a receipt covers. ``type`` keeps it apart from all else that the key signs."""
    return canonical.encode({"call_id": call_id, "leaf_hash": hashed, "log": log, "seq": seq, "type": RECEIPT_TYPE})


def verify_receipt(receipt: Receipt, verify: Verify) -> bool:
    """Whether a receipt's signature is good under this key; never raises."""
    try:
        signature = bytes.fromhex(receipt.signature)
        message = receipt_message(receipt.call_id, receipt.log, receipt.seq, receipt.leaf_hash)
    except ValueError:
        return False
    return signature.hex() == receipt.signature and verify(message, signature)


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """A leaf with its bytes and its hash (32 bytes), as stored."""

    leaf: Leaf
    data: bytes
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class ProvenLeaf:
    """A leaf with its inclusion path in the tree of ``CallRecord.checkpoint``."""

    stored: StoredLeaf
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class CallRecord:
    """All that the log holds about one call. ``outcome`` is None while the call is in flight."""

    receipt: Receipt
    outcome: str | None
    leaves: tuple[ProvenLeaf, ...]
    size: int
    root: bytes
    checkpoint: str


def outcome_of(leaves: tuple[StoredLeaf, ...]) -> str | None:
    """The outcome that these leaves of one call tell, or None."""
    for stored in leaves:
        outcome = stored.leaf.body.get("outcome")
        if stored.leaf.kind is LeafKind.OUTCOME and isinstance(outcome, str):
            return outcome
    return None


def verify_call(record: CallRecord, *, verify: Verify, notes: tuple[NoteVerifier, ...]) -> bool:
    """Whether receipt, leaves, paths and checkpoint of a call agree with each other and with the keys."""
    # (1) The checkpoint is the log's.            stops: a made-up root
    try:
        checkpoint = open_checkpoint(record.checkpoint, notes)
    except ValueError:
        return False
    if (checkpoint.size, checkpoint.root) != (record.size, record.root):
        return False
    # (2) The receipt is the log's.               stops: a made-up place
    if not verify_receipt(record.receipt, verify):
        return False
    # (3) Every leaf is in the tree at its place. stops: an edited or moved leaf
    if not all(_proven(proven, record) for proven in record.leaves):
        return False
    # (4) The receipt names one of them.          stops: somebody else's receipt
    places = {(p.stored.leaf.log, p.stored.leaf.seq, p.stored.leaf_hash.hex()) for p in record.leaves}
    return (record.receipt.log, record.receipt.seq, record.receipt.leaf_hash) in places


def _proven(proven: ProvenLeaf, record: CallRecord) -> bool:
    stored, hashed = proven.stored, leaf_hash(proven.stored.data)
    try:
        leaf = read_leaf(stored.data)
    except ValueError:
        return False
    same = hashed == stored.leaf_hash and leaf == stored.leaf and leaf.id == record.receipt.call_id
    return same and verify_inclusion(hashed, leaf.seq, record.size, proven.path, record.root)
