# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Names found again: which forms are looked for, and where they count."""

import pytest

from clearance.core.detect.merge import Candidate
from clearance.core.detect.repeats import NameSearch, needles
from clearance.model.words import DataClass


def again(text: str, name: str, *, kind: str = "person_labelled", score: float = 0.9) -> list[str]:
    """What is found again in a text whose first mention of a name is known."""
    data = text.encode()
    start = data.index(name.encode())
    known = Candidate(kind, DataClass.PERSON, start, start + len(name.encode()), score)
    found = NameSearch(needles([data], [[known]])).find(data, [known])
    spans: list[tuple[int, int]] = []
    for candidate in sorted(found, key=lambda c: (c.start, -c.end)):
        if not spans or candidate.start >= spans[-1][1]:
            spans.append((candidate.start, candidate.end))
    return [data[start:end].decode() for start, end in spans]


def test_the_forms_of_a_name() -> None:
    text = b"Will Li Gonzalez"
    seed = Candidate("person_labelled", DataClass.PERSON, 0, 16, 0.9)
    other = Candidate("mrn", DataClass.MRN, 0, 4, 0.9)
    assert needles([text], [[seed, other]]) == (
        b"GONZALEZ",
        b"Gonzalez",
        b"Gonzalez, W.",
        b"Gonzalez, Will",
        b"W Gonzalez",
        b"W. Gonzalez",
        b"W.G.",
        b"WILL LI GONZALEZ",
        b"Will\x02",
        b"Will Gonzalez",
        b"Will Li Gonzalez",
    )
    assert needles([b"RUIZ"], [[seed._replace(end=4)]]) == (b"RUIZ", b"Ruiz")
    assert needles([b"...."], [[seed._replace(end=4)]]) == ()


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Maria Lopez; M. Lopez and Lopez, M. and M.L. went", "Maria Lopez", ["M. Lopez", "Lopez, M.", "M.L."]),
        ("Lopez, Maria: MARIA'S and Maria Lopez", "Lopez, Maria", ["MARIA", "Maria Lopez"]),
        ("Wei Li; W.L. and Li", "Wei Li", ["W.L."]),
        ("Mary Doe, M.D. and Doe's chart", "Mary Doe", ["Doe"]),
        ("Anne-Marie Roux, later Anne Marie", "Anne-Marie Roux", ["Anne Marie"]),
        ("José Núñez, then Jose Nunez", "José Núñez", ["Jose Nunez"]),
        ("ana quiroga was here. quiroga left", "ana quiroga", []),
        ("Ms. Quiroga: Quiroga sign, Quiroga's", "Quiroga", ["Quiroga"]),
        ("Hope Tran is here.\nHope: I hope so\nHope that helps,\nHope", "Hope Tran", ["Hope", "Hope"]),
        ("Hope Tran. Ask Hope, not Hope Road\nHope,\nbye", "Hope Tran", ["Hope", "Hope"]),
        ("Bill Oyelaran. Bill declined. Bill due today", "Bill Oyelaran", ["Bill"]),
        ("Will Tran. Will says the Will is lost. Will it? We saw Will there", "Will Tran", ["Will", "Will"]),
        ("May Tran came in May. In May she left. May has it", "May Tran", ["May"]),
        ("Bill Tran paid, Bill Gates did not", "Bill Tran", []),
        ("Dr. Foley asked. The Foley is out, 16 Fr Foley draining. Foley agrees.", "Foley", ["Foley"]),
        ("Yetta Swan. Swan-Ganz in place. Swan left", "Yetta Swan", ["Swan"]),
        ("Ida Barthel. Her Barthel was low. Barthel 12. Barthel said so", "Ida Barthel", ["Barthel"]),
        ("Dr. Allis saw an Allis clamp, Allis x8, and Allis left", "Allis", ["Allis"]),
        ("Ann Lopez: the Lopez file", "Ann Lopez", ["Lopez"]),
    ],
)
def test_where_a_name_is_found_again(text: str, name: str, found: list[str]) -> None:
    assert again(text, name) == found


def test_a_text_of_one_word_signs_nothing() -> None:
    said = b"call Bash to list them.\nBash"
    seed = Candidate("model_person", DataClass.PERSON, 5, 9, 0.9)
    search = NameSearch(needles([said, b"Bash"], [[seed], []]))
    assert [(one.start, one.end) for one in search.find(said, [seed])] == [(24, 28)]
    assert search.find(b"Bash", []) == []


def test_small_letters_count_only_in_a_text_without_others() -> None:
    seen = b"Patient: Ana Quiroga"
    seed = Candidate("person_labelled", DataClass.PERSON, 9, 20, 0.9)
    small, mixed = b"so quiroga left", b"So quiroga left"
    search = NameSearch(needles([seen, small, mixed], [[seed], [], []]))
    assert [(c.start, c.end) for c in search.find(small, [])] == [(3, 10)]
    assert search.find(mixed, []) == []


def test_a_guess_seeds_when_it_is_sure() -> None:
    assert again("Ana Quiroga; Quiroga", "Ana Quiroga", kind="model_person") == ["Quiroga"]
    assert again("Ana Quiroga; Quiroga", "Ana Quiroga", kind="model_person", score=0.7) == []
    assert again("Dr. Quiroga; Quiroga", "Quiroga", kind="model_person") == ["Quiroga"]
    assert again("saw Quiroga; Quiroga\nQuiroga: yes", "Quiroga", kind="model_person") == ["Quiroga"]


def test_many_names_are_found_in_one_pass_over_a_long_text() -> None:
    names = [f"Namura{number:03d}x".encode() for number in range(60)]
    data = b"said little and left. " * 500 + b"Then Namura007x and Namura044x came."
    search = NameSearch(names)
    for _ in range(2):
        found = search.find(data, [])
        assert [data[one.start : one.end] for one in found] == [b"Namura007x", b"Namura044x"]
