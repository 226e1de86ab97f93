# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""One owner for each data directory: an exclusive lock that the kernel releases with the process."""

import errno
import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from clearance.errors import OwnedElsewhere

LOCK = "owner.lock"


class OwnerLock:
    """Holds a data directory. Use as a context, or call ``release``."""

    def __init__(self, data_dir: Path) -> None:
        """Take the lock and record this process.

        Raises:
            OwnedElsewhere: another process holds the directory; the message names its process id.
        """
        self.path = data_dir / LOCK
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.pread(self._descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            self._descriptor = -1
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            who = f"process {owner}" if owner.isdigit() else "another process"
            raise OwnedElsewhere(
                f"{who} owns the data directory {data_dir}; stop it, or use another directory"
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give the directory back; the lock file stays, so that nobody locks a file that is about to go."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
