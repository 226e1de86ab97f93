# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Documents to arrays of features and targets, an epoch at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from clearance.core.detect.tagger.features import Dictionary, featurise
from clearance.core.detect.tagger.tokens import Tokens, tokenise
from training.dictionary import NAME_BITS, WORD_BITS
from training.render import Document

LABELS = (
    "O PERSON STREET CITY STATE ZIP PLACE COUNTRY DATE TIME AGE PHONE EMAIL SSN MRN HEALTH_PLAN_ID ACCOUNT LICENSE VEHICLE "
    "DEVICE_ID URL IP OTHER_ID ORGANIZATION CREDIT_CARD IBAN SECRET"
).split()
_INDEX = {label: number for number, label in enumerate(LABELS)}
_OTHER = 0
_BITS = 1 << np.arange(len(LABELS), dtype=np.int64)
_LONGEST = 288
_NOTHING = np.zeros((0, len(LABELS)), np.uint8)


@dataclass(slots=True)
class Piece:
    """A document, or up to 288 tokens of one."""

    words: NDArray[np.int32]
    groups: NDArray[np.int32]
    group_counts: NDArray[np.int32]
    shapes: NDArray[np.int32]
    gaps: NDArray[np.int32]
    bins: NDArray[np.int32]
    allowed: NDArray[np.int64]
    """Bit set of the labels that the token may have."""
    begins: NDArray[np.int8]
    """1 where an identifier begins, 0 inside one, -1 elsewhere (no loss)."""
    said: NDArray[np.uint8]
    """(tokens, labels): what a teacher said of each; no rows where none was asked."""


def targets(document: Document, tokens: Tokens, points: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Allowed labels and beginnings of each token; ``points`` gives the code point of each byte."""
    size = len(tokens)
    every = int(_BITS.sum())
    if document.complete is None:
        free = int(_BITS[_OTHER])
    else:
        free = every - sum(int(_BITS[_INDEX[label]]) for label in document.complete)
    allowed = np.full(size, free, np.int64)
    begins = np.full(size, -1, np.int8)
    starts, ends = points[tokens.starts], points[tokens.ends]
    for start, end, label in document.spans:
        first, last = np.searchsorted(ends, start, "right"), np.searchsorted(starts, end, "left")
        if first >= last:
            continue
        name = label.rstrip("?")
        bits = int(_BITS[_INDEX[name]])
        if label.endswith("?") and name != "AGE":
            bits |= int(_BITS[_OTHER])
        allowed[first:last] = bits
        begins[first:last] = 0
        begins[first] = 1
    return allowed, begins


def code_points(data: bytes) -> NDArray[np.intp]:
    """The code point that each byte belongs to, and behind them how many there are."""
    points = np.zeros(len(data) + 1, np.intp)
    np.cumsum((np.frombuffer(data, np.uint8) & 0xC0) != 0x80, out=points[1:])
    points[:-1] = points[1:] - 1
    return points


def encode(document: Document, dictionary: Dictionary, said: NDArray[np.uint8] = _NOTHING) -> Iterator[Piece]:
    """The pieces of one document, with what a teacher ``said`` of its tokens."""
    data = document.text.encode()
    tokens = tokenise(data)
    if not len(tokens):
        return
    f = featurise(tokens, dictionary, spell_all=True)
    counts = np.diff(f.group_starts, append=len(f.groups)).astype(np.int32)
    allowed, begins = targets(document, tokens, code_points(data))
    for at in range(0, len(tokens), _LONGEST):
        cut = slice(at, at + _LONGEST)
        first = int(f.group_starts[at])
        yield Piece(
            f.words[cut],
            f.groups[first : first + int(counts[cut].sum())],
            counts[cut],
            f.shapes[cut],
            f.gaps[cut],
            f.bins[cut],
            allowed[cut],
            begins[cut],
            said[cut],
        )


def vocabulary(documents: Iterable[Document], marks: dict[str, int], *, at_least: int, most: int) -> list[str]:
    """The commonest words that are not names alone, with signs and numbers."""
    counts: Counter[str] = Counter()
    for document in documents:
        data = document.text.lower().encode()
        tokens = tokenise(data)
        counts.update(data[a:b].decode("utf-8", "ignore") for a, b in zip(tokens.starts, tokens.ends, strict=True))
    kept = []
    for word, count in counts.most_common():
        bits = marks.get(word, 0)
        name_alone = bool(bits & NAME_BITS) and not bits & WORD_BITS
        unknown = word.isalpha() and not bits and len(word) > 3 and count < 5 * at_least
        if (
            count >= at_least
            and not name_alone
            and not unknown
            and word.strip()
            and word.isprintable()
            and len(word) <= 24
        ):
            kept.append(word)
        if len(kept) >= most:
            break
    return kept


class _Words(Protocol):
    @property
    def words(self) -> NDArray[np.int32]:
        """Whose number is the length."""


_P = TypeVar("_P", bound=_Words)


def batches(pieces: Sequence[_P], random: Random, tokens: int) -> list[list[_P]]:
    """Pieces of about the same length together, in random order."""
    order = sorted(pieces, key=lambda piece: len(piece.words) + random.random() * 8)
    found: list[list[_P]] = []
    batch: list[_P] = []
    for piece in order:
        if batch and (len(batch) + 1) * len(piece.words) > tokens:
            found.append(batch)
            batch = []
        batch.append(piece)
    if batch:
        found.append(batch)
    random.shuffle(found)
    return found
