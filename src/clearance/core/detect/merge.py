# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Overlaps resolved: every covered byte stays covered, by exactly one candidate.

Secrets and token literals win, so that a class with stricter treatment is never hidden in a laxer one; then
the longer candidate wins, then the one with the higher score. A loser that reaches beyond the winner
keeps the part outside it where that part could still tell something, so that resolving an overlap uncovers no more
than a scheme, a host, a repository or a degree beside it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from clearance.core.detect import lexicon
from clearance.model.words import DataClass

_DEGREES = frozenset(lexicon.CREDENTIALS.encode().split(b"|"))
_PROGRAMS = frozenset({b"oauth2:", b"x-access-token:", b"x-token-auth:", b"git:", b"gitlab-ci-token:", b"token:"})
"""Who clones a repository with a token instead of a password."""
_PLACE = itemgetter(2, 3)
_START, _END = attrgetter("start"), attrgetter("end")
_NEAR = 8
"""Candidates in front of a guess that are compared with it."""


class Candidate(NamedTuple):
    """A proposed finding in normalised bytes, half open."""

    kind: str
    data_class: DataClass
    start: int
    end: int
    score: float


_FIRST = frozenset({DataClass.SECRET, DataClass.TOKEN_LITERAL})


def _weight(candidate: Candidate) -> tuple[bool, int, float, int, str, str]:
    return (
        candidate.data_class not in _FIRST,
        candidate.start - candidate.end,
        -candidate.score,
        candidate.start,
        candidate.kind,
        candidate.data_class,
    )


def merge(candidates: Iterable[Candidate], data: bytes) -> tuple[Candidate, ...]:
    """Left to right, none overlapping, deterministic whatever the order in which candidates came."""
    best: dict[tuple[int, int], Candidate] = {}
    for candidate in candidates:
        place = (candidate.start, candidate.end)
        other = best.get(place)
        if other is None or _weight(candidate) < _weight(other):
            best[place] = candidate
    ordered = sorted(best.values(), key=_PLACE)
    for left, right in pairwise(ordered):
        if right.start < left.end:
            break
    else:
        return tuple(ordered)
    kept: list[Candidate] = []
    cluster: list[Candidate] = []
    reach = -1
    for candidate in ordered:
        if candidate.start >= reach:
            kept += _resolve(cluster, data)
            cluster = []
        cluster.append(candidate)
        reach = max(reach, candidate.end)
    kept += _resolve(cluster, data)
    return tuple(kept)


class Cover:
    """The bytes of some candidates; asked whether one of them holds certain others."""

    __slots__ = ("_reach", "_starts")

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        ordered = sorted(candidates, key=_START)
        self._starts: list[int] = list(map(_START, ordered))
        self._reach: list[int] = [0, *accumulate(map(_END, ordered), max)]

    def holds(self, start: int, end: int) -> bool:
        """Whether one candidate holds all of these bytes."""
        return self._reach[bisect_right(self._starts, start)] >= end


NOTHING = Cover()


def uncovered(guessed: Iterable[Candidate], cover: Cover) -> list[Candidate]:
    """Guesses that reach beyond every judged candidate; the others add nothing to those."""
    return [guess for guess in guessed if not cover.holds(guess.start, guess.end)]


def named_alike(guessed: Iterable[Candidate], judged: Sequence[Candidate]) -> list[Candidate]:
    """Guesses of what a number is, with the class that a judged candidate gives to most of the same bytes.

    Both name the same place then, and what a label or check digit says counts for more than the look of it.
    """
    ordered = sorted(judged, key=_PLACE)
    starts = [candidate.start for candidate in ordered]
    named = []
    for guess in guessed:
        at = bisect_left(starts, guess.end)
        near = [other for other in ordered[max(0, at - _NEAR) : at] if other.end > guess.start]
        named.append(_named(guess, near) if near else guess)
    return named


def _named(guess: Candidate, near: Sequence[Candidate]) -> Candidate:
    shared, best = max((_shared(guess, other), other) for other in near)
    alike = 2 * shared >= min(guess.end - guess.start, best.end - best.start)
    return best._replace(start=guess.start, end=guess.end) if alike else guess


def _shared(one: Candidate, other: Candidate) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _resolve(cluster: list[Candidate], data: bytes) -> list[Candidate]:
    """The winners of one run of candidates that overlap in a chain."""
    if len(cluster) <= 1:
        return cluster
    starts: list[int] = []
    taken: list[Candidate] = []
    for candidate in sorted(cluster, key=_weight):
        for start, end in _free(candidate, starts, taken):
            whole = (start, end) == (candidate.start, candidate.end)
            if whole or _identifies(data[start:end]):
                at = bisect_left(starts, start)
                starts.insert(at, start)
                taken.insert(at, _trimmed(candidate, start, end, data))
    return taken


def _identifies(rest: bytes) -> bool:
    """Whether what is left beside a winner could still tell something: a scheme, a host, a repository or a degree
    cannot.
    """
    if rest.endswith((b"://", b".git")) or (rest.startswith(b"@") and b"/" not in rest):
        return False
    if rest.startswith(b"http") and rest.partition(b"://")[2] in _PROGRAMS:
        return False
    if rest.strip(b" ,.") in _DEGREES:
        return False
    return any(c > 127 or chr(c).isalnum() for c in rest)  # noqa: PLR2004 - ASCII's end


def _free(candidate: Candidate, starts: list[int], taken: list[Candidate]) -> list[tuple[int, int]]:
    """The parts of a candidate that no winner covers yet."""
    parts, at = [], candidate.start
    index = max(0, bisect_left(starts, candidate.start) - 1)
    while index < len(taken) and taken[index].start < candidate.end:
        winner = taken[index]
        if winner.start > at:
            parts.append((at, winner.start))
        at = max(at, winner.end)
        index += 1
    if at < candidate.end:
        parts.append((at, candidate.end))
    return parts


def _trimmed(candidate: Candidate, start: int, end: int, data: bytes) -> Candidate:
    """That part of it, without the blanks that cutting may have left at the ends."""
    text = data[start:end]
    first, last = end - len(text.lstrip()), start + len(text.rstrip())
    if (first, last) == (candidate.start, candidate.end):
        return candidate
    return candidate._replace(start=first, end=last)
