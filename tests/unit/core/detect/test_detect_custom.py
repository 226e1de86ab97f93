# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""An organisation's own recognisers: what is taken, what is refused, and what they find beside the shipped ones."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.core.detect import custom
from clearance.core.detect.custom import check_customs, recognisers_of, unbounded
from clearance.core.detect.detector import Detector
from clearance.core.detect.merge import Candidate
from clearance.core.detect.validators import VALIDATORS
from clearance.errors import InvalidDocument
from clearance.model.boundary import CustomRecogniser
from clearance.model.prompt import Finding, Segment
from clearance.model.text import Raw
from clearance.model.words import DataClass

TRIAL = CustomRecogniser(
    "trial",
    DataClass.OTHER_ID,
    (r"\bNCT\d{8}\b", r"(?i:trial )(?P<v>[A-Z]{2}-\d{3})\b"),
    examples=("enrolled in «NCT01234567».", "trial «AB-123» and «NCT00000001»"),
    counter_examples=("NCT0123456", "AB-123"),
)


def test_they_find_beside_the_shipped_ones(anchors: Detector, hyper: Detector) -> None:
    check_customs([TRIAL])
    for shipped in (anchors, hyper):
        both = shipped.extended(recognisers_of([TRIAL]))
        text = "SSN 536-22-8841 in NCT01234567"
        assert [finding.kind for finding in shipped.find(text)] == ["us_ssn"]
        assert both.find(text)[1:] == (Finding("custom.trial", DataClass.OTHER_ID, 19, 30, 0.8),)
        assert both.inspect([Segment((0,), (), Raw(text))]) == (both.find(text),)


def test_the_version_changes_with_them_and_only_with_them(anchors: Detector, hyper: Detector) -> None:
    one = recognisers_of([TRIAL])
    other = recognisers_of([replace(TRIAL, score=81)])
    versions = {anchors.version, anchors.extended(one).version, anchors.extended(other).version}
    assert len(versions) == 3
    assert anchors.extended(()).version == anchors.version
    assert anchors.extended(one).version == hyper.extended(one).version
    assert anchors.extended(one).extended(other).find("NCT01234567") != ()


def test_context_and_validator_are_the_shipped_ones(anchors: Detector) -> None:
    badge = CustomRecogniser(
        "badge",
        DataClass.ACCOUNT,
        (r"\b\d{7}\b",),
        examples=("badge: «1234567»", "staff badge «7654321»"),
        counter_examples=("1234567", "order 1234567"),
        context=("badge",),
        needs_context=True,
    )
    card = CustomRecogniser(
        "house_card",
        DataClass.CREDIT_CARD,
        (r"\bHC\d{16}\b",),
        ("«HC4111111111111111»",),
        ("HC4111111111111112",),
        validator="card",
    )
    check_customs([badge, card])
    found = anchors.extended(recognisers_of([badge, card])).find("badge 1234567")
    assert found == (Finding("custom.badge", DataClass.ACCOUNT, 6, 13, 0.95),)


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"validator": "nobody"}, "validator", "must be one of aba, "),
        ({"patterns": ("(?=x)y",)}, "patterns", "number 1 is not RE2 syntax, or too large"),
        ({"patterns": ("ok", r"(a)\1")}, "patterns", "number 2 is not RE2 syntax"),
        ({"patterns": (r"\pL{1,900}",)}, "patterns", "number 1 is not RE2 syntax, or too large"),
        ({"patterns": (r"NCT\d+",)}, "patterns", "number 1: give every repetition an upper bound"),
        ({"patterns": (r"a?",)}, "patterns", "number 1 matches an empty text"),
        ({"patterns": (r"\pL{1,20}",)}, "patterns", "number 1 is too large"),
        ({"examples": ("NCT01234567",)}, "examples", "number 1 marks nothing"),
        ({"examples": ("«NCT01234567»", "«NCT0123456»")}, "examples", "number 2 is not found as it is marked"),
        ({"examples": ("in «in NCT01234567»",)}, "examples", "number 1 is not found as it is marked"),
        ({"counter_examples": ("x", "NCT01234567")}, "counter_examples", "number 2 is found"),
    ],
)
def test_what_does_not_hold_is_refused_by_document_and_field(
    change: dict[str, object], field: str, problem: str
) -> None:
    with pytest.raises(InvalidDocument) as error:
        check_customs([TRIAL, replace(TRIAL, **change)])  # type: ignore[arg-type]  # fields by name
    assert error.value.safe_message.startswith(f"Recogniser trial: {field}: {problem}")
    assert error.value.param == field
    assert "01234567" not in error.value.safe_message


def test_all_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custom, "MAX_PROGRAMS", 60)
    with pytest.raises(InvalidDocument, match="all recognisers together are too large"):
        check_customs([TRIAL, TRIAL])


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ("a+", True),
        ("a*?", True),
        ("(?:ab){2,}", True),
        ("[+*]{1,3}", False),
        (r"\+\*a{2}", False),
        (r"\Qa+*\Eb", False),
        (r"\Qa+*\Eb+", True),
        (r"\Qa+", False),
        (r"[]+]x", False),
        (r"[^]+]x", False),
        (r"[[:alpha:]+\]*]y", False),
        (r"[[:x]+", True),
        (r"[a]+", True),
        ("a{1,2}b{3}c?", False),
        ("a{,3}", False),
        ("a{x,}", False),
    ],
)
def test_what_has_no_upper_bound(pattern: str, answer: bool) -> None:  # noqa: FBT001 - a row of a table
    assert unbounded(pattern) is answer


@given(
    st.binary(max_size=40) | st.text(max_size=20).map(str.encode) | st.text("0123/.-: ,", max_size=12).map(str.encode)
)
def test_no_validator_fails_on_any_text(value: bytes) -> None:
    for check in VALIDATORS.values():
        assert 0 <= check(value) <= len(value)


class Everything:
    """A proposer without gates."""

    gates: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Everything()"

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterable[Candidate]:
        assert list(gates) == []
        return [Candidate("everything", DataClass.OTHER_ID, 0, len(data), 0.5)]


def test_a_further_proposer_is_asked_about_every_text_and_is_part_of_the_version(anchors: Detector) -> None:
    wider = anchors.extended((), [Everything()])
    assert [finding.kind for finding in wider.find("plain")] == ["everything"]
    assert wider.version == anchors.extended((), [Everything()]).version != anchors.version
    assert anchors.find("plain") == ()
