# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a worker process of the service loads: the job table with the plugins' recognisers, as its owner has them."""

from clearance.adapters.detectors.entry_points import plugin_recognisers
from clearance.exchange.jobs import CoreJobs, core_jobs

FACTORY = f"{__name__}:worker_jobs"


def worker_jobs(prepared: bytes = b"") -> CoreJobs:
    """The jobs of a worker. Raises InvalidSetting for a plugin that does not load: the worker does not start."""
    return core_jobs(prepared, plugin_recognisers())
