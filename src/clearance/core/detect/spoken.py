# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Numbers and addresses that were spoken and written down as words.

"five oh five, five five five, oh one nine two" is a telephone number unless a label in front says otherwise;
"john dot smith at gmail dot com" is an e-mail address. Counting aloud is neither.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from types import MappingProxyType

from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx
from clearance.core.detect.validators import card, us_ssn
from clearance.model.words import DataClass

_VALUES = MappingProxyType(
    {
        b"zero": b"0", b"oh": b"0", b"o": b"0", b"one": b"1", b"two": b"2", b"three": b"3", b"four": b"4",
        b"five": b"5", b"six": b"6", b"seven": b"7", b"eight": b"8", b"nine": b"9", b"niner": b"9", b"hundred": b"00",
    }
)  # fmt: skip
_TIMES = {b"double": 2, b"triple": 3}
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|niner?)"
_ITEM = rf"(?:(?:(?:double|triple)[ -])?(?:{_DIGIT}|o|\d)|hundred|\d{{2,5}})"
_GAP = r"(?: {0,2}[,.-] {0,2}| {1,3})"
_GATE = rf"(?i:\b{_DIGIT}{_GAP}{_ITEM}{_GAP}{_ITEM}\b)"
_RUN = Rx(rf"(?i:\b{_ITEM}(?:{_GAP}{_ITEM}){{3,40}}\b)")
_PART = Rx(r"[A-Za-z]+|\d+")
_LAST_FOUR = (
    r"(?i:\blast (?:four|4)\b|\bending in\b)[^\n]{0,40}?(?:\n[^\n]{0,20}?)?"
    rf"[^A-Za-z0-9](?P<v>(?i:{_ITEM}(?:{_GAP}{_ITEM}){{3,5}}))\b"
)
_LABELS = Rx(
    r"(?i:\b(?:(?P<v>ssn|social(?: security)?|accounts?|acct|card|visa|mastercard|amex|discover|zip|zip ?code|postcode"
    r"|postal code|mrn|medical record|record|chart|fax|member|policy|medicare|medicaid|plan|subscriber|group|licen[cs]e"
    r"|passport|case|claim|ticket|order|reference|confirmation|booking|incident|badge|prescription|phone|telephone"
    r"|mobile|cell|call|callback|reach|ring|text|pager|extension))\b)"
)
_CLASSES = MappingProxyType(
    {
        word: data_class
        for words, data_class in (
            ("ssn social", DataClass.SSN),
            ("account accounts acct", DataClass.ACCOUNT),
            ("card visa mastercard amex discover", DataClass.CREDIT_CARD),
            ("zip zipcode postcode postal", DataClass.LOCATION),
            ("mrn medical record chart", DataClass.MRN),
            ("fax", DataClass.FAX),
            ("member policy medicare medicaid plan subscriber group", DataClass.HEALTH_PLAN_ID),
            ("license licence passport", DataClass.LICENSE),
            ("case claim ticket order reference confirmation booking incident badge prescription", DataClass.OTHER_ID),
        )
        for word in words.split()
    }
)
_REACH = 72
_LEAST, _LEAST_LABELLED, _MOST = 7, 5, 24
_PHONE_MOST = 15
_WORDS_AMONG = 3
_FOUR, _NINE = 4, 9
_CARD_LEAST = 12
_SOUNDS = 3
_SCORE, _LABELLED_SCORE = 0.8, 0.92

_ATOM = r"[a-z0-9]{1,30}"
_JOINT = r"(?: (?:dot|period|underscore|under score|dash|hyphen|plus) |[._-])"
_ENDS = (
    "(?:com|org|net|edu|gov|io|co|us|uk|ca|de|fr|info|health|care|me|ie|au|nz|za|ng|ke|se|dk|nl|it|es|ch|eu|example)"
)
_DOMAIN = rf"(?:{_ATOM}(?: dot |\.|-| dash )){{1,4}}{_ENDS}\b"
_TAIL = rf"(?: (?:{_DIGIT}|\d{{1,4}})){{0,4}}"
_EMAIL = rf"(?i:\b(?:[b-hj-z] )?{_ATOM}(?:{_JOINT}{_ATOM}){{0,4}}{_TAIL} (?:at|@) {_DOMAIN})"
_EMAIL_GATE = rf"(?i: dot {_ENDS}\b)"
_MAIL = Rx(r"(?i:\be-?mails?\b|\bmail\b|\baddress\b|\bcontact\b|\breach\b|\bwrite\b|\bsend(?:ing)?\b)")
_SPOKEN_JOINT = Rx(r"(?i: (?:dot|underscore|under score|dash|hyphen) .* at )")
_PROVIDER = Rx(
    r"(?i: (?:at|@) (?:gmail|googlemail|yahoo|hotmail|outlook|icloud|aol|proton|protonmail|live|msn|gmx) dot )"
)
_SPOKEN_DOT = Rx(r"(?i: dot [a-z]{2,6}\z)")


class SpokenReader:
    """Runs of spoken digits, and spoken e-mail addresses."""

    gates = (_GATE, r"(?i:\blast (?:four|4)\b|\bending in\b)", _EMAIL_GATE)

    def __init__(self) -> None:
        self._last_four = Rx(_LAST_FOUR)
        self._email = Rx(_EMAIL)

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """What the gates that opened may stand for."""
        for gate in gates:
            yield from (_numbers, self._endings, self._emails)[gate](data)

    def _endings(self, data: bytes) -> Iterator[Candidate]:
        for begin, _, start, end in self._last_four.all(data):
            data_class = _label(data, max(0, begin - _REACH), start)
            if data_class in _ENDED and len(spoken_digits(data[start:end])) == _FOUR:
                yield Candidate("spoken_number", data_class, start, end, _LABELLED_SCORE)

    def _emails(self, data: bytes) -> Iterator[Candidate]:
        for start, end, _, _ in self._email.all(data):
            text = data[start:end]
            sure = _SPOKEN_JOINT.search(text) or _PROVIDER.search(text)
            if _SPOKEN_DOT.search(text) and (sure or _MAIL.search(data[max(0, start - _REACH) : start])):
                yield Candidate("spoken_email", DataClass.EMAIL, start, end, _LABELLED_SCORE)


_ENDED = frozenset({DataClass.SSN, DataClass.CREDIT_CARD, DataClass.ACCOUNT})


def _numbers(data: bytes) -> Iterator[Candidate]:
    for start, end, _, _ in _RUN.all(data):
        text = data[start:end]
        number = spoken_digits(text)
        words = sum(text[hit[0] : hit[1]].isalpha() for hit in _PART.all(text))
        if words < _WORDS_AMONG or len(set(number)) < _SOUNDS or _counts(number):
            continue
        label = _label(data, max(0, start - _REACH), start)
        data_class = _class(number, label)
        if data_class is not None:
            score = _SCORE if label is None else _LABELLED_SCORE
            yield Candidate("spoken_number", data_class, start, end, score)


def spoken_digits(text: bytes) -> bytes:
    """The digits that a run of digit words and digits says."""
    number, times = b"", 1
    for start, end, _, _ in _PART.all(text):
        word = text[start:end].lower()
        if word in _TIMES:
            times = _TIMES[word]
            continue
        number += _VALUES.get(word, word) * times
        times = 1
    return number


def _counts(number: bytes) -> bool:
    """Counting up or down."""
    steps = {right - left for left, right in pairwise(number)}
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _label(data: bytes, start: int, end: int) -> DataClass | None:
    """What the nearest label word in front announces."""
    near = None
    before = data[start:end]
    for hit in _LABELS.all(before):
        near = before[hit[2] : hit[3]].lower().split()[0].decode("ascii")
    return None if near is None else _CLASSES.get(near, DataClass.PHONE)


def _class(number: bytes, label: DataClass | None) -> DataClass | None:
    """What a number of this length is; None for one that is too short or too long."""
    length = len(number)
    if label is DataClass.CREDIT_CARD and length < _CARD_LEAST:
        label = None
    if label is not None and label not in {DataClass.PHONE, DataClass.FAX} and _LEAST_LABELLED <= length <= _MOST:
        return label
    if card(number):
        return DataClass.CREDIT_CARD
    if length == _NINE and us_ssn(number):
        return DataClass.SSN
    return (label or DataClass.PHONE) if _LEAST <= length <= _PHONE_MOST else None
