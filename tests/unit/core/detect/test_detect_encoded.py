# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Base64: what is inside counts, and nothing else is touched."""

import base64

import pytest

from clearance.core.detect import encoded
from clearance.core.detect.detector import Detector
from clearance.model.words import DataClass

NOTE = "Patient: Ana Quiroga, SSN 219-09-9999, seen by Dr. Quiroga"


def wrapped(text: str, *, width: int = 0, url: bool = False) -> str:
    code = (base64.urlsafe_b64encode if url else base64.b64encode)(text.encode()).decode()
    return "\n".join(code[at : at + width] for at in range(0, len(code), width)) if width else code


@pytest.mark.parametrize(
    ("code", "data_class"),
    [
        (wrapped(NOTE), DataClass.SSN),
        (wrapped(NOTE).rstrip("="), DataClass.SSN),
        (wrapped(NOTE, width=32), DataClass.SSN),
        (wrapped("¿Paciente? MRN: 48213377 ÿÿÿ???", url=True), DataClass.MRN),
        (wrapped(wrapped(NOTE)), DataClass.SSN),
        (wrapped("password = 'Tr0ub4dor&3xyz', SSN 219-09-9999"), DataClass.SECRET),
    ],
)
def test_a_run_with_a_finding_is_one_finding(
    anchors: Detector, hyper: Detector, code: str, data_class: DataClass
) -> None:
    text = f"data: {code} end"
    for detector in (anchors, hyper):
        (found,) = detector.find(text)
        assert (found.kind, found.data_class, found.start, found.end) == ("encoded", data_class, 6, 6 + len(code))


def test_lines_that_are_runs_of_their_own(anchors: Detector) -> None:
    text = f"{'A' * 30}\n{wrapped(NOTE)}"
    assert [(f.kind, f.start, f.end) for f in anchors.find(text)] == [("encoded", 31, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        wrapped("The template asks for the reason for admission."),
        wrapped("see https://wilson.example/list for more of it"),
        wrapped(wrapped(wrapped(NOTE))),
        "A" * 25,
        base64.b64encode(bytes(range(48))).decode(),
        base64.b64encode(b"SSN 219-09-9999 \x00\x01 and more").decode(),
        "the/quick/brown/fox/jumps/over/it",
    ],
)
def test_the_rest_is_left_alone(anchors: Detector, text: str) -> None:
    assert [f for f in anchors.find(text) if f.kind == "encoded"] == []


def test_no_more_is_read_than_the_limit(anchors: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoded, "_MOST", 100)
    text = f"{wrapped(NOTE)} {wrapped(NOTE)}"
    assert [f.start for f in anchors.find(text)] == [0]


def test_a_name_inside_is_not_looked_for_outside(anchors: Detector) -> None:
    code = wrapped("Patient: Ana Quiroga was seen")
    assert [f.kind for f in anchors.find(f"{code} x {code}")] == ["encoded", "encoded"]
