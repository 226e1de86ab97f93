# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Who is calling."""

from dataclasses import dataclass

from clearance.model.words import Declared


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An issued key, as stored. ``digest`` is HMAC-SHA256(pepper, secret part). Times are Unix seconds."""

    id: str
    tenant: str
    application: str
    environment: str
    owner: str
    purposes: tuple[str, ...]
    digest: bytes
    created_at: int
    expires_at: int
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """The authenticated application, and the person behind it where one is named.

    ``actor``, ``subject`` and ``conversation`` are per-tenant keyed hashes (hex), never the header's value.
    """

    tenant: str
    application: str
    key_id: str
    owner: str
    declared: Declared
    purpose: str | None
    auth_method: str = "api_key"
    actor: str | None = None
    subject: str | None = None
    conversation: str | None = None
