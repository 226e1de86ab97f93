# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The plain forms of sealed rows: small MessagePack values, versioned by ``sealing.ROW_SCHEMA``."""

import hashlib

import msgspec

from clearance.errors import IntegrityBroken
from clearance.model.identity import ApiKey
from clearance.model.record import Kept, Payload, Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind, SourceTag

_pack = msgspec.msgpack.Encoder().encode
_payload = msgspec.msgpack.Decoder(tuple[dict[str, bytes], dict[str, bytes]]).decode
_token = msgspec.msgpack.Decoder(tuple[str, DataClass, str]).decode
_kept = msgspec.msgpack.Decoder(
    tuple[str, str, str, ScopeKind, str, frozenset[DataClass], frozenset[SourceTag], bool]
).decode
_api_key = msgspec.msgpack.Decoder(ApiKey).decode


def pack_payload(payload: Payload) -> bytes:
    """Salts and captured bodies."""
    return _pack((payload.salts, payload.content))


def unpack_payload(plain: bytes) -> Payload:
    """Raises IntegrityBroken for another form."""
    try:
        salts, content = _payload(plain)
    except msgspec.MsgspecError:
        raise IntegrityBroken("a payload row has an unknown form") from None
    return Payload(salts, content)


def pack_token(token: Token) -> bytes:
    """A token's text, class and surface."""
    return _pack((token.text, token.data_class, token.surface.reveal()))


def unpack_token(plain: bytes, scope: Scope) -> Token:
    """Raises IntegrityBroken for another form."""
    try:
        text, data_class, surface = _token(plain)
    except msgspec.MsgspecError:
        raise IntegrityBroken("a token row has an unknown form") from None
    return Token(text, data_class, Raw(surface), scope)


def pack_kept(kept: Kept) -> bytes:
    """All of an object's record but its tenant and name, which its binding holds."""
    scope, classes, tags = kept.scope, sorted(kept.classes), sorted(kept.tags)
    return _pack((kept.application, kept.deployment, kept.model, scope.kind, scope.id, classes, tags, kept.phi_origin))


def unpack_kept(plain: bytes, tenant: str, name: str) -> Kept:
    """Raises IntegrityBroken for another form."""
    try:
        application, deployment, model, kind, scope, classes, tags, phi_origin = _kept(plain)
    except msgspec.MsgspecError:
        raise IntegrityBroken("the row of a kept object has an unknown form") from None
    return Kept(name, application, deployment, model, Scope(tenant, kind, scope), classes, tags, phi_origin)


def pack_api_key(key: ApiKey) -> bytes:
    """An issued key's record, digest included."""
    return _pack(key)


def unpack_api_key(plain: bytes) -> ApiKey:
    """Raises IntegrityBroken for another form."""
    try:
        return _api_key(plain)
    except msgspec.MsgspecError:
        raise IntegrityBroken("an API key row has an unknown form") from None


def token_row(scope: Scope, text_hash: bytes) -> str:
    """The name of a token row in its binding."""
    return f"{scope.kind.value}/{scope.id}/{text_hash.hex()}"


def text_hash(text: str) -> bytes:
    """SHA-256 of a token's text, which is random and says nothing of what it stands for."""
    return hashlib.sha256(text.encode()).digest()
