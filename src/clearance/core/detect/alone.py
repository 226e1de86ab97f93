# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Guesses in a request in which nothing else tells of anybody: there, a number or a word must look much more like an
identifier than beside a name, a date of birth or an address.

Where people are written about, something nearly always says so: a label, a check digit, a full name that the model is
sure of. Texts in which only some numbers look odd are tables, logs, guidelines and source code.
"""

from collections.abc import Iterable

from clearance.core.detect.merge import Candidate
from clearance.core.detect.tagger.plausible import TEN
from clearance.core.detect.tagger.proposer import guessed
from clearance.model.words import DataClass

_TOLD_BY = frozenset(
    {
        DataClass.PERSON,
        DataClass.DATE,
        DataClass.LOCATION,
        DataClass.PHONE,
        DataClass.FAX,
        DataClass.EMAIL,
        DataClass.SSN,
        DataClass.MRN,
        DataClass.HEALTH_PLAN_ID,
        DataClass.ACCOUNT,
        DataClass.LICENSE,
        DataClass.OTHER_ID,
        DataClass.SECRET,
    }
)
"""Classes of which a finding that is no guess shows that somebody is written about."""
_SURE_OF_PERSON = 0.97
_LEAST = {
    DataClass.PERSON: 0.75,
    DataClass.LOCATION: 0.95,
    DataClass.DATE: 0.8,
    DataClass.AGE: 0.8,
    DataClass.SECRET: 0.6,
}
_LEAST_OF_ONE_WORD = 0.875
_LEAST_OF_NUMBERS = 0.99
"""How sure a guess must be in such a request. Set on the development sets: they cost no recall in documents, and some
of single names in posts.
"""


def told(texts: Iterable[Iterable[Candidate]]) -> bool:
    """Whether anything in the texts of one request says that somebody is written about."""
    return any(_tells(candidate) for candidates in texts for candidate in candidates)


def told_by_names(texts: Iterable[Iterable[Candidate]]) -> bool:
    """Whether nothing but names that the model is sure of says so, as in posts and in encyclopaedias."""
    return not any(
        candidate.data_class in _TOLD_BY and not guessed(candidate.kind)
        for candidates in texts
        for candidate in candidates
    )


def sure_names(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Without the names that the model guesses and is not sure of."""
    return [
        candidate
        for candidate in candidates
        if candidate.data_class is not DataClass.PERSON
        or candidate.score >= _LEAST[DataClass.PERSON]
        or not guessed(candidate.kind)
    ]


def shown(candidates: Iterable[Candidate], data: bytes) -> list[Candidate]:
    """Without the guesses that nothing bears out."""
    return [candidate for candidate in candidates if _shows(candidate, data)]


def _is_month(text: bytes) -> bool:
    """A date of one word, without a figure: "June"."""
    return b" " not in text and text.translate(None, TEN) == text


def _tells(candidate: Candidate) -> bool:
    if guessed(candidate.kind):
        return candidate.data_class is DataClass.PERSON and candidate.score >= _SURE_OF_PERSON
    return candidate.data_class in _TOLD_BY


def _shows(candidate: Candidate, data: bytes) -> bool:
    if not guessed(candidate.kind):
        return True
    if candidate.data_class is DataClass.PERSON and b" " not in data[candidate.start : candidate.end]:
        return candidate.score >= _LEAST_OF_ONE_WORD
    if candidate.data_class is DataClass.DATE and _is_month(data[candidate.start : candidate.end]):
        return False
    return candidate.score >= _LEAST.get(candidate.data_class, _LEAST_OF_NUMBERS)
