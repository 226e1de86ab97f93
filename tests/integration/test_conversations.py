# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A conversation end to end: one token for one value, and bytes that a vendor's prompt cache knows already."""

import asyncio
import itertools
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from clearance.config.load import load
from clearance.service.owner import Role
from clearance.service.serve import serving
from clearance.testing.installation import Installation
from clearance.testing.vendor import FakeVendorServer
from tests.integration.stage import Answer, House, chat, found, inside, port_of, request, talk

NOTE = "[[echo]] Patient: Maria Gonzalez, MRN 48213377, phone (415) 555-0134."
TOKEN = re.compile(r"\[[A-Z_]+_[A-Za-z0-9]+\]")
Turns = list[dict[str, Any]]


async def ask(port: int, key: str, turns: Turns, *headers: str, **fields: Any) -> str:
    """One call; what the model says."""
    answer: Answer = await talk(
        port, request(key, json.dumps({"model": "m", "messages": turns, **fields}).encode(), *headers)
    )
    assert answer.status == 200, answer.raw
    return answer.text


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def said(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def begins_with(turns: Sequence[bytes]) -> bool:
    """Whether each body begins with the one before it, up to where that one ends its messages."""
    return all(later.startswith(earlier[: earlier.rindex(b"]")]) for earlier, later in itertools.pairwise(turns))


def tokens(body: bytes) -> list[str]:
    return TOKEN.findall(body.decode())


@pytest.mark.parametrize("headers", [(), ("x-clearance-conversation: thread-1",)])
def test_each_turn_begins_with_the_bytes_of_the_turn_before(tmp_path: Path, headers: tuple[str, ...]) -> None:
    follow_ups = ("[[echo]] Thanks.", "[[echo]] Write to maria.g@example.org.", "[[echo]] MRN 48213377 again.", "Bye.")

    async def scene(house: Installation) -> None:
        turns: Turns = [{"role": "system", "content": "You help with notes."}, user(NOTE)]
        for text in follow_ups:
            turns += [said(await ask(port_of(house), house.key, turns, *headers)), user(text)]
        await ask(port_of(house), house.key, turns, *headers)
        sent = house.vendor.received
        assert len(sent) == 5
        assert begins_with(sent)
        assert "Maria Gonzalez" in turns[2]["content"], "the caller's history has the values"
        joined = b"".join(sent)
        assert [value for value in (b"Maria", b"48213377", b"555-0134", b"maria.g@") if value in joined] == []
        assert len(set(tokens(sent[0]))) == 3
        assert len(set(tokens(sent[-1]))) == 4

    inside(tmp_path, scene)


def test_a_value_that_becomes_known_later_is_hidden_in_the_earlier_turns_too(tmp_path: Path) -> None:
    """What was sent as a plain word is hidden once the same text turns out to be a name: safety before caching."""

    async def scene(house: Installation) -> None:
        turns: Turns = [user("[[echo]] I saw Quillfeather today.")]
        turns += [
            said(await ask(port_of(house), house.key, turns)),
            user("[[echo]] Patient: Zoe Quillfeather, MRN 48213377"),
        ]
        await ask(port_of(house), house.key, turns)
        first, second = house.vendor.received
        assert b"Quillfeather" not in second
        assert b"48213377" not in second
        assert b"Quillfeather" in first or begins_with([first, second])

    inside(tmp_path, scene)


def test_fifty_calls_at_once_share_one_token_for_one_value(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        calls = [ask(port_of(house), house.key, [user(NOTE)], "x-clearance-conversation: busy") for _ in range(50)]
        answers = await asyncio.gather(*calls)
        assert set(answers) == {NOTE.removeprefix("[[echo]] ")}
        assert len(house.vendor.received) == 50
        assert len(set(house.vendor.received)) == 1
        assert [report.ok for report in await house.owner.journal.verify()] == [True, True]
        count = "SELECT count(*) FROM token"
        rows = await house.owner.journal._readers.run(lambda reader: reader.connection.execute(count).fetchone()[0])
        assert rows == 3
        await ask(port_of(house), house.key, [user(NOTE)], "x-clearance-conversation: busy")
        (last,) = await house.owner.journal.list_leaves("tenant/main", limit=1, kinds=("admitted",))
        placed: Any = last.leaf.body["tokens"]
        assert (placed["new"], placed["placed"]) == (0, 3)

    inside(tmp_path, scene)


def test_conversations_applications_keys_and_requests_do_not_share_tokens(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        port, turn = port_of(house), [user(NOTE)]
        for headers in (
            ("x-clearance-conversation: a",),
            ("x-clearance-conversation: b",),
            ("x-clearance-conversation: a", "x-clearance-restrict: scope=request"),
            ("x-clearance-conversation: a", "x-clearance-restrict: scope=request"),
            ("x-clearance-conversation: a",),
        ):
            await ask(port, house.key, turn, *headers)
        a, b, once, again, more = (frozenset(tokens(body)) for body in house.vendor.received)
        assert a == more
        assert len(a | b | once | again) == 12

    inside(tmp_path, scene)


def test_a_token_of_another_conversation_is_not_restored(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        await ask(port_of(house), house.key, [user(NOTE)], "x-clearance-conversation: a")
        foreign = tokens(house.vendor.received[0])[0]
        answer = await ask(
            port_of(house), house.key, [user(f"[[echo]] Who is {foreign}?")], "x-clearance-conversation: b"
        )
        assert "Maria" not in answer
        assert answer == f"Who is {foreign}?"

    inside(tmp_path, scene)


def test_a_restart_keeps_a_conversations_tokens(tmp_path: Path) -> None:
    async def lived(house: House, turns: Turns) -> str:
        settings = load(house.places.config, environ={}, flags={"gateway.port": 0})
        async with serving(settings, Role(prepare=False)) as service:
            return await ask(int(service.url.rpartition(":")[2]), house.key, turns)

    async def act() -> None:
        async with FakeVendorServer() as vendor:
            house = await found(tmp_path, vendor.url)
            turns: Turns = [user(NOTE)]
            turns += [said(await lived(house, turns)), user("[[echo]] Call (415) 555-0134 for Maria Gonzalez.")]
            assert await lived(house, turns) == "Call (415) 555-0134 for Maria Gonzalez."
            first, second = vendor.received
            assert begins_with([first, second])
            assert set(tokens(first)) == set(tokens(second))

    asyncio.run(act())


def test_a_token_row_that_was_altered_stops_its_conversation_and_no_other(tmp_path: Path) -> None:
    async def scene(house: Installation) -> None:
        port, altered = port_of(house), "x-clearance-conversation: a"
        await ask(port, house.key, [user(NOTE)], altered)
        await house.owner.journal._writer.run(
            lambda book: book.execute("UPDATE token SET sealed = zeroblob(length(sealed))")
        )
        house.owner.journal._scopes.forget()
        answer = await talk(port, request(house.key, chat(NOTE), altered))
        assert (answer.status, answer.error["code"]) == (500, "integrity_broken")
        assert len(house.vendor.received) == 1
        await ask(port, house.key, [user(NOTE)], "x-clearance-conversation: b")

    inside(tmp_path, scene)
