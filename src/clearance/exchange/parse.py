# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 2: the body, read in the one way it can be read. Pure; runs where ``Compute.inspect`` runs."""

from clearance.core.codec.wire import ReadRequest, Wire
from clearance.model.text import RawBody


def parse(wire: Wire, body: RawBody, path: str = "") -> ReadRequest:
    """Every string of the body as a segment, and what routing needs to know of the request.

    Raises:
        Malformed: not of this wire's shape, or it could be read in two ways.
        PartRefused: a part that cannot be scanned; ``param`` is its path.
    """
    return wire.read_request(body.reveal(), path)
