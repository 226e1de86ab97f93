# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance detect``: a detector for other programs, asked line by line. Talks to nobody, keeps nothing."""

import json
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

import click

from clearance.cli import exits
from clearance.errors import ClearanceError, Malformed
from clearance.model.prompt import Finding
from clearance.model.words import DataClass


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--jsonl", is_flag=True, required=True, help="JSON lines in, JSON lines out.")
def command(file: BinaryIO, jsonl: bool) -> None:  # noqa: ARG001 - required, so that another protocol can join it
    """Answer each line {"id", "text"} of FILE (default: standard input) with one line {"id", "spans"}.

    A span is {"start", "end", "label"}: code points of the text, start included, end not; the label is the data class
    in upper case. Each answer is written before the next line is read. A line that cannot be answered gets {"id",
    "error": {"code", "message"}}, later ones are still answered, and the exit code is 1.
    """
    from clearance.cli.finder import configured_finder

    find = configured_finder().find
    failed = False
    for line in file:
        shown = _answer(line, find)
        failed |= "error" in shown
        click.echo(json.dumps(shown))
    raise click.exceptions.Exit(exits.FAILURE if failed else exits.OK)


def _answer(line: bytes, find: Callable[[str], Sequence[Finding]]) -> dict[str, Any]:
    name: str | int | None = None
    try:
        asked = _read(line)
        name, text = asked.get("id"), asked.get("text")
        if type(name) not in (str, int):
            name = None
            raise Malformed('"id" is neither a string nor an integer')
        if not isinstance(text, str):
            raise Malformed('"text" is not a string')
        spans = [
            {"start": one.start, "end": one.end, "label": one.data_class.upper()}
            for one in find(text)
            if one.data_class is not DataClass.TOKEN_LITERAL
        ]
    except ClearanceError as error:
        return {"id": name, "error": {"code": error.code, "message": error.safe_message}}
    return {"id": name, "spans": spans}


def _read(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        raise Malformed("not JSON in UTF-8") from None
    if not isinstance(asked, dict):
        raise Malformed("not a JSON object")
    return asked
