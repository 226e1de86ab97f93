# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Marked text in its lines: which lines, which pieces, what is left out, and nothing that steers a terminal."""

import click

from clearance.cli.shown import COLOURS, REACH, Mark, Row, clip, line_of, painted, rows
from clearance.model.words import DataClass


def test_every_class_has_a_colour() -> None:
    assert set(COLOURS) == set(DataClass)
    assert painted("ssn", "x") == click.style("x", fg="magenta", bold=True)
    assert painted("unheard of", "x") == click.style("x", fg="white", bold=True)


def test_lines_around_a_mark_are_shown_and_gaps_are_told() -> None:
    text = "one\r\ntwo\rthree\nfour\nfive\nsix\nseven"
    at = text.index("two")
    six = text.index("six")
    shown = list(rows(text, [Mark(at, at + 3, "person"), Mark(six, six + 3, "date")]))
    assert shown == [
        Row(1, (("one", ""),)),
        Row(2, (("two", "person"),), (0,)),
        Row(3, (("three", ""),)),
        None,
        Row(5, (("five", ""),)),
        Row(6, (("six", "date"),), (1,)),
        Row(7, (("seven", ""),)),
    ]


def test_a_mark_over_several_lines_begins_in_the_first() -> None:
    assert list(rows("a key\nover\nlines b", [Mark(2, 16, "secret")], around=0)) == [
        Row(1, (("a ", ""), ("key", "secret")), (0,)),
        Row(2, (("over", "secret"),)),
        Row(3, (("lines", "secret"), (" b", ""))),
    ]


def test_nothing_marked_is_nothing_shown() -> None:
    assert list(rows("text", [])) == []
    assert list(rows("", [])) == []
    assert list(rows("a\n\nb", [Mark(0, 1, "x"), Mark(3, 4, "x")])) == [
        Row(1, (("a", "x"),), (0,)),
        Row(2, ()),
        Row(3, (("b", "x"),), (1,)),
    ]


def test_long_stretches_keep_what_is_near_a_mark() -> None:
    long = "x" * 200
    row = next(rows(f"{long}AB{long}CD{long}", [Mark(200, 202, "ssn"), Mark(402, 404, "ssn")]))
    assert row is not None
    near = "x" * REACH
    assert click.unstyle(line_of(row)) == f" … {near}AB{near} … {near}CD{near} … "
    assert clip("short") == "short"


def test_nothing_steers_the_terminal() -> None:
    row = next(rows("\x1b[2Ja\tb\u202e", [Mark(4, 5, "ssn")]))
    assert row is not None
    assert click.unstyle(line_of(row)) == "\\x1b[2Ja    b\\u202e"
