# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Content appears in no log, metric, error body, header, audit answer or file, whatever happens to a call.

One service in a process of its own, logging at debug, plays every way a call can go, with a text of its own
(a canary) in every place where a caller or a vendor can put one. Then everything that is left is searched.
"""

import asyncio
import base64
import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from clearance.service.logs import _FIELDS
from clearance.testing import chat as wire
from clearance.testing.installation import BOUNDARY
from clearance.testing.vendor import SSE, Behaviour, FakeVendorServer, echo, fails, says, stops
from tests.integration.leaks import BUGS, NOTE, PROMPT, TEXTS, Canaries
from tests.integration.stage import (
    PROGRAM,
    Answer,
    House,
    Service,
    chat,
    found,
    request,
    serve,
    talk,
)


@dataclass
class Evidence:
    """What the service left behind. ``refusals``: everything it said itself; ``heads``: of every answer."""

    canaries: Canaries
    refusals: list[bytes] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    output: bytes = b""
    log: bytes = b""
    metrics: bytes = b""
    audit: bytes = b""
    outcomes: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    received: list[bytes] = field(default_factory=list)
    running: dict[str, list[str]] = field(default_factory=dict)
    stopped: dict[str, list[str]] = field(default_factory=dict)
    temporary: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class Story:
    """Calls to one service, whose answers are kept."""

    def __init__(self, house: House, service: Service, vendor: FakeVendorServer, seen: Evidence) -> None:
        self.house, self.service, self.vendor, self.seen = house, service, vendor, seen

    async def send(self, raw: bytes) -> Answer:
        answer = await talk(self.service.port, raw)
        self.seen.heads.append(answer.head.encode("latin-1"))
        return answer

    async def refused(self, status: int, raw: bytes) -> None:
        answer = await self.send(raw)
        assert answer.status == status, answer.raw
        self.seen.refusals.append(answer.body)

    async def call(self, status: int, body: bytes, *headers: str) -> Answer:
        answer = await self.send(request(self.house.key, body, *headers))
        assert answer.status == status, answer.raw
        return answer

    async def answers(self) -> None:
        """Calls that are answered by the vendor, in every way."""
        called = {"name": "f", "arguments": "{}"}
        result = {"mrn": PROMPT["record"], "x": TEXTS["tool result"]}
        tools: list[Any] = [
            {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": called}]},
            {"role": "tool", "tool_call_id": "c1", "content": json.dumps(result)},
            {"role": "user", "content": NOTE},
        ]
        more = {"metadata": {"x": TEXTS["metadata"]}, "user": TEXTS["metadata"], "novel": TEXTS["unknown field"]}
        headers = (
            f"user-agent: {TEXTS['user agent']}",
            f"cookie: sid={TEXTS['cookie']}",
            f"x-clearance-conversation: {TEXTS['conversation']}",
            f"x-other: {TEXTS['unknown header']}",
            f"x-request-id: {TEXTS['unknown header']}",
            f"traceparent: {TEXTS['unknown header']}",
            f"x-forwarded-for: {TEXTS['proxy']}",
        )
        self.vendor.play(echo())
        assert PROMPT["name"] in (await self.call(200, chat(NOTE, messages=tools, **more), *headers)).text
        assert PROMPT["name"] in (await self.call(200, chat(NOTE, stream=True), *headers)).text
        assert PROMPT["ssn"] in (await self.call(200, chat(NOTE + " filler" * 2000))).text, "by a worker process"
        self.vendor.play(says(TEXTS["answer"]))
        for stream in (False, True):
            assert TEXTS["answer"] in (await self.call(200, chat("Who?", stream=stream))).text
        self.vendor.play(odd_end)
        await self.call(200, chat("Why?"))
        header = TEXTS["vendor header"]
        self.vendor.play(fails(400, TEXTS["vendor error"], x_leak=header, set_cookie=f"a={header}"))
        await self.call(400, chat(NOTE))
        self.vendor.play(Behaviour((TEXTS["vendor error"].encode(),), 500, {"content-type": "text/html"}))
        self.seen.refusals.append((await self.call(500, chat(NOTE))).body)
        self.vendor.play(Behaviour((TEXTS["vendor error"].encode(),), 200))
        self.seen.refusals.append((await self.call(502, chat(NOTE))).body)
        redirect = {"location": f"http://127.0.0.1/{TEXTS['vendor header']}"}
        self.vendor.play(Behaviour((), 302, redirect))
        self.seen.refusals.append((await self.call(502, chat(NOTE))).body)
        self.vendor.play(stops(echo(), 5, "cut"))
        await self.call(200, chat(NOTE, stream=True))
        broken = b"data: {" + TEXTS["vendor error"].encode() + b"\n\n"
        self.vendor.play(Behaviour((broken,), headers={"content-type": SSE}))
        self.seen.refusals.append((await self.call(200, chat(NOTE, stream=True))).body)

    async def leaves_early(self) -> None:
        self.vendor.play(stops(echo(), 6, "hang"))
        reader, writer = await asyncio.open_connection("127.0.0.1", self.service.port)
        writer.write(request(self.house.key, chat(NOTE, stream=True)))
        await reader.readuntil(b"data: ")
        writer.close()
        await asyncio.wait_for(self.vendor.left.wait(), 30)

    async def refusals(self) -> None:
        """Calls that the gateway refuses, each for another reason."""
        key = self.house.key
        self.vendor.play(echo())
        await self.refused(400, request(key, chat(NOTE, model="unlisted")))
        await self.refused(400, request(key, chat(NOTE, model=TEXTS["model"])))
        wishes = [f"deployment={TEXTS['restriction']}", f"region={TEXTS['restriction']};kind={TEXTS['restriction']}"]
        for wish in (*wishes, TEXTS["restriction"], f"form={TEXTS['restriction']}"):
            await self.refused(400, request(key, chat(NOTE), f"x-clearance-restrict: {wish}"))
        await self.refused(400, request(key, chat(NOTE), f"x-clearance-subject: {TEXTS['subject']}"))
        await self.refused(400, request(key, chat(NOTE), f"x-clearance-actor: {TEXTS['subject']}"))
        await self.refused(400, request(key, chat(NOTE), f"x-clearance-purpose: {TEXTS['purpose']}"))
        await self.refused(400, request(key, chat(NOTE), f"x-clearance-foo: {TEXTS['unknown header']}"))
        await self.refused(400, request(key, chat(NOTE), f"{TEXTS['header name']}: 1"))
        await self.refused(
            400, request(key, chat(NOTE), f"x-clearance-conversation: two words {TEXTS['conversation']}")
        )
        await self.refused(401, request(TEXTS["wrong key"], chat(NOTE)))
        await self.refused(401, request(key[:-1] + ("0" if key[-1] != "0" else "1"), chat(NOTE)))
        basic = base64.b64encode(TEXTS["basic"].encode()).decode()
        await self.refused(400, request(key, chat(NOTE)).replace(f"Bearer {key}".encode(), f"Basic {basic}".encode()))
        await self.refused(404, request(key, chat(NOTE), path=f"/v1/{TEXTS['path']}?q={TEXTS['query']}"))
        own = f"host: x\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n"
        await self.refused(404, f"GET /receipts/{TEXTS['path']} HTTP/1.1\r\n{own}".encode())
        await self.refused(400, f"{TEXTS['method']} / HTTP/1.1\r\nhost: x\r\n\r\n".encode())
        for body in (
            f'{{"model":"m","messages":[{{"content":"{TEXTS["malformed"]}}}'.encode(),
            TEXTS["malformed"].encode() + b"\xff",
            chat("x", messages=TEXTS["malformed"]),
            chat("x", messages=[{"role": TEXTS["malformed"], "content": 5}]),
            chat("x", model=TEXTS["malformed"] + " with spaces"),
            chat("x", stream=TEXTS["malformed"]),
            b'{"model":"m","%b":1,"%b":2}' % (TEXTS["duplicate"].encode(), TEXTS["duplicate"].encode()),
            chat('{"a": 1, "a": "' + TEXTS["duplicate"] + '"}'),
        ):
            await self.refused(400, request(key, body))
        await self.refused(400, request(key, gzip.compress(TEXTS["zipped"].encode())[:-4], "content-encoding: gzip"))
        await self.refused(400, request(key, TEXTS["zipped"].encode(), "content-encoding: gzip"))
        await self.refused(415, request(key, TEXTS["zipped"].encode(), f"content-encoding: {TEXTS['zipped']}"))
        for part in (
            {"type": "image_url", "image_url": {"url": f"https://example.org/{TEXTS['part']}"}},
            {"type": TEXTS["part type"], "text": TEXTS["part"]},
            {"type": "text", "text": "x", "file_data": TEXTS["part"]},
        ):
            await self.refused(400, request(key, chat("x", messages=[{"role": "user", "content": [part]}])))
        schema = {TEXTS["field name"]: {"properties": {PROMPT["ssn"]: {"type": "string"}}}}
        tool = {"type": "function", "function": {"name": "f", "parameters": {"properties": schema}}}
        await self.refused(400, request(key, chat("x", tools=[tool])))
        await self.refused(503, request(key, chat(TEXTS["detector bug"])))
        await self.refused(500, request(key, chat(f"{PROMPT['ssn']} {TEXTS['bug']}")))
        await self.call(200, chat(f"{PROMPT['ssn']} {TEXTS['callback bug']}"))
        await self.refused(500, request(key, chat(f"{NOTE} {TEXTS['answer bug']}")))
        await self.call(200, chat("Once more.", stream=False), f"x-clearance-conversation: {TEXTS['conversation']}")


def odd_end(body: bytes) -> Behaviour:
    """An answer that names somebody where a protocol word belongs."""
    answer = json.loads(wire.answer(wire.read(body), "x"))
    answer["choices"][0]["finish_reason"] = TEXTS["answer end"]
    answer |= {"model": TEXTS["answer end"], "service_tier": TEXTS["answer end"]}
    answer["usage"]["prompt_tokens"] = TEXTS["answer end"]
    return Behaviour((json.dumps(answer).encode(),))


async def command(house: House, *words: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *words, "--json", "--config", house.places.config,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said
    return said


async def searched(story: Story, house: House) -> None:
    """Look at the running service the way an operator and an auditor do."""
    seen = story.seen
    seen.metrics = (
        await talk(story.service.port, b"GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    ).body
    seen.audit = await command(house, "audit", "list", "--all")
    leaves = json.loads(seen.audit)
    seen.kinds = {leaf["kind"] for leaf in leaves}
    seen.outcomes = {leaf["body"]["outcome"] for leaf in leaves if leaf["kind"] == "outcome"}
    for call in [leaf["id"] for leaf in leaves if leaf["kind"] in ("admitted", "denied")][-6:]:
        seen.audit += await command(house, "audit", "receipt", call)
    seen.running = seen.canaries.within_files(house.places.data_dir)
    seen.files = {path.name for path in house.places.data_dir.iterdir()}


async def play(folder: Path) -> Evidence:
    bugs, temporary = folder / "bugs", folder / "tmp"
    bugs.mkdir()
    temporary.mkdir()
    (bugs / "sitecustomize.py").write_text(BUGS)
    environ = {
        "CLEARANCE_LOG__LEVEL": "debug",
        "CLEARANCE_WORKERS__INLINE_BYTES": "2048",
        "CANARY_CREDENTIAL": TEXTS["credential"],
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(bugs),
        "PYTHONASYNCIODEBUG": "1",
    }
    async with FakeVendorServer() as vendor:
        house = await found(
            folder, vendor.url, BOUNDARY.replace("credential: null", "credential: env:CANARY_CREDENTIAL")
        )
        seen = Evidence(Canaries(TEXTS | {"key": house.key, "secret of the key": house.key.split("_")[3]}))
        async with serve(house, environ) as service:
            story = Story(house, service, vendor, seen)
            await story.answers()
            await story.leaves_early()
            await story.refusals()
            await searched(story, house)
        assert {one["authorization"] for one in vendor.received_headers} == {f"Bearer {TEXTS['credential']}"}
        seen.received = vendor.received
        seen.output, seen.log = b"".join(service.said), service.log.read_bytes()
        seen.audit += await command(house, "audit", "list", "--all")
    seen.kinds |= {leaf["kind"] for leaf in json.loads(await command(house, "audit", "list", "--all"))}
    seen.stopped = seen.canaries.within_files(house.places.data_dir)
    seen.temporary = seen.canaries.within_files(temporary)
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return asyncio.run(play(tmp_path_factory.mktemp("canaries")))


def test_every_way_was_gone(seen: Evidence) -> None:
    assert seen.outcomes == {"completed", "vendor_error", "truncated", "client_gone", "unknown"}
    assert seen.kinds == {"admin", "admitted", "denied", "outcome", "rejected"}
    assert {
        "clearance.db",
        "clearance.db-wal",
        "clearance.db-shm",
        "owner.lock",
        "admin.sock",
    } <= seen.files


def test_the_search_finds_what_is_there(seen: Evidence) -> None:
    for form in (
        NOTE.encode(),
        json.dumps(NOTE).encode(),
        base64.b64encode(NOTE.encode()),
        NOTE.encode().hex().encode(),
    ):
        assert {"name", "ssn", "mail"} <= set(seen.canaries.within(form))


def test_the_process_says_nothing(seen: Evidence) -> None:
    assert seen.canaries.within(seen.output) == []
    assert seen.canaries.within(seen.log) == []


def test_the_log_is_json_of_declared_fields(seen: Evidence) -> None:
    allowed = {"time", "level", "logger", "message", "at", *_FIELDS}
    lines = [json.loads(line) for line in seen.log.splitlines()]
    assert [line for line in lines if not line.keys() <= allowed] == []
    assert {"RuntimeError", "LookupError", "ValueError", "KeyError"} <= {line.get("error") for line in lines}


def test_refusals_and_headers_quote_nobody(seen: Evidence) -> None:
    assert [said for said in seen.refusals if seen.canaries.within(said)] == []
    assert [head for head in seen.heads if seen.canaries.within(head)] == []
    assert seen.canaries.within(seen.metrics) == []


def test_the_audit_log_holds_no_content(seen: Evidence) -> None:
    assert seen.canaries.within(seen.audit) == []


def test_no_file_holds_content(seen: Evidence) -> None:
    assert (seen.running, seen.stopped, seen.temporary) == ({}, {}, {})


def test_what_was_found_never_reached_the_vendor(seen: Evidence) -> None:
    assert Canaries(PROMPT).within(b"\n".join(seen.received)) == []
