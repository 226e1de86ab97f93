# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Tokens to features: word, letter groups, shape, gap and dictionary bins. The same for training and use.

Words are never looked up as text: a 64-bit polynomial hash of each token's lower-case bytes is taken from
prefix sums, so that a text costs a fixed number of array operations however many tokens it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearance.core.detect.tagger.tokens import Tokens, tokenise

GROUP_ROWS = 1 << 15
SHAPES = 192
GAPS = 5
LONGEST = 32
"""Bytes of a token that count; the rest of a longer one is ignored."""
MOST_BYTES = 1 << 17
"""Bytes of a text that are hashed at once."""

_DRAWER = 14
"""Low bits of a hash, by which the keys of one drawer differ."""
_BASE = 0x9E3779B97F4A7C15 | 1
_MASK = (1 << 64) - 1
_LOWER = np.arange(256, dtype=np.uint8)
_LOWER[ord("A") : ord("Z") + 1] += 32
_UPPER = np.zeros(256, bool)
_UPPER[ord("A") : ord("Z") + 1] = True
_LATIN = 0xC3
_LAST_GROUP = np.uint32(GROUP_ROWS - 1)
_LENGTHS = np.minimum(np.searchsorted([1, 2, 3, 4, 5, 7, 10, 16], np.arange(LONGEST + 1)), 7).astype(np.int32)
_FIRST, _CAPITAL, _MIXED = 8, 16, 24
_CASES = np.array([0, _MIXED, _MIXED, 0, _FIRST, _MIXED] + 6 * [_CAPITAL], np.int32)
"""By how many capitals a word has (none, one, more), three further on where it begins with one, six where all are."""
_OF_KINDS = np.array([0, 40, 48, 56], np.int32)
"""What a shape is but for its length: letters by their case, other kinds of tokens behind those."""
_MOSTLY = 0.6
_WORDS_AT_ONCE = 2000


def _powers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    inverse = pow(_BASE, -1, 1 << 64)
    up, down = np.empty(MOST_BYTES + 1, np.uint64), np.empty(MOST_BYTES + 1, np.uint64)
    up[0] = down[0] = 1
    up[1:] = np.uint64(_BASE)
    down[1:] = np.uint64(inverse)
    return np.multiply.accumulate(up), np.multiply.accumulate(down)


_UP, _DOWN = _powers()


@dataclass(frozen=True, slots=True)
class Features:
    """Of ``n`` tokens; every array but the letter groups and ``spelled`` has one entry a token."""

    words: NDArray[np.int32]
    """Rows of the word table; row 0 is for every word that it does not hold."""
    groups: NDArray[np.int32]
    """Rows of the letter-group table, all spelled tokens' one after another."""
    group_starts: NDArray[np.intp]
    """Where each spelled token's groups begin in ``groups``; each has at least one."""
    spelled: NDArray[np.intp]
    """Indexes of the tokens whose letters are read: those without a row of their own, as a row tells its letters."""
    shapes: NDArray[np.int32]
    gaps: NDArray[np.int32]
    bins: NDArray[np.integer]
    """What the dictionary holds of the token's lists: 0 where none has it."""


class Dictionary:
    """Words of public lists, by hash: which lists hold a word, and its row in the word table.

    ``keys`` are sorted hashes, with the lists that hold each and its row. Training gives the lists as bits, a network
    as the row of that set. A word in no list has none; one in 11,000 of those is taken for a listed one, which a
    feature can bear.
    """

    def __init__(self, keys: NDArray[np.uint32], bins: NDArray[np.integer], rows: NDArray[np.int32]) -> None:
        self._keys = np.append(keys, np.uint32(0xFFFFFFFF))
        self._bins, self._rows = np.append(bins, bins.dtype.type(0)), np.append(rows, np.int32(0))
        counts = np.bincount(keys >> _DRAWER, minlength=1 << (32 - _DRAWER))
        self._firsts = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int32)
        self._most = int(counts.max())

    def look_up(self, hashes: NDArray[np.uint32]) -> tuple[NDArray[np.integer], NDArray[np.int32]]:
        """The lists and the row of each hash; 0 where no list holds it."""
        # Hashes are spread evenly: each drawer of keys holds two or three, in order, and all are tried side by side.
        at = self._firsts.take(hashes >> _DRAWER).astype(np.intp)
        for _ in range(self._most):
            at += self._keys.take(at) < hashes
        listed = self._keys.take(at) == hashes
        return self._bins.take(at) * listed, self._rows.take(at) * listed


def word_hashes(words: Sequence[str]) -> NDArray[np.uint32]:
    """The hash under which each word is listed; what ``featurise`` finds for the same letters in a text.

    Raises:
        ValueError: a word is not one token.
    """
    hashes = [np.zeros(0, np.uint32)]
    for at in range(0, len(words), _WORDS_AT_ONCE):
        chunk = words[at : at + _WORDS_AT_ONCE]
        tokens = tokenise("\n".join(chunk).encode())
        if len(tokens) != len(chunk):
            raise ValueError("a word is not one token")
        hashes.append(_token_hashes(_lower(tokens), tokens))
    return np.concatenate(hashes)


def featurise(
    tokens: Tokens, dictionary: Dictionary, firsts: Sequence[int] = (0,), *, spell_all: bool = False
) -> Features:
    """Features of one text, or of several whose tokens stand one after another.

    ``firsts`` are the indexes of the texts' first tokens. At most ``MOST_BYTES`` bytes in all. Training reads the
    letters of every token (``spell_all``).
    """
    lower = _lower(tokens)
    bins, words = dictionary.look_up(_token_hashes(lower, tokens))
    spelled = np.arange(len(words)) if spell_all else np.flatnonzero(words == 0)
    starts = tokens.starts[spelled]
    groups, group_starts = _groups(lower, starts, np.minimum(tokens.ends[spelled], starts + LONGEST))
    return Features(
        words=words,
        groups=groups,
        group_starts=group_starts,
        spelled=spelled,
        shapes=_shapes(tokens, np.asarray(firsts, np.intp)),
        gaps=tokens.gaps.astype(np.int32),
        bins=bins,
    )


def _lower(tokens: Tokens) -> NDArray[np.uint8]:
    """Lower case, ASCII and Latin-1: the letters of most names."""
    codes = tokens.codes
    lower = _LOWER.take(codes)
    accented = np.flatnonzero(codes[:-1] == _LATIN) + 1
    if len(accented):
        capital = accented[(codes[accented] >= 0x80) & (codes[accented] <= 0x9E)]  # noqa: PLR2004 - À to Þ
        lower[capital] += 0x20
    return lower


def _token_hashes(lower: NDArray[np.uint8], tokens: Tokens) -> NDArray[np.uint32]:
    ends = np.minimum(tokens.ends, tokens.starts + LONGEST)
    sums = np.zeros(len(lower) + 1, np.uint64)
    np.cumsum((lower.astype(np.uint64) + np.uint64(1)) * _UP[: len(lower)], out=sums[1:])
    hashes = sums.take(ends)
    hashes -= sums.take(tokens.starts)
    hashes *= _DOWN.take(tokens.starts)
    hashes ^= hashes >> np.uint64(31)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    return (hashes >> np.uint64(32)).astype(np.uint32)


def _groups(
    lower: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Groups of three and of four letters of each token between marks for its beginning and end: ``n`` threes and
    ``n - 1`` fours in a token of ``n`` letters, of which there is one at least.
    """
    if not len(starts):
        return np.zeros(0, np.int32), np.zeros(0, np.intp)
    padded = ends - starts + 2
    lasts = np.cumsum(padded)
    size = int(lasts[-1])
    begins = lasts - padded
    stream = np.zeros(size + 3, np.uint32)
    places = np.arange(size) + np.repeat(starts - begins - 1, padded)
    stream[:size] = lower.take(places, mode="clip")
    stream[:size] += np.uint32(2)
    stream[begins] = 0
    stream[lasts - 1] = 1
    every = np.empty((size, 2), np.uint32)  # a three and a four from each place, where they fit
    threes, fours = every[:, 0], every[:, 1]
    np.multiply(stream[:size], np.uint32(0x9E3779B1), out=threes)
    threes ^= stream[1 : size + 1] * np.uint32(0x85EBCA77)
    threes ^= stream[2 : size + 2] * np.uint32(0xC2B2AE3D)
    np.bitwise_xor(threes, stream[3:] * np.uint32(0x27D4EB2F), out=fours)
    fits = np.ones((size, 2), bool)
    fits[lasts - 1] = fits[lasts - 2] = False
    fits[lasts - 3, 1] = False
    flat = every[fits]
    flat ^= flat >> np.uint32(15)
    flat *= np.uint32(0x2C1B3C6D)
    counts = 2 * padded - 5
    return ((flat >> np.uint32(12)) & _LAST_GROUP).astype(np.intp), np.cumsum(counts) - counts


def _shapes(tokens: Tokens, firsts: NDArray[np.intp]) -> NDArray[np.int32]:
    """Kind, case and length of each token, in 64 shapes for each case that its text as a whole may have: mixed,
    small throughout, mostly capital. Small letters say nothing in a text that has no others.
    """
    codes, starts, ends = tokens.codes, tokens.starts, tokens.ends
    lengths = ends - starts
    upper = _UPPER.take(codes)
    capitals = np.zeros(len(codes) + 1, np.int32)
    np.cumsum(upper, out=capitals[1:])
    count = capitals.take(ends)
    count -= capitals.take(starts)
    letters = tokens.kinds == 0
    case = _CASES.take(np.minimum(count, 2) + 3 * upper.take(starts) + 6 * (count == lengths))
    shape: NDArray[np.int32] = _OF_KINDS.take(tokens.kinds)
    shape += case * letters
    shape += _LENGTHS.take(lengths, mode="clip")
    if not len(starts):
        return shape
    raised = np.add.reduceat(np.where(letters, count, 0), firsts)
    whole = np.add.reduceat((letters & (case == _CAPITAL)).astype(np.int32), firsts)
    words = np.add.reduceat(letters.astype(np.int32), firsts)
    text_case = np.where(raised == 0, 1, np.where(whole > _MOSTLY * words, 2, 0)).astype(np.int32)
    shape += 64 * np.repeat(text_case, sizes(firsts, len(starts)))
    return shape


def sizes(firsts: NDArray[np.intp], total: int) -> NDArray[np.intp]:
    """How many things, of ``total`` in all, stand from each of these indexes to the next."""
    found = np.empty_like(firsts)
    found[:-1], found[-1:] = firsts[1:], total
    found -= firsts
    return found
