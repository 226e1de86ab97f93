# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Steps 2 and 3: parse the body and classify what is in it.

One job, because the body may cross into a worker process and should do so once.
"""

from clearance.exchange.call import Call, Ports
from clearance.model.prompt import Inspection


async def inspect(call: Call, ports: Ports) -> Inspection:
    """The request read in its one way, with every finding. The edge has checked that a wire serves the endpoint.

    Raises:
        Malformed, PartRefused, DetectorUnavailable, Overloaded: from the work itself.
    """
    return await ports.compute.inspect(call.endpoint, call.body)
