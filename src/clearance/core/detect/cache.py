# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What was found in a segment, kept for the conversation's next turn: spans only, never text.

A turn re-sends all earlier ones. A segment's own candidates depend on nothing but its text, its field and its place,
so they are kept under HMAC-SHA256 (RFC 2104) of these with a key of the tenant: who reads the memory of a worker learns
lengths and classes, and whether a guessed text is there only with that key. Passes over all segments of a request are
made anew each time.
"""

import hmac
from collections.abc import Sequence
from typing import NamedTuple

from clearance.core.detect.merge import Candidate

MOST = 200_000
"""Entries and candidates together that are kept: about 40 MB."""


class SegmentCache:
    """A bounded map of digests to candidates; the longest unused go first."""

    def __init__(self, most: int = MOST) -> None:
        self._kept: dict[bytes, tuple[Candidate, ...]] = {}
        self._room = most

    def get(self, digest: bytes) -> tuple[Candidate, ...] | None:
        """What is kept under a digest; it counts as used now."""
        found = self._kept.pop(digest, None)
        if found is not None:
            self._kept[digest] = found
        return found

    def put(self, digest: bytes, candidates: Sequence[Candidate]) -> None:
        """Keep these, and forget the oldest where there is no room."""
        before = self._kept.pop(digest, None)
        if before is not None:
            self._room += 1 + len(before)
        self._kept[digest] = tuple(candidates)
        self._room -= 1 + len(candidates)
        while self._room < 0:
            oldest = next(iter(self._kept))
            self._room += 1 + len(self._kept.pop(oldest))


class Memory(NamedTuple):
    """A cache, and the tenant's key to it."""

    cache: SegmentCache
    key: bytes


def digest(key: bytes, parts: Sequence[bytes]) -> bytes:
    """The name under which a segment is kept; no two sequences of parts share their bytes."""
    head = b"".join(len(part).to_bytes(8, "big") for part in parts)
    return hmac.digest(key, head + b"".join(parts), "sha256")
