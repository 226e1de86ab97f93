# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Alter one bit of a stopped installation's store, and ``clearance audit verify`` exits 4 and says where."""

import asyncio
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clearance.adapters.store.database import DATABASE, connect
from clearance.cli.main import run
from clearance.config.load import load
from clearance.service.owner import Role
from clearance.service.serve import administer, serving
from clearance.testing.vendor import FakeVendorServer
from tests.integration.stage import House, chat, found, request, talk

LOG = "tenant/main"
CALLS = 130
LAST = 2 * CALLS - 1
Captured = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class Verified:
    """What the command said. ``where``: the sequence number that it names."""

    code: int
    said: dict[str, Any]

    @property
    def where(self) -> int | None:
        if "error" in self.said:
            named = re.search(rf"{LOG}: first bad sequence number ([0-9]+)", self.said["error"]["message"])
            return int(named[1]) if named else None
        bad = [log["bad_seq"] for log in self.said["logs"] if not log["ok"]]
        return bad[0] if bad else None


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """An installation with 260 leaves of 130 calls, signed at 8 and at the end."""

    async def live() -> House:
        async with FakeVendorServer() as vendor:
            made = await found(tmp_path_factory.mktemp("house"), vendor.url)
            settings = load(made.places.config, environ={}, flags={"gateway.port": 0})
            async with serving(settings, Role(prepare=False)) as service:
                port = int(service.url.rpartition(":")[2])
                for number in range(CALLS):
                    body = chat(f"[[echo]] Patient: Maria Gonzalez, MRN 4821337{number % 10}")
                    assert (await talk(port, request(made.key, body))).status == 200
                    if number == 3:
                        await service.owner.journal.checkpoint()
            return made

    return asyncio.run(live())


class Copy:
    """A copy of the installation's data directory, to be altered."""

    def __init__(self, house: House, folder: Path, capsys: Captured) -> None:
        self.config, self._capsys = house.places.config, capsys
        self.data_dir = folder / "copy"
        self.data_dir.mkdir(mode=0o700)
        shutil.copy(house.places.data_dir / DATABASE, self.data_dir)

    def execute(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        connection = connect(self.data_dir / DATABASE)
        try:
            rows: list[tuple[Any, ...]] = connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()
        return rows

    def flip(self, table: str, column: str, where: str, byte: int) -> None:
        """Flip the lowest bit of one byte."""
        ((value,),) = self.execute(f"SELECT {column} FROM {table} WHERE {where}")
        data = bytearray(value.encode() if isinstance(value, str) else value)
        data[byte] ^= 1
        changed = data.decode() if isinstance(value, str) else bytes(data)
        self.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", changed)

    def verify(self) -> Verified:
        self._capsys.readouterr()
        code = run(["audit", "verify", "--json", "--config", str(self.config), "--data-dir", str(self.data_dir)])
        streams = self._capsys.readouterr()
        return Verified(code, json.loads(streams.out or streams.err))


@pytest.fixture
def copy(house: House, tmp_path: Path, capsys: Captured) -> Copy:
    return Copy(house, tmp_path, capsys)


def test_an_untouched_copy_is_whole(copy: Copy) -> None:
    verified = copy.verify()
    assert (verified.code, verified.said["ok"]) == (0, True)
    assert {log["log"]: log["size"] for log in verified.said["logs"]}[LOG] == LAST + 1


@pytest.mark.parametrize("byte", [0, 40, -1])
@pytest.mark.parametrize("column", ["leaf", "leaf_hash", "chain"])
@pytest.mark.parametrize("seq", [0, 11])
def test_a_leaf(copy: Copy, seq: int, column: str, byte: int) -> None:
    ((value,),) = copy.execute(f"SELECT {column} FROM log_event WHERE log_id = '{LOG}' AND seq = {seq}")
    copy.flip("log_event", column, f"log_id = '{LOG}' AND seq = {seq}", byte if byte < len(value) else len(value) // 2)
    assert (verified := copy.verify()).code == 4
    assert verified.where == seq


@pytest.mark.parametrize("seq", [0, 10])
@pytest.mark.parametrize("byte", [0, 13, -1])
def test_a_payload(copy: Copy, seq: int, byte: int) -> None:
    copy.flip("log_payload", "sealed", f"log_id = '{LOG}' AND seq = {seq}", byte)
    assert (verified := copy.verify()).code == 4
    assert verified.where == seq


@pytest.mark.parametrize("byte", [0, 20, -20, -2])
@pytest.mark.parametrize("which", ["min", "max"])
def test_a_checkpoint(copy: Copy, which: str, byte: int) -> None:
    ((size,),) = copy.execute(f"SELECT {which}(size) FROM checkpoint WHERE log_id = '{LOG}'")
    assert size <= 8 or which == "max"
    copy.flip("checkpoint", "note", f"log_id = '{LOG}' AND size = {size}", byte)
    assert (verified := copy.verify()).code == 4
    assert verified.where == size - 1


@pytest.mark.parametrize("column", ["frontier", "root", "chain"])
def test_the_head(copy: Copy, column: str) -> None:
    copy.flip("log_head", column, f"log_id = '{LOG}'", 5)
    assert (verified := copy.verify()).code == 4
    assert verified.where == LAST


def test_a_kept_node_of_the_tree(copy: Copy) -> None:
    assert copy.execute(f"SELECT level, idx FROM log_node WHERE log_id = '{LOG}'") == [(8, 0)]
    copy.flip("log_node", "hash", f"log_id = '{LOG}'", 7)
    assert (verified := copy.verify()).code == 4
    assert verified.where == 0, "the first leaf under the node"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("DELETE FROM log_event WHERE log_id = '{}' AND seq = 9", 9),
        ("DELETE FROM log_event WHERE log_id = '{}' AND seq = 259", 259),
        ("DELETE FROM log_event WHERE log_id = '{}' AND seq > 7", 8),
        ("UPDATE log_event SET kind = 'admin' WHERE log_id = '{}' AND seq = 4", 4),
        ("UPDATE log_event SET tenant_id = 'other' WHERE log_id = '{}' AND seq = 4", 4),
        ("UPDATE log_payload SET seq = 1000 WHERE log_id = '{}' AND seq = 10", 10),
        ("UPDATE log_payload SET log_id = 'tenant/mbin' WHERE log_id = '{}' AND seq = 10", 10),
        ("DELETE FROM log_payload WHERE log_id = '{}' AND seq = 10", 10),
        ("UPDATE log_head SET tenant_id = 'other' WHERE log_id = '{}'", 259),
        ("UPDATE log_node SET tenant_id = 'other' WHERE log_id = '{}'", 255),
        ("DELETE FROM log_head WHERE log_id = '{}'", 0),
    ],
)
def test_a_whole_row(copy: Copy, change: str, where: int) -> None:
    copy.execute(change.format(LOG))
    assert (verified := copy.verify()).code == 4
    assert verified.where == where


def test_a_log_that_lost_its_head_is_still_verified(copy: Copy) -> None:
    async def verified() -> list[tuple[str, bool, int | None]]:
        async with administer(load(copy.config, environ={}, flags={"data_dir": str(copy.data_dir)})) as owner:
            copy.execute(f"DELETE FROM log_head WHERE log_id = '{LOG}'")
            return [(one.log, one.ok, one.first_bad_seq) for one in await owner.journal.verify()]

    assert asyncio.run(verified()) == [("installation", True, None), (LOG, False, LAST)]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("api_key", "sealed"),
        ("boundary_activation", "sealed"),
        ("document", "text"),
        ("signing_key", "public"),
        ("signing_key", "wrapped"),
        ("tenant_key", "wrapped"),
    ],
)
def test_a_row_outside_the_logs_is_not_used(copy: Copy, table: str, column: str) -> None:
    key = {"boundary_activation": "seq", "document": "hash"}.get(table, "id")
    copy.flip(table, column, f"{key} = (SELECT min({key}) FROM {table})", 20)
    verified = copy.verify()
    assert verified.code == 4
    # The key of a tenant's payload keys is only missed when a payload is opened.
    assert verified.where is not None or verified.said["error"]["code"] == "integrity_broken"


@pytest.mark.parametrize(
    "change", ["DELETE FROM meta WHERE name = '{}'", "UPDATE meta SET value = 'x' WHERE name = '{}'"]
)
def test_the_name_of_the_installation(copy: Copy, change: str) -> None:
    copy.execute(change.format("installation_id"))
    assert (verified := copy.verify()).code == 4
    assert [log["ok"] for log in verified.said["logs"]] == [False, False], "no checkpoint is of this installation"


def test_a_clean_end_leaves_one_file_that_holds_everything(house: House) -> None:
    there = {path.name for path in house.places.data_dir.iterdir()}
    assert there - {"patterns.hs"} == {DATABASE, "owner.lock"}  # the patterns, where the wheel has none for the machine
