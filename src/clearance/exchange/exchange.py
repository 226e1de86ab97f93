# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The data path: what happens to a prompt, in twelve steps.

 1 identify    who is calling, for whom and why
 2 parse       bytes to segments, every string of them
 3 classify    segments to findings to data classes
 4 decide      one plan: a form per class, and the deployments that may receive exactly that body
 5 transform   one outgoing body
 6 admit       the decision is durable; no record, no call
 7 route       inside the plan only; a further attempt is recorded before its first byte
 8 send        in the vendor's own wire
 9 scan        the answer, before anything is restored in it
10 restore     exactly the tokens that this exchange placed, or that the objects it names may hold
11 settle      one outcome, durable before the last byte
12 answer      with a signed receipt
"""

from clearance.errors import ClearanceError
from clearance.exchange.admit import admit, deny
from clearance.exchange.answer import refuse
from clearance.exchange.call import Call, Ports, Responder
from clearance.exchange.decide import by_default, decide, read_restriction, refuse_guarded
from clearance.exchange.decided import Decided
from clearance.exchange.extract import extract, marked
from clearance.exchange.identify import identify
from clearance.exchange.inherit import foreign_blocks, inherit, remembered
from clearance.exchange.registry import Flight, Registry
from clearance.exchange.release import Out, release
from clearance.exchange.restore import Restorable
from clearance.exchange.route import route
from clearance.exchange.scan import AnswerScan
from clearance.exchange.settle import Settling
from clearance.exchange.stored import inspect_stored
from clearance.exchange.transform import scope_of, transform
from clearance.exchange.wire_headers import check_wire_headers
from clearance.model.identity import Principal
from clearance.model.prompt import Inspection
from clearance.ports import Snapshot


async def exchange(call: Call, flight: Flight, registry: Registry, respond: Responder, ports: Ports) -> None:
    """Bring one prompt to a model and its answer back, or refuse it.

    The snapshot and the time are taken once. Cancellation (through the flight) closes the upstream and
    settles the call as what it was ended for.

    Raises:
        ClearanceError: the call is refused; nothing of an answer has been released unless the responder
            has started.
    """
    snapshot, now_ms = ports.snapshot(), ports.clock.now_ms()
    now = now_ms // 1000

    principal = flight.principal = identify(call.headers, snapshot, now=now)  # 1
    wish = read_restriction(call.headers.restrict)
    detection = snapshot.detection_for(principal.tenant)
    await check_wire_headers(call.headers.wire, detection, ports)
    call, inspection = await _inspected(call, principal, snapshot, ports)  # 2, 3
    inherited = await inherit(call, principal, inspection, snapshot, ports)  # 4
    inspection, wish = inherited.completed(inspection), inherited.narrowed(wish)
    scope = inherited.continued(scope_of(call, principal, inspection, wish, snapshot), call)
    foreign = await foreign_blocks(scope, inspection, snapshot, ports)
    refuse_guarded(principal, inspection, snapshot, foreign=foreign)
    plan = decide(principal, inspection, wish, snapshot, inherited=inherited, now=now)
    decided = Decided(call, principal, inspection, wish, plan, scope, snapshot, now_ms, inherited)
    if not plan.allowed:
        raise await deny(decided, flight, ports)

    tokens, earlier = await ports.journal.scope(scope), await remembered(inherited, scope, inspection, ports)
    outgoing = await transform(decided, tokens, ports)  # 5
    flight.check()
    receipt = await admit(decided, outgoing, flight, ports)  # 6
    async with Settling(decided, receipt, flight, registry, ports) as record:
        flight.check()
        answer = await route(decided, outgoing, record, flight, ports)  # 7, 8
        ours = (*earlier, *outgoing.tokens)
        scan, restorable = AnswerScan(snapshot, plan, ours, ports), Restorable.of(plan, ours)
        out = Out(respond, call.id, receipt, ports)
        await release(answer, ports.wires[call.endpoint], restorable, scan, record, out)  # 9, 10, 11, 12


async def _inspected(call: Call, principal: Principal, snapshot: Snapshot, ports: Ports) -> tuple[Call, Inspection]:
    """The call as it is read, and what is in it: a stored object, or a body whose documents may have become text."""
    application = snapshot.boundary.applications[principal.application]
    detection = snapshot.detection_for(principal.tenant)
    if call.stored:
        return call, await inspect_stored(call.stored, ports.wires[call.endpoint], detection, ports)
    if application.extract:
        call = await extract(call, ports)
    inspection = await ports.compute.inspect(call.endpoint, call.body, detection)  # one job of jobs.py
    return call, by_default(marked(inspection, call), application)


async def handle(
    call: Call, flight: Flight, registry: Registry, respond: Responder, ports: Ports
) -> ClearanceError | None:
    """Run one exchange and answer whatever comes of it; returns the refusal, if it was one.

    Raises:
        CancelledError: the call was ended (client gone, drained); its outcome is durable.
    """
    try:
        await exchange(call, flight, registry, respond, ports)
    except ClearanceError as error:
        await refuse(respond, ports.wires[call.endpoint], error, call.id)
        return error
    return None
