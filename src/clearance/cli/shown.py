# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Text with marks in it, for a person at a terminal: coloured by class, in its lines, with what stands around.

Pure. It knows neither the detector nor the terminal: text and marks in, styled lines out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import click

from clearance.cli.output import plain

_GROUPS: Final = (
    ("cyan", "person organization age"),
    ("green", "location date"),
    ("yellow", "phone fax email url ip"),
    ("magenta", "ssn mrn health_plan_id account license vehicle device_id other_id"),
    ("red", "credit_card iban secret"),
    ("blue", "token_literal"),
)
COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {name: colour for colour, names in _GROUPS for name in names.split()}
)
"""Data class to colour: who, where and when, how to reach, numbers, money and secrets, tokens."""

REACH: Final = 60
"""Characters that are shown beside a mark in a long line; of a long mark, at each of its ends."""
_LINE: Final = re.compile(r"\r\n|\r|\n")
_TAB: Final = "    "


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text, in code points, end not included. ``name``: its data class."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One line of a text: its number from 1, and its pieces, each with the name of its mark or "".

    ``begins``: which marks begin in it, by their place in the list that was given.
    """

    number: int
    pieces: tuple[tuple[str, str], ...]
    begins: tuple[int, ...] = ()


def painted(name: str, text: str) -> str:
    """The text in the colour of a data class."""
    return click.style(text, fg=COLOURS.get(name, "white"), bold=True)


def rows(text: str, marks: Sequence[Mark], *, around: int = 1) -> Iterator[Row | None]:
    """The lines that marks touch and ``around`` lines on each side; None stands for lines left out between two rows.

    The marks go left to right and do not overlap.
    """
    lines = _lines(text)
    touched = _touched(lines, marks)
    wanted = sorted({near for at in touched for near in range(at - around, at + around + 1) if 0 <= near < len(lines)})
    last = None
    for at in wanted:
        if last is not None and at > last + 1:
            yield None
        own = touched.get(at, [])
        begins = tuple(number for number in own if lines[at][0] <= marks[number].start)
        yield Row(at + 1, tuple(_pieces(text, lines[at], [marks[number] for number in own])), begins)
        last = at


def line_of(row: Row) -> str:
    """A row as styled text, with long stretches between marks left out and nothing in it that steers a terminal."""
    shown = []
    last = len(row.pieces) - 1
    for at, (text, name) in enumerate(row.pieces):
        if name:
            shown.append(click.style(clip(text), fg=COLOURS.get(name, "white"), bold=True, underline=True))
        else:
            shown.append(clip(text, head=at > 0 or last == 0, tail=at < last))
    return "".join(shown)


def clip(text: str, *, head: bool = True, tail: bool = True) -> str:
    """The text without its middle, or without the side that no mark is near, where it is long; safe to show."""
    if len(text) > (int(head) + int(tail)) * REACH:
        text = f"{text[:REACH] if head else ''} … {text[-REACH:] if tail else ''}"
    return plain(text.replace("\t", _TAB))


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of each line, without its break."""
    found, at = [], 0
    for hit in _LINE.finditer(text):
        found.append((at, hit.start()))
        at = hit.end()
    if at < len(text):
        found.append((at, len(text)))
    return found


def _touched(lines: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> dict[int, list[int]]:
    """Line to the marks that reach into it."""
    found: dict[int, list[int]] = {}
    at = 0
    for number, mark in enumerate(marks):
        while at < len(lines) - 1 and lines[at + 1][0] <= mark.start:
            at += 1
        reached = at
        while reached < len(lines) and lines[reached][0] < mark.end:
            found.setdefault(reached, []).append(number)
            reached += 1
    return found


def _pieces(text: str, line: tuple[int, int], marks: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    at, stop = line
    for mark in marks:
        start, end = max(mark.start, at), min(mark.end, stop)
        if start > at:
            yield text[at:start], ""
        if end > start:
            yield text[start:end], mark.name
        at = max(at, end)
    if at < stop:
        yield text[at:stop], ""
