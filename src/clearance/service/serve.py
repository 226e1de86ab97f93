# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The two ways to run an owner: the whole service, or only its administration for one command."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import uvloop

from clearance.config.load import Loaded
from clearance.service import logs
from clearance.service.api.app import admin_app
from clearance.service.api.listener import AdminListener
from clearance.service.dataplane import data_listener
from clearance.service.gateway.collector import calm_collector
from clearance.service.gateway.server import DataListener, drain, run_until_signalled
from clearance.service.owner import Owner, Role

_log = logging.getLogger("clearance.service")


@dataclass(frozen=True, slots=True)
class Serving:
    """A running service. ``url`` is the base of the data plane, e.g. ``http://127.0.0.1:8080``."""

    owner: Owner
    listener: DataListener
    url: str


@contextlib.asynccontextmanager
async def administer(loaded: Loaded, role: Role | None = None) -> AsyncIterator[Owner]:
    """An owner that answers on its administration socket. Raises what ``Owner`` raises."""
    async with Owner(loaded, role or Role(data_plane=False)) as owner:
        listener = AdminListener(admin_app(owner), loaded.settings.data_dir)
        await listener.start()
        try:
            yield owner
        finally:
            await listener.stop()


@contextlib.asynccontextmanager
async def serving(loaded: Loaded, role: Role | None = None) -> AsyncIterator[Serving]:
    """The whole service, listening; calls in flight are ended as drained when the context ends."""
    async with administer(loaded, role or Role()) as owner:
        gateway = loaded.settings.gateway
        listener = data_listener(owner)
        port = await listener.start(gateway.host, gateway.port)
        host = f"[{gateway.host}]" if ":" in gateway.host else gateway.host
        scheme = "https" if gateway.tls_cert else "http"
        try:
            yield Serving(owner, listener, f"{scheme}://{host}:{port}")
        finally:
            await drain(listener, owner.registry, 0)


def run(loaded: Loaded, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then drain. ``ready`` is told the URL once calls are welcome."""
    logs.configure(loaded.settings.log.level)

    async def work() -> None:
        async with serving(loaded) as service:
            _log.info("serving", extra={"url": service.url})
            if loaded.settings.gateway.unsafe_plain_listener:
                _log.warning("unsafe setting in force", extra={"setting": "gateway.unsafe_plain_listener"})
            # A shorter sys.setswitchinterval was measured, too (0.5 ms; 4 and 32 calls at once): it gains nothing.
            calm_collector()
            ready(service.url)
            await run_until_signalled(service.listener, service.owner.registry, loaded.settings.drain_seconds)
            _log.info("drained")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work())
