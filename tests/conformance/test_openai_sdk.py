# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The real ``openai`` package, pointed at the gateway by ``base_url`` alone."""

import asyncio
import json
import pathlib
from collections.abc import Awaitable, Callable
from typing import Any

import openai
import pytest

from clearance.testing.installation import Installation, installation

NOTE = "Patient: Maria Gonzalez, MRN 48213377, DOB 03/14/1961, phone 415-555-0134. A1c 7.4 percent."
VALUES = ("Maria", "Gonzalez", "48213377", "03/14/1961", "415-555-0134")

Scene = Callable[[openai.AsyncOpenAI, Installation], Awaitable[None]]


def run(folder: pathlib.Path, scene: Scene) -> None:
    async def act() -> None:
        async with (
            installation(folder) as house,
            openai.AsyncOpenAI(base_url=f"{house.url}/v1", api_key=house.key) as client,
        ):
            await scene(client, house)

    asyncio.run(act())


def assert_nothing_left(house: Installation) -> None:
    assert house.vendor.received
    for body in house.vendor.received:
        assert not [value for value in VALUES if value.encode() in body]


def test_chat(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        raw = await client.chat.completions.with_raw_response.create(
            model="m", messages=[{"role": "user", "content": f"[[echo]] {NOTE}"}]
        )
        answer = raw.parse()
        assert answer.choices[0].message.content == NOTE
        assert answer.usage is not None
        assert raw.headers["x-clearance-receipt"].startswith("tenant/main;")
        assert answer._request_id == raw.headers["x-request-id"]
        assert_nothing_left(house)

    run(tmp_path, scene)


def test_stream(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        stream = await client.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": f"[[echo]] {NOTE}"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = [chunk async for chunk in stream]
        text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
        assert text == NOTE
        assert len(chunks) > 10
        assert chunks[-1].usage is not None
        assert_nothing_left(house)

    run(tmp_path, scene)


@pytest.mark.parametrize("streamed", [False, True])
def test_tool_call_with_json_arguments(tmp_path: pathlib.Path, streamed: bool) -> None:  # noqa: FBT001 - a parameter
    tool: Any = {
        "type": "function",
        "function": {
            "name": "save_note",
            "description": "Save a clinical note.",
            "parameters": {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]},
        },
    }
    past: Any = {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "call_0",
                "type": "function",
                "function": {"name": "save_note", "arguments": json.dumps({"note": NOTE})},
            }
        ],
    }
    result: Any = {"role": "tool", "tool_call_id": "call_0", "content": json.dumps({"mrn": 48213377, "ok": True})}

    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        messages: Any = [past, result, {"role": "user", "content": f'[[echo tool]] "{NOTE}"'}]
        if streamed:
            stream = await client.chat.completions.create(model="m", messages=messages, tools=[tool], stream=True)
            pieces = [c.choices[0].delta.tool_calls async for c in stream if c.choices]
            arguments = "".join(call[0].function.arguments or "" for call in pieces if call and call[0].function)
        else:
            answer = await client.chat.completions.create(model="m", messages=messages, tools=[tool])
            calls: Any = answer.choices[0].message.tool_calls
            arguments = calls[0].function.arguments
        assert json.loads(arguments) == {"note": f'"{NOTE}"'}
        assert_nothing_left(house)
        sent = json.loads(house.vendor.received[0])
        history = json.loads(sent["messages"][0]["tool_calls"][0]["function"]["arguments"])
        assert history["note"].startswith("Patient: [PERSON_")

    run(tmp_path, scene)


def test_a_refusal_is_the_typed_400_at_once_with_our_code_and_text(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.chat.completions.create(model="unlisted", messages=[{"role": "user", "content": NOTE}])
        assert refused.value.code == "policy_denied"
        assert "own workforce" in refused.value.message
        assert refused.value.response.headers["x-should-retry"] == "false"
        assert house.vendor.received == []
        recorded = await house.owner.journal.list_leaves("tenant/main", after=-1, limit=10)
        assert [row.leaf.kind for row in recorded] == ["denied"], "refused once: the client did not retry"

    run(tmp_path, scene)


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ({"type": "image_url", "image_url": {"url": "https://example.org/x.png"}}, "image_url"),
        ({"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}, "input_audio"),
        ({"type": "file", "file": {"file_id": "file-1"}}, "file"),
    ],
)
def test_parts_that_cannot_be_scanned_are_refused_by_name(tmp_path: pathlib.Path, part: Any, path: str) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.chat.completions.create(model="m", messages=[{"role": "user", "content": [part]}])
        assert refused.value.code == "part_refused"
        assert path in refused.value.message
        assert house.vendor.received == []

    run(tmp_path, scene)


def test_a_wrong_key_is_the_typed_401(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        with pytest.raises(openai.AuthenticationError) as refused:
            await client.with_options(api_key="sk-other").chat.completions.create(
                model="m", messages=[{"role": "user", "content": NOTE}]
            )
        assert refused.value.code == "invalid_api_key"
        assert house.vendor.received == []

    run(tmp_path, scene)


def test_models(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, _house: Installation) -> None:
        assert [model.id async for model in client.models.list()] == ["m", "unlisted"]

    run(tmp_path, scene)


def test_the_sync_client_from_another_thread(tmp_path: pathlib.Path) -> None:
    async def scene(_client: openai.AsyncOpenAI, house: Installation) -> None:
        def ask() -> str | None:
            with openai.OpenAI(base_url=f"{house.url}/v1", api_key=house.key) as client:
                messages: Any = [{"role": "user", "content": f"[[echo]] {NOTE}"}]
                return client.chat.completions.create(model="m", messages=messages).choices[0].message.content

        assert await asyncio.to_thread(ask) == NOTE
        assert_nothing_left(house)

    run(tmp_path, scene)
