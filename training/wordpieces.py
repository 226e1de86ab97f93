# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Our tokens in the word pieces of a pretrained encoder (WordPiece: Wu et al. 2016, section 4.1)."""

import json
import unicodedata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_LONGEST, _MOST = 40, 5
_KEPT = 500_000


class WordPieces:
    """Pieces of an uncased vocabulary, as a ``tokenizer.json`` holds it."""

    def __init__(self, path: Path) -> None:
        self._vocabulary: dict[str, int] = json.loads(path.read_text("utf-8"))["model"]["vocab"]
        self.first, self.last = self._vocabulary["[CLS]"], self._vocabulary["[SEP]"]
        self._unknown = self._vocabulary["[UNK]"]
        self._seen: dict[bytes, NDArray[np.int32]] = {}

    def of(self, token: bytes) -> NDArray[np.int32]:
        """One to five pieces: of a longer word the first four and the last."""
        found = self._seen.get(token)
        if found is None:
            if len(self._seen) >= _KEPT:
                self._seen.clear()
            pieces = self._split(token.decode("utf-8", "ignore").lower())
            if len(pieces) > _MOST:
                pieces = [*pieces[: _MOST - 1], pieces[-1]]
            found = self._seen[token] = np.array(pieces, np.int32)
        return found

    def _split(self, word: str) -> list[int]:
        """The longest pieces first; an unknown sign is a piece of its own."""
        plain = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")[:_LONGEST]
        pieces: list[int] = []
        at = 0
        while at < len(plain):
            ends = range(len(plain), at, -1)
            end = next((end for end in ends if self._name(plain, at, end) in self._vocabulary), 0)
            pieces.append(self._vocabulary[self._name(plain, at, end)] if end else self._unknown)
            at = end or at + 1
        return pieces or [self._unknown]

    @staticmethod
    def _name(word: str, start: int, end: int) -> str:
        return word[start:end] if start == 0 else "##" + word[start:end]
