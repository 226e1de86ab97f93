# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a vendor would run or keep, and parts nobody knows: refused, unless the application's document allows them."""

import asyncio
import json
from typing import Any

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import FakeVendor, says

JOBS = core_jobs()
KEY = scene.api_key()[0]
SSN = "536-22-8714"


def play(body: dict[str, Any], allow: str = "") -> tuple[FakeVendor, Play, Result]:
    async def act() -> tuple[FakeVendor, Play, Result]:
        vendor = FakeVendor(says("Fine."))
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        lines = f"default_purpose: treatment\nallow: [{allow}]"
        files = {name: text.replace("default_purpose: treatment", lines) for name, text in scene.documents().items()}
        stage = Play(snapshot=scene.snapshot(files), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        return vendor, stage, await stage.run(json.dumps(body).encode(), CallHeaders(credential=KEY))

    return asyncio.run(act())


def chat(content: Any = "How are you?", **members: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": content}]} | members


@pytest.mark.parametrize(
    ("body", "feature", "param"),
    [
        (chat(web_search_options={}), "web_search", "web_search_options"),
        (chat(tools=[{"type": "mcp"}]), "mcp", "tools[0]"),
        (chat([{"type": "file", "file": {"file_id": "file-1"}}]), "server_file", "messages[0].content[0]"),
        (chat([{"type": "novel", "words": f"SSN {SSN}"}]), "unknown_parts", "messages[0].content[0]"),
    ],
)
def test_guarded_features_need_the_applications_leave(body: dict[str, Any], feature: str, param: str) -> None:
    vendor, stage, result = play(body)
    error = json.loads(result.response.body)["error"]
    assert (result.response.status, error["code"], error["param"]) == (400, "part_refused", param)
    assert (vendor.received, stage.journal.admissions) == ([], [])
    vendor, stage, result = play(body, feature)
    assert result.response.status == 200
    assert SSN.encode() not in vendor.received[0]
    request = stage.journal.admissions[0].body["request"]
    assert isinstance(request, dict)
    assert feature in str(request["features"])
