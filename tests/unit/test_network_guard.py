# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The guard that keeps every other test on this machine."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvloop

# TEST-NET-1 and -2 (RFC 5737), documentation prefix (RFC 3849), and a reserved name (RFC 6761).
OUTSIDE = ["192.0.2.1", "198.51.100.7", "2001:db8::1", "model.example"]
RUNNERS = [asyncio.run, uvloop.run]
Runner = Callable[[Coroutine[Any, Any, None]], None]


@pytest.mark.parametrize("host", OUTSIDE)
def test_a_plain_connection_is_refused(host: str) -> None:
    with pytest.raises(AssertionError, match="outside this machine"):
        socket.create_connection((host, 443), timeout=1)


def test_the_socket_object_and_datagrams_are_refused() -> None:
    with socket.socket() as stream, pytest.raises(AssertionError, match=r"socket\.connect"):
        stream.connect(("192.0.2.1", 443))
    with socket.socket() as stream, pytest.raises(AssertionError, match=r"socket\.connect"):
        stream.connect_ex(("192.0.2.1", 443))
    with socket.socket(type=socket.SOCK_DGRAM) as datagram, pytest.raises(AssertionError, match=r"socket\.sendto"):
        datagram.sendto(b"x", ("192.0.2.1", 53))


@pytest.mark.parametrize("address", ["0.0.0.0", ""])
def test_listening_on_every_interface_is_refused(address: str) -> None:
    with socket.socket() as listener, pytest.raises(AssertionError, match=r"socket\.bind"):
        listener.bind((address, 0))


@pytest.mark.parametrize("run", RUNNERS)
@pytest.mark.parametrize("host", OUTSIDE)
def test_event_loops_are_refused(run: Runner, host: str) -> None:
    async def attempt() -> None:
        with pytest.raises(AssertionError, match="outside this machine"):
            await asyncio.get_running_loop().create_connection(asyncio.Protocol, host, 443)

    run(attempt())


@pytest.mark.parametrize("run", RUNNERS)
@pytest.mark.parametrize("host", OUTSIDE)
def test_the_upstream_client_is_refused(run: Runner, host: str) -> None:
    async def attempt() -> None:
        name = f"[{host}]" if ":" in host else host
        async with aiohttp.ClientSession() as session:
            with pytest.raises(AssertionError, match="outside this machine"):
                await session.get(f"http://{name}/v1/models")

    run(attempt())


@pytest.mark.parametrize("run", RUNNERS)
def test_loopback_and_unix_sockets_work(run: Runner, tmp_path: Path) -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        await writer.drain()
        writer.close()

    async def talk() -> None:
        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection("localhost", port, family=socket.AF_INET)
            assert await reader.read() == b"hello"
            writer.close()
        path = str(tmp_path / "s")
        async with await asyncio.start_unix_server(greet, path):
            reader, writer = await asyncio.open_unix_connection(path)
            assert await reader.read() == b"hello"
            writer.close()

    run(talk())
