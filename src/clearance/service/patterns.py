# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The compiled patterns, kept in the data directory so that a start takes milliseconds instead of seconds.

A file that another user could have written is not used; one of other patterns or another kind of machine is compiled
again, by a process of its own. Without it the other scanner proposes: the verdicts, and so the findings, are the same.
"""

import contextlib
import logging
from pathlib import Path

from clearance.adapters.detectors import compiled
from clearance.core.detect import scan
from clearance.core.detect.detector import Detector
from clearance.errors import DetectorUnavailable
from clearance.weights import shipped_detector

FILE = "patterns.hs"
_log = logging.getLogger("clearance.service")


def load_detector(data_dir: Path, *, prepare: bool) -> Detector:
    """The shipped detector. ``prepare``: have the patterns compiled where they are not kept yet, and keep them."""
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
