# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance scan``: what is in a text. Pure: needs no data directory and talks to nobody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from clearance.cli import exits
from clearance.cli.options import json_option
from clearance.cli.output import Output, plain, table
from clearance.cli.progress import Progress
from clearance.cli.shown import Mark, line_of, painted, rows
from clearance.cli.walk import STDIN, Source, Walk, gather, name_of, read_source, skipped_note
from clearance.core.detect.profiles import DETERMINATION, PROFILES
from clearance.errors import Malformed
from clearance.model.prompt import Finding


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the options ask for. ``many``: several files may come, so each is named."""

    show: bool
    explain: bool
    profiles: tuple[str, ...]
    many: bool


@dataclass(frozen=True, slots=True, repr=False)
class _Scanned:
    """One text and what was found in it; ``why`` has a line for each finding, or none at all."""

    name: str
    text: str
    findings: Sequence[Finding]
    why: Sequence[str]


@click.command()
@click.argument(
    "paths",
    metavar="[PATH]...",
    nargs=-1,
    type=click.Path(path_type=Path, exists=True, allow_dash=True, readable=True),
)
@click.option("--show", is_flag=True, help="Show the matched text (it is what you are trying to protect).")
@click.option("--explain", is_flag=True, help="Say for each finding what spoke for it.")
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice(tuple(PROFILES)),
    help="Only what this profile is about; may be given several times.",
)
@json_option
def command(paths: tuple[Path, ...], show: bool, explain: bool, profiles: tuple[str, ...], out: Output) -> None:
    """Find identifiers and secrets in files, folders or standard input.

    A PATH is a file, a folder (its text files, all the way down) or - for standard input, the default. On a terminal
    with colours each finding is shown in its line; elsewhere, or with NO_COLOR, as a table of places that holds no
    text unless --show is given.

    Positions are code points of the text, start included, end not. What a profile finds, or does not find, determines
    nothing: it is a list to look at. --json gives a list of findings for one input, and for several or a folder a list
    of {"path", "findings"}. A file that cannot be read gets {"path", "error"}; others go on, and the exit code is 1.
    """
    walk = gather(paths or (STDIN,))
    wanted = _Wanted(show, explain, profiles, many=len(paths) > 1 or any(path.is_dir() for path in paths))
    note = skipped_note(walk.skipped)
    if note:
        out.say(plain(note))
    scanned, listed = _scan(walk, wanted, out)
    failed = any("error" in one for one in listed)
    _answer(listed, _summary(scanned, len(walk.sources), wanted, out), wanted, out)
    raise click.exceptions.Exit(exits.FAILURE if failed else exits.OK)


def _scan(walk: Walk, wanted: _Wanted, out: Output) -> tuple[list[Sequence[Finding]], list[dict[str, Any]]]:
    """The findings of each text, and all of it as JSON; shows each text as it comes. Raises ClearanceError."""
    found: list[Sequence[Finding]] = []
    listed = [
        _failed(path, Malformed(f"{plain(name_of(path))} cannot be read ({why})."), out) for path, why in walk.failed
    ]
    total = sum(source.size for source in walk.sources) if wanted.many else 0
    with Progress("scanning", total) as bar:
        for source in walk.sources:
            try:
                one = _look(source, wanted)
            except Malformed as error:
                if not wanted.many:
                    raise
                bar.clear()
                listed.append(_failed(source.path, error, out))
            else:
                found.append(one.findings)
                listed.append({"path": one.name, "findings": _as_json(one, wanted)})
                if not out.as_json and one.findings:
                    bar.clear()
                    out.show(_as_lines(one, wanted) if out.coloured else _as_table(one, wanted))
            bar.advance(source.size)
    return found, listed


def _failed(path: Path, error: Malformed, out: Output) -> dict[str, Any]:
    out.error(error)
    return {"path": name_of(path), "error": {"code": error.code, "message": error.safe_message}}


def _look(source: Source, wanted: _Wanted) -> _Scanned:
    from clearance.cli.finder import configured_finder
    from clearance.library import detect

    name = name_of(source.path)
    text = read_source(source, plain(name) if wanted.many else "The input")
    findings = detect(text, wanted.profiles or None, finder=configured_finder())
    return _Scanned(name, text, findings, _why(text, findings, wanted) if wanted.explain else ())


def _why(text: str, findings: Sequence[Finding], wanted: _Wanted) -> list[str]:
    from clearance.adapters.detectors.entry_points import plugin_recognisers
    from clearance.cli.reasons import reasons
    from clearance.core.detect.catalogue import RECOGNISERS

    return reasons(text, findings, (*RECOGNISERS, *plugin_recognisers()), wanted.profiles)


def _answer(listed: list[dict[str, Any]], summary: str, wanted: _Wanted, out: Output) -> None:
    """The JSON document, or the summary."""
    if not wanted.profiles:
        out.data(listed if wanted.many else listed[0]["findings"], summary)
        return
    head: dict[str, Any] = {"profiles": list(wanted.profiles), "determination": DETERMINATION}
    out.data(head | ({"files": listed} if wanted.many else {"findings": listed[0]["findings"]}), summary)


def _as_json(one: _Scanned, wanted: _Wanted) -> list[dict[str, Any]]:
    return [
        {
            "start": finding.start,
            "end": finding.end,
            "kind": finding.kind,
            "class": str(finding.data_class),
            "score": round(finding.score, 4),
        }
        | ({"sub": finding.sub} if finding.sub else {})
        | ({"text": one.text[finding.start : finding.end]} if wanted.show else {})
        | ({"why": one.why[number]} if wanted.explain else {})
        for number, finding in enumerate(one.findings)
    ]


def _as_table(one: _Scanned, wanted: _Wanted) -> str:
    heads = ["START", "END", "KIND", "CLASS", "SCORE"]
    heads += ["TEXT"] if wanted.show else []
    heads += ["WHY"] if wanted.explain else []
    cells = [
        (
            *(f.start, f.end, f.kind, f.data_class, f"{f.score:.2f}"),
            *([one.text[f.start : f.end]] if wanted.show else []),
            *([one.why[number]] if wanted.explain else []),
        )
        for number, f in enumerate(one.findings)
    ]
    return (f"{plain(one.name)}\n" if wanted.many else "") + table(heads, cells) + ("\n" if wanted.many else "")


def _as_lines(one: _Scanned, wanted: _Wanted) -> str:
    """The lines that hold findings, coloured, and under each what its findings are."""
    marks = [Mark(f.start, f.end, f.data_class) for f in one.findings]
    lines = [click.style(plain(one.name), bold=True)] if wanted.many else []
    for row in rows(one.text, marks):
        if row is None:
            lines.append(click.style("      ⋮", dim=True))
            continue
        lines.append(f"{click.style(f'{row.number:5} │', dim=True)} {line_of(row)}")
        begun = [one.findings[number] for number in row.begins]
        margin = click.style("      │", dim=True)
        if wanted.explain:
            lines += [
                f"{margin}   {painted(f.data_class, f.data_class)}: {one.why[number]}"
                for number, f in zip(row.begins, begun, strict=True)
            ]
        elif begun:
            lines.append(f"{margin}   {', '.join(painted(f.data_class, f.data_class) for f in begun)}")
    return "\n".join([*lines, ""])


def _summary(scanned: Sequence[Sequence[Finding]], files: int, wanted: _Wanted, out: Output) -> str:
    """How many of each class, most frequent first."""
    counts = Counter(finding.data_class for findings in scanned for finding in findings)
    among = f"{files} file{'' if files == 1 else 's'}"
    if not counts:
        return f"nothing found in {among}" if wanted.many else "nothing found"
    where = f" in {sum(map(bool, scanned))} of {among}" if wanted.many else ""
    shown = (
        f"{painted(name, name)} {count}" for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    total = counts.total()
    gap = "" if wanted.many or out.coloured else "\n"
    return f"{gap}{total} finding{'' if total == 1 else 's'}{where}: {', '.join(shown)}"
