# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Endpoints that are not scanned are refused over real sockets: at once, in their wire's envelope, once only."""

import pytest

from clearance.core.codec.unscanned import Family
from clearance.exchange.call import CallHeaders
from tests.unit.service.gateway.stage import Play, play

FORM = "content-type: multipart/form-data; boundary=x\r\n"


@pytest.mark.parametrize(
    ("method", "path", "family"),
    [
        ("POST", "/v1/audio/transcriptions", "audio"),
        ("POST", "/v1/files", "files"),
        ("GET", "/v1/files/file-1", "files"),
        ("DELETE", "/v1/vector_stores/vs-1", "vector_stores"),
        ("POST", "/v1beta/files", "gemini_files"),
    ],
)
def test_a_refusal_names_the_family_and_what_to_use_instead(method: str, path: str, family: str) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(method, path, headers=FORM)
        assert (answer.status, answer.headers["x-should-retry"]) == (400, "false")
        assert answer.headers["x-clearance-code"] == "endpoint_refused"
        assert b"endpoint_refused" in answer.body.lower()
        assert f"The {family} endpoints are refused: ".encode() in answer.body
        assert b"Instead, " in answer.body

    assert play(story).rejected == [("endpoint_refused", "127.0.0.1")]
    assert play(story).calls == []


def test_a_shared_path_is_the_wires_whose_client_calls() -> None:
    async def story(here: Play) -> None:
        answer = await here.ask("GET", "/v1/files", headers="anthropic-version: 2023-06-01\r\n")
        assert b"The anthropic_files endpoints are refused" in answer.body

    play(story)


def allowed(headers: CallHeaders, family: Family) -> bool:
    return headers.credential == "k" and family.name == "files"


def test_a_caller_with_leave_is_passed_on_whole() -> None:
    async def story(here: Play) -> None:
        here.allows = allowed
        more = FORM + "x-api-key: k\r\nopenai-beta: v\r\n"
        answer = await here.ask("POST", "/v1/files?limit=2&key=secret", b"not json", more)
        assert (answer.status, answer.body) == (200, b"8")
        answer = await here.ask("GET", "/v1/files/file-1/content", headers="x-api-key: k\r\n")
        assert answer.status == 200
        upload, download = here.calls
        assert upload.endpoint == download.endpoint == "/v1/files"
        assert upload.body.reveal() == b"not json"
        assert upload.unread is not None
        assert (upload.unread.family, upload.unread.method) == ("files", "POST")
        assert upload.unread.target == "/v1/files?limit=2"
        assert upload.unread.content_type == "multipart/form-data; boundary=x"
        assert upload.headers.wire == (("openai-beta", "v"),)
        assert download.unread is not None
        assert download.unread.target == "/v1/files/file-1/content"
        assert "secret" not in repr(upload)

    play(story)


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("PUT", "/v1/files", "method_not_allowed"),
        ("POST", "/v1/files/../chat/completions", "malformed_request"),
        ("POST", "/v1/files/%2e%2e/chat/completions", "malformed_request"),
        ("POST", "/v1/files//x", "malformed_request"),
        ("POST", "/v1/files/a%20b", "malformed_request"),
        ("GET", "/v1/files/" + "a" * 2048, "malformed_request"),
        ("GET", "/v1/files?a=%00<", "malformed_request"),
        ("GET", "/v1/audio/speech", "endpoint_refused"),
    ],
)
def test_what_could_lead_elsewhere_is_refused(method: str, path: str, code: str) -> None:
    async def story(here: Play) -> None:
        here.allows = allowed
        answer = await here.ask(method, path, headers=FORM + "x-api-key: k\r\n")
        assert answer.error["code"] == code

    assert play(story).calls == []


def test_another_caller_is_refused_before_the_body_is_read() -> None:
    async def story(here: Play) -> None:
        here.allows = allowed
        head = "POST /v1/files HTTP/1.1\r\nhost: x\r\nx-api-key: other\r\ncontent-length: 100\r\n\r\n"
        assert b"endpoint_refused" in await here.talk(head.encode())

    play(story)
