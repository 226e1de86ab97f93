# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Carry out a plan on one text: every finding leaves in the form that the plan gives its class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clearance.core.transform.forms import STRICTNESS, Mint, reform
from clearance.errors import PlanIncomplete
from clearance.model.prompt import Finding
from clearance.model.words import DataClass, Form


@dataclass(frozen=True, slots=True)
class Transformed:
    """A text that may leave.

    ``placed``: the token texts in it, each once, in order of appearance. ``counts``: findings by
    class and by the form that they really took.
    """

    text: str
    placed: tuple[str, ...]
    counts: dict[tuple[DataClass, Form], int]


@dataclass(frozen=True, slots=True)
class _Span:
    """What one form is applied to: a finding, or the union of findings that overlap."""

    finding: Finding
    form: Form
    members: tuple[Finding, ...]


def transform_text(
    text: str,
    findings: Sequence[Finding],
    forms: Mapping[DataClass, Form],
    mint: Mint,
    *,
    now_year: int,
) -> Transformed:
    """The text with every finding in its class's form; offsets are code points.

    Findings that overlap become one span, from the first start to the last end, in the most
    restrictive of their forms and under the class that asks for it: no part of any value stays.
    A union is masked where it would be generalised, since a generalised form keeps parts.

    Raises:
        PlanIncomplete: a class without a form, or a finding that is not inside the text.
    """
    parts: list[str] = []
    placed: dict[str, None] = {}
    counts: dict[tuple[DataClass, Form], int] = {}
    at = 0
    for span in _spans(findings, forms, len(text)):
        start, end = span.finding.start, span.finding.end
        piece, form = reform(span.finding, text[start:end], span.form, mint, now_year=now_year)
        if form is Form.TOKENISED:
            placed[piece] = None
        for member in span.members:
            key = (member.data_class, form)
            counts[key] = counts.get(key, 0) + 1
        parts += (text[at:start], piece)
        at = end
    parts.append(text[at:])
    return Transformed("".join(parts), tuple(placed), counts)


def _spans(findings: Sequence[Finding], forms: Mapping[DataClass, Form], length: int) -> list[_Span]:
    """The spans left to right, none overlapping."""
    spans: list[_Span] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if not 0 <= finding.start < finding.end <= length:
            raise PlanIncomplete(f"a finding of class {finding.data_class} lies outside its text")
        form = forms.get(finding.data_class)
        if form is None:
            raise PlanIncomplete(f"the plan names no form for class {finding.data_class}")
        if spans and finding.start < spans[-1].finding.end:
            spans[-1] = _union(spans[-1], finding, form)
        else:
            spans.append(_Span(finding, form, (finding,)))
    return spans


def _union(span: _Span, finding: Finding, form: Form) -> _Span:
    """Both, in the stricter form; of two equally strict ones the first (and longer) names the class."""
    end = max(span.finding.end, finding.end)
    stricter = STRICTNESS[form] > STRICTNESS[span.form]
    named = replace(finding if stricter else span.finding, start=span.finding.start, end=end)
    strictest = form if stricter else span.form
    return _Span(named, Form.MASKED if strictest is Form.GENERALISED else strictest, (*span.members, finding))
