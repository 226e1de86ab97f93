# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Forms in which people write what identifies somebody: most are marked, and few lines that name nobody."""

from pathlib import Path

from clearance.core.detect.detector import Detector
from clearance.core.detect.recogniser import unmark
from clearance.weights import shipped_detector

SPANS, CLEAN = 957, 150
MOST_MISSED, MOST_MARKED = 80, 7


def lines() -> list[str]:
    text = (Path(__file__).parents[1] / "data" / "forms.txt").read_text("utf-8")
    return [line.replace("\\n", "\n") for line in text.splitlines() if line and not line.startswith("#")]


def missed(detector: Detector, line: str) -> int:
    """Marked spans of the line of which less than half is found."""
    text, spans = unmark(line)
    found = detector.find(text)
    held = [sum(max(0, min(end, one.end) - max(start, one.start)) for one in found) for start, end in spans]
    return sum(2 * part < end - start for part, (start, end) in zip(held, spans, strict=True))


def test_most_forms_are_found_and_few_clean_lines_are_marked() -> None:
    detector = shipped_detector("anchors")
    marked = [line for line in lines() if "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}" in line]
    clean = [line for line in lines() if line not in marked]
    assert (sum(len(unmark(line)[1]) for line in marked), len(clean)) == (SPANS, CLEAN)
    assert sum(missed(detector, line) for line in marked) <= MOST_MISSED
    assert sum(bool(detector.find(line)) for line in clean) <= MOST_MARKED


def test_both_scanners_find_the_same_of_every_form_in_every_case() -> None:
    anchors, hyper = shipped_detector("anchors"), shipped_detector("hyperscan")
    for text in (unmark(line)[0] for line in lines()):
        for written in (text, text.lower(), text.upper(), text.title()):
            assert anchors.find(written) == hyper.find(written)
