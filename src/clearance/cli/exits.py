# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Exit codes: what a script may rely on."""

from clearance.errors import (
    AuditUnavailable,
    ClearanceError,
    IntegrityBroken,
    InvalidSetting,
    KeyUnavailable,
    PolicyDenied,
)

OK = 0
FAILURE = 1
USAGE = 2
DENIED = 3
INTEGRITY = 4
UNAVAILABLE = 5
INTERRUPTED = 130
"""128 + SIGINT, as shells do."""


def code_of(error: ClearanceError) -> int:
    """The exit code for an error."""
    if isinstance(error, InvalidSetting):
        return USAGE
    if isinstance(error, PolicyDenied):
        return DENIED
    if isinstance(error, IntegrityBroken):
        return INTEGRITY
    if error.retryable or isinstance(error, KeyUnavailable | AuditUnavailable):
        return UNAVAILABLE
    return FAILURE
