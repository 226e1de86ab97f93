# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The owner of a data directory: everything that one process holds of it, put together and taken apart again.

Holds the lock, the keys, the journal and the snapshot in force. Serves nobody itself: ``serve`` puts the
data plane and the administration socket in front of it.
"""

import asyncio
import contextlib
import hashlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from clearance import boundary as shipped
from clearance.adapters.detectors.chosen import Choice
from clearance.adapters.detectors.entry_points import plugin_recognisers
from clearance.adapters.documents.reader import ProcessReader
from clearance.adapters.keys.hierarchy import KeyHierarchy
from clearance.adapters.keys.root_file import FileRootKey
from clearance.adapters.store.journal import SqliteJournal
from clearance.adapters.store.owner import OwnerLock
from clearance.adapters.vendors.http import HttpVendors, VendorSettings
from clearance.adapters.workers.pool import PoolSettings, WorkerPool
from clearance.config.load import Loaded
from clearance.config.secrets import SecretReader
from clearance.config.settings import Settings
from clearance.core.ledger import canonical
from clearance.core.policy.documents import restore_boundary, schema_of
from clearance.core.policy.engine import PolicyEngine
from clearance.errors import IntegrityBroken, InvalidDocument, InvalidSetting, NotReady
from clearance.exchange.call import Ports
from clearance.exchange.jobs import CoreJobs, encode_rules
from clearance.exchange.registry import Registry
from clearance.exchange.settle import settle_unsettled
from clearance.model.boundary import Boundary
from clearance.model.identity import ApiKey
from clearance.model.record import Json
from clearance.ports import Detection, Snapshot, TenantKeys
from clearance.service import work
from clearance.service.clock import SystemClock
from clearance.service.detection import choice_of, proposers_of
from clearance.service.janitor import settle_dead
from clearance.service.patterns import load_detector
from clearance.service.supervision import Supervisor
from clearance.weights.wires import WIRES

CHECKPOINT_SECONDS = 1.0
SETTLE_SECONDS = 2.0
JANITOR_SECONDS = 60.0
PURGE_SECONDS = 3600.0
START_SECONDS = 30.0
MODEL_SECONDS = 600.0
"""For a worker to start: with our detector alone, and with other people's models."""
_log = logging.getLogger("clearance.service")


@dataclass(frozen=True, slots=True)
class Role:
    """What this owner is for. ``data_plane``: it will serve calls; else it answers one command's questions.

    ``prepare``: compile the patterns first where the wheel has none for this machine (seconds, once a version).
    ``stand_ins``: origins of vendor stand-ins on loopback, for the demonstration only.
    """

    data_plane: bool = True
    prepare: bool = True
    stand_ins: frozenset[str] = frozenset()


class Owner:
    """One process's hold of one data directory. Use ``async with Owner(loaded)``."""

    def __init__(self, loaded: Loaded, role: Role | None = None) -> None:
        self.loaded = loaded
        self.role = role or Role()
        self.clock = SystemClock()
        limits = loaded.settings.limits
        self.registry = Registry(calls=limits.calls_in_flight, total_bytes=limits.bytes_in_flight)
        self.supervisor = Supervisor()
        self.changing = asyncio.Lock()
        """Held by whoever changes what is in force: one change at a time."""
        self.journal: SqliteJournal
        self.ports: Ports
        self.pool: WorkerPool
        self.pepper = b""
        self._jobs: CoreJobs
        self._keys: dict[str, ApiKey] = {}
        self._snapshot: Snapshot | None = None
        self._stack = contextlib.AsyncExitStack()

    @property
    def settings(self) -> Settings:
        """The process settings."""
        return self.loaded.settings

    async def __aenter__(self) -> Self:
        """Open everything, or nothing.

        Raises:
            OwnedElsewhere: another process holds the directory.
            InvalidSetting, SchemaOutdated, KeyUnavailable, AuditUnavailable, IntegrityBroken: it cannot be opened.
        """
        try:
            await self._open()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close in the reverse order; the last checkpoint is signed on the way."""
        await self.supervisor.close()
        await self.supervisor.once("settle", self._settle)
        await self._stack.aclose()

    async def _open(self) -> None:
        settings = self.settings
        if not settings.data_dir.is_dir():
            raise InvalidSetting("there is no data directory; run: clearance init", param=str(settings.data_dir))
        self._stack.callback(OwnerLock(settings.data_dir).release)
        keys = KeyHierarchy(FileRootKey(settings.root_key, data_dir=settings.data_dir))
        self.journal = SqliteJournal.open(settings.data_dir, keys=keys, clock=self.clock, path=settings.store_path)
        self._stack.push_async_callback(self.journal.close)
        self.clock.follow(self.journal.last_leaf_ms)
        self.pepper = await self.journal.derived("", "pepper")
        prepare = self.role.data_plane and self.role.prepare
        plugins = await asyncio.to_thread(plugin_recognisers)
        choice = choice_of(settings)
        outside = await asyncio.to_thread(proposers_of, choice)
        detector = await asyncio.to_thread(load_detector, settings.data_dir, prepare=prepare)
        self._jobs = work.ServiceJobs(detector.extended(plugins, outside), choice)
        self.pool = WorkerPool(self._jobs, pool_settings(settings, self.role))
        self._stack.push_async_callback(self.pool.aclose)
        vendors = HttpVendors(vendor_settings(settings, self.role), SecretReader(), self.clock.now_ms)
        self._stack.push_async_callback(vendors.close)
        self.ports = Ports(
            clock=self.clock,
            journal=self.journal,
            vendors=vendors,
            compute=self.pool,
            snapshot=self.current,
            wires=WIRES,
            documents=ProcessReader(),
        )
        await self._load()
        await self.janitor()
        if self.role.data_plane:
            self._begin()

    def _begin(self) -> None:
        self.pool.start()
        self.supervisor.every(CHECKPOINT_SECONDS, "checkpoint", self.journal.checkpoint)
        self.supervisor.every(SETTLE_SECONDS, "settle", self._settle)
        self.supervisor.every(JANITOR_SECONDS, "janitor", self.janitor)
        self.supervisor.every(PURGE_SECONDS, "purge", self.journal.purge_tokens)

    def current(self) -> Snapshot:
        """The snapshot in force.

        Raises:
            NotReady: there is no boundary yet, or the clock is more than 60 s behind the log.
        """
        if self._snapshot is None:
            raise NotReady("No boundary is in force; an administrator must run: clearance apply")
        if not self.clock.trustworthy:
            raise NotReady("The clock of this machine is behind the log; no decision can be taken by it.")
        return self._snapshot

    @property
    def detection(self) -> Detection:
        """What texts are judged by now: the boundary's in force, or the shipped alone where there is none."""
        return self._snapshot.detection if self._snapshot else Detection(self._jobs.learn(b""))

    @property
    def boundary(self) -> Boundary | None:
        """The boundary in force."""
        return self._snapshot.boundary if self._snapshot else None

    def api_keys(self) -> dict[str, ApiKey]:
        """Every issued key by its id, revoked ones included."""
        return dict(self._keys)

    async def use_key(self, key: ApiKey) -> None:
        """A key was issued or changed, durably: it counts from the next call on. Hold ``changing``."""
        self._keys[key.id] = key
        if self._snapshot is not None:
            keys = self.api_keys()
            listed = snapshot_hash(self._snapshot.boundary, keys, self._snapshot.detector_version)
            self._snapshot = replace(self._snapshot, keys_by_id=keys, hash=listed)

    def swap(self, snapshot: Snapshot) -> None:
        """Put a snapshot in force. Calls in flight keep theirs."""
        self._snapshot = snapshot

    async def _load(self) -> None:
        """Read what is in force from the store."""
        records = self.journal.records
        self._keys = {key.id: key for key in await records.api_keys()}
        activations = await records.activations()
        if not activations:
            return
        manifest = await records.document(activations[-1].boundary_hash)
        names = manifest.split("\n") if manifest else []
        texts = {name: await records.document(name) for name in names}
        documents = {name: text for name, text in texts.items() if text is not None}
        if not names or len(documents) != len(names):
            raise IntegrityBroken("a document of the boundary in force is missing from the archive")
        boundary = restore_boundary(documents, shipped_policies=shipped.shipped_policies(), schema=shipped.schema())
        self.swap(await self.snapshot_of(boundary, self.api_keys()))

    async def snapshot_of(self, boundary: Boundary, keys: dict[str, ApiKey]) -> Snapshot:
        """Everything that a call resolves at its start. Raises InvalidDocument when a policy does not fit."""
        decider = await asyncio.to_thread(PolicyEngine, boundary, schema=schema_of(boundary))
        tenants = sorted({application.tenant for application in boundary.applications.values()})
        rules = encode_rules(boundary.detection)
        version = await asyncio.to_thread(self._learn, rules)
        return Snapshot(
            hash=snapshot_hash(boundary, keys, version),
            boundary=boundary,
            decider=decider,
            keys_by_id=keys,
            pepper=self.pepper,
            tenant_keys={tenant: await self._tenant_keys(tenant) for tenant in tenants},
            detector_version=version,
            owner_epoch=self.journal.epoch,
            rules=rules,
        )

    def _learn(self, rules: bytes) -> str:
        """The version of the detection with a boundary's own rules, compiled here, off the event loop."""
        try:
            return self._jobs.learn(rules)
        except ValueError:
            raise InvalidDocument("a recogniser of the boundary does not compile") from None

    async def _tenant_keys(self, tenant: str) -> TenantKeys:
        derived = self.journal.derived
        purposes = ("identifiers", "conversations", "segments")
        return TenantKeys(*[await derived(tenant, purpose) for purpose in purposes])

    async def janitor(self) -> int:
        """Settle what earlier owners of this directory left open; how many."""
        return await settle_dead(self.journal)

    async def _settle(self) -> int:
        """Offer the outcomes that the journal could not take earlier; how many are still open."""
        return await settle_unsettled(self.registry, self.journal)

    def checks(self) -> dict[str, Callable[[], bool]]:
        """What readiness depends on, by name."""
        return {
            "boundary": lambda: self._snapshot is not None,
            "clock": lambda: self.clock.trustworthy,
            "store": lambda: self.journal.durable and "checkpoint" not in self.supervisor.failing,
            "detection": lambda: bool(self.pool.alive) or not self.role.data_plane,
            "draining": lambda: not self.registry.draining,
        }

    def status(self) -> dict[str, Any]:
        """Readiness, and what is held; no content."""
        checks = {name: check() for name, check in self.checks().items()}
        snapshot = self._snapshot
        return {
            "ready": all(checks.values()),
            "checks": checks,
            "data_plane": self.role.data_plane,
            "installation": self.journal.installation,
            "epoch": self.journal.epoch,
            "boundary": snapshot.boundary.hash if snapshot else None,
            "snapshot": snapshot.hash if snapshot else None,
            "calls_in_flight": len(self.registry),
            "clock_behind_ms": self.clock.behind_ms,
            "unsettled": len(self.registry.unsettled),
        }


def snapshot_hash(boundary: Boundary, keys: dict[str, ApiKey], detector: str) -> str:
    """SHA-256 (hex) of the canonical form of what a snapshot is made of; digests of keys are not in it."""
    listed: list[Json] = [
        {
            "application": key.application,
            "created_at": key.created_at,
            "expires_at": key.expires_at,
            "id": key.id,
            "purposes": list(key.purposes),
            "revoked_at": key.revoked_at,
            "tenant": key.tenant,
        }
        for _, key in sorted(keys.items())
    ]
    return hashlib.sha256(
        canonical.encode({"boundary": boundary.hash, "detector": detector, "keys": listed})
    ).hexdigest()


def pool_settings(settings: Settings, role: Role) -> PoolSettings:
    """Workers as the settings say; one command's owner works in its own process."""
    workers = settings.workers
    if not role.data_plane:
        return PoolSettings(count=0, inline_bytes=settings.limits.body_bytes)
    return PoolSettings(
        count=workers.count or cores(),
        inline_bytes=workers.inline_bytes,
        queue=workers.queue,
        cpu_ms_per_mb=workers.cpu_ms_per_mb,
        min_budget_ms=workers.min_budget_ms,
        start_seconds=START_SECONDS if choice_of(settings) == Choice() else MODEL_SECONDS,
        factory=work.FACTORY,
    )


def cores() -> int:
    """Processor cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux; macOS has none
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def vendor_settings(settings: Settings, role: Role) -> VendorSettings:
    """Vendor connections as the settings say."""
    vendor = settings.vendor
    return VendorSettings(
        connect_seconds=vendor.connect_seconds,
        first_byte_seconds=vendor.first_byte_seconds,
        idle_seconds=vendor.idle_seconds,
        total_seconds=vendor.total_seconds,
        proxy=vendor.proxy,
        ca_file=vendor.ca_file,
        connections=vendor.connections,
        stand_ins=role.stand_ins,
    )
