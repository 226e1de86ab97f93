# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Guesses count for less in a request in which nothing tells of anybody."""

import pytest

from clearance.core.detect.alone import shown, sure_names, told, told_by_names
from clearance.core.detect.merge import Candidate
from clearance.model.words import DataClass as C


def candidate(kind: str, data_class: C, score: float = 0.9) -> Candidate:
    return Candidate(kind, data_class, 0, 4, score)


@pytest.mark.parametrize(
    ("one", "tells"),
    [
        (candidate("model_person", C.PERSON, 0.97), True),
        (candidate("model_person", C.PERSON, 0.96), False),
        (candidate("model_mrn", C.MRN, 0.99), False),
        (candidate("mrn", C.MRN, 0.8), True),
        (candidate("email", C.EMAIL), True),
        (candidate("date", C.DATE, 0.5), True),
        (candidate("ipv4", C.IP), False),
        (candidate("url", C.URL), False),
    ],
)
def test_what_tells_that_somebody_is_written_about(one: Candidate, *, tells: bool) -> None:
    assert told([[], [one]]) is tells


def test_nothing_tells_nothing() -> None:
    assert told([[], []]) is False


TEXT = b"Rose "
"""A word of four letters and a blank."""


def test_only_sure_guesses_are_shown_and_all_that_rules_say() -> None:
    kept = [
        candidate("model_person", C.PERSON, 0.88),
        candidate("model_person", C.PERSON, 0.75)._replace(end=5),
        candidate("model_city", C.LOCATION, 0.95),
        candidate("model_date", C.DATE, 0.8)._replace(end=5),
        candidate("model_secret", C.SECRET, 0.6),
        candidate("model_other_id", C.OTHER_ID, 0.99),
        candidate("ipv4", C.IP, 0.1),
    ]
    dropped = [
        candidate("model_person", C.PERSON, 0.87),
        candidate("model_person", C.PERSON, 0.74)._replace(end=5),
        candidate("model_city", C.LOCATION, 0.94),
        candidate("model_age", C.AGE, 0.79),
        candidate("model_secret", C.SECRET, 0.59),
        candidate("model_account", C.ACCOUNT, 0.98),
        candidate("model_ip", C.IP, 0.98),
    ]
    assert shown([*dropped, *kept], TEXT) == kept


def test_a_month_says_nothing_where_nobody_is_written_about() -> None:
    month, day = candidate("model_date", C.DATE, 0.99)._replace(end=4), candidate("model_date", C.DATE, 0.99)
    assert shown([month], b"June 3") == []
    assert shown([day._replace(end=6)], b"June 3") == [day._replace(end=6)]
    assert shown([day._replace(end=10)], b"early June") == [day._replace(end=10)]


def test_where_names_alone_tell_of_somebody_others_must_be_surer() -> None:
    sure, unsure = candidate("model_person", C.PERSON, 0.98), candidate("model_person", C.PERSON, 0.71)
    place, titled = candidate("model_city", C.LOCATION, 0.6), candidate("person_titled", C.PERSON, 0.7)
    assert told([[sure, unsure, place]])
    assert told_by_names([[sure, unsure], [place, candidate("ipv4", C.IP)]])
    assert not told_by_names([[sure], [titled]])
    assert sure_names([sure, unsure, place, titled]) == [sure, place, titled]
