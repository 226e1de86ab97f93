# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What an epoch is drawn from: templates, and real text of the corpora."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from training.corpora import join_short, read_all, sentences
from training.dictionary import mark_words
from training.lists import Lists
from training.mentions import Exchange
from training.noise import disturb
from training.render import Document, Template, read_templates, render
from training.reword import Rewording
from training.slots import Slots

_TEMPLATES = Path(__file__).parent / "templates"
_BYTES = 4.7
"""Of a token with what stands in front of it, about."""
_RENAMED = 0.7
"""How much of the text that is drawn again has other names."""
_REWORDED = (0.1, 0.35)
"""Of a document that is said in other words, how many words are exchanged."""
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
ONCE_AGAIN = dict.fromkeys(_AGAIN, 1)


@dataclass(frozen=True, slots=True)
class Mix:
    """What is drawn: about how many tokens of templates; what share of the tokens that some sources may give, and of the
    documents of the others; and how many times more a source of public text is drawn, most of it with other names.
    """

    generated: int
    limited: float = 1.0
    others: float = 1.0
    again: Mapping[str, int] = field(default_factory=lambda: _AGAIN)


WHOLE = Mix(3_600_000)


class Source:
    """Draws epochs. Lives in a process of its own, so that drawing goes on beside training."""

    def __init__(self, corpora: Path, seed: int) -> None:
        random = Random(seed)
        self.lists = Lists(corpora / "dictionaries")
        self.real = read_all(corpora / "train")
        self.sentences = sentences(self.real, random)
        self.templates = read_templates(_TEMPLATES)
        self.marks = mark_words(self.lists)

    def _generated(self, random: Random, tokens: int) -> list[Document]:
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

    def epoch(self, seed: int, mix: Mix) -> list[Document]:
        """All documents of one epoch, as they are."""
        random = Random(seed)
        chosen: list[Document] = []
        left = {source: tokens * _BYTES * mix.limited for source, tokens in _REAL_TOKENS.items()}
        for document in random.sample(self.real, len(self.real)):
            budget = left.get(document.source)
            if budget is None:
                chosen += (one for one in self._again(document, mix.again, random) if random.random() < mix.others)
            elif budget > 0:
                left[document.source] = budget - len(document.text)
                chosen.append(document)
        return join_short(chosen, random) + self._generated(random, mix.generated)

    def _again(self, document: Document, again: Mapping[str, int], random: Random) -> list[Document]:
        return [document] + [
            Exchange(self.lists, random).of(document) if random.random() < _RENAMED else document
            for _ in range(again.get(document.source, 0))
        ]


def drawn_as_met(source: Source, rewording: Rewording, reworded: float, seed: int, mix: Mix) -> list[Document]:
    """Documents of an epoch in random order, so many of them in other words, each in the state in which it may be met."""
    random = Random(seed)
    documents = source.epoch(seed, mix)
    random.shuffle(documents)
    other = (
        rewording.of(document, random.uniform(*_REWORDED), random) if random.random() < reworded else document
        for document in documents
    )
    return [disturb(document, random) for document in other]
