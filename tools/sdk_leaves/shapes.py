# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Leaves of botocore's shapes. Members that travel in the URL or in headers are left out."""

from collections.abc import Iterator
from typing import Any

from tools.sdk_leaves.leaf import KEY, MARK, Leaf

_PLAIN = {"string": "x", "blob": "eA==", "boolean": False}


def shape_leaves(shape: Any, path: str = "", within: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every string of a shape; ``within`` names the structures that it stands in."""
    kind = shape.type_name
    if kind == "structure" and getattr(shape, "is_document_type", False):
        yield Leaf(path, "free", {KEY: MARK})
    elif kind == "structure" and shape.name not in within:
        yield from _members(shape, path, (*within, shape.name))
    elif kind == "list":
        for leaf in shape_leaves(shape.member, f"{path}[]", within):
            yield leaf.at([leaf.value])
    elif kind == "map":
        yield Leaf(f"{path}.<key>", "key", {MARK: _example(shape.value, ())})
        for leaf in shape_leaves(shape.value, f"{path}.<value>", within):
            yield leaf.at({KEY: leaf.value})
    elif kind in ("string", "blob"):
        words = getattr(shape, "enum", None)
        yield Leaf(path, "words", MARK, words[0]) if words else Leaf(path, "text", MARK)


def _members(shape: Any, path: str, within: tuple[str, ...]) -> Iterator[Leaf]:
    needed = {name: _example(shape.members[name], ()) for name in _in_body(shape) if name in shape.required_members}
    if getattr(shape, "is_tagged_union", False):
        needed = {}
    for name in _in_body(shape):
        for leaf in shape_leaves(shape.members[name], f"{path}.{name}" if path else name, within):
            yield leaf.at(needed | {name: leaf.value})


def _in_body(shape: Any) -> list[str]:
    return [name for name, member in shape.members.items() if "location" not in member.serialization]


def _example(shape: Any, within: tuple[str, ...]) -> Any:
    """The smallest value of a shape."""
    kind = shape.type_name
    if kind == "structure":
        return _example_of_members(shape, within)
    if kind == "list":
        return [_example(shape.member, within)]
    if kind == "map":
        return {}
    words = getattr(shape, "enum", None)
    return words[0] if words else _PLAIN.get(kind, 1)


def _example_of_members(shape: Any, within: tuple[str, ...]) -> dict[str, Any]:
    if shape.name in within:
        return {}
    names = _in_body(shape)
    union = getattr(shape, "is_tagged_union", False)
    names = names[:1] if union else [name for name in names if name in shape.required_members]
    return {name: _example(shape.members[name], (*within, shape.name)) for name in names}
