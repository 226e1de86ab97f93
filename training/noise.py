# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Damage that keeps the spans right: case, scanning errors, dictation, lost punctuation."""

import re
import string
from collections.abc import Callable
from random import Random

from training.render import Document

_SCANNED = {
    "O": "0",
    "0": "O",
    "l": "1",
    "1": "l",
    "S": "5",
    "5": "S",
    "B": "8",
    "e": "c",
    "m": "rn",
    "i": "l",
    "g": "q",
    "h": "b",
    "u": "v",
}

_POSTS = frozenset({"btc", "wnut17-train", "wnut17-dev", "gum"})
_WORD = re.compile(r"[a-z']{3,}")
_CHAT: tuple[Callable[[str, Random], str], ...] = (
    lambda word, r: _again(word, r.randrange(len(word)), r.choice((1, 1, 2, 4))),
    lambda word, _r: _again(word, len(word) - 1, 2),
    lambda word, _r: word[0] + re.sub("[aeiou]", "", word[1:]),
    lambda word, r: _swap(word, r.randrange(len(word) - 1)),
    lambda word, r: _drop(word, r.randrange(len(word))),
    lambda word, _r: word.removesuffix("g") if word.endswith("ing") else word.replace("er", "a"),
    lambda word, _r: word.replace("th", "d").replace("'", ""),
    lambda word, _r: word.replace("s", "z"),
    lambda word, _r: word.replace("ck", "k").replace("ou", "u").replace("ee", "i"),
    lambda word, _r: word.capitalize(),
    lambda word, _r: word.upper(),
)


def disturb(document: Document, random: Random, share: float = 1.0) -> Document:
    """The document as it is, or in one of several disguises; ``share`` scales how often."""
    if random.random() < share * (0.3 if document.source in _POSTS else 0.05):
        document = _chat(document, random, random.choice((0.04, 0.12, 0.3)))
    draw = random.random() / share
    if draw < 0.16:
        lower = document.text.lower()
        return (
            Document(lower, document.spans, document.complete, document.source)
            if len(lower) == len(document.text)
            else document
        )
    if draw < 0.22:
        upper = document.text.upper()
        return (
            Document(upper, document.spans, document.complete, document.source)
            if len(upper) == len(document.text)
            else document
        )
    if draw < 0.31:
        share_misread = random.choice((0.014, 0.014, 0.06))
        return _map(document, lambda c: _scan(c, random, share_misread))
    if draw < 0.35:
        return _map(document, lambda c: "" if c in ",.;:" and random.random() < 0.8 else c)
    if draw < 0.38:
        return _map(document, lambda c: " " if c == "\n" else c)
    if draw < 0.42:
        return _spans_lower(document, random)
    return document


def _scan(character: str, random: Random, share: float) -> str:
    draw = random.random()
    if character in _SCANNED and draw < share:
        return _SCANNED[character]
    if character == " " and draw < 0.02:
        return "" if draw < 0.007 else "  "
    if character.isalpha() and draw > 0.997:
        return random.choice(string.ascii_lowercase)
    return character


def _again(word: str, at: int, times: int) -> str:
    return word[:at] + word[at] * times + word[at:]


def _swap(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _chat(document: Document, random: Random, share: float) -> Document:
    """Some unmarked words as posts misspell them: what no list knows is not for that a name."""
    text, spans = "", []
    last = 0
    for start, end, label in [*sorted(document.spans), (len(document.text), len(document.text), "")]:
        if start < last:
            return document
        between = document.text[last:start]
        text += _WORD.sub(
            lambda m: random.choice(_CHAT)(m.group(), random) if random.random() < share else m.group(), between
        )
        spans.append((len(text), len(text) + end - start, label))
        text += document.text[start:end]
        last = end
    return Document(text, spans[:-1], document.complete, document.source)


def _map(document: Document, change: "object") -> Document:
    parts: list[str] = []
    places: list[int] = []
    length = 0
    for character in document.text:
        places.append(length)
        new = change(character)  # type: ignore[operator]  # a function of one character
        parts.append(new)
        length += len(new)
    places.append(length)
    spans = [(places[start], places[end], label) for start, end, label in document.spans]
    return Document("".join(parts), [span for span in spans if span[0] < span[1]], document.complete, document.source)


def _spans_lower(document: Document, random: Random) -> Document:
    """Only the identifiers in small letters (or capitals): sloppy typing of names in ordinary text."""
    text = document.text
    for start, end, _ in document.spans:
        piece = text[start:end]
        changed = piece.lower() if random.random() < 0.7 else piece.upper()
        if len(changed) == len(piece):
            text = text[:start] + changed + text[end:]
    return Document(text, document.spans, document.complete, document.source)
