# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Scores of one or more detectors on the same documents, as tables and as JSON."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from clearance.cli.output import table
from clearance.core.evaluation.score import Group, LabelScore, Rates, Score


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was scored."""

    files: tuple[str, ...]
    documents: int
    characters: int
    bytes: int
    """In UTF-8."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Times of single prompts of ``size`` characters, one after the other. ``mb_per_s``: 10^6 bytes of UTF-8."""

    prompts: int
    size: int
    p50_ms: float
    p99_ms: float
    mb_per_s: float
    pipe_ms: float | None = None
    """How long an empty text takes: what the way to another process costs each call. None in this process."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One detector's figures."""

    name: str
    version: str
    score: Score
    speed: Speed


def as_json(corpus: Corpus, measured: Sequence[Measured]) -> dict[str, Any]:
    """Everything; shares are rounded to four places, and null where there is nothing to divide by."""
    return {
        "corpus": asdict(corpus) | {"files": list(corpus.files)},
        "detectors": [
            {
                "name": one.name,
                "version": one.version,
                "overall": _group(one.score.overall),
                "labels": {
                    label.label: {"any": _rates(label.spans), "typed": _rates(label.typed)}
                    for label in one.score.labels
                },
                "sources": {name: _group(group) for name, group in one.score.sources},
                "by_spans_in_a_document": {name: _group(group) for name, group in one.score.densities},
                "recall_by_noise": {name: _round(rates.recall) for name, rates in one.score.noises},
                "speed": {name: _round(value) for name, value in asdict(one.speed).items()},
            }
            for one in measured
        ],
    }


def _round(value: float | None) -> float | None:
    return value if value is None else round(value, 4)


def _rates(rates: Rates) -> dict[str, Any]:
    return {
        "precision": _round(rates.precision),
        "recall": _round(rates.recall),
        "f1": _round(rates.f1),
        **asdict(rates),
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "documents": group.documents,
        "documents_with_spans": group.gold,
        "characters": _rates(group.characters),
        "any": _rates(group.spans),
        "typed": _rates(group.typed),
        "leak": _round(group.leak),
        "residual": _round(group.residual),
        "negatives": {
            "documents": group.clean,
            "marked": _round(group.falsely_marked),
            "marks": group.clean_marks,
            "per_10k_characters": _round(group.false_per_10k),
        },
    }


def as_text(corpus: Corpus, measured: Sequence[Measured]) -> str:
    """Tables for a person."""
    first = measured[0].score.overall
    required = first.spans.found + first.spans.missed
    head = f"{corpus.documents} documents ({first.clean} negatives), {corpus.bytes / 1e6:.2f} MB, {required} spans"
    names = [f"{one.name}: {one.version}" for one in measured]
    labels = [{label.label: _label_cells(label) for label in one.score.labels} for one in measured]
    ranked = sorted(measured[0].score.sources, key=lambda one: (-one[1].documents, one[0]))
    largest = {name for name, _ in ranked[:SOURCES_SHOWN]}
    sources = [{name: _source_cells(group) for name, group in one.score.sources if name in largest} for one in measured]
    unshown = len(ranked) - len(largest)
    noises: list[dict[str, tuple[str, ...]]] = [
        {name: (share(rates.recall),) for name, rates in one.score.noises} for one in measured
    ]
    densities = [{name: _density_cells(group) for name, group in one.score.densities} for one in measured]
    titles = [one.name for one in measured]
    return "\n\n".join(
        [
            "\n".join([head, *names]),
            _overall(measured),
            _section("LABEL", ("SPANS", "FOUND", "PRECISION", "RECALL", "F1"), titles, labels),
            _section("SPANS IN A DOCUMENT", ("DOCS", "FOUND", "LEAK"), titles, densities, list(densities[0])),
            _section("SOURCE", ("DOCS", "FOUND", "PRECISION", "LEAK", "FALSE"), titles, sources),
            *([_section("NOISE", ("FOUND",), titles, noises)] if len(noises[0]) > 1 else []),
            NOTES + (f"\n{unshown} smaller sources are not shown; --json has them." if unshown else ""),
        ]
    )


SOURCES_SHOWN: Final = 30
"""The largest ones; a set may have a source for each document."""

NOTES: Final = """\
LABEL: found is the recall by any mark; precision, recall and F1 are of marks of the same label. SPANS IN A DOCUMENT,
SOURCE: leak is the share of documents with spans in which one was missed; where more can be missed, more leak. False
is the share of documents without spans that got a mark."""


def share(value: float | None) -> str:
    """A share for a person."""
    return "-" if value is None else f"{value:.3f}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _label_cells(label: LabelScore) -> tuple[str, ...]:
    typed = label.typed
    return (
        str(typed.found + typed.missed),
        share(label.spans.recall),
        share(typed.precision),
        share(typed.recall),
        share(typed.f1),
    )


def _source_cells(group: Group) -> tuple[str, ...]:
    return (
        str(group.documents),
        share(group.spans.recall),
        share(group.spans.precision),
        share(group.leak),
        share(group.falsely_marked),
    )


def _density_cells(group: Group) -> tuple[str, ...]:
    return str(group.documents), share(group.spans.recall), share(group.leak)


def _section(
    head: str,
    heads: Sequence[str],
    titles: Sequence[str],
    columns: Sequence[dict[str, tuple[str, ...]]],
    names: Sequence[str] = (),
) -> str:
    """One line for each name, in this order or sorted; with several detectors, one line for each of them under it."""
    names = names or sorted({name for column in columns for name in column})
    nothing = ("-",) * len(heads)
    if len(titles) == 1:
        return table((head, *heads), [(name or "-", *columns[0][name]) for name in names])
    rows = [
        ("" if at else name or "-", title, *column.get(name, nothing))
        for name in names
        for at, (title, column) in enumerate(zip(titles, columns, strict=True))
    ]
    return table((head, "DETECTOR", *heads), rows)


def _overall(measured: Sequence[Measured]) -> str:
    rows: list[tuple[str, Callable[[Measured], str]]] = [
        ("spans, any label: precision", lambda one: share(one.score.overall.spans.precision)),
        ("spans, any label: recall", lambda one: share(one.score.overall.spans.recall)),
        ("spans, any label: F1", lambda one: share(one.score.overall.spans.f1)),
        ("spans, own label: precision", lambda one: share(one.score.overall.typed.precision)),
        ("spans, own label: recall", lambda one: share(one.score.overall.typed.recall)),
        ("spans, own label: F1", lambda one: share(one.score.overall.typed.f1)),
        ("characters: precision", lambda one: share(one.score.overall.characters.precision)),
        ("characters: recall", lambda one: share(one.score.overall.characters.recall)),
        ("characters: F1", lambda one: share(one.score.overall.characters.f1)),
        ("documents with a missed span", lambda one: share(one.score.overall.leak)),
        ("documents with an unmarked letter or digit", lambda one: share(one.score.overall.residual)),
        ("negatives with a false mark", lambda one: share(one.score.overall.falsely_marked)),
        ("false marks per 10 kB of negatives", lambda one: _number(one.score.overall.false_per_10k)),
        ("MB/s", lambda one: _number(one.speed.mb_per_s)),
        ("2 KB prompt: p50 ms", lambda one: _number(one.speed.p50_ms)),
        ("2 KB prompt: p99 ms", lambda one: _number(one.speed.p99_ms)),
        ("of it the way to another process, ms", lambda one: _number(one.speed.pipe_ms)),
    ]
    return table(
        ("OVERALL", *(one.name.upper() for one in measured)),
        [(name, *(cell(one) for one in measured)) for name, cell in rows],
    )
