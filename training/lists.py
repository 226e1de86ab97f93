# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The word lists of the corpora's ``dictionaries`` folder, as the generator draws from them."""

import csv
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from random import Random


@dataclass(frozen=True, slots=True)
class Weighted:
    """Words with how common each is."""

    words: list[str]
    sums: list[float]

    @classmethod
    def of(cls, words: Sequence[str], weights: Sequence[float]) -> "Weighted":
        """Cumulative weights are kept, so that a draw is a binary search."""
        return cls(list(words), list(accumulate(weights)))

    def draw(self, random: Random, *, evenly: float = 0.5) -> str:
        """One word: by frequency, or with probability ``evenly`` any."""
        if random.random() < evenly:
            return random.choice(self.words)
        return self.words[min(bisect(self.sums, random.random() * self.sums[-1]), len(self.words) - 1)]


class Lists:
    """All lists, read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, name: str) -> list[list[str]]:
        """Rows of a ``.tsv`` without its head, or lines of a ``.txt``."""
        text = (self._folder / name).read_text("utf-8")
        if name.endswith(".txt"):
            return [[line.strip()] for line in text.splitlines() if line.strip()]
        return list(csv.reader(text.splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE))

    def words(self, name: str) -> list[str]:
        """The first column."""
        return [row[0] for row in self.rows(name) if row and row[0]]

    @cached_property
    def surnames(self) -> Weighted:
        """US census 2010."""
        rows = self.rows("us_census2010_surnames.tsv")
        return Weighted.of([row[0] for row in rows], [float(row[1]) for row in rows])

    @cached_property
    def forenames(self) -> Weighted:
        """US Social Security, at least 200 bearers."""
        rows = [row for row in self.rows("us_ssa_first_names.tsv") if float(row[1]) >= 200]
        return Weighted.of([row[0] for row in rows], [float(row[1]) for row in rows])

    @cached_property
    def world_forenames(self) -> list[str]:
        """Of some sixty countries."""
        return self.words("world_forenames.tsv")

    @cached_property
    def world_surnames(self) -> list[str]:
        """As above."""
        return self.words("world_surnames.tsv")

    @cached_property
    def us_cities(self) -> Weighted:
        """With the square root of the population, so that small towns occur."""
        rows = self.rows("us_cities.tsv")
        return Weighted.of([row[0] for row in rows], [float(row[2]) ** 0.5 for row in rows])

    @cached_property
    def zip_cities(self) -> list[list[str]]:
        """ZIP, city, state."""
        return self.rows("us_zip_city.tsv")

    @cached_property
    def world_cities(self) -> Weighted:
        """As ``us_cities``."""
        rows = self.rows("world_cities.tsv")
        return Weighted.of([row[0] for row in rows], [float(row[2]) ** 0.5 for row in rows])

    @cached_property
    def states(self) -> list[list[str]]:
        """Name and code."""
        return self.rows("us_states.tsv")

    @cached_property
    def counties(self) -> list[str]:
        """With the word "County"."""
        return self.words("us_counties.tsv")

    @cached_property
    def countries(self) -> list[str]:
        """English names."""
        return self.words("countries.tsv")

    @cached_property
    def drugs(self) -> list[str]:
        """Names and brands."""
        return self.words("drug_names.tsv")

    @cached_property
    def brands(self) -> list[str]:
        """Products and makers in small letters, from this package."""
        lines = (Path(__file__).parent / "brands.txt").read_text("utf-8").splitlines()
        return [line for line in lines if not line.startswith("#")]

    @cached_property
    def named_after(self) -> dict[str, list[str]]:
        """Words that things are named by after people, by the slot that they are for; ``borne`` are names too."""
        found: dict[str, list[str]] = {}
        head = ""
        for line in (Path(__file__).parent / "named_after.txt").read_text("utf-8").split("\n\n", 1)[1].splitlines():
            if line.startswith("# "):
                head = line[2:]
            found.setdefault(head, []).extend([] if line.startswith("#") else line.split())
        return found

    @cached_property
    def conditions(self) -> list[str]:
        """Short ones."""
        return [name for name in self.words("condition_names.tsv") if 3 < len(name) < 40]

    @cached_property
    def icd(self) -> list[list[str]]:
        """Code and description."""
        return self.rows("icd10cm_codes.tsv")

    @cached_property
    def eponyms(self) -> list[tuple[str, list[str]]]:
        """Eponym and the words that follow it."""
        return [
            (row[0], [head for head in row[1].replace(";", ",").split(",") if head.strip()])
            for row in self.rows("medical_eponyms.tsv")
            if len(row) > 1
        ]

    @cached_property
    def common_words(self) -> list[str]:
        """The 10,000 most common English words."""
        return [word for word in self.words("english_words_frequency.tsv") if word.isalpha()]

    @cached_property
    def plain_words(self) -> list[str]:
        """Those of them that hardly anybody is called by: no forename, and none of the commonest surnames."""
        names = {word.lower() for word in (*self.forenames.words, *self.world_forenames, *self.surnames.words[:3000])}
        return [word for word in self.common_words if word.lower() not in names and len(word) > 2]

    @cached_property
    def all_words(self) -> list[str]:
        """SCOWL up to level 50."""
        return [row[0] for row in self.rows("english_words_scowl.tsv") if int(row[1]) <= 50 and row[0].isalpha()]
