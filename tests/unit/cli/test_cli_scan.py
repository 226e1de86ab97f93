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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text(NOTE, "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"abc\xff")
    (tmp_path / "sub" / "none.txt").write_text("nothing to see")
    (tmp_path / "x.bin").write_bytes(b"\0")
    return tmp_path


def test_a_folder_is_listed_by_path_and_a_bad_file_stops_nothing(folder: Path, capsys: Captured) -> None:
    assert run(["scan", str(folder), "--json"]) == 1
    streams = capsys.readouterr()
    good, bad, none = json.loads(streams.out)
    assert (good["path"], [one["kind"] for one in good["findings"]]) == (f"{folder}/a.txt", ["us_ssn"])
    message = f"{folder}/bad.txt is not UTF-8 (byte 3)."
    assert bad == {"path": f"{folder}/bad.txt", "error": {"code": "malformed_request", "message": message}}
    assert none == {"path": f"{folder}/sub/none.txt", "findings": []}
    note, error = streams.err.splitlines()
    assert note == "skipped: 1 binary (x.bin)"
    assert json.loads(error)["error"]["message"] == message


def test_several_files_are_named_and_summed(folder: Path, capsys: Captured) -> None:
    assert run(["scan", str(folder / "a.txt"), str(folder / "sub")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{folder}/a.txt"
    assert lines[1].split() == ["START", "END", "KIND", "CLASS", "SCORE"]
    assert lines[-1] == "1 finding in 1 of 2 files: ssn 1"
    assert run(["scan", str(folder / "sub")]) == 0
    assert capsys.readouterr().out == "nothing found in 1 file\n"


def test_a_folder_that_cannot_be_listed_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def closed(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", closed)
    assert run(["scan", str(folder)]) == 1
    assert capsys.readouterr().err == f"error: {folder} cannot be read (Permission denied).\n"


def test_standard_input_may_be_one_of_several(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(NOTE.encode())))
    assert run(["scan", "-", str(folder / "a.txt"), "--profile", "pii", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["determination"], [one["path"] for one in answer["files"]]) == ("none", ["-", f"{folder}/a.txt"])


def test_the_reason_is_a_column_and_a_member(note: str, capsys: Captured) -> None:
    line = 'recogniser us_ssn, score 0.97: pattern, label word "ss...", validator identifier'
    assert run(["scan", note, "--explain"]) == 0
    head, row, _, total = capsys.readouterr().out.splitlines()
    assert head.split()[-1] == "WHY"
    assert row.endswith(line)
    assert total == "1 finding: ssn 1"
    assert run(["scan", note, "--explain", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["why"] == line


def test_a_path_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert run(["scan", str(tmp_path / "gone")]) == 2
