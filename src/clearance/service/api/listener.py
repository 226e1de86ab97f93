# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The administration socket: HTTP on ``<data_dir>/admin.sock``, for the owner's own user and root only.

The file is 0600 in a 0700 directory, and the kernel is asked who the peer is (SO_PEERCRED), so a descriptor
that was passed on or a directory that was opened up does not help. The uid reaches the application as
``scope["client"] == ("uid", <uid>)``.
"""

import asyncio
import contextlib
import os
import socket
import struct
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from clearance.errors import InvalidSetting

SOCKET_NAME = "admin.sock"
_SUN_PATH = 107
"""Longest path of a Unix socket on Linux, in bytes (unix(7))."""
_LAST_ANSWERS_SECONDS = 5.0
_CREDENTIALS = struct.Struct("3i")
_XUCRED = struct.Struct("2I")


def peer_uid(peer: socket.socket) -> int:
    """The user id of the process at the other end, as the kernel knows it.

    SO_PEERCRED (unix(7)); on macOS LOCAL_PEERCRED, whose ``struct xucred`` begins with version and uid.
    """
    if sys.platform == "darwin":
        return int(_XUCRED.unpack_from(peer.getsockopt(0, 1, 76))[1])
    raw = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(raw)[1])


@contextlib.contextmanager
def socket_address(data_dir: Path) -> Iterator[str]:
    """An address for the socket that fits into ``sun_path``, however long the directory's path is.

    Raises:
        InvalidSetting: the path is too long and there is no /proc to shorten it.
    """
    plain = data_dir / SOCKET_NAME
    if len(os.fsencode(plain)) <= _SUN_PATH:
        yield str(plain)
        return
    if not Path("/proc/self/fd").is_dir():
        raise InvalidSetting("the path of the data directory is too long for a Unix socket", param="data_dir")
    directory = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{directory}/{SOCKET_NAME}"
    finally:
        os.close(directory)


class PeerProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, for peers of one user (and root) only."""

    allowed_uids: frozenset[int] = frozenset()
    emptied: asyncio.Event
    """Set whenever the last connection of the listener has gone."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        """Ask the kernel who is there; anyone else is cut off without an answer."""
        uid = peer_uid(transport.get_extra_info("socket"))
        super().connection_made(transport)
        self.client = ("uid", uid)
        if uid not in self.allowed_uids:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the last one."""
        super().connection_lost(exc)
        if not self.connections:
            self.emptied.set()


class AdminListener:
    """Serves an ASGI application on the administration socket of one data directory."""

    def __init__(self, app: Any, data_dir: Path) -> None:
        self._emptied = asyncio.Event()
        allowed = frozenset({0, os.getuid()})
        self._protocol: Any = type("OwnerOnly", (PeerProtocol,), {"allowed_uids": allowed, "emptied": self._emptied})
        self._config = uvicorn.Config(
            app,
            http=self._protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
        )
        self._data_dir = data_dir
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen. The caller holds the directory's owner lock, so a socket file found here is a dead owner's."""
        self._config.load()
        loop = asyncio.get_running_loop()
        protocol = partial(self._protocol, self._config, self._state, {})
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        (self._data_dir / SOCKET_NAME).unlink(missing_ok=True)
        with socket_address(self._data_dir) as address:
            previous = os.umask(0o177)
            try:
                listener.bind(address)
            finally:
                os.umask(previous)
        self._server = await loop.create_unix_server(protocol, sock=listener, backlog=64)

    async def stop(self) -> None:
        """Take no more connections, let answers in progress finish, remove the socket file."""
        (self._data_dir / SOCKET_NAME).unlink(missing_ok=True)
        if self._server is not None:
            self._server.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        if self._state.tasks:
            await asyncio.wait(self._state.tasks, timeout=_LAST_ANSWERS_SECONDS)
        if self._state.connections:
            self._emptied.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._emptied.wait(), _LAST_ANSWERS_SECONDS)
