# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The data directory's disk fills under a running service, and has room again. Needs the right to mount."""

import asyncio
import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearance.config.load import load
from clearance.service.serve import administer
from clearance.testing.vendor import FakeVendorServer
from tests.integration.stage import Answer, House, Service, chat, found, request, serve, talk

pytestmark = pytest.mark.services
ROOM = "16m"
FILLER = "filler"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder whose data directory is on a disk of its own."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=0700", "tmpfs", str(data)], check=True)
    yield tmp_path
    subprocess.run(["umount", "-l", str(data)], check=True)


def fill(folder: Path) -> None:
    """Take every byte that is left."""
    descriptor = os.open(folder / FILLER, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        for size in (1 << 20, 4096, 1):
            while True:
                try:
                    os.write(descriptor, bytes(size))
                except OSError:
                    break
    finally:
        os.close(descriptor)


async def ask(service: Service, house: House, text: str) -> Answer:
    return await talk(service.port, request(house.key, chat(f"[[echo]] {text}"), f"x-clearance-conversation: {text}"))


async def fill_until_refused(service: Service, house: House, vendor: FakeVendorServer) -> None:
    """SQLite reuses the room inside its files for a while."""
    for number in range(500):
        before = len(vendor.received)
        answer = await ask(service, house, f"fill{number}")
        if answer.status != 200:
            assert (answer.status, answer.error["code"]) == (503, "audit_unavailable")
            assert (answer.headers["retry-after"], answer.headers["x-should-retry"]) == ("1", "true")
            if len(vendor.received) == before:
                return
        fill(house.places.data_dir)
    raise AssertionError("the disk never became full")


async def outage(house: House, vendor: FakeVendorServer) -> None:
    data = house.places.data_dir
    async with serve(house) as service:
        assert (await ask(service, house, "before")).status == 200
        fill(data)
        await fill_until_refused(service, house, vendor)
        reached = len(vendor.received)
        for number in range(5):
            answer = await ask(service, house, f"full{number}")
            assert (answer.status, answer.error["code"]) == (503, "audit_unavailable")
        assert len(vendor.received) == reached, "nothing is sent that is not recorded"
        (data / FILLER).unlink()
        for number in range(20):
            assert (await ask(service, house, f"after{number}")).status == 200
        assert len(vendor.received) == reached + 20


async def check(house: House, vendor: FakeVendorServer) -> None:
    async with administer(load(house.places.config, environ={})) as owner:
        assert [report.problems for report in await owner.journal.verify()] == [(), ()]
        leaves = await owner.journal.list_leaves("tenant/main", after=-1, limit=10_000)
    admitted = Counter(row.leaf.id for row in leaves if row.leaf.kind == "admitted")
    outcomes = Counter(row.leaf.id for row in leaves if row.leaf.kind == "outcome")
    assert set(admitted.values()) == {1}
    assert outcomes == admitted
    assert len(admitted) >= len(vendor.received)
    assert not [body for body in vendor.received if "full" in json.loads(body)["messages"][0]["content"]]


def test_a_full_disk_refuses_every_call_until_there_is_room(home: Path) -> None:
    async def act() -> None:
        async with FakeVendorServer() as vendor:
            house = await found(home, vendor.url)
            await outage(house, vendor)
            await check(house, vendor)

    asyncio.run(act())
