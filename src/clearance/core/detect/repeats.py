# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A name found once is found again: the document pass over all segments of one request.

Only names that a label announced seed it. The whole name and its parts of three letters or more are
looked for, capitalised as in the label or in capitals throughout, between word boundaries. A part that is
also an ordinary English word is not looked for alone.
"""

from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import BytesAhoCorasick

from clearance.core.detect import lexicon
from clearance.core.detect.merge import Candidate
from clearance.model.words import DataClass

_LEAST = 3
_MOST = 2000
_KIND = "person_repeated"
_SCORE = 0.8
_FEW = 48
_RECORD_MARKS = bytes.maketrans(b"^*|&=", b",,,  ")
"""A record writes a name as Family^Given (HL7 v2, DICOM) or Family*Given (X12)."""
_NOT_ALONE = lexicon.NOT_NAMES | lexicon.ORDINARY_NAMES | lexicon.JOINERS | lexicon.UNITS


def _parts(name: bytes) -> Iterator[bytes]:
    name = name.translate(_RECORD_MARKS)
    words = [word.strip(b".'") for word in name.replace(b",", b" ").split()]
    whole = [word for word in words if word]
    if len(whole) > 1:
        yield b" ".join(whole)
        if b"," in name:
            yield b" ".join([*whole[1:], whole[0]])
        yield whole[-1] + b", " + whole[0]
    for word in whole:
        lower = word.lower()
        if len(word.decode("utf-8", "replace")) >= _LEAST and not word[:1].islower() and lower not in _NOT_ALONE:
            yield word
            if word.isupper():
                yield word.capitalize()
            else:
                yield word.upper()


def needles(texts: Sequence[bytes], found: Sequence[Iterable[Candidate]]) -> tuple[bytes, ...]:
    """What to look for, from the labelled names in these texts."""
    seeds = {
        data[candidate.start : candidate.end]
        for data, candidates in zip(texts, found, strict=True)
        for candidate in candidates
        if candidate.data_class is DataClass.PERSON
    }
    return tuple(sorted({part for seed in sorted(seeds)[:_MOST] for part in _parts(seed)}))


class NameSearch:
    """Looks for the same names in many texts: one by one where they are few, in one pass where they are many."""

    __slots__ = ("_matcher", "_names")

    def __init__(self, names: Sequence[bytes]) -> None:
        self._names = names
        self._matcher = BytesAhoCorasick(list(names)) if len(names) > _FEW else None

    def find(self, data: bytes, known: Sequence[Candidate]) -> list[Candidate]:
        """Every whole-word occurrence of every name that does not lie inside one of ``known``, which are in order."""
        at, found = 0, []
        for start, end in sorted(self._occurrences(data)):
            while at < len(known) and known[at].end <= start:
                at += 1
            if at < len(known) and known[at].start <= start and end <= known[at].end:
                continue
            if _boundary(data, start - 1) and _boundary(data, end):
                found.append(Candidate(_KIND, DataClass.PERSON, start, end, _SCORE))
        return found

    def _occurrences(self, data: bytes) -> Iterator[tuple[int, int]]:
        if self._matcher is not None:
            for _, start, end in self._matcher.find_matches_as_indexes(data, overlapping=True):
                yield start, end
            return
        for name in self._names:
            start = data.find(name)
            while start >= 0:
                yield start, start + len(name)
                start = data.find(name, start + 1)


def _boundary(data: bytes, at: int) -> bool:
    if not 0 <= at < len(data):
        return True
    byte = data[at]
    return byte < 0x80 and not chr(byte).isalnum() and byte != ord("_")  # noqa: PLR2004 - ASCII's end
