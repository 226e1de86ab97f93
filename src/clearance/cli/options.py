# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The options that commands share, and what they amount to: flag > environment > file > default."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearance.cli.output import Output

if TYPE_CHECKING:
    from clearance.config.load import Loaded

Callback = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the settings come from: the file named, and the settings given as flags."""

    config: Path | None
    flags: dict[str, object]

    def load(self) -> "Loaded":
        """The settings of this process. Raises InvalidSetting."""
        from clearance.config.load import load

        return load(self.config, flags=self.flags)


def json_option(command: Callback) -> Callback:
    """``--json``, as the argument ``out``."""

    def output(_context: click.Context, _parameter: click.Parameter, given: bool) -> Output:
        return Output(as_json=given)

    return click.option("--json", "out", is_flag=True, callback=output, help="Print one JSON document.")(command)


def place_options(command: Callback) -> Callback:
    """``--config``, ``--data-dir`` and ``--set``, as the argument ``place``."""

    @click.option("--config", type=click.Path(path_type=Path), help="Configuration file (clearance.toml).")
    @click.option("--data-dir", type=click.Path(path_type=Path), help="Data directory.")
    @click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help="A setting, e.g. gateway.port=0.")
    @functools.wraps(command)
    def gathered(
        *args: Any, config: Path | None, data_dir: Path | None, assignments: tuple[str, ...], **options: Any
    ) -> Any:
        flags: dict[str, object] = {}
        for assignment in assignments:
            name, equals, value = assignment.partition("=")
            if not equals:
                raise click.BadParameter("write it as KEY=VALUE.", param_hint="--set")
            flags[name] = value
        if data_dir is not None:
            flags["data_dir"] = data_dir
        return command(*args, place=Place(config, flags), **options)

    return gathered
