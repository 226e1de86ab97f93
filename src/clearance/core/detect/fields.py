# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Fields written out in free text: members of JSON, XML elements, assignments, delimited tables."""

from collections.abc import Iterable, Iterator

from clearance.core.detect.columns import apart
from clearance.core.detect.field_rules import judge, rules_for
from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

_PAIRS = (
    r"[\"'][A-Za-z][A-Za-z0-9_. -]+[\"']\s{0,3}:\s{0,3}[\"'](?P<v>[^\"'\n]+)[\"']",
    r"[\"'][A-Za-z][A-Za-z0-9_. -]+[\"']\s{0,3}:\s{0,3}(?P<v>-?\d{1,20})\b",
    r"<(?:[a-z]{1,10}:)?[A-Za-z][A-Za-z0-9_-]+(?: [^<>\n]*)?>(?P<v>[^<>\n]+)</",
    r"\b[A-Za-z][A-Za-z0-9_]+ ?= ?[\"'](?P<v>[^\"'\n]+)[\"']",
    r"(?m)^[ \t]*(?:- )?[A-Za-z][A-Za-z0-9_]+: (?P<v>[^\n\"'{\[]+)$",
    r"[?&][A-Za-z][A-Za-z0-9_]+=(?P<v>[^&\s\"'#]+)",
)


_XML = 2
_LINE = 4
_LINE_SCORE = 0.8
_LONGEST = 160
"""Bytes of a value; a longer one is text of its own."""


class PairReader:
    """Members of JSON, XML elements and attributes, and assignments, written out in free text.

    A line of a note ("Address: ...") looks like one of YAML: there, labels of recognisers go first, and
    places and listed names are left to them, because such a line holds street, city and ZIP code.
    """

    gates = (
        r"[\"']\s{0,3}:\s{0,3}[\"']",
        r"[\"']\s{0,3}:\s{0,3}-?\d",
        r">[^<>\n]+</",
        r"[A-Za-z0-9_] ?= ?[\"']",
        r"(?m:^[ \t]*(?:- )?[A-Za-z][A-Za-z0-9_]*): ",
        r"[?&][A-Za-z][A-Za-z0-9_]*=",
    )

    def __init__(self) -> None:
        self._rx = tuple(Rx(pair) for pair in _PAIRS)

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """What the pairs of these gates hold."""
        for gate in gates:
            for start, _, value_start, value_end in self._rx[gate].all(data):
                if value_end - value_start > _LONGEST:
                    continue
                key = (_ELEMENT if gate == _XML else _KEY).search(data[start:value_start])
                if key is None:
                    continue
                name = data[start + key[2] : start + key[3]].decode("ascii")
                gap = data.find(b"  ", value_start, value_end) if gate == _LINE else -1
                found = judge(data, value_start, gap if gap >= 0 else value_end, name)
                if found is not None and gate == _LINE:
                    found = _of_line(found, data)
                if found is not None:
                    yield found


_ELEMENT = Rx(r"<(?:[a-z]{1,10}:)?(?P<v>[A-Za-z][A-Za-z0-9_-]*)")
_KEY = Rx(r"(?P<v>[A-Za-z][A-Za-z0-9_. -]*[A-Za-z0-9_])")


def _of_line(found: Candidate, data: bytes) -> Candidate | None:
    listed = found.data_class is DataClass.PERSON and b"," in data[found.start : found.end]
    return None if listed or found.data_class is DataClass.LOCATION else found._replace(score=_LINE_SCORE)


_TABLE = frozenset({"person", "column"})
_RULER = b"-+=|: \t\r"
_COLUMN = Rx(r"[A-Za-z][A-Za-z0-9_#./-]*(?: [A-Za-z0-9_#./-]+){0,2}|")


class TableReader:
    """Delimited rows under a header line that names at least two known fields."""

    gates = (r"[A-Za-z][^\n]*[,|\t;][^\n]*\n",)
    """Four hundred names of fields have no word in common: whatever may be a header opens it."""

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """The cells of known columns."""
        del gates
        names: list[str] = []
        delimiter = b""
        at = 0
        for line in data.split(b"\n"):
            header = _header(line) if line.strip(_RULER) else None
            if header is not None:
                delimiter, names = header
            elif names:
                cells = _cells(line, delimiter)
                if len(cells) >= len(names):
                    yield from _row(data, at, cells, names)
                elif len(cells) == 1 and (not line.strip() or line.strip(_RULER)):
                    names = []
            at += len(line) + 1


class AlignedReader:
    """Rows under a header line, both in columns parted by two blanks and more."""

    gates = (r"[^\s][^\n]*  [^\n]*\n",)

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterator[Candidate]:
        """The cells of known columns, where a row has as many as the header."""
        del gates
        names: list[str] = []
        at = 0
        for line in data.split(b"\n"):
            cells = apart(line)
            if len(cells) >= _LEAST_APART and (found := _heads(line, cells)):
                names = found
            elif names and len(cells) == len(names):
                for name, (start, end) in zip(names, cells, strict=True):
                    one = judge(data, at + start, at + end, name, _TABLE)
                    if one is not None:
                        yield one
            elif names and not line.strip():
                names = []
            at += len(line) + 1


_LEAST_APART, _LEAST_KNOWN = 3, 2
"""Columns of a table, and those of them whose names are known: one is a sentence."""


def _heads(line: bytes, cells: list[tuple[int, int]]) -> list[str]:
    """The names of the columns, without signs; none where the line holds a number or too few known ones."""
    if line.translate(None, b"0123456789") != line:
        return []
    names = [line[start:end].decode("ascii", "replace").strip(" #.:*") for start, end in cells]
    return names if len(_known(names)) >= _LEAST_KNOWN else []


def _known(names: list[str]) -> list[str]:
    """Those that name a field."""
    return [name for name in names if len(name) < 32 and rules_for(name)]  # noqa: PLR2004 - no longer one is known


def _cells(line: bytes, delimiter: bytes) -> list[bytes]:
    """The cells as written; a delimiter between quotation marks parts none (RFC 4180)."""
    parts = line.split(delimiter)
    if b'"' not in line:
        return parts
    cells: list[bytes] = []
    quoted = False
    for part in parts:
        if quoted:
            cells[-1] += delimiter + part
        else:
            cells.append(part)
        quoted ^= part.count(b'"') % 2 > 0
    return parts if quoted else cells


_MOST_WORDS = 4
"""Of a column's name; lines of sentences have more between two commas."""


def _header(line: bytes) -> tuple[bytes, list[str]] | None:
    if len(line) > 2000:  # noqa: PLR2004 - no header that people write is longer
        return None
    words = len(line.split())
    for delimiter in (b",", b"|", b"\t", b";"):
        if delimiter in line and words <= _MOST_WORDS * (line.count(delimiter) + 1):
            cells = [cell.strip(b" \t\r\"'*") for cell in line.split(delimiter)]
            names = [cell.decode("ascii", "replace") for cell in cells]
            known = _known(names)
            if len(known) < _LEAST_KNOWN:
                continue
            if all(map(_COLUMN.fullmatch, cells)) or sum(map(_announced, known)) >= _LEAST_KNOWN:
                return delimiter, names
    return None


def _announced(name: str) -> bool:
    """Whether a known field's name says something where not all cells beside it look like the names of columns."""
    return any(rule.needs != "column" for rule, _ in rules_for(name))


def _row(data: bytes, at: int, cells: list[bytes], names: list[str]) -> Iterator[Candidate]:
    """A delimiter inside an unquoted cell shifts the rest, so a longer row is read from both ends."""
    shift = len(cells) - len(names)
    for number, cell in enumerate(cells):
        for name in {
            *names[number : number + 1],
            *(names[number - shift : number - shift + 1] if number >= shift else ()),
        }:
            found = judge(data, at, at + len(cell), name, _TABLE)
            if found is not None:
                yield found
        at += len(cell) + 1
