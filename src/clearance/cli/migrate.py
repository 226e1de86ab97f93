# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance migrate``: bring the store's schema to this version."""

import click

from clearance.cli.options import Place, json_option, place_options
from clearance.cli.output import Output


@click.command()
@place_options
@json_option
def command(place: Place, out: Output) -> None:
    """Bring the store's schema to what this version needs. Stop the service first."""
    from clearance.service.setup import migrate

    before, after = migrate(place.load().settings)
    text = f"schema {after}" if before == after else f"schema {before or 'none'} -> {after}"
    out.data({"before": before, "after": after}, text)
