# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""HL7 v2 messages, whole or a few segments of one, written out in text."""

from collections.abc import Iterable, Iterator

from clearance.core.detect.merge import Candidate
from clearance.core.detect.records.hl7_segments import SEGMENTS
from clearance.core.detect.records.hl7_types import OBSERVED, TYPES, Marks
from clearance.core.detect.records.pieces import Piece
from clearance.core.detect.rx import Rx

_NAMES = "|".join(name.decode() for name in sorted(SEGMENTS))
_PLAIN = Marks()
_HEAD = Rx(r"(?:\A|[^A-Za-z0-9|^~&]|\\x0[aAdD])(?P<v>(?:" + _NAMES + r")[^A-Za-z0-9\s])")
_END = Rx(r"[\r\n\x{240d}]|\\x0[aAdD]|(?i:[<\[](?:cr|lf|crlf)[>\]])")
_HEADERS = frozenset({b"MSH", b"BHS", b"FHS"})
_TELLING = Rx(r"\^|\d{8}")
_LONGEST_MARKS = 6
_FEWEST = 3


class Hl7Reader:
    r"""Identifiers of HL7 v2 segments, by segment, field and component.

    MSH-1 and MSH-2 say the encoding characters until the next MSH. Segments without a message are read with
    the usual ones, if they hold a component or a date. A segment ends at CR, LF, one of these written as
    ``<CR>`` or ``\x0d``, or where the next one begins.
    """

    gates = (
        r"(?:MSH|BHS|FHS)[!-/:-@\[-`{-~]{3}",
        r"(?:" + _NAMES + r")\|",
    )

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """Candidates of every segment."""
        del gates
        heads = list(_heads(data))
        for (start, marks), following in zip(heads, [*(head[0] for head in heads), len(data)][1:], strict=True):
            segment = data[start:following]
            end = _END.search(segment)
            yield from _segment(Piece(start, segment if end is None else segment[: end[0]]), marks)


def _heads(data: bytes) -> Iterator[tuple[int, Marks]]:
    """Where segments begin, each with the marks of its message."""
    marks = _PLAIN
    for _, _, start, end in _HEAD.all(data):
        if data[start : end - 1] in _HEADERS:
            found = _marks(data, end - 1)
            if found is None:
                continue
            marks = found
        mark = data[end - 1 : end]
        if mark == marks.field:
            yield start, marks
        elif mark == _PLAIN.field:
            yield start, _PLAIN


def _marks(data: bytes, start: int) -> Marks | None:
    """MSH-1 and MSH-2. Inside a string of JSON the escape character stands twice."""
    field = data[start : start + 1]
    end = data.find(field, start + 1, start + _LONGEST_MARKS + 2)
    signs = data[start + 1 : end].replace(b"\\\\", b"\\") if end > 0 else b""
    if not signs or any(chr(sign).isalnum() or sign <= ord(" ") for sign in signs):
        return None
    return Marks(field, signs[:1], signs[1:2] or _PLAIN.repetition, signs[3:4] or _PLAIN.part)


def _segment(segment: Piece, marks: Marks) -> Iterator[Candidate]:
    fields = segment.text.split(marks.field)
    if len(fields) < _FEWEST or (marks is _PLAIN and not _TELLING.search(segment.text)):
        return
    kinds = SEGMENTS[fields[0]]
    if fields[0] == b"OBX" and fields[2] in OBSERVED:
        kinds = {**kinds, 5: OBSERVED[fields[2]]}
    at = segment.start
    for number, text in enumerate(fields, 1 if fields[0] in _HEADERS else 0):  # MSH-1 is the separator itself
        if text and number in kinds:
            read = TYPES[kinds[number]]
            for repetition in Piece(at, text).split(marks.repetition):
                yield from read(repetition, marks)
        at += len(text) + 1
