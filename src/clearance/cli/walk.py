# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What paths on the command line amount to: files to read, and what was left out of folders, with the reason.

A file that is named is read, whatever it is. In a folder only text files are: no binaries, nothing over 10 MB, no
links, nothing of a version control system.
"""

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from clearance.errors import Malformed

STDIN: Final = Path("-")
MAX_BYTES: Final = 10_000_000
"""The largest file that is read in a folder."""
VERSION_CONTROL: Final = frozenset({".git", ".hg", ".svn", ".bzr", ".jj", "CVS", "_darcs"})
_LOOK: Final = 8192
_SIGNATURES: Final = (b"%PDF-", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x03\x04")
_NAMED: Final = 3
_NO_FILE: Final = "link or no file"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and its size in bytes (0 for standard input)."""

    path: Path
    size: int


@dataclass(slots=True)
class Walk:
    """What was found. ``skipped``: reason to paths; ``failed``: what could not be looked at, with the system's word."""

    sources: list[Source] = field(default_factory=list)
    skipped: dict[str, list[Path]] = field(default_factory=dict)
    failed: list[tuple[Path, str]] = field(default_factory=list)


def gather(paths: Iterable[Path]) -> Walk:
    """The files behind these paths, folders in the order of their names."""
    walk = Walk()
    for path in paths:
        if path == STDIN:
            walk.sources.append(Source(path, 0))
        elif path.is_dir():
            _folder(path, walk)
        else:
            walk.sources.append(Source(path, path.stat().st_size))
    return walk


def name_of(path: Path) -> str:
    """The path as text that every encoder takes: bytes of it that are not UTF-8 become replacement characters."""
    return os.fsencode(path).decode("utf-8", "replace")


def read_source(source: Source, name: str) -> str:
    """The text of a file or of standard input, which the error calls by ``name``. Raises Malformed."""
    try:
        data = sys.stdin.buffer.read() if source.path == STDIN else source.path.read_bytes()
    except OSError as error:
        raise Malformed(f"{name} cannot be read ({error.strerror}).") from None
    return as_text(data, name)


def as_text(data: bytes, name: str = "The input") -> str:
    """The bytes as UTF-8. Raises Malformed."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"{name} is not UTF-8 (byte {error.start}).") from None


def skipped_note(skipped: Mapping[str, list[Path]]) -> str:
    """One line for a person: how many were left out and why, some of them by name; "" for none."""
    if not skipped:
        return ""
    reasons = []
    for reason, paths in skipped.items():
        more = ", ..." if len(paths) > _NAMED else ""
        reasons.append(f"{len(paths)} {reason} ({', '.join(path.name for path in paths[:_NAMED])}{more})")
    return f"skipped: {'; '.join(reasons)}"


def _folder(folder: Path, walk: Walk) -> None:
    for path in _files(folder, walk):
        try:
            reason, size = _reason(path)
        except OSError as error:
            walk.failed.append((path, error.strerror or "unknown"))
            continue
        if reason:
            walk.skipped.setdefault(reason, []).append(path)
        else:
            walk.sources.append(Source(path, size))


def _files(folder: Path, walk: Walk) -> Iterator[Path]:
    def failed(error: OSError) -> None:
        walk.failed.append((Path(str(error.filename)), error.strerror or "unknown"))

    for here, folders, names in os.walk(folder, onerror=failed):
        hidden = sorted(VERSION_CONTROL.intersection(folders))
        for name in hidden:
            walk.skipped.setdefault("of version control", []).append(Path(here, name))
        folders[:] = sorted(set(folders).difference(hidden))
        for name in folders:
            if Path(here, name).is_symlink():
                walk.skipped.setdefault(_NO_FILE, []).append(Path(here, name))
        for name in sorted(names):
            yield Path(here, name)


def _reason(path: Path) -> tuple[str, int]:
    """Why a file of a folder is left out, "" if it is not; and its size. Raises OSError."""
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        return _NO_FILE, 0
    if about.st_size > MAX_BYTES:
        return "larger than 10 MB", 0
    with path.open("rb") as file:
        head = file.read(_LOOK)
    return ("binary" if b"\0" in head or head.startswith(_SIGNATURES) else ""), about.st_size
