# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How many bytes a pattern's matches can have."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.extents import Extent, extent
from clearance.core.detect.normalise import normalise
from clearance.core.detect.recogniser import Recogniser, unmark
from clearance.core.detect.rx import Rx


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("a|bcd|", 0, 3),
        ("a(?:b|cd)(?P<v>e)(?<w>f)(g)(?i:h)(?i)j", 7, 8),
        (r"\bab\b\A\z^$", 2, 2),
        ("a?b??c{2}d{1,3}e{0,2}?", 3, 9),
        ("a{2}b{0}", 2, 2),
        (r"\d\w\s\D\W\S.", 7, 19),
        ("[abc][^a][a-]", 3, 6),
        (r"[]a]b[\]x]", 3, 3),
        (r"[[:alpha:]][[:^alpha:]]", 2, 5),
        (r"[\d.][\D]", 2, 5),
        (r"é\x{e9}[é]\x{2019}\x{1f600}", 12, 13),
        (r"[a-z\x{c0}-\x{17f}][\x{3040}-\x{9fff}]", 2, 5),
        (r"\x41\.\(\|\[\{", 6, 6),
        (r"\p{L}\pN", 2, 8),
        ("(?:ab?){2,3}", 2, 6),
        ("x{y", 3, 3),
    ],
)
def test_of_a_pattern(pattern: str, least: int, most: int) -> None:
    assert extent(pattern)[:2] == (least, most)
    assert Rx(pattern).compile().size  # RE2 takes it too


@pytest.mark.parametrize("pattern", ["a*", "a+", "a{2,}", "(?:a|b)+", "(?:a*b)?", "[^a]+c"])
def test_without_an_end(pattern: str) -> None:
    assert extent(pattern).most == math.inf


def test_nothing_repeated_without_end_is_nothing() -> None:
    assert extent(r"(?:\b)*") == Extent(0, 0)


@pytest.mark.parametrize(
    ("pattern", "growing"),
    [
        ("ab+", True),
        ("a+b", False),
        ("a+b?", True),
        (r"a{2,}\b", True),
        ("a+|b", True),
        ("(?:a+)b", False),
        ("a{9}", False),
    ],
)
def test_whether_ends_follow_each_other(pattern: str, *, growing: bool) -> None:
    assert extent(pattern).growing is growing


@pytest.mark.parametrize("pattern", ["(", "a)", "[a", "(?=a)", "*a", "a|+", "\\", r"\x{g}"])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(ValueError, match=r".?"):
        extent(pattern)


pieces = st.recursive(
    st.sampled_from(["a", "é", "[ab]", "[^a]", r"\d", r"\x{2019}", ".", r"\b"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "{1,}"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=400)
@given(pieces, st.text(alphabet="ab1é\u2019\U0001f600 ", max_size=20))
def test_no_match_is_shorter_or_longer(pattern: str, text: str) -> None:
    least, most, _ = extent(pattern)
    hit = Rx(pattern).search(text.encode())
    assert hit is None or least <= hit[1] - hit[0] <= most


@pytest.mark.parametrize("recogniser", RECOGNISERS, ids=[f"{at}-{one.id}" for at, one in enumerate(RECOGNISERS)])
def test_matches_of_the_shipped_patterns(recogniser: Recogniser) -> None:
    texts = [normalise(unmark(example)[0]).data for example in recogniser.examples]
    for pattern in recogniser.patterns:
        least, most, _ = extent(pattern)
        assert all(least <= end - start <= most for text in texts for start, end, *_ in Rx(pattern).all(text))
