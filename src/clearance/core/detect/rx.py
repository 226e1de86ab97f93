# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""RE2 on UTF-8 bytes: the one place that touches the binding.

RE2 (https://github.com/google/re2/wiki/Syntax) runs in time linear in the text and has no
look-around: what stands beside a match is checked by the recogniser's guards instead.
"""

import re  # reads our own patterns, never a text
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Self

import re2

_ANYWHERE = re2._Anchor.UNANCHORED  # noqa: SLF001 - the public wrapper costs three times as much per match
_WHOLE = re2._Anchor.ANCHOR_BOTH  # noqa: SLF001 - as above

LITTLE, MUCH = 7 << 17, 8 << 20
"""Bytes of one pattern's program and remembered states; a thousand patterns share a process. Few of them are asked of
nearly every text and have many states.
"""

_ESCAPED_OR_CLASS = re.compile(r"\\[^DWSPpx]|\[(?!\^)(?:\\.|[^\]\\])*\]", re.DOTALL)
_WIDE = re.compile(r"\\(?:[DWSPp]|x\{(?:[89a-fA-F][0-9a-fA-F]|[0-9a-fA-F]{3,})\})")

Hit = tuple[int, int, int, int]
"""Start and end of the whole match, then of the group ``v`` (or of the whole match again)."""


def _options(most_bytes: int, *, bytewise: bool = False) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = most_bytes
    if bytewise:
        options.encoding = re2.Options.Encoding.LATIN1
    return options


def bytewise(source: str) -> bool:
    """Whether a pattern takes only ASCII characters, each named: it says the same of bytes as of characters, and RE2
    needs fewer states where it need not look for the K of Kelvin and the long s in normalised text, which has neither.
    """
    rest = _ESCAPED_OR_CLASS.sub("", source)
    return source.isascii() and "." not in rest and "[^" not in rest and _WIDE.search(source) is None


class Rx:
    """One pattern, compiled when it is first asked or by ``compile``: most of the patterns that look around a guess are
    not asked for a long time.
    """

    __slots__ = ("_match", "_value", "size", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.size = 0
        """Instructions of the compiled pattern: what it costs to keep and, at worst, for each byte of text."""
        self._value = 0
        self._match: Callable[[Any, bytes, int, int], Sequence[tuple[int, int]]] = self._first

    def compile(self, most_bytes: int = LITTLE) -> Self:
        """This, compiled. Raises ValueError for a pattern that RE2 does not take."""
        try:
            compiled = re2.compile(self.source.encode(), _options(most_bytes, bytewise=bytewise(self.source)))
        except re2.error as error:
            raise ValueError(self.source) from error
        self.size = int(compiled.programsize)
        self._value = int(compiled.groupindex.get(b"v", 0))
        self._match = compiled._regexp.Match  # noqa: SLF001 - as above
        return self

    def _first(self, anchor: Any, data: bytes, start: int, end: int) -> Sequence[tuple[int, int]]:
        self.compile()
        return self._match(anchor, data, start, end)

    def search(self, data: bytes, start: int = 0, stop: int | None = None) -> Hit | None:
        """The leftmost match between two bytes; those before ``start`` and behind ``stop`` still count as context."""
        spans = self._match(_ANYWHERE, data, start, len(data) if stop is None else stop)
        begin, end = spans[0]
        if begin < 0:
            return None
        value = spans[self._value]
        return (begin, end, value[0], value[1]) if value[0] >= 0 else (begin, end, begin, end)

    def all(self, data: bytes) -> Iterator[Hit]:
        """Every match, left to right, not overlapping. Patterns that match nothing at all are not for this."""
        at = 0
        while (hit := self.search(data, at)) is not None:
            yield hit
            at = max(hit[1], at + 1)

    def fullmatch(self, data: bytes) -> bool:
        """Whether the whole of ``data`` matches."""
        return bool(self._match(_WHOLE, data, 0, len(data))[0][0] >= 0)


class RxSet:
    """Which of some patterns match anywhere, told in one pass. Raises ValueError for a pattern that RE2 does not take.

    A dozen patterns share states well; many more need too many of them, and RE2 may not take them together.
    """

    __slots__ = ("_match",)

    def __init__(self, sources: Sequence[str]) -> None:
        patterns = re2.Set.SearchSet(_options(MUCH))
        patterns.Add(b"")
        for source in sources:
            try:
                patterns.Add(source.encode())
            except re2.error as error:
                raise ValueError(source) from error
        self._match: Callable[[bytes], Collection[int]] = patterns.Match
        try:
            patterns.Compile()
        except re2.error:
            self._match = lambda _data: ()

    def matching(self, data: bytes) -> list[int] | None:
        """The indexes of all that match; None where RE2 gave up for want of memory, which it does not say.

        The empty pattern, which is in every set, matches every text: an answer without it is none.
        """
        found = self._match(data)
        return [index - 1 for index in found if index] if 0 in found else None
