# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The library: detect, protect, restore."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest

import clearance
from clearance.errors import InvalidSetting, PartRefused
from clearance.library import DEFAULT_FORMS, MAX_DEPTH, Clearance, Protected
from clearance.model.prompt import Finding, Segment
from clearance.model.words import DataClass, Form

NOTE = (
    "Patient: Jane Doe, DOB 04/12/1931, MRN: 48213377, SSN 078-05-1120.\n"
    "Reach her at jane.doe@example.org; card 4539 1488 0343 6467."
)


class Words:
    """A finder that knows its words; it notes the field of every segment."""

    def __init__(self, words: dict[str, DataClass]) -> None:
        self.words = words
        self.fields: list[str] = []

    def inspect(self, segments: Sequence[Segment]) -> list[list[Finding]]:
        self.fields = [segment.field for segment in segments]
        return [
            [
                Finding("word", data_class, text.index(word), text.index(word) + len(word))
                for word, data_class in self.words.items()
                if word in text
            ]
            for text in (segment.text.reveal() for segment in segments)
        ]


def counting() -> Callable[[int], bytes]:
    numbers = iter(range(1 << 20))
    return lambda size: next(numbers).to_bytes(size)


def gate(**classes: DataClass) -> Clearance:
    words = classes or {"Jane": DataClass.PERSON, "k3y": DataClass.SECRET, "4111": DataClass.CREDIT_CARD}
    return Clearance(finder=Words(words), entropy=counting(), now_year=2026)


def test_the_shipped_detector_finds_and_a_session_restores() -> None:
    findings = clearance.detect(NOTE)
    found = {NOTE[f.start : f.end]: f.data_class for f in findings}
    assert found["078-05-1120"] is DataClass.SSN
    assert found["jane.doe@example.org"] is DataClass.EMAIL
    assert found["48213377"] is DataClass.MRN
    with clearance.Clearance().session() as session:
        safe = session.protect(NOTE)
        assert list(safe.findings) == findings
        for value in ("Jane", "Doe", "48213377", "078-05-1120", "example.org", "4539"):
            assert value not in safe.text
        assert "[CREDIT_CARD]" in safe.text
        assert session.restore(safe.text) == NOTE.replace("4539 1488 0343 6467", "[CREDIT_CARD]")


def test_a_string_round_trips_and_the_same_value_keeps_its_token() -> None:
    with gate().session() as session:
        safe = session.protect("Jane and Jane's key k3y")
        assert safe == Protected(
            "[PERSON_00000000] and Jane's key [SECRET_00000001]",
            (Finding("word", DataClass.PERSON, 0, 4), Finding("word", DataClass.SECRET, 20, 23)),
            ((), ()),
            ("[PERSON_00000000]", "[SECRET_00000001]"),
        )
        assert (
            session.restore("**person_00000000**: [SECRET_00000001] [SSN_00000000]") == "**Jane**: k3y [SSN_00000000]"
        )
        assert session.protect("ask Jane").text == "ask [PERSON_00000000]"
    assert repr(safe) == "<protected: 2 findings, 2 tokens>"


def test_structures_keep_their_shape_and_keys() -> None:
    one = gate()
    value: Any = {"name": "Jane", "n": [1, True, None, 2.5, "k3y", {"deep": "x Jane"}], "empty": {}}
    with one.session() as session:
        safe = session.protect(value)
        assert safe.value == {
            "name": "[PERSON_00000000]",
            "n": [1, True, None, 2.5, "[SECRET_00000001]", {"deep": "x [PERSON_00000000]"}],
            "empty": {},
        }
        assert safe.paths == (("name",), ("n", 4), ("n", 5, "deep"))
        assert session.restore(safe.value) == value
        with pytest.raises(TypeError, match=r"use \.value"):
            _ = safe.text
    assert isinstance(one.finder, Words)
    assert one.finder.fields == ["name", "name", "n", "n", "deep", "deep", "empty"]


def test_keys_of_a_reply_are_restored_unless_they_would_collide() -> None:
    with gate().session() as session:
        session.protect("Jane")
        reply: Any = {"[PERSON_00000000]": ["PERSON_00000000"], "b": 1}
        assert session.restore(reply) == {"Jane": ["Jane"], "b": 1}
        twice: Any = {"[PERSON_00000000]": 1, "Jane": 2, "[person_00000000]": 3, 4: 5}
        assert session.restore(twice) == twice


def test_a_quoted_token_comes_back_as_the_caller_wrote_it() -> None:
    """Also a live one, undecorated, in a later turn; and no new token takes a quoted suffix."""
    with gate().session() as session:
        assert session.protect("Jane, see [PERSON_00000000] ").text == "[PERSON_00000001], see [PERSON_00000000] "
        later = "Jane is person_00000001, not PERSON_00000002 k3y"
        safe = session.protect(later)
        assert safe.text == "[PERSON_00000001] is [TOKEN_LITERAL_00000003], not PERSON_00000002 [SECRET_00000004]"
        assert [f.data_class for f in safe.findings] == [DataClass.PERSON, DataClass.TOKEN_LITERAL, DataClass.SECRET]
        assert session.restore(safe.text) == later


def test_a_literal_that_the_detector_found_is_one_finding() -> None:
    one = gate(Jane=DataClass.PERSON, **{"[PERSON_00000000]": DataClass.TOKEN_LITERAL})
    with one.session() as session:
        session.protect("Jane")
        safe = session.protect("see [PERSON_00000000]")
        assert safe.text == "see [TOKEN_LITERAL_00000001]"
        assert len(safe.findings) == 1


def test_a_secret_is_not_restored_into_a_url() -> None:
    with gate().session() as session:
        session.protect("Jane k3y")
        assert (
            session.restore("https://x.org/?[SECRET_00000001][PERSON_00000000]")
            == "https://x.org/?[SECRET_00000001]Jane"
        )


def test_masked_values_do_not_come_back() -> None:
    with gate().session() as session:
        assert session.restore(session.protect("card 4111").text) == "card [CREDIT_CARD]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"Jane": 1}, "an object key holds a value of class person; keys stay as they are"),
        ({"a": {1: "x"}}, "an object key is not a string"),
        (["x", ("y",)], "only strings, lists, dicts, numbers, booleans and None can be protected"),
        (b"Jane", "only strings, lists, dicts, numbers, booleans and None can be protected"),
    ],
)
def test_what_cannot_be_protected_is_refused(value: object, text: str) -> None:
    with gate().session() as session, pytest.raises(PartRefused) as caught:
        session.protect(value)
    assert str(caught.value) == text


def test_depth_is_bounded() -> None:
    value: Any = "Jane"
    for _ in range(MAX_DEPTH + 1):
        value = [value]
    with gate().session() as session:
        with pytest.raises(PartRefused, match="deeper"):
            session.protect(value)
        with pytest.raises(PartRefused, match="deeper"):
            session.restore(value)
        assert session.restore(session.protect(value[0]).value) == value[0]


def test_a_closed_session_has_forgotten() -> None:
    with gate().session() as session:
        session.protect("Jane")
    with pytest.raises(RuntimeError, match="closed"):
        session.restore("[PERSON_00000000]")
    with pytest.raises(RuntimeError, match="closed"):
        session.protect("Jane")


def test_forms_may_be_stricter() -> None:
    forms = {DataClass.PERSON: Form.DROPPED, DataClass.CREDIT_CARD: Form.MASKED}
    one = Clearance(forms=forms, finder=Words({"Jane": DataClass.PERSON}))
    with one.session() as session:
        assert session.protect("a Jane b").text == "a  b"


@pytest.mark.parametrize(
    ("data_class", "form"),
    [(DataClass.PERSON, Form.GENERALISED), (DataClass.CREDIT_CARD, Form.TOKENISED), (DataClass.SECRET, Form.CLEAR)],
)
def test_weaker_forms_are_refused(data_class: DataClass, form: Form) -> None:
    with pytest.raises(InvalidSetting, match="unsafe_forms"):
        Clearance(forms={data_class: form}, finder=Words({}))


def test_unsafe_forms_may_be_weaker_except_for_secrets() -> None:
    one = Clearance(unsafe_forms={DataClass.CREDIT_CARD: Form.TOKENISED}, finder=Words({"4111": DataClass.CREDIT_CARD}))
    with one.session() as session:
        safe = session.protect("card 4111")
        assert safe.text != "card 4111"
        assert session.restore(safe.text) == "card 4111"
    for kept in (DataClass.SECRET, DataClass.TOKEN_LITERAL):
        with pytest.raises(InvalidSetting, match="may not be weaker"):
            Clearance(unsafe_forms={kept: Form.GENERALISED}, finder=Words({}))
    Clearance(unsafe_forms={DataClass.SECRET: Form.DROPPED}, finder=Words({}))


def test_every_class_has_a_default_form() -> None:
    assert set(DEFAULT_FORMS) == set(DataClass)
    assert {c for c, form in DEFAULT_FORMS.items() if form is Form.MASKED} == {DataClass.CREDIT_CARD, DataClass.IBAN}


def test_without_a_year_the_calendar_decides() -> None:
    assert Clearance(finder=Words({})).year() >= 2026


def test_importing_the_package_loads_nothing_else() -> None:
    code = (
        "import sys, clearance\n"
        "assert not [m for m in sys.modules if m.startswith('clearance.')]\n"
        "assert clearance.Clearance.__module__ == 'clearance.library'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_package_offers_four_names() -> None:
    assert clearance.__all__ == ["Clearance", "Protected", "Session", "detect"]
    assert clearance.Session is type(gate().session())
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = clearance.nothing


def test_detect_takes_profiles() -> None:
    text = "DOB 04/12/1931, card 4539 1488 0343 6467"
    assert [finding.data_class for finding in clearance.detect(text, profiles=["pci"])] == [DataClass.CREDIT_CARD]
    assert len(clearance.detect(text, profiles=["pci", "pii"])) == len(clearance.detect(text)) == 2
    with pytest.raises(InvalidSetting):
        clearance.detect(text, profiles=["nobody"])
