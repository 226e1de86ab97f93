# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The engine as a whole: a note, segments, repeated names, context, proposers, versions."""

from collections.abc import Iterable, Iterator

import pytest

from clearance.core.detect import scan
from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.detector import Detector, default_detector
from clearance.core.detect.merge import Candidate
from clearance.core.detect.recogniser import Recogniser, unmark
from clearance.core.detect.repeats import NameSearch
from clearance.core.detect.scan import AnchorScanner, HyperscanScanner, Proposal
from clearance.errors import DetectorUnavailable
from clearance.model.prompt import Segment
from clearance.model.text import Raw
from clearance.model.words import DataClass

NOTE = (
    "Patient «Maria Gonzalez», MRN «48213377», DOB «03/14/1961», phone «415-555-0134», email "
    "«maria.gonzalez@example.com», was seen on «2026-02-11» by Dr. «Alan Whitfield» for follow-up of type 2 diabetes "
    "and hypertension. Metformin 1000 mg twice daily is well tolerated. Blood pressure 138/84, A1c 7.4 percent. "
    "Plan: continue current therapy, repeat labs in three months, and refer to nutrition counselling. "
)


def segment(text: str, field: str = "", *, is_key: bool = False, path: tuple[str | int, ...] = ()) -> Segment:
    return Segment((0,), path, Raw(text), field=field, is_key=is_key)


def test_every_identifier_of_a_note_and_nothing_else(anchors: Detector, hyper: Detector) -> None:
    text, spans = unmark(NOTE)
    for detector in (anchors, hyper):
        found = detector.find(text)
        assert tuple((f.start, f.end) for f in found) == spans
        assert [f.data_class for f in found] == [
            DataClass.PERSON,
            DataClass.MRN,
            DataClass.DATE,
            DataClass.PHONE,
            DataClass.EMAIL,
            DataClass.DATE,
            DataClass.PERSON,
        ]


def test_an_empty_text_holds_nothing(anchors: Detector) -> None:
    assert anchors.find("") == ()
    assert anchors.inspect([]) == ()
    assert anchors.inspect([segment("")]) == ((),)


def test_a_labelled_name_is_found_again_in_all_segments(anchors: Detector) -> None:
    texts = [
        "Patient: Maria Gonzalez was admitted.",
        "Gonzalez, Maria slept. MARIA ate; Maria's chart. Gonzalezish. gonzalez.",
        "Mr. Day left. The day after, Day 3.",
    ]
    found = anchors.inspect([segment(text) for text in texts])
    assert [[text[f.start : f.end] for f in fs] for text, fs in zip(texts, found, strict=True)] == [
        ["Maria Gonzalez"],
        ["Gonzalez, Maria", "MARIA", "Maria"],
        ["Day"],
    ]
    assert {f.kind for f in found[1]} == {"person_repeated"}


def test_many_names_are_looked_for_in_one_pass() -> None:
    names = [b"Name%dx" % number for number in range(60)]
    text = b"Name7x and Name59x, Name60x; xName1x"
    few, many = NameSearch(names[7:8] + names[59:60]), NameSearch(names)
    assert few.find(text, ()) == many.find(text, ())
    assert [(c.start, c.end) for c in many.find(text, ())] == [(0, 6), (11, 18)]


def test_keys_are_texts_without_a_field_and_equal_segments_are_read_once(anchors: Detector) -> None:
    found = anchors.inspect(
        [
            segment("password", "password", is_key=True),
            segment("48213377", "mrn"),
            segment("48213377", "count"),
            segment("48213377", "mrn"),
            segment("Maria", "given", path=("patient",)),
            segment("Maria", "first", path=("tool",)),
        ]
    )
    assert [[f.kind for f in fs] for fs in found] == [[], ["mrn"], [], ["mrn"], ["person_field"], ["person_repeated"]]


def test_context_words_raise_require_or_refuse() -> None:
    needs = Recogniser("n", DataClass.OTHER_ID, (r"\b\d{4}\b",), ("a",), context=("room",), needs_context=True)
    boosts = Recogniser("b", DataClass.OTHER_ID, (r"\b[a-z]\d{3}\b",), ("a",), context=("room",), always=True)
    without = Recogniser("w", DataClass.OTHER_ID, (r"\b\d{6}\b",), ("a",), without=("order no",))
    detector = Detector((needs, boosts, without), proposers=())

    def found(text: str) -> list[tuple[str, float]]:
        return [(f.kind, f.score) for f in detector.find(text)]

    assert found("room 1234") == [("n", 0.95)]
    assert found("1234") == []
    assert found("room a123, b123") == [("b", 0.95), ("b", 0.8)]
    assert found("order no. 123456; 654321") == [("w", 0.8)]


def test_a_refused_match_does_not_hide_one_that_overlaps_it() -> None:
    pair = Recogniser("p", DataClass.OTHER_ID, (r"\d\d-\d\d",), ("a",), not_before=b"x")
    detector = Detector((pair,), proposers=())
    assert [(f.start, f.end) for f in detector.find("x12-34-56")] == [(4, 9)]


def test_another_proposer_joins_and_may_have_no_gate() -> None:
    class Model:
        gates: tuple[str, ...] = ()

        def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
            assert tuple(gates) == ()
            at = data.find(b"Grace")
            if at >= 0:
                yield Candidate("person_model", DataClass.PERSON, at, at + 5, 0.7)

    class Gated(Model):
        gates = ("never", "Hope")

        def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
            assert list(gates) == [1]
            yield Candidate("gated", DataClass.PERSON, 0, 4, 0.7)

    detector = Detector((), proposers=(Model(), Gated()))
    assert [f.kind for f in detector.find("Hope and Grace came")] == ["gated", "person_model"]
    assert [f.kind for f in detector.find("Grace came")] == ["person_model"]


def test_a_lone_gate_does_not_run_the_other_proposer() -> None:
    database = HyperscanScanner((Proposal("ab"), Proposal("cd")))
    assert [index for index, _ in database.hits(b"cd")] == [1]


def test_the_version_is_that_of_what_is_declared(anchors: Detector, hyper: Detector) -> None:
    assert anchors.version == hyper.version
    assert len(anchors.version) == 64
    assert Detector(RECOGNISERS[:-1]).version != anchors.version


def test_default_detector_takes_the_engine_asked_for(hyper: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(hyper.scanner, HyperscanScanner)
    kept = hyper.scanner.serialise()
    loaded = default_detector(serialised=kept)
    assert loaded.scanner.name == "hyperscan"
    assert loaded.find("SSN 219-09-9999") == hyper.find("SSN 219-09-9999")
    monkeypatch.setattr(scan, "hyperscan", None)
    assert isinstance(default_detector().scanner, AnchorScanner)
    with pytest.raises(DetectorUnavailable):
        default_detector("hyperscan")
