# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The pure work of the exchange as jobs: the same in the owner and in a worker process.

Steps 2 and 3 are one job, because a body crosses into a worker once.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from clearance.core.codec.wire import Wire
from clearance.core.detect.cache import Memory, SegmentCache
from clearance.core.detect.custom import recognisers_of
from clearance.core.detect.detector import Proposer
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.scan import AnchorScanner
from clearance.core.detect.source_tags import TagReader
from clearance.errors import DetectorUnavailable
from clearance.exchange.classify import Detecting, Detects, classify
from clearance.exchange.parse import parse
from clearance.model.boundary import DetectionRules
from clearance.model.prompt import Finding, Inspection
from clearance.model.record import Json
from clearance.model.text import OutgoingBody, Raw, RawBody
from clearance.weights import shipped_detector
from clearance.weights.wires import WIRES

KEPT = 4
"""Detections that a job table holds at once: those of calls in flight across an activation or two."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(DetectionRules)


def encode_rules(rules: DetectionRules) -> bytes:
    """A boundary's own part of detection as it travels to workers: nothing where there is none.

    Examples stay behind: they were checked when the documents were applied, and decide nothing.
    """
    plain = tuple(replace(one, examples=(), counter_examples=()) for one in rules.recognisers)
    return b"" if rules == DetectionRules() else _encoder.encode(replace(rules, recognisers=plain))


class CoreJobs:
    """The jobs over the core's wires and a detector. Implements ``Jobs`` of the worker adapter.

    ``detector`` is what every boundary has; ``learn`` puts a boundary's own recognisers beside it.
    """

    def __init__(self, wires: Mapping[str, Wire], detector: Detects) -> None:
        self._wires = wires
        self._detector = detector
        self._known: dict[str, Detecting] = {}
        self._cache = SegmentCache()

    def prepared(self) -> bytes:
        """The compiled patterns: compiling takes seconds, loading milliseconds. Else the name of the scanner."""
        scanner = getattr(self._detector, "scanner", None)
        serialise = getattr(scanner, "serialise", None)
        return bytes(serialise()) if serialise is not None else getattr(scanner, "name", "").encode()

    def learn(self, rules: bytes) -> str:
        """Make the detection of a boundary ready, from what ``encode_rules`` gave; its version.

        Raises ValueError for what cannot be read or compiled. The oldest of more than ``KEPT`` is forgotten.
        """
        own = _decoder.decode(rules) if rules else DetectionRules()
        detector = self._detector.extended(recognisers_of(own.recognisers))
        version = detector.version
        if own.tag_fields:
            version = hashlib.sha256(repr((version, own.tag_fields)).encode()).hexdigest()
        self._known.pop(version, None)
        self._known[version] = Detecting(detector, TagReader(dict(own.tag_fields)), version)
        for old in list(self._known)[:-KEPT]:
            self._known.pop(old, None)
        return version

    def knows(self, version: str) -> bool:
        """Whether a detection has been learnt and not forgotten."""
        return version in self._known

    def _of(self, version: str) -> Detecting:
        found = self._known.get(version)
        if found is None:
            raise DetectorUnavailable("The detection of this boundary is not ready.", diagnostics="unknown version")
        return found

    def inspect(self, endpoint: str, body: RawBody, version: str, key: bytes = b"") -> Inspection:
        """The request read, with what is in it. Raises Malformed, PartRefused, or DetectorUnavailable."""
        read = parse(self._wires[endpoint], body, endpoint)  # 2
        memory = Memory(self._cache, key) if key else None
        return classify(body, read, self._of(version), memory)  # 3

    def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        """The outgoing body and its SHA-256."""
        data = self._wires[endpoint].rewrite(body.reveal(), replacements, settings)
        return OutgoingBody(data, hashlib.sha256(data).digest())

    def scan_text(self, text: Raw, version: str) -> tuple[Finding, ...]:
        """What an answer's text holds. Raises DetectorUnavailable."""
        return self._of(version).detector.find(text.reveal())


def core_jobs(prepared: bytes = b"", more: Sequence[Recogniser] = (), proposers: Sequence[Proposer] = ()) -> CoreJobs:
    """The jobs over the shipped wires and detector, with ``more`` recognisers and proposers that every boundary has.

    ``prepared`` is what ``CoreJobs.prepared`` gave.

    Patterns are never compiled here: that takes seconds, and memory that a worker would keep.
    """
    if prepared in (b"", AnchorScanner.name.encode()):
        return CoreJobs(WIRES, shipped_detector("anchors").extended(more, proposers))
    return CoreJobs(WIRES, shipped_detector("hyperscan", serialised=prepared).extended(more, proposers))
