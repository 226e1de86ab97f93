# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Pieces of a record: a range of bytes, and what it may be a value of."""

from collections.abc import Callable
from typing import NamedTuple

from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx
from clearance.core.detect.validators import packed_date
from clearance.model.words import DataClass

SCORE = 0.97
_EDGES = b" \t\r\n\"'`\\"
_DIGITS = b"0123456789"
_WORD = Rx(r"[A-Za-z0-9\x{80}-\x{10ffff}]")
_LETTER = Rx(r"[A-Za-z\x{80}-\x{10ffff}]")
_OID = Rx(r"(?:urn:oid:)?[0-2](?:\.\d+){3,}")
_STAMP = Rx(r"\d{8}(?:\d{2}|\d{4}|\d{6})?(?:\.\d{1,6})?(?:[+-]\d{4})?")
_PHONE = Rx(r"\+?[\dA-Za-z ().,/#:*-]{4,40}")
_DATE_DIGITS = 8
_PHONE_DIGITS = 4


class Piece(NamedTuple):
    """Some bytes of the normalised text, and where they start there."""

    start: int
    text: bytes

    def split(self, mark: bytes) -> list["Piece"]:
        """Its parts between the marks."""
        if mark not in self.text:
            return [self]
        found, at = [], self.start
        for part in self.text.split(mark):
            found.append(Piece(at, part))
            at += len(part) + len(mark)
        return found

    def trimmed(self) -> "Piece":
        """Without blanks, quotes and backslashes at its ends."""
        text = self.text.strip(_EDGES)
        if len(text) == len(self.text):
            return self
        return Piece(self.start + len(self.text) - len(self.text.lstrip(_EDGES)), text)

    def candidate(self, kind: str, data_class: DataClass) -> Candidate:
        """What it is as a finding, without the blanks around it."""
        start, text = self.trimmed()
        return Candidate(kind, data_class, start, start + len(text), SCORE)


NOTHING = Piece(0, b"")


def has_word(piece: Piece) -> bool:
    """Whether it holds a letter of any script or a digit."""
    return bool(piece.text) and _WORD.search(piece.text) is not None


def has_letter(piece: Piece) -> bool:
    """Whether it holds a letter of any script."""
    return bool(piece.text) and _LETTER.search(piece.text) is not None


def join(pieces: list[Piece], mark: bytes, holds: Callable[[Piece], bool] = has_word) -> Piece:
    """From the first piece that ``holds`` something to the last; ``mark`` is what stands between them."""
    held = [at for at, piece in enumerate(pieces) if holds(piece)]
    if not held:
        return NOTHING
    chosen = pieces[held[0] : held[-1] + 1]
    return Piece(chosen[0].start, mark.join([piece.text for piece in chosen])).trimmed()


def at(pieces: list[Piece], number: int) -> Piece:
    """The piece of this number, from 0, without the blanks around it; an empty one where there is none."""
    return pieces[number].trimmed() if number < len(pieces) else NOTHING


def has_digit(piece: Piece) -> bool:
    """Whether it holds a digit."""
    return len(piece.text.translate(None, _DIGITS)) < len(piece.text)


def is_name(piece: Piece) -> bool:
    """Two characters or more, a letter among them; no place to be filled in."""
    return len(piece.text) > 1 and has_letter(piece) and b"{" not in piece.text


def is_id(piece: Piece) -> bool:
    """Two characters or more with a letter or digit among them. An OID is none: it names a system, never a person."""
    if b"{" in piece.text:  # "{MRN}" is to be filled in
        return False
    return len(piece.text) > 1 and _WORD.search(piece.text) is not None and not _OID.fullmatch(piece.text)


def is_order(piece: Piece) -> bool:
    """An id that holds a digit."""
    return has_digit(piece) and is_id(piece)


def is_stamp(piece: Piece) -> bool:
    """YYYYMMDD of a day that exists, with a time and a zone or without."""
    first = piece.text[:_DATE_DIGITS]
    if len(first) < _DATE_DIGITS or not first.isdigit() or not packed_date(first):
        return False
    return len(piece.text) == _DATE_DIGITS or _STAMP.fullmatch(piece.text)


def is_phone(piece: Piece) -> bool:
    """Four digits or more, and nothing that no number is written with."""
    text = piece.text
    return len(text) - len(text.translate(None, _DIGITS)) >= _PHONE_DIGITS and _PHONE.fullmatch(text)


def is_place(piece: Piece) -> bool:
    """Three characters or more with a letter or digit among them: two are the code of a state or a country."""
    return len(piece.text) > 2 and _WORD.search(piece.text) is not None  # noqa: PLR2004 - "US", "MI"
