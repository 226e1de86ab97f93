# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The detector of the commands that find without a service: the library's, as the settings want it."""

from functools import cache
from pathlib import Path

from clearance.adapters.detectors.chosen import Choice
from clearance.adapters.detectors.entry_points import plugin_recognisers
from clearance.adapters.detectors.warming import cached_scanner
from clearance.config.load import load, pattern_cache
from clearance.core.detect.detector import Detector
from clearance.service.detection import choice_of, proposers_of
from clearance.weights import shipped_detector


def configured_finder() -> Detector:
    """The detector. Raises InvalidSetting for settings, a plugin or a model that cannot be used."""
    settings = load().settings
    return _finder(pattern_cache(settings), choice_of(settings))


@cache
def _finder(patterns: Path | None, choice: Choice) -> Detector:
    outside = proposers_of(choice)
    return shipped_detector(cached_scanner(patterns)).extended(plugin_recognisers(), outside)
