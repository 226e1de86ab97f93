# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import importlib
import pkgutil

import pytest
import re2

from clearance.core import detect
from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.normalise import normalise
from clearance.core.detect.recogniser import unmark
from clearance.core.detect.rx import Rx, RxSet, bytewise


def test_search_gives_the_match_and_the_named_group() -> None:
    assert Rx(r"MRN (?P<v>\d+)").search(b"an MRN 123") == (3, 10, 7, 10)
    assert Rx(r"\d+").search(b"an MRN 123") == (7, 10, 7, 10)
    assert Rx(r"\d").search(b"none") is None


def test_a_group_that_took_no_part_gives_the_whole_match() -> None:
    assert Rx(r"a(?P<v>b)?").search(b"xa") == (1, 2, 1, 2)


def test_bytes_before_the_start_are_context() -> None:
    assert Rx(r"\b\d").search(b"a12", 1) is None
    assert Rx(r"^b").search(b"ab", 1) is None


def test_so_are_bytes_behind_the_stop() -> None:
    assert Rx(r"a\b").search(b"ab", 0, 1) is None
    assert Rx(r"a\z").search(b"ab", 0, 1) is None
    assert Rx("ab?").search(b"ab", 0, 1) == (0, 1, 0, 1)


def test_all_never_overlaps_and_ends() -> None:
    assert [hit[:2] for hit in Rx("aa").all(b"aaaaa")] == [(0, 2), (2, 4)]


def test_fullmatch_wants_everything() -> None:
    assert Rx("a+").fullmatch(b"aaa")
    assert not Rx("a+").fullmatch(b"aab")


def test_matches_are_characters_not_bytes() -> None:
    assert Rx("^.$").fullmatch("é".encode())


def test_a_pattern_with_look_around_is_refused() -> None:
    with pytest.raises(ValueError, match="a"):
        Rx("(?<!a)b").compile()


def test_a_pattern_is_compiled_when_it_is_first_asked() -> None:
    pattern = Rx("a(?P<v>b)")
    assert pattern.size == 0
    assert pattern.search(b"ab") == (0, 2, 1, 2)
    assert pattern.size > 0


def test_every_pattern_of_this_package_compiles() -> None:
    modules = [
        importlib.import_module(found.name) for found in pkgutil.walk_packages(detect.__path__, f"{detect.__name__}.")
    ]
    patterns = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, Rx)}
    assert len(patterns) > 200
    for pattern in patterns.values():
        pattern.compile()


def test_a_set_names_every_pattern_that_matches_somewhere() -> None:
    several = RxSet(("a+b", r"\b7", "^x", "é$"))
    assert sorted(several.matching("x aab 7é".encode()) or ()) == [0, 1, 2, 3]
    assert several.matching(b"a7 x") == []


def test_a_set_says_that_it_gave_up() -> None:
    several = RxSet(("(?:[a-z]{1,40}[0-9]){1,20}x", "[a-y]{300}.{300}"))
    several._match = lambda _data: []
    assert several.matching(b"a1x") is None


def test_a_set_that_is_too_large_never_says_that_nothing_matches() -> None:
    large = RxSet([f"(?:[a-z{at}]{{1,60}}x){{1,9}}" for at in range(300)])
    assert large.matching(b"abx") is None


def test_a_set_refuses_look_around() -> None:
    with pytest.raises(ValueError, match=r"<!a"):
        RxSet(("a", "(?<!a)b"))


def test_unmark_gives_text_and_spans() -> None:
    assert unmark("a «b c» «d»") == ("a b c d", ((2, 5), (6, 7)))


@pytest.mark.parametrize(
    ("pattern", "plain"),
    [
        ("a", True), (r"a\.b", True), ("[.]", True), ("[-.^]", True), (r"\x{41}", True), (r"(?i:ab[\]x.])", True),
        (r"\w\d\s\b\z", True), (r"[\x{61}-\x{7a}]", True),
        ("a.b", False), ("[^a]b", False), (r"\Da", False), (r"[\D]", False), (r"\x{e9}", False), ("é", False),
        (r"[\x{80}-\x{ff}]", False), (r"\\.", False), (r"\x{2019}", False), (r"\pL", False),
    ],
)  # fmt: skip
def test_patterns_of_ascii_alone_are_read_by_bytes(pattern: str, *, plain: bool) -> None:
    assert bytewise(pattern) is plain


def test_by_bytes_they_find_what_they_find_by_characters() -> None:
    texts = [normalise(f"é {unmark(example)[0]} ü").data for r in RECOGNISERS for example in r.examples[:1]]
    patterns = [pattern for r in RECOGNISERS for pattern in r.patterns if bytewise(pattern)]
    assert len(patterns) > 600
    text = b"\n".join(texts)
    for pattern in patterns:
        by_characters = [hit.span() for hit in re2.compile(pattern.encode()).finditer(text)]
        assert [hit[:2] for hit in Rx(pattern).all(text)] == by_characters
