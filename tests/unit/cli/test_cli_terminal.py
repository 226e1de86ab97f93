# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``scan`` and ``preview`` in a pseudo-terminal: colours, the bar, and NO_COLOR."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import click
import pytest

SSN = "536-22-8841"
CODE = (
    "from clearance.cli import progress; progress.Progress.__init__.__kwdefaults__['after'] = 0; "
    "from clearance.cli.main import main; main()"
)
BAR = "\r\x1b[K{} ["


def seen(*arguments: str, **environment: str) -> tuple[int, str]:
    """The exit code, and everything that both streams showed."""
    leader, follower = pty.openpty()
    environ = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-c", CODE, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        env=environ | environment,
    ) as process:
        os.close(follower)
        shown = b""
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # Linux says so when the last writer has gone
                break
            if not piece:
                break
            shown += piece
        code = process.wait()
    os.close(leader)
    return code, shown.decode().replace("\r\n", "\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(f"before\nSSN: {SSN}\nafter\n\n\n\n\nmail ann@example.org")
    (tmp_path / "b.txt").write_text("nothing here")
    (tmp_path / "c.txt").write_bytes(b"\xff")
    return tmp_path


def test_scan_shows_coloured_lines_a_summary_and_a_bar(folder: Path) -> None:
    code, shown = seen("scan", str(folder))
    assert code == 1
    assert BAR.format("scanning") in shown
    assert click.style(SSN, fg="magenta", bold=True, underline=True) in shown
    assert click.style("ann@example.org", fg="yellow", bold=True, underline=True) in shown
    assert click.style(f"{folder}/a.txt", bold=True) in shown
    plain = click.unstyle(shown)
    for line in ("    1 │ before", f"    2 │ SSN: {SSN}", "      │   ssn", "    3 │ after", "      ⋮", "    8 │ mail"):
        assert f"\n{line}" in plain
    assert f"error: {folder}/c.txt is not UTF-8 (byte 0).\n" in plain
    assert plain.rstrip().endswith("2 findings in 1 of 3 files: email 1, ssn 1")


def test_scan_explains_under_each_line(folder: Path) -> None:
    code, shown = seen("scan", "--explain", str(folder / "a.txt"))
    assert code == 0
    assert "      │   email: recogniser email, score 0.98: pattern\n" in click.unstyle(shown)
    assert "scanning" not in shown


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colours_the_text_stays_hidden(folder: Path, environment: dict[str, str]) -> None:
    code, shown = seen("scan", str(folder / "a.txt"), **environment)
    assert (code, SSN in shown, "\x1b" in shown) == (0, False, False)
    assert shown.startswith("START")
    assert SSN in seen("scan", "--show", str(folder / "a.txt"), **environment)[1]


def test_preview_shows_before_and_after(tmp_path: Path) -> None:
    def line(text: str, **more: object) -> str:
        return json.dumps({"model": "m-1", "messages": [{"role": "user", "content": text}], **more})

    path = tmp_path / "r.jsonl"
    path.write_text("\n".join([line(f"hi\nSSN: {SSN}\nbye"), line("hello"), line("hello", audio={}), "{"]))
    code, shown = seen("preview", str(path))
    assert code == 1
    assert BAR.format("previewing") in shown
    assert click.style(SSN, fg="magenta", bold=True, underline=True) in shown
    plain = click.unstyle(shown)
    assert f"line 1  m-1\n  messages[0].content\n  - SSN: {SSN}\n  + SSN: [SSN_" in plain
    assert "line 2  m-1  leaves as it is\n" in plain
    assert "line 3  refused: audio is not allowed: the gateway cannot see what it does\n" in plain
    assert "error: r.jsonl, line 4: the body is not strict JSON" in plain
    assert "requests: 3, with findings: 1, refused: 1, unreadable lines: 1\n" in plain
    code, shown = seen("preview", str(path), NO_COLOR="1")
    assert (code, SSN in shown) == (1, False)
    assert "LINE  WHERE" in shown
