# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Days told by their feast and a year, by numbers alone behind what says that a day follows, and by months in Roman
figures before the year.
"""

from clearance.core.detect.families.days import LONG_ROMAN
from clearance.core.detect.families.moredates import WEEKDAY
from clearance.core.detect.families.shapes import YEAR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_FEAST = (
    r"(?:boxing|new year's|midsummer(?:'s)?|waitangi|anzac|canada|australia"
    r"|labou?r|memorial|independence|mother's|father's"
    r"|(?:st\.? )?(?:stephen|patrick|george|david|andrew|valentine|nicholas|john|brigid)'s|mothering|may"
    r"|republic|armistice"
    r"|remembrance|veterans|columbus|bonfire|burns|christmas|thanksgiving|easter|palm|all saints'?|all souls'?|women's"
    r"|workers'|heritage|freedom|youth|human rights)"
)
_ALONE = r"(?:good friday|ash wednesday|maundy thursday|shrove tuesday|hogmanay|hallowe'?en|diwali|juneteenth)"
_TIME = "(?:arvo|morning|afternoon|evening|night|am|pm|eve|lunchtime)"
_NTH = r"(?:[1-9]|[12]\d|3[01])(?i:st|nd|rd|th)"
_MONTH_NTH = r"(?:[1-9]|1[0-2])(?i:st|nd|rd|th)"

RECOGNISERS = (
    Recogniser(
        id="date",
        data_class=DataClass.DATE,
        patterns=(
            rf"(?i:\b{_FEAST}(?: day| eve| sunday| monday| night),? ){YEAR}\b",
            rf"(?i:\b{_ALONE},? ){YEAR}\b",
            r"\b\d{1,2} (?i:t[a]{1,2}r[ei]{1,2}kh)\b",
            rf"\b(?:the )?{_NTH} of the {_MONTH_NTH}(?:,? {YEAR})?\b",
            rf"(?i:\b{WEEKDAY} {_TIME} )\d{{1,2}}/\d{{1,2}}\b",
            (
                r"(?i:\b(?:w/b|w/c|w/e|wb|wc) )(?P<v>\d{1,2}\.\d{1,2})"
                r"(?:[,;)\n]|\. | (?:joint|at|with|for|and|to|off|on|rv|clinic)\b|\z)"
            ),
            rf"\b[ivx]{{1,6}}\.{LONG_ROMAN}\.{YEAR}\b",
            r"\b(?:[1-9]|[12]\d|3[01]) (?:ult|inst|prox)\.",
        ),
        anchors=(
            " day", " eve", " sunday", " monday", " night", "friday", "wednesday", "thursday", "tuesday", "hogmanay",
            "hallowe", "diwali", "juneteenth", "kh", "of the ", "arvo", "morning", "afternoon", "evening", " am", " pm",
            "lunchtime", "w/", "wb", "wc", "i", "v", "x", "ult", "inst", "prox",
        ),
        hints=(
            rf"(?i:(?: day| eve| sunday| monday| night),? ){YEAR}",
            rf"(?i:{_ALONE},? ){YEAR}",
            r"[0-9] (?i:ta{1,2}r[ei]{1,2}kh)",
            r"[0-9](?i:st|nd|rd|th) of the [0-9]",
            rf"(?i:\b{WEEKDAY} {_TIME} )[0-9]",
            r"(?i:\b(?:w/b|w/c|w/e|wb|wc) )[0-9]",
            rf"\b[ivx]+\.{LONG_ROMAN}\.{YEAR}",
            r"[0-9] (?:ult|inst|prox)\.",
        ),
        not_after=b"/%",
        score=0.8,
        examples=(
            "dob «Waitangi Day 1957», spokesperson",
            "born «Midsummer's Day 2021» in",
            "hit on «Good Friday 2022», it",
            "doctor said «25 tareekh» come",
            "held «21st of the 9th». Event",
            "shoulder on «Sat arvo 2/3». Green",
            "rv w/b «6.10» joint",
            "the codicil «ii.iii.2006». Premium",
            "adjudged on «17 ult.» at",
        ),
        counter_examples=("a working day 1957 of", "the 4th of the group", "w/c 6.1 mm", "v.2.2006", "inst. of"),
    ),
)  # fmt: skip
