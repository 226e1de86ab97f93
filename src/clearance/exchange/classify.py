# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 3: segments to findings to data classes. Pure; runs where ``Compute.inspect`` runs.

Whether the request is of PHI origin is the decision's to say (step 4): it knows what the application declared.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Protocol, Self

from clearance.core.codec.wire import ReadRequest
from clearance.core.detect.recogniser import Recogniser
from clearance.core.transform.literals import token_shaped
from clearance.model.prompt import Finding, FoundSegment, Inspection, Segment
from clearance.model.text import RawBody
from clearance.model.words import DataClass


class Detects(Protocol):
    """What a detector must offer here."""

    version: str
    """Changes whenever results may."""

    def find(self, text: str) -> tuple[Finding, ...]:
        """Findings of a text without a place, left to right, none overlapping."""

    def extended(self, more: Sequence[Recogniser]) -> Self:
        """This detector with further recognisers, as another version. Raises ValueError."""

    def inspect(self, segments: Sequence[Segment]) -> tuple[tuple[Finding, ...], ...]:
        """Findings of each segment, in order."""


def classify(body: RawBody, read: ReadRequest, detector: Detects) -> Inspection:
    """What is in the request, by class and kind, and the token-shaped texts that a new token must avoid."""
    found: list[FoundSegment] = []
    counts: Counter[DataClass] = Counter()
    kinds: Counter[str] = Counter()
    literals: set[str] = set()
    for segment, findings in zip(read.segments, detector.inspect(read.segments), strict=True):
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
        detector_version=detector.version,
        counts=dict(counts),
        kinds=dict(kinds),
        body_digest=hashlib.sha256(body.reveal()).digest(),
        token_literals=frozenset(literals),
    )
