# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The compiled patterns, kept in the data directory so that a start takes milliseconds instead of seconds.

What is loaded is trusted by the scanner, so the file is used only if nobody else could have written it; one of
other patterns or another kind of machine is compiled again. Without it the other scanner proposes:
the verdicts, and so the findings, are the same.

Compiling is the work of a process of its own (``python -m clearance.service.patterns``, the database on its
standard output): the memory that it takes would stay with the service for good.
"""

import contextlib
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

from clearance.core.detect import scan
from clearance.core.detect.detector import Detector, default_detector
from clearance.errors import DetectorUnavailable
from clearance.weights import shipped_detector

FILE = "patterns.hs"
COMPILE_SECONDS = 300.0
"""For a slow machine; a usual one takes 2 to 5."""
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_SOURCE = Path(__file__).resolve().parents[2]
_log = logging.getLogger("clearance.service")


def load_detector(data_dir: Path, *, prepare: bool) -> Detector:
    """The shipped detector. ``prepare``: have the patterns compiled where they are not kept yet, and keep them."""
    file = data_dir / FILE
    kept = _read(file)
    if kept is not None:
        with contextlib.suppress(DetectorUnavailable):
            return shipped_detector("hyperscan", serialised=kept)
    if prepare and scan.hyperscan is not None:
        try:
            made = compile_patterns()
            detector = shipped_detector("hyperscan", serialised=made)
        except DetectorUnavailable as error:
            _log.warning("patterns not compiled; the slower scanner serves", extra={"error": error.diagnostics})
        else:
            _write(file, made)
            return detector
    return shipped_detector("anchors")


def compile_patterns() -> bytes:
    """The shipped patterns, compiled by another process; what ``HyperscanScanner.serialise`` gives. Takes seconds.

    Raises:
        DetectorUnavailable: the scanner is not installed, or does not take the patterns.
    """
    command = [sys.executable, "-P", "-s", "-m", "clearance.service.patterns"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            command,
            env={"PYTHONPATH": str(_SOURCE)},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COMPILE_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DetectorUnavailable("The patterns were not compiled.", diagnostics=type(error).__name__) from None
    return done.stdout


def main() -> None:
    """Compile, and write the database to standard output."""
    scanner = default_detector("hyperscan").scanner
    if isinstance(scanner, scan.HyperscanScanner):
        sys.stdout.buffer.write(scanner.serialise())


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


if __name__ == "__main__":
    main()
