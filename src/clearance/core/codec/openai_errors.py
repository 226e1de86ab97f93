# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Errors as OpenAI's SDKs read them: the same for all its endpoints."""

import json

from clearance.errors import ClearanceError

_FIRST_SERVER_ERROR = 500
_ERROR_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class OpenAIErrors:
    """The part of a ``Wire`` that shapes refusals."""

    def error_body(self, error: ClearanceError, request_id: str) -> bytes:
        """The error as OpenAI's SDKs read it."""
        status = error.status_hint
        default = "server_error" if status >= _FIRST_SERVER_ERROR else "invalid_request_error"
        detail = {
            "message": error.safe_message,
            "type": _ERROR_TYPES.get(status, default),
            "param": error.param,
            "code": error.code,
            "request_id": request_id,
        }
        return json.dumps({"error": detail}, ensure_ascii=False, separators=(",", ":")).encode()

    def error_headers(self, error: ClearanceError) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - they read the body
        """None: clients read the body."""
        return ()

    def error_event(self, error: ClearanceError, request_id: str) -> bytes:
        """The error as an in-band event; no terminator follows it."""
        return b"data: " + self.error_body(error, request_id) + b"\n\n"
