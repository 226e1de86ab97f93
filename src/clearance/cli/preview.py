# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance preview``: what of recorded requests would leave. Offline: it sends nothing and keeps nothing."""

import secrets
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from clearance.cli import exits
from clearance.cli.options import json_option
from clearance.cli.output import Output, plain, table
from clearance.cli.progress import Progress
from clearance.cli.shown import Mark, line_of, painted, rows
from clearance.cli.walk import STDIN
from clearance.errors import ClearanceError, Malformed

if TYPE_CHECKING:
    from clearance.cli.outgoing import Change, Previewed, Rules

CHAT: Final = "/v1/chat/completions"


@dataclass(slots=True)
class _Tally:
    """What a file amounts to."""

    requests: int = 0
    with_findings: int = 0
    refused: int = 0
    unreadable: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)

    def add(self, one: "Previewed") -> None:
        """Count a request."""
        self.requests += 1
        self.with_findings += bool(one.changes)
        self.refused += one.refusal is not None
        self.classes.update(str(change.finding.data_class) for change in one.changes)
        self.forms.update(str(change.form) for change in one.changes)


@click.command()
@click.argument(
    "file",
    metavar="FILE.jsonl",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True, readable=True),
)
@click.option(
    "--path", metavar="PATH", default=CHAT, show_default=True, help="Where requests went whose line does not say it."
)
@click.option("--show", is_flag=True, help="Show the matched text and what would stand in its place.")
@json_option
def command(file: Path, path: str, show: bool, out: Output) -> None:
    """Show what would leave of recorded requests, and in which form. Sends nothing.

    Each line of FILE.jsonl (- for standard input) is the body of a request, or an object that holds one as "request",
    "body" or "params" and may name the "path" or "url" that it was sent to. It is read as the gateway reads what comes
    to that path, of any vendor; a line without one was sent to --path. What is found is put into the forms of the
    shipped defaults; a part that the gateway refuses is named. On a terminal with colours the text is shown as it is
    and as it would leave; elsewhere, or with NO_COLOR, as a table of places that holds no text unless --show is given.

    Where a request may go is not asked here: see clearance decide. A line that is no request is named by its number;
    others go on, and the exit code is 1.
    """
    from clearance.cli.outgoing import preview

    rules, tally, listed = _rules(path), _Tally(), []
    cells: list[tuple[object, ...]] = []
    with Progress("previewing", file.stat().st_size if file != STDIN else 0) as bar:
        for number, line in enumerate(_lines(file), start=1):
            try:
                one = preview(line, rules) if line.strip() else None
            except Malformed as error:
                bar.clear()
                listed.append(_failed(file, number, error, out))
                tally.unreadable += 1
                one = None
            if one is not None:
                tally.add(one)
                listed.append(_as_json(number, one, show=show))
                cells += _cells(number, one, show=show)
                if out.coloured:
                    bar.clear()
                    out.show(_as_lines(number, one))
            bar.advance(len(line))
    shown = _summary(tally)
    if not out.coloured and cells:
        shown = f"{_as_table(cells, show=show)}\n\n{shown}"
    elif out.coloured:
        shown = f"\n{shown}"
    out.data({"requests": listed, "summary": _totals(tally)}, shown)
    raise click.exceptions.Exit(exits.FAILURE if tally.unreadable else exits.OK)


def _rules(path: str) -> "Rules":
    from clearance.cli.finder import configured_finder
    from clearance.cli.outgoing import Rules, path_in
    from clearance.library import DEFAULT_FORMS
    from clearance.weights.wires import WIRES

    try:
        path_in(path, WIRES)
    except ClearanceError as error:
        raise click.BadParameter("no scanned endpoint has this path; see docs/reference/endpoints.md") from error
    return Rules(WIRES, configured_finder(), DEFAULT_FORMS, secrets.token_bytes, datetime.now(UTC).year, path)


def _lines(file: Path) -> Iterator[bytes]:
    if file == STDIN:
        yield from sys.stdin.buffer
        return
    with file.open("rb") as lines:
        yield from lines


def _failed(file: Path, number: int, error: Malformed, out: Output) -> dict[str, Any]:
    name = "standard input" if file == STDIN else plain(file.name)
    out.error(Malformed(f"{name}, line {number}: {error.safe_message}", param=error.param))
    return {"line": number, "error": {"code": error.code, "message": error.safe_message, "param": error.param}}


def _as_json(number: int, one: "Previewed", *, show: bool) -> dict[str, Any]:
    refusal = one.refusal
    return {
        "line": number,
        "model": one.model,
        "refused": refusal and {"code": refusal.code, "message": refusal.safe_message, "param": refusal.param},
        "findings": [_finding(change, show=show) for change in one.changes],
    }


def _finding(change: "Change", *, show: bool) -> dict[str, Any]:
    found = change.finding
    return {
        "where": change.where,
        "start": found.start,
        "end": found.end,
        "kind": found.kind,
        "class": str(found.data_class),
        "score": round(found.score, 4),
        "form": str(change.form),
    } | ({"text": change.text, "replacement": change.replacement} if show else {})


def _cells(number: int, one: "Previewed", *, show: bool) -> Iterator[tuple[object, ...]]:
    """Rows of the table: a refusal first, then the findings."""
    if one.refusal is not None:
        yield (number, one.refusal.param or "the body", "-", one.refusal.code, "refused", *(["", ""] if show else []))
    for change in one.changes:
        texts = [change.text, change.replacement] if show else []
        yield (number, change.where, change.finding.data_class, change.finding.kind, change.form, *texts)


def _as_table(cells: list[tuple[object, ...]], *, show: bool) -> str:
    return table(("LINE", "WHERE", "CLASS", "KIND", "LEAVES AS", *(["TEXT", "BECOMES"] if show else [])), cells)


def _as_lines(number: int, one: "Previewed") -> str:
    """A request for a person: refused and why, or each changed string before and after."""
    head = click.style(f"line {number}", bold=True) + (f"  {one.model}" if one.model else "")
    if one.refusal is not None:
        param = one.refusal.param or ""
        where = f" ({param})" if param not in one.refusal.safe_message else ""
        return f"{head}  {click.style('refused:', fg='red', bold=True)} {plain(one.refusal.safe_message + where)}"
    if not one.changes:
        return f"{head}  {click.style('leaves as it is', dim=True)}"
    lines = [head]
    for string in one.rewritten:
        lines.append(click.style(f"  {plain(string.where)}", dim=True))
        lines += _side("-", "red", string.before, string.removed)
        lines += _side("+", "green", string.after, string.placed)
    return "\n".join(lines)


def _side(sign: str, colour: str, text: str, marks: tuple[Mark, ...]) -> Iterator[str]:
    for row in rows(text, marks, around=0):
        yield f"  {click.style(sign, fg=colour)} {click.style('⋮', dim=True) if row is None else line_of(row)}"


def _totals(tally: _Tally) -> dict[str, Any]:
    return {
        "requests": tally.requests,
        "with_findings": tally.with_findings,
        "refused": tally.refused,
        "unreadable": tally.unreadable,
        "classes": dict(sorted(tally.classes.items())),
        "forms": dict(sorted(tally.forms.items())),
    }


def _summary(tally: _Tally) -> str:
    lines = [f"requests: {tally.requests}, with findings: {tally.with_findings}, refused: {tally.refused}"]
    if tally.unreadable:
        lines[0] += f", unreadable lines: {tally.unreadable}"
    if tally.classes:
        most = sorted(tally.classes.items(), key=lambda one: (-one[1], one[0]))
        lines.append("classes:  " + ", ".join(f"{painted(name, name)} {count}" for name, count in most))
        lines.append("leave as: " + ", ".join(f"{name} {count}" for name, count in sorted(tally.forms.items())))
    return "\n".join(lines)
