# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The ``clearance`` command: finds the command's file, runs it, and turns errors into exit codes.

Command files are imported when they are asked for, and import what they need when they run, so that
``clearance version`` and shell completion answer at once.
"""

import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from clearance.cli import exits
from clearance.cli.output import Output
from clearance.config.threads import one_thread
from clearance.errors import ClearanceError

COMMANDS: dict[str, str] = {
    "init": "init",
    "serve": "serve",
    "demo": "demo",
    "apply": "apply",
    "keys": "keys",
    "scan": "scan",
    "preview": "preview",
    "detect": "detect",
    "evaluate": "evaluate",
    "decide": "decide",
    "audit": "audit",
    "config": "settings",
    "migrate": "migrate",
    "version": "version",
}
"""Command to the module of this package that defines it (as ``command``)."""


class Commands(click.Group):
    """The commands, in the order in which a newcomer meets them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All of them."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the file of one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"clearance.cli.{COMMANDS[cmd_name]}").command
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 ok, 1 failure, 2 usage, 3 denied by policy, 4 integrity broken, 5 dependency unavailable. "
    'Shell completion: eval "$(_CLEARANCE_COMPLETE=bash_source clearance)" (or zsh_source, fish_source).',
)
def root() -> None:
    """Clearance: a self-hosted compliance gateway for AI."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    one_thread()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Never raises for an error of ours."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = root.main(given, prog_name="clearance", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return exits.INTERRUPTED
    except ClearanceError as error:
        Output("--json" in given).error(error)
        return exits.code_of(error)
    except BrokenPipeError:
        # The reader of our output has gone (``| head``): not a failure of ours, and nobody to tell.
        sys.stdout = None
        return exits.OK
    return result if isinstance(result, int) else exits.OK
