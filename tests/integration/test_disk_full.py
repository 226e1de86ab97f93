# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A full disk, for real: a small tmpfs is filled, refuses, is given room, and works on. Needs the right to mount."""

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearance.adapters.keys.hierarchy import KeyHierarchy
from clearance.adapters.keys.root_file import FileRootKey
from clearance.adapters.store.database import DATABASE
from clearance.adapters.store.journal import SqliteJournal
from clearance.adapters.store.migrate import migrate
from clearance.errors import AuditUnavailable
from clearance.model.record import Admission, Payload

pytestmark = pytest.mark.services


class SystemClock:
    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()

    def entropy(self, size: int) -> bytes:
        return os.urandom(size)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def admission(number: int) -> Admission:
    return Admission(
        f"c{number}",
        "acme",
        allowed=True,
        body={"filler": "x" * 2000},
        tokens=(),
        payload=Payload({}),
        payload_scope=f"call:{number}",
    )


async def accepted(journal: SqliteJournal, number: int) -> bool:
    try:
        await journal.admit(admission(number))
    except AuditUnavailable:
        return False
    return True


def durable(journal: SqliteJournal) -> bool:
    return journal.durable


def test_a_full_disk_refuses_and_recovers(small_disk: Path, tmp_path: Path) -> None:
    migrate(small_disk / DATABASE)
    keys = KeyHierarchy(FileRootKey.create(tmp_path / "root.key", data_dir=small_disk))

    async def scenario() -> None:
        journal = SqliteJournal.open(small_disk, keys=keys, clock=SystemClock())
        done = 0
        while await accepted(journal, done):
            done += 1
        began = time.monotonic()
        with pytest.raises(AuditUnavailable):
            await journal.admit(admission(done))
        assert time.monotonic() - began < 2
        assert not durable(journal)
        assert done > 50
        await asyncio.to_thread(subprocess.run, ["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
        await journal.checkpoint()
        assert durable(journal)
        assert (await journal.admit(admission(done))).seq == done
        leaves = await journal.list_leaves("tenant/acme", after=-1, limit=10_000)
        assert [one.leaf.id for one in leaves] == [f"c{number}" for number in range(done + 1)]
        assert [report.ok for report in await journal.verify()] == [True, True]
        await journal.close()

    asyncio.run(scenario())
