# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The bar: late, seldom, on a terminal only, and gone at the end."""

import io

import pytest

from clearance.cli.progress import AFTER, EVERY, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _able(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_it_appears_after_a_while_and_leaves_nothing() -> None:
    stream, clock = Terminal(), Clock()
    with Progress("work", 10, stream=stream, clock=clock) as bar:
        bar.advance(2)
        assert stream.getvalue() == ""
        clock.now = AFTER
        bar.advance(3)
        first = f"\r\x1b[Kwork [{'#' * 15}{'-' * 15}]  50%"
        assert stream.getvalue() == first
        bar.advance(1)
        assert stream.getvalue() == first
        clock.now += EVERY
        bar.advance(90)
        assert stream.getvalue().endswith(f"work [{'#' * 30}] 100%")
    assert stream.getvalue().endswith("\r\x1b[K")


def test_clearing_twice_writes_once() -> None:
    stream = Terminal()
    bar = Progress("work", 1, stream=stream, after=0)
    bar.advance(1)
    bar.clear()
    shown = stream.getvalue()
    bar.clear()
    assert stream.getvalue() == shown


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_no_terminal_and_no_total_give_no_bar(stream: io.StringIO) -> None:
    with Progress("work", 0 if stream.isatty() else 5, stream=stream, after=0) as bar:
        bar.advance(1)
    assert stream.getvalue() == ""


def test_a_dumb_terminal_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    Progress("work", 5, stream=stream, after=0).advance(1)
    assert stream.getvalue() == ""
