# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Keys at rest: what may be stored of a key, which is never the key itself."""

from dataclasses import dataclass, field
from enum import StrEnum


class KeyState(StrEnum):
    """What a key may still do."""

    ACTIVE = "active"
    DECRYPT_ONLY = "decrypt_only"
    DESTROYED = "destroyed"


class KeyPurpose(StrEnum):
    """What a key is for; a part of what its wrapping authenticates."""

    TENANT = "tenant"
    """Wraps the data keys of one tenant."""
    DERIVE = "derive"
    """Keyed hashes of one tenant are derived from it; it stays when the wrapping key rotates."""
    DATA = "data"
    """Encrypts the rows of one subject, conversation or call."""
    SIGN = "sign"
    """Ed25519: signs checkpoints and receipts."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """One key, encrypted under its parent.

    ``commit`` is HMAC-SHA256 under the key itself (AES-GCM does not commit to a key, so it is checked on
    unwrap). ``parent`` is the id of the wrapping key. ``wrapped`` is empty once destroyed.
    """

    id: str
    tenant: str
    purpose: KeyPurpose
    scope: str
    version: int
    state: KeyState
    wrapped: bytes = field(repr=False)
    commit: bytes = field(repr=False)
    parent: str
    public: bytes = b""
