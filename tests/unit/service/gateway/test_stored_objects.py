# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Routes of objects that a vendor keeps, over real sockets."""

import asyncio

import pytest

from clearance.core.codec.registry import WIRES
from tests.unit.exchange.standin import ENDPOINT, KeepingChat
from tests.unit.service.gateway.stage import Play, play

SERVED = {**WIRES, ENDPOINT: KeepingChat()}
OBJECT = f"{ENDPOINT}/resp_1"


@pytest.mark.parametrize(
    ("method", "path", "action", "body"),
    [
        ("GET", f"{OBJECT}?include[]=reasoning.encrypted_content", "retrieve", b""),
        ("DELETE", OBJECT, "delete", b""),
        ("POST", f"{OBJECT}/cancel", "cancel", b""),
        ("POST", f"{OBJECT}/cancel", "cancel", b"{}"),
        ("GET", f"{OBJECT}/input_items?limit=2", "input_items", b""),
    ],
)
def test_a_stored_object_reaches_the_exchange(method: str, path: str, action: str, body: bytes) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(method, path, body, headers="authorization: Bearer clr_x\r\n")
        assert (answer.status, answer.body) == (200, b"0")
        (call,) = here.calls
        assert call.stored is not None
        assert (call.endpoint, call.stored.id, call.stored.action) == (ENDPOINT, "resp_1", action)
        assert call.headers.credential == "clr_x"
        assert len(here.registry) == 0

    assert play(story, wires=SERVED).rejected == []


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "status"),
    [
        ("PATCH", OBJECT, b"", "method_not_allowed", 405),
        ("HEAD", OBJECT, b"", "method_not_allowed", 405),
        ("GET", f"{OBJECT}/cancel", b"", "method_not_allowed", 405),
        ("GET", f"{OBJECT}?stream=true", b"", "part_refused", 400),
        ("POST", f"{OBJECT}/cancel", b'{"reason":"Maria"}', "malformed_request", 400),
        ("GET", f"{OBJECT}/other", b"", "not_found", 404),
        ("GET", f"{ENDPOINT}/..%2Fmodels", b"", "not_found", 404),
        ("GET", ENDPOINT, b"", "method_not_allowed", 405),
    ],
)
def test_what_is_not_served_of_one(method: str, path: str, body: bytes, code: str, status: int) -> None:
    async def story(here: Play) -> None:
        answer = await here.ask(method, path, body)
        assert (answer.status, answer.headers["x-clearance-code"]) == (status, code)
        assert here.calls == []
        assert len(here.registry) == 0

    assert [one[0] for one in play(story, wires=SERVED).rejected] == [code]


@pytest.mark.parametrize("name", ["input_tokens", "compact"])
def test_a_path_that_is_a_wire_names_no_object(name: str) -> None:
    async def story(here: Play) -> None:
        sent = await here.ask("POST", f"/v1/responses/{name}", b"{}", headers="content-type: application/json\r\n")
        assert sent.status == 200
        assert [(call.endpoint, call.stored) for call in here.calls] == [(f"/v1/responses/{name}", None)]
        assert (await here.ask("GET", f"/v1/responses/{name}")).status == 405

    play(story)


def test_without_the_wire_there_is_no_such_path() -> None:
    async def story(here: Play) -> None:
        assert (await here.ask("GET", OBJECT)).status == 404

    play(story, wires={path: wire for path, wire in WIRES.items() if path != ENDPOINT})


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def story(here: Play) -> None:
        head = f"POST {OBJECT}/cancel HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n"
        started = asyncio.get_running_loop().time()
        assert b" 408 " in await here.talk(head.encode())
        assert asyncio.get_running_loop().time() - started < 2

    play(story, wires=SERVED)
