# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""SIGKILL under load: what was acknowledged is there, and the tree replays."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.adapters.store.journal import SqliteJournal
from clearance.model.record import Settlement
from clearance.model.words import OutcomeKind

LOAD = """
import asyncio, os, sys, time
from pathlib import Path
from clearance.adapters.keys.hierarchy import KeyHierarchy
from clearance.adapters.keys.root_file import FileRootKey
from clearance.adapters.store.journal import SqliteJournal
from clearance.model.record import Admission, Payload, Settlement
from clearance.model.words import OutcomeKind

class Clock:
    now_ms = staticmethod(lambda: time.time_ns() // 1_000_000)
    monotonic = staticmethod(time.monotonic)
    entropy = staticmethod(os.urandom)

async def caller(journal, number):
    turn = 0
    while True:
        call = f"{os.getpid()}-{number}-{turn}"
        receipt = await journal.admit(Admission(call, "acme", True, {}, (), Payload({}), f"call:{call}"))
        os.write(1, f"{receipt.seq} {receipt.leaf_hash}\\n".encode())
        receipt = await journal.settle(Settlement(call, "acme", OutcomeKind.COMPLETED, {}))
        os.write(1, f"{receipt.seq} {receipt.leaf_hash}\\n".encode())
        turn += 1

async def main():
    data = Path(sys.argv[1])
    keys = KeyHierarchy(FileRootKey(data.parent / "root.key", data_dir=data))
    journal = SqliteJournal.open(data, keys=keys, clock=Clock())
    await asyncio.gather(*(caller(journal, number) for number in range(16)))

asyncio.run(main())
"""


def acknowledged_until_killed(data_dir: Path, lines: int) -> dict[int, str]:
    process = subprocess.Popen([sys.executable, "-c", LOAD, str(data_dir)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = [process.stdout.readline() for _ in range(lines)]
    process.kill()
    found += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    whole = (line.split() for line in found if line.endswith("\n"))
    return {int(seq): hashed for seq, hashed in whole}


@pytest.mark.parametrize("seed", range(3))
def test_nothing_acknowledged_is_lost(data_dir: Path, open_journal: Callable[..., SqliteJournal], seed: int) -> None:
    acknowledged = acknowledged_until_killed(data_dir, random.Random(seed).randrange(5, 400))
    assert len(acknowledged) >= 5

    async def scenario() -> None:
        journal = open_journal()
        leaves = await journal.list_leaves("tenant/acme", after=-1, limit=100_000)
        stored = {one.leaf.seq: one.leaf_hash.hex() for one in leaves}
        assert {seq: stored.get(seq) for seq in acknowledged} == acknowledged
        left = await journal.open_admissions(journal.epoch)
        for admission in left:
            await journal.settle(Settlement(admission.call_id, admission.tenant, OutcomeKind.UNKNOWN, {}))
        reports = await journal.verify()
        assert [report.ok for report in reports] == [True, True]
        assert [report.open_calls for report in reports] == [(), ()]
        await journal.close()

    asyncio.run(scenario())
