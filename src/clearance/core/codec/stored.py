# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Calls about an object that a vendor keeps: paths and queries, read in the one way they can be read.

Of the query only what is listed goes along; ids of items are the caller's texts, and whoever sends them scans them.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from clearance.core.codec.slots import listed
from clearance.errors import MethodNotAllowed, PartRefused

_ID = frozenset(string.ascii_letters + string.digits + "_-")
_MOST_ID = 128
_MOST_QUERY = 2048
_MOST_FIELDS = 32
_MOST_DIGITS = 3

_ACTIONS: Mapping[str, Mapping[tuple[str, str], str]] = {
    "/v1/responses": {
        ("GET", ""): "retrieve",
        ("DELETE", ""): "delete",
        ("POST", "/cancel"): "cancel",
        ("GET", "/input_items"): "input_items",
    }
}
"""By endpoint: method and what follows the id, to what it does."""
_INCLUDE = listed(
    "reasoning.encrypted_content message.output_text.logprobs file_search_call.results web_search_call.results "
    "web_search_call.action.sources code_interpreter_call.outputs"
)
_CLOSED = {"include": _INCLUDE, "include[]": _INCLUDE, "order": listed("asc desc"), "stream": listed("false")}
_ITEMS = listed("after before")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One call about one object. ``action``: retrieve, delete, cancel or input_items."""

    endpoint: str
    id: str
    method: str
    tail: str
    action: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """Ids of items in the query: the caller's own text."""
        return tuple(value for name, value in self.fields if name in _ITEMS)

    def path(self, endpoint: str) -> str:
        """The path and query at the vendor, under its path of the endpoint, which may have a query of its own."""
        base, _, query = endpoint.partition("?")
        query = "&".join(filter(None, (query, urlencode(self.fields, safe="[]"))))
        return f"{base}/{self.id}{self.tail}" + (f"?{query}" if query else "")


def stored_endpoint(path: str) -> str | None:
    """The endpoint whose stored objects a path names; None where it names none."""
    found = _read(path)
    return found[0] if found else None


def stored_object(method: str, path: str, query: str) -> StoredObject | None:
    """What a call is about; None where the path is none of an object's.

    Raises:
        MethodNotAllowed: the path has another method.
        PartRefused: a field of the query that is not served; ``param`` is its name if it is known.
    """
    found = _read(path)
    if found is None:
        return None
    endpoint, name, tail = found
    action = _ACTIONS[endpoint].get((method, tail))
    if action is None:
        raise MethodNotAllowed("This path is served with another method.")
    return StoredObject(endpoint, name, method, tail, action, _fields(query))


def _read(path: str) -> tuple[str, str, str] | None:
    """Endpoint, the object's id, and what follows it."""
    for endpoint, actions in _ACTIONS.items():
        name, slash, last = path.removeprefix(f"{endpoint}/").partition("/")
        tails = {tail for _, tail in actions}
        if path.startswith(f"{endpoint}/") and _is_id(name) and slash + last in tails:
            return endpoint, name, slash + last
    return None


def _is_id(text: str) -> bool:
    return 1 <= len(text) <= _MOST_ID and set(text) <= _ID


def _fields(query: str) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] | None = None
    if len(query) <= _MOST_QUERY:
        try:
            pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=_MOST_FIELDS)
        except ValueError:
            pairs = None
    if pairs is None:
        raise PartRefused("The query cannot be read.", param="query")
    for name, value in pairs:
        if name in _CLOSED:
            good = value in _CLOSED[name]
        elif name == "limit":
            good = value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS
        elif name in _ITEMS:
            good = _is_id(value)
        else:
            raise PartRefused("The query has a field that is not served here.", param="query")
        if not good:
            raise PartRefused("A field of the query has a value that is not served here.", param=name)
    return tuple(pairs)
