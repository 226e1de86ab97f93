# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a command writes: data on stdout, talk on stderr, colour only where somebody sees it."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import click

from clearance.config.terminal import dumb, no_color
from clearance.errors import ClearanceError


class Output:
    """One command's two streams. ``as_json``: the data is one JSON document."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        # None: click keeps colour on a terminal and strips it elsewhere.
        self._color: bool | None = False if no_color() or dumb() else None

    @property
    def coloured(self) -> bool:
        """Whether somebody sees standard output in colours: a terminal that has them, and nobody asked for none."""
        seen = sys.stdout.isatty() and not dumb()
        return seen and not self.as_json and not no_color()

    def data(self, value: Any, text: str) -> None:
        """The answer: ``value`` as JSON, else ``text``."""
        shown = json.dumps(value, indent=2, ensure_ascii=False) if self.as_json else text
        click.echo(shown, color=self._color)

    def show(self, text: str) -> None:
        """A piece of the answer that is shown as it comes."""
        click.echo(text, color=self._color)

    def say(self, text: str) -> None:
        """Talk for a person; nothing parses it."""
        click.echo(text, err=True, color=self._color)

    def error(self, error: ClearanceError) -> None:
        """An error, on stderr."""
        if self.as_json:
            body = {"code": error.code, "message": error.safe_message, "param": error.param}
            click.echo(json.dumps({"error": body}, ensure_ascii=False), err=True)
            return
        where = f" ({error.param})" if error.param and error.param not in error.safe_message else ""
        self.say(f"{click.style('error:', fg='red', bold=True)} {error.safe_message}{where}")


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns, left-aligned, as wide as their widest cell; control characters are shown as escapes."""
    cells = [[plain(str(cell)) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join(lines)


def plain(text: str) -> str:
    """The text without anything that could steer a terminal."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
