# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A call whose body nobody reads: passed on as it is, because the application's document allows its endpoints by name.

Only where nothing says that the data is of PHI origin, only to a deployment that lists the endpoint, and never
without the record: the admitted leaf names the feature ``unscanned``. One deployment is tried, once, because such
calls make and delete things. The answer goes back unread too.
"""

import hashlib
from http.client import BAD_REQUEST

from clearance.core.codec.registry import speaks
from clearance.errors import ClearanceError, EndpointRefused, PolicyDenied
from clearance.exchange.admit import admit, deny
from clearance.exchange.answer import refuse
from clearance.exchange.call import Call, Ports, Responder, Unread
from clearance.exchange.decide import decide, read_restriction
from clearance.exchange.decided import Decided
from clearance.exchange.identify import identify
from clearance.exchange.inherit import NOTHING
from clearance.exchange.registry import Flight, Registry
from clearance.exchange.release import Out
from clearance.exchange.settle import Settling
from clearance.exchange.transform import Outgoing, scope_of
from clearance.model.prompt import UNREAD, Inspection, PromptFacts
from clearance.model.text import OutgoingBody
from clearance.model.words import Form, OutcomeKind
from clearance.ports import Snapshot, VendorAnswer

UNSCANNED = "unscanned"
"""The feature that marks such a call in its leaf, in policies and in ``features_denied``."""
_BYTES = "application/octet-stream"


async def handle_unread(
    call: Call, unread: Unread, flight: Flight, registry: Registry, respond: Responder, ports: Ports
) -> ClearanceError | None:
    """Run one such call and answer whatever comes of it; returns the refusal, if it was one.

    Raises:
        CancelledError: the call was ended (client gone, drained); its outcome is durable.
    """
    try:
        await _pass_on(call, unread, flight, registry, respond, ports)
    except ClearanceError as error:
        shape = speaks(ports.wires, unread.wire) or next(iter(ports.wires.values()))
        await refuse(respond, shape, error, call.id)
        return error
    return None


async def _pass_on(
    call: Call, unread: Unread, flight: Flight, registry: Registry, respond: Responder, ports: Ports
) -> None:
    snapshot, now_ms = ports.snapshot(), ports.clock.now_ms()
    principal = flight.principal = identify(call.headers, snapshot, now=now_ms // 1000)
    if unread.family not in snapshot.boundary.applications[principal.application].allow_endpoints:
        raise EndpointRefused(f"The {unread.family} endpoints are not allowed for this application.")
    wish = read_restriction(call.headers.restrict)
    if wish.at_least is not Form.CLEAR:
        raise EndpointRefused("What is not scanned leaves as it is: it has no other form.")
    inspection = _inspection(call, unread, snapshot)
    plan = decide(principal, inspection, wish, snapshot, now=now_ms // 1000)
    if plan.phi_origin:
        raise EndpointRefused(f"The {unread.family} endpoints are refused: this application's data may be PHI.")
    scope = scope_of(call, principal, inspection, wish, snapshot)
    decided = Decided(call, principal, inspection, wish, plan, scope, snapshot, now_ms, NOTHING)
    if not plan.allowed:
        raise await deny(decided, flight, ports)
    body = OutgoingBody(call.body.reveal(), inspection.body_digest)
    receipt = await admit(decided, Outgoing(body, UNREAD, (), (), {}), flight, ports)
    async with Settling(decided, receipt, flight, registry, ports) as record:
        flight.check()
        answer = await _send(decided, unread, body, record, flight, ports)
        try:
            await _bring_back(answer, record, Out(respond, call.id, receipt, ports))
        finally:
            await answer.close()


def _inspection(call: Call, unread: Unread, snapshot: Snapshot) -> Inspection:
    """What is known of a body that nobody reads: its size and its digest."""
    facts = PromptFacts(
        wire=unread.wire,
        endpoint=call.endpoint,
        model=UNREAD,
        stream=False,
        features=frozenset({UNSCANNED, f"method_{unread.method.lower()}"}),
        conversation_seed=b"",
        segment_count=0,
        body_bytes=len(call.body),
    )
    digest = hashlib.sha256(call.body.reveal()).digest()
    return Inspection(facts, (), snapshot.detector_version, body_digest=digest)


async def _send(
    decided: Decided, unread: Unread, body: OutgoingBody, record: Settling, flight: Flight, ports: Ports
) -> VendorAnswer:
    if ports.clock.now_ms() // 1000 >= decided.plan.valid_until:
        raise PolicyDenied("The decision ran out of validity before it could be carried out.")
    name = decided.plan.deployments[0]
    flight.deployment = name
    record.attempted(name)
    headers = dict(decided.call.headers.wire) | ({"content-type": unread.content_type} if unread.content_type else {})
    deployment = decided.snapshot.boundary.deployments[name]
    answer = await ports.vendors.open(deployment, unread.target, body, headers, method=unread.method)
    record.answered(answer.status)
    return answer


async def _bring_back(answer: VendorAnswer, record: Settling, out: Out) -> None:
    """The answer as it comes; its last piece only after the outcome is durable."""
    await out.start(answer.status, answer.headers.get("content-type", _BYTES), answer)
    digest = hashlib.sha256()
    held = b""
    async for chunk in answer.chunks():
        digest.update(chunk)
        record.answer_bytes += len(chunk)
        await out.respond.write(held)
        held = chunk
    record.answer_digest = digest.digest()
    await record.settle(OutcomeKind.VENDOR_ERROR if answer.status >= BAD_REQUEST else OutcomeKind.COMPLETED)
    await out.respond.write(held)
    await out.respond.finish()
