# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 8: send, in the vendor's own wire, and wait for the answer's head.

The flight and the record are told first, so that whoever looks knows where the prompt is going. Of the
caller's headers only the wire's own go along (its version, its betas); the vendor port adds the gateway's credential.
"""

from clearance.exchange.call import Ports
from clearance.exchange.decided import Decided
from clearance.exchange.registry import Flight
from clearance.exchange.settle import Settling
from clearance.model.text import OutgoingBody
from clearance.ports import VendorAnswer


async def send(
    decided: Decided, deployment: str, body: OutgoingBody, record: Settling, flight: Flight, ports: Ports
) -> VendorAnswer:
    """The answer of one deployment, whatever its status.

    Raises:
        VendorUnreachable, VendorTimeout, VendorProtocolError: there is no answer.
    """
    flight.deployment = deployment
    record.attempted(deployment)
    target = decided.snapshot.boundary.deployments[deployment]
    model = dict(target.models)[decided.inspection.facts.model]
    path, headers = ports.wires[decided.call.endpoint].vendor_path(model), dict(decided.call.headers.wire)
    stored, method = decided.call.stored, "POST"
    if stored:
        path, method = stored.path(path), stored.method
    answer = await ports.vendors.open(target, path, body, headers, method=method)
    record.answered(answer.status)
    return answer
