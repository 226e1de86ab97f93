# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""SIGKILL under load: nothing acknowledged is lost, nothing leaves unrecorded, every admission ends once."""

import asyncio
import hashlib
import itertools
import json
import os
import pathlib
import random
import signal
import socket
import sys
from collections import Counter
from dataclasses import dataclass, field

import aiohttp
import pytest

from clearance.config.load import load
from clearance.exchange.opaque import keyed_hash
from clearance.service.activation import apply
from clearance.service.issuing import Wish, issue
from clearance.service.owner import Owner
from clearance.service.serve import administer
from clearance.testing.installation import BOUNDARY, make
from clearance.testing.vendor import FakeVendorServer, says

PROGRAM = pathlib.Path(sys.executable).parent / "clearance"
NOTE = "Patient: Maria Gonzalez, MRN 48213377."
CLIENTS = 8


@dataclass
class Seen:
    """What clients and vendor hold against the log."""

    acknowledged: list[tuple[str, int, str]] = field(default_factory=list)
    markers: "itertools.count[int]" = field(default_factory=itertools.count)


def word(number: int) -> str:
    """A conversation's id that looks like no identifier: letters only, counting in base 20."""
    letters = ""
    for _ in range(5):
        number, digit = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[digit]
    return f"q{letters}"


async def client(url: str, key: str, seen: Seen) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            number = next(seen.markers)
            body = {"model": "m", "messages": [{"role": "user", "content": NOTE}], "seed": number}
            headers = {"x-api-key": key, "x-clearance-conversation": word(number)}
            try:
                async with session.post(f"{url}/v1/chat/completions", json=body, headers=headers) as answer:
                    await answer.read()
                    if answer.status == 200:
                        log, seq, leaf_hash, *_ = answer.headers["x-clearance-receipt"].split(";")
                        seen.acknowledged.append((log, int(seq), leaf_hash))
            except aiohttp.ClientError:
                await asyncio.sleep(0.01)


async def until_ready(url: str) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while True:
            try:
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.02)


async def one_round(config: pathlib.Path, url: str, key: str, seen: Seen, seconds: float) -> None:
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "serve", "--config", config, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    clients = [asyncio.create_task(client(url, key, seen)) for _ in range(CLIENTS)]
    try:
        await until_ready(url)
        await asyncio.sleep(seconds)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        for task in clients:
            task.cancel()
        await asyncio.gather(*clients, return_exceptions=True)


async def check(owner: Owner, seen: Seen, received: list[bytes]) -> None:
    """The log against what clients and vendor saw."""
    log = "tenant/main"
    (report,) = await owner.journal.verify(log)
    assert report.ok, report.problems
    rows = await owner.journal.list_leaves(log, after=-1, limit=10**6)
    by_seq = {row.leaf.seq: row for row in rows}
    hashes = {seq: hashlib.sha256(b"\x00" + row.data).hexdigest() for seq, row in by_seq.items()}
    lost = [(seq, leaf_hash) for _, seq, leaf_hash in seen.acknowledged if hashes.get(seq) != leaf_hash]
    assert lost == []

    conversations = await owner.journal.derived("main", "conversations")
    admitted = {row.leaf.body["principal"]["conversation"]: row for row in rows if row.leaf.kind == "admitted"}  # type: ignore[index,call-overload]  # JSON
    for body in received:
        marker = word(json.loads(body)["seed"])
        assert keyed_hash(conversations, "header", "notes", marker) in admitted, "forwarded without an admission"
        assert b"Gonzalez" not in body
        assert b"48213377" not in body

    calls = Counter(row.leaf.id for row in rows if row.leaf.kind == "admitted")
    outcomes = Counter(row.leaf.id for row in rows if row.leaf.kind == "outcome")
    assert set(calls.values()) == {1}
    assert outcomes == calls


@pytest.mark.services
def test_kill_at_random_points(tmp_path: pathlib.Path) -> None:
    kill_at_random_points(tmp_path, rounds=25)


@pytest.mark.deep
def test_kill_at_many_random_points(tmp_path: pathlib.Path) -> None:
    kill_at_random_points(tmp_path, rounds=200)


def kill_at_random_points(folder: pathlib.Path, *, rounds: int) -> None:
    async def act() -> tuple[int, int]:
        seen, chance = Seen(), random.Random(20261122)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        url = f"http://127.0.0.1:{port}"
        async with FakeVendorServer(says("Noted.")) as vendor:
            where = make(folder)
            text = where.config.read_text().replace("port = 0", f"port = {port}")
            where.config.write_text(text)
            loaded = load(where.config)
            async with administer(loaded) as owner:
                await apply(owner, {"b.yaml": BOUNDARY.format(url=vendor.url)}, dry_run=False, actor="test")
                key = (await issue(owner, Wish("notes"), actor="test"))["key"]
            for _ in range(rounds):
                await one_round(where.config, url, key, seen, chance.uniform(0.0, 0.4))
            async with administer(loaded) as owner:
                await check(owner, seen, vendor.received)
            return len(seen.acknowledged), len(vendor.received)

    acknowledged, forwarded = asyncio.run(act())
    assert forwarded >= acknowledged > rounds
