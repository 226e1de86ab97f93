# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Real sentences with other people and places: a name that a corpus marks is exchanged for a drawn one.

What stands around names in real text is worth more than the names themselves, of which a small corpus has few.
"""

from random import Random

from training.lists import Lists
from training.people import forename, surname
from training.render import Document

_PLACES = ("CITY", "COUNTRY")


class Exchange:
    """One document's exchanges: a word that occurs in several mentions becomes the same word in all of them."""

    def __init__(self, lists: Lists, random: Random) -> None:
        self._lists, self._random = lists, random
        self._words: dict[str, str] = {}

    def of(self, document: Document) -> Document:
        """The document with every person, city and country exchanged; other spans stay as they are."""
        parts: list[str] = []
        spans: list[tuple[int, int, str]] = []
        at = length = 0
        for start, end, label in document.spans:
            mention = self._mention(document.text[start:end], label)
            parts += [document.text[at:start], mention]
            length += start - at
            spans.append((length, length + len(mention), label))
            length += len(mention)
            at = end
        return Document("".join([*parts, document.text[at:]]), spans, document.complete, document.source)

    def _mention(self, mention: str, label: str) -> str:
        if label == "PERSON":
            words = mention.split(" ")
            last = len(words) - 1
            return " ".join(self._word(word, family=0 < number == last) for number, word in enumerate(words))
        if label in _PLACES:
            return self._known(mention, self._place(label))
        return mention

    def _place(self, label: str) -> str:
        r, lists = self._random, self._lists
        if label == "COUNTRY":
            return r.choice(lists.countries)
        return (lists.us_cities if r.random() < 0.4 else lists.world_cities).draw(r)

    def _word(self, word: str, *, family: bool) -> str:
        """Another word of a name; initials get another letter, particles and signs stay."""
        r = self._random
        if not word[:1].isalpha() or (not any(c.isupper() for c in word) and len(word) < 4):
            return word
        if len(word.rstrip(".")) == 1:
            return self._known(word, r.choice("ABCDEFGHJKLMNPRSTW") + word[1:])
        draw = surname if family or r.random() < 0.25 else forename
        return self._known(word, draw(self._lists, r))

    def _known(self, old: str, new: str) -> str:
        new = self._words.setdefault(old.lower(), new)
        if old.islower():
            return new.lower()
        return new.upper() if old.isupper() and len(old) > 2 else new
