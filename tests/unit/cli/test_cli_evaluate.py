# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance evaluate``: scores, refusals without content, the file of errors, and Presidio beside it."""

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from clearance.cli import evaluate
from clearance.cli.main import run
from clearance.cli.score_table import SOURCES_SHOWN

Captured = pytest.CaptureFixture[str]
GOOD = {"id": "a", "text": "SSN: 536-22-8841", "spans": [{"start": 5, "end": 16, "label": "SSN"}], "source": "notes"}
MISSED = {"id": "b", "text": "ask for overtime", "spans": [{"start": 8, "end": 16, "label": "PERSON"}]}
FALSE = {"id": "c", "text": "é SSN: 536-22-8842", "spans": [], "source": "negatives", "noise": "ocr"}
FAKE = """#!{python}
import json, sys
if "--about" in sys.argv:
    print(json.dumps({{"presidio": "9.9", "spacy": "8.8", "model": "m"}}))
else:
    for line in sys.stdin:
        asked = json.loads(line)
        spans = [{{"start": 0, "end": 3, "label": "SSN"}}] if asked["text"] else []
        print(json.dumps({{"id": asked["id"], "spans": spans}}), flush=True)
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "PROMPTS", 3)


def corpus(folder: Path, *documents: object) -> str:
    path = folder / "set.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in documents), "utf-8")
    return str(path)


@pytest.fixture
def notes(tmp_path: Path) -> str:
    return corpus(tmp_path, GOOD, MISSED, FALSE)


@pytest.fixture
def presidio(tmp_path: Path) -> str:
    path = tmp_path / "python"
    path.write_text(FAKE.format(python=sys.executable))
    path.chmod(0o700)
    return str(path)


def document(capsys: Captured) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(capsys.readouterr().out)
    return shown


def test_json_holds_every_figure(notes: str, capsys: Captured) -> None:
    assert run(["evaluate", notes, "--json"]) == 0
    made = document(capsys)
    assert made["corpus"] == {"files": ["set.jsonl"], "documents": 3, "characters": 50, "bytes": 51}
    (own,) = made["detectors"]
    assert own["name"] == "clearance"
    assert own["overall"]["any"] == {
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
        "found": 1,
        "missed": 1,
        "right": 1,
        "wrong": 1,
    }
    assert own["overall"]["leak"] == own["overall"]["residual"] == 0.5
    assert own["overall"]["negatives"] == {"documents": 1, "marked": 1.0, "marks": 1, "per_10k_characters": 555.5556}
    assert own["labels"]["PERSON"]["typed"]["recall"] == 0.0
    assert own["labels"]["PERSON"]["typed"]["precision"] is None
    assert set(own["sources"]) == {"", "negatives", "notes"}
    assert {name: group["leak"] for name, group in own["by_spans_in_a_document"].items()} == {"1 to 4": 0.5}
    assert own["recall_by_noise"] == {"clean": 0.5, "ocr": None}
    assert own["speed"]["prompts"] == 3
    assert own["speed"]["size"] == 2048
    assert own["speed"]["pipe_ms"] is None
    assert 0 < own["speed"]["p50_ms"] <= own["speed"]["p99_ms"]


def test_the_table_can_be_read(notes: str, capsys: Captured) -> None:
    assert run(["evaluate", notes]) == 0
    streams = capsys.readouterr()
    lines = streams.out.splitlines()
    assert lines[0] == "3 documents (1 negatives), 0.00 MB, 2 spans"
    assert lines[1].startswith("clearance: ")
    for line in (
        "spans, any label: recall                    0.500",
        "PERSON  1      0.000  -          0.000   -",
        "SSN     1      1.000  0.500      1.000   0.667",
        "negatives  1     -      0.000      -      1.000",
        "ocr    -",
    ):
        assert line in lines
    assert streams.err == ""
    assert "overtime" not in streams.out


def test_no_noise_no_table_of_it_and_the_largest_sources_only(tmp_path: Path, capsys: Captured) -> None:
    many = [GOOD | {"id": str(at), "source": f"s{at:02}"} for at in range(SOURCES_SHOWN + 2)]
    assert run(["evaluate", corpus(tmp_path, *many, GOOD)]) == 0
    shown = capsys.readouterr().out
    assert "NOISE" not in shown
    assert f"\ns{SOURCES_SHOWN - 2:02} " in shown
    assert f"\ns{SOURCES_SHOWN - 1:02} " not in shown
    assert "3 smaller sources are not shown; --json has them." in shown


def test_a_limit_holds_for_each_file(notes: str, capsys: Captured) -> None:
    assert run(["evaluate", notes, notes, "--limit", "2", "--json"]) == 0
    assert document(capsys)["corpus"]["documents"] == 4


def test_errors_go_to_a_file_for_its_owner(notes: str, tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "errors.jsonl"
    target.write_text("older", "utf-8")
    target.chmod(0o644)
    assert run(["evaluate", notes, "--errors", str(target)]) == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    missed, false = (json.loads(line) for line in target.read_text("utf-8").splitlines())
    person = {"start": 8, "end": 16, "label": "PERSON", "text": "overtime"}
    assert missed == {"detector": "clearance", "id": "b", "source": "", "missed": [person], "false": []}
    assert (false["id"], false["missed"], false["false"][0]["text"]) == ("c", [], "536-22-8842")
    assert "overtime" not in capsys.readouterr().out


def test_errors_do_not_follow_a_link(notes: str, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert run(["evaluate", notes, "--errors", str(tmp_path / "link")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("overtime", "is not a JSON object"),
        ({"id": "overtime", "text": "overtime", "spans": 1}, '"spans" is not a list'),
        (
            MISSED | {"spans": [{"start": 0, "end": 99, "label": "PERSON"}]},
            "span 0 does not lie in the text or is empty",
        ),
    ],
)
def test_a_bad_line_is_named_by_its_place(tmp_path: Path, capsys: Captured, second: object, said: str) -> None:
    assert run(["evaluate", corpus(tmp_path, GOOD, second)]) == 1
    assert capsys.readouterr().err == f"error: set.jsonl, line 2: {said}\n"


def test_a_set_without_text_is_refused(tmp_path: Path, capsys: Captured) -> None:
    assert run(["evaluate", corpus(tmp_path, {"id": "a", "text": "", "spans": []})]) == 1
    assert capsys.readouterr().err == "error: The corpus holds no text.\n"


@pytest.mark.parametrize("given", [[], ["/nowhere/at/all.jsonl"]])
def test_wrong_use_exits_2(given: list[str], capsys: Captured) -> None:
    assert run(["evaluate", *given]) == 2
    assert capsys.readouterr().out == ""


def test_presidio_runs_beside_it(notes: str, presidio: str, tmp_path: Path, capsys: Captured) -> None:
    arguments = ["evaluate", notes, "--against", "presidio", "--presidio-python", presidio]
    assert run([*arguments, "--json", "--presidio-threshold", "0.4", "--errors", str(tmp_path / "e")]) == 0
    own, other = document(capsys)["detectors"]
    assert (own["name"], other["name"]) == ("clearance", "presidio")
    assert other["version"] == "9.9, spaCy 8.8, m, threshold 0.4"
    assert other["overall"]["any"]["wrong"] == 3
    assert other["speed"]["pipe_ms"] >= 0
    assert {json.loads(line)["detector"] for line in (tmp_path / "e").read_text().splitlines()} == {
        "clearance",
        "presidio",
    }
    assert run(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "SSN     clearance  1      1.000  0.500      1.000   0.667" in lines
    assert "        presidio   1      0.000  0.000      0.000   0.000" in lines


def test_a_missing_presidio_exits_5(notes: str, tmp_path: Path, capsys: Captured) -> None:
    missing = str(tmp_path / "nobody")
    assert run(["evaluate", notes, "--against", "presidio", "--presidio-python", missing]) == 5
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith(f"error: Presidio: there is no interpreter {missing}. `make bench-detection` creates")


def test_progress_is_shown_on_a_terminal_only(notes: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert run(["evaluate", notes]) == 0
    streams = capsys.readouterr()
    assert "clearance" in streams.err
    assert "100%" in streams.err
    assert "100%" not in streams.out
