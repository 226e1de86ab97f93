# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance scan``: what is in a text. Pure: needs no data directory and talks to nobody."""

from collections.abc import Sequence
from typing import BinaryIO

import click

from clearance.cli.options import json_option
from clearance.cli.output import Output, table
from clearance.core.detect.profiles import DETERMINATION, PROFILES
from clearance.errors import Malformed
from clearance.model.prompt import Finding


def read_text(file: BinaryIO) -> str:
    """The file as UTF-8. Raises Malformed."""
    try:
        return file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"The input is not UTF-8 (byte {error.start}).") from None


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--show", is_flag=True, help="Show the matched text (it is what you are trying to protect).")
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice(tuple(PROFILES)),
    help="Only what this profile is about; may be given several times.",
)
@json_option
def command(file: BinaryIO, show: bool, profiles: tuple[str, ...], out: Output) -> None:
    """Find identifiers and secrets in FILE (default: standard input).

    Positions are code points of the text, start included, end not. What a profile finds, or does not find, determines
    nothing: it is a list to look at.
    """
    from clearance.library import detect

    text = read_text(file)
    findings = detect(text, profiles or None)
    listed = [_as_json(finding, text, show=show) for finding in findings]
    shown = _as_table(findings, text, show=show)
    if profiles:
        out.data({"profiles": list(profiles), "determination": DETERMINATION, "findings": listed}, shown)
    else:
        out.data(listed, shown)


def _as_json(finding: Finding, text: str, *, show: bool) -> dict[str, object]:
    shown = {"sub": finding.sub} if finding.sub else {}
    shown |= {"text": text[finding.start : finding.end]} if show else {}
    return {
        "start": finding.start,
        "end": finding.end,
        "kind": finding.kind,
        "class": str(finding.data_class),
        "score": round(finding.score, 4),
    } | shown


def _as_table(findings: Sequence[Finding], text: str, *, show: bool) -> str:
    if not findings:
        return "nothing found"
    rows = [
        (f.start, f.end, f.kind, f.data_class, f"{f.score:.2f}", *([text[f.start : f.end]] if show else []))
        for f in findings
    ]
    return table(("START", "END", "KIND", "CLASS", "SCORE", *(["TEXT"] if show else [])), rows)
