# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The pure work of the exchange as jobs: the same in the owner and in a worker process.

Steps 2 and 3 are one job, because a body crosses into a worker once.
"""

import hashlib
from collections.abc import Mapping

from clearance.core.codec.registry import WIRES
from clearance.core.codec.wire import Wire
from clearance.core.detect.scan import AnchorScanner
from clearance.exchange.classify import Detects, classify
from clearance.exchange.parse import parse
from clearance.model.prompt import Finding, Inspection
from clearance.model.record import Json
from clearance.model.text import OutgoingBody, Raw, RawBody
from clearance.weights import shipped_detector


class CoreJobs:
    """The jobs over the core's wires and a detector. Implements ``Jobs`` of the worker adapter."""

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
        read = parse(self._wires[endpoint], body)  # 2
        return classify(body, read, self._detector)  # 3

    def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        """The outgoing body and its SHA-256."""
        data = self._wires[endpoint].rewrite(body.reveal(), replacements, settings)
        return OutgoingBody(data, hashlib.sha256(data).digest())

    def scan_text(self, text: Raw) -> tuple[Finding, ...]:
        """What an answer's text holds."""
        return self._detector.find(text.reveal())


def core_jobs(prepared: bytes = b"") -> CoreJobs:
    """The jobs over the shipped wires and detector; ``prepared`` is what ``CoreJobs.prepared`` gave.

    Patterns are never compiled here: that takes seconds, and memory that a worker would keep.
    """
    if prepared in (b"", AnchorScanner.name.encode()):
        return CoreJobs(WIRES, shipped_detector("anchors"))
    return CoreJobs(WIRES, shipped_detector("hyperscan", serialised=prepared))
