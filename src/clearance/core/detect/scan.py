# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Who proposes: Hyperscan, or Aho-Corasick over literals. Neither decides.

A scanner names the patterns that may match somewhere in a text; it may name too many, never too few.
The verdict is RE2's over the same bytes (``detector``), so the findings are equal whichever scanner runs.
Hyperscan block mode, single match, no start offsets: https://intel.github.io/hyperscan/dev-reference/
"""

import hashlib
import importlib
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from ahocorasick_rs import BytesAhoCorasick

from clearance.core.detect.families.shapes import widened
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.rx import Rx, RxSet
from clearance.errors import DetectorUnavailable


def _engine() -> Any:
    try:
        return importlib.import_module("hyperscan")
    except ImportError:  # platforms without a wheel use AnchorScanner
        return None


hyperscan: Any = _engine()

_MAGIC = b"clearance-hs1\0"
_GROUP = 16
"""Patterns that share a pass. Fewer save less; many more need so many states that they are slower than one by one."""


class Scanner(Protocol):
    """Proposes patterns by index, in the order of the recognisers' patterns, flattened."""

    name: str

    def hits(self, data: bytes) -> Iterable[int]:
        """Every index whose pattern matches in ``data`` is in here; others may be too."""


def flatten(recognisers: Sequence[Recogniser]) -> tuple[str, ...]:
    """What to propose each pattern by, in index order: the pattern with wider letter classes, or its hint."""
    return tuple(
        recogniser.hints[at % len(recogniser.hints)] if recogniser.hints else widened(pattern)
        for recogniser in recognisers
        for at, pattern in enumerate(recogniser.patterns)
    )


def _digest(patterns: Sequence[str]) -> bytes:
    return hashlib.sha256("\0".join(patterns).encode()).digest()


def database_key(patterns: Sequence[str], machine: str) -> str:
    """What a serialised database is good for: these patterns, this engine, this kind of processor. SHA-256 (hex).

    Raises DetectorUnavailable when Hyperscan is absent.
    """
    if hyperscan is None:
        raise _absent()
    least = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    least.compile(expressions=[b"a"], ids=[0], elements=1, flags=0)
    # The engine's own words: its version, and the processor features that it compiles for here.
    parts = (_MAGIC, _digest(patterns), hyperscan.__version__.encode(), least.info(), machine.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _absent() -> DetectorUnavailable:
    return DetectorUnavailable("The pattern engine is not available", diagnostics="hyperscan is not installed")


class HyperscanScanner:
    """All patterns in one pass. Compiling takes some hundred ms; ``load`` takes well under one.

    A serialised database is trusted input: keep it where only the process's own user can write.
    Raises DetectorUnavailable when Hyperscan is absent or does not take the patterns or the bytes.
    """

    name = "hyperscan"

    def __init__(self, patterns: Sequence[str], serialised: bytes | None = None) -> None:
        if hyperscan is None:
            raise _absent()
        self._key = _MAGIC + _digest(patterns)
        places: dict[str, list[int]] = {}
        for at, pattern in enumerate(patterns):
            places.setdefault(pattern, []).append(at)
        unique = tuple(places)
        self._targets = tuple(tuple(indexes) for indexes in places.values())
        try:
            self._database = self._compile(unique) if serialised is None else self._load(serialised)
            self._scratches = [hyperscan.Scratch(self._database)]
        except hyperscan.HyperscanError as error:
            reason = type(error).__name__
            raise DetectorUnavailable("The pattern engine did not start", diagnostics=reason) from error

    @staticmethod
    def _compile(patterns: Sequence[str]) -> Any:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=[pattern.encode() for pattern in patterns],
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_UTF8,
        )
        return database

    def _load(self, serialised: bytes) -> Any:
        if not serialised.startswith(self._key):
            raise DetectorUnavailable("The pattern engine did not start", diagnostics="database of other patterns")
        return hyperscan.loadb(serialised[len(self._key) :], hyperscan.HS_MODE_BLOCK)

    def serialise(self) -> bytes:
        """The compiled database, bound to its patterns, for ``load`` on the same kind of machine."""
        return self._key + bytes(hyperscan.dumpb(self._database))

    def hits(self, data: bytes) -> Iterable[int]:
        """The patterns whose proposal matches."""
        found: list[int] = []
        targets = self._targets
        try:
            scratch = self._scratches.pop()  # one scratch a thread at a time
        except IndexError:
            scratch = hyperscan.Scratch(self._database)

        def on_match(index: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            found.extend(targets[index])

        try:
            self._database.scan(data, match_event_handler=on_match, scratch=scratch)
        except hyperscan.HyperscanError as error:
            raise DetectorUnavailable("The pattern engine failed", diagnostics=type(error).__name__) from error
        self._scratches.append(scratch)
        return found


class AnchorScanner:
    """Aho-Corasick over the recognisers' anchors; a digit lets the rest through. ``gates`` are further patterns.

    Patterns without anchors would each be tried on nearly every text. RE2 is asked about them in groups first, in one
    pass for each, and names exactly those that match somewhere.
    """

    name = "anchors"

    def __init__(self, recognisers: Sequence[Recogniser], gates: Sequence[str] = ()) -> None:
        self._always: list[int] = []
        self._digits: list[int] = []
        by_literal: dict[str, list[int]] = {}
        patterns: list[str] = []
        for recogniser in recognisers:
            for pattern in recogniser.patterns:
                for anchor in recogniser.anchors:
                    by_literal.setdefault(anchor, []).append(len(patterns))
                if not recogniser.anchors:
                    (self._always if recogniser.always else self._digits).append(len(patterns))
                patterns.append(pattern)
        self._always += range(len(patterns), len(patterns) + len(gates))
        self._targets = tuple(tuple(indexes) for indexes in by_literal.values())
        self._matcher = BytesAhoCorasick([literal.encode() for literal in by_literal])
        self._digit = Rx("[0-9]")
        patterns += gates
        self._groups = tuple(
            _Group(members[at : at + _GROUP], patterns)
            for members in (self._always, self._digits)
            for at in range(0, len(members), _GROUP)
        )

    def hits(self, data: bytes) -> Iterable[int]:
        """The patterns whose anchors, or digits, the text holds, without those of a group that do not match."""
        found = set(self._always)
        if self._digit.search(data) is not None:
            found.update(self._digits)
        for literal in {hit[0] for hit in self._matcher.find_matches_as_indexes(data.lower(), overlapping=True)}:
            found.update(self._targets[literal])
        for group in self._groups:
            if not found.isdisjoint(group.members):
                found -= group.others(data)
        return found


class _Group:
    """Patterns that are asked about together; compiled when first needed."""

    __slots__ = ("_patterns", "_set", "members")

    def __init__(self, members: Sequence[int], patterns: Sequence[str]) -> None:
        self.members = frozenset(members)
        self._patterns = {index: patterns[index] for index in members}
        self._set: RxSet | None = None

    def others(self, data: bytes) -> frozenset[int]:
        """Those that do not match; none where that cannot be told."""
        if self._set is None:
            self._set = RxSet(tuple(self._patterns.values()))
        matching = self._set.matching(data)
        if matching is None:
            return frozenset()
        indexes = tuple(self._patterns)
        return self.members.difference(indexes[at] for at in matching)
