# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the exchange awaits, and what it is given.

Everything with a side effect is behind one of these protocols. Adapters implement them;
``clearance.testing`` has in-memory ones that journal every call.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from clearance.model.boundary import Boundary, Deployment
from clearance.model.identity import ApiKey, Principal
from clearance.model.plan import Plan, Restriction
from clearance.model.prompt import Finding, Inspection, PromptFacts
from clearance.model.record import (
    Admission,
    Attempt,
    Json,
    Kept,
    Receipt,
    Rejection,
    Scope,
    Settlement,
    Token,
)
from clearance.model.text import OutgoingBody, Raw, RawBody
from clearance.model.words import DataClass, SourceTag


class Clock(Protocol):
    """Time and entropy: the only source of both on the data path."""

    def now_ms(self) -> int:
        """UTC milliseconds since the epoch; never earlier than the last leaf's time."""

    def monotonic(self) -> float:
        """Seconds for measuring durations."""

    def entropy(self, size: int) -> bytes:
        """Cryptographically strong random bytes."""


class TokenScope(Protocol):
    """The tokens of one scope, shared by every call in flight in it."""

    def mint(self, data_class: DataClass, surface: Raw, *, avoid: frozenset[str]) -> Token:
        """The token that stands for this exact surface string: the existing one, or a new random one.

        Never returns a text in ``avoid`` for a new token. Synchronous, so two concurrent calls agree.
        """

    def undurable(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """Those of ``tokens`` that no committed transaction holds yet."""

    def tokens(self) -> tuple[Token, ...]:
        """Every token of the scope."""


class Journal(Protocol):
    """The record of every exchange. Each of the three is one durable transaction or raises AuditUnavailable."""

    async def scope(self, scope: Scope) -> TokenScope:
        """The tokens of a scope, loaded from the store where it is a conversation."""

    async def admit(self, admission: Admission) -> Receipt:
        """Durable: the admitted or denied leaf, its new tokens and its payload row."""

    async def attempt(self, attempt: Attempt) -> Receipt:
        """Durable: one further attempt, before its first byte."""

    async def settle(self, settlement: Settlement) -> Receipt:
        """Durable: the one outcome of an admission, and what its answer handed out. A second one for the same call
        raises IntegrityBroken.
        """

    async def known_blocks(self, tenant: str, blocks: Collection[str]) -> frozenset[str]:
        """Those of these keyed hashes that settlements of the tenant handed out; asking keeps them alive.

        They are forgotten 24 h after their last use. Raises AuditUnavailable.
        """

    async def kept_objects(self, tenant: str, names: Collection[str]) -> Mapping[str, Kept]:
        """What is recorded of the objects with these names, for the tenant; asking keeps it alive.

        It is forgotten 30 days after its last use, and at once with the key that seals it. Raises AuditUnavailable.
        """

    def reject(self, rejection: Rejection) -> None:
        """Count refused traffic; written coalesced to the installation's log, never awaited."""


class VendorAnswer(Protocol):
    """One open answer."""

    status: int
    headers: Mapping[str, str]

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives. Raises VendorTimeout, or VendorProtocolError when it ends early."""

    async def close(self) -> None:
        """Close the connection at once (also mid-stream); never raises."""


class Vendors(Protocol):
    """HTTP to model vendors. No retries, no redirects, credentials added here."""

    async def open(
        self,
        deployment: Deployment,
        endpoint: str,
        body: OutgoingBody,
        headers: Mapping[str, str],
        *,
        method: str = "POST",
    ) -> VendorAnswer:
        """Send, and wait for the answer's head. ``method``: POST with a body, GET and DELETE without one.

        Raises VendorUnreachable before any byte of an answer, or VendorTimeout.
        """


@dataclass(frozen=True, slots=True)
class Detection:
    """The detection that a request must get: the version, and what of it is the boundary's own, encoded.

    ``key`` is the tenant's, for what is remembered of its segments; without one, nothing is.
    """

    version: str
    rules: bytes = b""
    key: bytes = field(default=b"", repr=False)


class Compute(Protocol):
    """Pure work that may be too long for the event loop; a port so that it can run in worker processes.

    What detects is named by the caller, and nothing else ever answers in its place.

    Raises Malformed, PartRefused, TooLarge from the work itself; DetectorUnavailable when it crashed or
    ran over its CPU budget, or when this very detection cannot be had; Overloaded when the queue is full.
    """

    async def inspect(self, endpoint: str, body: RawBody, detection: Detection) -> Inspection:
        """Steps 2 and 3: read the body and find what is in it."""

    async def rewrite(
        self,
        endpoint: str,
        body: RawBody,
        replacements: Mapping[tuple[int, ...], str],
        settings: Mapping[str, Json],
    ) -> OutgoingBody:
        """Step 5: the body with these strings replaced and these top-level fields set."""

    async def scan_text(self, text: Raw, detection: Detection) -> tuple[Finding, ...]:
        """Step 9: what an answer's text holds."""


class Documents(Protocol):
    """Reads documents, in a place where they can do no harm."""

    async def text(self, kind: str, data: bytes) -> str:
        """The text of a document ("pdf", "docx"). Raises PartRefused: it has none, or cannot be read."""


class Decider(Protocol):
    """The policy engine of one boundary: pure, cached until a fact's valid_until."""

    def decide(
        self,
        principal: Principal,
        facts: PromptFacts,
        counts: Mapping[DataClass, int],
        wish: Restriction,
        *,
        tags: Collection[SourceTag] = (),
        now: int,
    ) -> Plan:
        """The plan for one request; ``tags`` are those that it carries itself.

        Never raises for a denied one: the plan says so.
        """


@dataclass(frozen=True, slots=True)
class TenantKeys:
    """The keyed hashes that a snapshot can make for one tenant (HMAC-SHA256 keys, derived, 32 bytes)."""

    identifiers: bytes
    conversations: bytes
    segments: bytes = b""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one request resolves at its start and keeps to its end."""

    hash: str
    boundary: Boundary
    decider: Decider
    keys_by_id: Mapping[str, ApiKey]
    pepper: bytes
    tenant_keys: Mapping[str, TenantKeys]
    detector_version: str
    owner_epoch: str
    rules: bytes = b""
    """The boundary's own part of detection, encoded for ``Compute``."""

    @property
    def detection(self) -> Detection:
        """What every text of a call is judged by."""
        return Detection(self.detector_version, self.rules)

    def detection_for(self, tenant: str) -> Detection:
        """The same, with the key under which this tenant's segments are remembered."""
        return Detection(self.detector_version, self.rules, self.tenant_keys[tenant].segments)
