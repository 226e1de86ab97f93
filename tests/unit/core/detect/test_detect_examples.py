# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every recogniser's examples and counter-examples, through the whole engine and both scanners."""

import pytest

from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.detector import Detector
from clearance.core.detect.recogniser import Recogniser, unmark
from clearance.core.detect.validators import VALIDATORS

EXAMPLES = [(r.id, r.data_class, example) for r in RECOGNISERS for example in r.examples]
COUNTER = [(r.id, example) for r in RECOGNISERS for example in r.counter_examples]


@pytest.mark.parametrize(("kind", "data_class", "example"), EXAMPLES)
def test_example_is_found_exactly(anchors: Detector, hyper: Detector, kind: str, data_class: str, example: str) -> None:
    text, spans = unmark(example)
    assert spans
    for detector in (anchors, hyper):
        found = [f for f in detector.find(text) if f.kind == kind]
        assert tuple((f.start, f.end) for f in found) == spans
        assert {f.data_class for f in found} == {data_class}


@pytest.mark.parametrize(("kind", "example"), COUNTER)
def test_counter_example_yields_nothing_of_that_kind(
    anchors: Detector, hyper: Detector, kind: str, example: str
) -> None:
    for detector in (anchors, hyper):
        assert [f for f in detector.find(example) if f.kind == kind] == []


@pytest.mark.parametrize("recogniser", RECOGNISERS, ids=lambda r: str(r.id))
def test_declaration_is_complete(recogniser: Recogniser) -> None:
    assert recogniser.patterns
    assert recogniser.examples
    assert recogniser.counter_examples
    assert not recogniser.validator or recogniser.validator in VALIDATORS
    assert len(recogniser.hints) in {0, 1, len(recogniser.patterns)}
    assert all(anchor == anchor.lower() and anchor for anchor in recogniser.anchors)
    assert not (recogniser.anchors and recogniser.always)
    assert not recogniser.needs_context or recogniser.context
    assert 0 < recogniser.score <= 1
