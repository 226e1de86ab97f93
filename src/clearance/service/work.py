# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a worker process of the service loads: the job table with the same detectors as its owner has.

A worker has no settings; the owner's choice travels in front of the compiled patterns.
"""

import msgspec

from clearance.adapters.detectors.chosen import Choice
from clearance.adapters.detectors.entry_points import plugin_recognisers
from clearance.core.detect.detector import Detector
from clearance.exchange.jobs import CoreJobs, core_jobs
from clearance.service.detection import proposers_of
from clearance.weights.wires import WIRES

FACTORY = f"{__name__}:worker_jobs"
_LENGTH = 4

_encoder = msgspec.msgpack.Encoder(enc_hook=str)
_decoder = msgspec.msgpack.Decoder(Choice, dec_hook=lambda kind, value: kind(value))


class ServiceJobs(CoreJobs):
    """The owner's jobs; what it prepares for workers says which detectors are turned on."""

    def __init__(self, detector: Detector, choice: Choice) -> None:
        super().__init__(WIRES, detector)
        self._choice = _encoder.encode(choice)

    def prepared(self) -> bytes:
        """The choice, and what ``CoreJobs`` prepares."""
        return len(self._choice).to_bytes(_LENGTH, "big") + self._choice + super().prepared()


def worker_jobs(prepared: bytes = b"") -> CoreJobs:
    """The jobs of a worker, from what ``ServiceJobs.prepared`` gave.

    Raises InvalidSetting for a plugin or a model that does not load: the worker does not start.
    """
    end = _LENGTH + int.from_bytes(prepared[:_LENGTH], "big")
    choice = _decoder.decode(prepared[_LENGTH:end]) if prepared else Choice()
    return core_jobs(prepared[end:], plugin_recognisers(), proposers_of(choice))
