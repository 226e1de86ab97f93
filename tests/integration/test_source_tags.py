# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Tagged records under the shipped policy: denied without a grant, sent with one, and never by words alone."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from clearance.service.activation import apply
from clearance.service.inquiry import Question, decide
from clearance.testing.installation import BOUNDARY, Installation
from tests.integration.stage import chat, inside, port_of, request, talk

GRANT = """
---
kind: Grant
id: part2
application: notes
purpose: treatment
deployment: model
tags: [{tag}]
reason: consent on file
owner: owner@example.org
approver: officer@example.org
valid_from: {since}
expires_at: {until}
"""
FIELDS = """
---
kind: SourceTags
id: fields
fields: {{psychotherapy_note: psychotherapy_notes}}
"""
ETH = {
    "resourceType": "Condition",
    "meta": {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "ETH"}]},
    "note": [{"text": "Patient: Maria Gonzalez"}],
}
PADDING = " Nothing else to see here." * 200


async def send(house: Installation, content: str) -> tuple[int, dict[str, Any]]:
    """The status, and the body of the leaf."""
    answer = await talk(port_of(house), request(house.key, chat(content)))
    (last,) = await house.owner.journal.list_leaves("tenant/main", limit=1, kinds=("admitted", "denied"))
    return answer.status, dict(last.leaf.body)


async def put(house: Installation, *more: str, tag: str = "sud_part2") -> None:
    now = house.owner.clock.now_ms() // 1000
    days = {"since": now - 86_400, "until": now + 86_400}
    text = (BOUNDARY + "".join(more)).format(
        url=house.vendor.url, tag=tag, **{name: moment(at) for name, at in days.items()}
    )
    await apply(house.owner, {"boundary.yaml": text}, dry_run=False, actor="test")


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("padding", ["", PADDING], ids=["in place", "in a worker"])
def test_a_labelled_resource_needs_a_grant_that_names_the_tag(tmp_path: Path, padding: str) -> None:
    resource = json.dumps(ETH | {"text": padding})

    async def scene(house: Installation) -> None:
        for content in (resource, f"Summarise: {resource}"):
            await put(house)
            status, leaf = await send(house, content)
            assert (status, leaf["decision"]["allowed"]) == (400, False)
            assert {reason["code"] for reason in leaf["decision"]["reasons"]} >= {"grant.tag_missing"}
            assert leaf["found"]["tags"] == leaf["context"]["context"]["tags"] == ["sud_part2"]
            assert house.vendor.received == []
            await put(house, GRANT, tag="genetic")
            assert (await send(house, content))[0] == 400
            await put(house, GRANT)
            status, leaf = await send(house, content)
            assert (status, leaf["decision"]["grants"]) == (200, ["part2"])
            assert b"ETH" in house.vendor.received[-1]
            assert b"Gonzalez" not in house.vendor.received[-1]
            house.vendor.received.clear()

    inside(tmp_path, scene)


def test_words_alone_are_recorded_and_stop_nothing(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        status, leaf = await send(house, "She takes methadone; HIV negative. ETH was drunk. Restricted diet.")
        assert status == 200
        assert (leaf["found"]["tags"], leaf["found"]["possible"]) == ([], ["hiv", "sud_part2"])
        assert leaf["context"]["context"]["tags"] == []

    inside(tmp_path, scene)


def test_a_field_of_the_boundarys_list_tags_from_its_activation_on(tmp_path: Path) -> None:
    content = json.dumps({"psychotherapyNote": "We spoke of sleep."})

    async def scene(house: Installation) -> None:
        assert (await send(house, content))[0] == 200
        await put(house, FIELDS)
        status, leaf = await send(house, content)
        assert (status, leaf["found"]["tags"]) == (400, ["psychotherapy_notes"])
        plan = await decide(house.owner, Question("notes", "m", content))
        assert (plan["allowed"], plan["tags"], plan["possible"]) == (
            False,
            ["psychotherapy_notes"],
            ["psychotherapy_notes"],
        )

    inside(tmp_path, scene)
