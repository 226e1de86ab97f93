# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance config``: the process settings as this process would read them."""

import json

import click

from clearance.cli.options import Place, json_option, place_options
from clearance.cli.output import Output, table


@click.group("config")
def command() -> None:
    """Show and check the process settings (clearance.toml)."""


@command.command()
@place_options
@json_option
def show(place: Place, out: Output) -> None:
    """Every setting, its value and where it came from. Secrets are never shown."""
    from clearance.config.load import describe

    listed = describe(place.load())
    out.data(
        [{"key": line.key, "value": line.value, "origin": line.origin, "help": line.help} for line in listed],
        table(("SETTING", "VALUE", "FROM", ""), [(line.key, line.value, line.origin, line.help) for line in listed]),
    )


@command.command()
@place_options
@json_option
def check(place: Place, out: Output) -> None:
    """Check that the settings can be read; exits 2 and names the first that cannot."""
    loaded = place.load()
    file = str(loaded.file) if loaded.file else None
    out.data({"ok": True, "file": file}, f"ok ({file or 'no configuration file'})")


@command.command()
def schema() -> None:
    """Print the JSON Schema of clearance.toml, for editors."""
    from clearance.config.load import schema as settings_schema

    click.echo(json.dumps(settings_schema(), indent=2))
