# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The format in which annotated text is written by hand.

A document starts with a line ``### <id> <kind>`` and runs to the next one. Spans stand in the text as ``⟦LABEL:text⟧``,
or ``⟦LABEL?:text⟧`` where marking them is neither right nor wrong. Before the first document there may be blank lines
and lines that start with ``#``. Blank lines at the end of a document are not part of it.
"""

import re

from clearance.core.evaluation.documents import LABELS, Document, Span

_HEAD = re.compile(r"### (\S+) (\S+)")
_SPAN = re.compile(r"⟦([A-Z_]+)(\??):([^⟦⟧]+)⟧")
_BRACKET = re.compile(r"[⟦⟧]")


def read_corpus(text: str) -> list[Document]:
    """The documents in order; the kind of one is its source.

    Raises:
        ValueError: the text is not written as above, or an id occurs twice. Names the line.
    """
    heads: list[tuple[int, str, str]] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        head = _HEAD.fullmatch(line)
        if head is not None:
            heads.append((number, head[1], head[2]))
        elif line.startswith("### ") or (not heads and line.strip() and not line.startswith("#")):
            raise ValueError(f"line {number + 1}: expected `### <id> <kind>`")
    names: set[str] = set()
    documents = []
    for at, (number, name, kind) in enumerate(heads):
        if name in names:
            raise ValueError(f"line {number + 1}: the id {name} occurs twice")
        names.add(name)
        end = heads[at + 1][0] if at + 1 < len(heads) else len(lines)
        documents.append(_document(name, kind, "\n".join(lines[number + 1 : end]).rstrip("\n"), number + 2))
    return documents


def _document(name: str, kind: str, written: str, line: int) -> Document:
    spans = []
    pieces = []
    length = at = 0
    for match in _SPAN.finditer(written):
        before, value = written[at : match.start()], match[3]
        if match[1] not in LABELS:
            raise ValueError(f"line {line + written.count(chr(10), 0, match.start())}: unknown label {match[1]}")
        start = length + len(before)
        length = start + len(value)
        spans.append(Span(start, length, match[1], optional=bool(match[2])))
        pieces += [before, value]
        at = match.end()
    text = "".join([*pieces, written[at:]])
    stray = _BRACKET.search(_SPAN.sub(lambda match: "_" * len(match[0]), written))
    if stray is not None:
        raise ValueError(f"line {line + written.count(chr(10), 0, stray.start())}: a bracket that is not of a span")
    return Document(name, text, tuple(spans), kind)
