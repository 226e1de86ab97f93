# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Read the settings: flag > environment > ``clearance.toml`` > default.

The only code that reads the process environment. A key nobody declared, or a value of the
wrong type, raises InvalidSetting that names the key and never the value.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, cast, get_type_hints

from clearance.config.declare import ENV_PREFIX, Setting, Value, declared, expected, from_file, from_text, json_type
from clearance.config.settings import Settings, check_together
from clearance.errors import InvalidSetting

CONFIG_ENV = "CLEARANCE_CONFIG"
"""Names the file; the one environment name with our prefix that is not a setting."""
FILE_NAME = "clearance.toml"
SETTINGS: tuple[Setting, ...] = tuple(declared(Settings))
_BY_KEY = {each.key: each for each in SETTINGS}
_CACHE = "detection.pattern_cache"
_BY_ENV = {each.env: each for each in SETTINGS}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings and, by key, where each value came from: flag, environment, file or default."""

    settings: Settings
    origins: Mapping[str, str]
    file: Path | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of ``describe``; ``value`` is text, redacted where the setting is secret."""

    key: str
    value: str
    origin: str
    help: str


def load(
    file: Path | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Loaded:
    """The settings of this process. ``flags`` maps dotted keys to values; None there means "not given".

    Raises:
        InvalidSetting: naming the key.
    """
    env = os.environ if environ is None else environ
    path = _find(file, env)
    values: dict[str, Value] = {}
    origins: dict[str, str] = {}
    for origin, key, value in (*_file_values(path), *_env_values(env), *_flag_values(flags or {})):
        values[key], origins[key] = value, origin
    for key, value in _places(env).items():
        values.setdefault(key, value)
    settings = cast("Settings", _build(Settings, values, ""))
    check_together(settings)
    return Loaded(settings, {each.key: origins.get(each.key, "default") for each in SETTINGS}, path)


def default_file(environ: Mapping[str, str] | None = None) -> Path:
    """Where ``clearance.toml`` is looked for when no flag names it; it need not exist."""
    env = os.environ if environ is None else environ
    return Path(env[CONFIG_ENV]) if env.get(CONFIG_ENV) else _xdg(env, "XDG_CONFIG_HOME", ".config") / FILE_NAME


def pattern_cache(settings: Settings | None = None, environ: Mapping[str, str] | None = None) -> Path | None:
    """The folder for compiled patterns, or None where there is to be none. Never raises.

    Without ``settings``, as for the library, the environment alone may turn it off.
    """
    env = os.environ if environ is None else environ
    try:
        named = _value(_CACHE, env.get(_BY_KEY[_CACHE].env, "true"), text=True)
        wanted = settings.detection.pattern_cache if settings else named
        return _xdg(env, "XDG_CACHE_HOME", ".cache") if wanted else None
    except (InvalidSetting, RuntimeError):  # no truth value; no home
        return None


def _find(file: Path | None, env: Mapping[str, str]) -> Path | None:
    named = file or (Path(env[CONFIG_ENV]) if env.get(CONFIG_ENV) else None)
    if named is not None:
        if not named.is_file():
            raise InvalidSetting("the configuration file does not exist", param=str(named))
        return named
    usual = _xdg(env, "XDG_CONFIG_HOME", ".config") / FILE_NAME
    return usual if usual.is_file() else None


def _xdg(env: Mapping[str, str], name: str, below_home: str) -> Path:
    # XDG Base Directory Specification 0.8: a relative path in these variables is ignored.
    named = Path(env.get(name, ""))
    home = Path(env["HOME"]) if env.get("HOME") else Path.home()
    return (named if named.is_absolute() else home / below_home) / "clearance"


def _places(env: Mapping[str, str]) -> dict[str, Value]:
    return {
        "data_dir": _xdg(env, "XDG_DATA_HOME", ".local/share"),
        "root_key": _xdg(env, "XDG_CONFIG_HOME", ".config") / "root.key",
    }


def _file_values(path: Path | None) -> Iterator[tuple[str, str, Value]]:
    if path is None:
        return
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        # The parser's message names line and column; the rest of it may quote the file.
        where = str(error).rpartition("(at ")[2].rstrip(")")
        raise InvalidSetting(f"the configuration file is not valid TOML ({where})", param=str(path)) from None
    except (OSError, UnicodeDecodeError):
        raise InvalidSetting("the configuration file cannot be read", param=str(path)) from None
    yield from _table(document, "")


def _table(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str, Value]]:
    for name, raw in table.items():
        key = prefix + name
        if isinstance(raw, dict):
            if not any(known.startswith(f"{key}.") for known in _BY_KEY):
                raise _unknown(key)
            yield from _table(raw, f"{key}.")
        else:
            yield "file", key, _value(key, raw, text=False)


def _env_values(env: Mapping[str, str]) -> Iterator[tuple[str, str, Value]]:
    for name, text in env.items():
        if not name.startswith(ENV_PREFIX) or name == CONFIG_ENV:
            continue
        if name not in _BY_ENV:
            raise _unknown(name)
        yield "environment", _BY_ENV[name].key, _value(_BY_ENV[name].key, text, text=True)


def _flag_values(flags: Mapping[str, object]) -> Iterator[tuple[str, str, Value]]:
    for key, raw in flags.items():
        if raw is not None:
            yield "flag", key, _value(key, raw, text=isinstance(raw, str))


def _unknown(key: str) -> InvalidSetting:
    return InvalidSetting(f"unknown setting: {key}", param=key)


def _value(key: str, raw: object, *, text: bool) -> Value:
    declaration = _BY_KEY.get(key)
    if declaration is None:
        raise _unknown(key)
    kind, meta = declaration.kind, declaration.meta
    try:
        value = from_text(kind, cast("str", raw)) if text else from_file(kind, raw)
    except ValueError:
        raise InvalidSetting(f"{key} must be {expected(kind)}", param=key) from None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if meta.least is not None and not value >= meta.least:
            raise InvalidSetting(f"{key} must be at least {meta.least:g}", param=key)
        if meta.most is not None and value > meta.most:
            raise InvalidSetting(f"{key} must be at most {meta.most:g}", param=key)
    problem = meta.check(value) if meta.check else None
    if problem:
        raise InvalidSetting(f"{key} {problem}", param=key)
    return value


def _build(kind: type[Any], values: Mapping[str, Value], prefix: str) -> object:
    hints = get_type_hints(kind)
    arguments: dict[str, object] = {}
    for each in fields(kind):
        key = prefix + each.name
        if is_dataclass(hints[each.name]):
            arguments[each.name] = _build(hints[each.name], values, f"{key}.")
        elif key in values:
            arguments[each.name] = values[key]
    return kind(**arguments)


def value_of(settings: Settings, key: str) -> Value:
    """The value of a dotted key."""
    found: Any = settings
    for name in key.split("."):
        found = getattr(found, name)
    return cast("Value", found)


def describe(loaded: Loaded) -> tuple[Listed, ...]:
    """Every setting with its value and origin. A secret's value never appears, only whether it is set."""
    return tuple(
        Listed(each.key, _shown(each, value_of(loaded.settings, each.key)), loaded.origins[each.key], each.meta.help)
        for each in SETTINGS
    )


def _shown(declaration: Setting, value: Value) -> str:
    if value is None:
        return "(not set)"
    if declaration.meta.secret:
        return "(set)"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of ``clearance.toml``."""
    root: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "clearance.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {},
    }
    for each in SETTINGS:
        *groups, name = each.key.split(".")
        table = root
        for group in groups:
            table = table["properties"].setdefault(
                group, {"type": "object", "additionalProperties": False, "properties": {}}
            )
        entry = json_type(each.kind) | {"description": each.meta.help, "x-env": each.env}
        if isinstance(each.default, bool | int | float | str):
            entry["default"] = each.default
        entry |= {name: bound for name, bound in (("minimum", each.meta.least), ("maximum", each.meta.most)) if bound}
        table["properties"][name] = entry
    return root
