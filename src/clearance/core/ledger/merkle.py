# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The Merkle tree of RFC 6962 (RFC 9162, section 2.1): append, root, inclusion and consistency.

Hashes only: this module never sees a leaf's bytes. A tree is kept as its frontier (the roots of
the perfect subtrees that it is made of, largest first), so an append touches O(log n) hashes.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

NODE_STEP = 8
"""Every level that is a multiple of this is kept in the store, so that a proof reads few rows."""

KEPT_EVERY = 1 << NODE_STEP
"""Only an append that brings the size to a multiple of this completes a kept node."""

EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]
"""(level, index) to the root of the perfect subtree over leaves [index << level, (index + 1) << level)."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right): RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of ``size`` leaves as the roots of its perfect subtrees, largest (leftmost) first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError("a frontier has one hash for each bit of its size")

    def append(self, leaf_hash: bytes) -> "Frontier":
        """The tree with one more leaf."""
        size, keep = self.size, len(self.hashes)
        node = leaf_hash
        while size & 1:
            keep -= 1
            node = node_hash(self.hashes[keep], node)
            size >>= 1
        return Frontier(self.size + 1, (*self.hashes[:keep], node))

    def root(self) -> bytes:
        """The root hash; of the empty tree SHA-256 of nothing."""
        if not self.hashes:
            return EMPTY_ROOT
        node = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            node = node_hash(left, node)
        return node

    def completed(self, leaf_hash: bytes) -> tuple[tuple[int, int, bytes], ...]:
        """The kept nodes that one more leaf completes: (level, index, hash), lowest first."""
        size, keep, level = self.size, len(self.hashes), 0
        node, found = leaf_hash, []
        while size & 1:
            keep -= 1
            node = node_hash(self.hashes[keep], node)
            size >>= 1
            level += 1
            if level % NODE_STEP == 0:
                found.append((level, size, node))
        return tuple(found)


def frontier_of(leaf_hashes: Iterable[bytes]) -> Frontier:
    """The frontier of a whole list of leaf hashes."""
    frontier = Frontier()
    for hashed in leaf_hashes:
        frontier = frontier.append(hashed)
    return frontier


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 2**n neighbouring nodes of one level."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def inclusion_proof(index: int, size: int, node: NodeReader) -> tuple[bytes, ...]:
    """PATH(index, D[size]) of RFC 6962, section 2.1.1, leaf upwards.

    Raises:
        ValueError: ``index`` is not in the tree.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, size: int, node: NodeReader) -> tuple[bytes, ...]:
    """PROOF(old, D[size]) of RFC 6962, section 2.1.2; empty when ``old`` is 0 or ``size``.

    Raises:
        ValueError: ``old`` is larger than ``size``.
    """
    if not 0 <= old <= size:
        raise ValueError("the older tree is not a part of this one")
    if old in (0, size):
        return ()
    path: list[bytes] = []
    start, end, whole = 0, size, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(_range_root(start, end, node))
    return tuple(reversed(path))


def verify_inclusion(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf is number ``index`` of the tree with this root: RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    at, last, node = index, size - 1, leaf_hash
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(old: int, size: int, path: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Whether the tree of ``old`` leaves is a prefix of the one of ``size``: RFC 9162, section 2.1.4.2."""
    if not 0 <= old <= size:
        return False
    if old == size:
        return not path and old_root == root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    proof = list(path) if old & (old - 1) else [old_root, *path]
    if not proof:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and older == old_root and newer == root


def _split(size: int) -> int:
    """The largest power of two smaller than ``size`` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_root(start: int, end: int, node: NodeReader) -> bytes:
    """MTH(D[start:end]) where ``start`` is a multiple of the next power of two of the length."""
    pieces = []
    while start < end:
        level = (end - start).bit_length() - 1
        pieces.append(node(level, start >> level))
        start += 1 << level
    root = pieces[-1]
    for left in reversed(pieces[:-1]):
        root = node_hash(left, root)
    return root
