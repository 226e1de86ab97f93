# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A plan carried out on one text."""

import pytest

from clearance.core.transform.apply import Transformed, transform_text
from clearance.core.transform.forms import STRICTNESS
from clearance.core.transform.mask import mask
from clearance.errors import PlanIncomplete
from clearance.model.prompt import Finding
from clearance.model.words import FORMS, DataClass, Form

ALL_TOKENISED = dict.fromkeys(DataClass, Form.TOKENISED)


def mint(data_class: DataClass, surface: str) -> str:
    return f"<{data_class}:{surface}>"


def run(text: str, findings: list[Finding], forms: dict[DataClass, Form] | None = None) -> Transformed:
    return transform_text(text, findings, ALL_TOKENISED if forms is None else forms, mint, now_year=2026)


def at(text: str, value: str, data_class: DataClass, kind: str = "k") -> Finding:
    start = text.index(value)
    return Finding(kind, data_class, start, start + len(value))


def test_a_text_without_findings_is_left() -> None:
    assert run("nothing here", []) == Transformed("nothing here", (), {})


def test_each_class_takes_its_form() -> None:
    text = "👩 Jane, 93, born 1990-01-02, 078-05-1120, card 4111, key k3y, Boston"
    findings = [
        at(text, "Jane", DataClass.PERSON),
        at(text, "93", DataClass.AGE),
        at(text, "1990-01-02", DataClass.DATE, "dob"),
        at(text, "078-05-1120", DataClass.SSN),
        at(text, "4111", DataClass.CREDIT_CARD),
        at(text, "k3y", DataClass.SECRET),
        at(text, "Boston", DataClass.LOCATION),
    ]
    forms = {
        DataClass.PERSON: Form.TOKENISED,
        DataClass.AGE: Form.GENERALISED,
        DataClass.DATE: Form.GENERALISED,
        DataClass.SSN: Form.MASKED,
        DataClass.CREDIT_CARD: Form.DROPPED,
        DataClass.SECRET: Form.GENERALISED,
        DataClass.LOCATION: Form.CLEAR,
    }
    out = run(text, list(reversed(findings)), forms)
    assert out.text == "👩 <person:Jane>, 90+, born 1990, [SSN], card , key [SECRET], Boston"
    assert out.placed == ("<person:Jane>",)
    assert out.counts == {
        (DataClass.PERSON, Form.TOKENISED): 1,
        (DataClass.AGE, Form.GENERALISED): 1,
        (DataClass.DATE, Form.GENERALISED): 1,
        (DataClass.SSN, Form.MASKED): 1,
        (DataClass.CREDIT_CARD, Form.DROPPED): 1,
        (DataClass.SECRET, Form.MASKED): 1,
        (DataClass.LOCATION, Form.CLEAR): 1,
    }


def test_a_token_is_named_once_and_counted_twice() -> None:
    out = run("ab ab", [Finding("k", DataClass.PERSON, 3, 5), Finding("k", DataClass.PERSON, 0, 2)])
    assert out == Transformed("<person:ab> <person:ab>", ("<person:ab>",), {(DataClass.PERSON, Form.TOKENISED): 2})


def test_findings_that_touch_do_not_overlap() -> None:
    out = run("ab", [Finding("k", DataClass.PERSON, 0, 1), Finding("k", DataClass.SSN, 1, 2)])
    assert out.text == "<person:a><ssn:b>"


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (Form.TOKENISED, Form.TOKENISED, "_<person:abcd>_"),
        (Form.TOKENISED, Form.MASKED, "_[EMAIL]_"),
        (Form.MASKED, Form.TOKENISED, "_[PERSON]_"),
        (Form.CLEAR, Form.TOKENISED, "_<email:abcd>_"),
        (Form.CLEAR, Form.CLEAR, "_abcd_"),
        (Form.DROPPED, Form.CLEAR, "__"),
        (Form.GENERALISED, Form.CLEAR, "_[PERSON]_"),
        (Form.CLEAR, Form.GENERALISED, "_[EMAIL]_"),
    ],
)
def test_overlapping_findings_are_one_span_in_the_stricter_form(first: Form, second: Form, text: str) -> None:
    findings = [Finding("k", DataClass.PERSON, 1, 4), Finding("k", DataClass.EMAIL, 2, 5)]
    out = run("_abcd_", findings, {DataClass.PERSON: first, DataClass.EMAIL: second})
    assert out.text == text
    assert sum(out.counts.values()) == 2


def test_a_general_form_keeps_no_part_of_what_it_overlaps() -> None:
    """An age up to 89 may stay; the name inside the same span may not."""
    findings = [Finding("age", DataClass.AGE, 0, 11), Finding("k", DataClass.PERSON, 3, 7)]
    forms = {DataClass.AGE: Form.GENERALISED, DataClass.PERSON: Form.GENERALISED}
    assert run("45 Jane old", findings, forms).text == "[AGE]"


def test_a_chain_of_overlaps_is_one_span() -> None:
    findings = [
        Finding("k", DataClass.PERSON, 0, 3),
        Finding("k", DataClass.EMAIL, 2, 5),
        Finding("k", DataClass.URL, 4, 7),
    ]
    out = run("abcdefg!", findings)
    assert out.text == "<person:abcdefg>!"
    assert out.counts == {
        (DataClass.PERSON, Form.TOKENISED): 1,
        (DataClass.EMAIL, Form.TOKENISED): 1,
        (DataClass.URL, Form.TOKENISED): 1,
    }


def test_a_class_without_a_form_stops_everything() -> None:
    with pytest.raises(PlanIncomplete) as caught:
        run("Jane", [Finding("k", DataClass.PERSON, 0, 4)], {DataClass.SSN: Form.MASKED})
    assert str(caught.value) == "the plan names no form for class person"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 5), (2, 2), (3, 2)])
def test_a_finding_outside_its_text_stops_everything(start: int, end: int) -> None:
    with pytest.raises(PlanIncomplete) as caught:
        run("Jane", [Finding("k", DataClass.PERSON, start, end)])
    assert str(caught.value) == "a finding of class person lies outside its text"


def test_strictness_follows_the_order_of_forms() -> None:
    assert sorted(FORMS, key=STRICTNESS.__getitem__) == list(FORMS)


def test_a_mask_shows_the_class_only() -> None:
    assert mask(DataClass.HEALTH_PLAN_ID) == "[HEALTH_PLAN_ID]"
