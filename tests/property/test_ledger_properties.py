# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.ledger import canonical
from clearance.core.ledger.leaf import LeafKind, complete, leaf_prefix, read_leaf
from clearance.core.ledger.merkle import (
    Frontier,
    consistency_proof,
    frontier_of,
    inclusion_proof,
    node_hash,
    perfect_root,
    verify_consistency,
    verify_inclusion,
)
from clearance.model.record import Json

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127))
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values: st.SearchStrategy[Json] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5), max_leaves=20
)
bodies = st.dictionaries(keys, values, max_size=6)
LEAVES = [hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(700)]


def node(level: int, index: int) -> bytes:
    return perfect_root(LEAVES[index << level : (index + 1) << level])


def slow_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, written as it is defined there."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(slow_root(leaves[:split]), slow_root(leaves[split:]))


@given(values)
def test_canonical_json_is_the_standard_librarys_sorted_form(value: Json) -> None:
    data = canonical.encode(value)
    assert data == json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert canonical.decode(data) == value


@given(bodies, st.integers(0, 2**53 - 1), st.integers(0, 253_402_300_799_999))
def test_a_spliced_leaf_is_canonical_and_reads_back(body: dict[str, Json], seq: int, time_ms: int) -> None:
    prefix = leaf_prefix(log="tenant/acme", kind=LeafKind.ADMITTED, event_id="c", epoch="e", body=body)
    leaf = complete(prefix, seq, time_ms)
    assert canonical.encode(canonical.decode(leaf)) == leaf
    read = read_leaf(leaf)
    assert (read.seq, read.time_ms, read.body) == (seq, time_ms, body)


@given(st.integers(0, 700))
def test_the_frontier_has_the_root_of_the_definition(size: int) -> None:
    assert frontier_of(LEAVES[:size]).root() == slow_root(LEAVES[:size])


def flipped(data: st.DataObject, path: tuple[bytes, ...]) -> tuple[bytes, ...]:
    if not path:
        return path
    at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
    wrong = bytearray(path[at])
    wrong[bit // 8] ^= 1 << bit % 8
    return (*path[:at], bytes(wrong), *path[at + 1 :])


@given(st.data())
def test_proofs_hold_and_no_flipped_bit_does(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 700))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root, old_root = frontier_of(LEAVES[:size]).root(), frontier_of(LEAVES[:old]).root()
    inclusion, consistency = inclusion_proof(index, size, node), consistency_proof(old, size, node)
    assert verify_inclusion(LEAVES[index], index, size, inclusion, root)
    assert verify_consistency(old, size, consistency, old_root, root)
    assert not verify_inclusion(LEAVES[index], index, size, flipped(data, inclusion), root) or not inclusion
    assert not verify_consistency(old, size, flipped(data, consistency), old_root, root) or not consistency


@given(st.integers(0, 600), st.integers(0, 100))
def test_appending_is_the_same_one_by_one_or_at_once(size: int, more: int) -> None:
    grown: Frontier = frontier_of(LEAVES[:size])
    for leaf in LEAVES[size : size + more]:
        grown = grown.append(leaf)
    assert grown == frontier_of(LEAVES[: size + more])
