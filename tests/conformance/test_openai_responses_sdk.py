# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The real ``openai`` package's Responses client, pointed at the gateway by ``base_url`` alone."""

import asyncio
import json
import pathlib
from collections.abc import Awaitable, Callable
from typing import Any

import openai
import pytest

from clearance.testing import responses
from clearance.testing.installation import Installation, installation
from clearance.testing.vendor import says, stops

NOTE = "Patient: Maria Gonzalez, MRN 48213377, DOB 03/14/1961, phone 415-555-0134. A1c 7.4 percent."
VALUES = ("Maria", "Gonzalez", "48213377", "03/14/1961", "415-555-0134")
INSTRUCTIONS = "You help the care team of Maria Gonzalez."
TOOL: Any = {
    "type": "function",
    "name": "save_note",
    "description": "Save a clinical note.",
    "strict": True,
    "parameters": {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]},
}

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
        assert json.loads(body).get("store", False) is False


def test_a_response(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        raw = await client.responses.with_raw_response.create(
            model="m", instructions=INSTRUCTIONS, input=f"[[echo]] {NOTE}"
        )
        answer = raw.parse()
        assert answer.output_text == NOTE
        assert answer.instructions == INSTRUCTIONS
        assert answer.usage is not None
        assert raw.headers["x-clearance-receipt"].startswith("tenant/main;")
        assert_nothing_left(house)

    run(tmp_path, scene)


def test_every_event_of_a_stream_says_the_same(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        stream = await client.responses.create(model="m", input=f"[[echo]] {NOTE}", stream=True)
        events: list[Any] = [event async for event in stream]
        assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == NOTE
        assert [e.text for e in events if e.type == "response.output_text.done"] == [NOTE]
        assert [e.part.text for e in events if e.type == "response.content_part.done"] == [NOTE]
        assert events[-1].type == "response.completed"
        assert events[-1].response.output_text == NOTE
        assert_nothing_left(house)

    run(tmp_path, scene)


def test_the_clients_own_accumulation_of_a_stream(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        async with client.responses.stream(model="m", instructions=INSTRUCTIONS, input=f"[[echo]] {NOTE}") as stream:
            snapshots = [event.snapshot async for event in stream if event.type == "response.output_text.delta"]
            final = await stream.get_final_response()
        assert snapshots[-1] == NOTE
        assert (final.output_text, final.instructions) == (NOTE, INSTRUCTIONS)
        assert_nothing_left(house)

    run(tmp_path, scene)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_call_and_its_next_turn(tmp_path: pathlib.Path, *, streamed: bool) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        turn: Any = [{"role": "user", "content": f'[[echo tool]] "{NOTE}"'}]
        if streamed:
            async with client.responses.stream(model="m", input=turn, tools=[TOOL]) as stream:
                pieces = [e.delta async for e in stream if e.type == "response.function_call_arguments.delta"]
                answer: Any = await stream.get_final_response()
            assert json.loads("".join(pieces)) == {"note": f'"{NOTE}"'}
        else:
            answer = await client.responses.create(model="m", input=turn, tools=[TOOL])
        (call,) = (item for item in answer.output if item.type == "function_call")
        assert json.loads(call.arguments) == {"note": f'"{NOTE}"'}
        made = call.model_dump(exclude_none=True, exclude={"parsed_arguments"})
        result = {"type": "function_call_output", "call_id": call.call_id, "output": json.dumps({"mrn": 48213377})}
        again: Any = [*turn, made, result, {"role": "user", "content": f"[[echo]] {NOTE}"}]
        second = await client.responses.create(model="m", input=again, tools=[TOOL])
        assert second.output_text == NOTE
        assert_nothing_left(house)
        first, later = (json.loads(body)["input"] for body in house.vendor.received)
        assert later[0] == first[0], "the same tokens: the vendor's cache finds the first turn again"
        assert json.loads(later[1]["arguments"])["note"].startswith('"Patient: [PERSON_')

    run(tmp_path, scene)


def test_an_input_is_counted_and_made_shorter(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        counted = await client.responses.input_tokens.count(model="m", input=NOTE, instructions=INSTRUCTIONS)
        assert counted.input_tokens > 10
        short: Any = await client.responses.compact(model="m", input=NOTE)
        assert short.output[0].content[0].text == NOTE
        assert short.output[1].encrypted_content == responses.ENCRYPTED
        assert_nothing_left(house)

    run(tmp_path, scene)


def test_a_refusal_is_the_typed_400_at_once(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        tools: Any = [{"type": "web_search"}]
        with pytest.raises(openai.BadRequestError, match="web_search is not allowed for this application") as refused:
            await client.responses.create(model="m", input=NOTE, tools=tools)
        assert (refused.value.code, refused.value.param) == ("part_refused", "tools[0]")
        with pytest.raises(openai.BadRequestError) as refused:
            await client.responses.create(model="m", input=NOTE, previous_response_id="resp_1")
        assert refused.value.code == "reference_refused"
        picture: Any = [{"role": "user", "content": [{"type": "input_image", "image_url": "https://example.org/x"}]}]
        with pytest.raises(openai.BadRequestError) as refused:
            await client.responses.create(model="m", input=picture)
        assert refused.value.param == "input[0].content[0]"
        assert house.vendor.received == []

    run(tmp_path, scene)


def test_a_stream_that_breaks_ends_in_our_error(tmp_path: pathlib.Path) -> None:
    async def scene(client: openai.AsyncOpenAI, house: Installation) -> None:
        house.vendor.play(stops(says(NOTE), 8, "cut"))
        stream = await client.responses.create(model="m", input=NOTE, stream=True)
        seen: list[str] = []

        async def listen() -> None:
            async for event in stream:
                seen.extend([event.type])

        with pytest.raises(openai.APIError) as broken:
            await listen()
        assert "response.completed" not in seen
        assert broken.value.message
        assert broken.value.code == "vendor_protocol_error"

    run(tmp_path, scene)
