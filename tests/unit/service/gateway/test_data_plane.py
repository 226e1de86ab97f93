# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Routes, bodies and limits over real sockets."""

import asyncio
import gzip
import json
import os
import time

import pytest
import zstandard

from clearance.errors import ClearanceError
from clearance.exchange.call import Call, CallHeaders, Responder
from clearance.exchange.registry import Flight
from tests.unit.service.gateway.stage import CHAT, GOOD, Answer, Play, play, post, until

# Routes


def test_a_call_reaches_the_exchange_with_what_counts_and_nothing_else() -> None:
    async def story(here: Play) -> None:
        sent = "authorization: Bearer clr_x\r\nx-clearance-purpose: treatment\r\ntraceparent: 00-a\r\ncookie: a=b\r\n"
        answer = await here.ask(headers=sent, path=CHAT + "?beta=true")
        assert (answer.status, answer.body) == (200, b"%d" % len(GOOD))
        (call,) = here.calls
        assert call.endpoint == CHAT
        assert call.body.reveal() == GOOD
        assert call.headers == CallHeaders(credential="clr_x", purpose="treatment")
        assert answer.headers["x-request-id"] == call.id
        assert call.id[14] == "7"
        assert "server" not in answer.headers
        assert len(here.registry) == 0
        assert here.registry.bytes == 0

    assert play(story).rejected == []


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/livez", 200, b"ok\n"),
        ("HEAD", "/livez", 200, b""),
        ("GET", "/readyz", 200, b"store: ok\nboundary: ok\n"),
        ("GET", "/receipts/known", 200, b'{"receipt":1}'),
    ],
)
def test_documents(method: str, path: str, status: int, body: bytes) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(method, path)
        assert (answer.status, answer.body) == (status, body)

    play(story)


def test_models_need_a_key() -> None:
    async def story(here: Play) -> None:
        assert (await here.ask("GET", "/v1/models", headers="x-api-key: k\r\n")).body == b'{"object":"list"}'
        answer = await here.ask("GET", "/v1/models")
        assert (answer.status, answer.error["code"]) == (401, "invalid_api_key")

    assert play(story).rejected == [("invalid_api_key", "127.0.0.1")]


def test_not_ready_names_the_check() -> None:
    async def story(here: Play) -> None:
        here.ready = False
        answer = await here.ask("GET", "/readyz")
        assert (answer.status, answer.body) == (503, b"store: failing\nboundary: ok\n")
        assert (await here.ask("GET", "/livez")).status == 200

    play(story)


def test_metrics_count_by_status() -> None:
    async def story(here: Play) -> None:
        await here.ask()
        await here.ask("GET", "/nowhere")
        text = (await here.ask("GET", "/metrics")).body.decode()
        assert 'clearance_requests_total{status="200"} 1\n' in text
        assert 'clearance_requests_total{status="404"} 1\n' in text
        assert "clearance_request_seconds_count 2\n" in text

    play(story)


@pytest.mark.parametrize(
    ("method", "path", "code", "status"),
    [
        ("GET", "/nowhere", "not_found", 404),
        ("HEAD", "/nowhere", "not_found", 404),
        ("POST", "/", "method_not_allowed", 405),
        ("POST", "/v1/nowhere", "not_found", 404),
        ("GET", "/v1/embeddings", "method_not_allowed", 405),
        ("GET", CHAT, "method_not_allowed", 405),
        ("DELETE", "/v1/models", "method_not_allowed", 405),
        ("POST", "/metrics", "method_not_allowed", 405),
        ("GET", "/receipts/other", "not_found", 404),
        ("GET", "/receipts/" + "a" * 65, "not_found", 404),
        ("GET", "/receipts/%C3%A4", "not_found", 404),
    ],
)
def test_other_paths_and_methods_are_refused_in_the_envelope(method: str, path: str, code: str, status: int) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(method, path)
        assert answer.status == status
        assert answer.headers["x-clearance-code"] == code
        assert answer.headers["x-should-retry"] == "false"
        assert answer.headers["x-request-id"] == answer.headers["request-id"]
        if method != "HEAD":
            assert answer.error["code"] == code
            assert answer.error["request_id"] == answer.headers["x-request-id"]

    assert play(story).rejected == [(code, "127.0.0.1")]


@pytest.mark.parametrize(("method", "said"), [("GET", b"Clearance: "), ("HEAD", b"")])
def test_the_root_says_that_somebody_is_there(method: str, said: bytes) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(method, "/")
        assert answer.status == 200
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.body[: len(b"Clearance: ")] == said

    assert play(story).rejected == []


def test_a_client_that_says_its_wire_reads_refusals_in_its_own_envelope() -> None:
    async def story(here: Play) -> None:
        answer = await here.ask("POST", "/v1/messages/nowhere", headers="anthropic-version: 2023-06-01\r\n")
        assert answer.status == 404
        assert json.loads(answer.body)["error"]["type"] == "not_found_error"

    play(story)


# Bodies


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("content-type: text/plain\r\n", 415),
        ("content-type: application/json; charset=latin-1\r\n", 415),
        ("content-type: application/json\r\ncontent-type: application/json\r\n", 415),
        ("content-encoding: br\r\n", 415),
        ("content-encoding: gzip, zstd\r\n", 415),
        ("content-encoding: gzip\r\ncontent-encoding: gzip\r\n", 415),
        ("content-type: application/json; charset=UTF-8\r\n", 200),
        ("content-encoding: identity\r\n", 200),
    ],
)
def test_media_types_and_encodings(headers: str, status: int) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(headers=headers)
        assert answer.status == status
        if status == 415:
            assert answer.error["code"] == "unsupported_encoding"

    play(story)


@pytest.mark.parametrize("coding", ["gzip", "zstd", "x-gzip"])
def test_compressed_bodies(coding: str) -> None:
    pack = zstandard.ZstdCompressor().compress if coding == "zstd" else gzip.compress
    big = os.urandom(50_000) + bytes(49_000)

    async def story(here: Play) -> None:
        for data in (GOOD, big, b"a" * 65_536, b""):
            answer = await here.ask(body=pack(data), headers=f"content-encoding: {coding}\r\n")
            assert answer.status == 200
            assert here.calls[-1].body.reveal() == data

    play(story)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_bombs_broken_and_trailing_compressed_bodies(coding: str) -> None:
    pack = zstandard.ZstdCompressor().compress if coding == "zstd" else gzip.compress

    async def story(here: Play) -> None:
        header = f"content-encoding: {coding}\r\n"
        started = time.monotonic()
        assert (await here.ask(body=pack(bytes(50_000_000)), headers=header)).status == 413
        assert time.monotonic() - started < 2
        for broken in (pack(GOOD)[:-3], pack(GOOD) + b"x", pack(GOOD) + pack(GOOD), b"\0" * 40, b""):
            answer = await here.ask(body=broken, headers=header)
            assert (answer.status, answer.error["code"]) == (400, "malformed_request")
        assert here.calls == []
        assert here.registry.bytes == 0

    play(story)


def test_too_large_by_declaration_and_by_count_is_answered_to_a_sender_that_goes_on() -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(body=b"x" * 150_000)
        assert (answer.status, answer.error["code"]) == (413, "request_too_large")
        chunks = b"".join(b"4000\r\n" + b"x" * 0x4000 + b"\r\n" for _ in range(10)) + b"0\r\n\r\n"
        counted = Answer(await here.talk(post(chunks, "transfer-encoding: chunked")))
        assert counted.status == 413
        assert counted.headers["connection"] == "close"
        assert here.calls == []

    play(story)


def test_a_slow_body_is_408_and_a_vanished_sender_nothing() -> None:
    async def story(here: Play) -> None:
        answer = Answer(await here.talk(post(b"{", "content-length: 10")))
        assert (answer.status, answer.error["code"]) == (408, "request_timeout")
        _, writer = await asyncio.open_connection("127.0.0.1", here.port)
        writer.write(post(b"{", "content-length: 10"))
        await until(lambda: len(here.registry) == 1)
        writer.close()
        await until(lambda: len(here.registry) == 0)

    assert play(story).rejected == [("request_timeout", "127.0.0.1")]


def test_bytes_and_calls_in_flight_are_bounded() -> None:
    async def story(here: Play) -> None:
        release = asyncio.Event()

        async def waits(call: Call, flight: Flight, respond: Responder) -> ClearanceError | None:
            await release.wait()
            return await here.answers(call, flight, respond)

        here.script = waits
        full = [asyncio.ensure_future(here.ask(body=b"x" * 99_000)) for _ in range(4)]
        await until(lambda: len(here.calls) == 4)
        many = await here.ask()
        assert (many.status, many.error["code"]) == (503, "overloaded")
        assert (many.headers["retry-after"], many.headers["x-should-retry"]) == ("1", "true")
        here.registry._calls_limit = 5
        heavy = await here.ask(body=b"x" * 50_000)
        assert (heavy.status, heavy.error["code"]) == (503, "overloaded")
        release.set()
        assert {answer.status for answer in await asyncio.gather(*full)} == {200}
        assert here.registry.bytes == 0

    play(story)


# Models and queries in the URL

PROFILE = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0"


def test_a_model_in_the_path_is_decoded_once() -> None:
    async def story(here: Play) -> None:
        encoded = PROFILE.replace(":", "%3A").replace("/", "%2F")
        assert (await here.ask(path=f"/model/{encoded}/converse")).status == 200
        assert (await here.ask(path=f"/model/{PROFILE}/converse")).status == 200
        assert (await here.ask(path="/model/a%252Fb/converse")).status == 200
        assert [call.endpoint for call in here.calls] == [
            f"/model/{PROFILE}/converse",
            f"/model/{PROFILE}/converse",
            "/model/a%2Fb/converse",
        ]

    play(story)


def test_a_key_in_a_query_is_refused_in_the_wires_own_shape() -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(path="/v1beta/models/g:generateContent?key=canary")
        assert (answer.status, answer.error["status"]) == (400, "INVALID_ARGUMENT")
        assert "x-goog-api-key" in answer.error["message"]
        assert b"canary" not in answer.raw
        array = await here.ask(path="/v1beta/models/g:streamGenerateContent")
        assert (array.status, "alt=sse" in array.error["message"]) == (400, True)
        assert (await here.ask(path="/v1beta/models/g:streamGenerateContent?alt=sse")).status == 200
        assert len(here.calls) == 1

    assert [code for code, _ in play(story).rejected] == ["malformed_request"] * 2


def test_a_signed_call_is_told_what_to_set() -> None:
    async def story(here: Play) -> None:
        headers = "authorization: AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/bedrock/aws4_request\r\n"
        answer = await here.ask(path="/model/m/converse", headers=headers)
        assert (answer.status, answer.headers["x-amzn-errortype"]) == (400, "ValidationException")
        assert b"AWS_BEARER_TOKEN_BEDROCK" in answer.body

    play(story)
