# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 12: answer the caller, in the shape that its client expects.

Refusals carry ``x-should-retry: false`` so that no client repeats them (403 and 451 make real agents retry
or claim a login failure, hence 400).
"""

from clearance.core.codec.wire import Wire
from clearance.errors import ClearanceError, UpgradeRefused
from clearance.exchange.call import Responder
from clearance.model.record import Receipt

Headers = tuple[tuple[str, str], ...]
JSON = "application/json"
SSE = "text/event-stream; charset=utf-8"


def receipt_header(receipt: Receipt) -> str:
    """``log;seq;leaf_hash;key_id;signature``: what the caller keeps to hold us to the record."""
    return f"{receipt.log};{receipt.seq};{receipt.leaf_hash};{receipt.key_id};{receipt.signature}"


def response_headers(call_id: str, content_type: str, receipt: Receipt | None = None) -> Headers:
    """Our own headers on every answer."""
    headers = [
        ("content-type", content_type),
        ("cache-control", "no-store"),
        ("x-request-id", call_id),
        ("request-id", call_id),
    ]
    if receipt is not None:
        headers.append(("x-clearance-receipt", receipt_header(receipt)))
    return tuple(headers)


def error_headers(call_id: str, error: ClearanceError) -> Headers:
    """As above, and whether to try again."""
    receipt = error.receipt if isinstance(error.receipt, Receipt) else None
    headers = (*response_headers(call_id, JSON, receipt), ("x-clearance-code", error.code))
    if error.code == UpgradeRefused.code:
        headers = (*headers, ("upgrade", "HTTP/1.1"))  # RFC 9110, section 15.5.22: the protocol that is spoken
    if error.retryable:
        return (*headers, ("x-should-retry", "true"), ("retry-after", "1"))
    return (*headers, ("x-should-retry", "false"))


async def refuse(respond: Responder, wire: Wire, error: ClearanceError, call_id: str) -> None:
    """The error in the wire's envelope; in-band and without a terminator once the answer has begun."""
    if respond.started:
        await respond.write(wire.error_event(error, call_id))
    else:
        body = wire.error_body(error, call_id)
        headers = (*error_headers(call_id, error), *wire.error_headers(error), ("content-length", str(len(body))))
        await respond.start(error.status_hint, headers)
        await respond.write(body)
    await respond.finish()
