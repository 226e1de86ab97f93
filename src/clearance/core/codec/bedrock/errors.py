# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Errors as AWS's clients read them: the type in a header, the text in the body.

botocore repeats a call on ThrottlingException, ModelNotReadyException and RequestTimeout..., and on 500, 502, 503 and
504: a refusal is none of these.
"""

import json

from clearance.core.codec.eventstream import encode_headers, encode_message
from clearance.errors import ClearanceError

_FIRST_SERVER_ERROR = 500
_TYPES = {
    401: "AccessDeniedException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    408: "RequestTimeoutException",
    429: "ThrottlingException",
    503: "ServiceUnavailableException",
    504: "ModelTimeoutException",
}
_IN_STREAM = {429: "throttlingException", 503: "serviceUnavailableException"}


class BedrockErrors:
    """The part of a ``Wire`` that shapes refusals."""

    def error_body(self, error: ClearanceError, request_id: str) -> bytes:
        """The text, with the refused part's path: clients show nothing else of a body."""
        where = "" if error.param is None else f" ({error.param})"
        value = {
            "message": error.safe_message + where,
            "code": error.code,
            "param": error.param,
            "requestId": request_id,
        }
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def error_headers(self, error: ClearanceError) -> tuple[tuple[str, str], ...]:
        """The error's type."""
        status = error.status_hint
        default = "InternalServerException" if status >= _FIRST_SERVER_ERROR else "ValidationException"
        return (("x-amzn-errortype", _TYPES.get(status, default)),)

    def error_event(self, error: ClearanceError, request_id: str) -> bytes:
        """The error as an exception message of the stream."""
        status = error.status_hint
        default = "internalServerException" if status >= _FIRST_SERVER_ERROR else "validationException"
        head = {
            ":exception-type": _IN_STREAM.get(status, default),
            ":content-type": "application/json",
            ":message-type": "exception",
        }
        return encode_message(encode_headers(head), self.error_body(error, request_id))
