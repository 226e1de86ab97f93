# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The shipped detector on the shipped development set: no change may find less, or mark more for nothing.

The set was written and labelled apart from the training templates, and is harder than most text: one document in ten is
damaged by scanning, dictated, or made of words in two roles. Figures are in the model card; the floors stand a little
below them, so that a change of a few documents passes and a defect does not.
"""

from pathlib import Path

import pytest

from clearance.core.evaluation.documents import Document, Mark
from clearance.core.evaluation.score import Score, judge, score
from clearance.model.words import DataClass
from clearance.weights import shipped_detector
from tests.accuracy.corpus import read_corpus

DEVELOPMENT = Path(__file__).with_name("development.txt")


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return read_corpus(DEVELOPMENT.read_text("utf-8"))


@pytest.fixture(scope="module")
def scored(documents: list[Document]) -> Score:
    detector = shipped_detector("anchors")

    def marks(text: str) -> list[Mark]:
        found = (one for one in detector.find(text) if one.data_class is not DataClass.TOKEN_LITERAL)
        return [Mark(one.start, one.end, one.data_class.upper()) for one in found]

    return score(judge(document, marks(document.text)) for document in documents)


def test_the_set_is_as_large_as_the_figures_say(documents: list[Document]) -> None:
    assert len(documents) == 264
    assert sum(not span.optional for document in documents for span in document.spans) == 1457


def test_spans_are_found_and_rightly(scored: Score) -> None:
    any_label, own_label = scored.overall.spans, scored.overall.typed
    assert any_label.precision is not None
    assert any_label.precision >= 0.965
    assert any_label.recall is not None
    assert any_label.recall >= 0.965
    assert own_label.f1 is not None
    assert own_label.f1 >= 0.935


def test_few_documents_leak_and_few_clean_ones_are_marked(scored: Score) -> None:
    assert scored.overall.leak is not None
    assert scored.overall.leak <= 0.19
    assert scored.overall.falsely_marked is not None
    assert scored.overall.falsely_marked <= 0.06
    assert scored.overall.false_per_10k is not None
    assert scored.overall.false_per_10k <= 1.8


@pytest.mark.parametrize(
    ("label", "floor"),
    [
        ("PERSON", 0.95), ("LOCATION", 0.94), ("DATE", 0.96), ("PHONE", 0.97), ("EMAIL", 1.0), ("SSN", 0.9),
        ("MRN", 0.95), ("LICENSE", 0.96), ("VEHICLE", 0.95), ("DEVICE_ID", 0.95), ("IP", 1.0), ("URL", 0.95),
        ("SECRET", 0.97), ("ACCOUNT", 0.94), ("OTHER_ID", 0.94), ("AGE", 0.9), ("HEALTH_PLAN_ID", 0.8),
    ],
)  # fmt: skip
def test_no_label_is_neglected(scored: Score, label: str, floor: float) -> None:
    (recall,) = (one.spans.recall for one in scored.labels if one.label == label)
    assert recall is not None
    assert recall >= floor
