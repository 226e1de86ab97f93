# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How a setting is declared, and how a text becomes its value.

One dataclass field is one setting: its name, type and default are the field's, the rest is
here. Everything else (loader, JSON Schema, listing) is derived from the declaration.
"""

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Value = None | bool | int | float | str | Path | tuple[str, ...]
Check = Callable[[Any], str | None]
"""Gives why a value is not usable (never quoting it), or None."""

ENV_PREFIX = "CLEARANCE_"
_META = "clearance"
_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Meta:
    """What a declaration says besides name, type and default. ``least``/``most`` are inclusive."""

    help: str
    secret: bool = False
    reload: bool = False
    least: float | None = None
    most: float | None = None
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, flat. ``key`` is dotted ("gateway.port"), ``env`` its environment name."""

    key: str
    env: str
    kind: Any
    default: Value
    meta: Meta


def setting(default: T, meta: Meta) -> T:
    """Declare a setting as a dataclass field."""
    return field(default=default, metadata={_META: meta})


def section(kind: type[T]) -> T:
    """Declare a nested group of settings."""
    return field(default_factory=kind)


def declared(kind: type[Any], prefix: str = "") -> Iterator[Setting]:
    """Every setting of a settings class, in declaration order."""
    hints = get_type_hints(kind)
    for each in fields(kind):
        key = f"{prefix}{each.name}"
        if is_dataclass(hints[each.name]):
            yield from declared(cast("type[Any]", hints[each.name]), f"{key}.")
        else:
            env = ENV_PREFIX + key.upper().replace(".", "__")
            yield Setting(key, env, hints[each.name], cast("Value", each.default), each.metadata[_META])


def _without_none(kind: Any) -> tuple[Any, bool]:
    if get_origin(kind) in (Union, types.UnionType):
        rest = [arg for arg in get_args(kind) if arg is not type(None)]
        return rest[0], True
    return kind, False


def expected(kind: Any) -> str:
    """What a value of this type looks like, in words."""
    plain, _ = _without_none(kind)
    if get_origin(plain) is Literal:
        return "one of " + ", ".join(str(each) for each in get_args(plain))
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", Path: "a path"}
    return words.get(plain, "a list of texts")


def from_text(kind: Any, text: str) -> Value:
    """A value as an environment variable or flag writes it. Raises ValueError."""
    plain, optional = _without_none(kind)
    if optional and not text:
        return None
    if plain is bool:
        if text.lower() not in _TRUE | _FALSE:
            raise ValueError
        return text.lower() in _TRUE
    if plain is int or plain is float:
        return int(text) if plain is int else float(text)
    if plain is Path:
        return _path(text)
    if get_origin(plain) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return _literal(plain, text)


def from_file(kind: Any, raw: object) -> Value:
    """A value as TOML (or a caller of the loader) gives it. Raises ValueError."""
    plain, optional = _without_none(kind)
    if raw is None and optional:
        return None
    if plain is Path and isinstance(raw, Path | str):
        return _path(str(raw))
    if isinstance(raw, str):
        return _literal(plain, raw)
    if isinstance(raw, list | tuple):
        return _texts(plain, raw)
    if type(raw) is plain or (type(raw) is int and plain is float):
        return float(raw) if plain is float and type(raw) is int else cast("Value", raw)
    raise ValueError


def _texts(plain: Any, raw: list[object] | tuple[object, ...]) -> tuple[str, ...]:
    if get_origin(plain) is not tuple:
        raise ValueError
    if not all(isinstance(each, str) for each in raw):
        raise ValueError
    return tuple(cast("str", each) for each in raw)


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise ValueError
    return Path(text).expanduser()


def _literal(plain: Any, text: str) -> str:
    if plain is str or (get_origin(plain) is Literal and text in get_args(plain)):
        return text
    raise ValueError


def json_type(kind: Any) -> dict[str, object]:
    """The JSON Schema (2020-12) of a value of this type, as it stands in ``clearance.toml``."""
    plain, _ = _without_none(kind)
    if get_origin(plain) is Literal:
        return {"type": "string", "enum": list(get_args(plain))}
    if get_origin(plain) is tuple:
        return {"type": "array", "items": {"type": "string"}}
    return {"type": {bool: "boolean", int: "integer", float: "number"}.get(plain, "string")}
