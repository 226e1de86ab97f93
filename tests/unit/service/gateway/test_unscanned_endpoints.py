# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Endpoints that are not scanned are refused over real sockets: at once, in their wire's envelope, once only."""

import pytest

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
        assert b"endpoint_refused" in answer.body
        assert f"The {family} endpoints are refused: ".encode() in answer.body
        assert b"Instead, " in answer.body

    assert play(story).rejected == [("endpoint_refused", "127.0.0.1")]
    assert play(story).calls == []


def test_a_shared_path_is_the_wires_whose_client_calls() -> None:
    async def story(here: Play) -> None:
        answer = await here.ask("GET", "/v1/files", headers="anthropic-version: 2023-06-01\r\n")
        assert b"The anthropic_files endpoints are refused" in answer.body

    play(story)
