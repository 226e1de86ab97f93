# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Generalise: keep what 45 CFR 164.514(b)(2)(i) lets stay of a date, an age or a ZIP code.

(B) the first three digits of a ZIP code, where the area is populous enough; (C) the year of a date,
unless it shows an age over 89; and ages, all above 89 as one category "90 or older". Every other
class, and every value that cannot be read in one way, has no generalised form: the caller masks it.

Plain scanning, linear in the value. A year is read only where it is the only reading.
"""

from typing import Final

from clearance.core.transform.zip3 import POPULOUS_ZIP3
from clearance.model.words import DataClass

OLDEST_AGE: Final = 89
"""Ages above it are one category, 45 CFR 164.514(b)(2)(i)(C)."""
AGE_CATEGORY: Final = "90+"
RESTRICTED_ZIP: Final = "000"

_EARLIEST_YEAR: Final = 1800
_LATEST_YEAR: Final = 2199
_MONTHS: Final = 12
_DAYS: Final = 31
_DATE_PARTS: Final = 3
_COMPACT_DATE_DIGITS: Final = (8, 10, 12, 14)
"""YYYYMMDD, and HL7 v2 timestamps down to the hour, minute and second."""
_ZIP_DIGITS: Final = (5, 9)
_BIRTH_WORDS: Final = ("dob", "birth")
_ZIP_WORDS: Final = ("zip", "postal")
_SHORT_UNITS: Final = frozenset(
    ("month", "months", "mo", "mos", "week", "weeks", "wk", "wks", "day", "days", "hour", "hours", "minute", "minutes")
)
_OLD_WORDS: Final = ("ninety", "nineties", "hundred", "centenarian", "nonagenarian")


def generalise(data_class: DataClass, kind: str, value: str, *, now_year: int) -> str | None:
    """The generalised form of a value, or None where only a mask is safe.

    ``kind`` is the finding's kind: "dob" or "birth" in it means a birth date, "zip" or "postal" a ZIP
    code. ``now_year`` is the UTC calendar year of the decision. A bare year and an age up to 89 are
    returned as they are.
    """
    if data_class is DataClass.DATE:
        return _date(value, birth=any(word in kind.lower() for word in _BIRTH_WORDS), now_year=now_year)
    if data_class is DataClass.AGE:
        return _age(value)
    if data_class is DataClass.LOCATION and any(word in kind.lower() for word in _ZIP_WORDS):
        return _zip(value)
    return None


def _words(value: str) -> list[str]:
    """Maximal runs of letters (lower case) and of decimal digits (ASCII), in order."""
    out: list[str] = []
    previous = ""
    for character in value:
        if character.isdecimal():
            current, text = "digit", str(int(character))
        elif character.isalpha():
            current, text = "letter", character.lower()
        else:
            current, text = "", ""
        if current and current == previous:
            out[-1] += text
        elif current:
            out.append(text)
        previous = current
    return out


def _year_of(digits: str) -> int | None:
    """The year that one run of digits shows beyond doubt."""
    if len(digits) == 4:  # noqa: PLR2004 - YYYY
        return int(digits) if _EARLIEST_YEAR <= int(digits) <= _LATEST_YEAR else None
    if len(digits) not in _COMPACT_DATE_DIGITS:
        return None
    readings = [(digits[:4], digits[4:6], digits[6:8])]
    if len(digits) == 8:  # noqa: PLR2004 - MMDDYYYY and DDMMYYYY are written too
        readings += [(digits[4:], digits[:2], digits[2:4]), (digits[4:], digits[2:4], digits[:2])]
    years = {
        int(year)
        for year, month, day in readings
        if _EARLIEST_YEAR <= int(year) <= _LATEST_YEAR and 1 <= int(month) <= _MONTHS and 1 <= int(day) <= _DAYS
    }
    return years.pop() if len(years) == 1 else None


def _short_year(value: str, words: list[str], *, birth: bool, now_year: int) -> int | None:
    """The year of ``3/15/24`` or ``15 Mar 24``: three parts, the last one of two digits.

    The century is the one that does not put the date more than a year ahead. A birth date whose two
    digits could also mean the century before has two readings, one of them over 89: no year. With
    hyphens 24-03-15 may begin or end with its year: no year either.
    """
    if len(words) != _DATE_PARTS or len(words[2]) != 2 or not words[2].isdecimal():  # noqa: PLR2004 - YY
        return None
    numbers = [int(w) for w in words[:2] if w.isdecimal()]
    if not all(1 <= n <= _DAYS for n in numbers):
        return None
    if len(numbers) == 2 and "-" in value and numbers[1] <= _MONTHS and words[0] != words[2]:  # noqa: PLR2004 - both
        return None
    year = now_year - now_year % 100 + int(words[2])
    if year > now_year + 1:
        return year - 100
    return None if birth else year


def _date(value: str, *, birth: bool, now_year: int) -> str | None:
    words = _words(value)
    years = {year for w in words if w.isdecimal() and (year := _year_of(w)) is not None}
    if not years:
        short = _short_year(value, words, birth=birth, now_year=now_year)
        years = set() if short is None else {short}
    if len(years) != 1:
        return None
    year = years.pop()
    # Any date of a person's life that far back shows an age over 89, not only the birth date.
    return None if year < now_year - OLDEST_AGE else str(year)


def _age(value: str) -> str | None:
    words = _words(value)
    if not _SHORT_UNITS.isdisjoint(words):
        return None
    numbers = [int(w[:9]) for w in words if w.isdecimal()]
    if numbers:
        return AGE_CATEGORY if max(numbers) > OLDEST_AGE else value
    return AGE_CATEGORY if any(w.startswith(_OLD_WORDS) for w in words) else None


def _zip(value: str) -> str | None:
    words = _words(value)
    digits = "".join(words)
    if not digits.isdecimal() or len(digits) not in _ZIP_DIGITS:
        return None
    return digits[:3] if digits[:3] in POPULOUS_ZIP3 else RESTRICTED_ZIP
