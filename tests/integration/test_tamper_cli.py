# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Alter one bit of a stopped installation's store, and ``clearance audit verify`` exits 4 and says where."""

import asyncio
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clearance.adapters.store.database import DATABASE, connect
from clearance.cli.main import run
from clearance.config.load import load
from clearance.model.words import DataClass, ScopeKind
from clearance.service.owner import Role
from clearance.service.serve import serving
from clearance.testing.vendor import FakeVendorServer
from tests.integration.stage import House, chat, found, request, talk

LOG = "tenant/main"
CALLS = 12
LAST = 2 * CALLS - 1
Captured = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class Verified:
    """What the command said. ``where``: the sequence number that it names."""

    code: int
    said: dict[str, Any]

    @property
    def where(self) -> int | None:
        bad = [log["bad_seq"] for log in self.said["logs"] if not log["ok"]]
        return bad[0] if bad else None


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """An installation with 24 leaves of 12 calls, signed at the eighth and at the end."""

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
        self._config, self._capsys = house.places.config, capsys
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
        code = run(["audit", "verify", "--json", "--config", str(self._config), "--data-dir", str(self.data_dir)])
        streams = self._capsys.readouterr()
        return Verified(code, json.loads(streams.out or streams.err))


@pytest.fixture
def copy(house: House, tmp_path: Path, capsys: Captured) -> Copy:
    return Copy(house, tmp_path, capsys)


def test_an_untouched_copy_is_whole(copy: Copy) -> None:
    verified = copy.verify()
    assert (verified.code, verified.said["ok"]) == (0, True)
    sizes = {log["log"]: (log["size"], log["counts"]["checkpoints"]) for log in verified.said["logs"]}
    assert sizes[LOG] == (LAST + 1, 2)


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
@pytest.mark.parametrize(("which", "last"), [("min", 7), ("max", LAST)])
def test_a_checkpoint(copy: Copy, which: str, last: int, byte: int) -> None:
    newest = f"size = (SELECT {which}(size) FROM checkpoint WHERE log_id = '{LOG}')"
    copy.flip("checkpoint", "note", f"log_id = '{LOG}' AND {newest}", byte)
    assert (verified := copy.verify()).code == 4
    assert verified.where == last


@pytest.mark.parametrize("column", ["frontier", "root", "chain"])
def test_the_head(copy: Copy, column: str) -> None:
    copy.flip("log_head", column, f"log_id = '{LOG}'", 5)
    verified = copy.verify()
    assert verified.code == 4
    print(verified.said)
    assert verified.where == LAST


def test_a_node_of_the_tree(copy: Copy) -> None:
    nodes = copy.execute(f"SELECT level, idx FROM log_node WHERE log_id = '{LOG}'")
    print(nodes)
    assert nodes
    for level, index in nodes[:1]:
        copy.flip("log_node", "hash", f"log_id = '{LOG}' AND level = {level} AND idx = {index}", 7)
        verified = copy.verify()
        assert verified.code == 4
        print(verified.said)


@pytest.mark.parametrize(("change", "where"), [
    (f"DELETE FROM log_event WHERE log_id = '{LOG}' AND seq = 9", 9),
    (f"DELETE FROM log_event WHERE log_id = '{LOG}' AND seq = {LAST}", LAST),
    (f"DELETE FROM log_payload WHERE log_id = '{LOG}' AND seq = 10", 10),
    (f"UPDATE log_event SET kind = 'admin' WHERE log_id = '{LOG}' AND seq = 4", 4),
    (f"DELETE FROM log_head WHERE log_id = '{LOG}'", LAST),
])
def test_a_row(copy: Copy, change: str, where: int) -> None:
    copy.execute(change)
    verified = copy.verify()
    print(verified)
    assert verified.code == 4
    assert verified.where == where

@pytest.mark.parametrize(("table", "column"), [("api_key", "sealed"), ("boundary_activation", "sealed"), ("tenant_key", "wrapped"), ("signing_key", "public"), ("signing_key", "wrapped"), ("document", "text"), ("token", "sealed")])
def test_mutable(copy: Copy, table: str, column: str) -> None:
    key = {"api_key": "id", "boundary_activation": "seq", "document": "hash", "token": "text_hash"}.get(table, "id")
    ((value,),) = copy.execute(f"SELECT {key} FROM {table} LIMIT 1")
    copy.flip(table, column, f"{key} = (SELECT {key} FROM {table} LIMIT 1)", 30)
    verified = copy.verify()
    print(table, verified)
    assert verified.code == 4
