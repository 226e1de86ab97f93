# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a place, a date or an age is in particular, where a rule tells them apart (45 CFR 164.514).

Places: street, city, county, zip (state and country for whoever finds those). Dates: year, month_year, month_day,
full. Ages: over_89, up_to_89. Everything else, and what cannot be told, has no sub-label.
"""

from clearance.core.detect.byte_tables import NUMBERS
from clearance.core.detect.rx import Rx
from clearance.core.detect.validators import digits, over_89
from clearance.model.words import DataClass

_PLACES = {
    "us_street": "street",
    "po_box": "street",
    "city": "city",
    "county": "county",
    "state": "state",
    "country": "country",
    "zip5": "zip",
    "zip4": "zip",
    "postal_code": "zip",
}
_MONTH = Rx(r"(?i:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))")
_YEAR_DIGITS = 4
_PACKED_DIGITS = 6
_DATE_PARTS = 3


def sub_label(kind: str, data_class: DataClass, value: bytes) -> str:
    """The sub-label of a finding with this text; "" where there is none."""
    if data_class is DataClass.LOCATION:
        return _PLACES.get(kind, "")
    if data_class is DataClass.DATE:
        return _date(value)
    if data_class is DataClass.AGE:
        return "over_89" if over_89(value) else "up_to_89" if len(digits(value)) in {1, 2} else ""
    return ""


def _date(value: bytes) -> str:
    lengths = [len(number) for number in value.translate(NUMBERS).split()]
    if not lengths:
        return ""
    if max(lengths) >= _PACKED_DIGITS or len(lengths) >= _DATE_PARTS:
        return "full"
    parts = len(lengths) + (_MONTH.search(value) is not None)
    if parts >= _DATE_PARTS:
        return "full"
    if _YEAR_DIGITS in lengths:
        return "month_year" if parts > 1 else "year"
    return "month_day" if parts > 1 else ""
