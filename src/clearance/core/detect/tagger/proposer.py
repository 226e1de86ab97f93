# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The model as a proposer: a text's bytes to candidates.

Long texts are read in overlapping blocks, so that memory stays small and nothing hides on a cut. The scores are
turned into runs of tokens with one label; thresholds per label were set on the development corpora.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clearance.core.detect import lexicon
from clearance.core.detect.merge import NOTHING, Candidate, Cover
from clearance.core.detect.rx import Rx
from clearance.core.detect.tagger.drafts import Draft, Spread
from clearance.core.detect.tagger.features import featurise, sizes
from clearance.core.detect.tagger.network import Floats, Network
from clearance.core.detect.tagger.pieces import Run, drafts
from clearance.core.detect.tagger.plausible import SUREST
from clearance.core.detect.tagger.tokens import tokenise
from clearance.core.detect.tagger.tongues import is_foreign
from clearance.model.words import DataClass

GUESSED = "model_"
"""What the kinds of the model's candidates begin with."""
BLOCK, OVERLAP = 16_384, 1_024
"""Bytes of a text that are read at once, and that two neighbours share."""
_CLASSES = {
    "PERSON": DataClass.PERSON,
    "STREET": DataClass.LOCATION,
    "CITY": DataClass.LOCATION,
    "ZIP": DataClass.LOCATION,
    "PLACE": DataClass.LOCATION,
    "DATE": DataClass.DATE,
    "AGE": DataClass.AGE,
    "PHONE": DataClass.PHONE,
    "EMAIL": DataClass.EMAIL,
    "SSN": DataClass.SSN,
    "MRN": DataClass.MRN,
    "HEALTH_PLAN_ID": DataClass.HEALTH_PLAN_ID,
    "ACCOUNT": DataClass.ACCOUNT,
    "LICENSE": DataClass.LICENSE,
    "VEHICLE": DataClass.VEHICLE,
    "DEVICE_ID": DataClass.DEVICE_ID,
    "URL": DataClass.URL,
    "IP": DataClass.IP,
    "OTHER_ID": DataClass.OTHER_ID,
    "CREDIT_CARD": DataClass.CREDIT_CARD,
    "IBAN": DataClass.IBAN,
    "SECRET": DataClass.SECRET,
}
"""States, countries, weekdays, years and organisations are told apart from these, and not proposed."""
_LEAST = {
    "PERSON": 0.5,
    "STREET": 0.5,
    "CITY": 0.5,
    "ZIP": 0.6,
    "PLACE": 0.6,
    "DATE": 0.5,
    "DEVICE_ID": 0.95,
    "SECRET": 0.75,
}
_LEAST_SMALL = ({"PERSON": 0.65, "CITY": 0.8, "PLACE": 0.95}, {"PERSON": 0.7, "CITY": 0.95, "PLACE": 0.98})
"""Of one word in small letters: where all are, and where others begin with capitals."""
_NAMES = frozenset({"PERSON", "CITY", "PLACE"})
_SURE_ABROAD = (0.65, 0.95)
"""How sure a name must be in a text of another language, with capitals and without."""
_ORDINARY = 0.85
_FEW_CAPITALS = 100
"""Bytes for each capital, in a text whose names may be in small letters too."""
_LEAST_OF_NUMBERS = 0.4
_LEAN = 2.2
"""Taken from the score of "outside": a missed name costs more than a marked word. This and the next three were set
together on the development sets, by what they cost there in documents with a miss and in clean ones that get a mark.
"""
_EAGER = {
    DataClass.PERSON: 0.0, DataClass.LOCATION: 0.5, DataClass.DATE: 1.0, DataClass.AGE: 0.5, DataClass.SECRET: -0.2,
}  # fmt: skip
_EAGER_OF_NUMBERS = 1.5
"""Added to the score of each class: rules and the words around a number hold false ones back, none a name; a word
taken for a secret refuses a request.
"""
_LEAN_OF_POSTS = 1.0
"""What is taken in posts of social networks, where what looks like a name is more often a show, a team or slang."""
_POST = Rx(r"(?:\A|[ \n\t\"(.:])(?:@[A-Za-z0-9_]{2,}|#[A-Za-z][A-Za-z0-9_]+|https?://t\.co/)")
_MARKS_OF_POSTS = (
    b" @", b"\n@", b"\t@", b'"@', b"(@", b".@", b":@", b" #", b"\n#", b"\t#", b'"#', b"(#", b".#", b":#", b"//t.co/",
)  # fmt: skip
"""One of which every post has, unless it begins with its sign."""
_DOUBTFUL, _EVEN = 0.15, 0.5
_CERTAIN = np.float32(40)
"""Difference of two scores beyond which nothing changes; its exponential still has room."""
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BETWEEN = b"\n\n"


def guessed(kind: str) -> bool:
    """Whether a finding of this kind is the model's, and no recogniser's."""
    return kind.startswith(GUESSED)


class NameModel:
    """Proposes names, places, dates and numbers in context. Pure; one may serve several threads.

    ``load`` gives the network when a text is first read: a process that never reads one need not hold it.
    """

    def __init__(self, load: Callable[[], Network], version: str) -> None:
        self._load = load
        self.version = version

    @cached_property
    def _network(self) -> Network:
        return self._load()

    @cached_property
    def _eager(self) -> Floats:
        classes = [_CLASSES.get(label) for label in self._network.labels]
        eager = [0.0 if found is None else _EAGER.get(found, _EAGER_OF_NUMBERS) for found in classes]
        return np.array([*eager, 0.0], np.float32)

    def propose(self, data: bytes) -> list[Candidate]:
        """Candidates of one normalised text."""
        return self.read([(b"", data)])[0].candidates

    def read(self, texts: Sequence[tuple[bytes, bytes]], known: Sequence[Cover] = ()) -> list["Reading"]:
        """What the model makes of each normalised text, in bytes of it. With each comes what stands in front of it,
        such as the name of its field: it is read with the text, and nothing in it is proposed. Nor is what lies in
        something ``known`` of that text.
        """
        found = [Reading() for _ in texts]
        known = known or [NOTHING for _ in texts]
        for pieces in _together(_pieces(texts)):
            self._read(pieces, found, known)
        return found

    def _read(self, pieces: Sequence["_Piece"], found: Sequence["Reading"], known: Sequence[Cover]) -> None:
        data = _BETWEEN.join(piece.data for piece in pieces)
        tokens = tokenise(data)
        begins = np.cumsum([0, *(len(piece.data) + len(_BETWEEN) for piece in pieces[:-1])])
        firsts = np.searchsorted(tokens.starts, begins)
        counts = sizes(firsts, len(tokens))
        filled = firsts[counts > 0]
        if not len(filled):
            return
        scores = self._network.scores(featurise(tokens, self._network.dictionary, filled.tolist()), filled.tolist())
        scores += self._eager
        scores[:, 0] -= np.repeat([_LEAN_OF_POSTS if _is_post(piece.data) else _LEAN for piece in pieces], counts)
        sure = inside(scores)
        spread = Spread(data, tokens.starts.tolist(), tokens.ends.tolist(), tokens.kinds.tolist(), sure.tolist())
        for piece, begin, first, count in zip(pieces, begins.tolist(), firsts.tolist(), counts.tolist(), strict=True):
            if count:
                cut, move = slice(first, first + count), piece.start - begin - piece.prefix
                own = runs(scores[cut], sure[cut])
                reading, cover = found[piece.text], known[piece.text]
                drafted = drafts(spread, own, self._network.labels, first, cover, move)
                reading.candidates += self._candidates(drafted, data, begin + piece.prefix, move, piece.data)
                reading.note(spread.starts[cut], spread.ends[cut], move, sure[cut])

    def _candidates(
        self, drafted: Iterable[Draft], data: bytes, least: int, move: int, piece: bytes
    ) -> Iterator[Candidate]:
        """Candidates of a piece whose own text begins at byte ``least`` of what was read; ``move`` leads from these
        bytes to those of the text. ``piece`` is all that was read of it.
        """
        small = _LEAST_SMALL[_capitalised(piece)]
        foreign: bool | None = None
        for draft in drafted:
            data_class, text = _CLASSES.get(draft.label), data[draft.start : draft.end]
            if data_class is None or draft.start < least or draft.score < _LEAST.get(draft.label, _LEAST_OF_NUMBERS):
                continue
            if text.islower() and text.isalpha() and draft.score < _least_small(text, draft.label, small):
                continue
            if draft.label in _NAMES and draft.score < _SURE_ABROAD[text.islower()]:
                foreign = is_foreign(piece) if foreign is None else foreign
                if foreign:
                    continue
            sure = round(min(draft.score, SUREST), 4)
            yield Candidate(f"{GUESSED}{draft.label.lower()}", data_class, draft.start + move, draft.end + move, sure)


class Reading:
    """What the model makes of one text: candidates, and how sure it is of every token."""

    __slots__ = ("_blocks", "candidates")

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        self._blocks: list[tuple[list[int], list[int], int, Floats]] = []

    def note(self, starts: list[int], ends: list[int], move: int, inside: Floats) -> None:
        """Where the tokens of a block of the text are, less ``move``, and how sure the model is that each identifies
        somebody.
        """
        self._blocks.append((starts, ends, move, inside))

    def doubts(self, start: int, end: int) -> bool:
        """Whether the model is sure that nothing between these bytes identifies anybody; never of what it left out."""
        seen = False
        for starts, ends, move, inside in self._blocks:
            first, last = bisect_right(ends, start - move), bisect_left(starts, end - move)
            if first < last:
                seen = True
                if inside[first:last].max() > _DOUBTFUL:
                    return False
        return seen


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block of a text: ``data`` begins with ``prefix`` bytes of something else, then comes byte ``start``."""

    text: int
    start: int
    prefix: int
    data: bytes


def _pieces(texts: Sequence[tuple[bytes, bytes]]) -> Iterator[_Piece]:
    for index, (before, data) in enumerate(texts):
        start = 0
        while start < len(data):
            end = min(start + BLOCK, len(data))
            lead = before if start == 0 else b""
            yield _Piece(index, start, len(lead), lead + data[start:end])
            if end == len(data):
                break
            start = _at_word(data, end - OVERLAP)


def _together(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """As many pieces as are read at once."""
    batch: list[_Piece] = []
    size = 0
    for piece in pieces:
        if batch and size + len(piece.data) > BLOCK:
            yield batch
            batch, size = [], 0
        batch.append(piece)
        size += len(piece.data) + len(_BETWEEN)
    if batch:
        yield batch


def _is_post(data: bytes) -> bool:
    marked = data[:1] in (b"@", b"#") or any(map(data.__contains__, _MARKS_OF_POSTS))
    return marked and _POST.search(data) is not None


def _at_word(data: bytes, at: int) -> int:
    """The next place where a word may begin; a block must not begin inside a character."""
    blank = data.find(b" ", at, at + OVERLAP // 2)
    return blank + 1 if blank >= 0 else at


def runs(scores: Floats, inside: Floats) -> list[Run]:
    """``(first, last + 1, label, score)`` of each run of tokens with the same label, which is never label 0.

    ``score`` is the mean, over the run, of ``inside``: the probability that a token is not outside.
    """
    likely = (inside > _EVEN).nonzero()[0]
    rows = scores.take(likely, axis=0)
    best, begins, sure = rows[:, :-1].argmax(1).tolist(), (rows[:, -1] > 0).tolist(), inside.take(likely).tolist()
    found: list[tuple[int, int, int, float]] = []  # with the sum of what the score is the mean of
    last, same = -1, 0
    for at, label, begin, probable in zip(likely.tolist(), best, begins, sure, strict=True):
        if label and at == last and label == same and not begin:
            first, _, _, total = found.pop()
            found.append((first, at + 1, label, total + probable))
        elif label:
            found.append((at, at + 1, label, probable))
        last, same = at + 1, label
    return [(first, last, label, total / (last - first)) for first, last, label, total in found]


def inside(scores: Floats) -> Floats:
    """The probability that each token is not outside."""
    beside = scores[:, 1:-1] - scores[:, :1]
    np.exp(np.minimum(beside, _CERTAIN, out=beside), out=beside)
    odds = beside @ np.ones(beside.shape[1], np.float32)
    inside: Floats = odds / (1 + odds)
    return inside


def _least_small(text: bytes, label: str, small: Mapping[str, float]) -> float:
    """How sure one word in small letters must be; an ordinary one where others begin with capitals, very."""
    least = small.get(label, 0.0)
    return _ORDINARY if small is _LEAST_SMALL[1] and label == "PERSON" and text in lexicon.ORDINARY_NAMES else least


def _capitalised(data: bytes) -> bool:
    """Whether names would be capitalised in this text, by how many capitals it has."""
    return (len(data) - len(data.translate(None, _CAPITALS))) * _FEW_CAPITALS > len(data)
