# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Leaf v1: the envelope of every event in a log. Specified in docs/reference/leaf-v1.md, and frozen.

The keys of the envelope sort so that everything known before an event has its place in the log
stands first: a caller prepares the prefix, and the one writer adds sequence number and time.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import cast

from clearance.core.ledger import canonical
from clearance.model.record import Json, LeafBody

VERSION = 1
INSTALLATION_LOG = "installation"
ALGORITHMS: dict[str, Json] = {
    "commitment": "hmac-sha-256/sha-256",
    "hash": "sha-256/rfc6962",
    "payload": "aes-256-gcm",
    "sign": "ed25519",
}
_HEAD = b'{"alg":' + canonical.encode(ALGORITHMS) + b',"body":'
# What an id may hold: no escapes, no white space, and no separator of the row-bound data (AAD).
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/-")
MAX_NAME = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEYS = ("alg", "body", "epoch", "id", "kind", "log", "seq", "time", "v")


class LeafKind(StrEnum):
    """What an event is."""

    ADMITTED = "admitted"
    DENIED = "denied"
    ATTEMPT = "attempt"
    OUTCOME = "outcome"
    REJECTED = "rejected"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One event, read. ``time_ms`` is UTC milliseconds since the Unix epoch; ``id`` the call or event id."""

    log: str
    seq: int
    kind: LeafKind
    id: str
    epoch: str
    time_ms: int
    body: dict[str, Json]


def tenant_log(tenant: str) -> str:
    """The name of a tenant's log."""
    return f"tenant/{tenant}"


def leaf_prefix(*, log: str, kind: LeafKind, event_id: str, epoch: str, body: LeafBody) -> bytes:
    """Everything of a leaf but its place and time.

    Raises:
        ValueError: the body has no canonical form (see ``canonical.encode``).
    """
    for text in (epoch, event_id, log):
        if not _PLAIN.issuperset(text) or not 0 < len(text) <= MAX_NAME:
            raise ValueError("epoch, id and log are 1 to 200 letters, digits and ._:/-")
    names = f',"epoch":"{epoch}","id":"{event_id}","kind":"{kind.value}","log":"{log}"'
    return b"".join((_HEAD, canonical.encode(body), names.encode()))


def complete(prefix: bytes, seq: int, time_ms: int) -> bytes:
    """The leaf: a prefix with its place in the log and its time."""
    return b'%b,"seq":%d,"time":"%b","v":1}' % (prefix, seq, _time(time_ms))


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf): RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def chain_hash(previous: bytes, hashed: bytes) -> bytes:
    """SHA-256(0x02 || previous chain hash || leaf hash): pins an edit of a row to its sequence number."""
    return hashlib.sha256(b"\x02" + previous + hashed).digest()


CHAIN_START = bytes(32)


def read_leaf(data: bytes) -> Leaf:
    """The leaf that these bytes are.

    Raises:
        ValueError: not canonical, not version 1, or a field is missing, unknown or of the wrong type.
    """
    value = canonical.decode(data)
    if not isinstance(value, dict) or tuple(value) != _KEYS or value["v"] != VERSION or value["v"] is True:
        raise ValueError("not a leaf of version 1")
    if value["alg"] != ALGORITHMS:
        raise ValueError("unknown algorithm ids")
    log, epoch, event_id, kind, time = (value[key] for key in ("log", "epoch", "id", "kind", "time"))
    texts = all(isinstance(part, str) for part in (log, epoch, event_id, kind, time))
    seq, body = value["seq"], value["body"]
    if not texts or not isinstance(seq, int) or isinstance(seq, bool) or seq < 0 or not isinstance(body, dict):
        raise ValueError("a field of the leaf has the wrong type")
    return Leaf(
        log=cast("str", log),
        seq=seq,
        kind=LeafKind(cast("str", kind)),
        id=cast("str", event_id),
        epoch=cast("str", epoch),
        time_ms=parse_time(cast("str", time)),
        body=body,
    )


def format_time(time_ms: int) -> str:
    """RFC 3339, UTC, milliseconds: ``2026-11-22T15:07:01.123Z``."""
    return _time(time_ms).decode()


def parse_time(text: str) -> int:
    """UTC milliseconds of the text that ``format_time`` writes.

    Raises:
        ValueError: another form.
    """
    try:
        moment = datetime.fromisoformat(text) if text.endswith("Z") else _EPOCH
    except ValueError:
        raise ValueError("not a leaf's time") from None
    since = moment - _EPOCH
    result = (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000
    if format_time(result) != text:
        raise ValueError("not a leaf's time")
    return result


def event_uuid(time_ms: int, entropy: bytes) -> str:
    """A UUID version 7 (RFC 9562, section 5.7) from a time and 10 random bytes."""
    number = (time_ms & (2**48 - 1)) << 80 | int.from_bytes(entropy[:10], "big")
    number = number & ~(0xF << 76) | 7 << 76
    number = number & ~(0x3 << 62) | 2 << 62
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _time(time_ms: int) -> bytes:
    return b"%b.%03dZ" % (_second(time_ms // 1000), time_ms % 1000)


@lru_cache(maxsize=4)
def _second(seconds: int) -> bytes:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S").encode()
