# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The token's text form, and the table that mints tokens within one scope.

A token is ``[LABEL_SUFFIX]``: LABEL is the data class in capitals, SUFFIX eight characters of
Crockford's base 32 (40 random bits). The suffix is drawn, never computed from the value: a code
"not derived from or related to information about the individual" is what 45 CFR 164.514(c) permits.

Knows nothing of stores and draws no entropy of its own: the caller hands bytes in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from clearance.errors import IntegrityBroken, NotReady
from clearance.model.record import Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""
SUFFIX_LENGTH: Final = 8
ENTROPY_BYTES: Final = 5
MAX_DRAWS: Final = 64
"""More collisions in a row than this means that the entropy source repeats itself."""

LABELS: Final[Mapping[DataClass, str]] = MappingProxyType({c: c.value.upper() for c in DataClass})
CLASSES: Final[Mapping[str, DataClass]] = MappingProxyType({label: c for c, label in LABELS.items()})

_SUFFIX_CHARACTERS: Final = frozenset(ALPHABET)


@dataclass(frozen=True, slots=True)
class ParsedToken:
    """The two parts of a token's text."""

    data_class: DataClass
    suffix: str


def format_token(data_class: DataClass, entropy5: bytes) -> str:
    """The token text for five random bytes, e.g. ``[PERSON_7K3FQ2MA]``.

    Raises:
        ValueError: not exactly five bytes.
    """
    if len(entropy5) != ENTROPY_BYTES:
        raise ValueError("a token takes exactly 5 bytes of entropy")
    bits = int.from_bytes(entropy5)
    suffix = "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"[{LABELS[data_class]}_{suffix}]"


def parse_token(text: str) -> ParsedToken | None:
    """The parts of an exact token text, or None: no other case, no decoration, no space."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    label, _, suffix = text[1:-1].rpartition("_")
    data_class = CLASSES.get(label)
    if data_class is None or len(suffix) != SUFFIX_LENGTH or not _SUFFIX_CHARACTERS.issuperset(suffix):
        return None
    return ParsedToken(data_class, suffix)


def is_token(text: str) -> bool:
    """Whether the whole text is one exact token."""
    return parse_token(text) is not None


class MintingTable:
    """All tokens of one scope, in memory; it keeps the promises of ``ports.TokenScope``.

    ``entropy`` gives that many strong random bytes. ``durable`` are the scope's tokens that a
    store already holds. Not thread-safe: one event loop, or one caller, uses it.

    Raises:
        IntegrityBroken: ``durable`` holds something that is not a token of this scope, or one
            text for two values.
    """

    __slots__ = ("_by_surface", "_by_text", "_durable", "_entropy", "scope")

    def __init__(self, scope: Scope, entropy: Callable[[int], bytes], durable: Iterable[Token] = ()) -> None:
        self.scope = scope
        self._entropy = entropy
        self._by_surface: dict[tuple[DataClass, str], Token] = {}
        self._by_text: dict[str, Token] = {}
        self._durable: set[str] = set()
        for token in durable:
            self._load(token)

    def _load(self, token: Token) -> None:
        parsed = parse_token(token.text)
        if parsed is None or parsed.data_class is not token.data_class or token.scope != self.scope:
            raise IntegrityBroken("a stored token does not belong to its scope")
        if self._by_text.setdefault(token.text, token) != token:
            raise IntegrityBroken("a stored token stands for two values")
        # The first token of a surface stays the one that is handed out; a later one still restores.
        self._by_surface.setdefault((token.data_class, token.surface.reveal()), token)
        self._durable.add(token.text)

    def mint(self, data_class: DataClass, surface: Raw, *, avoid: frozenset[str] = frozenset()) -> Token:
        """The token that stands for this exact surface string: the existing one, or a new random one.

        A new token's suffix occurs in no text of ``avoid``, in any case, and in no token of the scope.

        Raises:
            NotReady: the entropy source repeats itself.
        """
        key = (data_class, surface.reveal())
        known = self._by_surface.get(key)
        if known is not None:
            return known
        token = Token(self._draw(data_class, avoid), data_class, surface, self.scope)
        self._by_surface[key] = token
        self._by_text[token.text] = token
        return token

    def _draw(self, data_class: DataClass, avoid: frozenset[str]) -> str:
        for _ in range(MAX_DRAWS):
            text = format_token(data_class, self._entropy(ENTROPY_BYTES))
            suffix = text[-1 - SUFFIX_LENGTH : -1]
            if text not in self._by_text and not any(suffix in literal.upper() for literal in avoid):
                return text
        raise NotReady("no unused token could be drawn: the entropy source repeats itself")

    def get(self, text: str) -> Token | None:
        """The token with exactly this text, if the scope holds it."""
        return self._by_text.get(text)

    def tokens(self) -> tuple[Token, ...]:
        """Every token of the scope, oldest first."""
        return tuple(self._by_text.values())

    def undurable(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """Those of ``tokens`` that no committed transaction holds yet, each once, in order."""
        return tuple({t.text: t for t in tokens if t.text not in self._durable}.values())

    def mark_durable(self, tokens: Iterable[Token]) -> None:
        """A transaction that holds these tokens is committed."""
        self._durable.update(t.text for t in tokens)

    def __len__(self) -> int:
        return len(self._by_text)

    def __repr__(self) -> str:
        return f"<minting table: {len(self)} tokens, {len(self._durable)} durable>"
