# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance version``."""

from importlib.metadata import version

import click

from clearance.cli.options import json_option
from clearance.cli.output import Output


@click.command()
@json_option
def command(out: Output) -> None:
    """Print the version."""
    number = version("clearance")
    out.data({"version": number}, f"clearance {number}")
