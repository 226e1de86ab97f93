# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Digits that scanning turned into letters, read as digits: "O3/l4/I961".

The copy has the same length as the text, so that what is found in it is where it is in the text. A run of digits
and letters that look like digits is read as digits where at least two in five of it are digits; labels that scanning
damaged ("D0B", "lD") are mended beside it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

KINDS = frozenset(
    {
        "date", "date_of_birth", "date_month_day", "us_phone", "us_phone_local", "fax", "us_ssn", "credit_card", "zip5",
        "zip4", "mrn", "us_npi", "us_mbi", "account",
    }
)  # fmt: skip
"""What is looked for in the copy."""
_AS_DIGITS = bytes.maketrans(b"OoDQlIi|ZSsGB", b"0000111125568")
_NOT_DIGITS = bytes(c for c in range(256) if c not in b"0123456789")
_LETTERS = "OoDQlIi|ZSsGB"
_ALIKE = f"[0-9{_LETTERS}]"
_GATE = Rx(
    rf"{_ALIKE}{{2}} ?[/.-]? ?"
    rf"(?:[0-9][{_LETTERS}]|[{_LETTERS}][0-9])|[0-9][{_LETTERS}]{_ALIKE}|[{_LETTERS}][0-9]{_ALIKE}"
)
_RUN = Rx(rf"\b{_ALIKE}+(?:(?:[/.-]| [/.-] |\)[ -]?| ?\(){_ALIKE}+)*\b")
_WORDY = Rx(f"[{_LETTERS}]{{3}}")
_SCORE = 0.9
_SHARE, _LEAST, _LENGTH = 0.4, 2, 4
_MBI_DIGIT = "[0-9OlI|SZBG]"
_MBI = (
    rf"(?i:\b[1-9lI|SZBG][A-Z][A-Z0-9]{_MBI_DIGIT}(?: ?- ?)?[A-Z][A-Z0-9]{_MBI_DIGIT}(?: ?- ?)?[A-Z]{{2}}"
    r"[0-9OlI|SZBG]{2}\b)"
)
_MBI_PLACES = frozenset({0, 3, 6, 9, 10})
_TRUE_MBI = (
    r"(?i:[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]{2}\d\d)"
)
_MEDICARE_WORD = r"(?i:medicare|beneficiary|\bmbi\b)"
_REACH = 64
_FOLD = bytes.maketrans(b"01|i58", b"olllsb")
_LABELS = (
    "dob", "tel", "phone", "telephone", "fax", "mobile", "cell", "call", "ssn", "mrn", "id", "date", "birth", "born",
    "zip", "account", "acct", "record", "medical", "patient", "policy", "social", "security", "npi", "no",
)  # fmt: skip
_DAMAGED = MappingProxyType(
    {label.encode().translate(_FOLD): label.encode() for label in _LABELS} | {b"mrh": b"mrn", b"nrn": b"mrn"}
)
_FOLDED = {"o": "[o0]", "l": "[l1|i]", "s": "[s5]", "b": "[b8]"}
_LABEL = Rx(
    "(?i:"
    + "|".join("".join(_FOLDED.get(c, c) for c in key.decode()) for key in sorted(_DAMAGED, key=len, reverse=True))
    + ")"
)
"""Longer ones first: "telephone" begins with "tel"."""


class Copy:
    """A text as it may have been before scanning, with the places of the digits that differ, in order."""

    __slots__ = ("data", "places")

    def __init__(self, data: bytes, places: list[int]) -> None:
        self.data = data
        self.places = places

    def kept(self, found: Iterable[Candidate]) -> Iterator[Candidate]:
        """The candidates that a changed digit belongs to."""
        for candidate in found:
            at = bisect_left(self.places, candidate.start)
            if at < len(self.places) and self.places[at] < candidate.end:
                yield candidate


def reread(data: bytes) -> Copy | None:
    """The copy of a text; None where nothing in it looks like a digit that is none."""
    if _GATE.search(data) is None:
        return None
    copy = bytearray(data)
    places: list[int] = []
    for start, end, _, _ in _RUN.all(data):
        text = data[start:end]
        if _apart(data, start, end) and _mostly_digits(text) and _WORDY.search(text) is None:
            mended = text.translate(_AS_DIGITS)
            copy[start:end] = mended
            places += [start + at for at, (old, new) in enumerate(zip(text, mended, strict=True)) if old != new]
    return Copy(_with_labels(copy), places) if places else None


def _apart(data: bytes, start: int, end: int) -> bool:
    """Whether the run is no part of a longer word."""
    return not _joins(data[start - 1 : start]) and not _joins(data[end : end + 1])


def _joins(side: bytes) -> bool:
    return side.isalnum() or side in {b"_", b"=", b"+"} or side > b"\x7f"


def _mostly_digits(text: bytes) -> bool:
    real = len(text.translate(None, _NOT_DIGITS))
    length = len(text.translate(_AS_DIGITS).translate(None, _NOT_DIGITS))
    return length >= _LENGTH and _LEAST <= real < length and real >= _SHARE * length


def _in_word(side: bytes) -> bool:
    return side.isalnum() or side == b"|"


def _with_labels(copy: bytearray) -> bytes:
    """With damaged labels mended."""
    data = bytes(copy)
    for start, end, _, _ in _LABEL.all(data):
        word = data[start:end].lower()
        label = _DAMAGED[word.translate(_FOLD)]
        if label != word and not _in_word(data[start - 1 : start]) and not _in_word(data[end : end + 1]):
            copy[start:end] = label
    return bytes(copy)


class MedicareReader:
    """Medicare numbers with spaces beside their hyphens, or with letters where their digits were."""

    gates = (_MEDICARE_WORD,)

    def __init__(self) -> None:
        self._rx = Rx(_MBI)
        self._true = Rx(_TRUE_MBI)
        self._label = Rx(_MEDICARE_WORD)

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """Those that a word in front announces."""
        del gates
        for start, end, _, _ in self._rx.all(data):
            text = data[start:end].replace(b" ", b"").replace(b"-", b"")
            mended = b"".join(
                text[at : at + 1].translate(_AS_DIGITS) if at in _MBI_PLACES else text[at : at + 1]
                for at in range(len(text))
            )
            if self._true.fullmatch(mended) and self._announced(data, start):
                yield Candidate("us_mbi", DataClass.HEALTH_PLAN_ID, start, end, _SCORE)

    def _announced(self, data: bytes, start: int) -> bool:
        """Whether the word stands in front. The byte before its reach says whether a word begins there."""
        begin = max(0, start - _REACH - 1)
        return any(at or not begin for at, *_ in self._label.all(data[begin:start]))
