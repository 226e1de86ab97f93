# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The detector of a service: with the patterns that were compiled for the wheel, or with its own.

Where those of the wheel do not serve (another processor, another engine), they are compiled by a process of its own and
kept in the data directory, so that the next start takes milliseconds instead of seconds. A file that another user could
have written is not used. Without any the other scanner proposes: the verdicts, and so the findings, are the same.
"""

import contextlib
import logging
from pathlib import Path

from clearance.adapters.detectors import compiled
from clearance.core.detect import scan
from clearance.core.detect.detector import Detector
from clearance.errors import DetectorUnavailable
from clearance.weights import shipped_detector, shipped_scanner

FILE = "patterns.hs"
_log = logging.getLogger("clearance.service")


def load_detector(data_dir: Path, *, prepare: bool) -> Detector:
    """The shipped detector. ``prepare``: have the patterns compiled where they are neither shipped for this machine nor
    kept yet, and keep them.
    """
    ready = shipped_scanner()
    if ready is not None:
        return shipped_detector(ready)
    file = data_dir / FILE
    kept = compiled.read(file)
    if kept is not None:
        with contextlib.suppress(DetectorUnavailable):
            return shipped_detector("hyperscan", serialised=kept)
    if prepare and scan.hyperscan is not None:
        try:
            made = compiled.compile_patterns()
            detector = shipped_detector("hyperscan", serialised=made)
        except DetectorUnavailable as error:
            _log.warning("patterns not compiled; the slower scanner serves", extra={"error": error.diagnostics})
        else:
            compiled.write(file, made)
            return detector
    return shipped_detector("anchors")
