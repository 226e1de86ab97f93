# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""An organisation's own recognisers: what its documents say, checked and made into recognisers.

They judge every text beside the shipped ones, so each of their patterns must be cheap on any text: RE2 only, every
repetition with an upper bound, and a bounded program. Errors name the document and the field; the only text that they
show is a number of an entry.
"""

from collections.abc import Iterable, Sequence

from clearance.core.detect.detector import Detector
from clearance.core.detect.recogniser import Recogniser, unmark
from clearance.core.detect.rx import Rx
from clearance.core.detect.validators import VALIDATORS
from clearance.errors import InvalidDocument
from clearance.model.boundary import CustomRecogniser

PREFIX = "custom."
"""Before the id in ``Finding.kind``, so that no later shipped kind can have the same name."""
MAX_PROGRAM = 2_000
"""RE2 instructions of one pattern; ``[A-Z]{2}[0-9]{6}`` has about 15."""
MAX_PROGRAMS = 50_000
"""RE2 instructions of all patterns of a boundary together."""


def recognisers_of(customs: Iterable[CustomRecogniser]) -> tuple[Recogniser, ...]:
    """The recognisers that these documents declare, unchecked."""
    return tuple(
        Recogniser(
            id=PREFIX + one.id,
            data_class=one.data_class,
            patterns=one.patterns,
            examples=one.examples,
            counter_examples=one.counter_examples,
            score=one.score / 100,
            validator=one.validator,
            context=one.context,
            needs_context=one.needs_context,
            always=True,
        )
        for one in customs
    )


def check_customs(customs: Sequence[CustomRecogniser]) -> None:
    """Raises InvalidDocument for the first document whose patterns or examples do not hold."""
    left = MAX_PROGRAMS
    for custom, recogniser in zip(customs, recognisers_of(customs), strict=True):
        if custom.validator and custom.validator not in VALIDATORS:
            raise _invalid(custom, "validator", f"must be one of {', '.join(sorted(VALIDATORS))}")
        for number, pattern in enumerate(custom.patterns, 1):
            left -= _size(custom, number, pattern)
        if left < 0:
            raise _invalid(custom, "patterns", "all recognisers together are too large for the pattern engine")
        if problem := example_problem(recogniser):
            raise _invalid(custom, *problem)


def example_problem(recogniser: Recogniser) -> tuple[str, str] | None:
    """The field and what is wrong, if an example is not found exactly as marked or a counter-example is found."""
    alone = Detector((), proposers=()).extended((recogniser,))
    for number, example in enumerate(recogniser.examples, 1):
        text, spans = unmark(example)
        if not spans:
            return "examples", f"number {number} marks nothing; put the value between \u00ab and \u00bb"
        if _spans(alone, text, recogniser.id) != spans:
            return "examples", f"number {number} is not found as it is marked"
    for number, example in enumerate(recogniser.counter_examples, 1):
        if _spans(alone, example, recogniser.id):
            return "counter_examples", f"number {number} is found"
    return None


def _spans(detector: Detector, text: str, kind: str) -> tuple[tuple[int, int], ...]:
    return tuple((found.start, found.end) for found in detector.find(text) if found.kind == kind)


def _size(custom: CustomRecogniser, number: int, pattern: str) -> int:
    """Instructions of a pattern. Raises InvalidDocument if it is not one that may judge every text."""
    try:
        rx = Rx(pattern).compile()
    except ValueError:
        raise _invalid(custom, "patterns", f"number {number} is not RE2 syntax, or too large") from None
    if unbounded(pattern):
        raise _invalid(custom, "patterns", f"number {number}: give every repetition an upper bound, like {{1,20}}")
    if rx.search(b"") is not None:
        raise _invalid(custom, "patterns", f"number {number} matches an empty text")
    if rx.size > MAX_PROGRAM:
        raise _invalid(
            custom, "patterns", f"number {number} is too large ({rx.size} instructions; {MAX_PROGRAM} allowed)"
        )
    return rx.size


def unbounded(pattern: str) -> bool:
    r"""Whether a pattern that RE2 takes repeats something without an upper bound: ``*``, ``+``, ``{2,}``."""
    at, end = 0, len(pattern)
    while at < end:
        character = pattern[at]
        if character == "\\":
            quoted = pattern.find("\\E", at) if pattern.startswith("\\Q", at) else -1
            at = quoted + 2 if quoted >= 0 else end if pattern.startswith("\\Q", at) else at + 2
        elif character == "[":
            at = _behind_class(pattern, at)
        elif character in "*+" or _open_count(pattern, at):
            return True
        else:
            at += 1
    return False


def _behind_class(pattern: str, at: int) -> int:
    """Where the character class that opens at ``at`` has ended."""
    at += 2 if pattern.startswith("[^", at) else 1
    if pattern.startswith("]", at):
        at += 1  # first in a class it is itself
    while at < len(pattern) and pattern[at] != "]":
        if pattern.startswith("[:", at) and (close := pattern.find(":]", at)) >= 0:
            at = close + 2
        else:
            at += 2 if pattern[at] == "\\" else 1
    return at + 1


def _open_count(pattern: str, at: int) -> bool:
    """Whether ``{n,}`` stands at ``at``."""
    count, comma, rest = pattern[at + 1 : pattern.find("}", at) + 1].partition(",")
    return pattern[at] == "{" and count.isdigit() and bool(comma) and rest == "}"


def _invalid(custom: CustomRecogniser, field: str, problem: str) -> InvalidDocument:
    return InvalidDocument(f"Recogniser {custom.id}: {field}: {problem}", param=field)
