# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Marks against spans: what was found, what was missed, what was marked for nothing.

A required span is *found* when at least half of its characters are marked, by whatever marks; *typed*, when marks of
its own label alone do. A mark is *right* when at least half of it lies in spans, required or optional; typed, when
at least half lies in spans of its own label or in optional ones. A mark that lies by half or more in optional text
only is neutral: it counts nowhere. So is a mark labelled ORGANIZATION that does not lie by half in required spans,
because organisations are nowhere annotated in full. PHONE and FAX are one label. Where spans overlap, a character of
a required one is required.

Character rates leave out white space, and marks in optional text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from clearance.core.evaluation.documents import Document, Mark, Span

ORGANIZATION: Final = "ORGANIZATION"
_SAME: Final = {"FAX": "PHONE"}
_DENSITIES: Final = (("1 to 4", range(1, 5)), ("5 to 9", range(5, 10)), ("10 to 19", range(10, 20)))
_DENSEST: Final = "20 and more"


@dataclass(frozen=True, slots=True)
class Rates:
    """Four counts: of what should be marked, ``found`` and ``missed``; of what was marked, ``right`` and ``wrong``."""

    found: int = 0
    missed: int = 0
    right: int = 0
    wrong: int = 0

    def __add__(self, other: "Rates") -> "Rates":
        return Rates(
            self.found + other.found,
            self.missed + other.missed,
            self.right + other.right,
            self.wrong + other.wrong,
        )

    @property
    def precision(self) -> float | None:
        """Share of the marked that is right; None when nothing was marked."""
        return ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Share of what should be marked that is; None when there is nothing to mark."""
        return ratio(self.found, self.found + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None where one of them is."""
        precision, recall = self.precision, self.recall
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class SpanVerdict:
    """A required span, and whether it was found: by any marks, by marks of its label."""

    span: Span
    found: bool
    typed: bool


@dataclass(frozen=True, slots=True)
class MarkVerdict:
    """A mark that is not neutral, and whether it is right: in any span, in one of its label."""

    mark: Mark
    right: bool
    typed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """One document, judged. ``exposed``: a letter or digit of a required span is unmarked."""

    document: Document
    spans: tuple[SpanVerdict, ...]
    marks: tuple[MarkVerdict, ...]
    characters: Rates
    exposed: bool

    @property
    def missed(self) -> tuple[Span, ...]:
        """The required spans that were not found."""
        return tuple(one.span for one in self.spans if not one.found)

    @property
    def false(self) -> tuple[Mark, ...]:
        """The marks that are wrong."""
        return tuple(one.mark for one in self.marks if not one.right)


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of some documents.

    ``leaking`` and ``exposed`` count documents with required spans: those where one was not found, and those where a
    letter or digit of one is unmarked. ``clean`` documents have no required spans; ``clean_marked`` of them got
    ``clean_marks`` wrong marks in all.
    """

    documents: int = 0
    gold: int = 0
    """Documents with required spans."""
    leaking: int = 0
    exposed: int = 0
    clean_marked: int = 0
    clean_marks: int = 0
    clean_characters: int = 0
    characters: Rates = field(default_factory=Rates)
    spans: Rates = field(default_factory=Rates)
    typed: Rates = field(default_factory=Rates)

    @property
    def clean(self) -> int:
        """Documents without required spans."""
        return self.documents - self.gold

    @property
    def leak(self) -> float | None:
        """Share of the documents with required spans in which one was not found."""
        return ratio(self.leaking, self.gold)

    @property
    def residual(self) -> float | None:
        """Share of the documents with required spans in which a letter or digit of one is unmarked."""
        return ratio(self.exposed, self.gold)

    @property
    def falsely_marked(self) -> float | None:
        """Share of the clean documents with a wrong mark."""
        return ratio(self.clean_marked, self.clean)

    @property
    def false_per_10k(self) -> float | None:
        """Wrong marks per 10,000 characters of the clean documents."""
        return ratio(self.clean_marks * 10_000, self.clean_characters)


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Figures of one label: its spans, and the marks that carry it."""

    label: str
    spans: Rates
    typed: Rates


@dataclass(frozen=True, slots=True)
class Score:
    """All figures; labels, sources and noises by name, in order."""

    overall: Group
    labels: tuple[LabelScore, ...]
    sources: tuple[tuple[str, Group], ...]
    noises: tuple[tuple[str, Rates], ...]
    """Spans of the documents of one noise; only the recall is of interest."""
    densities: tuple[tuple[str, Group], ...]
    """Documents with required spans by how many they have, few first: where more can be missed, more documents leak."""


def ratio(part: int, whole: int) -> float | None:
    """The share, or None of nothing."""
    return part / whole if whole else None


def judge(document: Document, marks: Iterable[Mark]) -> Verdict:
    """What the marks of one document amount to. Marks are clipped to the text; what is then empty is dropped."""
    text, length = document.text, len(document.text)
    clipped = {Mark(max(0, one.start), min(length, one.end), one.label) for one in marks}
    kept = sorted((one for one in clipped if one.start < one.end), key=lambda one: (one.start, one.end, one.label))
    need = _cover(span for span in document.spans if not span.optional)
    soft = _cover(span for span in document.spans if span.optional)
    marked = _cover(kept)
    marked_as = _cover_by_label(kept)
    own = _cover_by_label(span for span in document.spans if not span.optional)
    spans = tuple(
        SpanVerdict(span, _half(span, marked), _half(span, marked_as.get(plain(span.label), 0)))
        for span in document.spans
        if not span.optional
    )
    counted = (one for one in kept if not _neutral(one, need, soft & ~need))
    return Verdict(
        document,
        spans,
        tuple(
            MarkVerdict(one, _half(one, need | soft), _half(one, own.get(plain(one.label), 0) | soft))
            for one in counted
        ),
        _characters(text, need, soft, kept),
        bool(_where(text, str.isalnum) & need & ~marked),
    )


def _neutral(mark: Mark, need: int, soft: int) -> bool:
    return _half(mark, soft) or (mark.label == ORGANIZATION and not _half(mark, need))


def _characters(text: str, need: int, soft: int, marks: Sequence[Mark]) -> Rates:
    ink = ~_where(text, str.isspace)
    hit = (ink & need & _cover(marks)).bit_count()
    missed = (ink & need).bit_count() - hit
    firm = _cover(one for one in marks if one.label != ORGANIZATION)
    return Rates(hit, missed, hit, (ink & firm & ~(need | soft)).bit_count())


# A set of positions is an integer with one bit for each position.


def _cover(pieces: Iterable[Span | Mark]) -> int:
    return reduce(lambda bits, one: bits | ((1 << (one.end - one.start)) - 1) << one.start, pieces, 0)


def _cover_by_label(pieces: Iterable[Span | Mark]) -> dict[str, int]:
    grouped: dict[str, list[Span | Mark]] = {}
    for one in pieces:
        grouped.setdefault(plain(one.label), []).append(one)
    return {label: _cover(group) for label, group in grouped.items()}


def _where(text: str, holds: Callable[[str], bool]) -> int:
    return int("0" + "".join("1" if holds(letter) else "0" for letter in reversed(text)), 2)


def _half(piece: Span | Mark, bits: int) -> bool:
    length = piece.end - piece.start
    return 2 * (bits >> piece.start & ((1 << length) - 1)).bit_count() >= length


def plain(label: str) -> str:
    """The label under which this one counts."""
    return _SAME.get(label, label)


def _rates(spans: Sequence[SpanVerdict], marks: Sequence[MarkVerdict]) -> tuple[Rates, Rates]:
    """Any label, own label."""
    found, right = sum(one.found for one in spans), sum(one.right for one in marks)
    found_typed, right_typed = sum(one.typed for one in spans), sum(one.typed for one in marks)
    return (
        Rates(found, len(spans) - found, right, len(marks) - right),
        Rates(found_typed, len(spans) - found_typed, right_typed, len(marks) - right_typed),
    )


def score(verdicts: Iterable[Verdict]) -> Score:
    """The figures of all documents together, and of each label, source and noise."""
    every = list(verdicts)
    spans = [one for verdict in every for one in verdict.spans]
    marks = [one for verdict in every for one in verdict.marks]
    names = sorted({plain(one.span.label) for one in spans} | {plain(one.mark.label) for one in marks})
    labels = tuple(
        LabelScore(
            name,
            *_rates(
                [one for one in spans if plain(one.span.label) == name],
                [one for one in marks if plain(one.mark.label) == name],
            ),
        )
        for name in names
    )
    noises = sorted({verdict.document.noise for verdict in every})
    sources = sorted({verdict.document.source for verdict in every})
    return Score(
        _group(every),
        labels,
        tuple((name, _group([one for one in every if one.document.source == name])) for name in sources),
        tuple((name, _group([one for one in every if one.document.noise == name]).spans) for name in noises),
        tuple(_densities(every)),
    )


def _densities(verdicts: Iterable[Verdict]) -> Iterator[tuple[str, Group]]:
    gold = [one for one in verdicts if one.spans]
    named = [next((name for name, counts in _DENSITIES if len(one.spans) in counts), _DENSEST) for one in gold]
    for density in (*(name for name, _ in _DENSITIES), _DENSEST):
        if density in named:
            yield density, _group([one for one, name in zip(gold, named, strict=True) if name == density])


def _group(verdicts: Sequence[Verdict]) -> Group:
    gold = [one for one in verdicts if one.spans]
    clean = [one for one in verdicts if not one.spans]
    spans, typed = _rates(
        [one for verdict in verdicts for one in verdict.spans], [one for verdict in verdicts for one in verdict.marks]
    )
    return Group(
        documents=len(verdicts),
        gold=len(gold),
        leaking=sum(bool(one.missed) for one in gold),
        exposed=sum(one.exposed for one in gold),
        clean_marked=sum(bool(one.false) for one in clean),
        clean_marks=sum(len(one.false) for one in clean),
        clean_characters=sum(len(one.document.text) for one in clean),
        characters=sum((one.characters for one in verdicts), Rates()),
        spans=spans,
        typed=typed,
    )
