# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Speakers of a chat, and forms that only look like one."""

import pytest

from clearance.core.detect.merge import Candidate
from clearance.core.detect.speakers import speakers
from clearance.model.words import DataClass


def found(text: str, *known: str) -> list[str]:
    data = text.encode()
    people = [
        Candidate("model_person", DataClass.PERSON, at, at + len(name), 0.9)
        for name in known
        if (at := data.index(name.encode())) >= 0
    ]
    other = Candidate("mrn", DataClass.MRN, 0, 1, 0.9)
    return [data[c.start : c.end].decode() for c in speakers([*people, other], data)]


def test_ordinary_words_that_speak_in_turns() -> None:
    assert found("Mark: may I?\nRose: yes\nMark: thanks") == ["Mark", "Rose", "Mark"]


def test_one_known_speaker_names_the_others_but_no_role() -> None:
    text = "[10:02] kiki: hello\nThuy: hi\nNurse: yes\nkiki: bye\nThuy: bye"
    assert found(text, "Thuy") == ["kiki", "kiki", "Thuy"]


@pytest.mark.parametrize(
    "text",
    [
        "Mark: hello\nRose: yes",
        "Temp: 37\nPulse: 80\nTemp: 38\nPulse: 82",
        "May: 12\nJune: 14\nMay: 13",
        "Mark: one\nRose: two\nFrank: three",
        "Mark: one\nMark: two\nMark: three",
        "Mark: one\nsome text here\nmore text\nRose: two\nand more\nMark: three",
        "\n".join(f"{'abcdefghij'[at]}x: 1\n{'abcdefghij'[at]}x: 2" for at in range(10)),
    ],
)
def test_forms_and_short_texts_have_no_speakers(text: str) -> None:
    assert found(text) == []
