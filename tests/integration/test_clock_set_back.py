# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The machine's clock is set back under a running service, and forward again."""

import time
from pathlib import Path

from clearance.testing.installation import Installation
from tests.integration.stage import Answer, chat, inside, port_of, request, talk

PROBE = b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
MODELS = "GET /v1/models HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n"


def set_back(house: Installation, seconds: int) -> None:
    house.owner.clock._system_ms = lambda: time.time_ns() // 1_000_000 - seconds * 1000


async def ask(house: Installation) -> Answer:
    return await talk(port_of(house), request(house.key, chat("[[echo]] Hello.")))


async def times(house: Installation) -> list[int]:
    return [row.leaf.time_ms for row in await house.owner.journal.list_leaves("tenant/main", after=-1, limit=100)]


def test_a_clock_more_than_a_minute_behind_stops_the_gateway_until_it_is_right(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        assert (await ask(house)).status == 200
        set_back(house, 3600)
        probe = await talk(port_of(house), PROBE)
        assert (probe.status, b"clock: failing\n" in probe.body) == (503, True)
        refused = await ask(house)
        assert (refused.status, refused.error["code"], refused.headers["retry-after"]) == (503, "not_ready", "1")
        assert (await talk(port_of(house), MODELS.format(house.key).encode())).status == 503
        assert len(house.vendor.received) == 1
        assert len(await times(house)) == 2
        set_back(house, 0)
        assert b"clock: ok\n" in (await talk(port_of(house), PROBE)).body
        assert (await ask(house)).status == 200
        assert [report.ok for report in await house.owner.journal.verify()] == [True, True]

    inside(tmp_path, scene)


def test_a_clock_a_little_behind_never_dates_a_leaf_before_its_predecessor(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        assert (await ask(house)).status == 200
        set_back(house, 50)
        assert (await ask(house)).status == 200
        found = await times(house)
        assert found == sorted(found)
        assert len(found) == 4
        assert house.owner.clock.behind_ms > 40_000

    inside(tmp_path, scene)
