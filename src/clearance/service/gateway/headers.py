# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""From a client's headers to the few that count; everything else ends here.

``traceparent``, cookies, ``openai-organization`` and the like are never forwarded.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network

from clearance.errors import InvalidHeader
from clearance.exchange.call import CallHeaders

Headers = Iterable[tuple[bytes, bytes]]
Networks = Sequence[IPv4Network | IPv6Network]

_FIELDS = {
    b"x-clearance-purpose": "purpose",
    b"x-clearance-subject": "subject",
    b"x-clearance-actor": "actor",
    b"x-clearance-conversation": "conversation",
    b"x-clearance-restrict": "restrict",
}
_OURS = b"x-clearance-"
_CREDENTIALS = (b"authorization", b"x-api-key", b"x-goog-api-key")
_WIRE = (b"anthropic-version", b"anthropic-beta", b"openai-beta")
"""Headers of the wires themselves: they go along to the vendor."""
_MARKS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._=, ")
_BEARER = b"bearer "
_SIGNED = b"aws4-"
_MOST = 4096


def call_headers(headers: Headers) -> CallHeaders:
    """The headers of the exchange.

    Raises:
        InvalidHeader: one of them twice, not ASCII, too long, or an ``x-clearance-`` header nobody knows (a
            misspelt wish to restrict must not be ignored); two different credentials.
    """
    found: dict[str, str] = {}
    credentials: set[str] = set()
    wire: dict[str, str] = {}
    for name, value in headers:
        if name in _CREDENTIALS:
            credentials.add(_credential(name, value))
        elif name in _WIRE:
            shown = name.decode("ascii")
            wire[shown] = ",".join(filter(None, (wire.get(shown), _marks(shown, value))))
        elif name.startswith(_OURS):
            shown = _shown(name)
            field = _FIELDS.get(name)
            if field is None:
                raise InvalidHeader("This x-clearance- header is not known.", param=shown)
            if field in found:
                raise InvalidHeader(f"{shown} may be sent once only.", param=shown)
            found[field] = _text(shown, value)
    if len(credentials) > 1:
        raise InvalidHeader("Send one credential: Authorization or x-api-key.", param="authorization")
    return CallHeaders(credential=next(iter(credentials), None), wire=tuple(sorted(wire.items())), **found)


def client_address(peer: str, headers: Headers, trusted: Networks) -> str:
    """The client's address: the peer's, or the last in X-Forwarded-For that is not a declared proxy's.

    Entries left of one that no proxy of ours wrote are the client's own invention and are never read.
    """
    if not _within(peer, trusted):
        return peer
    forwarded = b",".join(value for name, value in headers if name == b"x-forwarded-for")
    for entry in reversed(forwarded.split(b",")):
        try:
            address = str(ipaddress.ip_address(entry.strip().decode("ascii")))
        except ValueError:
            return peer
        peer = address
        if not _within(peer, trusted):
            return peer
    return peer


def _within(text: str, networks: Networks) -> bool:
    if not networks:
        return False
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in networks)


def _credential(name: bytes, value: bytes) -> str:
    shown = name.decode("ascii")
    if name == b"authorization" and value.lower().startswith(_SIGNED):
        raise InvalidHeader(
            "AWS signatures are not accepted here: set AWS_BEARER_TOKEN_BEDROCK to the Clearance API key.", param=shown
        )
    if name == b"authorization" and not value.lower().startswith(_BEARER):
        raise InvalidHeader("Authorization must be 'Bearer' and a Clearance API key.", param=shown)
    return _text(shown, value[len(_BEARER) :] if name == b"authorization" else value)


def _text(shown: str, value: bytes) -> str:
    try:
        text = value.decode("ascii").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(text) > _MOST or not text.isprintable():
        raise InvalidHeader(f"{shown} must be short printable ASCII.", param=shown)
    return text


def plain_header(shown: str, value: bytes) -> str:
    """A header's value. Raises InvalidHeader: not short printable ASCII."""
    return _text(shown, value)


def _marks(shown: str, value: bytes) -> str:
    text = _text(shown, value)
    if not _MARKS.issuperset(text):
        raise InvalidHeader(f"{shown} must be names of letters, digits, dots and dashes.", param=shown)
    return text


def _shown(name: bytes) -> str:
    # A header's name is the caller's too: show it only if it is one that we know.
    return name.decode("ascii") if name in _FIELDS else _OURS.decode("ascii") + "*"
