# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""AWS Signature Version 4, for requests that are sent as they are signed.

After AWS's published description of it. The time comes from outside; nothing is sent here.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, unquote

_ALGORITHM = "AWS4-HMAC-SHA256"
_UNRESERVED = "-_.~"
_LEAST_ID, _MOST_ID = 16, 128
_LEAST_SECRET = 16
_ID_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@dataclass(frozen=True, slots=True)
class AwsKey:
    """An access key, and the session token that a temporary one comes with."""

    access_key_id: str
    secret: str = field(repr=False)
    session_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Signable:
    """What is signed of a request. ``path`` and ``query`` are percent-encoded, as they are sent."""

    method: str
    host: str
    path: str
    query: str
    headers: Mapping[str, str]
    body_digest: bytes
    """The body's SHA-256."""


def read_key(credential: str) -> AwsKey | None:
    """``ACCESS_KEY_ID:SECRET[:SESSION_TOKEN]``; None for any other credential (a Bedrock API key)."""
    name, _, rest = credential.partition(":")
    secret, _, token = rest.partition(":")
    if not _LEAST_ID <= len(name) <= _MOST_ID or not _ID_CHARACTERS.issuperset(name) or len(secret) < _LEAST_SECRET:
        return None
    return AwsKey(name, secret, token)


def sign(key: AwsKey, request: Signable, *, region: str, service: str, now_ms: int) -> dict[str, str]:
    """The headers that make the request a signed one."""
    time = datetime.fromtimestamp(now_ms // 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    added = {"host": request.host, "x-amz-date": time}
    if key.session_token:
        added["x-amz-security-token"] = key.session_token
    signed = {name.lower(): " ".join(value.split()) for name, value in (dict(request.headers) | added).items()}
    names = ";".join(sorted(signed))
    canonical = "\n".join(
        (
            request.method,
            canonical_path(request.path),
            canonical_query(request.query),
            *(f"{name}:{signed[name]}" for name in sorted(signed)),
            "",
            names,
            request.body_digest.hex(),
        )
    )
    scope = f"{time[:8]}/{region}/{service}/aws4_request"
    to_sign = "\n".join((_ALGORITHM, time, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    signature = hmac.new(_signing_key(key.secret, scope), to_sign.encode(), hashlib.sha256).hexdigest()
    value = f"{_ALGORITHM} Credential={key.access_key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return added | {"authorization": value}


def canonical_path(path: str) -> str:
    """Every service but S3 encodes a path that is already encoded once more."""
    kept: list[str] = []
    for step in path.split("/"):
        if step == "..":
            del kept[-1:]
        elif step not in ("", "."):
            kept.append(quote(step, safe=_UNRESERVED))
    slash = "/" if path.endswith("/") and kept else ""
    return "/" + "/".join(kept) + slash


def canonical_query(query: str) -> str:
    """The parameters sorted, each encoded in the one way that counts."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    encoded = sorted((_once(name), _once(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _once(text: str) -> str:
    return quote(unquote(text), safe=_UNRESERVED)


def _signing_key(secret: str, scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
