# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The jobs themselves: pure functions of wires and detector, the same in owner and worker."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from clearance.core.codec.wire import Wire
from clearance.core.transform.literals import token_shaped
from clearance.model.prompt import Finding, FoundSegment, Inspection, Segment
from clearance.model.record import Json
from clearance.model.text import OutgoingBody, Raw, RawBody
from clearance.model.words import DataClass


class Detects(Protocol):
    """What a detector must offer here."""

    version: str
    """Changes whenever results may."""

    def find(self, text: str) -> tuple[Finding, ...]:
        """Findings of a text without a place, left to right, none overlapping."""

    def inspect(self, segments: Sequence[Segment]) -> tuple[tuple[Finding, ...], ...]:
        """Findings of each segment, in order."""


class Jobs(Protocol):
    """The three jobs, synchronous."""

    def prepared(self) -> bytes:
        """What spares another process of the same version most of its start; may be empty."""

    def inspect(self, endpoint: str, body: RawBody) -> Inspection:
        """Steps 2 and 3."""

    def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        """Step 5."""

    def scan_text(self, text: Raw) -> tuple[Finding, ...]:
        """Step 9."""


class CoreJobs:
    """The jobs over the core's wires and a detector."""

    def __init__(self, wires: Mapping[str, Wire], detector: Detects) -> None:
        self._wires = wires
        self._detector = detector

    def prepared(self) -> bytes:
        """The compiled patterns: compiling takes seconds, loading milliseconds. Else the name of the scanner."""
        scanner = getattr(self._detector, "scanner", None)
        serialise = getattr(scanner, "serialise", None)
        return bytes(serialise()) if serialise is not None else getattr(scanner, "name", "").encode()

    def inspect(self, endpoint: str, body: RawBody) -> Inspection:
        """The request read, with what is in it. Raises Malformed or PartRefused."""
        data = body.reveal()
        read = self._wires[endpoint].read_request(data)
        found: list[FoundSegment] = []
        counts: Counter[DataClass] = Counter()
        kinds: Counter[str] = Counter()
        literals: set[str] = set()
        for segment, findings in zip(read.segments, self._detector.inspect(read.segments), strict=True):
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
            detector_version=self._detector.version,
            counts=dict(counts),
            kinds=dict(kinds),
            body_digest=hashlib.sha256(data).digest(),
            token_literals=frozenset(literals),
        )

    def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        """The outgoing body and its SHA-256."""
        data = self._wires[endpoint].rewrite(body.reveal(), replacements, settings)
        return OutgoingBody(data, hashlib.sha256(data).digest())

    def scan_text(self, text: Raw) -> tuple[Finding, ...]:
        """What an answer's text holds."""
        return self._detector.find(text.reveal())
