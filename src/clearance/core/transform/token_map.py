# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The tokens that one exchange may restore, indexed for matching."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from clearance.core.transform.patterns import SEPARATOR_MAX, core_key
from clearance.core.transform.tokens import LABELS, SUFFIX_LENGTH, parse_token
from clearance.model.record import Token
from clearance.model.words import DataClass

_SPACE, _BACKSLASH, _UNDERSCORE = b" \\_"
_BRACKETS: Final = len("\\[") + len("\\]")
PADDING: Final = 2
"""Spaces taken between a bracket and the core, on either side."""


class TokenMap:
    """Token text to surface string; immutable.

    Two tokens never share a spelling, decorated or not: a spelling's letters and digits are those
    of exactly one token text. So a match has one meaning or none.

    Raises:
        ValueError: a text that is not a token.
    """

    __slots__ = ("_by_key", "_first", "_shapes", "classes", "longest", "surfaces")

    def __init__(self, surfaces: Mapping[str, str]) -> None:
        self.surfaces: Final = MappingProxyType(dict(surfaces))
        self._by_key: dict[bytes, tuple[str, DataClass]] = {}
        suffixes: dict[DataClass, list[bytes]] = {}
        for text, surface in self.surfaces.items():
            parsed = parse_token(text)
            if parsed is None:
                raise ValueError("a token map takes exact token texts only")
            self._by_key[core_key(text[1:-1].encode())] = (surface, parsed.data_class)
            suffixes.setdefault(parsed.data_class, []).append(parsed.suffix.encode())
        self._shapes = tuple((tuple(LABELS[c].encode().split(b"_")), sorted(s)) for c, s in suffixes.items())
        self.classes: Final = frozenset(suffixes)
        self._first = frozenset(words[0][0] for words, _ in self._shapes)
        self.longest: Final = max((_longest(words) for words, _ in self._shapes), default=0)
        """The longest decorated spelling of a token of this map, in characters."""

    @classmethod
    def of(cls, tokens: Iterable[Token]) -> "TokenMap":
        """The map of these tokens."""
        return cls({token.text: token.surface.reveal() for token in tokens})

    def __len__(self) -> int:
        return len(self.surfaces)

    def __repr__(self) -> str:
        return f"<token map: {len(self)} tokens>"

    def find(self, core: bytes) -> tuple[str, DataClass] | None:
        """The surface and class of a folded core, if it spells a token of this map."""
        return self._by_key.get(core_key(core))

    def may_start(self, character: int) -> bool:
        """Whether some core begins with this folded character."""
        return character in self._first

    def begins(self, piece: bytes) -> bool:
        """Whether a folded piece is the beginning, but not the whole, of some token's core."""
        return any(_begins(piece, words, suffixes) for words, suffixes in self._shapes)


def _longest(words: tuple[bytes, ...]) -> int:
    return sum(map(len, words)) + SEPARATOR_MAX * len(words) + SUFFIX_LENGTH + _BRACKETS + 2 * PADDING


def _begins(piece: bytes, words: tuple[bytes, ...], suffixes: list[bytes]) -> bool:
    at = 0
    for word in words:
        if len(piece) - at <= len(word):
            return word.startswith(piece[at:])
        if not piece.startswith(word, at):
            return False
        after = _skip_separator(piece, at + len(word))
        if after is None or after == len(piece):
            return after is not None
        at = after
    rest = piece[at:]
    place = bisect_left(suffixes, rest)
    return len(rest) < SUFFIX_LENGTH and place < len(suffixes) and suffixes[place].startswith(rest)


def _skip_separator(piece: bytes, at: int) -> int | None:
    """Where the separator ends, the piece's end if it may still go on, None if there is none.

    The same language as ``patterns.SEPARATOR``.
    """
    end = len(piece)
    start = at
    if at < end and piece[at] == _SPACE:
        at += 1
    escaped = at < end and piece[at] == _BACKSLASH
    at += escaped
    if at >= end:
        return end
    if piece[at] == _UNDERSCORE:
        at += 1
        return at + 1 if at < end and piece[at] == _SPACE else at
    return at if at > start and not escaped else None
