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
10 restore     exactly the tokens that this exchange placed
11 settle      one outcome, durable before the last byte
12 answer      with a signed receipt
"""

from clearance.errors import ClearanceError
from clearance.exchange.admit import admit, deny
from clearance.exchange.answer import refuse
from clearance.exchange.call import Call, Ports, Responder
from clearance.exchange.decide import decide, read_restriction, refuse_guarded
from clearance.exchange.decided import Decided
from clearance.exchange.extract import extract, marked
from clearance.exchange.identify import identify
from clearance.exchange.registry import Flight, Registry
from clearance.exchange.release import Out, release
from clearance.exchange.restore import Restorable
from clearance.exchange.route import route
from clearance.exchange.scan import AnswerScan
from clearance.exchange.settle import Settling
from clearance.exchange.transform import scope_of, transform
from clearance.exchange.wire_headers import check_wire_headers


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
    if snapshot.boundary.applications[principal.application].extract:
        call = await extract(call, ports)
    inspection = await ports.compute.inspect(call.endpoint, call.body, detection)  # 2, 3: one job of jobs.py
    inspection = marked(inspection, call)
    refuse_guarded(principal, inspection, snapshot)
    plan = decide(principal, inspection, wish, snapshot, now=now)  # 4
    scope = scope_of(call, principal, inspection, wish, snapshot)
    decided = Decided(call, principal, inspection, wish, plan, scope, snapshot, now_ms)
    if not plan.allowed:
        raise await deny(decided, flight, ports)

    tokens = await ports.journal.scope(scope)
    outgoing = await transform(decided, tokens, ports)  # 5
    flight.check()
    receipt = await admit(decided, outgoing, flight, ports)  # 6
    async with Settling(decided, receipt, flight, registry, ports) as record:
        flight.check()
        answer = await route(decided, outgoing, record, flight, ports)  # 7, 8
        placed = frozenset(token.text for token in outgoing.tokens)
        scan = AnswerScan(snapshot, placed, ports)
        restorable = Restorable.of(plan, outgoing.tokens)
        out = Out(respond, call.id, receipt, ports)
        await release(answer, ports.wires[call.endpoint], restorable, scan, record, out)  # 9, 10, 11, 12


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
