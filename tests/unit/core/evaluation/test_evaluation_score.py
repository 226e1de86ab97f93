# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Each rule of the scoring, on texts small enough to count by hand."""

import pytest

from clearance.core.evaluation.documents import Document, Mark, Span
from clearance.core.evaluation.score import Group, LabelScore, Rates, Verdict, judge, plain, ratio, score

#       0123456789012345678901234
TEXT = "Ann Lee saw Bob in Oslo ."
ANN = Span(0, 7, "PERSON")
BOB = Span(12, 15, "PERSON")
OSLO = Span(19, 23, "LOCATION", optional=True)
NOTE = Document("n", TEXT, (ANN, BOB, OSLO), "notes")


def rights(*marks: Mark, document: Document = NOTE) -> list[tuple[bool, bool]]:
    return [(one.right, one.typed) for one in judge(document, marks).marks]


def founds(*marks: Mark, document: Document = NOTE) -> list[tuple[bool, bool]]:
    return [(one.found, one.typed) for one in judge(document, marks).spans]


def test_half_of_a_span_is_enough() -> None:
    assert founds(Mark(0, 4, "PERSON")) == [(True, True), (False, False)]
    assert founds(Mark(0, 3, "PERSON")) == [(False, False), (False, False)]


def test_several_marks_find_a_span_together() -> None:
    assert founds(Mark(0, 2, "PERSON"), Mark(5, 7, "SSN"))[0] == (True, False)


def test_a_mark_of_another_label_finds_but_does_not_type() -> None:
    assert founds(Mark(12, 15, "MRN")) == [(False, False), (True, False)]
    assert rights(Mark(12, 15, "MRN")) == [(True, False)]


def test_half_of_a_mark_is_enough() -> None:
    assert rights(Mark(12, 18, "PERSON")) == [(True, True)]
    assert rights(Mark(12, 19, "PERSON")) == [(False, False)]


def test_optional_spans_neither_reward_nor_punish() -> None:
    assert rights(Mark(19, 23, "LOCATION")) == []
    assert rights(Mark(17, 21, "MRN")) == []
    assert judge(NOTE, [Mark(19, 23, "MRN")]).characters == Rates(0, 9, 0, 0)
    assert founds() == [(False, False), (False, False)]


def test_optional_text_counts_for_a_mark_that_also_lies_in_required() -> None:
    document = Document("d", "abcdefghij", (Span(0, 3, "SSN"), Span(3, 5, "DATE", optional=True)))
    assert rights(Mark(0, 8, "SSN"), document=document) == [(True, True)]
    assert rights(Mark(0, 8, "URL"), document=document) == [(True, False)]


def test_where_spans_overlap_the_required_one_counts() -> None:
    document = Document("d", "abcd", (Span(0, 4, "DATE", optional=True), Span(0, 4, "SSN")))
    assert rights(Mark(0, 4, "SSN"), document=document) == [(True, True)]
    assert judge(document, []).characters == Rates(0, 4, 0, 0)


def test_organisations_are_neutral_outside_required_spans() -> None:
    assert rights(Mark(8, 11, "ORGANIZATION")) == []
    assert judge(NOTE, [Mark(8, 11, "ORGANIZATION")]).characters.wrong == 0
    assert rights(Mark(0, 7, "ORGANIZATION")) == [(True, False)]
    assert founds(Mark(0, 7, "ORGANIZATION"))[0] == (True, False)


def test_phone_and_fax_are_one_label() -> None:
    document = Document("d", "555", (Span(0, 3, "FAX"),))
    assert founds(Mark(0, 3, "PHONE"), document=document) == [(True, True)]
    assert rights(Mark(0, 3, "PHONE"), document=document) == [(True, True)]
    assert [one.label for one in score([judge(document, [])]).labels] == ["PHONE"]
    assert (plain("FAX"), plain("URL")) == ("PHONE", "URL")


def test_characters_leave_out_white_space() -> None:
    assert judge(NOTE, [Mark(0, 12, "PERSON")]).characters == Rates(found=6, missed=3, right=6, wrong=3)


def test_marks_are_counted_once_and_clipped() -> None:
    assert rights(Mark(-5, 7, "PERSON"), Mark(0, 7, "PERSON")) == [(True, True)]
    assert rights(Mark(25, 99, "PERSON"), Mark(5, 5, "PERSON"), Mark(9, 3, "PERSON")) == []


def test_exposed_looks_at_letters_and_digits_only() -> None:
    document = Document("d", "555-01", (Span(0, 6, "PHONE"),))
    assert not judge(document, [Mark(0, 3, "PHONE"), Mark(4, 6, "PHONE")]).exposed
    assert judge(document, [Mark(0, 5, "PHONE")]).exposed


def test_missed_and_false_are_named() -> None:
    verdict = judge(NOTE, [Mark(0, 7, "PERSON"), Mark(8, 11, "SSN")])
    assert verdict.missed == (BOB,)
    assert verdict.false == (Mark(8, 11, "SSN"),)


def test_an_empty_text_has_no_rates() -> None:
    group = score([judge(Document("e", ""), [Mark(0, 1, "SSN")])]).overall
    assert group == Group(documents=1)
    assert (group.clean, group.leak, group.residual) == (1, None, None)
    assert (group.falsely_marked, group.false_per_10k) == (0.0, None)
    assert (group.spans.precision, group.spans.recall, group.spans.f1) == (None, None, None)


def test_rates() -> None:
    assert Rates(3, 1, 1, 1).f1 == pytest.approx(0.6)
    assert Rates(0, 1, 0, 1).f1 == 0.0
    assert Rates(1, 0).f1 is None
    assert ratio(1, 0) is None


def test_figures_of_a_set() -> None:
    clean = Document("c", "nothing at all" * 10, (), "negatives", "ocr")
    verdicts = [
        judge(NOTE, [Mark(0, 7, "PERSON"), Mark(8, 11, "SSN")]),
        judge(clean, [Mark(0, 7, "SSN"), Mark(8, 10, "SSN")]),
        judge(Document("o", "ab", (Span(0, 2, "AGE", optional=True),), "negatives"), []),
    ]
    made = score(verdicts)
    overall = made.overall
    assert (overall.documents, overall.gold, overall.clean) == (3, 1, 2)
    assert (overall.leak, overall.residual) == (1.0, 1.0)
    assert overall.spans == overall.typed == Rates(1, 1, 1, 3)
    assert overall.characters == Rates(6, 3, 6, 3 + 9)
    assert (overall.falsely_marked, overall.clean_marks) == (0.5, 2)
    assert overall.false_per_10k == pytest.approx(2 * 10_000 / 142)
    assert made.labels == (
        LabelScore("PERSON", Rates(1, 1, 1, 0), Rates(1, 1, 1, 0)),
        LabelScore("SSN", Rates(0, 0, 0, 3), Rates(0, 0, 0, 3)),
    )
    assert [(name, group.documents) for name, group in made.sources] == [("negatives", 2), ("notes", 1)]
    assert [(name, rates.recall) for name, rates in made.noises] == [("clean", 0.5), ("ocr", None)]


def test_leaks_are_told_by_how_many_spans_a_document_has() -> None:
    def dense(spans: int, found: int) -> Verdict:
        places = [(2 * at, 2 * at + 1) for at in range(spans)]
        document = Document("d", "1 " * spans, tuple(Span(start, end, "AGE") for start, end in places), "notes")
        return judge(document, [Mark(start, end, "AGE") for start, end in places[:found]])

    made = score([dense(21, 21), dense(9, 8), dense(5, 5), dense(4, 4), dense(1, 0), dense(0, 0), dense(20, 19)])
    assert [(name, group.documents, group.leak) for name, group in made.densities] == [
        ("1 to 4", 2, 0.5),
        ("5 to 9", 2, 0.5),
        ("20 and more", 2, 0.5),
    ]
