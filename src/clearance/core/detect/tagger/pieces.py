# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Runs of tokens that are pieces of one thing: a number that the model labels in parts, a date, a place of two words, a
name of which the model was sure of one word only.
"""

from collections.abc import Iterable, Iterator, Sequence

from clearance.core.detect.lexicon import NOT_NAMES, NOT_PLACES
from clearance.core.detect.merge import NOTHING, Cover
from clearance.core.detect.rx import Rx
from clearance.core.detect.tagger.drafts import DIGITS, Draft, Spread, drafted, trimmed
from clearance.core.detect.tagger.plausible import DIGITS_OF, TEN, datelike

Run = tuple[int, int, int, float]
"""``(first, last + 1, label, score)``."""
_NUMBER, _DATE, _PLACE = 1, 2, 4
_KINDS = {"DATE": _DATE, "CITY": _PLACE, "PLACE": _PLACE} | dict.fromkeys(DIGITS_OF.keys() - {"IP"}, _NUMBER)
"""What a span of each label may be a piece of."""
_WHOLE = frozenset({"CREDIT_CARD", "IBAN"})
"""What is told by its check digits, and needs no more."""
_WORD = Rx(r"[A-Za-z]{3,}")
_PARTS = Rx(r"[^0-9A-Za-z)-] |\A\([^)]*\z| [A-Za-z]+ |\A[A-Za-z]+ \d+[A-Za-z]")
"""What is in no number: the end of a sentence, half a bracket, a word."""
_POSTAL = Rx(r"[A-Z]{1,2}\d[0-9A-Z]? \d[A-Z]{2}|[A-Z]\d[0-9W] [0-9A-Z]{4}")
"""Of the United Kingdom and of Ireland."""
_ZIP, _OTHER, _FIRM, _KNOWN = "ZIP", "OTHER_ID", "ORGANIZATION", "KNOWN"
_LETTERS = 0
_CAPITALS = 4
"""How many may stand beside figures in a part of a number."""
_GROW = {"PERSON": NOT_NAMES, "CITY": NOT_PLACES}
"""Labels of names, and words that are none of them."""
_GROWS_BY, _HYPHEN = (b" ", b"-"), ord("-")
_LEAST_INSIDE, _SHORTEST = 0.15, 3
"""How probable a word beside a name must be, and how long, to be a part of it."""


def drafts(
    spread: Spread, runs: Sequence[Run], labels: Sequence[str], offset: int, known: Cover = NOTHING, move: int = 0
) -> list[Draft]:
    """What the runs of tokens, counted from token ``offset``, are spans of; pieces of one thing as one.

    A run that touches no other and lies in something ``known``, ``move`` bytes further there, only bounds the others.
    """
    each = []
    for at, (begin, end, label, score) in enumerate(runs):
        first, last = offset + begin, offset + end
        alone = (not at or runs[at - 1][1] < begin) and (at + 1 == len(runs) or end < runs[at + 1][0])
        if alone and known.holds(spread.starts[first] + move, spread.ends[last - 1] + move):
            each.append(Draft(_KNOWN, first, last, 0, 0, score, stands=True))
        else:
            each.append(drafted(spread, first, last, labels[label], score))
    most = len(spread.starts)
    found = []
    for draft in reversed(list(_joined(spread, each))):
        if draft.stands:
            if draft.end:
                found.append(_grown(spread, draft, most) if draft.label in _GROW else draft)
            most = draft.first if draft.label != _FIRM else most
    return found[::-1]


def _joined(spread: Spread, each: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts, those that are pieces of one thing as one."""
    at = 0
    while at < len(each):
        end, shared = at + 1, _kinds(each[at])
        while shared and end < len(each) and each[end].first == each[end - 1].last:
            both = shared & _kinds(each[end])
            if not _beside(spread, each[end].first, both):
                break
            end, shared = end + 1, both
        if end == at + 1:
            yield each[at]
        else:
            yield from _one_of(spread, each[at:end], shared)
        at = end


def _kinds(draft: Draft) -> int:
    """What a draft may be a piece of: one that is no date by itself, of a number as well."""
    kinds = _KINDS.get(draft.label, 0)
    return kinds | _NUMBER if kinds == _DATE and not draft.stands else kinds


def _beside(spread: Spread, at: int, kinds: int) -> bool:
    """Whether the token and the one before it may stand in one thing of such a kind."""
    before, after = spread.ends[at - 1], spread.starts[at]
    if before == after:
        return kinds not in (0, _PLACE)
    if not kinds or spread.data[before:after] != b" ":
        return False
    return kinds != _NUMBER or (_of_number(spread, at - 1) and _of_number(spread, at))


def _of_number(spread: Spread, at: int) -> bool:
    """Whether the token may stand beside a blank in a number: figures, a hyphen, a few capitals that touch figures."""
    start, end = spread.starts[at], spread.ends[at]
    if spread.kinds[at] == DIGITS:
        return True
    text = spread.data[start:end]
    if spread.kinds[at] != _LETTERS:
        return text == b"-"
    touched = spread.data[start - 1 : start].isdigit() or spread.data[end : end + 1].isdigit()
    return touched and text.isupper() and len(text) <= _CAPITALS


def _one_of(spread: Spread, group: Sequence[Draft], kinds: int) -> Iterable[Draft]:
    """The drafts; one of all their tokens, where not each of them can stand for itself."""
    standing = [draft for draft in group if draft.stands]
    if len(standing) == len(group) or any(draft.label in _WHOLE for draft in standing):
        return group
    begins = spread.data[group[0].start : group[0].end]
    if kinds != _NUMBER and not _numbers(begins) and (not group[0].stands or begins.lower() in NOT_PLACES):
        return group
    if not group[0].end:
        return _joined(spread, group[1:])
    score = max((draft.score for draft in standing), default=sum(draft.score for draft in group) / len(group))
    for label in _labels(group, kinds):
        one = drafted(spread, group[0].first, group[-1].last, label, score)
        text = spread.data[one.start : one.end]
        if one.stands and _is_one(text, one.label):
            return [one._replace(label=_ZIP) if kinds == _NUMBER and _POSTAL.fullmatch(text) else one]
    return group


def _labels(group: Iterable[Draft], kinds: int) -> list[str]:
    """What the whole may be, the label of most of it first."""
    weights: dict[str, float] = {}
    for draft in group:
        weights[draft.label] = weights.get(draft.label, 0.0) + draft.score * max(1, draft.end - draft.start)
    found = [label for label in sorted(weights, key=lambda one: -weights[one]) if _KINDS[label] & kinds]
    return [*found, _OTHER] if kinds & _NUMBER else found


def _numbers(text: bytes) -> bool:
    return text.translate(None, TEN) != text


def _is_one(text: bytes, label: str) -> bool:
    """Whether a text made of pieces is one thing: a date with no words but months', a number without words."""
    if label == "DATE":
        return all(datelike(text[start:end]) for start, end, _, _ in _WORD.all(text))
    if label == _ZIP:
        return text.translate(None, TEN + b" -") == b""
    return label not in DIGITS_OF or _PARTS.search(text) is None


def _grown(spread: Spread, draft: Draft, most: int) -> Draft:
    """A name with the words that a hyphen joins to it, and those behind it before token ``most`` that look like it."""
    data = spread.data
    if data[draft.end : draft.end + 1] not in _GROWS_BY and data[draft.start - 1 : draft.start] != b"-":
        return draft
    first, last = trimmed(spread, draft.first, draft.last, draft.label)
    none = _GROW[draft.label]
    while first > 1 and _is_hyphen(spread, first - 1) and _names(spread, first - 2, none):
        first -= 2
    while last < most:
        step = 1 + _is_hyphen(spread, last)
        gap = data[spread.ends[last - 1] : spread.starts[last]]
        if gap != (b" " if step == 1 else b"") or last + step > most or not _names(spread, last + step - 1, none):
            break
        last += step
    return draft._replace(start=min(draft.start, spread.starts[first]), end=max(draft.end, spread.ends[last - 1]))


def _is_hyphen(spread: Spread, at: int) -> bool:
    """Whether the token is a hyphen with a word at either side."""
    start = spread.starts[at]
    if spread.data[start] != _HYPHEN:
        return False
    around = spread.data[start - 1 : start], spread.data[start + 1 : start + 2]
    return not any(sign.isspace() for sign in around) and all(around)


def _names(spread: Spread, at: int, none: frozenset[bytes]) -> bool:
    """Whether the token may be a word of a name."""
    if spread.kinds[at] != _LETTERS or spread.inside[at] < _LEAST_INSIDE:
        return False
    text = spread.data[spread.starts[at] : spread.ends[at]].decode("utf-8", "ignore")
    return text.istitle() and len(text) >= _SHORTEST and text.lower().encode() not in none
