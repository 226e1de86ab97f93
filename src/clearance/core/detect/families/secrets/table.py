# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Rows of a table to recognisers.

Examples are written as shapes, so that no source file holds a text that a scanner of repositories takes for a
live key: ``{w36}`` stands for 36 letters and digits, always the same ones. Every rule gets one more counter-example,
its own example with each shape filled with the letter x, as documentation writes it.
"""

import re  # reads our own tables, never a text
import string
from collections.abc import Iterable
from types import MappingProxyType

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

Prefix = tuple[str, str, str, str, str]
"""Id, anchors (blanks between), pattern, example, counter-example."""
Keyword = tuple[str, str, str, str]
"""Id, words of the name (blanks between), shape of the value, an example's value."""

UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

_LOWER_HEX = "0123456789abcdef"
_WORD = string.ascii_letters + string.digits
_ALPHABETS = {
    "w": _WORD, "u": _WORD + "-_", "h": _LOWER_HEX, "H": _LOWER_HEX.upper(), "d": string.digits,
    "a": string.ascii_lowercase + string.digits, "A": string.ascii_uppercase + string.digits, "b": _WORD + "+/",
    "k": string.ascii_uppercase + "234567", "s": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
}  # fmt: skip
_POOL = 384


def _pool(alphabet: str) -> str:
    """Letters in an order that looks drawn at random and never changes (Knuth's MMIX generator)."""
    state, drawn = 42, ""
    for _ in range(_POOL):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        drawn += alphabet[(state >> 33) % len(alphabet)]
    return drawn


_POOLS = MappingProxyType({name: _pool(alphabet) for name, alphabet in _ALPHABETS.items()})
_SHAPE = re.compile(r"\{([a-zA-Z])(\d{1,3})\}")
_UUID_SHAPE = "{h8}-{h4}-{h4}-{h4}-{h12}"


def fill(text: str, *, with_x: bool = False) -> str:
    """A text with its shapes filled: ``{w36}`` letters and digits, ``{h32}`` hexadecimal, ``{uuid}`` a UUID.

    The letter names the alphabet: w word, u URL-safe, h and H hexadecimal, d digits, a and A one case, b base64,
    k base32, s base58.
    """
    at = 0

    def drawn(hit: re.Match[str]) -> str:
        nonlocal at
        length = int(hit[2])
        at = (at + length + 13) % 80
        return "x" * length if with_x else _POOLS[hit[1]][at : at + length]

    return _SHAPE.sub(drawn, text.replace("{uuid}", _UUID_SHAPE))


_REPEAT = re.compile(r"\{(\d{1,4})(?:,\d{0,4})?\}")
_ENOUGH = 8


def loosened(pattern: str) -> str:
    """The same pattern with every count cut to at most eight and no upper bound: a small automaton to propose by."""
    return _REPEAT.sub(lambda hit: f"{{{min(int(hit[1]), _ENOUGH)},}}", pattern)


def prefix_rules(rows: Iterable[Prefix], score: float = 0.99) -> tuple[Recogniser, ...]:
    """Keys that say by their first letters whose they are."""
    return tuple(
        Recogniser(
            id=kind,
            data_class=DataClass.SECRET,
            patterns=(rf"\b(?:{pattern})",),
            hints=(rf"\b(?:{loosened(pattern)})",),
            anchors=tuple(anchors.split()),
            validator="prefixed",
            not_before=b"" if any(sign in anchors for sign in "_-.:$/|+~") else b"+/",
            score=score,
            examples=(fill(example),),
            counter_examples=(fill(counter), fill(example, with_x=True).replace("«", "").replace("»", "")),
        )
        for kind, anchors, pattern, example, counter in rows
    )


_ENDS_OTHERS = 5
_NOUN = r"(?:key|login|token|secret|pat|auth|credentials?|password|passwd|pwd)"
_SIGN = r"['\"]{0,2}\]?[ \t]{0,3}(?::=|=>|[:=,]|\bis\b)[ \t]{0,3}['\"`]{0,2}"


def _near(words: str) -> str:
    """What a hint asks for behind a word that is also the end of others ("probably")."""
    short = min(len(word) for word in words.split()) < _ENDS_OTHERS
    return rf"(?i:[a-z0-9_. -]*{_NOUN})" if short else ""


def keyword_rules(rows: Iterable[Keyword]) -> tuple[Recogniser, ...]:
    """Keys without a mark of their own, under a name that holds the provider's and a word for a key."""
    return tuple(
        Recogniser(
            id=kind,
            data_class=DataClass.SECRET,
            patterns=(
                (
                    rf"(?i:(?:{words.replace(' ', '|')})[a-z0-9_. -]{{0,24}}{_NOUN}(?:_?id|_?value)?){_SIGN}"
                    rf"(?P<v>{value})(?:[^A-Za-z0-9_/+=-]|\z)"
                ),
            ),
            hints=(rf"(?i:{words.replace(' ', '|')}){_near(words)}",),
            anchors=tuple(words.split()),
            validator="random_key",
            score=0.97,
            examples=(fill(f'{words.split()[0]}_api_key = "«{example}»"'),),
            counter_examples=(
                fill(f'{words.split()[0]}_api_key = "{example}"', with_x=True),
                fill(f"{words.split()[0]} trace: {example}"),
            ),
        )
        for kind, words, value, example in rows
    )
