# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Recognisers of installed packages: loaded once, checked, and a start that is refused with the plugin's name."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from clearance.adapters.detectors.entry_points import GROUP, plugin_recognisers, recognisers_of
from clearance.core.detect.recogniser import Recogniser
from clearance.errors import InvalidSetting
from clearance.model.words import DataClass
from clearance.service.work import worker_jobs

BADGE = Recogniser("badge", DataClass.OTHER_ID, (r"\bBADGE-\d{6}\b",), ("wears «BADGE-123456» today",))
PLUGIN = """
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

RECOGNISERS = (Recogniser("badge", DataClass.OTHER_ID, (r"\\bBADGE-\\d{6}\\b",), ("wears «BADGE-123456» today",)),)

def make():
    return list(RECOGNISERS)

def broken():
    raise RuntimeError("canary")
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "badge_plugin.py").write_text(PLUGIN, "utf-8")
    info = tmp_path / "badge_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: badge-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\nbadge = badge_plugin:RECOGNISERS\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    sys.modules.pop("badge_plugin", None)


def entry(value: str, name: str = "badge") -> EntryPoint:
    return EntryPoint(name, f"badge_plugin:{value}", GROUP)


def test_nothing_installed_is_nothing_more() -> None:
    assert plugin_recognisers() == ()


@pytest.mark.usefixtures("site")
def test_an_installed_sequence_serves_workers_too() -> None:
    assert plugin_recognisers() == (BADGE,)
    assert recognisers_of([entry("make")]) == (BADGE,)
    jobs, plain = worker_jobs(), worker_jobs
    version = jobs.learn(b"")
    sys.modules.pop("badge_plugin")
    assert plain().learn(b"") == version


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("value", ["broken", "missing", "__name__"])
def test_a_plugin_that_fails_is_named(value: str) -> None:
    with pytest.raises(
        InvalidSetting, match=r"recogniser plugin badge: (cannot be loaded|gives something else)"
    ) as error:
        recognisers_of([entry(value)])
    assert "canary" not in error.value.safe_message


@pytest.mark.usefixtures("site")
def test_two_plugins_may_not_give_the_same_kind() -> None:
    with pytest.raises(InvalidSetting, match="recogniser plugin other: badge: the id is empty, already taken"):
        recognisers_of([entry("make"), entry("RECOGNISERS", "other")])


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "us_ssn"}, "already taken"),
        ({"id": "custom.badge"}, "begins with custom."),
        ({"data_class": DataClass.TOKEN_LITERAL}, "data class"),
        ({"data_class": "nobody"}, "data class"),
        ({"validator": "nobody"}, "no such validator"),
        ({"patterns": ()}, "needs patterns"),
        ({"examples": ()}, "needs patterns and examples"),
        ({"patterns": ("(?=x)",)}, "not RE2"),
        ({"examples": ("«BADGE-12»",)}, "examples: number 1 is not found"),
        ({"counter_examples": ("BADGE-123456",)}, "counter_examples: number 1 is found"),
    ],
)
def test_each_recogniser_is_checked(change: dict[str, object], problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("badge_plugin.RECOGNISERS", [replace(BADGE, **change)])  # type: ignore[arg-type]  # fields by name
    with pytest.raises(InvalidSetting, match=problem):
        recognisers_of([entry("RECOGNISERS")])
