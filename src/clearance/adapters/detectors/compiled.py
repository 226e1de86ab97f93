# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Compiled patterns as a file, and the process that compiles them (``python -m`` this module).

Compiling takes seconds, and memory that would stay with whoever does it for good. What is loaded is trusted by the
scanner, so a file is read only if nobody else could have written it. Knows no detector until it compiles: a process
that only waits for another one stays small.
"""

import contextlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from clearance.errors import DetectorUnavailable

COMPILE_SECONDS = 300
"""For a slow machine; a usual one takes ten."""
NICE = 15
"""Added to the niceness in the background: whoever waits for an answer comes first."""
KEPT = 4
"""Files of a cache: installations of several versions side by side."""
_MOST_BYTES = 1 << 28
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_MODULE = "clearance.adapters.detectors.compiled"
_SOURCE = Path(__file__).resolve().parents[3]


def read(file: Path) -> bytes | None:
    """The file, if it is ours alone to write."""
    try:
        # Neither a link nor a pipe in its place may lead elsewhere or keep us waiting.
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as opened:
            status = os.fstat(handle)
            ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & _OTHERS
            return opened.read() if ours and status.st_size <= _MOST_BYTES else None
    except OSError:
        return None


def write(file: Path, data: bytes) -> None:
    """Keep it, whole or not at all; a disk without room costs the next start a few seconds, nothing else."""
    beside = file.with_name(f".{file.name}.new")
    with contextlib.suppress(OSError):
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(data)
        beside.replace(file)


def compile_patterns() -> bytes:
    """The shipped patterns, compiled by another process; what ``HyperscanScanner.serialise`` gives. Takes seconds.

    Raises:
        DetectorUnavailable: the scanner is not installed, or does not take the patterns.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-P", "-s", "-m", _MODULE],
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


def compile_into(file: Path) -> "subprocess.Popen[bytes] | None":
    """Start the process that compiles the shipped patterns into a file; None where there can be none.

    It gives way to everybody, holds nothing of ours open, and goes on when we end: the next start is the faster one.
    """
    if getattr(sys, "frozen", False) or not sys.executable:  # this program is not an interpreter
        return None
    found = [str(_SOURCE), *(entry for entry in sys.path if Path(entry).is_absolute())]
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-P", "-s", "-m", _MODULE, str(file)],
            env={"PYTHONPATH": os.pathsep.join(found)},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return None


def private_folder(folder: Path) -> bool:
    """Whether a folder is there, or could be made, that is ours alone (0700) and can be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            return False
        if stat.S_IMODE(status.st_mode) != 0o700:  # noqa: PLR2004 - rwx for the owner, nothing for others
            folder.chmod(0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def main(arguments: Sequence[str]) -> None:
    """Compile, and write the database to standard output; with a file, into that one, in the background."""
    if not arguments:
        sys.stdout.buffer.write(_compile())
        return
    _give_way()
    file = Path(arguments[0])
    with _alone(file.parent):
        if not _serves(file):
            write(file, _compile())
        _prune(file)


def _give_way() -> None:
    import resource  # noqa: PLC0415 - POSIX only, as is this

    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError):  # a lower limit is there already
        resource.setrlimit(resource.RLIMIT_CPU, (COMPILE_SECONDS, COMPILE_SECONDS))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process compiles at a time: many programs may have started at once."""
    import fcntl  # noqa: PLC0415 - POSIX only, as is this

    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _serves(file: Path) -> bool:
    """Whether another process has compiled it meanwhile."""
    from clearance.core.detect.detector import default_scanner  # noqa: PLC0415 - after the wait

    kept = read(file)
    if kept is None:
        return False
    try:
        default_scanner("hyperscan", kept)
    except DetectorUnavailable:
        return False
    return True


def _compile() -> bytes:
    from clearance.core.detect.detector import default_scanner  # noqa: PLC0415 - after the wait
    from clearance.core.detect.scan import HyperscanScanner  # noqa: PLC0415 - as above

    scanner = default_scanner("hyperscan")
    return scanner.serialise() if isinstance(scanner, HyperscanScanner) else b""


def _prune(file: Path) -> None:
    """Remove the oldest files beside it, more than ``KEPT`` of them."""
    with contextlib.suppress(OSError):
        found = sorted(file.parent.glob(f"*{file.suffix}"), key=lambda one: one.lstat().st_mtime_ns, reverse=True)
        for one in found[KEPT:]:
            one.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
