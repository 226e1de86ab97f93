# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What each token of a document may be, and which words have rows of their own."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

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
