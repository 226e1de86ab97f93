# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Documents inside a request: where they are, of which kind, and the request with their texts in their places.

Finds parts that carry a document's bytes in the shapes of the wires (chat ``file`` parts, Responses ``input_file``,
``document`` blocks of Anthropic and of Converse, Gemini ``inlineData``). What it does not know stays, and the wire
refuses it. Reading the bytes themselves is somebody else's: see ``clearance.ports.Documents``.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from clearance.core.codec.json_splice import count_strings, replace_objects
from clearance.core.codec.json_text import REQUEST_LIMITS, parse
from clearance.core.codec.json_walk import Path, show_path
from clearance.core.codec.slots import listed

MAX_DOCUMENTS = 32
_MARKS = (b"file_data", b"base64", b"inlineData", b"inline_data", b'"bytes"')
"""A body without any of these holds no document."""
_PLACES = listed("messages input contents system systemInstruction system_instruction")
"""Top-level members that parts stand in."""
_CALLS = listed("input args arguments json")
"""Members below those that are a tool call's own, or its result's: they are data, whatever they look like."""
_KEPT = ("cache_control", "prompt_cache_breakpoint")
"""Members of a part that are about the conversation, not about the document."""
_PDF, _ZIP = b"%PDF-", b"PK\x03\x04"
_LOOK = 1024
_FORMATS = {"txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "html": "text/html"}
"""Converse's words for documents that are text."""
_TEXT_TYPES = frozenset({"application/json", "application/xml", "application/x-ndjson", "application/yaml"})


class DocumentKind(StrEnum):
    """What a document is, by its first bytes; only of text by what the caller says."""

    PDF = "pdf"
    DOCX = "docx"
    TEXT = "text"


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """One part that holds a document. ``first`` and ``strings``: the string tokens of the part's object."""

    kind: DocumentKind
    data: bytes
    path: str
    first: int
    strings: int
    part: dict[str, Any]
    """The text part that takes its place, without its text."""


@dataclass(frozen=True, slots=True, repr=False)
class _Carried:
    mime: str
    coded: str
    part: dict[str, Any] = field(default_factory=dict)


_Shape = Callable[[dict[str, Any]], _Carried | None]


def _of_file(part: dict[str, Any]) -> _Carried | None:
    """OpenAI: ``{type: file, file: {file_data}}`` of chat, ``{type: input_file, file_data}`` of Responses."""
    chat = part.get("type") == "file"
    if not chat and part.get("type") != "input_file":
        return None
    holder = part.get("file") if chat else part
    if not isinstance(holder, dict) or any(holder.get(name) is not None for name in ("file_id", "file_url")):
        return None
    coded = holder.get("file_data")
    if not isinstance(coded, str):
        return None
    mime, marked, rest = (
        coded.removeprefix("data:").partition(";base64,") if coded.startswith("data:") else ("", "", "")
    )
    return _Carried(mime.partition(";")[0], rest if marked else coded, {"type": "text" if chat else "input_text"})


def _of_document(part: dict[str, Any]) -> _Carried | None:
    """Anthropic: ``{type: document, source: {type: base64, media_type, data}}``."""
    source = part.get("source")
    if part.get("type") != "document" or not isinstance(source, dict) or source.get("type") != "base64":
        return None
    return _carried(source.get("media_type"), source.get("data"), {"type": "text"})


def _of_inline(part: dict[str, Any]) -> _Carried | None:
    """Gemini: ``{inlineData: {mimeType, data}}``, in either spelling."""
    blob = part.get("inlineData", part.get("inline_data"))
    if not isinstance(blob, dict):
        return None
    return _carried(blob.get("mimeType", blob.get("mime_type")), blob.get("data"), {})


def _of_converse(part: dict[str, Any]) -> _Carried | None:
    """Converse: ``{document: {format, name, source: {bytes}}}``. A block or a source that is two things is neither."""
    document = _only(part, "document")
    if not isinstance(document, dict):
        return None
    form = document.get("format")
    mime = _FORMATS.get(form, "") if isinstance(form, str) else ""
    return _carried(mime, _only(document.get("source"), "bytes"), {})


def _only(holder: Any, name: str) -> Any:
    """The member of this name, where it is the only one that is there."""
    there = [member for member in holder if holder[member] is not None] if isinstance(holder, dict) else []
    return holder[name] if there == [name] else None


def _carried(mime: Any, coded: Any, part: dict[str, Any]) -> _Carried | None:
    return _Carried(mime, coded, part) if isinstance(mime, str) and isinstance(coded, str) else None


_SHAPES: dict[str, _Shape] = {
    "openai": _of_file,
    "anthropic": _of_document,
    "gemini": _of_inline,
    "bedrock": _of_converse,
}


def documents_in(wire: str, body: bytes) -> tuple[Document, ...]:
    """The documents of a request of this wire, in order; at most ``MAX_DOCUMENTS``, what follows is left.

    Raises:
        Malformed: not strict JSON.
    """
    shape = _SHAPES.get(wire)
    if shape is None or not any(mark in body for mark in _MARKS):
        return ()
    value = parse(body, REQUEST_LIMITS)
    if not isinstance(value, dict):
        return ()
    found: list[Document] = []
    ordinal = 0
    for key, member in value.items():
        ordinal += 1
        if key in _PLACES:
            ordinal = _look(member, ordinal, (key,), shape, found)
        else:
            ordinal += count_strings(member)
    return tuple(found)


def _look(value: Any, ordinal: int, path: Path, shape: _Shape, found: list[Document]) -> int:
    """The ordinal of the next string token after ``value``."""
    if isinstance(value, list):
        for index, element in enumerate(value):
            ordinal = _look(element, ordinal, (*path, index), shape, found)
        return ordinal
    if not isinstance(value, dict):
        return ordinal + count_strings(value)
    document = _document(value, ordinal, path, shape) if len(found) < MAX_DOCUMENTS else None
    if document is not None:
        found.append(document)
        return ordinal + document.strings
    for key, member in value.items():
        ordinal += 1
        if key in _CALLS:
            ordinal += count_strings(member)
        else:
            ordinal = _look(member, ordinal, (*path, key if key in _STEPS else "*"), shape, found)
    return ordinal


_STEPS = listed("content parts source file role type system text converse messages toolResult")
"""Keys that a path shows; any other may be the caller's text."""


def _document(part: dict[str, Any], ordinal: int, path: Path, shape: _Shape) -> Document | None:
    carried = shape(part)
    data = _decoded(carried.coded) if carried is not None else b""
    if carried is None or not data:
        return None
    kind = _kind(data, carried.mime.strip().lower())
    if kind is None:
        return None
    kept = {name: part[name] for name in _KEPT if part.get(name) is not None}
    return Document(kind, data, show_path(path), ordinal, count_strings(part), carried.part | kept)


def _decoded(coded: str) -> bytes:
    """The bytes that base64 of either alphabet spells; nothing where it is none."""
    try:
        plain = "".join(coded.split()).replace("-", "+").replace("_", "/")
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _kind(data: bytes, mime: str) -> DocumentKind | None:
    if _PDF in data[:_LOOK]:
        return DocumentKind.PDF
    if data.startswith(_ZIP):
        return DocumentKind.DOCX
    if mime.startswith("text/") or mime in _TEXT_TYPES:
        return DocumentKind.TEXT
    return None


def with_texts(body: bytes, documents: Sequence[Document], texts: Sequence[str]) -> bytes:
    """The body with each document's part replaced by a text part; every other byte as it was."""
    return replace_objects(body, dict(_parts(documents, texts)))


def _parts(documents: Sequence[Document], texts: Sequence[str]) -> Iterator[tuple[tuple[int, int], bytes]]:
    for document, text in zip(documents, texts, strict=True):
        part = document.part | {"text": text}
        printed = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
        yield (document.first, document.strings), printed
