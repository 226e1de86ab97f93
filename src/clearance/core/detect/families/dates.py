# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Dates tied to a person. A bare year is none."""

from clearance.core.detect.families.shapes import ANY_DATE, DAY, MONTH, SEPARATOR, SLASHED, YEAR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_TIME = r"(?:[T ]{1,2}\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?i:am|pm))?(?:Z|[+-]\d{2}:?\d{2})?\b)?"

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
            rf"\b{MONTH} {{1,2}}{DAY}(?: \d{{2}}:\d{{2}}:\d{{2}})?\b",
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
            "«Feb  9 03:11:02» bastion sshd",
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
                r"|discharged|seen|starting|due|dob|radiology|note|report|visit|given|placed|completed|removed|approved"
                r"|drawn|received|inserted|administered|returned|changed|closed|started|stopped|episode|collected|dispensed"
                r"|filled|opened|signed)\b:?) (?P<v>\d{1,2}/\d{1,2})\b"
            ),
            (
                r"(?i:[\"'][a-z_]{0,24}(?:date|login|seen|visit|dob|updated|created|expires|issued|_at|_on)[\"']"
                r"\s{0,2}:\s{0,2}[\"'])(?P<v>\d{1,2}/\d{1,2})[\"']"
            ),
        ),
        hints=(SLASHED, ""),
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
            "given",
            "placed",
            "completed",
            "removed",
            "approved",
            "drawn",
            "received",
            "inserted",
            "administered",
            "returned",
            "changed",
            "closed",
            "started",
            "stopped",
            "episode",
            "collected",
            "dispensed",
            "filled",
            "opened",
            "signed",
            "login",
            "updated",
            "created",
            "expires",
            "issued",
            "_at",
            "_on",
        ),
        score=0.7,
        examples=(
            '"last_login": "«3/30»"}',
            "signed on «8/28». This",
            "patch, changed «7/6», next",
            "admitted «3/14», discharged",
            "since «1/9»",
            "vaccine given «6/28», lot",
        ),
        counter_examples=("BP of 138/84", "strength 5/5", "score of 13/15"[:-5] + "14/40"),
        without=("score", "strength", "pain", "rated", "pressure", "dose", "doses", "tab", "tablet"),
    ),
    Recogniser(
        id="date_month_days",
        data_class=DataClass.DATE,
        patterns=(r"\b\d{1,2}/\d{1,2} ?(?:-|\x{2013}|to|thru|through) ?\d{1,2}/\d{1,2}\b",),
        validator="month_days",
        not_before=b"/.-",
        not_after=b"/.%",
        score=0.7,
        examples=("completed «2/2\N{EN DASH}3/15», then", "approved «7/5-7/10».", "away «12/28 to 1/3», home"),
        counter_examples=("strength 3/5-4/5", "pain 2/10 to 4/10", "13/15-14/15", "1/2-3/4 cup", "7/10-7/5"),
        without=("score", "strength", "pain", "rated", "pressure", "dose", "doses", "tab", "tablet"),
    ),
)
