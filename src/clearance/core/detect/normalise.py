# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
r"""Text to the bytes that patterns see, and the way back.

NFKC one character at a time, decimal digits of every script, dashes and spaces to ASCII, format and
control characters removed; JSON ``\uXXXX``, percent and HTML escapes are decoded where the text holds
them. Offsets always lead back to whole characters of the original. Plain ASCII passes untouched.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache

from clearance.core.detect.rx import Rx

_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_CONTINUATION = bytes(range(0x80, 0xC0))
_CONTINUES = 0x80
_BLOCK = 1024
_MAX_EXPANSION = 4
_ESCAPE = Rx(
    r"(?:\\u[dD][89aAbB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[nrt\"/]"
    r"|(?:%[0-9A-Fa-f]{2})+|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos|nbsp|shy|ndash|mdash);)"
)
_CATEGORY_FORMS = {"Cf": "", "Me": "", "Cs": "\ufffd", "Pd": "-", "Zl": "\n", "Zp": "\n", "Zs": " "}
_CONTROL_FORMS = {"\t": "\t", "\n": "\n", "\r": "\r", "\x85": "\n"}
_CHARACTER_FORMS = {"\u2212": "-", "\u034f": "", **{chr(code): "" for code in range(0xFE00, 0xFE10)}}
_SHORT = {"\\n": "\n", "\\r": "\n", "\\t": "\t", '\\"': '"', "\\/": "/"}
_ENTITIES = {
    "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " ", "shy": "", "ndash": "-", "mdash": "-"
}  # fmt: skip


@lru_cache(maxsize=4096)
def fold(character: str) -> str:
    """The form of one character that patterns see: "" for what is invisible."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cc":
        return _CONTROL_FORMS.get(character, "")
    form = _CATEGORY_FORMS.get(category)
    if form is None:
        form = _CHARACTER_FORMS.get(character)
    if form is None:
        form = unicodedata.normalize("NFKC", character).replace("\u2044", "/")
    return form if len(form) <= _MAX_EXPANSION else character


class Normalised:
    """The bytes that patterns see, with the map back to code points of the original.

    ``edits`` are the replaced places: (start in the normalised text, its end, start in the original,
    its end), all in code points, left to right.
    """

    __slots__ = ("_blocks", "_edits", "_ends", "_starts", "data")

    def __init__(self, data: bytes, edits: list[tuple[int, int, int, int]], *, ascii_only: bool) -> None:
        self.data = data
        self._edits = edits
        self._starts = [edit[0] for edit in edits]
        self._ends = [edit[1] for edit in edits]
        self._blocks: list[int] | None = None
        if not ascii_only:
            self._blocks = [0]
            for at in range(0, len(data), _BLOCK):
                self._blocks.append(self._blocks[-1] + len(data[at : at + _BLOCK].translate(None, _CONTINUATION)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The whole original characters (code points) that made the bytes ``start`` to ``end``."""
        if self._blocks is None and not self._edits:
            return start, end
        first, last = self._points(start), self._points(end)
        if self._blocks is not None and start < len(self.data) and self.data[start] & 0xC0 == _CONTINUES:
            first -= 1  # the offset cut a character: cover all of it
        if not self._edits:
            return first, last
        return self._original_start(first), self._original_end(last)

    def _points(self, offset: int) -> int:
        if self._blocks is None:
            return offset
        block = offset // _BLOCK
        return self._blocks[block] + len(self.data[block * _BLOCK : offset].translate(None, _CONTINUATION))

    def _original_start(self, point: int) -> int:
        index = bisect_right(self._starts, point) - 1
        if index < 0:
            return point
        _, end, original_start, original_end = self._edits[index]
        return original_start if point < end else original_end + point - end

    def _original_end(self, point: int) -> int:
        index = bisect_left(self._ends, point)
        if index < len(self._edits):
            start, end, original_start, original_end = self._edits[index]
            if start < point <= end:
                return original_end if point > start else original_start
            return original_start - (start - point)
        _, end, _, original_end = self._edits[-1]
        return original_end + point - end


def normalise(text: str) -> Normalised:
    """The text as patterns see it. Linear; a plain ASCII text costs a few microseconds."""
    escaped = "\\" in text or "%" in text or "&" in text
    if text.isascii():
        data = text.encode("ascii")
        if len(data.translate(None, _CONTROLS)) == len(data) and not (escaped and _ESCAPE.search(data)):
            return Normalised(data, [], ascii_only=True)
    replaced = _character_edits(text)
    if escaped:
        replaced = _escape_edits(text, replaced)
    return _apply(text, replaced)


def _character_edits(text: str) -> list[tuple[int, int, str]]:
    odd = {c: folded for c in set(text) if (not "\x20" <= c <= "\x7e") and (folded := fold(c)) != c}
    return [(at, at + 1, odd[c]) for at, c in enumerate(text) if c in odd] if odd else []


def _escape_edits(text: str, edits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Add the escapes, which are ASCII only, so that no edit of a character lies inside one."""
    data = text.encode("utf-8", "replace")
    plain = Normalised(data, [], ascii_only=text.isascii())
    added = []
    for start, end, _, _ in _ESCAPE.all(data):
        decoded = _decode(data[start:end].decode("ascii"))
        if decoded is not None:
            added.append((*plain.span(start, end), "".join(fold(c) for c in decoded)))
    return sorted([*edits, *added])


def _decode(escape: str) -> str | None:
    if escape in _SHORT:
        return _SHORT[escape]
    if escape[0] == "\\":
        units = bytes.fromhex(escape.replace("\\u", ""))
        return units.decode("utf-16-be", "replace")
    if escape[0] == "%":
        decoded = bytes.fromhex(escape.replace("%", "")).decode("utf-8", "replace")
        return None if "\ufffd" in decoded else decoded
    name = escape[1:-1]
    if name[0] != "#":
        return _ENTITIES[name]
    number = int("0" + name[1:], 16) if name[1] in "xX" else int(name[1:])
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else None  # noqa: PLR2004 - Unicode's limits


def _apply(text: str, replaced: list[tuple[int, int, str]]) -> Normalised:
    pieces: list[str] = []
    edits: list[tuple[int, int, int, int]] = []
    done = length = 0
    for start, end, new in replaced:
        pieces += (text[done:start], new)
        length += start - done
        edits.append((length, length + len(new), start, end))
        length += len(new)
        done = end
    pieces.append(text[done:])
    data = "".join(pieces).encode()
    return Normalised(data, edits, ascii_only=data.isascii())
