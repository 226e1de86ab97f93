# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Where a body holds the canary, found without the code under test, and whether each such place was seen.

The standard library reads the text, duplicate keys and all; the gateway's reader has no part in it.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from clearance.core.codec.json_walk import Slot, block_digest
from tests.fuzz.mutation import MARK, NUMBER


class Unseen(AssertionError):
    """A canary that nobody looked at; or a body that was let pass although another reader refuses it."""


@dataclass(frozen=True)
class _Pairs:
    members: list[tuple[str, Any]]


@dataclass(frozen=True)
class _Number:
    lexeme: str


@dataclass(frozen=True)
class Leaf:
    """A string, key or number, and the keys that it stands under."""

    text: str
    keys: tuple[str, ...]
    kind: str = "value"


@dataclass(frozen=True)
class Seen:
    """What a reader says it saw: texts, and digests of encrypted strings."""

    texts: Collection[str]
    encrypted: Collection[bytes] = ()


def read(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number, parse_constant=_Number)


def leaves(value: Any) -> Iterator[Leaf]:
    """Every string, key and number, in document order."""
    todo: list[tuple[Any, tuple[str, ...]]] = [(value, ())]
    while todo:
        value, keys = todo.pop()
        if isinstance(value, str):
            yield Leaf(value, keys)
        elif isinstance(value, _Number):
            yield Leaf(value.lexeme, keys, "number")
        elif isinstance(value, list):
            todo += [(element, keys) for element in reversed(value)]
        elif isinstance(value, _Pairs):
            for key, member in reversed(value.members):
                todo += [(member, (*keys, key)), (_Key(key), keys)]
        elif isinstance(value, _Key):
            yield Leaf(value.text, keys, "key")


@dataclass(frozen=True)
class _Key:
    text: str


def marked(data: bytes) -> list[Leaf]:
    """Every leaf of a JSON text that holds the canary."""
    try:
        value = read(data.decode())
    except (ValueError, RecursionError) as error:
        raise Unseen("another reader refuses this text") from error
    return [leaf for leaf in leaves(value) if _is_marked(leaf)]


def _is_marked(leaf: Leaf) -> bool:
    return leaf.text == str(NUMBER) if leaf.kind == "number" else MARK in leaf.text


def check(data: bytes, seen: Seen, spared: Callable[[Leaf], bool]) -> None:
    """Raises Unseen when a canary is neither among what was seen nor ``spared``."""
    for leaf in marked(data):
        if not spared(leaf) and not _covered(leaf, seen):
            raise Unseen(f"a {leaf.kind} under {'.'.join(leaf.keys)}")


def _covered(leaf: Leaf, seen: Seen) -> bool:
    if leaf.text in seen.texts:
        return True
    if leaf.kind != "value":
        return False
    if block_digest(leaf.text) in seen.encrypted:
        return True
    try:
        value = read(leaf.text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(value, (str, list, _Pairs)):
        return False
    return all(_covered(inner, seen) for inner in leaves(value) if _is_marked(inner))


def names_where(slot: Slot, holds: Callable[[Slot], bool]) -> frozenset[str]:
    """Names of members that a wire's table declares to be so, wherever it does."""
    found: set[str] = set()
    met: set[int] = set()
    todo = [slot]
    while todo:
        slot = todo.pop()
        if id(slot) in met:
            continue
        met.add(id(slot))
        found |= {name for name, inner in slot.inside.items() if holds(inner)}
        todo += [*slot.inside.values(), *(slot.roles or {}).values(), *(slot.types or {}).values()]
        todo += [slot.other] if slot.other is not None else []
    return frozenset(found)
