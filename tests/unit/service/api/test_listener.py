# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The administration socket: who may speak to it, and what the client makes of its answers."""

import asyncio
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clearance.errors import ClearanceError, InvalidDocument, NotReady, OwnedElsewhere
from clearance.service.api.client import AdminClient, error_from
from clearance.service.api.listener import AdminListener, PeerProtocol
from clearance.service.api.problem import problem

Play = Callable[[AdminClient], Any]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with who is asking and what they sent; /boom raises one of our errors."""
    body = await receive()
    status, answer = 200, {"client": list(scope["client"]), "body": body["body"].decode(), "path": scope["path"]}
    if scope["path"] == "/problem":
        response = problem(InvalidDocument("facts.yaml is not valid.", param="facts.yaml", diagnostics="hidden"))
        status, answer = response.status_code, json.loads(bytes(response.body))
    data = b"not json" if scope["path"] == "/text" else json.dumps(answer).encode()
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": data})


def serve(data_dir: Path, play: Play, listener: AdminListener | None = None) -> Any:
    async def run() -> Any:
        serving = listener or AdminListener(echo, data_dir)
        await serving.start()
        try:
            return await asyncio.to_thread(play, AdminClient(data_dir, timeout=5))
        finally:
            await serving.stop()

    return asyncio.run(run())


def test_the_socket_is_private_and_names_the_peer(tmp_path: Path) -> None:
    def play(client: AdminClient) -> tuple[dict[str, Any], int]:
        return client.post("/x", {"a": 1}), stat.S_IMODE((tmp_path / "admin.sock").stat().st_mode)

    answer, mode = serve(tmp_path, play)
    assert answer == {"client": ["uid", os.getuid()], "body": '{"a": 1}', "path": "/x"}
    assert mode == 0o600


def test_nobody_answers_before_and_after(tmp_path: Path) -> None:
    client = AdminClient(tmp_path)
    assert not client.answers()
    assert serve(tmp_path, lambda inner: inner.answers()) is True
    assert not client.answers()
    assert not (tmp_path / "admin.sock").exists()
    with pytest.raises(NotReady):
        client.get("/v1/status")


def test_a_dead_owners_socket_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "admin.sock").write_text("left behind")
    assert serve(tmp_path, lambda client: client.get("/x", a=None, b="1 2"))["path"] == "/x"


def test_another_user_is_cut_off_without_an_answer(tmp_path: Path) -> None:
    listener = AdminListener(echo, tmp_path)
    protocol = listener._protocol
    assert issubclass(protocol, PeerProtocol)
    assert protocol.allowed_uids == {0, os.getuid()}
    protocol.allowed_uids = frozenset({12345})
    with pytest.raises(NotReady):
        serve(tmp_path, lambda client: client.get("/x"), listener)


def test_a_path_longer_than_a_socket_address_works(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    assert serve(deep, lambda client: client.get("/x"))["path"] == "/x"


def test_a_problem_becomes_the_error_that_was_raised(tmp_path: Path) -> None:
    def play(client: AdminClient) -> ClearanceError:
        with pytest.raises(InvalidDocument) as caught:
            client.get("/problem")
        return caught.value

    error = serve(tmp_path, play)
    assert (error.safe_message, error.param, error.diagnostics) == ("facts.yaml is not valid.", "facts.yaml", "")


def test_an_answer_that_is_no_json_object_is_an_error(tmp_path: Path) -> None:
    def play(client: AdminClient) -> None:
        with pytest.raises(NotReady, match="not JSON"):
            client.get("/text")

    serve(tmp_path, play)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("owned_elsewhere", OwnedElsewhere), ("internal_error", ClearanceError), ("from_the_future", ClearanceError)],
)
def test_codes_name_classes(code: str, kind: type[ClearanceError]) -> None:
    assert type(error_from({"code": code, "detail": "x"})) is kind


def test_a_problem_document_has_the_fields_of_rfc_9457() -> None:
    response = problem(OwnedElsewhere("taken"))
    assert response.media_type == "application/problem+json"
    assert json.loads(bytes(response.body)) == {
        "type": "urn:clearance:error:owned_elsewhere",
        "title": "owned elsewhere",
        "status": 409,
        "detail": "taken",
        "code": "owned_elsewhere",
        "retryable": False,
    }
