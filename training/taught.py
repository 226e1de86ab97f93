# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Documents with what a teacher said of their tokens: what ``training.teacher`` writes and ``training.train`` reads."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearance.core.detect.tagger.features import Dictionary
from training.flat import Flat, flatten
from training.render import Document

STEPS = 255
"""Of a probability."""


@dataclass(frozen=True, slots=True)
class Taught:
    """``said`` has a row for each token of all documents, one after another, and a column for each label."""

    documents: Sequence[Document]
    said: NDArray[np.uint8]

    def flat(self, dictionary: Dictionary) -> Flat:
        """All of it. Raises ValueError when tokens are told apart otherwise now."""
        found = flatten(self.documents, dictionary)
        if len(found.words) != len(self.said):
            raise ValueError("what was said belongs to other tokens")
        found.said = self.said
        return found

    def write(self, path: Path) -> None:
        """For ``read``."""
        texts = [
            (d.text, d.spans, None if d.complete is None else sorted(d.complete), d.source) for d in self.documents
        ]
        with path.open("wb") as file:
            np.savez_compressed(file, documents=np.frombuffer(json.dumps(texts).encode(), np.uint8), said=self.said)


def read(path: Path) -> Taught:
    """What ``write`` wrote."""
    with np.load(path) as arrays:
        texts, said = json.loads(arrays["documents"].tobytes()), arrays["said"]
    documents = [
        Document(text, [(start, end, label) for start, end, label in spans], complete and frozenset(complete), source)
        for text, spans, complete, source in texts
    ]
    return Taught(documents, said)
