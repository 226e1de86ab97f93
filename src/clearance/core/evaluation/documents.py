# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Annotated documents: what stands in a text (spans), and what a detector says stands there (marks).

Offsets are code points of the text, start included, end not. Labels are data classes in upper case.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from clearance.errors import Malformed
from clearance.model.words import DataClass

LABELS: Final = frozenset(one.value.upper() for one in DataClass if one is not DataClass.TOKEN_LITERAL)
"""Every label that a span may have."""

CLEAN: Final = "clean"
"""The noise of a document that states none."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text that identifies. ``optional``: marking it is neither right nor wrong."""

    start: int
    end: int
    label: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of text that a detector marked. Its label may be one of the detector's own."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A text with everything in it that identifies."""

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    source: str = ""
    noise: str = CLEAN

    def __repr__(self) -> str:
        return f"<document: {len(self.text)} characters, {len(self.spans)} spans>"


def read_document(line: bytes) -> Document:
    """One line of an annotated set: ``{"id", "text", "spans", "source"?, "noise"?}``; other members are ignored.

    Raises:
        Malformed: the line is anything else. The message holds nothing of the line.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise Malformed("is not JSON in UTF-8") from None
    if not isinstance(value, dict):
        raise Malformed("is not a JSON object")
    name, text, spans = value.get("id"), value.get("text"), value.get("spans")
    if not isinstance(name, str):
        raise Malformed('"id" is not a string')
    if not isinstance(text, str):
        raise Malformed('"text" is not a string')
    if not isinstance(spans, list):
        raise Malformed('"spans" is not a list')
    if not _encodable(text):
        raise Malformed('"text" holds half a surrogate pair')
    source, noise = value.get("source", ""), value.get("noise", CLEAN)
    if not (isinstance(source, str) and isinstance(noise, str)):
        raise Malformed('"source" or "noise" is not a string')
    return Document(name, text, tuple(_span(at, one, len(text)) for at, one in enumerate(spans)), source, noise)


def _span(at: int, value: Any, length: int) -> Span:
    if not isinstance(value, dict):
        raise Malformed(f"span {at} is not an object")
    start, end, label, optional = (value.get(name) for name in ("start", "end", "label", "optional"))
    if type(start) is not int or type(end) is not int:
        raise Malformed(f"span {at}: start or end is not an integer")
    if not 0 <= start < end <= length:
        raise Malformed(f"span {at} does not lie in the text or is empty")
    if not isinstance(label, str) or label not in LABELS:
        raise Malformed(f"span {at} has an unknown label")
    if optional not in (None, True, False):
        raise Malformed(f'span {at}: "optional" is not true or false')
    return Span(start, end, label, optional is True)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def write_document(document: Document) -> str:
    """The line that ``read_document`` reads, without its end."""
    spans = [
        {"start": span.start, "end": span.end, "label": span.label} | ({"optional": True} if span.optional else {})
        for span in document.spans
    ]
    value: dict[str, object] = {"id": document.id, "text": document.text, "spans": spans, "source": document.source}
    return json.dumps(value | ({} if document.noise == CLEAN else {"noise": document.noise}), ensure_ascii=False)


def spread(documents: Sequence[Document], limit: int) -> Sequence[Document]:
    """At most ``limit`` documents, evenly spread over all; the same ones each time."""
    count = len(documents)
    return documents if count <= limit else [documents[at * count // limit] for at in range(limit)]


def prompts(documents: Sequence[Document], count: int, size: int) -> list[str]:
    """``count`` texts of exactly ``size`` characters: one after the other, from the documents in a fixed mixed order.

    Documents are joined by line ends and start anew when they run out. None when no document has text.
    """
    texts = sorted((one.text for one in documents if one.text), key=lambda text: hashlib.sha256(text.encode()).digest())
    if not texts:
        return []
    stream = "".join(text + "\n" for text in texts)
    longer = stream * (1 + size // len(stream)) + stream
    starts = (at * size % len(stream) for at in range(count))
    return [longer[start : start + size] for start in starts]
