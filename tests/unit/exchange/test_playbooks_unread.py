# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What nobody reads passes only where the documents say so, once, and never without the record."""

import asyncio
import json
from collections.abc import Callable

import pytest

from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.exchange.call import CallHeaders, Unread
from clearance.exchange.jobs import core_jobs
from clearance.model.words import EndpointFamily
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import REFUSES, Behaviour, FakeVendor, Script, fails, stops

JOBS = core_jobs()
KEY = scene.api_key()[0]
FORM = b"--x\r\ncontent-disposition: form-data; name=file\r\n\r\nMaria Gonzalez\r\n--x--\r\n"
UPLOAD = Unread("openai", EndpointFamily.FILES, "POST", "/v1/files", "multipart/form-data; boundary=x")
SAVED = Behaviour((b'{"id":', b'"file-1"', b"}"))


def files(declared: str = "none", more: str = "allow_endpoints: [files]") -> dict[str, str]:
    text = "".join(scene.documents(declared).values())
    text = text.replace("endpoints: [", "endpoints: [/v1/files, ")
    return {"b.yaml": text.replace("default_purpose: treatment", f"default_purpose: treatment\n{more}")}


def play(
    *script: Behaviour | Script,
    unread: Unread = UPLOAD,
    headers: CallHeaders | None = None,
    documents: dict[str, str] | None = None,
    setup: Callable[[Play], None] = lambda _play: None,
) -> tuple[Play, FakeVendor, Result]:
    async def act() -> tuple[Play, FakeVendor, Result]:
        vendor = FakeVendor(script or SAVED)
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        snapshot = scene.snapshot(documents or files())
        stage = Play(snapshot=snapshot, journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        setup(stage)
        given = headers or CallHeaders(credential=KEY)
        return stage, vendor, await stage.run(FORM, given, endpoint="/v1/files", unread=unread)

    return asyncio.run(act())


def error_of(result: Result) -> dict[str, str]:
    error: dict[str, str] = json.loads(result.response.body)["error"]
    return error


def test_an_upload_passes_as_it_is_and_the_record_says_unscanned() -> None:
    stage, vendor, result = play()
    assert stage.trace == [
        "journal.admit",
        "journal.admit!",
        "vendor.open house",
        "vendor 200",
        "respond 200",
        "write",
        "journal.settle completed",
        "journal.settle completed!",
        "write",
        "finish",
        "vendor.close",
    ]
    assert vendor.received == [FORM]
    (sent,) = vendor.calls
    assert (sent.method, sent.endpoint) == ("POST", "/v1/files")
    assert sent.headers["content-type"] == "multipart/form-data; boundary=x"
    assert result.response.body == b'{"id":"file-1"}'
    assert result.response.writes[-1] == b"}"
    assert "x-clearance-receipt" in result.response.headers
    (admitted,) = stage.journal.admissions
    request = admitted.body["request"]
    assert isinstance(request, dict)
    assert request["features"] == ["method_post", "unscanned"]
    assert (request["endpoint"], request["model"], request["segments"]) == ("/v1/files", None, 0)
    (settled,) = stage.journal.settlements
    assert settled.body["answer"] == {"bytes": 15, "classes": {}, "finish_reasons": [], "scanned": False}


def test_a_download_has_no_body_and_any_type() -> None:
    get = Unread("openai", EndpointFamily.FILES, "GET", "/v1/files/file-1/content?x=1")
    data = Behaviour((b"%PDF", b"-1.7"), headers={"content-type": "application/pdf"})
    _, vendor, result = play(data, unread=get)
    assert (vendor.calls[0].method, vendor.calls[0].endpoint) == ("GET", "/v1/files/file-1/content?x=1")
    assert "content-type" not in vendor.calls[0].headers
    assert (result.response.headers["content-type"], result.response.body) == ("application/pdf", b"%PDF-1.7")
    bare = play(Behaviour((), headers={}), unread=get)[2]
    assert (bare.response.headers["content-type"], bare.response.body) == ("application/octet-stream", b"")


@pytest.mark.parametrize(
    ("documents", "headers", "text"),
    [
        (files("none", ""), CallHeaders(credential=KEY), "not allowed for this application"),
        (files("none", "allow_endpoints: [audio]"), CallHeaders(credential=KEY), "not allowed for this application"),
        (files(), CallHeaders(credential=KEY, restrict="form=masked"), "no other form"),
    ],
)
def test_without_leave_nothing_leaves(documents: dict[str, str], headers: CallHeaders, text: str) -> None:
    stage, vendor, result = play(documents=documents, headers=headers)
    assert (result.response.status, error_of(result)["code"]) == (400, "endpoint_refused")
    assert text in error_of(result)["message"]
    assert (vendor.received, stage.journal.admissions) == ([], [])


def test_a_declaration_that_does_not_count_yet_is_phi() -> None:
    waiting = {name: text.replace("approved_by: officer@example.org\n", "") for name, text in files().items()}
    stage, vendor, result = play(documents=waiting)
    assert "may be PHI" in error_of(result)["message"]
    assert (vendor.received, stage.journal.admissions) == ([], [])


def test_no_key_no_passage() -> None:
    _, vendor, result = play(headers=CallHeaders())
    assert (result.response.status, vendor.received) == (401, [])


def test_a_deployment_that_does_not_list_the_path_gets_nothing() -> None:
    listed = {name: text.replace("/v1/files, ", "") for name, text in files().items()}
    stage, vendor, result = play(documents=listed)
    assert error_of(result)["code"] == "policy_denied"
    assert (vendor.received, [one.allowed for one in stage.journal.admissions]) == ([], [False])


def test_one_deployment_is_tried_once() -> None:
    stage, vendor, result = play(REFUSES, SAVED)
    assert len(vendor.received) == 1
    assert error_of(result)["code"] == "vendor_unreachable"
    assert [one.body["outcome"] for one in stage.journal.settlements] == ["vendor_error"]


def test_a_vendors_error_passes_and_is_recorded_as_one() -> None:
    stage, _, result = play(fails(404, "no such file"))
    assert (result.response.status, b"no such file" in result.response.body) == (404, True)
    assert stage.journal.settlements[0].body["outcome"] == "vendor_error"


def test_an_answer_that_breaks_off_is_truncated() -> None:
    stage, _, _ = play(stops(lambda _body: SAVED, 2, "cut"))
    assert stage.journal.settlements[0].body["outcome"] == "truncated"


def test_a_decision_that_ran_out_is_not_carried_out() -> None:
    def setup(stage: Play) -> None:
        stage.cues.on_admit = lambda: setattr(stage.clock, "now", stage.clock.now + 7_200_000)

    _, vendor, result = play(setup=setup)
    assert (error_of(result)["code"], vendor.received) == ("policy_denied", [])


def test_an_unspoken_wires_refusal_has_some_envelope() -> None:
    unread = Unread("nobody", EndpointFamily.FILES, "POST", "/v1/files")
    assert error_of(play(unread=unread)[2])["code"] == "policy_denied"
