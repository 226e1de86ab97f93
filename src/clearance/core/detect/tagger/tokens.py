# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Text to tokens, without a loop over characters.

A token is a run of letters (every byte above ASCII counts as one), a run of digits, or one other visible
character. What stands between two tokens is kept as the later one's gap.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

_LETTER, _DIGIT, _SPACE, _MARK = 0, 1, 2, 3
_CLASS = np.full(256, _MARK, np.uint8)
_CLASS[ord("a") : ord("z") + 1] = _LETTER
_CLASS[ord("A") : ord("Z") + 1] = _LETTER
_CLASS[0x80:] = _LETTER
_CLASS[ord("0") : ord("9") + 1] = _DIGIT
_CLASS[[0, 9, 10, 11, 12, 13, 32]] = _SPACE
_BLANK = _CLASS == _SPACE
_BLANK[0] = False  # what is left of a longer sign
_NEWLINE, _TAB = b"\n\t"
_QUOTES = {
    quote.encode(): plain.encode().ljust(len(quote.encode()), b"\0")
    for quote, plain in (
        ("\N{LEFT SINGLE QUOTATION MARK}", "'"),
        ("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
        ("\N{LEFT DOUBLE QUOTATION MARK}", '"'),
        ("\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
        ("\N{BULLET}", "*"),
        ("\N{NO-BREAK SPACE}", " "),
    )
}


class Gap(IntEnum):
    """What stands in front of a token."""

    NONE = 0
    SPACE = 1
    WIDE = 2
    """Several blanks, or a tab: a column."""
    LINE = 3
    PARAGRAPH = 4
    """A blank line, or the text's beginning."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text. ``codes`` are its bytes; ``starts`` and ``ends`` index them."""

    codes: NDArray[np.uint8]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    kinds: NDArray[np.uint8]
    """0 letters, 1 digits, 3 another character."""
    gaps: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.starts)


def tokenise(data: bytes) -> Tokens:
    """Tokens of normalised UTF-8, left to right; linear in the bytes."""
    if not data.isascii():
        for quote, plain in _QUOTES.items():
            data = data.replace(quote, plain)
    codes = np.frombuffer(data, np.uint8)
    classes = _CLASS.take(codes)
    if not len(codes):
        none = np.zeros(0, np.intp)
        return Tokens(codes, none, none, none.astype(np.uint8), none.astype(np.uint8))
    changes = np.empty(len(codes), bool)
    changes[0] = True
    np.not_equal(classes[1:], classes[:-1], out=changes[1:])
    changes[1:] |= classes[1:] == _MARK
    begins = np.flatnonzero(changes)
    kinds = classes.take(begins)
    visible = np.flatnonzero(kinds != _SPACE)
    starts = begins.take(visible)
    begins[:-1], begins[-1] = begins[1:], len(codes)  # where each run ends
    ends = begins.take(visible)
    return Tokens(codes, starts, ends, kinds.take(visible), _gaps(codes, starts, ends))


def _gaps(codes: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.uint8]:
    before = np.zeros_like(starts)
    before[1:] = ends[:-1]
    width = starts - before  # between two tokens there is nothing but blanks, and what is left of a longer sign
    if not codes.all():
        blanks = _count_to(_BLANK.take(codes))
        width = blanks.take(starts) - blanks.take(before)
    lines = _count_to(codes == _NEWLINE)
    breaks = lines.take(starts) - lines.take(before)
    gaps: NDArray[np.uint8] = np.minimum(width, Gap.WIDE).astype(np.uint8)
    gaps[(width == 1) & (codes.take(starts - 1, mode="wrap") == _TAB)] = Gap.WIDE
    gaps[breaks == 1] = Gap.LINE
    gaps[breaks > 1] = Gap.PARAGRAPH
    gaps[:1] = Gap.PARAGRAPH
    return gaps


def _count_to(flags: NDArray[np.bool_]) -> NDArray[np.int32]:
    """How many are set before each place."""
    counts = np.zeros(len(flags) + 1, np.int32)
    np.cumsum(flags, out=counts[1:])
    return counts
