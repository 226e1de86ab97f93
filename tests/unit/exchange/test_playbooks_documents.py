# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A document in a request is refused, or becomes text that is scanned; its bytes never leave."""

import asyncio
import base64
import hashlib
import json
from typing import Any

import pytest

from clearance.adapters.documents.reader import ProcessReader
from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.core.ledger.canonical import encode
from clearance.core.ledger.commitment import commit
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.testing import scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import FakeVendor, says
from tests.unit.adapters.documents.made import docx, paragraph, pdf

JOBS = core_jobs()
KEY = scene.api_key()[0]
SSN = "536-22-8714"
NOTE = f"Patient SSN: {SSN}"


def play(
    data: bytes,
    mime: str = "application/pdf",
    *,
    extract: bool = True,
    reader: bool = True,
    part: dict[str, str] | None = None,
) -> tuple[FakeVendor, Play, Result, bytes]:
    async def act() -> tuple[FakeVendor, Play, Result, bytes]:
        vendor = FakeVendor(says("Fine."))
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        lines = f"default_purpose: treatment\nextract: {str(extract).lower()}"
        files = {name: text.replace("default_purpose: treatment", lines) for name, text in scene.documents().items()}
        stage = Play(snapshot=scene.snapshot(files), journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        stage.documents = ProcessReader() if reader else None
        coded = f"data:{mime};base64,{base64.b64encode(data).decode()}"
        file = {"type": "file", "file": {"filename": "Jane Doe.pdf", "file_data": coded}}
        body = json.dumps({"model": "m", "messages": [{"role": "user", "content": [part or file]}]}).encode()
        return vendor, stage, await stage.run(body, CallHeaders(credential=KEY)), body

    return asyncio.run(act())


def sent(vendor: FakeVendor) -> Any:
    (part,) = json.loads(vendor.received[0])["messages"][0]["content"]
    assert part.keys() == {"type", "text"}
    return part["text"]


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (pdf(NOTE), "application/pdf"),
        (docx(paragraph(NOTE)), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"\xef\xbb\xbf" + NOTE.encode(), "text/plain"),
    ],
)
def test_a_document_leaves_as_scanned_text(data: bytes, mime: str) -> None:
    vendor, stage, result, _ = play(data, mime)
    assert result.response.status == 200
    assert sent(vendor).startswith("Patient SSN: ")
    assert SSN not in sent(vendor)
    assert b"Jane" not in vendor.received[0]
    (admitted,) = stage.journal.admissions
    request = admitted.body["request"]
    assert isinstance(request, dict)
    assert request["features"] == ["extracted"]
    assert admitted.body["found"] != {}
    assert SSN.encode() not in encode(admitted.body)


def test_the_record_commits_to_the_body_as_it_arrived() -> None:
    _, stage, _, body = play(NOTE.encode(), "text/plain")
    (admitted,) = stage.journal.admissions
    assert admitted.payload is not None
    salt = admitted.payload.salts["request"]
    commitments = admitted.body["commitments"]
    assert isinstance(commitments, dict)
    assert commitments["request"] == commit(salt, hashlib.sha256(body).digest())


def test_without_the_applications_word_a_document_is_refused() -> None:
    vendor, stage, result, _ = play(pdf(NOTE), extract=False)
    error = json.loads(result.response.body)["error"]
    assert (error["code"], error["param"]) == ("part_refused", "messages[0].content[0]")
    assert (vendor.received, stage.journal.admissions) == ([], [])


@pytest.mark.parametrize(
    ("data", "mime", "text"),
    [
        (pdf(""), "application/pdf", "no text layer"),
        (b"%PDF-", "application/pdf", "could not be read"),
        (b"\xff\xfe", "text/plain", "not text in UTF-8"),
        (b"a\0b", "text/plain", "not text in UTF-8"),
        (b"\x89PNG", "image/png", "of 'file' type is not allowed"),
    ],
)
def test_what_has_no_text_is_refused_by_its_part(data: bytes, mime: str, text: str) -> None:
    vendor, _, result, _ = play(data, mime)
    error = json.loads(result.response.body)["error"]
    assert (error["code"], error["param"]) == ("part_refused", "messages[0].content[0]")
    assert text in error["message"]
    assert vendor.received == []


def test_where_no_reader_is_only_text_is_read() -> None:
    _, _, result, _ = play(docx(paragraph(NOTE)), reader=False)
    assert "documents are not read here" in json.loads(result.response.body)["error"]["message"]
    assert play(NOTE.encode(), "text/plain", reader=False)[2].response.status == 200


def test_a_request_without_documents_keeps_its_bytes() -> None:
    vendor, stage, _, body = play(b"", "text/plain", part={"type": "text", "text": "file_data"})
    assert vendor.received == [body]
    request = stage.journal.admissions[0].body["request"]
    assert isinstance(request, dict)
    assert request["features"] == []
