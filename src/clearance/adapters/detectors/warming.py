# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The scanner of a command or a program: Hyperscan where its patterns lie compiled, in the wheel or in a cache;
milliseconds.

Else the one that needs no compiling, at once, and Hyperscan from the moment on when another process has filled the
cache. The findings are the same with both. Whatever is wrong with the cache is nobody's error: it is not used.
"""

import ctypes
import os
import subprocess
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from clearance.adapters.detectors import compiled
from clearance.core.detect import scan
from clearance.core.detect.detector import default_scanner, proposals
from clearance.errors import DetectorUnavailable
from clearance.weights import shipped_scanner

SUFFIX = ".hs"


class WarmingScanner:
    """Implements ``Scanner``: ``first`` until ``child`` has ended, then what ``load`` gives, if it gives one.

    It looks before it scans, so no text is scanned by half of each.
    """

    def __init__(
        self, first: scan.Scanner, child: "subprocess.Popen[bytes]", load: Callable[[], scan.Scanner | None]
    ) -> None:
        self.name = first.name
        self._now = first
        self._load = load
        self._child: subprocess.Popen[bytes] | None = child
        self._changed = False
        self._looking = threading.Lock()

    def hits(self, data: bytes) -> Iterable[tuple[int, scan.Windows]]:
        """The patterns that the scanner in force proposes."""
        if self._child is not None:
            self._look(self._child)
        elif self._changed:  # since the text before, the detector has forgotten what the former scanner asked of it
            self._changed = False
            _give_back()
        return self._now.hits(data)

    def _look(self, child: "subprocess.Popen[bytes]") -> None:
        if not self._looking.acquire(blocking=False):
            return  # another thread does
        try:
            if child.poll() is None:
                return
            self._child = None
            if (ready := self._load()) is not None:
                self._now, self.name, self._changed = ready, ready.name, True
        finally:
            self._looking.release()


def _give_back() -> None:
    """Let the system have what is free: the C library keeps memory that lies between used (malloc_trim(3)). Others than
    glibc have no such call, and nothing happens.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def cached_scanner(cache: Path | None) -> scan.Scanner:
    """The shipped patterns' scanner. ``cache`` is the folder for those that this machine has to compile; None: it does
    not.
    """
    ready = shipped_scanner()
    if ready is not None:
        return ready
    if cache is None or scan.hyperscan is None or not hasattr(os, "getuid"):  # its owner is what makes a file ours
        return default_scanner("anchors")
    file = cache / f"patterns-{scan.database_key(proposals(), os.uname().machine)[:32]}{SUFFIX}"
    kept = _kept(file)
    if kept is not None:
        return kept
    anchors = default_scanner("anchors")
    child = compiled.compile_into(file) if compiled.private_folder(cache) else None
    return anchors if child is None else WarmingScanner(anchors, child, lambda: _kept(file))


def _kept(file: Path) -> scan.Scanner | None:
    data = compiled.read(file)
    try:
        return None if data is None else default_scanner("hyperscan", data)
    except DetectorUnavailable:
        return None
