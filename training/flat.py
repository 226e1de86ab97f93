# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Documents as long arrays, one document after another: a hundred bytes a token, however many documents there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from clearance.core.detect.tagger.features import Dictionary, featurise
from clearance.core.detect.tagger.tokens import tokenise
from training.dataset import LABELS, code_points, targets
from training.render import Document
from training.wordpieces import WordPieces

Ints = NDArray[np.integer]


@dataclass(slots=True)
class Flat:
    """Features and targets; every array but ``sizes``, ``groups`` and ``pieces`` has one entry a token."""

    sizes: Ints
    """Of the documents, in tokens."""
    words: Ints
    shapes: Ints
    gaps: Ints
    bins: Ints
    allowed: Ints
    """Bit set of the labels that the token may have."""
    begins: Ints
    """1 where an identifier begins, 0 inside one, -1 elsewhere (no loss)."""
    group_counts: Ints
    groups: Ints
    """Letter groups, all tokens' one after another."""
    piece_counts: Ints
    pieces: Ints
    """Word pieces, all tokens' one after another; none where no encoder reads."""
    said: NDArray[np.uint8]
    """(tokens, labels): what a teacher said of each; no rows where none was asked."""


def flatten(documents: Iterable[Document], dictionary: Dictionary, pieces: WordPieces | None = None) -> Flat:
    """All documents that have a token."""
    found: dict[str, list[Ints]] = {field.name: [np.zeros(0, np.int32)] for field in fields(Flat)}
    sizes = []
    for document in documents:
        data = document.text.encode()
        tokens = tokenise(data)
        if not len(tokens):
            continue
        sizes.append(len(tokens))
        f = featurise(tokens, dictionary, spell_all=True)
        allowed, begins = targets(document, tokens, code_points(data))
        split: list[NDArray[np.int32]] = []
        if pieces is not None:
            codes = tokens.codes.tobytes()
            split = [pieces.of(codes[a:b]) for a, b in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)]
        counts = np.diff(f.group_starts, append=len(f.groups))
        for name, array in (
            ("words", f.words), ("shapes", f.shapes), ("gaps", f.gaps), ("bins", f.bins), ("allowed", allowed), ("begins", begins),
            ("group_counts", counts), ("groups", f.groups), ("piece_counts", np.array([len(some) for some in split], np.int32)),
        ):  # fmt: skip
            found[name].append(array)
        found["pieces"] += split

    def whole(name: str, kind: type[np.integer]) -> Ints:
        return np.concatenate(found[name]).astype(kind)

    return Flat(
        np.array(sizes, np.int32), whole("words", np.int32), whole("shapes", np.int16), whole("gaps", np.int8),
        whole("bins", np.int32), whole("allowed", np.int32), whole("begins", np.int8), whole("group_counts", np.uint8),
        whole("groups", np.int16), whole("piece_counts", np.uint8), whole("pieces", np.int16), np.zeros((0, len(LABELS)), np.uint8),
    )  # fmt: skip


def joined(some: Sequence[Flat]) -> Flat:
    """One after another."""
    return Flat(*(np.concatenate([getattr(one, field.name) for one in some]) for field in fields(Flat)))


def cut(sizes: Ints, longest: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the runs of at most ``longest`` tokens begin that documents of these sizes are read in, and how long they are."""
    counts = -(-sizes // longest)
    of = np.repeat(np.arange(len(sizes)), counts)
    within = (np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)) * longest
    return (np.cumsum(sizes) - sizes)[of] + within, np.minimum(longest, sizes[of] - within)


_POOL, _NOISE = 60_000, 8


def batches(lengths: Ints, random: np.random.Generator, tokens: int) -> list[NDArray[np.intp]]:
    """Indexes of runs of about the same length together, at most so many tokens with what fills them up, in random
    order.
    """
    found: list[NDArray[np.intp]] = []
    order = random.permutation(len(lengths))
    for at in range(0, len(order), _POOL):
        some = order[at : at + _POOL]
        some = some[np.argsort(lengths[some] + random.random(len(some)) * _NOISE, kind="stable")]
        found += alike(some, lengths, tokens)
    return [found[one] for one in random.permutation(len(found))]


def alike(order: NDArray[np.intp], lengths: Ints, tokens: int) -> list[NDArray[np.intp]]:
    """``order`` in groups, none of which is wider than ``tokens`` when all its runs are as long as its longest."""
    found = []
    first = widest = 0
    for at, length in enumerate(lengths[order].tolist()):
        if at > first and max(widest, length) * (at + 1 - first) > tokens:
            found.append(order[first:at])
            first, widest = at, 0
        widest = max(widest, length)
    return [*found, order[first:]] if len(order) else found
