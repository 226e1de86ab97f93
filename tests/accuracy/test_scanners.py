# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""On every text of this folder both scanners lead to the same findings, one by one and all in one request."""

from pathlib import Path

from clearance.core.detect.detector import default_detector
from clearance.model.prompt import Segment
from clearance.model.text import Raw
from tests.accuracy.corpus import read_corpus


def test_both_scanners_find_the_same() -> None:
    anchors, hyper = default_detector("anchors"), default_detector("hyperscan")
    files = sorted(Path(__file__).parent.glob("*.txt"))
    texts = [document.text for file in files for document in read_corpus(file.read_text("utf-8"))]
    assert len(texts) >= 264
    for text in texts:
        found = anchors.find(text)
        assert found == hyper.find(text), text
    segments = [Segment((at,), (at,), Raw(text)) for at, text in enumerate(texts)]
    assert anchors.inspect(segments) == hyper.inspect(segments)
