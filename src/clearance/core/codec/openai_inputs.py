# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What OpenAI's endpoints agree on in a request: the model's name, flags, plain inputs, and what the vendor would
fetch, search or run by itself.

A field that is null counts as absent.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from clearance.core.codec.slots import listed
from clearance.errors import Malformed, PartRefused
from clearance.model.words import Guarded

GUARDED_TOOLS = {
    "web_search": Guarded.WEB_SEARCH,
    "web_search_preview": Guarded.WEB_SEARCH,
    "code_interpreter": Guarded.CODE_INTERPRETER,
    "file_search": Guarded.FILE_SEARCH,
    "mcp": Guarded.MCP,
    "computer_use": Guarded.COMPUTER_USE,
    "computer_use_preview": Guarded.COMPUTER_USE,
    "image_generation": Guarded.IMAGE_GENERATION,
    "local_shell": Guarded.SHELL,
    "shell": Guarded.SHELL,
    "tool_search": Guarded.TOOL_SEARCH,
}
"""Types of tools that a server runs itself."""
_GUARDED_FIELDS = {
    "web_search_options": Guarded.WEB_SEARCH,
    "search_parameters": Guarded.WEB_SEARCH,
    "mcp_servers": Guarded.MCP,
    "data_sources": Guarded.CONNECTOR,
    "file_ids": Guarded.SERVER_FILE,
}
"""Top-level fields by which a server searches, fetches or connects by itself."""
_GUARDED_PLUGINS = {"web": Guarded.WEB_SEARCH}
_REFUSED_FIELDS = listed("audio attachments")
"""Top-level fields whose effect has no name that an application could allow."""
VENDOR_RUN_FIELDS = frozenset(_GUARDED_FIELDS) | _REFUSED_FIELDS | {"plugins"}

Asked = list[tuple[str, str]]
"""Guarded features, each with the path that asks for it."""


def object_of(value: Any) -> dict[str, Any]:
    """The body. Raises Malformed: not an object."""
    if not isinstance(value, dict):
        raise Malformed("the body is not a JSON object")
    return value


def flag(value: dict[str, Any], name: str) -> bool:
    """A switch that is on. Raises Malformed: neither true nor false."""
    found = value.get(name)
    if found is not None and not isinstance(found, bool):
        raise Malformed(f"{name} is not true or false", param=name)
    return found is True


def texts_of(value: Any, name: str) -> list[str]:
    """The texts of a field that holds one or many.

    Raises:
        Malformed: no texts.
        PartRefused: a part that is not text.
    """
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise Malformed(f"{name} is not a string or an array of strings", param=name)
    for index, one in enumerate(value):
        if isinstance(one, dict):
            raise PartRefused("an input that is not a string is not allowed: only text is scanned", param=name)
        if not isinstance(one, str):
            raise Malformed("an input is not a string", param=f"{name}[{index}]")
    return list(value)


def seed_of(*texts: str) -> bytes:
    """SHA-256 of texts, each preceded by its length: calls with the same texts share their tokens, others do not."""
    digest = hashlib.sha256()
    for text in texts:
        data = text.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()


def vendor_run(value: dict[str, Any]) -> Asked:
    """The guarded features that top-level fields ask for.

    Raises:
        PartRefused: a field that no application can be allowed.
    """
    if VENDOR_RUN_FIELDS.isdisjoint(value):
        return []
    asked: Asked = []
    for name, member in value.items():
        if member is None:
            continue
        if name in _REFUSED_FIELDS:
            raise PartRefused(f"{name} is not allowed: the gateway cannot see what it does", param=name)
        if name in _GUARDED_FIELDS:
            asked.append((_GUARDED_FIELDS[name], name))
        elif name == "plugins":
            asked += _plugins(member)
    return asked


def _plugins(plugins: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(plugins, list):
        raise Malformed("plugins is not an array", param="plugins")
    for index, plugin in enumerate(plugins):
        path = f"plugins[{index}]"
        named = plugin.get("id") if isinstance(plugin, dict) else None
        feature = _GUARDED_PLUGINS.get(named) if isinstance(named, str) else None
        if feature is None:
            raise PartRefused("a plugin is not allowed: the gateway cannot see what it does", param=path)
        yield feature, path


def used(value: dict[str, Any], names: Iterable[str]) -> bool:
    """Whether a field is there with something in it."""
    return any(value.get(name) not in (None, False, [], {}) for name in names)
