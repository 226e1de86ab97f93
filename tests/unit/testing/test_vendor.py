# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The stand-in vendor does what it is told, in process and over TCP alike."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from clearance.core.codec.registry import WIRES
from clearance.errors import VendorProtocolError, VendorTimeout, VendorUnreachable
from clearance.model.boundary import Deployment
from clearance.model.text import OutgoingBody
from clearance.testing import responses
from clearance.testing.chat import PATH
from clearance.testing.vendor import (
    REFUSES,
    Behaviour,
    FakeAnswer,
    FakeVendor,
    FakeVendorServer,
    echo,
    fails,
    lies,
    says,
    stops,
)

HERE = Deployment("d", "v", "openai", "on_prem", "eu", "http://127.0.0.1", (PATH,), (), None, "")


def body(text: Any, **fields: Any) -> OutgoingBody:
    value = {"model": "m", "messages": [{"role": "user", "content": text}]} | fields
    return OutgoingBody(json.dumps(value).encode(), b"")


async def ask(vendor: FakeVendor, text: Any = "hi", **fields: Any) -> FakeAnswer:
    return await vendor.open(HERE, PATH, body(text, **fields), {"accept": "x"})


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


def streamed(data: bytes) -> tuple[str, str, int]:
    """Content, tool arguments and number of deltas of a stream, read by the shipped wire."""
    reader = WIRES[PATH].stream_reader()
    events = (*reader.feed(data), *reader.close())
    deltas = [delta for event in events for delta in event.deltas]
    content = "".join(delta.text for delta in deltas if delta.channel[-1] == "content")
    tool = "".join(delta.text for delta in deltas if delta.channel[-1] == "arguments")
    return content, tool, len(deltas)


def test_marks_and_defaults() -> None:
    async def story() -> None:
        vendor = FakeVendor()
        plain = json.loads(await whole((await ask(vendor)).chunks()))
        assert plain["choices"][0]["message"]["content"] == "OK."
        said = json.loads(await whole((await ask(vendor, "[[echo]] Größe")).chunks()))
        assert said["choices"][0]["message"]["content"] == "Größe"
        parts = [{"type": "text", "text": "[[echo]]a"}, {"type": "text", "text": "b"}]
        joined = json.loads(await whole((await ask(vendor, parts)).chunks()))
        assert joined["choices"][0]["message"]["content"] == "ab"
        tools = [{"type": "function", "function": {"name": "note", "parameters": {"properties": {"who": {}}}}}]
        tool = json.loads(await whole((await ask(vendor, "[[echo tool]] x", tools=tools)).chunks()))
        call = tool["choices"][0]["message"]["tool_calls"][0]["function"]
        assert (call["name"], json.loads(call["arguments"])) == ("note", {"who": "x"})
        assert (await ask(vendor, None, messages=[])).status == 200
        assert (await vendor.open(HERE, PATH, OutgoingBody(b"[]", b""), {})).status == 400
        assert vendor.received[0] == body("hi").data
        assert (vendor.calls[0].deployment, vendor.calls[0].headers) == ("d", {"accept": "x"})

    asyncio.run(story())


def test_streams_come_in_four_character_pieces() -> None:
    async def story() -> None:
        vendor = FakeVendor()
        out = await whole((await ask(vendor, "[[echo]] 0123456789", stream=True)).chunks())
        assert streamed(out)[0] == "0123456789"
        assert out.count(b'"content":') == 4
        usage = {"include_usage": True}
        tool = await whole((await ask(vendor, "[[echo tool]] Ünï", stream=True, stream_options=usage)).chunks())
        assert json.loads(streamed(tool)[1]) == {"text": "Ünï"}
        assert b'"usage":' in tool
        ticks = await whole((await ask(vendor, "[[stream 3 0]]")).chunks())
        assert streamed(ticks)[0] == "yes yes yes "

    asyncio.run(story())


def test_the_responses_wire_is_told_by_its_path() -> None:
    async def asked(given: Any, path: str = responses.PATH, **fields: Any) -> tuple[int, bytes]:
        data = json.dumps({"model": "m", "input": given} | fields).encode()
        answer = await FakeVendor().open(HERE, path, OutgoingBody(data, b""), {})
        return answer.status, await whole(answer.chunks())

    async def story() -> None:
        assert json.loads((await asked("hi"))[1])["output"][1]["content"][0]["text"] == "OK."
        parts = [{"type": "input_text", "text": "[[echo]]a"}, {"type": "input_text", "text": "b"}]
        said = json.loads((await asked([{"role": "user", "content": parts}], metadata={"a": "b"}))[1])
        assert (said["output"][1]["content"][0]["text"], said["metadata"]) == ("ab", {"a": "b"})
        tools = [{"type": "function", "name": "note", "parameters": {"properties": {"who": {}}}}]
        call = json.loads((await asked("[[echo tool]] x", tools=tools))[1])["output"][1]
        assert (call["name"], json.loads(call["arguments"])) == ("note", {"who": "x"})
        ticks = (await asked("[[stream 3 0]]", stream=True))[1]
        assert ticks.count(b"event: response.output_text.delta") == 3
        assert json.loads((await asked("x" * 40, f"{responses.PATH}/input_tokens"))[1])["input_tokens"] > 10
        short = json.loads((await asked("x", f"{responses.PATH}/compact"))[1])["output"]
        assert [item["type"] for item in short] == ["message", "compaction"]
        assert (await asked([]))[0] == 200
        assert (await asked(7))[0] == 400

    asyncio.run(story())


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_chunk_splits_do_not_change_the_bytes(size: int) -> None:
    async def story() -> None:
        vendor = FakeVendor([echo(split=size), echo()])
        one, two = [await whole((await ask(vendor, "abc", stream=True)).chunks()) for _ in range(2)]
        assert one == two

    asyncio.run(story())


def test_faults_in_process() -> None:
    async def story() -> None:
        vendor = FakeVendor([REFUSES, stops(says("x"), -1), fails(429, retry_after="3"), lies(says("x"), 5)])
        with pytest.raises(VendorUnreachable):
            await ask(vendor)
        with pytest.raises(VendorTimeout):
            await ask(vendor)
        limited = await ask(vendor)
        assert (limited.status, limited.headers["retry-after"]) == (429, "3")
        with pytest.raises(VendorProtocolError):
            await whole((await ask(vendor)).chunks())
        vendor.play(stops(says("token"), 2, "cut"))
        broken = await ask(vendor, stream=True)
        with pytest.raises(VendorProtocolError):
            await whole(broken.chunks())
        await broken.close()
        assert vendor.closed == 1
        vendor.play(stops(says("token"), 2, "hang"))
        hanging = asyncio.ensure_future(whole((await ask(vendor, stream=True)).chunks()))
        await vendor.hanging.wait()
        hanging.cancel()
        vendor.play(says("done"))
        answer = await ask(vendor)
        await whole(answer.chunks())
        await answer.close()
        assert vendor.closed == 1

    asyncio.run(story())


async def over_tcp(server: FakeVendorServer, raw: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
    writer.write(raw)
    out = b""
    try:
        while data := await asyncio.wait_for(reader.read(65_536), 0.2):
            out += data
    except (TimeoutError, ConnectionError):
        pass
    writer.close()
    return out


def test_the_server_answers_the_same() -> None:
    async def story() -> None:
        async with FakeVendorServer() as server:
            data = body("[[echo]] hello", stream=True).data
            raw = b"POST %b HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % (PATH.encode(), len(data)) + data
            out = await over_tcp(server, raw)
            head, _, rest = out.partition(b"\r\n\r\n")
            assert b"transfer-encoding: chunked" in head
            assert rest.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n")
            assert server.received == [data]
            assert server.received_headers[0]["content-length"] == str(len(data))
            server.play(Behaviour(refuse=True))
            assert await over_tcp(server, raw) == b""
            server.play(stops(says("x"), -1, "cut"))
            assert await over_tcp(server, raw) == b""
            server.play(stops(says("x"), 1, "hang"))
            assert (await over_tcp(server, raw)).startswith(b"HTTP/1.1 200")
            await server.left.wait()
            assert server.disconnects == 1
            server.play(lies(says("x"), 3))
            plain = body("x").data
            raw = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(plain) + plain
            lied, _, short = (await over_tcp(server, raw)).partition(b"\r\n\r\n")
            assert f"content-length: {len(short) + 3}".encode() in lied
            assert await over_tcp(server, b"nonsense\r\n\r\n") == b""

    asyncio.run(story())


def test_it_runs_as_a_process() -> None:
    async def story() -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "clearance.testing.vendor", stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        server = FakeVendorServer()
        server.url = url
        out = await over_tcp(server, b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
        assert out.startswith(b"HTTP/1.1 400")
        process.kill()
        await process.wait()

    asyncio.run(asyncio.wait_for(story(), 20))
