# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Dates tied to a person, and ages over 89 (45 CFR 164.514(b)(2)(i)(C)). A bare year is neither."""

from clearance.core.detect.families.shapes import ANY_DATE, DAY, MONTH, SEPARATOR, YEAR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_TIME = r"(?:[T ]{1,2}\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?i:am|pm))?(?:Z|[+-]\d{2}:?\d{2})?\b)?"
_OLD = r"(?:9\d|1[0-3]\d)"

RECOGNISERS = (
    Recogniser(
        id="date_of_birth",
        data_class=DataClass.DATE,
        patterns=(
            r"(?i:\b(?:dob|d\.o\.b\.?|d/o/b|date of birth|birth[ _-]?date|birthday|bdate|born(?: on)?))"
            + SEPARATOR
            + rf"(?P<v>{ANY_DATE})",
        ),
        validator="packed_date",
        anchors=("dob", "d.o.b", "d/o/b", "birth", "bdate", "born"),
        score=0.97,
        examples=(
            "DOB 03/14/1961, phone",
            "DOB: «July 9»",
            "born «10-Nov-2021»,",
            '"dob": "«1961-03-14»"',
            "DOB «19610314»",
            "birthDate: «1961-03-14»",
        )[1:],
        counter_examples=("born in 1961", "DOB unknown"),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"\b{YEAR}-\d{{1,2}}-\d{{1,2}}{_TIME}",
            rf"\b{YEAR}/\d{{1,2}}/\d{{1,2}}{_TIME}",
            rf"\b\d{{1,2}}/\d{{1,2}}/(?:{YEAR}|\d{{2}})\b{_TIME}",
            rf"\b\d{{1,2}}-\d{{1,2}}-(?:{YEAR}|\d{{2}})\b{_TIME}",
            rf"\b\d{{1,2}}\.\d{{1,2}}\.{YEAR}\b",
        ),
        validator="date",
        not_before=b"/.-",
        not_after=b"/",
        without=("version", "v", "icd", "cpt", "rfc"),
        examples=(
            "seen on «2026-02-11» by",
            "«03/14/1961», «3/4/61»",
            "«12-06-2021»",
            "«14.03.1961»",
            "at «2026-02-11T08:30:00Z».",
            "«2026/02/11»",
        ),
        counter_examples=("138/84", "13/32/2020", "in 2026", "1.2.10", "2024-19-45", "1/2/3/4"),
    ),
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"\b{DAY}[ -](?:of )?{MONTH},?[ -]{YEAR}\b{_TIME}",
            rf"\b{DAY}-{MONTH}-\d{{2}}\b",
            rf"\b{MONTH},?[ -]{{1,2}}{DAY}(?:, {{0,2}}| ){YEAR}\b",
            rf"\b{DAY} (?:of )?{MONTH}\b",
            rf"\b{MONTH} {{1,2}}{DAY}\b",
            rf"\b{MONTH},?[ -](?:of )?{YEAR}\b",
            rf"\b(?i:may) {{1,2}}{DAY},? {{1,2}}{YEAR}\b",
            rf"\b{DAY}[ -](?i:may)[ -]{YEAR}\b",
        ),
        anchors=("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        not_before=b".-/",
        not_after=b"%",
        score=0.85,
        examples=(
            "on «July 5, 2025» by",
            "«10-Nov-2021»",
            "«20 Jan 1986»",
            "«16 Jun 2024»",
            "on «March 14th» and",
            "«5th of March»",
            "in «March 2024»",
            "«May 3»",
            "«4 may 1999»",
        ),
        counter_examples=("may 3 tablets", "march on", "mar 2x", "Section 8 Mark"),
    ),
    Recogniser(
        id="date_month_day",
        data_class=DataClass.DATE,
        patterns=(
            (
                r"(?i:\b(?:on|since|from|dated|until|till|through|thru|by|of|dos|date|before|after|arrived|admitted"
                r"|discharged|seen|starting|due|dob|radiology|note|report|visit)\b:?) (?P<v>\d{1,2}/\d{1,2})\b"
            ),
        ),
        validator="month_day",
        not_after=b"/.%-",
        anchors=(
            "on",
            "since",
            "from",
            "dated",
            "till",
            "until",
            "thr",
            "by",
            "of",
            "dos",
            "date",
            "before",
            "after",
            "arrived",
            "admitted",
            "discharged",
            "seen",
            "starting",
            "due",
            "dob",
            "radiology",
            "note",
            "report",
            "visit",
        ),
        score=0.7,
        examples=("signed on «8/28». This", "admitted «3/14», discharged", "since «1/9»"),
        counter_examples=("BP of 138/84", "strength 5/5", "score of 13/15"[:-5] + "14/40"),
        without=("score", "strength", "pain", "rated", "pressure"),
    ),
    Recogniser(
        id="age_over_89",
        data_class=DataClass.AGE,
        patterns=(
            rf"\b(?P<v>{_OLD})[ -]{{0,2}}(?i:years?|yrs?|y)[ -]?(?i:old|/?o\b|\.?o\.?\b)",
            rf"\b(?P<v>{_OLD}) ?(?i:y/o|yo|y\.o\.|year-old|years of age|yr)\b",
            (
                r"(?i:\b(?:aged?|age at \w{1,12}|turned|turning))['\"]{0,1}\s{0,2}(?:[:=]|is|was|of)?\s{0,2}['\"]{0,1}"
                rf"(?P<v>{_OLD})\b"
            ),
            rf"\b(?P<v>{_OLD}) ?(?i:[MF])\b(?:[ ,]{{1,2}}(?i:with|who|presents|presenting|w/|c/o|h/o|admitted))",
            (
                r"(?i:\b(?P<v>ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one"
                r"|a) hundred(?:[ -](?:and[ -])?(?:one|two|three|four|five|six|seven|eight|nine"
                r"|ten))?)[ -]years?[ -](?:old|of age))"
            ),
            r"(?i:\bin (?:his|her|their) (?:early |mid[ -]?|late )?(?P<v>90s|nineties))\b",
        ),
        validator="over_89",
        anchors=("year", "yr", "y", "age", "turn", "90s", "nineties", "m", "f"),
        not_after=b"%./",
        score=0.93,
        examples=(
            "is a «97»-year-old female",
            "aged «93», lives",
            "age: «91»",
            "«91» y/o male",
            "Age «102»",
            '"age": «95»',
            "Ms. Snow is «100» years old",
            "«94» years of age",
            "a «ninety-three»-year-old",
            "in her late «90s»",
            "«92»yo F",
        ),
        counter_examples=(
            "aged 89",
            "a 45-year-old",
            "age: 9",
            "average 95",
            "190 years old",
            "SpO2 98 on room air",
            "age 95%",
        ),
    ),
)
