# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""One request as it comes in: what is known of it, and whether all of it has been read."""

from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[Any]]


class ClientGone(Exception):
    """The client left, or reads nothing any more; nobody is there to be answered."""


class Incoming:
    """ASGI's scope and ``receive``, with our own id. ``whole``: nothing of the request is left unread."""

    __slots__ = ("_receive", "call_id", "client", "gone", "headers", "method", "path", "query", "whole")

    def __init__(self, scope: Any, receive: Receive, call_id: str, client: str) -> None:
        self._receive = receive
        self.call_id = call_id
        self.client = client
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: str = scope.get("query_string", b"").decode("latin-1")
        self.headers: list[tuple[bytes, bytes]] = scope["headers"]
        self.whole = False
        self.gone = False

    async def receive(self) -> bytes:
        """The next bytes of the body, perhaps none. Raises ClientGone."""
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.whole = self.gone = True
            raise ClientGone
        self.whole = not message.get("more_body", False)
        body: bytes = message.get("body", b"")
        return body

    async def left(self) -> None:
        """Returns when the client has left, or the answer is whole."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
