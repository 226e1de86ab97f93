# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""National numbers of persons: SSN and ITIN."""

from clearance.core.detect.families.shapes import SEPARATOR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_LABEL = r"(?i:\b(?:ssn|soc(?:ial)? ?sec(?:urity)?(?: ?(?:number|num|no|nr))?|s\.?s\.? ?(?:#|no\b|number)))"

RECOGNISERS = (
    Recogniser(
        id="us_ssn",
        data_class=DataClass.SSN,
        patterns=(r"\b\d{3}-\d{2}-\d{4}\b", r"\b\d{3} \d{2} \d{4}\b", r"\b\d{3}\.\d{2}\.\d{4}\b"),
        validator="us_ssn",
        not_before=b"-./+$",
        not_after=b"-/",
        without=("phone", "tel", "fax", "order", "part", "p n", "sku", "version", "isbn", "lot"),
        examples=("SSN on file: «123-45-6789».", "his number «436 01 9103» was", "«219.09.9999»"),
        counter_examples=(
            "part number 123-45-6789",
            "P/N 123-45-6789",
            "000-12-3456 and 666-12-3456",
            "900-12-3456",
            "123-00-4567",
            "1-123-45-6789",
        ),
    ),
    Recogniser(
        id="us_ssn",
        data_class=DataClass.SSN,
        patterns=(
            _LABEL + SEPARATOR + r"(?P<v>\d{3}[ .-]{0,3}\d{2}[ .-]{0,3}\d{4})\b",
            _LABEL + SEPARATOR + r"(?P<v>[Xx*]{3}[ .-]?[Xx*]{2}[ .-]?\d{4})\b",
            _LABEL + SEPARATOR + r"(?P<v>[0-9lIOoSB]{3}[ .-]?[0-9lIOoSB]{2}[ .-]?[0-9lIOoSB]{4})\b",
        ),
        anchors=("ss", "s.s", "soc"),
        hints=(
            _LABEL + r"[^0-9,;@%&?!]*[0-9]",
            _LABEL + r"[^0-9,;@%&?!]*[Xx*]{2}[ .-]?[0-9]{4}",
            _LABEL + r"[^0-9,;@%&?!]*[0-9]",
        ),
        validator="identifier",
        score=0.97,
        examples=(
            "S.S. # «502 - 55 - 0144»",
            "SSN: «583612908»",
            '"ssn": "«900-12-3456»"',
            "Social Security Number is «123 45 6789»",
            "SSN: «8342857l6»",
            "ssn: «XXX-XX-2409»",
        ),
        counter_examples=("class 123456789", "session 583612908"),
    ),
    Recogniser(
        id="us_ssn",
        data_class=DataClass.SSN,
        patterns=(
            (
                r"(?i:\b(?:ssn|social security)[^\n0-9]{0,24}(?:last (?:four|4)(?: digits)?"
                r"|ending(?: in)?)[^\n0-9]{0,8})(?P<v>\d{4})\b"
            ),
        ),
        hints=(r"(?i:\b(?:ssn|social security)[^\n]*(?:last (?:four|4)|ending))[^\n]*\d{4}",),
        anchors=("ssn", "social"),
        score=0.9,
        examples=("SSN ending in «6789»", "social security, last 4 digits: «0123»"),
        counter_examples=("ending in 6789", "SSN ending in 123456"),
    ),
    Recogniser(
        id="us_itin",
        data_class=DataClass.SSN,
        patterns=(r"\b9\d{2}-[5-9]\d-\d{4}\b", r"(?i:\bitin\b)" + SEPARATOR + r"(?P<v>9\d{2}[ -]?[5-9]\d[ -]?\d{4})\b"),
        validator="us_itin",
        not_before=b"-./+$",
        not_after=b"-/",
        examples=("ITIN «912-72-1234»", "itin: «912721234»"),
        score=0.98,
        counter_examples=("912-49-1234", "812-72-1234"),
    ),
)
