# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Whole exchanges on the wires whose streams have no terminator."""

import asyncio
import base64
import json
from collections.abc import Callable, Sequence

import pytest

from clearance.adapters.documents.reader import ProcessReader
from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.core.codec.eventstream import MessageSplitter
from clearance.exchange.call import CallHeaders
from clearance.exchange.jobs import core_jobs
from clearance.model.words import OutcomeKind
from clearance.testing import bedrock, scene
from clearance.testing.journal import MemoryJournal
from clearance.testing.play import FakeClock, Play, Result
from clearance.testing.vendor import Behaviour, FakeVendor, Script, echo, says, stops
from tests.unit.adapters.documents.made import docx, paragraph, pdf

JOBS = core_jobs()
KEY = scene.api_key()[0]
NOTE = "Patient Maria Gonzalez, MRN 48213377, called."
GEMINI = "/v1beta/models/g:generateContent"
GEMINI_STREAM = "/v1beta/models/g:streamGenerateContent"
CONVERSE = "/model/c/converse"
CONVERSE_STREAM = "/model/c/converse-stream"
DEPLOYMENT = """
kind: Deployment
id: {wire}
vendor: vendor
wire: {wire}
hosting: on_prem
region: us-east-1
base_url: https://{wire}.vendor.example
endpoints: {endpoints}
models:
  {model}: {model}-2026:0
credential: env:VENDOR_KEY
"""
ENDPOINTS = {
    "gemini": ["/v1beta/models/{model}:generateContent", "/v1beta/models/{model}:streamGenerateContent"],
    "bedrock": ["/model/{model}/converse", "/model/{model}/converse-stream"],
}


def files(allow: Sequence[str] = (), more_lines: str = "") -> dict[str, str]:
    more = []
    for wire, endpoints in ENDPOINTS.items():
        more.append(
            DEPLOYMENT.format(wire=wire, model="g" if wire == "gemini" else "c", endpoints=json.dumps(endpoints))
        )
        more += [scene.fact(wire, "own_workforce"), scene.fact(wire, "no_training")]
    documents = scene.documents("unsure", *more)
    allowed = f"default_purpose: treatment\nallow: {json.dumps(list(allow))}\n{more_lines}"
    return {name: text.replace("default_purpose: treatment\n", allowed) for name, text in documents.items()}


def request(path: str, text: str = NOTE) -> bytes:
    if path.startswith("/model/"):
        return json.dumps({"messages": [{"role": "user", "content": [{"text": text}]}]}).encode()
    return json.dumps({"contents": [{"role": "user", "parts": [{"text": text}]}]}).encode()


def play(
    vendor: FakeVendor, path: str, body: bytes | None = None, *, allow: Sequence[str] = (), extract: bool = False
) -> tuple[Play, Result]:
    async def act() -> tuple[Play, Result]:
        pool = WorkerPool(JOBS, PoolSettings(count=0, inline_bytes=10**8))
        snapshot = scene.snapshot(files(allow, "extract: true\n" if extract else ""))
        stage = Play(snapshot=snapshot, journal=MemoryJournal(FakeClock()), vendors=vendor, compute=pool)
        stage.documents = ProcessReader()
        return stage, await stage.run(body or request(path), CallHeaders(credential=KEY), endpoint=path)

    return asyncio.run(act())


def outcome(stage: Play) -> OutcomeKind:
    (settlement,) = stage.journal.settlements
    return settlement.outcome


def text_of(path: str, body: bytes) -> str:
    if path == CONVERSE_STREAM:
        deltas = [json.loads(message.payload).get("delta", {}) for message in MessageSplitter().feed(body)]
        return "".join(delta.get("text", "") + delta.get("toolUse", {}).get("input", "") for delta in deltas)
    if path == GEMINI_STREAM:
        events = [json.loads(line.removeprefix("data: ")) for line in body.decode().split("\n\n") if line]
        parts = [part for event in events for part in event["candidates"][0]["content"]["parts"]]
        return "".join(part["text"] if "text" in part else json.dumps(part["functionCall"]) for part in parts)
    return body.decode()


@pytest.mark.parametrize("path", [GEMINI, GEMINI_STREAM, CONVERSE, CONVERSE_STREAM])
@pytest.mark.parametrize("tool", [False, True])
def test_values_stay_here_and_come_back(path: str, *, tool: bool) -> None:
    vendor = FakeVendor(echo(tool=tool))
    stage, result = play(vendor, path)
    (sent,) = vendor.received
    assert b"Gonzalez" not in sent
    assert b"48213377" not in sent
    assert result.response.status == 200
    assert NOTE in text_of(path, result.response.body)
    assert outcome(stage) is OutcomeKind.COMPLETED
    (call,) = vendor.calls
    model = "g-2026%3A0" if path in (GEMINI, GEMINI_STREAM) else "c-2026%3A0"
    assert f"/{model}" in call.endpoint
    assert call.endpoint.endswith("?alt=sse") is (path == GEMINI_STREAM)


@pytest.mark.parametrize("path", [GEMINI_STREAM, CONVERSE_STREAM])
def test_the_last_bytes_wait_for_the_outcome(path: str) -> None:
    stage, result = play(FakeVendor(echo()), path)
    trace = result.trace
    assert trace.index("write") < trace.index("journal.settle completed!")
    assert trace[-4:] == ["journal.settle completed!", "write", "finish", "vendor.close"]
    last = result.response.writes[-1]
    assert (b"finishReason" if path == GEMINI_STREAM else b"metadata") in last
    assert outcome(stage) is OutcomeKind.COMPLETED


@pytest.mark.parametrize("path", [GEMINI, GEMINI_STREAM, CONVERSE, CONVERSE_STREAM])
def test_a_proxys_error_page_has_the_wires_envelope(path: str) -> None:
    page = Behaviour((b"<html>Maria Gonzalez</html>",), 503, {"content-type": "text/html"})
    stage, result = play(FakeVendor(page), path)
    assert (result.response.status, outcome(stage)) == (503, OutcomeKind.VENDOR_ERROR)
    said = json.loads(result.response.body)
    if path in (GEMINI, GEMINI_STREAM):
        assert (said["error"]["status"], said["error"]["code"]) == ("UNAVAILABLE", 503)
    else:
        assert result.response.headers["x-amzn-errortype"] == "ServiceUnavailableException"
        assert said["message"] == "The vendor answered with status 503."
    assert b"Maria" not in result.response.body


def test_the_type_that_a_vendor_gave_its_page_stays() -> None:
    page = Behaviour((b"<html></html>",), 400, {"content-type": "text/html", "x-amzn-errortype": "ModelErrorException"})
    _, result = play(FakeVendor(page), CONVERSE)
    assert result.response.headers["x-amzn-errortype"] == "ModelErrorException"


@pytest.mark.parametrize("path", [GEMINI_STREAM, CONVERSE_STREAM])
def test_a_stream_that_stops_early_is_truncated_and_says_so(path: str) -> None:
    whole = echo()

    def short(body: bytes) -> Behaviour:
        behaviour = whole(body)
        return Behaviour(behaviour.chunks[:3], headers=behaviour.headers)

    stage, result = play(FakeVendor(short), path)
    assert outcome(stage) is OutcomeKind.TRUNCATED
    assert b"stopped before its end" in result.response.writes[-1]
    if path == CONVERSE_STREAM:
        *_, error = MessageSplitter().feed(result.response.body)
        assert error.headers[":exception-type"] == "internalServerException"


def test_a_broken_message_ends_a_stream() -> None:
    def broken(body: bytes) -> Behaviour:
        behaviour = echo()(body)
        return Behaviour((*behaviour.chunks[:2], b"\x00" * 16), headers=behaviour.headers)

    stage, result = play(FakeVendor(broken), CONVERSE_STREAM)
    assert outcome(stage) is OutcomeKind.TRUNCATED
    assert b"checksum" in result.response.body


def test_a_vendors_exception_in_the_stream_is_passed_on() -> None:
    thrown = bedrock.message("throttlingException", {"message": "slow down"}, kind="exception")

    def script(body: bytes) -> Behaviour:
        behaviour = echo()(body)
        return Behaviour((*behaviour.chunks[:2], thrown), headers=behaviour.headers)

    stage, result = play(FakeVendor(script), CONVERSE_STREAM)
    assert outcome(stage) is OutcomeKind.VENDOR_ERROR
    assert result.response.body.endswith(thrown)


@pytest.mark.parametrize("path", [GEMINI_STREAM, CONVERSE_STREAM])
def test_a_vendor_that_stalls(path: str) -> None:
    stage, result = play(FakeVendor(stops(echo(), 2)), path)
    assert outcome(stage) is OutcomeKind.VENDOR_TIMEOUT
    assert b"did not answer in time" in result.response.body


def test_a_vendors_error_keeps_its_type() -> None:
    failed = Behaviour(
        (b'{"message":"Malformed input, see Maria Gonzalez"}',),
        400,
        {"content-type": "application/json", "x-amzn-errortype": "ValidationException"},
    )
    stage, result = play(FakeVendor(failed), CONVERSE)
    assert (result.response.status, outcome(stage)) == (400, OutcomeKind.VENDOR_ERROR)
    assert result.response.headers["x-amzn-errortype"] == "ValidationException"


@pytest.mark.parametrize(
    ("path", "fields", "name", "where"),
    [
        (GEMINI, {"tools": [{"googleSearch": {}}]}, "web_search", "tools[0].googleSearch"),
        (GEMINI, {"cachedContent": "cachedContents/1"}, "server_cache", "cachedContent"),
        (CONVERSE, {"promptVariables": {"a": {"text": "b"}}}, "server_prompt", "promptVariables"),
        (CONVERSE, {"system": [{"hologram": "x"}]}, "unknown_parts", "system[0]"),
    ],
)
def test_what_needs_leave_is_refused_without_and_sent_with_it(
    path: str, fields: dict[str, object], name: str, where: str
) -> None:
    body = json.dumps(json.loads(request(path)) | fields).encode()
    vendor = FakeVendor(echo())
    _, result = play(vendor, path, body)
    assert (result.response.status, vendor.received) == (400, [])
    assert result.error is not None
    assert (result.error.code, result.error.param) == ("part_refused", where)
    if path == CONVERSE:
        assert result.response.headers["x-amzn-errortype"] == "ValidationException"
    _, result = play(vendor, path, body, allow=[name])
    assert result.response.status == 200


def test_a_name_in_signed_reasoning_is_refused_as_it_cannot_change() -> None:
    reasoning = {"reasoningContent": {"reasoningText": {"text": f"So {NOTE}", "signature": None}}}
    messages = [
        {"role": "user", "content": [{"text": "hello"}]},
        {"role": "assistant", "content": [reasoning]},
        {"role": "user", "content": [{"text": "and?"}]},
    ]
    vendor = FakeVendor(echo())
    _, result = play(vendor, CONVERSE, json.dumps({"messages": messages}).encode())
    assert (result.response.status, vendor.received) == (400, [])
    assert "signed part" in json.loads(result.response.body)["message"]


def test_signed_reasoning_keeps_its_tokens_on_the_way_back() -> None:
    def script(body: bytes) -> Behaviour:
        said = json.loads(body)["messages"][0]["content"][0]["text"]
        stream = [
            bedrock.message("messageStart", {"role": "assistant"}),
            bedrock.message(
                "contentBlockDelta", {"contentBlockIndex": 0, "delta": {"reasoningContent": {"text": said}}}
            ),
            bedrock.message("contentBlockStop", {"contentBlockIndex": 0}),
            bedrock.message("contentBlockDelta", {"contentBlockIndex": 1, "delta": {"text": said}}),
            bedrock.message("contentBlockStop", {"contentBlockIndex": 1}),
            bedrock.message("messageStop", {"stopReason": "end_turn"}),
        ]
        return Behaviour(tuple(stream), headers={"content-type": bedrock.STREAM_TYPE})

    vendor = FakeVendor(script)
    _, result = play(vendor, CONVERSE_STREAM)
    deltas = [json.loads(message.payload).get("delta", {}) for message in MessageSplitter().feed(result.response.body)]
    (thought,) = [delta["reasoningContent"]["text"] for delta in deltas if "reasoningContent" in delta]
    assert "[PERSON_" in thought
    assert "Gonzalez" not in thought
    assert NOTE in "".join(delta.get("text", "") for delta in deltas)


def document(form: str, data: bytes) -> bytes:
    source = {"bytes": base64.b64encode(data).decode()}
    block = {"document": {"format": form, "name": "Jane Doe", "context": "of Jane", "source": source}}
    return json.dumps({"messages": [{"role": "user", "content": [{"text": "Sum up."}, block]}]}).encode()


@pytest.mark.parametrize("path", [CONVERSE, CONVERSE_STREAM])
@pytest.mark.parametrize(
    ("form", "data"),
    [("pdf", pdf(NOTE)), ("docx", docx(paragraph(NOTE))), *((form, NOTE.encode()) for form in ("txt", "md", "csv"))],
)
def test_a_converse_document_leaves_as_scanned_text(path: str, form: str, data: bytes) -> None:
    vendor = FakeVendor(says("Fine."))
    stage, result = play(vendor, path, document(form, data), extract=True)
    assert result.response.status == 200
    first, sent = json.loads(vendor.received[0])["messages"][0]["content"]
    assert first == {"text": "Sum up."}
    assert sent.keys() == {"text"}
    assert sent["text"].startswith("Patient [")
    assert not any(word in vendor.received[0] for word in (b"48213377", b"Gonzalez", b"Jane", b"document", b"bytes"))
    facts = stage.journal.admissions[0].body["request"]
    assert isinstance(facts, dict)
    assert facts["features"] == (["extracted", "stream"] if path == CONVERSE_STREAM else ["extracted"])


@pytest.mark.parametrize(
    ("form", "data", "extract", "where", "text"),
    [
        ("pdf", pdf(NOTE), False, ".document", "document is not allowed"),
        ("pdf", pdf(""), True, "", "no text layer"),
        ("xlsx", docx("").replace(b"word/", b"cell/"), True, "", "only PDF, DOCX and text are read"),
        ("doc", b"\xd0\xcf\x11\xe0", True, ".document", "document is not allowed"),
        ("txt", b"\xff\xfe", True, "", "not text in UTF-8"),
    ],
)
def test_a_converse_document_without_text_is_refused_by_its_part(
    form: str, data: bytes, where: str, text: str, *, extract: bool
) -> None:
    vendor = FakeVendor(says("Fine."))
    _, result = play(vendor, CONVERSE, document(form, data), extract=extract)
    error = json.loads(result.response.body)
    assert (error["code"], error["param"]) == ("part_refused", f"messages[0].content[1]{where}")
    assert text in error["message"]
    assert vendor.received == []


def keyed(key: Callable[[str], str], *, tool: bool) -> Script:
    """A stream in which what ``key`` makes of the request's token is a key: of a call's input, or of an event."""

    def script(body: bytes) -> Behaviour:
        text = body.decode()
        token = text[text.index("[PERSON_") : text.index("]", text.index("[PERSON_")) + 1]
        where = {"toolUse": {"toolUseId": "t", "input": {key(token): 1}}} if tool else {key(token): 1}
        stream = [
            bedrock.message("contentBlockStart", {"contentBlockIndex": 0, "start": where}),
            bedrock.message("contentBlockStop", {"contentBlockIndex": 0}),
            bedrock.message("messageStop", {"stopReason": "end_turn"}),
        ]
        return Behaviour(tuple(stream), headers={"content-type": bedrock.STREAM_TYPE})

    return script


@pytest.mark.parametrize("tool", [False, True])
def test_a_key_of_a_stream_comes_back(*, tool: bool) -> None:
    stage, result = play(FakeVendor(keyed(str, tool=tool)), CONVERSE_STREAM)
    assert outcome(stage) is OutcomeKind.COMPLETED
    assert b'"Maria Gonzalez":1' in result.response.body


def test_a_secret_in_a_key_of_a_stream_ends_it() -> None:
    secret = "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0bC3dE6"
    stage, result = play(FakeVendor(keyed(lambda _: secret, tool=False)), CONVERSE_STREAM)
    assert outcome(stage) is OutcomeKind.REFUSED_ANSWER
    assert secret.encode() not in result.response.body
