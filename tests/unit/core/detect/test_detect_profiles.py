# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Profiles and the sub-labels that they need."""

import pytest

from clearance.core.detect.detector import Detector
from clearance.core.detect.profiles import DETERMINATION, PROFILES, select
from clearance.core.detect.sublabels import sub_label
from clearance.errors import InvalidSetting
from clearance.model.prompt import Finding
from clearance.model.words import DataClass

SAFE, LIMITED = "safe_harbor_identifiers", "limited_data_set_identifiers"
NOTE = (
    "Patient: Jane Doe, DOB 04/12/1931, 93 years old, 12 Elm Street, Boston, MA 02139. County: Suffolk. "
    "MRN: 48213377, card 4111 1111 1111 1111, password: hunter2!x"
)


@pytest.mark.parametrize(
    ("kind", "data_class", "value", "sub"),
    [
        ("us_street", DataClass.LOCATION, "12 Elm St", "street"),
        ("po_box", DataClass.LOCATION, "PO Box 1", "street"),
        ("city", DataClass.LOCATION, "Boston", "city"),
        ("county", DataClass.LOCATION, "Suffolk", "county"),
        ("zip4", DataClass.LOCATION, "02139-1234", "zip"),
        ("custom.ward", DataClass.LOCATION, "Ward 7", ""),
        ("date", DataClass.DATE, "1961", "year"),
        ("date", DataClass.DATE, "March 2024", "month_year"),
        ("date", DataClass.DATE, "03/2024", "month_year"),
        ("date", DataClass.DATE, "8/28", "month_day"),
        ("date", DataClass.DATE, "5th of March", "month_day"),
        ("date", DataClass.DATE, "3/14/61", "full"),
        ("date", DataClass.DATE, "10-Nov-21", "full"),
        ("date", DataClass.DATE, "2026-02-11T08:30:00Z", "full"),
        ("date", DataClass.DATE, "19610314", "full"),
        ("date", DataClass.DATE, "the 5", ""),
        ("date", DataClass.DATE, "Monday", ""),
        ("age_over_89", DataClass.AGE, "97", "over_89"),
        ("age_over_89", DataClass.AGE, "ninety-three", "over_89"),
        ("age", DataClass.AGE, "45", "up_to_89"),
        ("age", DataClass.AGE, "450", ""),
        ("us_ssn", DataClass.SSN, "536-22-8841", ""),
    ],
)
def test_sub_labels(kind: str, data_class: DataClass, value: str, sub: str) -> None:
    assert sub_label(kind, data_class, value.encode()) == sub


def subjects(detector: Detector, *profiles: str) -> list[str]:
    return [finding.sub or str(finding.data_class) for finding in select(detector.find(NOTE), profiles)]


def test_what_each_profile_covers(anchors: Detector) -> None:
    direct = ["person", "full", "over_89", "street", "city", "zip", "county", "mrn", "credit_card"]
    assert subjects(anchors, SAFE) == direct
    assert subjects(anchors, "pii") == direct
    assert subjects(anchors, LIMITED) == ["person", "street", "county", "mrn", "credit_card"]
    assert subjects(anchors, "pci") == ["credit_card"]
    assert subjects(anchors, "secrets") == ["secret"]


def test_profiles_add_up(anchors: Detector) -> None:
    assert subjects(anchors, "pci", "secrets") == ["credit_card", "secret"]
    assert subjects(anchors) == []
    assert subjects(anchors, SAFE, "secrets", LIMITED) == [*subjects(anchors, SAFE), "secret"]


def test_what_the_rules_leave_alone() -> None:
    def covered(profile: str, data_class: DataClass, sub: str) -> bool:
        return PROFILES[profile].covered(Finding("k", data_class, 0, 1, sub=sub))

    for sub in ("state", "country"):
        assert not covered(SAFE, DataClass.LOCATION, sub)
        assert not covered(LIMITED, DataClass.LOCATION, sub)
    assert not covered(SAFE, DataClass.DATE, "year")
    assert not covered(SAFE, DataClass.AGE, "up_to_89")
    assert not covered(LIMITED, DataClass.DATE, "full")
    assert not covered(LIMITED, DataClass.AGE, "over_89")
    assert covered(SAFE, DataClass.LOCATION, "")
    assert covered(LIMITED, DataClass.LOCATION, "")
    assert covered(SAFE, DataClass.DATE, "")


def test_every_identifier_class_is_in_the_profile_of_the_rule_that_lists_it() -> None:
    others = {DataClass.SECRET, DataClass.TOKEN_LITERAL, DataClass.ORGANIZATION}
    assert set(PROFILES[SAFE].covers) == set(DataClass) - others
    assert set(PROFILES[LIMITED].covers) == set(PROFILES[SAFE].covers) - {DataClass.DATE, DataClass.AGE}
    assert DETERMINATION == "none"


def test_an_unknown_profile_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(
        InvalidSetting, match="safe_harbor_identifiers, limited_data_set_identifiers, pii, pci, secrets"
    ):
        select((), ["hipaa"])
