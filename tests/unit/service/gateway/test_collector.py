# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The cycle collector leaves alone what is loaded."""

import gc

from clearance.service.gateway.collector import FULL, MIDDLE, YOUNG, calm_collector


def test_what_is_loaded_is_frozen_and_full_collections_are_rare() -> None:
    before = gc.get_threshold()
    try:
        calm_collector()
        assert gc.get_threshold() == (YOUNG, MIDDLE, FULL)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
