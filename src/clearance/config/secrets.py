# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Resolve references to secrets: ``env:NAME`` and ``file:/path``.

A file is read again when it changed, so a rotated credential counts without a restart.
Values go to the caller only; errors name the reference.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from clearance.errors import InvalidSetting

_MAX_BYTES = 65_536


class SecretReader:
    """Callable: reference to value. One per process."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ
        self._files: dict[str, tuple[tuple[int, int, int], str]] = {}

    def __repr__(self) -> str:
        return "<secret reader>"

    def __call__(self, reference: str) -> str:
        """The secret, stripped of white space at its ends.

        Raises:
            InvalidSetting: the reference is of another kind, names nothing, or its value is not one line of ASCII.
        """
        kind, _, name = reference.partition(":")
        if kind == "env" and name:
            return _usable(reference, self._environ.get(name, ""))
        if kind == "file" and name.startswith("/"):
            return self._file(reference, Path(name))
        raise InvalidSetting("a secret is named by env:NAME or file:/absolute/path", param="credential")

    def _file(self, reference: str, path: Path) -> str:
        try:
            stat = path.stat()
            # Inode and size too: two writes within the clock's grain leave the same mtime.
            version = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
            known = self._files.get(reference)
            if known is not None and known[0] == version:
                return known[1]
            with path.open("rb") as file:
                data = file.read(_MAX_BYTES)
            value = data.decode("ascii")
        except (OSError, UnicodeDecodeError):
            raise InvalidSetting("a secret's file cannot be read", param=reference) from None
        self._files[reference] = (version, _usable(reference, value))
        return self._files[reference][1]


def _usable(reference: str, value: str) -> str:
    stripped = value.strip()
    if not stripped:
        raise InvalidSetting("a secret is not set", param=reference)
    if not (stripped.isascii() and stripped.isprintable()):
        raise InvalidSetting("a secret must be one line of printable ASCII", param=reference)
    return stripped
