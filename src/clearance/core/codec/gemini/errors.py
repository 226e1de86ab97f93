# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Errors as Google's clients read them: ``google.rpc.Status`` in JSON."""

import json

from clearance.errors import ClearanceError, PolicyDenied
from clearance.model.record import Json

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    408: "DEADLINE_EXCEEDED",
    429: "RESOURCE_EXHAUSTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_FIRST_SERVER_ERROR = 500
_TYPE = "type.googleapis.com/google.rpc."


class GeminiErrors:
    """The part of a ``Wire`` that shapes refusals."""

    def error_body(self, error: ClearanceError, request_id: str) -> bytes:
        """The error with our code and the refused part's path in its details."""
        status = error.status_hint
        default = "INTERNAL" if status >= _FIRST_SERVER_ERROR else "INVALID_ARGUMENT"
        word = "FAILED_PRECONDITION" if isinstance(error, PolicyDenied) else _STATUS.get(status, default)
        about: dict[str, Json] = {
            "@type": _TYPE + "ErrorInfo",
            "reason": error.code.upper(),
            "domain": "clearance",
            "metadata": {"request_id": request_id},
        }
        details: list[Json] = [about]
        if error.param is not None:
            violation: dict[str, Json] = {"field": error.param, "description": error.safe_message}
            details.append({"@type": _TYPE + "BadRequest", "fieldViolations": [violation]})
        detail = {"code": status, "message": error.safe_message, "status": word, "details": details}
        return json.dumps({"error": detail}, ensure_ascii=False, separators=(",", ":")).encode()

    def error_headers(self, error: ClearanceError) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - they read the body
        """None: clients read the body."""
        return ()

    def error_event(self, error: ClearanceError, request_id: str) -> bytes:
        """The error as an in-band event."""
        return b"data: " + self.error_body(error, request_id) + b"\n\n"
