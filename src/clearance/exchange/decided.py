# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""One request, decided: what the steps after the decision are given."""

from dataclasses import dataclass

from clearance.exchange.call import Call
from clearance.exchange.inherit import Inherited
from clearance.model.identity import Principal
from clearance.model.plan import Plan, Restriction
from clearance.model.prompt import Inspection
from clearance.model.record import Scope
from clearance.ports import Snapshot


@dataclass(frozen=True, slots=True)
class Decided:
    """Call, principal, findings and plan, under one snapshot, at one time (``now_ms``, UTC)."""

    call: Call
    principal: Principal
    inspection: Inspection
    wish: Restriction
    plan: Plan
    scope: Scope
    snapshot: Snapshot
    now_ms: int
    inherited: Inherited
