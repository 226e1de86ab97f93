# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The reader of hand-annotated text, and the tool and the measurement that use it."""

import sys
from pathlib import Path

import pytest

from bench import detection
from clearance.core.evaluation.documents import Document, Span, read_document
from tests.accuracy.corpus import read_corpus
from tools import development_set

WRITTEN = """\
# Synthetic. Nobody.

### d1 note
Pt ⟦PERSON:Ann ñ⟧, ⟦AGE?:44⟧.

# not a remark: text
#14 ⟦SSN:078-05-1120⟧⟦HEALTH_PLAN_ID:A: 1⟧

### d2 negative-log

nothing
### d3 empty
"""


def test_documents_with_their_spans() -> None:
    first, second, third = read_corpus(WRITTEN)
    assert first.text == "Pt Ann ñ, 44.\n\n# not a remark: text\n#14 078-05-1120A: 1"
    assert first.spans == (
        Span(3, 8, "PERSON"),
        Span(10, 12, "AGE", optional=True),
        Span(40, 51, "SSN"),
        Span(51, 55, "HEALTH_PLAN_ID"),
    )
    assert [first.text[one.start : one.end] for one in first.spans] == ["Ann ñ", "44", "078-05-1120", "A: 1"]
    assert (first.id, first.source) == ("d1", "note")
    assert second == Document("d2", "\nnothing", (), "negative-log")
    assert third == Document("d3", "", (), "empty")


def test_nothing_holds_no_documents() -> None:
    assert read_corpus("") == []
    assert read_corpus("# a remark\n\n") == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("text first\n### a b\n", "line 1: expected `### <id> <kind>`"),
        ("### a b\nx\n### only\n", "line 3: expected `### <id> <kind>`"),
        ("### a b c\n", "line 1: expected `### <id> <kind>`"),
        ("### a b\n### a c\n", "line 2: the id a occurs twice"),
        ("### a b\nx\ny ⟦NAME:x⟧\n", "line 3: unknown label NAME"),
        ("### a b\nx\n⟦PERSON:x\n", "line 3: a bracket that is not of a span"),
        ("### a b\nx⟧\n", "line 2: a bracket that is not of a span"),
        ("### a b\n⟦IP:1⟧ ⟦person:x⟧\n", "line 2: a bracket that is not of a span"),
        ("### a b\n⟦PERSON:⟧\n", "line 2: a bracket that is not of a span"),
        ("### a b\n⟦IP:1⟧\n⟦PERSON:x ⟦IP:1⟧⟧\n", "line 3: a bracket that is not of a span"),
    ],
)
def test_anything_else_is_refused_with_its_line(written: str, said: str) -> None:
    with pytest.raises(ValueError, match="line") as refused:
        read_corpus(written)
    assert str(refused.value) == said


def test_the_tool_writes_lines_that_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "set.txt"
    path.write_text(WRITTEN, "utf-8")
    assert development_set.main([str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [read_document(line.encode()) for line in lines] == read_corpus(WRITTEN)


def test_the_tool_names_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "set.txt"
    assert development_set.main([str(path)]) == 1
    path.write_text("x", "utf-8")
    assert development_set.main([str(path)]) == 1
    assert capsys.readouterr().err == (
        f"{path}: No such file or directory\n{path}: line 1: expected `### <id> <kind>`\n"
    )


def test_the_measurement_converts_what_is_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "set.txt"
    path.write_text(WRITTEN, "utf-8")
    given = [str(path), "other.jsonl", "--limit", "5", "--json"]
    made = tmp_path / "0-set.jsonl"
    assert detection.arguments_for(given, tmp_path) == [
        "evaluate",
        str(made),
        "other.jsonl",
        "--against",
        "presidio",
        "--limit",
        "5",
        "--json",
    ]
    assert len(made.read_text("utf-8").splitlines()) == 3
    path.write_text("x", "utf-8")
    with pytest.raises(SystemExit, match="expected"):
        detection.arguments_for([str(path)], tmp_path)


def test_the_measurement_exits_as_the_command_does(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(given: list[str]) -> int:
        asked.append(given)
        return 5

    monkeypatch.setattr(detection, "run", run)
    monkeypatch.setattr(sys, "argv", ["detection", "a.jsonl"])
    with pytest.raises(SystemExit) as ended:
        detection.main()
    assert (ended.value.code, asked) == (5, [["evaluate", "a.jsonl", "--against", "presidio"]])
