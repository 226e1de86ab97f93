# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A run of tokens to what it is a span of: signs at the ends go, words and groups of figures are kept whole."""

from dataclasses import dataclass
from typing import NamedTuple

from clearance.core.detect.rx import Rx
from clearance.core.detect.tagger.plausible import DIGITS_OF, TEN, datelike, plausible, unlikely

DIGITS = 1
"""What kind of token figures are."""
_UNASKED = frozenset({"STATE", "COUNTRY", "ORGANIZATION"})
"""Labels that only bound their neighbours, as times without a month do: nobody asks what they stand for."""
_LESSER = {"CREDIT_CARD": ("ACCOUNT", 7), "IBAN": ("ACCOUNT", 7)} | dict.fromkeys(
    ("MRN", "HEALTH_PLAN_ID", "ACCOUNT", "LICENSE"), ("OTHER_ID", 3)
)
"""What a number with at least so many figures is whose label asks for more."""
_MONTH = Rx(
    r"(?i)\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
"""An element of a date even alone, 45 CFR 164.514(b)(2)(i)(C); the model tells it apart with weekdays and years."""
_WORDS_BEFORE, _WORDS_AFTER = Rx(r"\A(?P<v>(?:[A-Za-z]+[ ,]+)+)"), Rx(r"(?P<v>(?:[ ,]+[A-Za-z]+)+)\z")
_JOINS = tuple(byte > 0x7F or chr(byte).isalnum() for byte in range(256))  # noqa: PLR2004 - ASCII's end
"""Whether a byte belongs to a word."""
_GROUPS = (
    (
        b"-",
        Rx(r"(?:\A|[^0-9A-Za-z.-])(?P<v>(?:\d{2,5}-){1,3})\z"),
        Rx(r"\A(?P<v>(?:-\d{2,5}){1,3})(?:[^0-9A-Za-z-]|\z)"),
    ),
    (
        b" ",
        Rx(r"(?:\A|[^0-9A-Za-z.])(?P<v>(?:\d{3} ){1,2})\z"),
        Rx(r"\A(?P<v>(?: \d{2,3}){1,2})(?:[^0-9A-Za-z]|\z)"),
    ),
)
_WIDEST = 20
_PARTED = Rx(r"\d{3}-\d{2}-\d{2}|\d{3,4}-\d{3,5}(?:-\d{2,5})?|\d{2}-\d{2}-\d{2,4}|\d{3} \d{3} \d{2,3}")
"""Numbers that are written in groups: of records, of licences, of accounts."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Tokens as plain lists: single ones are asked for here, which arrays answer slowly.

    ``inside`` is how probable it is to the model that each identifies somebody.
    """

    data: bytes
    starts: list[int]
    ends: list[int]
    kinds: list[int]
    inside: list[float]


class Draft(NamedTuple):
    """Bytes ``start`` to ``end`` of tokens ``first`` to ``last`` that may be of a label.

    ``stands``: they can be what the label says, by their own letters and figures. Of labels that nobody asks about,
    such as countries, only the tokens are told.
    """

    label: str
    first: int
    last: int
    start: int
    end: int
    score: float
    stands: bool


def drafted(spread: Spread, first: int, last: int, label: str, score: float) -> Draft:
    """What a run of tokens with one label is a span of; a number too short for its label gets a lesser one."""
    data = spread.data
    if label in _UNASKED:
        return Draft(label, first, last, 0, 0, score, stands=True)
    begin, finish = trimmed(spread, first, last, label)
    if begin >= finish:
        return Draft(label, first, last, 0, 0, score, stands=False)
    start, end = _whole(data, spread.starts[begin], spread.ends[finish - 1])
    if label in DIGITS_OF:
        end = _before_gap(data, start, end)
        start, end = _grouped(data, start, end)
        label = _lesser(data[start:end], label)
    elif label == "TIME":
        if b":" in data[start:end] or _MONTH.search(data[start:end]) is None:
            return Draft(label, first, last, 0, 0, score, stands=True)
        label = "DATE"
    elif label == "DATE" and not datelike(data[start:end]):
        start, end = _dated(data, start, end)
    stands = plausible(data, start, end, label) and not unlikely(data[start:end], label, score)
    return Draft(label, first, last, start, end, score, stands)


def _lesser(text: bytes, label: str) -> str:
    """What a number is that is too short for its label."""
    digits = len(text) - len(text.translate(None, TEN))
    lesser, fewest = _LESSER.get(label, (label, 0))
    return lesser if fewest <= digits < DIGITS_OF[label] else label


def _dated(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The bytes without words at their ends, where a date is left then."""
    text = data[start:end]
    left, right = _WORDS_BEFORE.search(text), _WORDS_AFTER.search(text)
    begin = start + (left[3] if left is not None else 0)
    finish = start + right[2] if right is not None else end
    if begin < finish and datelike(data[begin:finish]):
        return begin, finish
    return start, end


def trimmed(spread: Spread, first: int, last: int, label: str) -> tuple[int, int]:
    """A run of tokens without signs at its ends: a secret may begin and end with any, a telephone number begin so."""
    kinds = spread.kinds
    if label != "SECRET":
        while last > first and kinds[last - 1] > DIGITS:
            last -= 1
        while first < last and kinds[first] > DIGITS and label != "PHONE":
            first += 1
    return first, last


def _whole(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The bytes with the rest of the words at their ends."""
    while start and _JOINS[data[start - 1]]:
        start -= 1
    while end < len(data) and _JOINS[data[end]]:
        end += 1
    return start, end


def _before_gap(data: bytes, start: int, end: int) -> int:
    """Where a number ends: the next column of a form is none of it."""
    text = data[start:end]
    gaps = [at for sign in (b"   ", b"\t", b"\n") if (at := text.find(sign)) >= 0]
    return start + min(gaps) if gaps and any(c in TEN for c in text[: min(gaps)]) else end


def _grouped(data: bytes, start: int, end: int) -> tuple[int, int]:
    """A number with the rest of its groups ("401-46-84", "270 984 258"), where the guess holds only some."""
    for sign, before, after in _GROUPS:
        if sign not in (data[start - 1 : start], data[end : end + 1]):
            continue
        if not data[start:end].replace(sign, b"").isdigit():
            continue
        left = before.search(data[max(0, start - _WIDEST) : start])
        right = after.search(data[end : end + _WIDEST])
        first = start - (left[3] - left[2]) if left is not None else start
        last = end + right[3] if right is not None else end
        if (first, last) != (start, end) and _PARTED.fullmatch(data[first:last]):
            return first, last
    return start, end
