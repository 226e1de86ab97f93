# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 7: which deployment, inside the plan only.

The first deployment is covered by the admitted leaf. Each further one has its own attempt leaf, durable
before its first byte, and the plan's end of validity is checked again.
"""

from clearance.core.ledger.commitment import commit
from clearance.errors import PolicyDenied, VendorTimeout, VendorUnreachable
from clearance.exchange.admit import SALT_BYTES, payload_scope
from clearance.exchange.call import Ports
from clearance.exchange.decided import Decided
from clearance.exchange.registry import Flight
from clearance.exchange.send import send
from clearance.exchange.settle import Settling
from clearance.exchange.transform import Outgoing, outgoing_settings
from clearance.model.record import Attempt, Json, Payload
from clearance.model.text import OutgoingBody, RawBody
from clearance.ports import VendorAnswer

_TRY_THE_NEXT = frozenset({429, 500, 502, 503, 504, 529})


async def route(decided: Decided, outgoing: Outgoing, record: Settling, flight: Flight, ports: Ports) -> VendorAnswer:
    """The first answer that a deployment of the plan gives.

    Raises:
        VendorUnreachable, VendorTimeout: of the last deployment tried.
        AuditUnavailable: a further attempt could not be recorded.
        PolicyDenied: the plan ran out of validity before it could be carried out.
    """
    names = decided.plan.deployments
    for number, name in enumerate(names):
        flight.check()
        if ports.clock.now_ms() // 1000 >= decided.plan.valid_until:
            raise PolicyDenied("The decision ran out of validity before it could be carried out.")
        body = outgoing.body
        if number > 0:
            body = await _attempt(decided, outgoing, number, flight, ports)
        more = number + 1 < len(names)
        try:
            answer = await send(decided, name, body, record, flight, ports)
        except (VendorUnreachable, VendorTimeout):
            if not more:
                raise
            continue
        if not more or answer.status not in _TRY_THE_NEXT:
            return answer
        await answer.close()
    raise VendorUnreachable("No deployment of the plan could be reached.")


async def _attempt(decided: Decided, outgoing: Outgoing, number: int, flight: Flight, ports: Ports) -> OutgoingBody:
    """Record one further attempt; the body for it (only the vendor's name of the model may differ)."""
    name = decided.plan.deployments[number]
    model = dict(decided.snapshot.boundary.deployments[name].models)[decided.inspection.facts.model]
    body = outgoing.body
    if model != outgoing.model:
        settings = outgoing_settings(decided, model, outgoing.model, ports)
        if settings:
            body = await ports.compute.rewrite(decided.call.endpoint, RawBody(body.data), {}, settings)
    salt = ports.clock.entropy(SALT_BYTES)
    leaf: dict[str, Json] = {
        "attempt": number + 1,
        "commitments": {"outgoing": commit(salt, body.digest)},
        "deployment": name,
        "outgoing_model": model,
        "valid_until": decided.plan.valid_until,
    }
    payload = Payload({"outgoing": salt})
    attempt = Attempt(decided.call.id, decided.principal.tenant, leaf, payload, payload_scope(decided))
    with flight.uninterrupted():
        await ports.journal.attempt(attempt)
    flight.check()
    return body
