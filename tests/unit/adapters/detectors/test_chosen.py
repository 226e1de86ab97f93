# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Other people's detectors by setting: off unless chosen, refused at the start where something is missing."""

import json
import os
import sys
from pathlib import Path

import pytest

from clearance.adapters.detectors.chosen import Choice, chosen
from clearance.cli.finder import configured_finder
from clearance.cli.main import run
from clearance.config.load import load
from clearance.config.offline import OFFLINE, stay_offline
from clearance.core.detect.detector import default_detector
from clearance.errors import InvalidSetting
from clearance.exchange.jobs import CoreJobs, core_jobs
from clearance.service.detection import choice_of, proposers_of
from clearance.service.work import ServiceJobs, worker_jobs
from clearance.weights import shipped_detector
from tests.unit.adapters.detectors.others import NAME, TEXT, install

MODULES = ("presidio_analyzer", "gliner", "transformers")
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def kept_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OFFLINE:
        monkeypatch.setenv(name, "0")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


@pytest.fixture
def every(tmp_path: Path) -> Choice:
    return Choice("json", tmp_path, tmp_path, ("MISC",))


def test_nothing_is_chosen_by_default_and_nothing_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in MODULES:
        monkeypatch.setitem(sys.modules, module, None)
    choice = choice_of(load(environ={"HOME": "/home/someone"}).settings)
    assert (choice, proposers_of(choice)) == (Choice(), ())
    assert os.environ["HF_HUB_OFFLINE"] == "0"


@pytest.mark.usefixtures("installed")
def test_what_is_chosen_joins_and_is_told_that_there_is_no_network(every: Choice) -> None:
    proposers = proposers_of(every)
    assert [one.name.partition(" ")[0] for one in proposers] == ["presidio", "gliner", "transformers"]
    assert {os.environ[name] for name in OFFLINE} == {"1"}
    other = {"A": "B"}
    stay_offline(other)
    assert other == {"A": "B"} | OFFLINE
    shipped = default_detector("anchors")
    assert NAME in [TEXT[one.start : one.end] for one in shipped.extended((), proposers).find(TEXT)]


@pytest.mark.parametrize("name", ["presidio_model", "gliner_model", "transformers_model"])
def test_a_missing_package_is_refused_and_the_setting_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in MODULES:
        monkeypatch.setitem(sys.modules, module, None)
    flags: dict[str, object] = {f"detection.{name}": str(tmp_path)}
    with pytest.raises(InvalidSetting, match="is not installed; install it with: pip install") as refused:
        chosen(choice_of(load(environ={"HOME": "/home/someone"}, flags=flags).settings))
    assert (refused.value.code, refused.value.param) == ("invalid_setting", f"detection.{name}")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("name", ["gliner_model", "transformers_model"])
def test_a_missing_folder_is_refused(name: str, tmp_path: Path) -> None:
    flags: dict[str, object] = {f"detection.{name}": str(tmp_path / "absent")}
    with pytest.raises(InvalidSetting, match="must be a folder on this machine") as refused:
        chosen(choice_of(load(environ={"HOME": "/home/someone"}, flags=flags).settings))
    assert refused.value.param == f"detection.{name}"


@pytest.mark.usefixtures("installed")
def test_a_model_that_does_not_load_is_refused_without_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("secret of a file")

    monkeypatch.setattr(sys.modules["gliner"].GLiNER, "from_pretrained", fails)
    with pytest.raises(InvalidSetting, match=r"cannot be loaded \(RuntimeError\)$") as refused:
        chosen(Choice(gliner_model=tmp_path))
    assert refused.value.__cause__ is None


@pytest.mark.usefixtures("installed")
def test_a_worker_has_what_its_owner_has(every: Choice) -> None:
    owner = ServiceJobs(shipped_detector("anchors").extended((), chosen(every)), every)
    plain = ServiceJobs(shipped_detector("anchors"), Choice())
    assert worker_jobs(owner.prepared()).learn(b"") == owner.learn(b"")
    assert worker_jobs(plain.prepared()).learn(b"") == plain.learn(b"") == core_jobs().learn(b"")
    assert isinstance(worker_jobs(), CoreJobs)
    assert owner.learn(b"") != plain.learn(b"")


def test_a_worker_without_the_package_does_not_start(every: Choice, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = ServiceJobs(default_detector("anchors"), every).prepared()
    for module in MODULES:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InvalidSetting):
        worker_jobs(prepared)


@pytest.mark.usefixtures("installed")
def test_the_commands_use_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    (tmp_path / "note").write_text(TEXT, "utf-8")
    plain = configured_finder().version
    monkeypatch.setenv("CLEARANCE_DETECTION__GLINER_MODEL", str(tmp_path))
    assert configured_finder().version != plain
    assert run(["scan", "--json", "--explain", str(tmp_path / "note")]) == 0
    (found,) = (one for one in json.loads(capsys.readouterr().out) if one["kind"].startswith("gliner"))
    assert (found["kind"], found["why"]) == (
        "gliner.person",
        "gliner.person, score 0.70: proposed by a further detector",
    )


@pytest.mark.usefixtures("installed")
def test_a_command_refuses_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    (tmp_path / "note").write_text(TEXT, "utf-8")
    monkeypatch.setenv("CLEARANCE_DETECTION__GLINER_MODEL", str(tmp_path / "absent"))
    for command in (["scan", str(tmp_path / "note")], ["detect", "--jsonl", str(tmp_path / "note")]):
        assert run(command) == 2
        assert "must be a folder on this machine" in capsys.readouterr().err
