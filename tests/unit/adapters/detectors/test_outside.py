# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Other people's detectors, played by small stand-ins of their public interfaces."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from clearance.adapters.detectors import outside
from clearance.adapters.detectors.gliner import gliner
from clearance.adapters.detectors.outside import OVERLAP, WINDOW, OutsideProposer, Span, windows
from clearance.adapters.detectors.presidio import of_analyzer, presidio
from clearance.adapters.detectors.transformers import transformers
from clearance.core.detect.detector import Detector, default_detector
from clearance.errors import DetectorUnavailable, InvalidSetting
from clearance.model.words import DataClass

NAME = "Quillfeather"
TEXT = f"Überweisung \N{EN DASH} I met {NAME} there."


def place(text: str) -> tuple[int, int]:
    return text.index(NAME), text.index(NAME) + len(NAME)


class Analyzer:
    """``presidio_analyzer.AnalyzerEngine``."""

    def __init__(self, nlp_engine: object = None, supported_languages: list[str] | None = None) -> None:
        self.made_with = (nlp_engine, supported_languages)
        self.asked: list[list[str]] = []

    def get_supported_entities(self, language: str) -> list[str]:
        return ["PERSON", "NRP", "US_SSN"] if language == "en" else []

    def analyze(self, text: str, language: str, entities: list[str]) -> list[SimpleNamespace]:
        assert language == "en"
        self.asked.append(entities)
        if NAME not in text:
            return []
        start, end = place(text)
        return [SimpleNamespace(entity_type="PERSON", start=start, end=end, score=0.85)]


class Provider:
    """``presidio_analyzer.nlp_engine.NlpEngineProvider``."""

    def __init__(self, nlp_configuration: dict[str, Any]) -> None:
        self.configuration = nlp_configuration

    def create_engine(self) -> object:
        return ("engine", self.configuration["models"][0]["model_name"])


def pipeline(task: str, *, model: str, tokenizer: str, aggregation_strategy: str) -> Any:
    """``transformers.pipeline``."""
    assert (task, tokenizer, aggregation_strategy) == ("token-classification", model, "simple")

    def classify(text: str) -> list[dict[str, Any]]:
        start, end = place(text)
        return [
            {"entity_group": "PER", "score": 0.99, "word": NAME, "start": start, "end": end},
            {"entity_group": "MISC", "score": 0.9, "word": "there", "start": 0, "end": 1},
        ]

    classify.model = SimpleNamespace(  # type: ignore[attr-defined]  # as a pipeline has it
        config=SimpleNamespace(id2label={0: "O", 1: "B-PER", 2: "I-PER", 3: "B-MISC"})
    )
    return classify


class GLiNER:
    """``gliner.GLiNER``."""

    @classmethod
    def from_pretrained(cls, folder: str, *, local_files_only: bool) -> "GLiNER":
        assert local_files_only
        assert Path(folder).is_dir()
        return cls()

    def predict_entities(self, text: str, labels: list[str], threshold: float) -> list[dict[str, Any]]:
        assert threshold == 0.5
        assert "person" in labels
        if NAME not in text:
            return []
        start, end = place(text)
        return [{"start": start, "end": end, "text": NAME, "label": "person", "score": 0.7}]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def module(name: str, **members: object) -> None:
        made = ModuleType(name)
        made.__dict__.update(members)
        monkeypatch.setitem(sys.modules, name, made)

    module("presidio_analyzer", AnalyzerEngine=Analyzer)
    module("presidio_analyzer.nlp_engine", NlpEngineProvider=Provider)
    module("transformers", pipeline=pipeline)
    module("gliner", GLiNER=GLiNER)


@pytest.fixture(scope="module")
def shipped() -> Detector:
    return default_detector("anchors")


def names(detector: Detector, text: str = TEXT) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in detector.find(text)]


@pytest.mark.usefixtures("installed")
def test_each_adds_what_it_finds_and_changes_the_version(shipped: Detector, tmp_path: Path) -> None:
    made = (
        (presidio("json"), "presidio.person"),  # any installed package stands for the spaCy model
        (gliner(tmp_path), "gliner.person"),
        (transformers(tmp_path, ignored=frozenset({"MISC"})), "transformers.per"),
    )
    versions = {shipped.version}
    assert names(shipped) == []
    for proposer, kind in made:
        detector = shipped.extended((), [proposer])
        assert names(detector) == [(kind, NAME)]
        assert detector.find(TEXT)[0].data_class is DataClass.PERSON
        versions.add(detector.version)
    assert len(versions) == 4
    assert shipped.extended((), []).version == shipped.version


def test_presidio_is_asked_for_what_is_mapped_and_supported(shipped: Detector) -> None:
    analyzer = Analyzer()
    assert names(shipped.extended((), [of_analyzer(analyzer)]), f"{NAME}, SSN 536-22-8841")[1][0] == "us_ssn"
    assert analyzer.asked == [["PERSON", "US_SSN"]]


@pytest.mark.parametrize(
    ("make", "extra"), [(presidio, "presidio"), (gliner, "gliner"), (transformers, "transformers")]
)
def test_a_missing_library_names_its_extra(
    make: Callable[[str], OutsideProposer], extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("presidio_analyzer", "gliner", "transformers"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InvalidSetting, match=rf"pip install 'clearance\[{extra}\]'") as error:
        make(str(tmp_path))
    assert error.value.param == extra


@pytest.mark.usefixtures("installed")
def test_nothing_is_downloaded() -> None:
    with pytest.raises(InvalidSetting, match="spaCy model no_such_model is not installed"):
        presidio("no_such_model")
    for make in (gliner, transformers):
        with pytest.raises(InvalidSetting, match="must be a folder on this machine"):
            make("organisation/model")


@pytest.mark.usefixtures("installed")
def test_a_label_that_would_be_lost_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="labels MISC are neither mapped nor ignored"):
        transformers(tmp_path)


def outside_of(finds: outside.Finds, *, window: bool = True) -> OutsideProposer:
    return OutsideProposer("test model", finds, {"name": DataClass.PERSON}, window=window)


@pytest.mark.parametrize(
    "span", [Span(-1, 2, "name", 1), Span(2, 2, "name", 1), Span(0, 10**6, "name", 1), Span(0, 1, "other", 1)]
)
def test_what_cannot_be_used_refuses(shipped: Detector, span: Span) -> None:
    detector = shipped.extended((), [outside_of(lambda _text: [span])])
    with pytest.raises(DetectorUnavailable) as error:
        detector.find(TEXT)
    assert error.value.diagnostics == "test model: unusable finding"


def test_a_failure_refuses_without_its_message(shipped: Detector) -> None:
    def fails(text: str) -> list[Span]:
        raise ValueError(text)

    with pytest.raises(DetectorUnavailable) as error:
        shipped.extended((), [outside_of(fails)]).find(TEXT)
    assert error.value.diagnostics == "test model: ValueError"
    assert error.value.__cause__ is None


def test_long_texts_are_given_in_windows_and_nothing_falls_between_them() -> None:
    seen: list[str] = []

    def finds(text: str) -> list[Span]:
        seen.append(text)
        return [Span(*place(text), "name", 0.9)] if NAME in text else []

    for filler in ("é word ", "x"):
        for before in (0, 400, 845, 995, 1700):
            seen.clear()
            lead = (filler * WINDOW)[:before]
            text = lead + NAME + (filler * WINDOW)[:2500]
            data = text.encode()
            found = set(outside_of(finds).propose(data, ()))
            assert {data[one.start : one.end].decode() for one in found} == {NAME}
            assert max(map(len, seen)) <= WINDOW
    starts = list(windows("x" * 3000))
    assert starts == [0, WINDOW - OVERLAP, 2 * (WINDOW - OVERLAP), 3 * (WINDOW - OVERLAP)]
    assert list(windows("")) == [0]
