# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The owner: what is in force, who settles for the dead, and whose calls end."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from clearance.adapters.store.database import connect
from clearance.boundary import starter_documents
from clearance.config.load import Loaded, load
from clearance.errors import IntegrityBroken, KeyUnavailable, NotReady
from clearance.exchange.registry import Flight
from clearance.model.identity import Principal
from clearance.model.record import Admission, Payload, Settlement
from clearance.model.words import Declared, OutcomeKind
from clearance.service import activation, issuing, reading
from clearance.service.dataplane import data_listener, served
from clearance.service.janitor import settle_dead
from clearance.service.owner import Owner, Role, cores, pool_settings, snapshot_hash, vendor_settings
from clearance.service.setup import Places, initialise

T = TypeVar("T")
QUIET = Role(data_plane=False)
DECISION: dict[str, Any] = {"commitments": {}, "decision": {"deployments": ["x"]}, "principal": {"application": "a"}}


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    where = Places(tmp_path / "data", tmp_path / "root.key", tmp_path / "clearance.toml", tmp_path / "boundary")
    initialise(where, port=0)
    return load(where.config, environ={"HOME": str(tmp_path)})


def owning(loaded: Loaded, play: Callable[[Owner], Awaitable[T]], role: Role = QUIET) -> T:
    async def run() -> T:
        async with Owner(loaded, role) as owner:
            return await play(owner)

    return asyncio.run(run())


async def in_force(owner: Owner) -> str:
    answer = await activation.apply(owner, starter_documents(), dry_run=False, actor="test")
    return str(answer["hash"])


def admission(call_id: str) -> Admission:
    return Admission(
        call_id, "main", allowed=True, body=DECISION, tokens=(), payload=Payload({}), payload_scope="call:1"
    )


def test_nothing_is_in_force_until_something_is_applied(loaded: Loaded) -> None:
    async def play(owner: Owner) -> tuple[str, str]:
        assert owner.boundary is None
        with pytest.raises(NotReady):
            owner.current()
        with pytest.raises(NotReady):
            activation.describe(owner)
        with pytest.raises(NotReady):
            await issuing.issue(owner, issuing.Wish("example-app"), actor="test")
        assert owner.status()["ready"] is False
        before = await in_force(owner)
        assert owner.status()["checks"]["boundary"] is True
        return before, owner.current().hash

    async def again(owner: Owner) -> tuple[str, str]:
        assert set(activation.describe(owner)["documents"]) >= {"Application/example-app", "ShippedPolicies/clearance"}
        return owner.current().boundary.hash, owner.current().hash

    assert owning(loaded, play) == owning(loaded, again)


def test_a_missing_archived_document_keeps_the_owner_from_starting(loaded: Loaded) -> None:
    owning(loaded, in_force)
    database = connect(loaded.settings.store_path)
    database.execute("DELETE FROM document WHERE text LIKE '%ShippedPolicies%'")
    database.close()
    with pytest.raises(IntegrityBroken, match="missing from the archive"):
        owning(loaded, in_force)


def test_a_clock_set_back_makes_the_owner_not_ready(loaded: Loaded) -> None:
    async def play(owner: Owner) -> None:
        await in_force(owner)
        now = owner.clock.now_ms()
        owner.clock._system_ms = lambda: now - 61_000
        with pytest.raises(NotReady, match="clock"):
            owner.current()
        assert owner.status()["checks"]["clock"] is False
        assert owner.clock.now_ms() >= owner.journal.last_leaf_ms()

    owning(loaded, play)


def test_a_failed_start_gives_the_directory_back(loaded: Loaded) -> None:
    key = loaded.settings.root_key.read_bytes()
    loaded.settings.root_key.unlink()
    with pytest.raises(KeyUnavailable):
        owning(loaded, in_force)
    loaded.settings.root_key.write_bytes(key)
    loaded.settings.root_key.chmod(0o600)
    owning(loaded, in_force)


def test_the_next_owner_settles_what_a_dead_one_left_open(loaded: Loaded) -> None:
    async def die(owner: Owner) -> None:
        await owner.journal.admit(admission("call-1"))
        await owner.journal.admit(admission("call-2"))
        await owner.journal.settle(Settlement("call-2", "main", OutcomeKind.COMPLETED, {}))
        assert await settle_dead(owner.journal) == 0

    async def live(owner: Owner) -> list[tuple[str, object]]:
        leaves = await owner.journal.list_leaves("tenant/main", kinds=("outcome",))
        assert (await reading.verify(owner, None, actor="test"))["ok"]
        assert await owner.janitor() == 0
        return [(one.leaf.id, one.leaf.body["outcome"]) for one in leaves]

    owning(loaded, die)
    assert owning(loaded, live) == [("call-2", "completed"), ("call-1", "unknown")]


def test_revoking_a_key_ends_its_calls_and_no_other(loaded: Loaded) -> None:
    def flight_of(owner: Owner, call_id: str, key_id: str) -> Flight:
        flight = owner.registry.open(call_id)
        flight.principal = Principal("main", "example-app", key_id, "o", Declared.UNSURE, None)
        return flight

    async def play(owner: Owner) -> None:
        await in_force(owner)
        issued = await issuing.issue(owner, issuing.Wish("example-app"), actor="test")
        before = owner.current().hash
        mine, other = flight_of(owner, "1", issued["id"]), flight_of(owner, "2", "other")
        unidentified = owner.registry.open("3")
        revoked = await issuing.revoke(owner, issued["id"], actor="test")
        assert (revoked["ended"], mine.ended, other.ended, unidentified.ended) == (1, OutcomeKind.DRAINED, None, None)
        assert owner.current().keys_by_id[issued["id"]].revoked_at is not None
        assert owner.current().hash != before
        for flight in (mine, other, unidentified):
            owner.registry.close(flight)

    owning(loaded, play)


def test_a_receipt_is_for_the_application_that_made_the_call(loaded: Loaded) -> None:
    async def play(owner: Owner) -> None:
        await owner.journal.admit(admission("call-1"))
        found = await reading.caller_receipt(owner, "main", "a", "call-1")
        assert found["receipt"]["seq"] == 0
        with pytest.raises(Exception, match="no such receipt"):
            await reading.caller_receipt(owner, "main", "b", "call-1")

    owning(loaded, play)


def test_the_data_plane_becomes_ready_and_tidies_up(loaded: Loaded) -> None:
    async def play(owner: Owner) -> None:
        await in_force(owner)
        while not owner.status()["ready"]:  # noqa: ASYNC110 - workers tell nobody but the pool that they are up
            await asyncio.sleep(0.01)
        assert served(owner).health.ready()[0]
        assert data_listener(owner) is not None
        assert owner.supervisor.failing == set()

    owning(loaded, play, Role(prepare=False))


def test_a_store_that_does_not_write_makes_the_owner_not_ready(loaded: Loaded) -> None:
    async def play(owner: Owner) -> None:
        assert owner.status()["checks"]["store"] is True
        owner.journal._writer.durable = False
        assert owner.status()["checks"]["store"] is False
        await owner.journal.checkpoint()
        assert owner.status()["checks"]["store"] is True

    owning(loaded, play)


def test_settings_reach_pool_and_vendors(loaded: Loaded) -> None:
    settings = loaded.settings
    assert pool_settings(settings, Role()).count == cores() >= 1
    assert pool_settings(settings, QUIET).count == 0
    assert pool_settings(settings, QUIET).inline_bytes == settings.limits.body_bytes
    assert vendor_settings(settings, Role(stand_ins=frozenset({"http://127.0.0.1:1"}))).stand_ins == {
        "http://127.0.0.1:1"
    }
    assert vendor_settings(settings, QUIET).total_seconds == settings.vendor.total_seconds


def test_the_snapshot_hash_names_boundary_keys_and_detector(loaded: Loaded) -> None:
    async def play(owner: Owner) -> None:
        await in_force(owner)
        await issuing.issue(owner, issuing.Wish("example-app"), actor="test")
        snapshot = owner.current()
        keys = dict(snapshot.keys_by_id)
        same = snapshot_hash(snapshot.boundary, keys, snapshot.detector_version)
        assert same == snapshot.hash
        assert snapshot_hash(snapshot.boundary, {}, snapshot.detector_version) != same
        assert snapshot_hash(snapshot.boundary, keys, "other") != same
        without = {name: dataclasses.replace(key, digest=b"") for name, key in keys.items()}
        assert snapshot_hash(snapshot.boundary, without, snapshot.detector_version) == same

    owning(loaded, play)
