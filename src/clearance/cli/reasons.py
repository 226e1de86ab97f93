# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Why a finding was found, in one line, from what the detector declares.

A finding keeps its kind, its place and its score, not its history. What spoke for it is worked out again: the
recognisers of its kind judge the text alone, and the label in front of it is read as they read it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.context import has_word, left_label
from clearance.core.detect.custom import PREFIX
from clearance.core.detect.detector import Detector
from clearance.core.detect.field_rules import FIELD_RULES, FieldRule, rules_for
from clearance.core.detect.normalise import normalise
from clearance.core.detect.profiles import PROFILES
from clearance.core.detect.recogniser import Recogniser
from clearance.model.prompt import Finding

_READERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hl7": "HL7 v2",
        "x12": "X12",
        "cda": "C-CDA",
        "fhir": "FHIR",
        "dicom": "DICOM",
        "record": "FHIR or C-CDA",
    }
)
"""First word of a kind to the grammar whose reader gives it."""
_MODEL: Final = "model_"
_REPEATED: Final = "person_repeated"
_LOOK: Final = 200
"""Characters in front of a value that can hold its label or the name of its field."""
_FIELD: Final = re.compile(r"([A-Za-z][A-Za-z0-9_. -]{0,40}?)[\"']?\s{0,3}[:=>][\s\"'\[]{0,4}\Z")
_JOINTS: Final = re.compile(r"[_\-. ]+")
_SHIPPED: Final = frozenset(one.id for one in RECOGNISERS)


def reasons(
    text: str, findings: Sequence[Finding], recognisers: Iterable[Recogniser], profiles: Sequence[str] = ()
) -> list[str]:
    """One line for each finding of a text. ``recognisers``: all that judged it; ``profiles``: those asked for.

    The lines show what recognisers and rules declare, and nothing of the text.
    """
    by_kind: dict[str, list[Recogniser]] = {}
    for one in recognisers:
        by_kind.setdefault(one.id, []).append(one)
    found: dict[Recogniser, tuple[Finding, ...]] = {}
    lines = []
    for finding in findings:
        own = by_kind.get(finding.kind, [])
        for one in own:
            if one not in found:
                found[one] = _alone(one).find(text)
        said = [one for one in own if _agrees(finding, found[one])]
        lines.append(_reason(text, finding, said) + _profiles(finding, profiles))
    return lines


@cache
def _alone(recogniser: Recogniser) -> Detector:
    """A detector that knows this recogniser and nothing else."""
    return Detector((recogniser,), proposers=())


def _agrees(finding: Finding, others: Iterable[Finding]) -> bool:
    return any(
        one.kind == finding.kind and one.start < finding.end and finding.start < one.end and one.score == finding.score
        for one in others
    )


def _reason(text: str, finding: Finding, said: Sequence[Recogniser]) -> str:
    kind, score = finding.kind, f"score {finding.score:.2f}"
    if said:
        return _recogniser(text, finding, said[0])
    if kind == _REPEATED:
        return f"repeated name, {score}: named elsewhere in the text, found again here"
    if kind.startswith(_MODEL):
        return f"name model, label {kind.removeprefix(_MODEL).upper()}, {score}: read in context"
    return _by_place(text, finding, score)


def _by_place(text: str, finding: Finding, score: str) -> str:
    """For what neither words nor patterns found: the field or the record that it stands in."""
    kind = finding.kind
    rules = [rule for rule in FIELD_RULES if rule.kind == kind]
    name = _field(text, finding, rules)
    if name:
        return f'field rule {kind}, {score}: the field "{name}" says what its value is'
    family = kind.partition("_")[0]
    if family in _READERS and kind not in _SHIPPED:
        return f"record reader {kind}, {score}: by its place in {_READERS[family]}"
    if rules:
        return f"field rule {kind}, {score}: a column or member says what it is ({rules[0].names.split()[0]} or alike)"
    return f"{kind}, {score}: proposed by a further detector"


def _recogniser(text: str, finding: Finding, recogniser: Recogniser) -> str:
    origin = "recogniser"
    if recogniser.id not in _SHIPPED:
        origin = "own recogniser" if recogniser.id.startswith(PREFIX) else "plugin's recogniser"
    word = _word(text, finding, recogniser)
    spoke = [f'label word "{word}"'] if word else []
    spoke += [f"validator {recogniser.validator}"] if recogniser.validator else []
    return f"{origin} {recogniser.id}, score {finding.score:.2f}: {', '.join(['pattern', *spoke])}"


def _word(text: str, finding: Finding, recogniser: Recogniser) -> str:
    """What the recogniser declares and the value's label holds: a context word, or how a label begins; "" for none."""
    data = normalise(text[max(0, finding.start - _LOOK) : finding.start]).data
    words = tuple(word.encode() for word in (*recogniser.context, *recogniser.anchors))
    label = left_label(data, len(data), words)
    for word in recogniser.context:
        if has_word(label, (f" {word} ".encode(),)):
            return word
    for anchor in sorted(recogniser.anchors, key=len, reverse=True):
        if f" {anchor} ".encode() in label:
            return anchor
        if anchor.isalpha() and f" {anchor}".encode() in label:
            return f"{anchor}..."
    return ""


def _field(text: str, finding: Finding, rules: Sequence[FieldRule]) -> str:
    """The name, as a rule declares it, of the field in front of a value; "" if none of these rules is for it."""
    hit = _FIELD.search(text[max(0, finding.start - _LOOK) : finding.start])
    if hit is None:
        return ""
    known = [rule for rule, _ in rules_for(hit[1].strip()) if rule in rules]
    written = _JOINTS.sub("", hit[1]).lower()
    names = [name for rule in known for name in rule.names.split() if written.endswith(name)]
    return max(names, key=len, default="")


def _profiles(finding: Finding, names: Sequence[str]) -> str:
    covering = [f"{name} ({PROFILES[name].basis})" for name in names if PROFILES[name].covered(finding)]
    return f"; in {', '.join(covering)}" if covering else ""
