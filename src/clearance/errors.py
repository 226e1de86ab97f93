# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The one error tree.

Every error has a stable ``code``, an HTTP ``status_hint``, a ``retryable`` flag, a
``safe_message`` that may be shown to a caller, and ``diagnostics`` for the operator's
log. Neither text ever holds content of a prompt, an answer, a key or a header value:
build them from names, numbers, paths and codes only.
"""

from typing import ClassVar


class ClearanceError(Exception):
    """Root of every error that Clearance raises on purpose."""

    code: ClassVar[str] = "internal_error"
    status_hint: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(
        self, safe_message: str, *, diagnostics: str = "", param: str | None = None, receipt: object = None
    ) -> None:
        super().__init__(safe_message)
        self.safe_message = safe_message
        self.diagnostics = diagnostics
        self.param = param
        self.receipt = receipt
        """The `model.record.Receipt` of the leaf that records this refusal, if there is one."""


class Malformed(ClearanceError):
    """The request cannot be read in exactly one way, so it is not forwarded."""

    code, status_hint = "malformed_request", 400


class PartRefused(ClearanceError):
    """The request holds a part that cannot be scanned or would run at the vendor; ``param`` names it."""

    code, status_hint = "part_refused", 400


class ReferenceRefused(PartRefused):
    """The request names an object at a vendor that this application did not make here, or that cannot be used so."""

    code = "reference_refused"


class PolicyDenied(ClearanceError):
    """No deployment may receive this request in any form; the message says why for each."""

    code, status_hint = "policy_denied", 400


class PlanIncomplete(ClearanceError):
    """The plan does not say how every finding leaves, so nothing does."""

    code, status_hint = "plan_incomplete", 500


class AnswerRefused(ClearanceError):
    """The vendor's answer holds a class that may not be released."""

    code, status_hint = "answer_refused", 400


class InvalidHeader(ClearanceError):
    """An ``x-clearance-*`` header, or one of a wire's own, is not usable; the message says what would be."""

    code, status_hint = "invalid_header", 400


class Unauthenticated(ClearanceError):
    """No valid, unexpired, unrevoked credential."""

    code, status_hint = "invalid_api_key", 401


class NotFound(ClearanceError):
    """No such path, model, deployment, key or receipt for this principal."""

    code, status_hint = "not_found", 404


class MethodNotAllowed(ClearanceError):
    """The path exists, with another method."""

    code, status_hint = "method_not_allowed", 405


class EndpointRefused(ClearanceError):
    """The endpoint carries what is not scanned (files, audio, jobs); the message says what to use instead."""

    code, status_hint = "endpoint_refused", 400


class UpgradeRefused(ClearanceError):
    """WebSocket, h2c or CONNECT: the data plane speaks HTTP/1.1 and nothing else."""

    # Clients that would rather have a WebSocket use plain requests at once after a 426; after a 400 they give up.
    code, status_hint = "upgrade_refused", 426


class RequestTimeout(ClearanceError):
    """Headers or body did not arrive within their deadline."""

    code, status_hint = "request_timeout", 408


class TooLarge(ClearanceError):
    """The body, or what it unpacks to, is over the limit."""

    code, status_hint = "request_too_large", 413


class UnsupportedEncoding(ClearanceError):
    """A content encoding or media type that is not accepted."""

    code, status_hint = "unsupported_encoding", 415


class HeadersTooLarge(ClearanceError):
    """Request line and headers are over the limit."""

    code, status_hint = "headers_too_large", 431


class Overloaded(ClearanceError):
    """A bounded queue or the bytes-in-flight limit is full."""

    code, status_hint, retryable = "overloaded", 503, True


class NotReady(ClearanceError):
    """Starting, draining, clock behind the log, or no valid boundary."""

    code, status_hint, retryable = "not_ready", 503, True


class DetectorUnavailable(ClearanceError):
    """Detection crashed or ran over its budget; nothing was forwarded."""

    code, status_hint, retryable = "detector_unavailable", 503, True


class AuditUnavailable(ClearanceError):
    """The journal could not make the record durable; nothing was forwarded."""

    code, status_hint, retryable = "audit_unavailable", 503, True


class VendorUnreachable(ClearanceError):
    """No allowed deployment accepted the connection."""

    code, status_hint, retryable = "vendor_unreachable", 502, True


class VendorProtocolError(ClearanceError):
    """The vendor's answer is not what its wire allows."""

    code, status_hint = "vendor_protocol_error", 502


class VendorTimeout(ClearanceError):
    """The vendor did not answer, or stopped sending, within the limit."""

    code, status_hint, retryable = "vendor_timeout", 504, True


class InvalidDocument(ClearanceError):
    """A boundary document or policy is not valid; the active boundary stays in force."""

    code, status_hint = "invalid_document", 422


class InvalidSetting(ClearanceError):
    """A process setting is missing, unknown or out of range."""

    code, status_hint = "invalid_setting", 422


class OwnedElsewhere(ClearanceError):
    """Another process owns this data directory."""

    code, status_hint = "owned_elsewhere", 409


class SchemaOutdated(ClearanceError):
    """The store's schema is not the one this version needs; ``clearance migrate`` brings it there."""

    code, status_hint = "schema_outdated", 409


class KeyUnavailable(ClearanceError):
    """A key is missing, destroyed, or does not open what it should."""

    code, status_hint = "key_unavailable", 503


class IntegrityBroken(ClearanceError):
    """The log, its head, a checkpoint or a payload is not what was recorded."""

    code, status_hint = "integrity_broken", 500
