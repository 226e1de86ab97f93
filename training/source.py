# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What an epoch is drawn from: templates, and real text of the corpora."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from training.corpora import join_short, read_all, sentences
from training.dictionary import mark_words
from training.lists import Lists
from training.mentions import Exchange
from training.noise import disturb
from training.render import Document, Template, read_templates, render
from training.slots import Slots

_TEMPLATES = Path(__file__).parent / "templates"
_BYTES = 4.7
"""Of a token with what stands in front of it, about."""
_RENAMED = 0.7
"""How much of the text that is drawn again has other names."""
_REAL_TOKENS = {
    "medquad": 260_000, "meqsum": 40_000, "mts-dialog": 150_000, "primock57": 80_000, "code": 230_000, "docs": 130_000, "gen-eponyms": 34_000,
    "gen-icd": 40_000, "gen-logs": 60_000, "gen-medlist": 20_000, "gen-tables": 70_000, "banking77": 50_000, "clinc150": 50_000, "multidogo": 120_000,
    "restaurant-8k": 70_000,
}  # fmt: skip
_AGAIN = {
    "btc": 2,
    "wnut17-train": 3,
    "wnut17-dev": 3,
    "gum": 5,
    "re3d": 4,
    "sec-filings": 2,
    "multiner-lk": 2,
    "litbank": 2,
}
PUBLIC = frozenset(_AGAIN)
"""Sources of posts, news, novels and filings with their persons, places and organisations marked."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What an epoch is made of: about how many tokens of templates, at most how many of some sources (others come
    whole), and how many times more a source of public text is drawn, most of it with other names.
    """

    generated: int
    real: Mapping[str, int]
    again: Mapping[str, int]


WHOLE = Mix(3_600_000, _REAL_TOKENS, _AGAIN)
FOR_TEACHER = Mix(1_100_000, {source: tokens // 3 for source, tokens in _REAL_TOKENS.items()}, dict.fromkeys(_AGAIN, 1))


class Source:
    """Draws epochs. Lives in a process of its own, so that drawing goes on beside training."""

    def __init__(self, corpora: Path, seed: int) -> None:
        random = Random(seed)
        self.lists = Lists(corpora / "dictionaries")
        self.real = read_all(corpora / "train")
        self.sentences = sentences(self.real, random)
        self.templates = read_templates(_TEMPLATES)
        self.marks = mark_words(self.lists)

    def generated(self, random: Random, tokens: int) -> list[Document]:
        """Documents of templates, every template as often as any other."""
        found: list[Document] = []
        size = 0
        order: list[Template] = []
        while size < tokens * _BYTES:
            if not order:
                order = random.sample(self.templates, len(self.templates))
            template = order.pop()
            document = render(template.root, Slots(self.lists, self.sentences, random).fill, random)
            size += len(document.text) + 40
            found.append(document)
        return found

    def epoch(self, seed: int, mix: Mix = WHOLE, *, without: frozenset[str] = frozenset()) -> list[Document]:
        """All documents of one epoch, as they are; nothing of the sources named in ``without``."""
        random = Random(seed)
        chosen: list[Document] = []
        left = {source: tokens * _BYTES for source, tokens in mix.real.items()}
        for document in random.sample(self.real, len(self.real)):
            if document.source in without:
                continue
            budget = left.get(document.source)
            if budget is not None:
                if budget <= 0:
                    continue
                left[document.source] = budget - len(document.text)
            chosen += self._again(document, mix.again, random)
        return join_short(chosen, random) + self.generated(random, mix.generated)

    def public(self, seed: int) -> list[Document]:
        """An epoch's documents of public text alone."""
        random = Random(seed)
        documents = [document for document in self.real if document.source in PUBLIC]
        chosen = [again for document in documents for again in self._again(document, _AGAIN, random)]
        return join_short(chosen, random)

    def _again(self, document: Document, again: Mapping[str, int], random: Random) -> list[Document]:
        return [document] + [
            Exchange(self.lists, random).of(document) if random.random() < _RENAMED else document
            for _ in range(again.get(document.source, 0))
        ]


def disturbed(documents: list[Document], seed: int) -> list[Document]:
    """Each in the state in which it may be met."""
    random = Random(seed)
    return [disturb(document, random) for document in documents]
