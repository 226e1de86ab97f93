# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clearance.adapters.store.owner import LOCK, OwnerLock
from clearance.errors import OwnedElsewhere

HOLD = (
    "import sys; from pathlib import Path; from clearance.adapters.store.owner import OwnerLock;"
    "lock = OwnerLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
)


def test_a_second_owner_is_refused_and_told_who_owns_it(tmp_path: Path) -> None:
    with OwnerLock(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"
        with pytest.raises(OwnedElsewhere, match=f"process {os.getpid()} owns the data directory"):
            OwnerLock(tmp_path)
    lock = OwnerLock(tmp_path)
    lock.release()
    lock.release()


def test_the_lock_ends_with_a_killed_process(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(OwnedElsewhere, match=f"process {process.pid} "):
            OwnerLock(tmp_path)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
    with OwnerLock(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


def test_an_owner_without_a_name(tmp_path: Path) -> None:
    with OwnerLock(tmp_path):
        (tmp_path / LOCK).write_text("")
        with pytest.raises(OwnedElsewhere, match="another process"):
            OwnerLock(tmp_path)
