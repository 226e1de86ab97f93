# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The job table that owner and workers share: the shipped wires and detector."""

from clearance.adapters.workers.jobs import CoreJobs
from clearance.core.codec.registry import WIRES
from clearance.core.detect.detector import default_detector


def core_jobs() -> CoreJobs:
    """The jobs over the shipped wires and detector."""
    return CoreJobs(WIRES, default_detector())
