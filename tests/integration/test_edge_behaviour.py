# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What ends a call: its client, a drain, a revoked key, the death of the service. Each end is recorded once."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil

from clearance.adapters.store.journal import OpenAdmission
from clearance.config.load import load
from clearance.model.words import OutcomeKind
from clearance.service.api.client import AdminClient
from clearance.service.serve import administer
from clearance.testing.installation import Installation
from clearance.testing.vendor import FakeVendorServer, echo, stops
from tests.integration.stage import (
    PATIENCE,
    Answer,
    House,
    Service,
    chat,
    found,
    inside,
    port_of,
    request,
    serve,
    start,
    talk,
    until,
)

STREAM = chat("[[stream 100 10]] Hello.", stream=True)


def beside(folder: Path, scene: Callable[[House, FakeVendorServer], Awaitable[None]]) -> None:
    async def act() -> None:
        async with FakeVendorServer() as vendor:
            await scene(await found(folder, vendor.url), vendor)

    asyncio.run(act())


async def recorded(house: Installation) -> list[str]:
    """The outcomes so far, once every call has ended."""
    await until(lambda: len(house.owner.registry) == 0)
    leaves = await house.owner.journal.list_leaves("tenant/main", after=-1, limit=1000, kinds=("outcome",))
    return [str(row.leaf.body["outcome"]) for row in leaves]


async def outcomes(house: House) -> list[str]:
    """The outcomes of an installation that nobody serves now."""
    async with administer(load(house.places.config, environ={})) as owner:
        assert all(report.ok for report in await owner.journal.verify())
        leaves = await owner.journal.list_leaves("tenant/main", after=-1, limit=1000)
    admitted = sorted(row.leaf.id for row in leaves if row.leaf.kind == "admitted")
    ended = [row for row in leaves if row.leaf.kind == "outcome"]
    assert sorted(row.leaf.id for row in ended) == admitted
    return [str(row.leaf.body["outcome"]) for row in ended]


async def begun(
    port: int, raw: bytes, until_text: bytes = b"yes "
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A call whose answer has begun."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    await asyncio.wait_for(reader.readuntil(until_text), PATIENCE)
    return reader, writer


def alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running()) and process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.NoSuchProcess:
        return False


async def rest_of(reader: asyncio.StreamReader) -> bytes:
    return await asyncio.wait_for(reader.read(), PATIENCE)


def test_a_client_that_leaves_within_a_stream_ends_the_vendors_too(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        house.vendor.play(stops(echo(), 4, "hang"))
        _, writer = await begun(port_of(house), request(house.key, chat("A long enough text.", stream=True)), b"data: ")
        await asyncio.wait_for(house.vendor.hanging.wait(), PATIENCE)
        writer.close()
        # The vendor sends nothing more, so no write of ours can fail: only watching the client ends this call.
        await asyncio.wait_for(house.vendor.left.wait(), PATIENCE)
        assert await recorded(house) == ["client_gone"]

    inside(tmp_path, scene)


def test_a_client_that_leaves_before_the_first_byte_ends_the_vendors_too(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        house.vendor.play(stops(echo(), -1, "hang"))
        _, writer = await asyncio.open_connection("127.0.0.1", port_of(house))
        writer.write(request(house.key, chat("Hello.")))
        await asyncio.wait_for(house.vendor.hanging.wait(), PATIENCE)
        writer.close()
        await asyncio.wait_for(house.vendor.left.wait(), PATIENCE)
        assert await recorded(house) == ["client_gone"]

    inside(tmp_path, scene)


def test_a_client_that_leaves_within_its_body_leaves_no_trace(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port_of(house))
        writer.write(request(house.key, chat("Hello."))[:-5])
        await until(lambda: len(house.owner.registry) == 1)
        writer.close()
        assert await recorded(house) == []
        assert house.vendor.received == []

    inside(tmp_path, scene)


def test_a_client_that_closes_only_its_sending_side_gets_no_half_answer(tmp_path: Path) -> None:
    """uvicorn treats a half-closed connection as gone; whatever it does, the call has one outcome."""

    async def scene(house: Installation) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(house))
        writer.write(request(house.key, chat("[[echo]] Hello.")))
        writer.write_eof()
        await rest_of(reader)
        await until(lambda: len(house.owner.registry) == 0)
        writer.close()
        assert len(await recorded(house)) <= 1

    inside(tmp_path, scene)


def test_a_revoked_key_ends_its_stream(tmp_path: Path) -> None:
    async def scene(house: House, vendor: FakeVendorServer) -> None:
        async with serve(house) as service:
            reader, writer = await begun(service.port, request(house.key, STREAM))
            admin = AdminClient(house.places.data_dir)
            revoked = await asyncio.to_thread(admin.post, f"/v1/keys/{house.key_id}/revoke", {})
            assert revoked["ended"] == 1
            rest = await rest_of(reader)
            assert b"[DONE]" not in rest
            assert b'"error"' in rest
            await asyncio.wait_for(vendor.left.wait(), PATIENCE)
            again = await talk(service.port, request(house.key, chat("Hello.")))
            assert (again.status, again.error["code"]) == (401, "invalid_api_key")
            writer.close()
        assert await outcomes(house) == ["drained"]

    beside(tmp_path, scene)


def test_a_drain_that_is_too_short_ends_a_stream_in_band(tmp_path: Path) -> None:
    async def scene(house: House, vendor: FakeVendorServer) -> None:
        async with serve(house, {"CLEARANCE_DRAIN_SECONDS": "0.2"}) as service:
            reader, writer = await begun(service.port, request(house.key, STREAM))
            service.signal(signal.SIGTERM)
            rest = await rest_of(reader)
            assert b"[DONE]" not in rest
            assert b'"code":"not_ready"' in rest
            assert await service.ended() == 0
            writer.close()
        assert vendor.disconnects == 1
        assert await outcomes(house) == ["drained"]

    beside(tmp_path, scene)


def test_a_drain_that_is_long_enough_lets_a_stream_end_and_takes_nothing_new(tmp_path: Path) -> None:
    async def scene(house: House, _vendor: FakeVendorServer) -> None:
        async with serve(house, {"CLEARANCE_DRAIN_SECONDS": "30"}) as service:
            reader, writer = await begun(service.port, request(house.key, STREAM))
            assert (await probed(service)).status == 200
            service.signal(signal.SIGTERM)
            while (ready := await probed(service)).status == 200:
                pass
            assert (ready.status, b"draining: failing" in ready.body) == (503, True)
            late = await talk(service.port, request(house.key, chat("Hello.")))
            assert (late.status, late.error["code"], late.headers["retry-after"]) == (503, "not_ready", "1")
            rest = await rest_of(reader)
            assert rest.count(b"data: [DONE]") == 1
            assert await service.ended() == 0
            writer.close()
        assert await outcomes(house) == ["completed"]

    async def probed(service: Service) -> Answer:
        return await talk(service.port, b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")

    beside(tmp_path, scene)


def test_a_second_owner_is_refused_in_plain_words(tmp_path: Path) -> None:
    async def scene(house: House, _vendor: FakeVendorServer) -> None:
        async with serve(house) as service:
            log = tmp_path / "second.log"
            second = await start(house, log)
            said, _ = await asyncio.wait_for(second.communicate(), PATIENCE)
            assert (second.returncode, said) == (1, b"")
            expected = f"error: process {service.process.pid} owns the data directory {house.places.data_dir}; "
            assert log.read_text() == expected + "stop it, or use another directory\n"
            assert (await talk(service.port, request(house.key, chat("Hello.")))).status == 200

    beside(tmp_path, scene)


def test_after_a_kill_only_the_dead_are_settled(tmp_path: Path) -> None:
    async def scene(house: House, vendor: FakeVendorServer) -> None:
        vendor.play(stops(echo(), 2, "hang"))
        hello = request(house.key, chat("Hello to everybody.", stream=True))
        async with serve(house) as service:
            _, dead = await begun(service.port, hello, b"data: ")
            workers = psutil.Process(service.process.pid).children(recursive=True)
            assert workers
            service.process.kill()
            await service.ended()
            await until(lambda: not any(map(alive, workers)))
            dead.close()
        async with serve(house) as service:
            reader, living = await begun(service.port, hello, b"data: ")
            admin = AdminClient(house.places.data_dir)
            leaves: list[dict[str, Any]] = (
                await asyncio.to_thread(admin.get, "/v1/audit/leaves", log="tenant/main", after=-1, limit=100)
            )["leaves"]
            told = [(leaf["kind"], leaf["body"].get("outcome"), leaf["body"].get("error")) for leaf in leaves]
            assert told == [
                ("admitted", None, None), ("outcome", "unknown", "owner_died"), ("admitted", None, None)
            ]  # fmt: skip
            assert leaves[0]["id"] == leaves[1]["id"] != leaves[2]["id"]
            assert leaves[0]["epoch"] != leaves[1]["epoch"] == leaves[2]["epoch"]
            living.close()
            del reader
        assert await outcomes(house) == ["unknown", "client_gone"]

    beside(tmp_path, scene)


def test_the_janitor_leaves_living_calls_alone(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        house.vendor.play(stops(echo(), 2, "hang"))
        _, writer = await begun(port_of(house), request(house.key, chat("Hello to all.", stream=True)), b"data: ")
        assert await house.owner.janitor() == 0
        assert len(house.owner.registry) == 1
        opened: tuple[OpenAdmission, ...] = await house.owner.journal.open_admissions("another epoch")
        assert len(opened) == 1
        house.owner.registry.end_where(lambda _flight: True, OutcomeKind.DRAINED)
        writer.close()
        assert await recorded(house) == ["drained"]

    inside(tmp_path, scene)


def test_what_a_drained_caller_reads_is_json(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        house.vendor.play(stops(echo(), -1, "hang"))
        asking = asyncio.ensure_future(talk(port_of(house), request(house.key, chat("Hello."))))
        await asyncio.wait_for(house.vendor.hanging.wait(), PATIENCE)
        house.owner.registry.end_where(lambda _flight: True, OutcomeKind.DRAINED)
        answer = await asking
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        assert json.loads(answer.body)["error"]["code"] == "not_ready"
        assert await recorded(house) == ["drained"]

    inside(tmp_path, scene)
