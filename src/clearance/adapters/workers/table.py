# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The job table that owner and workers share: the shipped wires and detector."""

from clearance.adapters.workers.jobs import CoreJobs
from clearance.core.codec.registry import WIRES
from clearance.core.detect.detector import default_detector
from clearance.core.detect.scan import AnchorScanner


def core_jobs(prepared: bytes = b"") -> CoreJobs:
    """The jobs over the shipped wires and detector; ``prepared`` is what ``CoreJobs.prepared`` gave.

    Patterns are never compiled here: that takes seconds, and memory that a worker would keep.
    """
    if prepared in (b"", AnchorScanner.name.encode()):
        return CoreJobs(WIRES, default_detector("anchors"))
    return CoreJobs(WIRES, default_detector("hyperscan", serialised=prepared))
