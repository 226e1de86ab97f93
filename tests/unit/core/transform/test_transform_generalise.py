# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Generalised forms: 45 CFR 164.514(b)(2)(i)(B) and (C)."""

import pytest

from clearance.core.transform.generalise import generalise
from clearance.core.transform.zip3 import GUIDANCE_ZIP3, POPULOUS_ZIP3
from clearance.model.words import DataClass

NOW = 2026
RESTRICTED = {"036", "059", "102", "202", "203", "204", "205", "369", "556"} | {
    *("692", "753", "772", "821", "823", "878", "879", "884", "893")
}


def date(value: str, kind: str = "date") -> str | None:
    return generalise(DataClass.DATE, kind, value, now_year=NOW)


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("2024-03-15", "2024"),
        ("2024-03-15T10:30:00+05:30", "2024"),
        ("03/15/2024", "2024"),
        ("15.03.2024", "2024"),
        ("March 15, 2024", "2024"),
        ("15th of March 2024", "2024"),
        ("15-Mar-2024", "2024"),
        ("Mar 2024", "2024"),
        ("03/2024", "2024"),
        ("2024", "2024"),
        ("20240315", "2024"),
        ("2024031510", "2024"),
        ("20240315103000", "2024"),
        ("03152024", "2024"),
        ("15032024", "2024"),
        ("\u0662\u0660\u0662\u0664-\u0660\u0663-\u0661\u0665", "2024"),
        ("3/15/24", "2024"),
        ("3/15/27", "2027"),
        ("3/15/28", None),
        ("3/15/98", "1998"),
        ("15.03.24", "2024"),
        ("15 Mar 24", "2024"),
        ("Mar 15, '24", "2024"),
        ("03-15-24", "2024"),
        ("24-03-24", "2024"),
        ("1937-01-01", "1937"),
    ],
)
def test_of_a_date_the_year_stays(value: str, year: str | None) -> None:
    assert date(value) == year


@pytest.mark.parametrize(
    "value",
    [
        "March 15",
        "03/15",
        "15th",
        "last Tuesday",
        "24-03-15",
        "3/45/24",
        "3/15/2",
        "3/15/ab",
        "Mar 15 2024 1930",
        "2020-2021",
        "99999999",
        "0315",
        "123456",
        "",
        "1936-12-31",
        "3/15/1850",
    ],
)
def test_a_date_without_one_safe_year_has_no_general_form(value: str) -> None:
    assert date(value) is None


@pytest.mark.parametrize(
    ("value", "year"),
    [("1937-05-01", "1937"), ("1936-05-01", None), ("May 1, 1930", None), ("5/1/98", "1998"), ("5/1/24", None)],
)
@pytest.mark.parametrize("kind", ["dob", "date_of_birth", "Patient.birthDate"])
def test_a_birth_year_that_shows_an_age_over_89_goes(kind: str, value: str, year: str | None) -> None:
    assert date(value, kind) == year


@pytest.mark.parametrize(
    ("value", "general"),
    [
        ("90", "90+"),
        ("93 years old", "90+"),
        ("104-year-old", "90+"),
        ("ninety-three", "90+"),
        ("one hundred and two", "90+"),
        ("89", "89"),
        ("45-year-old", "45-year-old"),
        ("100 months", None),
        ("18 mo", None),
        ("elderly", None),
    ],
)
def test_ages_over_89_are_one_category(value: str, general: str | None) -> None:
    assert generalise(DataClass.AGE, "age", value, now_year=NOW) == general


@pytest.mark.parametrize(
    ("value", "general"),
    [
        ("02139", "021"),
        ("02139-4307", "021"),
        ("021394307", "021"),
        ("90210", "902"),
        ("03601", "000"),
        ("83001", "000"),
        ("82301-0001", "000"),
        ("00000", "000"),
        ("99950", "999"),
        ("0213", None),
        ("SW1A 1AA", None),
        ("", None),
    ],
)
def test_of_a_zip_code_three_digits_stay_if_the_area_is_populous(value: str, general: str | None) -> None:
    assert generalise(DataClass.LOCATION, "us_zip", value, now_year=NOW) == general
    assert generalise(DataClass.LOCATION, "postal_code", value, now_year=NOW) == general


@pytest.mark.parametrize(
    ("data_class", "kind", "value"),
    [
        (DataClass.LOCATION, "us_address", "12 Elm St 02139"),
        (DataClass.PERSON, "person", "Jane Doe"),
        (DataClass.SSN, "us_ssn", "078-05-1120"),
        (DataClass.SECRET, "birth", "2024"),
    ],
)
def test_no_other_class_has_a_general_form(data_class: DataClass, kind: str, value: str) -> None:
    assert generalise(data_class, kind, value, now_year=NOW) is None


def test_the_populous_areas() -> None:
    assert len(POPULOUS_ZIP3) == 871
    assert len(GUIDANCE_ZIP3) == 17
    assert POPULOUS_ZIP3.isdisjoint(GUIDANCE_ZIP3)
    assert POPULOUS_ZIP3.isdisjoint(RESTRICTED)
    assert all(len(area) == 3 and area.isdecimal() for area in POPULOUS_ZIP3)
    assert {"006", "100", "606", "999"} <= POPULOUS_ZIP3
