# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""API keys: issue, list, revoke. The key itself leaves here once and is not kept."""

from dataclasses import replace
from typing import Annotated, Any

import msgspec

from clearance.core.credentials import ENTROPY_BYTES, format_key, key_digest, parse_key
from clearance.errors import ClearanceError, Malformed, NotFound, NotReady
from clearance.model.boundary import Application
from clearance.model.identity import ApiKey
from clearance.model.record import Json
from clearance.model.words import OutcomeKind
from clearance.service.owner import Owner

DAY_SECONDS = 86_400


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """POST /v1/keys."""

    application: str
    owner: str = ""
    purposes: list[str] = []
    days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 90
    environment: Annotated[str, msgspec.Meta(pattern="^[a-z0-9]{1,16}$")] = "live"


async def issue(owner: Owner, wish: Wish, *, actor: str) -> dict[str, Any]:
    """A new key for an application of the boundary in force; ``key`` is shown only in this answer.

    Raises:
        NotFound: no such application.
        Malformed: a purpose that the application does not have.
        AuditUnavailable: it could not be recorded, so there is no key.
    """
    async with owner.changing:
        application = _application(owner, wish.application)
        if not set(wish.purposes) <= set(application.purposes):
            raise Malformed(
                f"Application {application.id} has the purposes {', '.join(application.purposes)}.", param="purposes"
            )
        text, key = _new_key(owner, wish, application)
        await owner.journal.records.put_api_key(key, _event("key.issued", actor, key))
        await owner.use_key(key)
    return {"key": text, **shown(key, key.created_at)}


def _new_key(owner: Owner, wish: Wish, application: Application) -> tuple[str, ApiKey]:
    """The text of a new key, and its record."""
    now = owner.clock.now_ms() // 1000
    while True:
        text = format_key(wish.environment, owner.clock.entropy(ENTROPY_BYTES))
        parsed = parse_key(text)
        if parsed is None:
            raise ClearanceError("A new API key does not read back.")
        if parsed.id not in owner.api_keys():
            break
    return text, ApiKey(
        id=parsed.id,
        tenant=application.tenant,
        application=application.id,
        environment=parsed.environment,
        owner=wish.owner or application.owner,
        purposes=tuple(wish.purposes) or application.purposes,
        digest=key_digest(owner.pepper, parsed.secret),
        created_at=now,
        expires_at=now + wish.days * DAY_SECONDS,
    )


async def revoke(owner: Owner, key_id: str, *, actor: str) -> dict[str, Any]:
    """Revoke a key and end its calls in flight. Revoking again changes nothing.

    Raises:
        NotFound: no such key.
        AuditUnavailable: it could not be recorded; the key still works.
    """
    async with owner.changing:
        key = owner.api_keys().get(key_id)
        if key is None:
            raise NotFound("There is no such API key.", param="key_id")
        if key.revoked_at is None:
            key = replace(key, revoked_at=owner.clock.now_ms() // 1000)
            await owner.journal.records.put_api_key(key, _event("key.revoked", actor, key))
            await owner.use_key(key)
    ended = owner.registry.end_where(
        lambda flight: flight.principal is not None and flight.principal.key_id == key_id, OutcomeKind.DRAINED
    )
    return {**shown(key, owner.clock.now_ms() // 1000), "ended": ended}


def listed(owner: Owner) -> list[dict[str, Any]]:
    """Every key that was ever issued, oldest first."""
    now = owner.clock.now_ms() // 1000
    return [shown(key, now) for key in sorted(owner.api_keys().values(), key=lambda key: (key.created_at, key.id))]


def shown(key: ApiKey, now: int) -> dict[str, Any]:
    """A key's record without its digest."""
    state = "revoked" if key.revoked_at is not None else "active" if now < key.expires_at else "expired"
    return {
        "id": key.id,
        "state": state,
        "tenant": key.tenant,
        "application": key.application,
        "environment": key.environment,
        "owner": key.owner,
        "purposes": list(key.purposes),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
    }


def _application(owner: Owner, name: str) -> Application:
    boundary = owner.boundary
    if boundary is None:
        raise NotReady("No boundary is in force; run: clearance apply")
    application = boundary.applications.get(name)
    if application is None:
        raise NotFound("The boundary in force has no such application.", param="application")
    return application


def _event(action: str, actor: str, key: ApiKey) -> dict[str, Json]:
    return {
        "action": action,
        "actor": actor,
        "object": key.id,
        "application": key.application,
        "environment": key.environment,
        "expires_at": key.expires_at,
        "owner": key.owner,
        "purposes": list(key.purposes),
        "tenant": key.tenant,
    }
