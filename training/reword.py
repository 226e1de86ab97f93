# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Documents said in other words: what no author wrote, for a teacher to judge (Jiao et al. 2020, section 4.3)."""

import re
from random import Random

import numpy as np

from training.render import Document
from training.vectors import Vectors

_WORD = re.compile(r"\b[a-z]{3,}\b")
_COMMON, _NEAR = 30_000, 8
_AT_ONCE = 2_000


class Rewording:
    """Exchanges words in small letters, outside of what is marked, for others that are used alike."""

    def __init__(self, vectors: Vectors) -> None:
        words = vectors.words((), _COMMON)
        rows = vectors.table(words)[1:]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
        self._near: dict[str, list[str]] = {}
        for at in range(0, len(words), _AT_ONCE):
            near = np.argpartition(rows[at : at + _AT_ONCE] @ rows.T, -_NEAR - 1, axis=1)[:, -_NEAR - 1 :]
            for word, others in zip(words[at : at + _AT_ONCE], near.tolist(), strict=True):
                self._near[word] = [words[other] for other in others if words[other] != word]

    def of(self, document: Document, share: float, random: Random) -> Document:
        """The document with about such a share of its words exchanged."""
        parts: list[str] = []
        spans: list[tuple[int, int, str]] = []
        at = length = 0
        for start, end, label in [*document.spans, (len(document.text), len(document.text), "")]:
            between = _WORD.sub(lambda word: self._other(word[0], share, random), document.text[at:start])
            length += len(between)
            if label:
                spans.append((length, length + end - start, label))
            length += end - start
            parts += [between, document.text[start:end]]
            at = end
        return Document("".join(parts), spans, document.complete, document.source)

    def _other(self, word: str, share: float, random: Random) -> str:
        near = self._near.get(word)
        return random.choice(near) if near and random.random() < share else word
