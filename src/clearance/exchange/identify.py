# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 1: who is calling, for whom, and why.

Knows keys, applications and purposes of one snapshot. Does not know bodies.
"""

from clearance.core.credentials import key_digest, parse_key, same_digest
from clearance.errors import InvalidHeader, Unauthenticated
from clearance.exchange.call import CallHeaders
from clearance.exchange.opaque import keyed_hash, opaque_id, plain_id
from clearance.model.boundary import Application
from clearance.model.identity import ApiKey, Principal
from clearance.ports import Snapshot

_NOBODY = bytes(32)


def identify(headers: CallHeaders, snapshot: Snapshot, *, now: int) -> Principal:
    """The principal behind a call. ``now`` is Unix seconds.

    Raises:
        Unauthenticated: no key, or one that is unknown, altered, expired, revoked or without an application.
        InvalidHeader: a purpose outside the key's, or a subject, actor or conversation id that is not usable.
    """
    key = _authenticate(headers.credential, snapshot, now)
    application = snapshot.boundary.applications.get(key.application)
    hashes = snapshot.tenant_keys.get(key.tenant)
    if application is None or application.tenant != key.tenant or hashes is None:
        raise Unauthenticated("This API key belongs to no application in the active boundary.")
    subject = headers.subject and opaque_id("x-clearance-subject", headers.subject)
    actor = headers.actor and opaque_id("x-clearance-actor", headers.actor)
    conversation = headers.conversation and plain_id("x-clearance-conversation", headers.conversation)
    return Principal(
        tenant=key.tenant,
        application=application.id,
        key_id=key.id,
        owner=key.owner,
        declared=application.declared,
        purpose=_purpose(headers.purpose, key, application, snapshot),
        subject=keyed_hash(hashes.identifiers, "subject", subject) if subject else None,
        actor=keyed_hash(hashes.identifiers, "actor", actor) if actor else None,
        conversation=keyed_hash(hashes.conversations, "header", application.id, conversation) if conversation else None,
    )


def _authenticate(credential: str | None, snapshot: Snapshot, now: int) -> ApiKey:
    parsed = parse_key(credential) if credential else None
    if parsed is None:
        raise Unauthenticated("Send a Clearance API key as 'Authorization: Bearer clr_...' or 'x-api-key'.")
    key = snapshot.keys_by_id.get(parsed.id)
    # Equal work for a known and an unknown id, so that ids cannot be told apart by time.
    good = same_digest(key_digest(snapshot.pepper, parsed.secret), key.digest if key else _NOBODY)
    if key is None or not good or key.environment != parsed.environment:
        raise Unauthenticated("This API key is not known here.")
    if key.revoked_at is not None or not key.created_at <= now < key.expires_at:
        raise Unauthenticated("This API key is revoked or expired.")
    return key


def _purpose(asked: str | None, key: ApiKey, application: Application, snapshot: Snapshot) -> str | None:
    """The declared purpose of use: from the header, else the key's only one, else the application's default."""
    allowed = [p for p in key.purposes if p in application.purposes and p in snapshot.boundary.purposes]
    if asked is not None:
        if asked not in allowed:
            raise InvalidHeader(
                "x-clearance-purpose must be one of the purposes of this API key; they are in its application's "
                "document.",
                param="x-clearance-purpose",
            )
        return asked
    if len(allowed) == 1:
        return allowed[0]
    return application.default_purpose if application.default_purpose in allowed else None
