# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Runs of tokens to what they are spans of: signs at the ends go, words are kept whole, pieces of one number, one date
or one place become one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clearance.core.detect.rx import Rx
from clearance.core.detect.tagger.plausible import DIGITS_OF, TEN, datelike, plausible, unlikely

Run = tuple[int, int, int, float]
"""``(first, last + 1, label, score)``."""
_NUMBER, _DATE, _PLACE = 1, 2, 4
_ANY = _NUMBER | _DATE | _PLACE
_KINDS = {"DATE": _DATE, "CITY": _PLACE, "PLACE": _PLACE} | dict.fromkeys(DIGITS_OF.keys() - {"IP"}, _NUMBER)
"""What a span of each label may be a piece of."""
_WHOLE = frozenset({"CREDIT_CARD", "IBAN"})
"""What is told by its check digits, and needs no more."""
_MONTH = Rx(
    r"(?i)\A[^:]*\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b[^:]*\z"
)
"""An element of a date even alone, 45 CFR 164.514(b)(2)(i)(C); the model tells it apart with weekdays and years."""
_WORD = Rx(r"[A-Za-z]{3,}")
_PARTS = Rx(r"[^0-9A-Za-z)-] |\A\([^)]*\z| [A-Za-z]+ |\A[A-Za-z]+ \d+[A-Za-z]")
"""What is in no number: the end of a sentence, half a bracket, a word."""
_POSTAL = Rx(r"[A-Z]{1,2}\d[0-9A-Z]? \d[A-Z]{2}|[A-Z]\d[0-9W] [0-9A-Z]{4}")
"""Of the United Kingdom and of Ireland."""
_ZIP, _OTHER, _LESSER = (
    "ZIP",
    "OTHER_ID",
    {"CREDIT_CARD": ("ACCOUNT", 7), "IBAN": ("ACCOUNT", 7)}
    | dict.fromkeys(("MRN", "HEALTH_PLAN_ID", "ACCOUNT", "LICENSE"), ("OTHER_ID", 3)),
)
"""What a number is whose label it is too short for."""
_LETTERS, _DIGITS = 0, 1
_PREFIX = 4
"""Capital letters that may stand a blank before the rest of their number."""
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
_WORDS_BEFORE, _WORDS_AFTER = Rx(r"\A(?P<v>(?:[A-Za-z]+[ ,]+)+)"), Rx(r"(?P<v>(?:[ ,]+[A-Za-z]+)+)\z")
_PARTED = Rx(r"\d{3}-\d{2}-\d{2}|\d{3,4}-\d{3,5}(?:-\d{2,5})?|\d{2}-\d{2}-\d{2,4}|\d{3} \d{3} \d{2,3}")
"""Numbers that are written in groups: of records, of licences, of accounts."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Tokens as plain lists: single ones are asked for here, which arrays answer slowly."""

    data: bytes
    starts: list[int]
    ends: list[int]
    kinds: list[int]


@dataclass(frozen=True, slots=True)
class Draft:
    """Bytes that may be of a label, before anything else is asked about them."""

    label: str
    start: int
    end: int
    score: float

    def stands(self, data: bytes) -> bool:
        """Whether it can be what its label says, by its own letters and digits."""
        if self.start >= self.end or not plausible(data, self.start, self.end, self.label):
            return False
        return not unlikely(data[self.start : self.end], self.label, self.score)


def drafts(spread: Spread, runs: Iterable[Run], labels: Sequence[str], offset: int) -> Iterator[Draft]:
    """What each run of tokens, the first of which is token ``offset``, is a span of."""
    group: list[Draft] = []
    firsts, end, shared = 0, -1, 0
    for first, last, number, score in runs:
        draft = _draft(spread, offset + first, offset + last, labels[number], score)
        kinds = _kinds(draft, spread.data)
        if first != end or not shared & kinds or not _beside(spread, offset + first, shared & kinds):
            yield from _joined(spread, group, offset + firsts, offset + end, shared)
            group, firsts, shared = [], first, _ANY
        group.append(draft)
        end, shared = last, shared & kinds
    yield from _joined(spread, group, offset + firsts, offset + end, shared)


def _kinds(draft: Draft, data: bytes) -> int:
    """What a draft may be a piece of: one that is no date by itself, of a number as well."""
    kinds = _KINDS.get(draft.label, 0)
    return kinds | _NUMBER if kinds == _DATE and not draft.stands(data) else kinds


def _beside(spread: Spread, at: int, kinds: int) -> bool:
    """Whether the token and the one before it may stand in one thing of such a kind."""
    before, after = spread.ends[at - 1], spread.starts[at]
    if before == after:
        return kinds != _PLACE
    if spread.data[before:after] != b" ":
        return False
    return kinds != _NUMBER or (_of_number(spread, at - 1) and _of_number(spread, at))


def _of_number(spread: Spread, at: int) -> bool:
    """Whether the token may stand beside a blank in a number: a hyphen, figures, and capitals that touch some."""
    start, end = spread.starts[at], spread.ends[at]
    if spread.kinds[at] == _DIGITS:
        return True
    text = spread.data[start:end]
    if not text.isupper() or len(text) > _PREFIX:
        return text == b"-"
    return (at > 0 and spread.ends[at - 1] == start and spread.kinds[at - 1] == _DIGITS) or (
        at + 1 < len(spread.starts) and spread.starts[at + 1] == end and spread.kinds[at + 1] == _DIGITS
    )


def _joined(spread: Spread, group: Sequence[Draft], first: int, last: int, kinds: int) -> Iterable[Draft]:
    """The drafts of some tokens; as one of them all, where not every one can stand for itself."""
    standing = [draft for draft in group if draft.stands(spread.data)]
    if len(group) < 2 or len(standing) == len(group) or any(draft.label in _WHOLE for draft in standing):  # noqa: PLR2004
        return group
    if kinds != _NUMBER and not (group[0] in standing or _numeric(group[0], spread.data)):
        return group
    weights: Counter[str] = Counter()
    for draft in group:
        weights[draft.label] += draft.score * max(1, draft.end - draft.start)
    score = sum(draft.score for draft in group) / len(group)
    labels = [label for label, _ in weights.most_common() if _KINDS.get(label, 0) & kinds]
    for label in (*labels, *([_OTHER] if kinds & _NUMBER else ())):
        one = _draft(spread, first, last, label, score)
        if one.stands(spread.data) and _one(spread.data[one.start : one.end], label):
            postal = kinds == _NUMBER and _POSTAL.fullmatch(spread.data[one.start : one.end])
            return [replace(one, label=_ZIP) if postal else one]
    return group


def _numeric(draft: Draft, data: bytes) -> bool:
    return data[draft.start : draft.end].translate(None, TEN) != data[draft.start : draft.end]


def _one(text: bytes, label: str) -> bool:
    """Whether a text made of pieces is one thing: a date with no words but months', a number without words."""
    if label == "DATE":
        return all(datelike(text[start:end]) for start, end, _, _ in _WORD.all(text))
    if label == _ZIP:
        return text.translate(None, TEN + b" -") == b""
    return label not in DIGITS_OF or _PARTS.search(text) is None


def _draft(spread: Spread, first: int, last: int, label: str, score: float) -> Draft:
    data = spread.data
    start, end = _trim(spread, first, last, label)
    if start >= end:
        return Draft(label, 0, 0, score)
    start, end = _whole(data, start, end)
    if label in DIGITS_OF:
        end = _before_gap(data, start, end)
        start, end = _grouped(data, start, end)
        label = _lesser(data[start:end], label)
    elif label == "TIME" and _MONTH.search(data[start:end]):
        label = "DATE"
    elif label == "DATE" and not datelike(data[start:end]):
        start, end = _dated(data, start, end)
    return Draft(label, start, end, score)


def _lesser(text: bytes, label: str) -> str:
    """What a number is that is too short for its label."""
    digits = len(text) - len(text.translate(None, TEN))
    lesser, fewest = _LESSER.get(label, (label, 0))
    return lesser if fewest <= digits < DIGITS_OF[label] else label


def _dated(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The date in bytes that hold more, or less, than one: without words at the ends, with the rest of its numbers."""
    text = data[start:end]
    left, right = _WORDS_BEFORE.search(text), _WORDS_AFTER.search(text)
    begin = start + (left[3] if left is not None else 0)
    finish = start + right[2] if right is not None else end
    if begin < finish and datelike(data[begin:finish]):
        return begin, finish
    return start, end


def _trim(spread: Spread, first: int, last: int, label: str) -> tuple[int, int]:
    """The run's bytes without signs at its ends: a secret may begin and end with any, a telephone number begin so."""
    kinds = spread.kinds
    if label != "SECRET":
        while last > first and kinds[last - 1] > _DIGITS:
            last -= 1
        while first < last and kinds[first] > _DIGITS and label != "PHONE":
            first += 1
    return (spread.starts[first], spread.ends[last - 1]) if first < last else (0, 0)


def _whole(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The bytes with the rest of the words at their ends."""
    while start and _JOINS[data[start - 1]]:
        start -= 1
    while end < len(data) and _JOINS[data[end]]:
        end += 1
    return start, end


def _before_gap(data: bytes, start: int, end: int) -> int:
    """Where a number ends: the next column of a form is none of it."""
    gap = min((at for sign in (b"   ", b"\t", b"\n") if (at := data.find(sign, start, end)) >= 0), default=end)
    return gap if any(c in TEN for c in data[start:gap]) else end


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
