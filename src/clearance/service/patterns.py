# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The compiled patterns, kept in the data directory so that a start takes milliseconds instead of seconds.

What is loaded is trusted by the scanner, so the file is used only if nobody else could have written it; one of
other patterns or another kind of machine is compiled again. Without it the other scanner proposes:
the verdicts, and so the findings, are the same.
"""

import contextlib
import os
import stat
from pathlib import Path

from clearance.core.detect.detector import Detector, default_detector
from clearance.core.detect.scan import HyperscanScanner
from clearance.errors import DetectorUnavailable

FILE = "patterns.hs"
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def load_detector(data_dir: Path, *, prepare: bool) -> Detector:
    """The shipped detector. ``prepare``: compile the patterns where they are not kept yet, and keep them."""
    file = data_dir / FILE
    kept = _read(file)
    if kept is not None:
        with contextlib.suppress(DetectorUnavailable):
            return default_detector("hyperscan", serialised=kept)
    if not prepare:
        return default_detector("anchors")
    detector = default_detector()
    if isinstance(detector.scanner, HyperscanScanner):
        _write(file, detector.scanner.serialise())
    return detector


def _read(file: Path) -> bytes | None:
    """The file, if it is ours alone to write."""
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            if status.st_uid != os.getuid() or status.st_mode & _OTHERS:
                return None
            return opened.read()
    except OSError:
        return None


def _write(file: Path, data: bytes) -> None:
    """Keep it, whole or not at all; a disk without room costs the next start a few seconds, nothing else."""
    beside = file.with_name(f".{file.name}.new")
    with contextlib.suppress(OSError):
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(data)
        beside.replace(file)
