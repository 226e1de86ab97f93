# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Initials of persons, and names spelled out. The first pair of guillemets marks a person who is known already."""

import pytest

from clearance.core.detect import initials as module
from clearance.core.detect.initials import initials
from clearance.core.detect.merge import Candidate
from clearance.core.detect.recogniser import unmark
from clearance.model.words import DataClass as C

KNOWN = [
    ("«Kwabena Osei-Bonsu» (KO), 3 July.\nKO: I lent it.\nKO said so.", ["KO", "KO", "KO"]),
    ("«Kwabena Osei-Bonsu» signs. KOB", ["KOB"]),
    ("«Des», the union rep.\nDES: Is there footage?", ["DES"]),
    ("«Priya Kumar» did it, verified by PK.", ["PK"]),
    ("«Rose Tamayo», that's R-O-S-E, T-A-M-A-Y-O, chart", ["R-O-S-E", "T-A-M-A-Y-O"]),
    ("don't let it roll.\n\nS.\n\n-- \n«Siobhan Devane»", ["S"]),
    ("don't let it roll.\n\nT.\n\n-- \n«Siobhan Devane»", []),
    ("vitamin\n\nT.\n\nS.\n\n-- \n«Siobhan Devane»", ["S"]),
    ("plan B\n\nS.\n\n«Siobhan Devane»", []),
    ("«Mary Davis» has an MD.\nMD: yes\nseen by MD.", []),
    ("«Ann Okoro» came. Type A-B-C of it", []),
    ("«Carmen Diaz» that is spelled D I A Z date of birth", ["D I A Z"]),
]
UNKNOWN = [
    ("Kell neg\ntech RVB, courier", ["RVB"]),
    ("SUBJ 1104   INIT: M-K   SEX F", ["M-K"]),
    ("Verified: D.O., then", ["D.O."]),
    ("nurse: MD, then", []),
    ("the initial CMV infection, patient HIV positive", []),
    ("Client: R.\nR. opened with the row, then R. left. Vitamin R. Smith", ["R.", "R.", "R."]),
    ("Thanks,\nM\n", ["M"]),
    ("spelled K-O-V-A-R, yes", ["K-O-V-A-R"]),
    ("on R-CHOP-E-D today", []),
    ("last name spelled F o u r n i e r, yes", ["F o u r n i e r"]),
    ("spelled out for A B", []),
]


def found(text: str, known: list[Candidate]) -> list[str]:
    return [text[c.start : c.end] for c in initials(known, text.encode())]


@pytest.mark.parametrize(("example", "wanted"), KNOWN)
def test_of_somebody_known(example: str, wanted: list[str]) -> None:
    text, ((start, end),) = unmark(example)
    assert found(text, [Candidate("person_labelled", C.PERSON, start, end, 0.9)]) == wanted


@pytest.mark.parametrize(("text", "wanted"), UNKNOWN)
def test_of_somebody_unknown(text: str, wanted: list[str]) -> None:
    assert found(text, []) == wanted


def test_what_is_known_is_not_found_again() -> None:
    text = "tech RVB, courier"
    assert found(text, [Candidate("x", C.PERSON, 5, 8, 0.9)]) == []


def test_somebody_named_often_is_looked_for_once_and_not_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    monkeypatch.setattr(module, "_speaks", lambda word, _data: asked.append(word))
    text = b"Ann Lee. " * 50 + b"".join(b"N%04d Lee. " % number for number in range(3000))
    known = [Candidate("p", C.PERSON, at, text.index(b".", at), 1.0) for at in range(0, 450, 9)]
    known += [Candidate("p", C.PERSON, at, at + 9, 1.0) for at in range(450, len(text), 11)]
    list(initials(known, text))
    assert asked.count(b"ANN") == 1
    assert len(asked) == module._MOST
