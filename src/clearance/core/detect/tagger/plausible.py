# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a guess of the model cannot be, by its own letters and digits, whatever the words around it say."""

from string import ascii_letters

from clearance.core.detect.byte_tables import NUMBERS, WORDS
from clearance.core.detect.lexicon import ORDINARY_NAMES
from clearance.core.detect.rx import Rx

SUREST = 0.99
"""The highest score that a guess is given."""
_AGE = Rx(
    r"(?:9\d|1[01]\d|120)(?: ?[A-Za-z/]{1,3})?"
    r"|(?i:ninety(?:[ -][a-z]{3,5})?|(?:a|one) hundred(?: and)? (?:one|two|three|four|five|six|seven|eight|nine|ten))"
)
"""Over 89, 45 CFR 164.514(b)(2)(i)(C)."""
_WORDY = ("PERSON", "CITY", "PLACE")
_MARKS = {"EMAIL": (b"@", b" at "), "URL": (b".",), "IP": (b".", b":")}
DIGITS_OF = {
    "ZIP": 2, "PHONE": 7, "SSN": 7, "MRN": 4, "HEALTH_PLAN_ID": 4, "ACCOUNT": 4, "LICENSE": 4, "VEHICLE": 2,
    "DEVICE_ID": 3, "IP": 4, "OTHER_ID": 3, "CREDIT_CARD": 12, "IBAN": 10,
}  # fmt: skip
"""The fewest digits that a number of each label has."""
_WORD = Rx(r"(?:[A-Za-z]|[^\x00-\x7f]){3,}")
_LEAST_WORD = 3
_MONTHS_SAID = """
jan feb mar apr may jun jul aug sep oct nov dec ene abr ago dic fév avr mai jui aoû déc mär okt dez gen mag giu lug
set ott out maj juni des kwi cze lip sie wrz paź lis gru sty lut
"""
_MONTH_BEGINNINGS = frozenset(_MONTHS_SAID.split())
_LIKE_MONTHS = """
mayo mayor mayer marker market mark marks margin margaret decade decision decimal janet jane jung jungle augment novel
septum octet seth maybe apron
"""
_NO_MONTHS = frozenset(_LIKE_MONTHS.split())
_NUMBERS_SAID = "first second third four fif six seven eigh nin ten elev twel thir twen"
_SPOKEN = tuple(_NUMBERS_SAID.split())
_OF_NO_YEAR = Rx(r"\A(?:[A-Za-z]{3,9}\.? (?:[3-9]\d{3}|2[2-9]\d\d|1[0-7]\d\d|\d{5,})|\d{9,} [A-Za-z]{3}.*)\z")
"""A month and a figure that belongs to it ("jan 5763")."""
_RANGE = Rx(r"\d\s+\d|\d\s*,|[A-Za-z]")
"""What stands between numbers that are no date."""
_ORDINAL = Rx(r"(?i)\d{1,2}(?:st|nd|rd|th)")
_COMPACT, _LONGEST_DATE = 8, 40
_DAYS, _MONTHS = 31, 12
_FIRST_YEAR, _LAST_YEAR, _SHORT_YEARS = 1880, 2100, 99
_SHORTEST_SECRET, _SHORTEST_CODE, _SURE_CODE = 6, 4, 0.97
_LEAST_HEX, _SURE_HEX = 32, 0.94
"""128 bits; most of what is written so is a digest."""
_CODE = Rx(
    r"\A(?:[*#]?[A-Z]?\d{3,8}[A-Z]?[*#]?|\d(?: \d){3,5}|\d{3} \d{3}|\d{1,2}(?:[-/]\d{1,2}){2,3}|[A-Za-z0-9]{4,5})\z"
)
"""What opens doors and telephones, and what a hundred other things look like: the model must be sure."""
_HEX = Rx(r"\A[0-9A-Fa-f-]*\z")
_SURE_CAPITALS = 0.85
_ACRONYM = Rx(r"\A[A-Z]{1,5}\z")
_NO_PLACES = frozenset(
    b"north south east west northern southern eastern western central downtown uptown midtown town city village island "
    b"church club park river street road avenue north-east south-west here there home".split()
)
_BETWEEN_NUMBERS = Rx(r"\A\d{1,3} ?- ?\d{1,3}\z|\A\d{3,4}x\d{3,4}\z")
"""A reference range, the size of a screen."""
_TO = b".."
"""Between two versions of a file, or the ends of a range."""
_ENDS_RANGE = Rx(r"\d-\z")
_SCANNED = Rx(r"\A[A-Za-z]+(?:[01]{1,2}[A-Za-z]+)+\z")
_MOST_SCANNED = 3
"""A word whose o, i and l were scanned as figures: one in so many letters."""
_ALPHABETS = b"0123456789abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789"
_FEWEST_OF_ALPHABET = 12
"""Letters and figures in their order, as programs list them; a shorter row may be somebody's password."""
_WHOLE_WORDS = "\u2e80"
"""From here on are the scripts of which one sign may be a name."""
_LONG = 20
_LONG_HEX = Rx(rf"\A[0-9a-f]{{{_LONG},}}\z")
TEN = b"0123456789"
_ALPHABET = ascii_letters.encode()


def plausible(data: bytes, start: int, end: int, label: str) -> bool:
    """What no context could make an identifier is none: a person without letters, a number cut out of a word, a date of
    one number.
    """
    text = data[start:end]
    if label in _WORDY:
        return _lettered(text)
    if label == "AGE":
        return _AGE.fullmatch(text)
    if label == "DATE":
        return datelike(text)
    digits = len(text) - len(text.translate(None, TEN))
    if label in _MARKS and not any(mark in text for mark in _MARKS[label]):
        return False
    if label in DIGITS_OF and _of_range(data[max(0, start - 2) : start], data[end : end + 2], label):
        return False
    return digits >= DIGITS_OF.get(label, 0)


def _lettered(text: bytes) -> bool:
    """A letter of the alphabet, or two of others, or a sign that is a word."""
    if text.isascii():
        return text.translate(None, _ALPHABET) != text
    return sum(c.isalpha() * (1 + (c >= _WHOLE_WORDS)) for c in text.decode("utf-8", "ignore")) > 1


def _of_range(before: bytes, after: bytes, label: str) -> bool:
    """One end of a range of numbers, or of versions of a file."""
    return _TO in (before, after) or (label == "ZIP" and _ENDS_RANGE.search(before) is not None)


def unlikely(text: bytes, label: str, score: float) -> bool:
    """What is something else more often than an identifier: digests, acronyms, points of the compass."""
    if len(text) >= _FEWEST_OF_ALPHABET and text.lower() in _ALPHABETS:
        return True
    if label == "SECRET":
        return _scanned(text) or _no_secret(text, score)
    if (len(text) >= _LONG and _LONG_HEX.search(text)) or (label in DIGITS_OF and _scanned(text)):
        return True
    if label == "PERSON":
        return score < _least_of_capitals(text) and _ACRONYM.search(text) is not None
    if label in ("CITY", "PLACE"):
        return text.lower() in _NO_PLACES
    between = label in DIGITS_OF and (b"-" in text or b"x" in text)
    return between and _BETWEEN_NUMBERS.search(text) is not None


def _least_of_capitals(text: bytes) -> float:
    """How sure a few capitals must be to be a name: less where they spell one."""
    return _SURE_CAPITALS if text.lower() in ORDINARY_NAMES else SUREST


def _no_secret(text: bytes, score: float) -> bool:
    if _CODE.search(text) is not None and any(c in TEN for c in text):
        return score < _SURE_CODE or len(text) < _SHORTEST_CODE
    if _HEX.search(text) is not None:
        return len(text) < _LEAST_HEX or score < _SURE_HEX
    return len(text) < _SHORTEST_SECRET or not text.isascii()


def _scanned(text: bytes) -> bool:
    """Whether this is a long word with some letters read as figures."""
    figures = len(text) - len(text.translate(None, b"01"))
    among = 0 < figures * _MOST_SCANNED <= len(text) and text[:1].isalpha() and text[-1:].isalpha()
    return among and _SCANNED.search(text) is not None


def _words(text: bytes) -> list[str]:
    """Those of three letters and more, in small letters."""
    if text.isascii():
        return [word for word in text.translate(WORDS).decode().split() if len(word) >= _LEAST_WORD]
    return [text[start:end].decode("utf-8", "ignore").lower() for start, end, _, _ in _WORD.all(text)]


def _says_month(words: list[str]) -> bool:
    return any((word[:3] in _MONTH_BEGINNINGS and word not in _NO_MONTHS) or word.startswith(_SPOKEN) for word in words)


def datelike(text: bytes) -> bool:
    """A month's name or a spoken number, or numbers that could be day, month and year in some order."""
    words = _words(text)
    if words:
        return _says_month(words) and _OF_NO_YEAR.search(text) is None
    if len(text) > _LONGEST_DATE:
        return False
    parts = text.translate(NUMBERS).split()
    if len(parts) == 1 and _ORDINAL.fullmatch(text):
        return int(parts[0]) <= _DAYS
    if len(parts) == 1:
        return len(parts[0]) >= _COMPACT and _FIRST_YEAR <= int(parts[0][:4]) <= _LAST_YEAR
    numbers = [int(part) for part in parts]
    small = sorted(number for number in numbers[:3] if number <= _DAYS)
    years = [number for number in numbers[:3] if _FIRST_YEAR <= number <= _LAST_YEAR or _DAYS < number <= _SHORT_YEARS]
    if not small or small[0] > _MONTHS or _RANGE.search(text):
        return False
    return len(small) + len(years[:1]) >= min(len(numbers), 3)
