# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Keep Python's cycle collector from stopping the event loop.

A full collection walks every object there is: 20 ms and more with the detector's tables loaded
(measured by ``bench/loop_lag.py``), in the middle of somebody's stream. Reference counting frees
nearly all of ours; what forms cycles is rare and can wait.
"""

import gc

YOUNG, MIDDLE, FULL = 700, 10, 1000
"""A full collection after 7 million net allocations at the earliest, instead of 70,000."""


def calm_collector() -> None:
    """Call once, when everything long-lived is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, FULL)
