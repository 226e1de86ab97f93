# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 3: segments to findings to data classes. Pure; runs where ``Compute.inspect`` runs.

Whether the request is of PHI origin is the decision's to say (step 4): it knows what the application declared.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from clearance.core.codec.wire import ReadRequest
from clearance.core.detect.cache import Memory
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.source_tags import TagReader, possible_tags
from clearance.core.transform.literals import token_shaped
from clearance.model.prompt import Finding, FoundSegment, Inspection, Segment
from clearance.model.text import RawBody
from clearance.model.words import DataClass, Directive


class Detects(Protocol):
    """What a detector must offer here."""

    version: str
    """Changes whenever results may."""

    def find(self, text: str) -> tuple[Finding, ...]:
        """Findings of a text without a place, left to right, none overlapping."""

    def extended(self, more: Sequence[Recogniser]) -> Self:
        """This detector with further recognisers, as another version. Raises ValueError."""

    def inspect(self, segments: Sequence[Segment], memory: Memory | None = None) -> tuple[tuple[Finding, ...], ...]:
        """Findings of each segment, in order."""


@dataclass(frozen=True, slots=True)
class Detecting:
    """All that judges a request under one boundary; ``version`` changes whenever results may."""

    detector: Detects
    reader: TagReader
    version: str


def classify(body: RawBody, read: ReadRequest, detection: Detecting, memory: Memory | None = None) -> Inspection:
    """What is in the request: classes, kinds, source tags, and the token-shaped texts that a new token must avoid."""
    found: list[FoundSegment] = []
    counts: Counter[DataClass] = Counter()
    kinds: Counter[str] = Counter()
    literals: set[str] = set()
    for segment, findings in zip(read.segments, detection.detector.inspect(read.segments, memory), strict=True):
        if segment.directive is not Directive.SEALED:  # those are our own tokens, sent back as the vendor signed them
            literals |= token_shaped(segment.text.reveal())
        if not findings:
            continue
        found.append(FoundSegment(segment, findings))
        for finding in findings:
            counts[finding.data_class] += 1
            kinds[finding.kind] += 1
    return Inspection(
        facts=read.facts,
        found=tuple(found),
        detector_version=detection.version,
        counts=dict(counts),
        kinds=dict(kinds),
        body_digest=hashlib.sha256(body.reveal()).digest(),
        tags=detection.reader.tags(read.segments),
        possible=possible_tags(read.segments),
        token_literals=frozenset(literals),
    )
