# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Put the gateway in front of an owner: limits, exchange, the two GET routes, health, TLS."""

import asyncio
import ipaddress
import json
import ssl
from collections.abc import Callable
from pathlib import Path

from clearance.core.codec.models_list import anthropic_models_body, models_body
from clearance.core.codec.unscanned import Family
from clearance.errors import ClearanceError
from clearance.exchange.call import Call, CallHeaders, Responder
from clearance.exchange.exchange import handle
from clearance.exchange.identify import identify
from clearance.exchange.opaque import keyed_hash
from clearance.exchange.registry import Flight
from clearance.exchange.unread import handle_unread
from clearance.model.identity import Principal
from clearance.model.record import Rejection
from clearance.service.gateway.app import Gateway, Served
from clearance.service.gateway.edge import Edge, EdgeLimits
from clearance.service.gateway.health import Health
from clearance.service.gateway.metrics import Gauge
from clearance.service.gateway.server import DataListener, load_certificate, server_tls
from clearance.service.owner import Owner
from clearance.service.reading import caller_receipt
from clearance.weights.wires import WIRES

ERRORS = "/v1/chat/completions"
"""The wire that shapes errors of paths that belong to none."""
SAYS_ANTHROPIC = "anthropic-version"
"""The header by which a client says that it speaks Anthropic's wire."""
ANTHROPIC = "anthropic"
CERTIFICATE_SECONDS = 30.0


def data_listener(owner: Owner) -> DataListener:
    """The data plane of an owner, not listening yet. Raises InvalidSetting for an unusable certificate."""
    edge = edge_of(owner)
    gateway = Gateway(edge, served(owner))
    gateway.metrics.add(Gauge("clearance_calls_in_flight", "Calls in flight.", lambda: len(owner.registry)))
    gateway.metrics.add(Gauge("clearance_bytes_in_flight", "Request bytes held.", lambda: owner.registry.bytes))
    gateway.metrics.add(Gauge("clearance_detection_queue", "Jobs that wait for a worker.", lambda: owner.pool.depth))
    return DataListener(gateway, edge, _tls(owner))


def edge_of(owner: Owner) -> Edge:
    """The edge as the settings say."""
    limits, gateway = owner.settings.limits, owner.settings.gateway

    def reject(code: str, client: str) -> None:
        owner.journal.reject(Rejection(code, keyed_hash(owner.pepper, "client", client)))

    return Edge(
        limits=EdgeLimits(
            header_bytes=limits.header_bytes,
            header_seconds=limits.header_seconds,
            body_bytes=limits.body_bytes,
            body_seconds=limits.body_seconds,
            idle_seconds=limits.idle_seconds,
        ),
        clock=owner.clock,
        wire=WIRES[ERRORS],
        on_reject=reject,
        trusted_proxies=tuple(ipaddress.ip_network(text) for text in gateway.trusted_proxies),
    )


def served(owner: Owner) -> Served:
    """What the gateway serves for this owner."""

    async def exchange(call: Call, flight: Flight, respond: Responder) -> ClearanceError | None:
        if call.unread is not None:
            return await handle_unread(call, call.unread, flight, owner.registry, respond, owner.ports)
        return await handle(call, flight, owner.registry, respond, owner.ports)

    def who(headers: CallHeaders) -> Principal:
        return identify(headers, owner.current(), now=owner.clock.now_ms() // 1000)

    def allows(headers: CallHeaders, family: Family) -> bool:
        principal = who(headers)
        return family.name in owner.current().boundary.applications[principal.application].allow_endpoints

    async def models(headers: CallHeaders, _wanted: str) -> bytes:
        principal = who(headers)
        boundary = owner.current().boundary
        allowed = boundary.applications[principal.application].deployments
        anthropic = any(name == SAYS_ANTHROPIC for name, _ in headers.wire)
        names = [
            name
            for deployment in boundary.deployments.values()
            if not allowed or deployment.id in allowed
            if not anthropic or deployment.wire == ANTHROPIC
            for name, _ in deployment.models
        ]
        return anthropic_models_body(names, created=0) if anthropic else models_body(names, created=0)

    async def receipt(headers: CallHeaders, wanted: str) -> bytes:
        principal = who(headers)
        found = await caller_receipt(owner, principal.tenant, principal.application, wanted)
        return json.dumps(found, separators=(",", ":")).encode()

    return Served(
        wires=WIRES,
        exchange=exchange,
        models=models,
        receipt=receipt,
        registry=owner.registry,
        health=Health(owner.checks()),
        allows=allows,
    )


def _tls(owner: Owner) -> ssl.SSLContext | None:
    """The listener's TLS; a certificate that changes on disk is used for new handshakes, without a restart."""
    gateway = owner.settings.gateway
    if gateway.tls_cert is None or gateway.tls_key is None:
        return None
    certificate, key = gateway.tls_cert, gateway.tls_key
    context = server_tls(certificate, key)
    changed = _watch(certificate, key)

    async def reload() -> None:
        if changed():
            await asyncio.to_thread(load_certificate, context, certificate, key)

    owner.supervisor.every(CERTIFICATE_SECONDS, "certificate", reload)
    return context


def _watch(*paths: Path) -> Callable[[], bool]:
    """Whether one of the files is another than when last asked."""

    def state() -> list[tuple[int, int, int]]:
        return [(found.st_mtime_ns, found.st_ino, found.st_size) for found in (path.stat() for path in paths)]

    seen = [state()]

    def changed() -> bool:
        now = state()
        if now == seen[0]:
            return False
        seen[0] = now
        return True

    return changed
