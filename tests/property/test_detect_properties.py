# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What holds of detection for every text."""

from functools import cache
from itertools import pairwise
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.core.detect.blocks import split
from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.detector import Detector, default_detector
from clearance.core.detect.merge import Candidate, merge
from clearance.core.detect.normalise import normalise
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.rx import Rx
from clearance.core.detect.scan import AnchorScanner, everywhere, flatten
from clearance.model.prompt import Segment
from clearance.model.text import Raw
from clearance.model.words import DataClass

SNIPPETS = sorted(
    {unmark(example)[0] for r in RECOGNISERS for example in (*r.examples, *r.counter_examples)}
    | {'{"patient_name": "Ana Ruiz", "age": 93}', "name,mrn,zip\nAna Ruiz,0012345,94110\n", "<ssn>583612908</ssn>"}
)
MARKS = ["\u200b", "\u00ad", "\u2060", "\ufeff"]
FULL_WIDTH = str.maketrans("0123456789", "".join(chr(0xFF10 + digit) for digit in range(10)))

snippets = st.sampled_from(SNIPPETS)
cut = st.tuples(snippets, st.integers(0, 40), st.integers(0, 40)).map(lambda t: t[0][t[1] : len(t[0]) - t[2]])
noise = st.text(alphabet=st.characters(codec=None), max_size=12)
separators = st.sampled_from([" ", "\n", ", ", "", ". ", "\t", '"', ": ", "-", "&#45;", "\\n", "\u2013", "%20"])
texts = st.lists(st.tuples(st.one_of(snippets, cut, noise), separators), max_size=8).map(
    lambda pieces: "".join(piece + separator for piece, separator in pieces)
)


@cache
def hyper() -> Detector:
    return default_detector("hyperscan")


@cache
def anchors() -> Detector:
    return default_detector("anchors")


@cache
def _rx(source: str) -> Rx:
    return Rx(source)


@settings(deadline=None, max_examples=300)
@given(texts)
def test_the_scanner_makes_no_difference(text: str) -> None:
    assert hyper().find(text) == anchors().find(text)


@settings(deadline=None, max_examples=100)
@given(texts)
def test_a_group_of_patterns_says_what_each_of_them_does(text: str) -> None:
    data = normalise(text).data
    patterns = [pattern for recogniser in RECOGNISERS for pattern in recogniser.patterns]
    for group in cast("AnchorScanner", anchors().scanner)._groups:
        others = group.others(data)
        assert others <= group.members
        for index in group.members:
            source = patterns[index] if index < len(patterns) else group._patterns[index]
            assert (_rx(source).search(data) is None) == (index in others)


@settings(deadline=None, max_examples=200)
@given(texts)
def test_a_scanner_never_proposes_too_little(text: str) -> None:
    data = normalise(text).data
    for detector in (hyper(), anchors()):
        proposed = dict(detector.scanner.hits(data))
        for index, judge in enumerate(detector._judges):
            assert judge.candidates(data, proposed.get(index, ())) == judge.candidates(data, everywhere(data))


@settings(deadline=None, max_examples=300)
@given(texts)
def test_findings_are_in_range_in_order_and_apart(text: str) -> None:
    end = 0
    for finding in anchors().find(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end


@settings(deadline=None, max_examples=200)
@given(st.lists(texts, max_size=4))
def test_segments_are_found_as_texts_are_and_perhaps_more(parts: list[str]) -> None:
    found = anchors().inspect([Segment((at,), (), Raw(part)) for at, part in enumerate(parts)])
    for part, findings in zip(parts, found, strict=True):
        covered = {at for finding in findings for at in range(finding.start, finding.end)}
        kept = [f for f in anchors().find(part) if f.kind != "person_repeated"]
        assert sum(f.end - f.start for f in kept if covered.isdisjoint(range(f.start, f.end))) == 0


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(["219-09-9999", "MRN 48213377"]),
    st.lists(st.tuples(st.integers(1, 10), st.sampled_from(MARKS)), max_size=5),
    st.sampled_from([{}, FULL_WIDTH]),
    st.sampled_from(["", "x ", "caf\u00e9: ", "\U0001f600 "]),
)
def test_invisible_marks_and_full_width_digits_hide_nothing(
    value: str,
    marks: list[tuple[int, str]],
    digits: dict[int, str],
    before: str,
) -> None:
    written = value.translate(digits)
    for at, mark in sorted(marks, reverse=True):
        written = written[:at] + mark + written[at:]
    text = before + written + "."
    (finding,) = anchors().find(text)
    seen = normalise(text[finding.start : finding.end]).data.decode()
    assert seen == value.removeprefix("MRN ")


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet=st.characters(codec=None), max_size=60), st.data())
def test_every_span_leads_back_to_whole_characters(text: str, data: st.DataObject) -> None:
    normalised = normalise(text)
    start = data.draw(st.integers(0, len(normalised.data)))
    end = data.draw(st.integers(start, len(normalised.data)))
    first, last = normalised.span(start, end)
    assert 0 <= first <= len(text)
    assert 0 <= last <= len(text)
    assert end == start or first < last
    if end > start:
        again = normalise(text[first:last]).data
        assert len(again) >= 1


spans = st.builds(
    lambda start, length, kind, data_class, score: Candidate(kind, data_class, start, start + length, score),
    st.integers(0, 50),
    st.integers(1, 20),
    st.sampled_from("abc"),
    st.sampled_from([DataClass.PERSON, DataClass.SECRET, DataClass.URL]),
    st.sampled_from([0.5, 0.9]),
)


@given(st.lists(spans, max_size=12), st.randoms(use_true_random=False))
def test_merging_covers_everything_once_in_any_order(candidates: list[Candidate], random: object) -> None:
    data = b"x" * 80
    merged = merge(candidates, data)
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert merge(shuffled, data) == merged
    assert all(left.end <= right.start for left, right in pairwise(merged))
    covered = {at for c in merged for at in range(c.start, c.end)}
    wanted = {at for c in candidates for at in range(c.start, c.end)}
    assert covered == wanted
    secret = {at for c in candidates if c.data_class is DataClass.SECRET for at in range(c.start, c.end)}
    assert {at for c in merged if c.data_class is DataClass.SECRET for at in range(c.start, c.end)} == secret


def test_every_pattern_has_a_proposal() -> None:
    assert len(flatten(RECOGNISERS)) == sum(len(r.patterns) for r in RECOGNISERS)


@settings(deadline=None, max_examples=200)
@given(texts)
def test_blocks_cover_every_byte_once(text: str) -> None:
    data = normalise(text).data
    blocks = split(data)
    assert b"".join(data[block.start : block.end] for block in blocks) == data
    assert all(left.end == right.start for left, right in pairwise(blocks))
