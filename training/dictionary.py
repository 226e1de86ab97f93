# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The dictionary feature: which public lists hold a word, by 32-bit hash."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clearance.core.detect import eponyms, lexicon
from clearance.core.detect.tagger.features import word_hashes
from clearance.core.detect.tagger.tokens import tokenise
from training.dates import MONTHS, WEEKDAYS
from training.lists import Lists

BITS = (
    "surname_top surname_mid surname_rare forename_top forename_mid forename_rare forename_girl world_forename world_surname "
    "city_large city_small world_city place_word word_10 word_35 word_50 word_70 medical drug eponym street title month facility "
    "unit credential state country brand"
).split()


NAME_BITS = sum(1 << BITS.index(bit) for bit in BITS if "name" in bit)
WORD_BITS = sum(1 << BITS.index(bit) for bit in BITS if bit.startswith("word_"))


def mark_words(lists: Lists) -> dict[str, int]:
    """The bit set of every listed word, in small letters."""
    marks: dict[str, int] = defaultdict(int)

    def mark(name: str, bit: str) -> None:
        for word in _words(name):
            marks[word] |= 1 << BITS.index(bit)

    _mark_names(lists, marks, mark)
    _mark_places(lists, marks, mark)
    for row in lists.rows("english_words_scowl.tsv"):
        level = int(row[1])
        mark(
            row[0], "word_10" if level <= 10 else "word_35" if level <= 35 else "word_50" if level <= 50 else "word_70"
        )
    for word in lists.words("condition_names.tsv"):
        mark(word, "medical")
    for row in lists.icd:
        mark(row[1], "medical")
    for word in lists.drugs:
        mark(word, "drug")
    for eponym, _ in lists.eponyms:
        mark(eponym, "eponym")
    for word in (*(word.decode() for word in eponyms.EPONYMS), *(w for ws in lists.named_after.values() for w in ws)):
        mark(word, "eponym")
    for word in (*(make.decode() for make in lexicon.MAKES), *lists.brands):
        if len(_words(word)) == 1:
            mark(word, "brand")
    for name, bit in (
        ("street_suffixes.txt", "street"),
        ("person_titles.txt", "title"),
        ("facility_words.txt", "facility"),
        ("street_unit_words.txt", "unit"),
    ):
        for word in lists.words(name):
            mark(word, bit)
    for word in (*MONTHS, *WEEKDAYS, *(month[:3] for month in MONTHS), *(day[:3] for day in WEEKDAYS)):
        mark(word, "month")
    return marks


def _mark_names(lists: Lists, marks: dict[str, int], mark: Callable[[str, str], None]) -> None:
    for rank, word in enumerate(lists.words("us_census2010_surnames.tsv")):
        mark(word, "surname_top" if rank < 2000 else "surname_mid" if rank < 20_000 else "surname_rare")
    for rank, row in enumerate(lists.rows("us_ssa_first_names.tsv")):
        if float(row[1]) >= 60:
            mark(row[0], "forename_top" if rank < 800 else "forename_mid" if rank < 6000 else "forename_rare")
            if float(row[2]) > 0.5:
                mark(row[0], "forename_girl")
    for name in ("us_census1990_first_female.tsv", "us_census1990_first_male.tsv"):
        for word in lists.words(name):
            mark(word, "forename_rare" if not marks.get(word.lower(), 0) & 0b111000 else "forename_mid")
    for word in lists.world_forenames:
        mark(word, "world_forename")
    for word in lists.world_surnames:
        mark(word, "world_surname")


def _mark_places(lists: Lists, marks: dict[str, int], mark: Callable[[str, str], None]) -> None:
    for row in lists.rows("us_cities.tsv"):
        if " " in row[0]:
            for word in _words(row[0]):
                marks[word] |= 1 << BITS.index("place_word")
        else:
            mark(row[0], "city_large" if float(row[2]) > 60_000 else "city_small")
    for row in lists.rows("us_zip_city.tsv"):
        mark(row[1], "place_word" if " " in row[1] else "city_small")
    for row in lists.rows("world_cities.tsv"):
        if float(row[2]) > 15_000:
            mark(row[0], "world_city")
    for row in lists.states:
        mark(row[0], "state")
    for word in lists.countries:
        mark(word, "country")


def build(
    marks: dict[str, int], vocabulary: list[str]
) -> tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.int32]]:
    """Sorted hashes, their bit sets, and their rows: 1 for the vocabulary's first word."""
    rows = dict(zip(word_hashes(vocabulary).tolist(), range(1, len(vocabulary) + 1), strict=True))
    listed = sorted(marks)
    bins = dict(zip(word_hashes(listed).tolist(), (marks[word] for word in listed), strict=True))
    keys = np.array(sorted(rows.keys() | bins.keys()), np.uint32)
    return (
        keys,
        np.array([bins.get(int(key), 0) for key in keys], np.int32),
        np.array([rows.get(int(key), 0) for key in keys], np.int32),
    )


def _words(name: str) -> list[str]:
    data = name.lower().encode()
    tokens = tokenise(data)
    return [
        data[start:end].decode("utf-8", "ignore")
        for start, end, kind in zip(tokens.starts, tokens.ends, tokens.kinds, strict=True)
        if kind == 0 and end - start > 1
    ]
