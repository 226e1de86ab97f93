# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The style budget: each rule finds what it is for, and the project keeps them all."""

from pathlib import Path

import pytest

from tools import budget

HEADER = "\n".join(budget.SPDX) + "\n"
INSIDE = Path("src/clearance/core/x.py")


def rules(text: str, path: Path = INSIDE) -> list[str]:
    return [excess.rule for excess in budget.check(budget.parse(path, HEADER + text))]


def test_a_file_within_the_budget_passes() -> None:
    assert rules('"""Promise."""\n\n\ndef f(a: int) -> int:\n    """Twice."""\n    return 2 * a\n') == []


def test_module_length() -> None:
    assert rules("x = 1\n" * 498) == []
    assert rules("x = 1\n" * 499) == ["module-length"]


def test_function_length() -> None:
    assert rules("def f():\n" + "    x = 1\n" * 59) == []
    assert rules("async def f():\n" + "    x = 1\n" * 60) == ["function-length"]


def test_parameters_count_every_kind_but_self() -> None:
    assert rules("class C:\n    def f(self, a, b, c, /, d, e, *, f, g): ...\n") == []
    assert rules("def f(a, b, c, /, d, e, *, f, g, h): ...\n") == ["parameters"]
    assert rules("def f(a, b, c, d, e, f, g, h): ...\n", Path("src/clearance/cli/x.py")) == []


def test_no_global() -> None:
    assert rules("def f():\n    global x\n    x = 1\n") == ["global"]


@pytest.mark.parametrize("caught", ["", " Exception", " BaseException", " (ValueError, Exception)", " Exception as e"])
def test_broad_except(caught: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"try:\n    f()\nexcept{caught}:\n    pass\n"
    assert rules(text) == ["broad-except"]
    assert rules(text, Path("tests/unit/x.py")) == []
    monkeypatch.setitem(budget.BOUNDARIES, str(INSIDE), "the edge of a test")
    assert rules(text) == []


def test_narrow_except_is_fine() -> None:
    assert rules("try:\n    f()\nexcept (ValueError, KeyError):\n    pass\n") == []


def test_cleaning_up_and_raising_again_is_fine() -> None:
    assert rules("try:\n    f()\nexcept BaseException:\n    close()\n    raise\n") == []
    assert rules("try:\n    f()\nexcept Exception as e:\n    raise ValueError from e\n") == ["broad-except"]


@pytest.mark.parametrize("line", ["import clearance", "from clearance import Clearance", "from . import x"])
def test_no_root_import(line: str) -> None:
    assert rules(line + "\n") == ["root-import"]
    assert rules(line + "\n", Path("tests/unit/x.py")) == []


def test_a_module_of_the_package_may_be_imported_by_its_name() -> None:
    assert rules("from clearance import errors\nfrom clearance.errors import Malformed\n") == []
    assert rules("from clearance import errors, Clearance\n") == ["root-import"]


@pytest.mark.parametrize("read", ["import os\nos.environ['A']", "import os\nos.getenv('A')", "from os import environ"])
def test_only_config_reads_the_environment(read: str) -> None:
    assert rules(read + "\n") == ["environment"]
    assert rules(read + "\n", Path("src/clearance/config/x.py")) == []


def test_spdx_header() -> None:
    for text in ("", '"""Promise."""\n', budget.SPDX[0] + "\n"):
        assert [e.rule for e in budget.check(budget.parse(INSIDE, text))] == ["spdx"]
    assert budget.check(budget.parse(INSIDE, "#!/usr/bin/env python3\n" + HEADER)) == []


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("x = 1  # " + "noqa", True),
        ("x = 1  # " + "noqa: S101", True),
        ("x = 1  # " + "noqa: S101, T201 - a reason", False),
        ("x = 1  # " + "type: ignore", True),
        ("x = 1  # " + "type: ignore[attr-defined]", True),
        ("x = 1  # " + "type: ignore[attr-defined]  # a reason", False),
    ],
)
def test_each_ignore_says_why(line: str, *, bare: bool) -> None:
    assert rules(line + "\n") == (["ignore-reason"] if bare else [])


@pytest.mark.parametrize("softened", ["pytest.skip('later')", "pytest.mark.xfail", "pytest.importorskip('x')"])
def test_tests_are_not_softened(softened: str) -> None:
    assert rules(f"import pytest\n{softened}\n", Path("tests/unit/x.py")) == ["softened-test"]


def test_the_project_is_within_the_budget() -> None:
    assert [str(excess) for excess in budget.project_excesses()] == []


def test_a_file_that_cannot_be_parsed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "BOUNDARIES", {})
    (tmp_path / "broken.py").write_text("def f(:\n", encoding="utf-8")
    assert [str(e) for e in budget.project_excesses(tmp_path)] == ["broken.py:1: syntax: cannot be parsed"]


def test_a_boundary_that_is_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "BOUNDARIES", {"src/clearance/gone.py": "a boundary that was removed"})
    assert [excess.rule for excess in budget.project_excesses(tmp_path)] == ["boundary-gone"]


def test_each_boundary_says_why() -> None:
    assert all(len(reason) > 20 for reason in budget.BOUNDARIES.values())
