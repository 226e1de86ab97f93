# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Words that are not ours to say stand nowhere in the project, but for reviewed lines."""

from pathlib import Path

import pytest

from tools import budget, wording
from tools.project_files import ROOT, project_files, read_text

# In two pieces, so that this file is not itself a use.
SAID = [
    "HIPAA" + " compliant",
    "HIPAA" + "-Compliant",
    "HIPAA\n" + "compliant",
    "certi" + "fied",
    "Guarantees" + " compliance",
    "de-" + "identified",
    "de" + "identified",
    "anony" + "mous",
    "anony" + "mised",
    "py" + "pi.org",
    "/wor" + "k/",
]


@pytest.mark.parametrize("words", SAID)
def test_each_phrase_is_found(words: str) -> None:
    found = list(wording.uses(Path("x.md"), f"first line\nClearance is {words} at all.\n"))
    assert [(use.line, use.words.split()) for use in found] == [(2, words.split())]


@pytest.mark.parametrize("words", ["HIPAA compliance officer", "a certificate", "de-identification", "homework/main"])
def test_neighbouring_words_are_free(words: str) -> None:
    assert list(wording.uses(Path("x.md"), words)) == []


def test_an_entry_of_the_list_needs_its_three_parts() -> None:
    entry = wording.ReviewedUse(Path("a.md"), "some words", "a reason")
    assert wording.read_allowed("# a remark\n\na.md | some words | a reason\n") == [entry]
    for broken in ("a.md | some words", "a.md |  | a reason", "a.md, some words, a reason"):
        with pytest.raises(ValueError, match="write"):
            wording.read_allowed(broken)


def test_only_reviewed_lines_pass_and_the_list_has_no_leftovers(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "a.md").write_text(f"Not {SAID[3]} by us.\nFully {SAID[3]}!\n", encoding="utf-8")
    (tmp_path / wording.ALLOWED).write_text("a.md | by us | denies\nb.md | gone | old\n", encoding="utf-8")
    found = wording.project_uses(tmp_path)
    assert [line.split(":")[:2] for line in found] == [
        ["a.md", "2"],
        [str(wording.ALLOWED), " nothing uses `b.md | gone`"],
    ]


def test_the_project_keeps_to_it() -> None:
    assert wording.project_uses() == []


def test_each_source_says_its_licence() -> None:
    sources = [path for path in project_files() if path.suffix in {".py", ".cedar", ".cedarschema", ".sh"}]
    assert len(sources) > 20
    for path in [*sources, Path("Makefile"), Path(".ci/run"), Path("pyproject.toml")]:
        head = "\n".join((read_text(ROOT / path) or "").splitlines()[:4])
        assert budget.SPDX[1].removeprefix("# ") in head, path
