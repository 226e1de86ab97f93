# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Who proposes: Hyperscan, or Aho-Corasick over literals. Neither decides.

A scanner names the patterns that may match somewhere in a text; it may name too many, never too few.
The verdict is RE2's over the same bytes (``detector``), so the findings are equal whichever scanner runs.
Hyperscan block mode, ends of matches only: https://intel.github.io/hyperscan/dev-reference/
"""

import hashlib
import importlib
import math
import struct
from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any, NamedTuple, Protocol

from ahocorasick_rs import BytesAhoCorasick

from clearance.core.detect.extents import extent
from clearance.core.detect.families.shapes import announced, widened
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.rx import Rx, RxSet
from clearance.errors import DetectorUnavailable


def _engine() -> Any:
    try:
        return importlib.import_module("hyperscan")
    except ImportError:  # platforms without a wheel use AnchorScanner
        return None


hyperscan: Any = _engine()

Windows = Sequence[tuple[int, int, int]]
"""Where matches are: each begins from the first byte of a window to its last, and ends at its stop at the latest."""

_MAGIC = b"clearance-hs2\0"
_KEPT, _DIGEST = struct.Struct("<ii"), 32
_CHARACTER = 4
"""Bytes that one has at most."""
_SEARCH, _FEW = 512, 32
"""Bytes that are read in the time that beginning to read takes; windows that are always looked into one by one."""
_WITHIN = (100, 200)
_GROUP = 16
"""Patterns that share a pass. Fewer save less; many more need so many states that they are slower than one by one."""


def everywhere(data: bytes) -> Windows:
    """One window, of the whole text."""
    return ((0, len(data), len(data)),)


class Proposal(NamedTuple):
    """One pattern as scanners see it: ``hint`` is found wherever ``pattern`` gives an accepted value, and ends inside
    that match or one character behind it. ``proposed`` is the part of the pattern in which it ends. Pattern and part
    are empty for what is only asked whether it is there.
    """

    hint: str
    pattern: str = ""
    proposed: str = ""


class Scanner(Protocol):
    """Proposes patterns by index, in the order of the recognisers' patterns, flattened."""

    name: str

    def hits(self, data: bytes) -> Iterable[tuple[int, Windows]]:
        """Every index whose pattern gives an accepted value in ``data`` is in here, and each such match lies in one of
        the windows beside it; others may be too.
        """


def flatten(recognisers: Sequence[Recogniser]) -> tuple[Proposal, ...]:
    """What to propose each pattern by, in index order: the pattern with wider letter classes, or its hint."""
    return tuple(
        Proposal(hint, pattern, pattern) if hint else Proposal(widened(pattern), pattern, announced(pattern))
        for recogniser in recognisers
        for hint, pattern in zip(cycle(recogniser.hints or ("",)), recogniser.patterns, strict=False)
    )


def _digest(proposals: Sequence[Proposal]) -> bytes:
    return hashlib.sha256("\0".join(part for proposal in proposals for part in proposal).encode()).digest()


def database_key(proposals: Sequence[Proposal], machine: str) -> str:
    """What a serialised database is good for: these patterns, this engine, this kind of processor. SHA-256 (hex).

    Raises DetectorUnavailable when Hyperscan is absent.
    """
    if hyperscan is None:
        raise _absent()
    least = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    least.compile(expressions=[b"a"], ids=[0], elements=1, flags=0)
    # The engine's own words: its version, and the processor features that it compiles for here.
    parts = (_MAGIC, _digest(proposals), hyperscan.__version__.encode(), least.info(), machine.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _absent() -> DetectorUnavailable:
    return DetectorUnavailable("The pattern engine is not available", diagnostics="hyperscan is not installed")


class _Reach(NamedTuple):
    """How many bytes a match begins in front of where its hint ends, and how many it ends behind there, at most; below
    nothing where there is no most. Where nothing tells how far in front, Hyperscan tells one end of the hint only.
    """

    before: int
    behind: int


_ANYWHERE = _Reach(-1, -1)


def _reach(hint: str, hinted: Sequence[Proposal]) -> _Reach:
    """Of a hint that some patterns share. One that could end at each byte of a text does not tell all its ends."""
    before = max(extent(one.proposed).most if one.pattern else math.inf for one in hinted)
    behind = max(extent(one.pattern).most for one in hinted)
    if before == math.inf or extent(hint).growing or _crowded(hint):
        return _ANYWHERE
    return _Reach(int(before) + _CHARACTER, -1 if behind == math.inf else int(behind))


def _crowded(hint: str) -> bool:
    """Whether the hint may end at each byte of a run of one sign."""
    rx, (start, stop) = Rx(hint), _WITHIN
    return any(rx.search(bytes([sign]) * (start + stop), start, stop) is not None for sign in range(0x20, 0x7F))


class HyperscanScanner:
    """All patterns in one pass. Compiling takes seconds; ``load`` takes well under one.

    A serialised database is trusted input: keep it where only the process's own user can write.
    Raises DetectorUnavailable when Hyperscan is absent or does not take the patterns or the bytes.
    """

    name = "hyperscan"

    def __init__(self, proposals: Sequence[Proposal], serialised: bytes | None = None) -> None:
        if hyperscan is None:
            raise _absent()
        self._key = _MAGIC + _digest(proposals)
        places: dict[str, list[int]] = {}
        for at, proposal in enumerate(proposals):
            places.setdefault(proposal.hint, []).append(at)
        self._targets = tuple(tuple(indexes) for indexes in places.values())
        try:
            if serialised is None:
                self._reaches = [_reach(hint, [proposals[at] for at in hinted]) for hint, hinted in places.items()]
                self._database = self._compile(tuple(places), self._reaches)
            else:
                self._reaches, self._database = self._load(serialised)
            self._scratches = [hyperscan.Scratch(self._database)]
        except (hyperscan.HyperscanError, ValueError) as error:
            reason = type(error).__name__
            raise DetectorUnavailable("The pattern engine did not start", diagnostics=reason) from error

    @staticmethod
    def _compile(hints: Sequence[str], reaches: Sequence[_Reach]) -> Any:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        once = hyperscan.HS_FLAG_SINGLEMATCH
        database.compile(
            expressions=[hint.encode() for hint in hints],
            ids=list(range(len(hints))),
            elements=len(hints),
            flags=[hyperscan.HS_FLAG_UTF8 | (once if reach == _ANYWHERE else 0) for reach in reaches],
        )
        return database

    def _load(self, serialised: bytes) -> tuple[list[_Reach], Any]:
        if not serialised.startswith(self._key):
            raise DetectorUnavailable("The pattern engine did not start", diagnostics="database of other patterns")
        start = len(self._key) + _DIGEST
        end = start + len(self._targets) * _KEPT.size
        kept = serialised[start:end]
        if hashlib.sha256(kept).digest() != serialised[len(self._key) : start]:
            raise DetectorUnavailable("The pattern engine did not start", diagnostics="damaged database")
        reaches = [_Reach(*reach) for reach in _KEPT.iter_unpack(kept)]
        return reaches, hyperscan.loadb(serialised[end:], hyperscan.HS_MODE_BLOCK)

    def serialise(self) -> bytes:
        """The compiled database, bound to its patterns, for ``load`` on the same kind of machine."""
        kept = b"".join(_KEPT.pack(*reach) for reach in self._reaches)
        return self._key + hashlib.sha256(kept).digest() + kept + bytes(hyperscan.dumpb(self._database))

    def hits(self, data: bytes) -> Iterable[tuple[int, Windows]]:
        """The patterns whose proposal matches, and where."""
        ends: list[tuple[int, int]] = []
        tell = ends.append
        try:
            scratch = self._scratches.pop()  # one scratch a thread at a time
        except IndexError:
            scratch = hyperscan.Scratch(self._database)

        def on_match(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            tell((number, end))

        try:
            self._database.scan(data, match_event_handler=on_match, scratch=scratch)
        except hyperscan.HyperscanError as error:
            raise DetectorUnavailable("The pattern engine failed", diagnostics=type(error).__name__) from error
        self._scratches.append(scratch)
        return self._windows(ends, len(data))

    def _windows(self, ends: Iterable[tuple[int, int]], size: int) -> list[tuple[int, Windows]]:
        reaches, targets = self._reaches, self._targets
        found: dict[int, list[tuple[int, int, int]]] = {}
        for number, end in sorted(ends):  # Hyperscan promises no order
            before, behind = reaches[number]
            if before < 0:
                window = (0, size, size)
            else:
                window = (max(0, end - before), end, size if behind < 0 else min(end + behind, size))
            if number in found:
                found[number].append(window)
            else:
                found[number] = [window]
        for number, windows in found.items():
            if len(windows) * _SEARCH > size + _FEW * _SEARCH:
                found[number] = [(windows[0][0], size, size)]
        return [(index, windows) for number, windows in found.items() for index in targets[number]]


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

    def hits(self, data: bytes) -> Iterable[tuple[int, Windows]]:
        """The patterns whose anchors, or digits, the text holds, without those of a group that do not match."""
        found = set(self._always)
        if self._digit.search(data) is not None:
            found.update(self._digits)
        for literal in {hit[0] for hit in self._matcher.find_matches_as_indexes(data.lower(), overlapping=True)}:
            found.update(self._targets[literal])
        for group in self._groups:
            if not found.isdisjoint(group.members):
                found -= group.others(data)
        anywhere = everywhere(data)
        return [(index, anywhere) for index in found]


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
