# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import hashlib
from collections.abc import Callable

import pytest

from clearance.core.ledger.leaf import leaf_hash
from clearance.core.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    frontier_of,
    inclusion_proof,
    perfect_root,
    verify_consistency,
    verify_inclusion,
)

# The reference inputs and roots of the Certificate Transparency log (RFC 6962) implementations.
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
MANY = [hashlib.sha256(str(n).encode()).digest() for n in range(600)]
WRONG = bytes(32)


def reader(leaves: list[bytes]) -> Callable[[int, int], bytes]:
    return lambda level, index: perfect_root(leaves[index << level : (index + 1) << level])


def test_roots_are_those_of_the_reference_vectors() -> None:
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT == hashlib.sha256(b"").digest()
    for size, (leaf, root) in enumerate(zip(LEAVES, ROOTS, strict=True), 1):
        frontier = frontier.append(leaf)
        assert (frontier.size, frontier.root().hex()) == (size, root)


def test_the_reference_inclusion_path_of_leaf_5_of_8() -> None:
    path = inclusion_proof(5, 8, reader(LEAVES))
    assert [node.hex() for node in path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert verify_inclusion(LEAVES[5], 5, 8, path, bytes.fromhex(ROOTS[7]))


def test_every_proof_of_every_size_up_to_40_verifies_and_no_changed_one_does() -> None:
    roots = [frontier_of(MANY[:size]).root() for size in range(41)]
    for size in range(1, 41):
        node = reader(MANY[:size])
        for index in range(size):
            path = inclusion_proof(index, size, node)
            assert verify_inclusion(MANY[index], index, size, path, roots[size])
            assert not verify_inclusion(MANY[index + 1], index, size, path, roots[size])
            assert not verify_inclusion(MANY[index], index, size, (*path, WRONG), roots[size])
            if path:
                assert not verify_inclusion(MANY[index], index, size, path[:-1], roots[size])
                assert not verify_inclusion(MANY[index], index, size, (WRONG, *path[1:]), roots[size])
        for old in range(size + 1):
            path = consistency_proof(old, size, node)
            assert verify_consistency(old, size, path, roots[old], roots[size])
            assert not verify_consistency(old, size, path, WRONG, roots[size])
            assert not verify_consistency(old, size, (*path, WRONG), roots[old], roots[size])
            if path:
                assert not verify_consistency(old, size, path[:-1], roots[old], roots[size])
                assert not verify_consistency(old, size, (WRONG, *path[1:]), roots[old], roots[size])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_inclusion_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(index, size, reader(LEAVES))
    assert not verify_inclusion(LEAVES[0], index, size, (), EMPTY_ROOT)


@pytest.mark.parametrize(("old", "size"), [(-1, 3), (4, 3)])
def test_no_consistency_with_a_larger_tree(old: int, size: int) -> None:
    with pytest.raises(ValueError, match="not a part"):
        consistency_proof(old, size, reader(LEAVES))
    assert not verify_consistency(old, size, (), EMPTY_ROOT, EMPTY_ROOT)


def test_an_empty_proof_proves_nothing_between_unequal_trees() -> None:
    assert not verify_consistency(3, 5, (), MANY[0], MANY[1])
    assert not verify_consistency(4, 5, (), MANY[0], MANY[1])


def test_a_frontier_has_a_hash_for_each_bit_of_its_size() -> None:
    for size, hashes in ((3, (MANY[0],)), (-1, (MANY[0],)), (1, ())):
        with pytest.raises(ValueError, match="one hash for each bit"):
            Frontier(size, hashes)


def test_completed_names_the_kept_nodes() -> None:
    frontier = Frontier()
    found: list[tuple[int, int, bytes]] = []
    for leaf in MANY:
        found += frontier.completed(leaf)
        frontier = frontier.append(leaf)
    assert found == [(8, 0, perfect_root(MANY[:256])), (8, 1, perfect_root(MANY[256:512]))]
