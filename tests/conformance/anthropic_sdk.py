# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The real ``anthropic`` package, pointed at the gateway by ``base_url`` alone.

It has an environment of its own, so this file is named to pytest there: ``pytest tests/conformance/anthropic_sdk.py``.
"""

import asyncio
import importlib
import pathlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from clearance.testing import messages as vendor_says
from clearance.testing.installation import MESSAGES_BOUNDARY, Installation, installation
from clearance.testing.vendor import Behaviour

anthropic: Any = importlib.import_module("anthropic")

NOTE = "Patient: Maria Gonzalez, MRN 48213377, DOB 03/14/1961, phone 415-555-0134. A1c 7.4 percent."
VALUES = ("Maria", "Gonzalez", "48213377", "03/14/1961", "415-555-0134")
TOOL = {
    "name": "save_note",
    "description": "Save a clinical note.",
    "input_schema": {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]},
}
THINKING = {"type": "enabled", "budget_tokens": 1024}

Scene = Callable[[Any, Installation], Awaitable[None]]


def run(folder: pathlib.Path, scene: Scene) -> None:
    async def act() -> None:
        async with (
            installation(folder, boundary=MESSAGES_BOUNDARY) as house,
            anthropic.AsyncAnthropic(base_url=house.url, api_key=house.key) as client,
        ):
            await scene(client, house)

    asyncio.run(act())


def asking(text: Any, **members: Any) -> dict[str, Any]:
    return {"model": "m", "max_tokens": 4096, "messages": [{"role": "user", "content": text}]} | members


def assert_nothing_left(house: Installation) -> None:
    assert house.vendor.received
    for body in house.vendor.received:
        assert not [value for value in VALUES if value.encode() in body]


def test_a_message(tmp_path: pathlib.Path) -> None:
    async def scene(client: Any, house: Installation) -> None:
        raw = await client.messages.with_raw_response.create(**asking(f"[[echo]] {NOTE}"))
        answer = await raw.parse()
        assert answer.content[0].text == NOTE
        assert answer.stop_reason == "end_turn"
        assert answer.usage.input_tokens > 0
        assert answer._request_id == raw.headers["request-id"]
        assert raw.headers["x-clearance-receipt"].startswith("tenant/main;")
        assert_nothing_left(house)

    run(tmp_path, scene)


@pytest.mark.parametrize("thinks", [False, True])
def test_a_stream_and_its_accumulated_message(tmp_path: pathlib.Path, thinks: bool) -> None:  # noqa: FBT001 - a parameter
    async def scene(client: Any, house: Installation) -> None:
        members = {"thinking": THINKING} if thinks else {}
        async with client.messages.stream(**asking(f"[[echo]] {NOTE}", **members)) as stream:
            pieces = [text async for text in stream.text_stream]
            whole = await stream.get_final_message()
        assert "".join(pieces) == whole.content[-1].text == NOTE
        assert len(pieces) > 5
        assert whole.usage.output_tokens > 1
        if thinks:
            assert "[PERSON_" in whole.content[0].thinking
            assert whole.content[0].signature == vendor_says.SIGNATURE
            further = [{"role": "assistant", "content": whole.content}, {"role": "user", "content": "[[echo]] ok"}]
            request = asking(f"[[echo]] {NOTE}", thinking=THINKING)
            request["messages"] += further
            assert (await client.messages.create(**request)).content[-1].text == "ok"
        assert_nothing_left(house)

    run(tmp_path, scene)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_call_and_its_result(tmp_path: pathlib.Path, streamed: bool) -> None:  # noqa: FBT001 - a parameter
    async def scene(client: Any, house: Installation) -> None:
        request = asking(f"[[echo tool]] {NOTE}", tools=[TOOL])
        if streamed:
            async with client.messages.stream(**request) as stream:
                answer = await stream.get_final_message()
        else:
            answer = await client.messages.create(**request)
        call = answer.content[0]
        assert (answer.stop_reason, call.name, call.input) == ("tool_use", "save_note", {"note": NOTE})
        result = {"type": "tool_result", "tool_use_id": call.id, "content": '{"mrn": 48213377, "ok": true}'}
        request["messages"] += [
            {"role": "assistant", "content": answer.content},
            {"role": "user", "content": [result, {"type": "text", "text": "[[echo]] done"}]},
        ]
        assert (await client.messages.create(**request)).content[0].text == "done"
        assert_nothing_left(house)

    run(tmp_path, scene)


def test_counting(tmp_path: pathlib.Path) -> None:
    async def scene(client: Any, house: Installation) -> None:
        request = asking(NOTE)
        del request["max_tokens"]
        assert (await client.messages.count_tokens(**request)).input_tokens > 1
        assert_nothing_left(house)

    run(tmp_path, scene)


def test_a_refusal_is_the_typed_400_at_once_with_our_text(tmp_path: pathlib.Path) -> None:
    async def scene(client: Any, house: Installation) -> None:
        with pytest.raises(anthropic.BadRequestError) as refused:
            await client.messages.create(**asking(NOTE) | {"model": "unlisted"})
        assert "own workforce" in str(refused.value)
        assert refused.value.body["error"]["type"] == "invalid_request_error"
        assert refused.value.response.headers["x-clearance-code"] == "policy_denied"
        recorded = await house.owner.journal.list_leaves("tenant/main", after=-1, limit=10)
        assert [row.leaf.kind for row in recorded] == ["denied"], "refused once: the client did not retry"
        image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}
        with pytest.raises(anthropic.BadRequestError, match=r"messages\[0\].content\[0\]: an image"):
            await client.messages.create(**asking([image]))
        with pytest.raises(anthropic.AuthenticationError):
            await client.with_options(api_key="sk-ant-other").messages.create(**asking(NOTE))
        assert house.vendor.received == []

    run(tmp_path, scene)


def test_an_error_inside_a_stream(tmp_path: pathlib.Path) -> None:
    async def scene(client: Any, house: Installation) -> None:
        started = vendor_says.sse({"type": "ping"})
        house.vendor.play(Behaviour((started,), headers={"content-type": "text/event-stream"}))
        with pytest.raises(anthropic.APIStatusError) as broken:
            async for _ in await client.messages.create(**asking("hi", stream=True)):
                pass
        assert broken.value.body["error"]["type"] == "api_error"
        assert "stopped before its end" in str(broken.value)

    run(tmp_path, scene)


def test_betas_and_models(tmp_path: pathlib.Path) -> None:
    async def scene(client: Any, house: Installation) -> None:
        answer = await client.beta.messages.create(**asking("[[echo]] hi"), betas=["context-management-2025-06-27"])
        assert answer.content[0].text == "hi"
        assert house.vendor.received_headers[0]["anthropic-beta"] == "context-management-2025-06-27"
        assert [model.id async for model in client.models.list()] == ["m", "unlisted"]

    run(tmp_path, scene)
