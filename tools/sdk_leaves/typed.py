# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Leaves of Python types: typed dictionaries and Pydantic models, and what these are made of."""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from tools.sdk_leaves.leaf import KEY, MARK, Leaf

Within = tuple[Any, ...]
_LISTS = (list, Iterable, Sequence, tuple, set)
_DICTS = (dict, Mapping)
_UNIONS = (typing.Union, types.UnionType)
_PLAIN: dict[Any, Any] = {str: "x", int: 1, float: 1, bool: False, bytes: "eA==", type(None): None}


def typed_leaves(kind: Any, path: str = "", within: Within = ()) -> Iterator[Leaf]:
    """Every string of a type; ``within`` holds the types with fields that it stands in."""
    kind = _bare(kind)
    if (word := _first_word(kind)) is not None:
        yield Leaf(path, "words", MARK, word if isinstance(word, str) else "")
    elif kind in (str, bytes):
        yield Leaf(path, "text", MARK)
    elif kind in (Any, object):
        yield Leaf(path, "free", {KEY: MARK})
    elif (origin := get_origin(kind)) is not None:
        yield from _of_parts(origin, get_args(kind), path, within)
    elif kind not in within and (fields := _fields(kind)) is not None:
        yield from _of_fields(kind, fields, path, within)


def _of_parts(origin: Any, parts: tuple[Any, ...], path: str, within: Within) -> Iterator[Leaf]:
    if origin in _UNIONS:
        for one in parts:
            yield from typed_leaves(one, path, within)
    elif origin in _LISTS:
        for leaf in typed_leaves(parts[0], f"{path}[]", within):
            yield leaf.at([leaf.value])
    elif origin in _DICTS:
        yield Leaf(f"{path}.<key>", "key", {MARK: _example(parts[1], ())})
        for leaf in typed_leaves(parts[1], f"{path}.<value>", within):
            yield leaf.at({KEY: leaf.value})


def _of_fields(kind: Any, fields: dict[str, tuple[Any, bool]], path: str, within: Within) -> Iterator[Leaf]:
    needed = {name: _example(one, (kind,)) for name, (one, required) in fields.items() if required}
    tag = needed.get("type", "")
    for name, (one, _) in fields.items():
        if name == "type" and _is_one_word(one):
            continue  # it says which type this is
        shown = f"{path}({tag}).{name}" if tag and path else f"{path}.{name}".removeprefix(".")
        for leaf in typed_leaves(one, shown, (*within, kind)):
            yield leaf.at(needed | {name: leaf.value})


def _example(kind: Any, within: Within) -> Any:
    """The smallest value of a type."""
    kind = _bare(kind)
    if (word := _first_word(kind)) is not None:
        return word
    if kind in _PLAIN:
        return _PLAIN[kind]
    if (origin := get_origin(kind)) is not None:
        return _example_of_parts(origin, get_args(kind), within)
    fields = None if kind in within else _fields(kind)
    return {name: _example(one, (*within, kind)) for name, (one, required) in (fields or {}).items() if required}


def _example_of_parts(origin: Any, parts: tuple[Any, ...], within: Within) -> Any:
    if origin in _UNIONS:
        options = [one for one in parts if one not in within]
        return _example(options[0], within) if options else None
    if origin in _LISTS:
        return [_example(parts[0], within)] if parts[0] not in within else []
    return {}


def _fields(kind: Any) -> dict[str, tuple[Any, bool]] | None:
    """Wire names of a type's fields, each with its type and whether it must be there."""
    if hasattr(kind, "__required_keys__"):
        hints = typing.get_type_hints(kind, include_extras=True)
        return {
            _wire_name(name, hint): (hint, name in kind.__required_keys__ or _says(hint, "Required"))
            for name, hint in hints.items()
        }
    members = getattr(kind, "model_fields", None)
    if members is None:
        return None
    return {one.alias or name: (one.annotation, one.is_required()) for name, one in members.items()}


def _wire_name(name: str, hint: Any) -> str:
    for extra in getattr(hint, "__metadata__", ()) or getattr(next(iter(get_args(hint)), None), "__metadata__", ()):
        alias = getattr(extra, "alias", None)
        if alias:
            return str(alias)
    return name


def _bare(kind: Any) -> Any:
    while get_origin(kind) is typing.Annotated or _says(kind, "Required", "NotRequired"):
        kind = get_args(kind)[0]
    return getattr(kind, "__value__", kind)


def _says(kind: Any, *names: str) -> bool:
    return getattr(get_origin(kind), "_name", "") in names


def _first_word(kind: Any) -> Any:
    """The first of the words that a type names; None where it names none."""
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, str) and hasattr(kind, "__members__"):
        return next(iter(kind.__members__.values())).value
    return None


def _is_one_word(kind: Any) -> bool:
    kind = _bare(kind)
    return get_origin(kind) is Literal and len(get_args(kind)) == 1
