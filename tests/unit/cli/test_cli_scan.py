# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance scan``: pure, positions in code points, and silent about what it found unless asked."""

import io
import json
from pathlib import Path

import pytest

from clearance.cli.main import run

Captured = pytest.CaptureFixture[str]
NOTE = "\N{FACE WITH MEDICAL MASK} ñ SSN: 536-22-8841\n"


@pytest.fixture
def note(tmp_path: Path) -> str:
    path = tmp_path / "note.txt"
    path.write_text(NOTE, "utf-8")
    return str(path)


def test_positions_are_code_points(note: str, capsys: Captured) -> None:
    assert run(["scan", note, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert set(found) == {"start", "end", "kind", "class", "score"}
    assert NOTE[found["start"] : found["end"]] == "536-22-8841"
    assert (found["kind"], found["class"]) == ("us_ssn", "ssn")
    assert 0 < found["score"] <= 1


def test_matched_text_is_shown_only_when_asked_for(note: str, capsys: Captured) -> None:
    assert run(["scan", note]) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].split() == ["START", "END", "KIND", "CLASS", "SCORE"]
    assert "536-22-8841" not in shown
    assert run(["scan", note, "--show"]) == 0
    assert "536-22-8841" in capsys.readouterr().out
    assert run(["scan", note, "--show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["text"] == "536-22-8841"


def test_a_profile_lists_what_its_rule_is_about_and_determines_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    text = b"DOB: 03/14/1961, Boston, MA 02139, card 4111 1111 1111 1111"

    def scanned(*profiles: str) -> dict[str, object]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        chosen = [word for profile in profiles for word in ("--profile", profile)]
        assert run(["scan", "--json", *chosen]) == 0
        answer: dict[str, object] = json.loads(capsys.readouterr().out)
        return answer

    found = scanned("safe_harbor_identifiers")
    assert (found["profiles"], found["determination"]) == (["safe_harbor_identifiers"], "none")
    assert [(one["class"], one.get("sub")) for one in found["findings"]] == [  # type: ignore[attr-defined]  # a list
        ("date", "full"),
        ("location", "city"),
        ("location", "zip"),
        ("credit_card", None),
    ]
    assert [one["class"] for one in scanned("pci", "secrets")["findings"]] == ["credit_card"]  # type: ignore[attr-defined]  # as above
    assert run(["scan", "--profile", "nobody"]) == 2


def test_standard_input_is_the_default(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"nothing to see")))
    assert run(["scan"]) == 0
    assert capsys.readouterr().out == "nothing found\n"


def test_bytes_that_are_no_text_are_named_by_place(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "binary"
    path.write_bytes(b"abc\xff")
    assert run(["scan", str(path)]) == 1
    assert capsys.readouterr().err == "error: The input is not UTF-8 (byte 3).\n"


def test_a_reader_that_leaves_is_no_failure(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("clearance.cli.output.click.echo", gone)
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert run(["scan", note]) == 0


def test_ctrl_c_is_130(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("clearance.cli.output.click.echo", interrupted)
    assert run(["scan", note]) == 130
