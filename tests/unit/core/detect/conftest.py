# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Detectors over both scanners, made once."""

import pytest

from clearance.core.detect.detector import Detector, default_detector


@pytest.fixture(scope="session")
def anchors() -> Detector:
    return default_detector("anchors")


@pytest.fixture(scope="session")
def hyper() -> Detector:
    return default_detector("hyperscan")
