# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Names whose parts stand beside each other in code and on tickets: first="Greg", last="Dari"; HAWES/KENTO MS."""

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_IN_QUOTES = r"[A-Za-z\x{c0}-\x{24f}][A-Za-z\x{c0}-\x{24f}' -]{1,30}"
_FIRST_KEY, _LAST_KEY = (rf"(?i:\b{word}[\"']? ?[:=] ?[\"'])" for word in ("first", "last"))
_MIDDLE_PAIR = r"(?i:[\"']?(?:middle|mi)[\"']? ?[:=] ?[\"'][^\"']{0,20}[\"'],)\s{0,20}"

RECOGNISERS = (
    Recogniser(
        id="person_field",
        data_class=DataClass.PERSON,
        patterns=(
            rf"{_FIRST_KEY}(?P<v>{_IN_QUOTES})[\"'],\s{{0,20}}(?:{_MIDDLE_PAIR})?[\"']?{_LAST_KEY}",
            rf"{_FIRST_KEY}{_IN_QUOTES}[\"'],\s{{0,20}}(?:{_MIDDLE_PAIR})?[\"']?{_LAST_KEY}(?P<v>{_IN_QUOTES})[\"']",
            rf"{_LAST_KEY}(?P<v>{_IN_QUOTES})[\"'],\s{{0,20}}[\"']?{_FIRST_KEY}",
            rf"{_LAST_KEY}{_IN_QUOTES}[\"'],\s{{0,20}}[\"']?{_FIRST_KEY}(?P<v>{_IN_QUOTES})[\"']",
            r"\b(?P<v>[A-Z]{3,20}(?:[ -][A-Z]{2,20})?/[A-Z]{3,20}(?: [A-Z])?) ?(?:MR|MS|MRS|MISS|MSTR)\b",
        ),
        hints=(
            r"(?i:first[\"']? ?[:=] ?[\"'])",
            r"(?i:last[\"']? ?[:=] ?[\"'])",
            r"(?i:last[\"']? ?[:=] ?[\"'])",
            r"(?i:first[\"']? ?[:=] ?[\"'])",
            r"[A-Z]{2}/[A-Z]{2}[A-Z ]* ?M(?:R|S|ISS|STR)",
        ),
        anchors=("first", "last", "mr", "ms", "miss", "mstr"),
        score=0.93,
        examples=(
            "Person(first='«Greg»', last='«Long»', born",
            "{'first': '«Andrea»', 'last': \"«Long»\", 'street'",
            "Passenger: «HAWES/KENTO» MS",
        ),
        counter_examples=("first='one', second='two'", "last: 'page', next: 'x'", "AND/OR"),
    ),
)
