# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
from itertools import pairwise

import numpy as np
import pytest

from clearance.core.detect.tagger.features import (
    GROUP_ROWS,
    SHAPES,
    Dictionary,
    Features,
    featurise,
    sizes,
    word_hashes,
)
from clearance.core.detect.tagger.tokens import tokenise


def dictionary(*words: str) -> Dictionary:
    hashes = word_hashes(sorted(words))
    order = np.argsort(hashes)
    bins = np.array([sorted(words).index(word) + 1 for word in sorted(words)], np.int32)
    return Dictionary(hashes[order], bins[order], (10 * bins)[order])


def of(text: str, *words: str) -> Features:
    return featurise(tokenise(text.encode()), dictionary(*(words or ("x",))))


def test_words_are_found_in_any_case_and_wherever_they_stand() -> None:
    found = of("maria saw MARIA, Maria and José or JOSÉ", "maria", "josé")
    assert found.bins.tolist() == [2, 0, 2, 0, 2, 0, 1, 0, 1]
    assert found.words.tolist() == [20, 0, 20, 0, 20, 0, 10, 0, 10]


def test_a_word_is_the_same_alone_and_in_a_text() -> None:
    assert word_hashes(["smith"]).tolist() == word_hashes(["a", "smith"]).tolist()[1:]
    assert len(set(word_hashes([f"w{'x' * n}" for n in range(30)]).tolist())) == 30


def test_only_single_tokens_can_be_listed() -> None:
    with pytest.raises(ValueError, match="not one token"):
        word_hashes(["new york"])


def test_many_words_are_hashed_in_parts() -> None:
    words = [chr(97 + n % 26) * (1 + n % 7) for n in range(4100)]
    assert (word_hashes(words)[2000:2010] == word_hashes(words[2000:2010])).all()


def test_groups_of_letters_are_shared_by_words_that_look_alike() -> None:
    found = of("Kowalski kowalska a 7")
    starts = [*found.group_starts.tolist(), len(found.groups)]
    groups = [set(found.groups[a:b].tolist()) for a, b in pairwise(starts)]
    assert all(groups)
    assert len(groups[0] & groups[1]) > len(groups[0]) / 2
    assert not groups[2] & groups[3]
    assert int(found.groups.max()) < GROUP_ROWS


def test_a_word_has_as_many_threes_as_letters_and_one_four_less() -> None:
    found = of("Kowalski ab 7")
    assert np.diff(found.group_starts, append=len(found.groups)).tolist() == [15, 3, 1]
    assert sizes(found.group_starts, len(found.groups)).tolist() == [15, 3, 1]


def test_only_words_without_a_row_are_spelt_unless_all_are_asked_for() -> None:
    tokens = tokenise(b"the kowalski case")
    known = featurise(tokens, dictionary("the", "case"))
    assert known.spelled.tolist() == [1]
    assert len(known.group_starts) == 1
    every = featurise(tokens, dictionary("the", "case"), spell_all=True)
    assert every.spelled.tolist() == [0, 1, 2]
    assert set(known.groups.tolist()) < set(every.groups.tolist())
    assert len(featurise(tokens, dictionary("the", "kowalski", "case")).groups) == 0


def test_long_words_are_cut() -> None:
    found = of("y" * 500 + " z")
    assert len(found.groups) < 80
    assert found.bins.tolist() == [0, 0]


def test_shapes_tell_case_kind_and_length_within_the_texts_own_case() -> None:
    mixed = of("Ann saw NASA iPad 12 , 123").shapes.tolist()
    assert len(set(mixed)) == 7
    small = of("ann saw nasa ipad 12 , 123").shapes.tolist()
    assert min(small) >= 64
    capital = of("ANN SAW NASA AT 12").shapes.tolist()
    assert min(capital) >= 128
    assert max(mixed + small + capital) < SHAPES


def test_each_text_has_a_case_of_its_own() -> None:
    data = b"ann\n\nBob is in"
    tokens = tokenise(data)
    both = featurise(tokens, dictionary("x"), (0, 1)).shapes.tolist()
    assert both == [*of("ann").shapes.tolist(), *of("Bob is in").shapes.tolist()]


def test_nothing_has_no_features() -> None:
    found = of("")
    assert all(len(getattr(found, name)) == 0 for name in Features.__slots__)
