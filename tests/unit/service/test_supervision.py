# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A background job may fail; it is named, never quoted, and tried again."""

import asyncio
import logging

import pytest

from clearance.errors import AuditUnavailable
from clearance.service.supervision import Supervisor


def test_a_job_repeats_until_the_supervisor_closes() -> None:
    async def play() -> int:
        runs, thrice = 0, asyncio.Event()

        async def job() -> None:
            nonlocal runs
            runs += 1
            if runs == 3:
                thrice.set()

        supervisor = Supervisor()
        supervisor.every(0.001, "counting", job)
        await asyncio.wait_for(thrice.wait(), 5)
        await supervisor.close()
        after = runs
        await asyncio.sleep(0.01)
        return runs - after

    assert asyncio.run(play()) == 0


@pytest.mark.parametrize("error", [AuditUnavailable("the disk is full"), RuntimeError("John Smith, SSN 123")])
def test_a_failing_job_is_named_and_its_text_is_not(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> tuple[bool, set[str], bool, set[str]]:
        supervisor = Supervisor()
        broken = True

        async def job() -> None:
            if broken:
                raise error

        first, failing = await supervisor.once("janitor", job), set(supervisor.failing)
        broken = False
        return first, failing, await supervisor.once("janitor", job), set(supervisor.failing)

    with caplog.at_level(logging.DEBUG, "clearance"):
        assert asyncio.run(play()) == (False, {"janitor"}, True, set())
    assert [record.__dict__["job"] for record in caplog.records if record.name == "clearance.service"] == ["janitor"]
    assert "John" not in caplog.text
    assert all(record.exc_info is None for record in caplog.records)
