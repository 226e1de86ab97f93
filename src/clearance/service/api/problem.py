# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Errors of the administration API as RFC 9457 problem documents.

``type`` is ``urn:clearance:error:<code>``; ``code``, ``param`` and ``retryable`` are extension members.
"""

from starlette.responses import JSONResponse

from clearance.errors import ClearanceError

MEDIA_TYPE = "application/problem+json"


def problem(error: ClearanceError) -> JSONResponse:
    """The response for an error. Holds its safe message, never its diagnostics."""
    body: dict[str, object] = {
        "type": f"urn:clearance:error:{error.code}",
        "title": error.code.replace("_", " "),
        "status": error.status_hint,
        "detail": error.safe_message,
        "code": error.code,
        "retryable": error.retryable,
    }
    if error.param is not None:
        body["param"] = error.param
    return JSONResponse(body, error.status_hint, media_type=MEDIA_TYPE)
