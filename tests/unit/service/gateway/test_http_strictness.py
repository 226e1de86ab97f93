# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Heads, framing and smuggling shapes over real sockets."""

import time

import pytest

from tests.unit.service.gateway.stage import GOOD, WEBSOCKET, Answer, Play, play, post, until

# Heads and framing


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (post(b"0\r\n\r\n", "content-length: 5", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: chunked", "content-length: 5"), "malformed_request"),
        (post(b"hello", "content-length: 5", "content-length: 5"), "malformed_request"),
        (post(b"hello", "content-length: 5", "content-length: 6"), "malformed_request"),
        (post(b"hello", "content-length: 5, 5"), "malformed_request"),
        (post(b"hello", "content-length: +5"), "malformed_request"),
        (post(b"hello", "content-length: 5 "), None),
        (post(b"hello", "content-length : 5"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: gzip, chunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: chunked, chunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: xchunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding: chunked", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"0\r\n\r\n", "transfer-encoding:\x0bchunked"), "malformed_request"),
        (post(b"5;x\r\nhello\r\n0\r\n\r\n", "transfer-encoding: chunked"), None),
        (post(b"5\nhello\n0\n\n", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"-1\r\nhello\r\n0\r\n\r\n", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"5\r\nhello\r\n0\r\nx-t: 1\r\n\r\n", "transfer-encoding: chunked"), "malformed_request"),
        (post(b"", "x-a: b", " folded"), "malformed_request"),
        (post(b"", "x-a: b\x00c"), "malformed_request"),
        (post(b"", "x-a: b\nx-b: c"), "malformed_request"),
        (post(b"", "x-a: b\rx-b: c"), "malformed_request"),
        (post(b"", "x a: b"), "malformed_request"),
        (post(b"", "no-colon"), "malformed_request"),
        (post(b"", "host: y"), "malformed_request"),
        (b"GET /livez HTTP/1.1\r\n\r\n", "malformed_request"),
        (b"GET /livez HTTP/1.1\nhost: x\n\n", "malformed_request"),
        (b"GET /livez HTTP/1.0\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"GET /livez HTTP/2.0\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"GET /livez HTTP/9.9\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"GET /livez\r\n\r\n", "malformed_request"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "malformed_request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "malformed_request"),
        (b"GET /l\xc3\xa4 HTTP/1.1\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"NONSENSE / HTTP/1.1\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"GET http://x:y:z/livez HTTP/1.1\r\nhost: x\r\n\r\n", "malformed_request"),
        (b"CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\n", "upgrade_refused"),
        (WEBSOCKET, "upgrade_refused"),
        (
            post(GOOD, "connection: Upgrade, HTTP2-Settings", "upgrade: h2c", f"content-length: {len(GOOD)}"),
            "upgrade_refused",
        ),
        (b"GET /livez HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 5000 + b"\r\n\r\n", "headers_too_large"),
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nhost: x\r\n\r\n", "headers_too_large"),
        (b"GET /livez HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 50_000, "headers_too_large"),
        (b"\r\n" * 3000, "malformed_request"),
        (post(b"5" + b";" + b"x" * 5000, "transfer-encoding: chunked"), "malformed_request"),
    ],
)
def test_what_two_parsers_could_read_in_two_ways(raw: bytes, code: str | None) -> None:
    smuggled = b"GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n"

    async def story(here: Play) -> None:
        answer = Answer(await here.talk(raw, more=smuggled, wait=0.02))
        if code is None:
            assert answer.status == 200
            return
        assert answer.status == {"upgrade_refused": 426, "headers_too_large": 431}.get(code, 400)
        assert answer.headers.get("upgrade") == ("HTTP/1.1" if code == "upgrade_refused" else None)
        assert answer.error["code"] == code
        assert answer.headers["connection"] == "close"
        # One answer, nothing of what followed was served, nothing reached the exchange whole.
        assert answer.raw.count(b"\r\nx-request-id: ") == 1
        assert len(answer.body) == int(answer.headers["content-length"])

    here = play(story)
    if code is not None:
        assert (code, "127.0.0.1") in here.rejected
        assert all(call.body.reveal() != b"hello" for call in here.calls)


def test_a_head_that_comes_too_slowly_is_408() -> None:
    async def story(here: Play) -> None:
        answer = Answer(await here.talk(b"GET /livez HTTP/1.1\r\nhost:"))
        assert (answer.status, answer.error["code"]) == (408, "request_timeout")
        again = await here.talk(
            b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n", more=b"GET /livez HTTP/1.1\r\nhost:", wait=0.05
        )
        assert [part[:3] for part in again.split(b"HTTP/1.1 ")[1:]] == [b"200", b"408"]

    play(story)


def test_a_connection_that_says_nothing_is_closed_without_a_word() -> None:
    async def story(here: Play) -> None:
        started = time.monotonic()
        assert await here.talk(b"") == b""
        assert time.monotonic() - started < 1.5

    assert play(story).rejected == []


def test_a_connection_serves_several_requests_but_no_pipeline() -> None:
    one = b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n"

    async def story(here: Play) -> None:
        assert (await here.talk(one, more=one, wait=0.1)).count(b"HTTP/1.1 200") == 2
        both = await here.talk(one + one)
        assert both.count(b"HTTP/1.1 200") == 1

    play(story)


def test_expect_100_continue() -> None:
    async def story(here: Play) -> None:
        out = await here.talk(
            post(b"", f"content-length: {len(GOOD)}", "expect: 100-continue", "connection: close"), more=GOOD, wait=0.1
        )
        assert out.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")

    play(story)


def test_a_broken_chunk_after_the_answer_began_ends_the_connection() -> None:
    async def story(here: Play) -> None:
        out = await here.talk(post(b"3\r\n{}", "transfer-encoding: chunked"), more=b"\r\nzz", wait=0.05)
        assert out.count(b"HTTP/1.1 ") == 1
        assert here.calls == []
        await until(lambda: len(here.registry) == 0)

    play(story)
