# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Errors as Anthropic's SDKs read them: the same for all its endpoints."""

import json

from clearance.errors import AnswerRefused, ClearanceError, PartRefused, PolicyDenied

_FIRST_SERVER_ERROR = 500
_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
}
# Denied for what the body holds. Without the code Claude Code takes a 400 for a complaint about the vendor's test
# features and asks five times more, with fewer of them (docs/adr/0007-denials-are-400.md).
_DENIALS = (PolicyDenied, PartRefused, AnswerRefused)
_DENIED = {"error_code": "dlp_request_denied"}


class AnthropicErrors:
    """The part of a ``Wire`` that shapes refusals."""

    def error_body(self, error: ClearanceError, request_id: str) -> bytes:
        """The error as Anthropic's SDKs read it. They show the message only, so it names the part.

        A denial says in ``details`` that the same body is never accepted.
        """
        status = error.status_hint
        default = "api_error" if status >= _FIRST_SERVER_ERROR else "invalid_request_error"
        named = error.param and error.param not in error.safe_message
        detail: dict[str, object] = {
            "type": _TYPES.get(status, default),
            "message": f"{error.param}: {error.safe_message}" if named else error.safe_message,
        }
        if isinstance(error, _DENIALS):
            detail["details"] = _DENIED
        body = {"type": "error", "error": detail, "request_id": request_id}
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    def error_headers(self, error: ClearanceError) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - they read the body
        """None: clients read the body."""
        return ()

    def error_event(self, error: ClearanceError, request_id: str) -> bytes:
        """The error as an in-band event; no ``message_stop`` follows it."""
        return b"event: error\ndata: " + self.error_body(error, request_id) + b"\n\n"
