# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""From a request to an endpoint that is not scanned to what goes along to the vendor: method, path, query, type.

A path is passed on only if every server reads it the same way, so that none is led to another endpoint by it.
"""

import re

from clearance.core.codec.unscanned import Family
from clearance.errors import Malformed, MethodNotAllowed
from clearance.exchange.call import Unread
from clearance.service.gateway.headers import plain_header
from clearance.service.gateway.incoming import Incoming

_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9_.:-]+)+", re.ASCII)
_QUERY = re.compile(r"[A-Za-z0-9_.~:,%+/=\[\]-]*", re.ASCII)
_CREDENTIALS = frozenset({"key", "api_key", "api-key", "access_token"})
_MOST = 2_048


def unread_of(request: Incoming, family: Family) -> Unread:
    """What goes along.

    Raises:
        MethodNotAllowed, Malformed, InvalidHeader: a method that the family does not have, a path, query or
            content type that is not plain.
    """
    if request.method not in family.methods:
        raise MethodNotAllowed("This path is served with another method.")
    if len(request.path) > _MOST or not _PATH.fullmatch(request.path):
        raise Malformed("The path is not plain: letters, digits and ._:- between single slashes.")
    kinds = [value for name, value in request.headers if name == b"content-type"]
    return Unread(
        wire=family.wire,
        family=family.name,
        method=request.method,
        target=request.path + _query(request.query),
        content_type=plain_header("content-type", kinds[0]) if kinds else "",
    )


def _query(query: str) -> str:
    """The query without credentials: the vendor's is the gateway's own."""
    parts = [part for part in query.split("&") if part and part.partition("=")[0].lower() not in _CREDENTIALS]
    if len(query) > _MOST or not all(map(_QUERY.fullmatch, parts)):
        raise Malformed("The query is not plain.")
    return "?" + "&".join(parts) if parts else ""
