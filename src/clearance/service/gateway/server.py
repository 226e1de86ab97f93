# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The data plane's listener: TCP, TLS 1.2 or later, and an orderly end.

Uses uvicorn's connection handling without its server: no lifespan, no access log, no signal
handlers, no default headers.
"""

import asyncio
import signal
import socket
import ssl
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from clearance.errors import InvalidSetting
from clearance.exchange.registry import Registry
from clearance.service.gateway.edge import Edge
from clearance.service.gateway.protocol import GatewayProtocol

_BACKLOG = 1024
_LAST_ANSWERS_SECONDS = 5.0


def server_tls(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 or later, HTTP/1.1 only. Raises InvalidSetting."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    load_certificate(context, certificate, key)
    return context


def load_certificate(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    """Put a certificate (again) into a context that is in use; new handshakes have it. Raises InvalidSetting."""
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError):
        raise InvalidSetting("the certificate or its key cannot be used", param="gateway.tls_cert") from None


class DataListener:
    """Serves the gateway on one TCP address."""

    def __init__(self, app: Any, edge: Edge, tls: ssl.SSLContext | None = None) -> None:
        self._protocol = GatewayProtocol.bound(edge)
        self._config = uvicorn.Config(
            app,
            http=self._protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=int(edge.limits.idle_seconds),
        )
        self._tls = tls
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port. Raises InvalidSetting when the address is not to be had."""
        self._config.load()
        make = partial(self._protocol, self._config, self._state, {})
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(make, host, port, ssl=self._tls, backlog=_BACKLOG)
        except OSError as error:
            why = type(error).__name__
            raise InvalidSetting(
                "the listener's address is not available", param="gateway.port", diagnostics=why
            ) from None
        listener: socket.socket = self._server.sockets[0]
        return int(listener.getsockname()[1])

    @property
    def connections(self) -> int:
        """Open connections."""
        return len(self._state.connections)

    def stop_accepting(self) -> None:
        """No new connection; idle ones are closed, the others after their answer."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._state.connections):
            connection.shutdown()

    async def close(self) -> None:
        """Wait a moment for the last answers, then close whatever is open."""
        self.stop_accepting()
        if self._state.tasks:
            await asyncio.wait(tuple(self._state.tasks), timeout=_LAST_ANSWERS_SECONDS)
        for connection in list(self._state.connections):
            connection.transport.abort()
        # uvicorn has no event for "the last transport is gone"; it takes one or two turns of the loop.
        end = asyncio.get_running_loop().time() + 1
        while self._state.connections and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110 - as said
            await asyncio.sleep(0.001)


async def drain(listener: DataListener, registry: Registry, seconds: float) -> None:
    """Not ready, wait for the calls in flight, end the rest as drained, close.

    Until then the listener answers: a probe sees /readyz turn 503, and a new call is told to retry elsewhere.
    """
    await registry.drain(seconds)
    await listener.close()


class Signals:
    """SIGTERM and SIGINT as events: the first asks for an orderly end, the second for one at once."""

    def __init__(self) -> None:
        self.first = asyncio.Event()
        self.second = asyncio.Event()

    def install(self) -> None:
        """Take the signals over from the running loop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.asked)

    def remove(self) -> None:
        """Give them back."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    def asked(self) -> None:
        """One more request to end."""
        (self.second if self.first.is_set() else self.first).set()


async def run_until_signalled(
    listener: DataListener, registry: Registry, seconds: float, signals: Signals | None = None
) -> None:
    """Serve until asked to end, then drain; a second request ends what is left at once."""
    ask = signals or Signals()
    ask.install()
    try:
        await ask.first.wait()
        draining = asyncio.ensure_future(drain(listener, registry, seconds))
        hurry = asyncio.ensure_future(ask.second.wait())
        await asyncio.wait((draining, hurry), return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()
        if not draining.done():
            draining.cancel()
            await asyncio.wait((draining,))
            await drain(listener, registry, 0)
    finally:
        ask.remove()
