# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The text of a DOCX file (ECMA-376): body, headers, footers and notes, in that order; nothing of its properties.

Memory is bounded by ``MAX_UNPACKED`` bytes of XML. A document type declaration refuses the file, so that no entity is
ever expanded. Deleted text, comments and field codes are left out.
"""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

MAX_UNPACKED = 32 * 1024 * 1024
"""Bytes of XML read from one file."""
_MAX_ENTRIES = 4_096
_MAX_DEPTH = 256
_BODY = "word/document.xml"
_MORE = re.compile(r"word/(?:header|footer)\d*\.xml|word/(?:foot|end)notes\.xml", re.ASCII)
_WORD = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://purl.oclc.org/ooxml/drawingml/main",
    }
)
_FALLBACK = "Fallback"
_ENDS = {"p": "\n", "tc": "\t", "tr": "\n"}
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_ENCRYPTED = 1


class Unreadable(Exception):
    """The file cannot be read; ``why`` is one of the closed reasons of ``child``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def docx_text(data: bytes) -> str:
    """The text, a line for each paragraph. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(_text(xml) for xml in _parts(archive))
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, ValueError, expat.ExpatError):
        raise Unreadable("damaged") from None


def _parts(archive: zipfile.ZipFile) -> list[bytes]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > _MAX_ENTRIES or len(set(names)) != len(names):
        raise Unreadable("damaged")  # two files of one name are two documents
    if _BODY not in names:
        raise Unreadable("unknown")
    wanted = [_BODY, *sorted(name for name in names if _MORE.fullmatch(name))]
    left = MAX_UNPACKED
    parts: list[bytes] = []
    for name in wanted:
        if archive.getinfo(name).flag_bits & _ENCRYPTED:
            raise Unreadable("encrypted")
        with archive.open(name) as part:
            parts.append(part.read(left + 1))
        left -= len(parts[-1])
        if left < 0:
            raise Unreadable("too_large")
    return parts


def _text(xml: bytes) -> str:
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.Parse(xml, True)  # noqa: FBT003 - the argument's meaning: these bytes are all there is
    return "".join(reader.pieces)


class _Reader:
    """Collects the characters of text runs. ``pieces`` is the result."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._depth = 0
        self._skipped = 0
        """How deep inside a fallback, which repeats in other words what stands beside it."""
        self._in_text = False

    def refuse(self, *_: object) -> None:
        raise Unreadable("damaged")

    def start(self, name: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Unreadable("damaged")
        space, _, local = name.rpartition(" ")
        if self._skipped or local == _FALLBACK:
            self._skipped += 1
        elif space in _WORD:
            self._in_text = local == "t"
            self.pieces.append(_MARKS.get(local, ""))

    def end(self, name: str) -> None:
        self._depth -= 1
        self._in_text = False
        if self._skipped:
            self._skipped -= 1
            return
        space, _, local = name.rpartition(" ")
        if space in _WORD:
            self.pieces.append(_ENDS.get(local, ""))

    def characters(self, text: str) -> None:
        if self._in_text and not self._skipped:
            self.pieces.append(text)
