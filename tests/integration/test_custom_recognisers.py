# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""An organisation's own recognisers, from the document to what the vendor sees: in place and in workers."""

import asyncio
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from clearance.adapters.detectors import entry_points
from clearance.config.load import load
from clearance.errors import InvalidDocument, InvalidSetting
from clearance.service.activation import apply
from clearance.service.inquiry import scan
from clearance.service.owner import Owner
from clearance.testing.installation import BOUNDARY, Installation, make
from tests.integration.stage import chat, inside, port_of, request, talk
from tests.unit.adapters.detectors.others import install

RECOGNISER = """
---
kind: Recogniser
id: locker
class: other_id
patterns: ['\\bteal-gre[ya]\\b']
examples: ['it is «teal-grey».']
counter_examples: ['teal']
"""
SHORT = "Take the teal-grey one."
LONG = SHORT + " Nothing else to see here." * 400


async def send(house: Installation, text: str) -> tuple[bytes, dict[str, Any]]:
    """What the vendor got, and the body of the leaf."""
    answer = await talk(port_of(house), request(house.key, chat(text)))
    assert answer.status == 200, answer.raw
    (last,) = await house.owner.journal.list_leaves("tenant/main", limit=1, kinds=("admitted",))
    return house.vendor.received[-1], dict(last.leaf.body)


async def put(house: Installation, text: str, *, dry_run: bool = False) -> dict[str, Any]:
    documents = {"boundary.yaml": text.format(url=house.vendor.url)}
    return await apply(house.owner, documents, dry_run=dry_run, actor="test")


def test_they_count_from_their_activation_to_their_removal(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        seen: list[set[str]] = []
        for boundary in (BOUNDARY, BOUNDARY + RECOGNISER, BOUNDARY):
            await put(house, boundary)
            before = house.owner.current()
            await put(house, BOUNDARY + RECOGNISER.replace("locker", "never"), dry_run=True)
            assert house.owner.current() is before
            sent = [await send(house, text) for text in (SHORT, LONG, LONG)]
            hidden = "Recogniser" in boundary
            assert [b"teal-grey" not in body for body, _ in sent] == [hidden] * 3
            assert [leaf["found"]["kinds"] for _, leaf in sent] == [{"custom.locker": 1} if hidden else {}] * 3
            seen.append({leaf["detector"] for _, leaf in sent})
            assert seen[-1] == {house.owner.current().detector_version}
            assert len((await scan(house.owner, SHORT))["findings"]) == hidden
        assert seen[0] == seen[2] != seen[1]
        assert house.owner.pool.counts.jobs >= 6

    inside(tmp_path, scene)


def test_one_that_does_not_hold_changes_nothing(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        before = house.owner.current()
        with pytest.raises(InvalidDocument, match="Recogniser locker: counter_examples: number 1 is found"):
            await put(house, BOUNDARY + RECOGNISER.replace("'teal'", "'teal-grea'"))
        assert house.owner.current() is before

    inside(tmp_path, scene)


def test_they_are_there_after_a_restart_and_before_any_boundary(tmp_path: Path) -> None:
    async def scene() -> None:
        loaded = load(make(tmp_path).config, environ={})
        async with Owner(loaded) as owner:
            assert await scan(owner, SHORT) == {"findings": []}
            documents = {"b.yaml": (BOUNDARY + RECOGNISER).format(url="http://127.0.0.1:9")}
            await apply(owner, documents, dry_run=False, actor="test")
            version = owner.detection.version
        async with Owner(loaded) as owner:
            assert owner.detection.version == version
            (found,) = (await scan(owner, SHORT))["findings"]
            assert found["kind"] == "custom.locker"

    asyncio.run(scene())


def test_an_archived_recogniser_that_no_longer_compiles_keeps_the_owner_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_self: object, _rules: bytes) -> str:
        raise ValueError("canary")

    async def scene() -> None:
        loaded = load(make(tmp_path).config, environ={})
        async with Owner(loaded) as owner:
            documents = {"b.yaml": (BOUNDARY + RECOGNISER).format(url="http://127.0.0.1:9")}
            await apply(owner, documents, dry_run=False, actor="test")
        monkeypatch.setattr("clearance.exchange.jobs.CoreJobs.learn", fails)
        with pytest.raises(InvalidDocument, match="a recogniser of the boundary does not compile"):
            async with Owner(loaded):
                pass

    asyncio.run(scene())


def test_a_plugin_that_fails_keeps_the_owner_from_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("badge", "no_such_package:RECOGNISERS", entry_points.GROUP)
    monkeypatch.setattr(entry_points, "entry_points", lambda group: [entry] if group == entry_points.GROUP else [])

    async def scene() -> None:
        async with Owner(load(make(tmp_path).config, environ={})):
            pass

    with pytest.raises(InvalidSetting, match="recogniser plugin badge: cannot be loaded"):
        asyncio.run(scene())


def test_a_model_that_is_missing_keeps_the_owner_from_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = make(tmp_path).config

    async def version(environ: dict[str, str]) -> str:
        async with Owner(load(config, environ=environ)) as owner:
            return owner.detection.version

    plain = asyncio.run(version({}))
    install(monkeypatch)
    name = "CLEARANCE_DETECTION__GLINER_MODEL"
    with pytest.raises(InvalidSetting, match="must be a folder on this machine") as refused:
        asyncio.run(version({name: str(tmp_path / "absent")}))
    assert refused.value.param == "detection.gliner_model"
    assert asyncio.run(version({name: str(tmp_path / "boundary")})) != plain
