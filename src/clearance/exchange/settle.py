# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 11: exactly one outcome for every admission, durable before the last byte.

Settling is never interrupted: not by a client that leaves, not by a drain, not by a second failure.
An outcome that the journal could not take is kept by the registry and offered again.
"""

import asyncio
from collections import Counter
from dataclasses import replace
from types import TracebackType
from typing import Self

from clearance.core.ledger.commitment import commit
from clearance.errors import (
    AnswerRefused,
    AuditUnavailable,
    ClearanceError,
    DetectorUnavailable,
    IntegrityBroken,
    VendorProtocolError,
    VendorTimeout,
)
from clearance.exchange.admit import SALT_BYTES, payload_scope
from clearance.exchange.call import Ports
from clearance.exchange.decided import Decided
from clearance.exchange.inherit import MOST, block_names, object_name, signed_names
from clearance.exchange.registry import Flight, Registry
from clearance.model.prompt import Usage
from clearance.model.record import Json, Kept, Payload, Receipt, Settlement
from clearance.model.words import DataClass, OutcomeKind
from clearance.ports import Journal

_REASONS = frozenset(
    {
        *("stop", "length", "tool_calls", "content_filter", "function_call"),
        *("end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal", "compaction"),
        "model_context_window_exceeded",
    }
)
"""Why an answer ends, as the wires say it; any other word is the vendor's own text and does not enter a leaf."""
_MOST_REASONS = 128


class Settling:
    """The one outcome of one admission, as a context: leaving it settles, whatever happened inside."""

    def __init__(self, decided: Decided, admitted: Receipt, flight: Flight, registry: Registry, ports: Ports) -> None:
        self._decided, self._flight, self._registry, self._ports = decided, flight, registry, ports
        self.admitted = admitted
        self._began = ports.clock.monotonic()
        self._settled = False
        self._attempts = 0
        self._deployment = ""
        self._status = 0
        self.usage = Usage()
        self.finish_reasons: tuple[str, ...] = ()
        self.restored = 0
        self.restored_in_tools = 0
        self.found: Counter[DataClass] = Counter()
        self.scanned = False
        self.answer_bytes = 0
        self.answer_digest: bytes | None = None
        self.encrypted: tuple[bytes, ...] = ()
        self.sealed: tuple[bytes, ...] = ()
        self.references: tuple[str, ...] = ()

    def attempted(self, deployment: str) -> None:
        """A deployment is about to be sent to."""
        self._deployment, self._status = deployment, 0
        self._attempts += 1

    def answered(self, status: int) -> None:
        """The deployment answered with this HTTP status."""
        self._status = status

    async def settle(self, outcome: OutcomeKind, *, code: str = "") -> Receipt:
        """Make the outcome durable.

        Raises:
            AuditUnavailable: it is not durable yet; the registry will offer it again.
        """
        self._settled = True
        settlement = self._settlement(outcome, code)
        try:
            with self._flight.uninterrupted():
                return await self._ports.journal.settle(settlement)
        except AuditUnavailable:
            self._registry.unsettled.append(settlement)
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, ClearanceError):
            error.receipt = error.receipt or self.admitted
        if self._settled:
            return
        try:
            await self.settle(self._outcome_of(error), code=_code_of(error))
        except AuditUnavailable:
            if error is None:
                raise

    def _outcome_of(self, error: BaseException | None) -> OutcomeKind:
        if isinstance(error, asyncio.CancelledError):
            return self._flight.ended or OutcomeKind.DRAINED
        if isinstance(error, VendorTimeout):
            return OutcomeKind.VENDOR_TIMEOUT
        if isinstance(error, VendorProtocolError) and self._status:
            return OutcomeKind.TRUNCATED
        if isinstance(error, AnswerRefused | DetectorUnavailable):
            return OutcomeKind.REFUSED_ANSWER
        if isinstance(error, ClearanceError):
            return OutcomeKind.VENDOR_ERROR
        return OutcomeKind.UNKNOWN

    def _settlement(self, outcome: OutcomeKind, code: str) -> Settlement:
        body: dict[str, Json] = {
            "answer": {
                "bytes": self.answer_bytes,
                "classes": {str(data_class): count for data_class, count in self.found.items()},
                "finish_reasons": [
                    word if word in _REASONS else "other" for word in self.finish_reasons[:_MOST_REASONS]
                ],
                "scanned": self.scanned,
            },
            "attempts": self._attempts,
            "commitments": {},
            "deployment": self._deployment,
            "error": code,
            "latency_ms": int((self._ports.clock.monotonic() - self._began) * 1000),
            "outcome": str(outcome),
            "restored": {"caller": self.restored, "tools": self.restored_in_tools},
            "usage": {"input": self.usage.input_tokens, "output": self.usage.output_tokens},
            "vendor_status": self._status,
        }
        payload = None
        if self.answer_digest is not None:
            salt = self._ports.clock.entropy(SALT_BYTES)
            body["commitments"] = {"answer": commit(salt, self.answer_digest)}
            payload = Payload({"answer": salt})
        decided = self._decided
        return Settlement(
            call_id=decided.call.id,
            tenant=decided.principal.tenant,
            outcome=outcome,
            body=body,
            payload=payload,
            payload_scope=payload_scope(decided),
            # However the answer ended: part of it may have been released, and the vendor keeps what it keeps.
            blocks=(
                *block_names(decided.scope, self.encrypted[:MOST], decided.snapshot),
                *signed_names(decided.scope, self.sealed, decided.plan, decided.snapshot),
            ),
            kept=self._kept(),
        )

    def _kept(self) -> tuple[Kept, ...]:
        """What the vendor keeps of this exchange, with all that went into it."""
        decided, principal, earlier = self._decided, self._decided.principal, self._decided.inherited
        application = decided.snapshot.boundary.applications[principal.application]
        first = Kept(
            name="",
            application=principal.application,
            deployment=self._deployment,
            model=decided.inspection.facts.model,
            scope=decided.scope,
            classes=earlier.classes.union(decided.inspection.counts, self.found),
            tags=earlier.tags.union(decided.inspection.tags, application.tags),
            phi_origin=decided.plan.phi_origin,
        )
        names = dict.fromkeys(object_name(principal, one, decided.snapshot) for one in self.references[:MOST])
        return tuple(replace(first, name=name) for name in names)


def _code_of(error: BaseException | None) -> str:
    if isinstance(error, ClearanceError):
        return error.code
    return "" if error is None or isinstance(error, asyncio.CancelledError) else "internal_error"


async def settle_unsettled(registry: Registry, journal: Journal) -> int:
    """Offer outcomes that the journal could not take earlier; returns how many are still open."""
    while registry.unsettled:
        try:
            await journal.settle(registry.unsettled[0])
        except AuditUnavailable:
            break
        except IntegrityBroken:
            pass  # it did become durable: the unique index refuses a second outcome
        registry.unsettled.popleft()
    return len(registry.unsettled)
