# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Texts as their tokens, and runs of these by what they say."""

from clearance.core.detect.tagger.drafts import Spread
from clearance.core.detect.tagger.pieces import Run
from clearance.core.detect.tagger.tokens import tokenise


def spread_of(text: str, inside: float = 0.0) -> Spread:
    """The tokens of a text, each as probable."""
    data = text.encode()
    tokens = tokenise(data)
    return Spread(data, tokens.starts.tolist(), tokens.ends.tolist(), tokens.kinds.tolist(), [inside] * len(tokens))


def run_of(spread: Spread, piece: str, label: int, score: float = 0.9) -> Run:
    """The run of tokens that is this piece of the text, where it stands first."""
    start = spread.data.index(piece.encode())
    end = start + len(piece.encode())
    return spread.starts.index(start), spread.ends.index(end) + 1, label, score
