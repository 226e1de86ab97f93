# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Small stand-ins for the public interfaces of other people's detectors."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

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


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if all of them were installed."""

    def module(name: str, **members: object) -> None:
        made = ModuleType(name)
        made.__dict__.update(members)
        monkeypatch.setitem(sys.modules, name, made)

    module("presidio_analyzer", AnalyzerEngine=Analyzer)
    module("presidio_analyzer.nlp_engine", NlpEngineProvider=Provider)
    module("transformers", pipeline=pipeline)
    module("gliner", GLiNER=GLiNER)
