# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Scanners propose; they may propose too much, never too little, and they fail closed."""

import importlib
import re
from collections.abc import Callable, Iterable

import pytest

from clearance.core.detect import scan
from clearance.core.detect.families.shapes import IDENTIFIER, NAME_WORD, SEPARATOR, TWO_NAMES, announced, apart, widened
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.rx import RxSet
from clearance.core.detect.scan import AnchorScanner, HyperscanScanner, Proposal, Windows, database_key, flatten
from clearance.errors import DetectorUnavailable
from clearance.model.words import DataClass


def recogniser(*patterns: str, **more: object) -> Recogniser:
    return Recogniser("x", DataClass.OTHER_ID, patterns, ("«1»",), **more)  # type: ignore[arg-type]  # per test


def of(*patterns: str) -> HyperscanScanner:
    """With patterns that propose themselves."""
    return HyperscanScanner([Proposal(pattern, pattern, pattern) for pattern in patterns])


def indexes(hits: Iterable[tuple[int, Windows]]) -> list[int]:
    return [index for index, _ in hits]


def test_flatten_takes_hints_one_for_all_or_one_each_or_the_pattern_itself() -> None:
    several = (recogniser("a", "b"), recogniser("c", "d", hints=("e",)), recogniser("f", "g", hints=("h", "")))
    assert [proposal.hint for proposal in flatten(several)] == ["a", "b", "e", "e", "h", "g"]
    assert [proposal.pattern for proposal in flatten(several)] == ["a", "b", "c", "d", "f", "g"]


def test_a_hint_shared_by_patterns_proposes_all_of_them() -> None:
    assert sorted(indexes(of("ab", "c", "ab").hits(b"xaby"))) == [0, 2]
    assert indexes(of("ab", "c").hits(b"none")) == []


def test_a_match_lies_in_front_of_where_its_hint_ended() -> None:
    scanner = HyperscanScanner([Proposal("ab", "a{1,3}b{1,2}", "a{1,3}b")])
    # the hint's end, less four bytes of the proposed part and those of one character; five at most behind the end
    assert list(scanner.hits(b"-" * 20 + b"aab" + b"-" * 20 + b"ab--")) == [(0, [(15, 23, 28), (37, 45, 47)])]


def test_a_name_ends_anywhere_behind_its_label() -> None:
    labelled = rf"(?i:\bresident name): (?P<v>{NAME_WORD})"
    (proposal,) = flatten((recogniser(labelled),))
    text = b"resident name: Eze " + b"." * 90
    assert list(HyperscanScanner([proposal]).hits(text)) == [(0, [(0, 16, len(text))])]


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal("ab+", "ab{1,90}", "ab{1,90}"),  # may end at every byte: one end is told, and not which
        Proposal("b[ab]", "b[ab]", "b[ab]"),  # as may one of a sign that repeats
        Proposal("bb", ".*bb", ".*bb"),  # of any length
        Proposal("bb"),  # only asked
    ],
)
def test_where_ends_tell_nothing_all_of_the_text_is_a_window(proposal: Proposal) -> None:
    assert list(HyperscanScanner([proposal]).hits(b"a" + b"b" * 90)) == [(0, [(0, 91, 91)])]


def test_windows_are_in_order_whatever_order_ends_are_told_in() -> None:
    scanner = of("ab")
    text = (b"ab" + b"." * 600) * 3
    told = sorted((text.find(b"ab", at) + 2 for at in (0, 602, 1204)), reverse=True)

    class Backwards:
        def scan(self, _data: bytes, match_event_handler: Callable[..., None], **_: object) -> None:
            for end in told:
                match_event_handler(0, 0, end, 0, None)

    expected = list(scanner.hits(text))
    scanner._database = Backwards()
    assert list(scanner.hits(text)) == expected
    assert [last for _, last, _ in expected[0][1]] == [2, 604, 1206]


def test_many_windows_are_one() -> None:
    near, far = b"ab" * 40, (b"ab" + b"." * 600) * 40
    (close,), (wide,) = ([windows for _, windows in of("ab").hits(text)] for text in (near, far))
    assert close == [(0, len(near), len(near))]
    assert len(wide) == 40


def test_a_shared_hint_has_the_widest_windows() -> None:
    scanner = HyperscanScanner([Proposal("bc", "abc", "abc"), Proposal("bc", "a{9}bcd", "a{9}bc")])
    assert dict(scanner.hits(b"." * 30 + b"bc" + b"." * 30)) == {0: [(17, 32, 44)], 1: [(17, 32, 44)]}


def test_a_serialised_database_is_bound_to_its_patterns() -> None:
    proposals = [Proposal("ab", "ab", "ab"), Proposal("c", "c", "c")]
    made = HyperscanScanner(proposals).serialise()
    loaded = HyperscanScanner(proposals, made)
    assert list(loaded.hits(b"xc")) == list(HyperscanScanner(proposals).hits(b"xc")) == [(1, [(0, 2, 2)])]
    for others in (Proposal("d", "c", "c"), Proposal("c", "cd?", "c"), Proposal("c", "c", "cd?")):
        with pytest.raises(DetectorUnavailable) as refused:
            HyperscanScanner([proposals[0], others], made)
        assert refused.value.diagnostics == "database of other patterns"


@pytest.mark.parametrize("damaged", [slice(0, -40), slice(0, 60), slice(0, 90)])
def test_a_damaged_database_is_refused(damaged: slice) -> None:
    proposals = [Proposal("ab", "ab", "ab"), Proposal("c", "c", "c")]
    made = HyperscanScanner(proposals).serialise()
    with pytest.raises(DetectorUnavailable):
        HyperscanScanner(proposals, made[damaged])


def test_damaged_reaches_are_refused() -> None:
    proposals = [Proposal("ab", "ab", "ab")]
    made = bytearray(HyperscanScanner(proposals).serialise())
    made[len(b"clearance-hs2\0") + 64] ^= 1
    with pytest.raises(DetectorUnavailable) as refused:
        HyperscanScanner(proposals, bytes(made))
    assert refused.value.diagnostics == "damaged database"


def test_a_pattern_that_hyperscan_does_not_take_is_refused() -> None:
    with pytest.raises(DetectorUnavailable):
        HyperscanScanner([Proposal("(?<!a)b", "b", "b")])


def test_absence_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "hyperscan", None)
    with pytest.raises(DetectorUnavailable) as refused:
        of("a")
    assert refused.value.diagnostics == "hyperscan is not installed"
    with pytest.raises(DetectorUnavailable):
        database_key([Proposal("a")], "x86_64")


def test_a_database_is_named_by_patterns_and_machine() -> None:
    keys = {
        database_key([Proposal("a")], "x86_64"),
        database_key([Proposal("b")], "x86_64"),
        database_key([Proposal("a")], "aarch64"),
    }
    assert len(keys) == 3
    assert database_key([Proposal("a")], "x86_64") in keys


def test_the_engine_is_none_where_it_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(importlib, "import_module", missing)
    assert scan._engine() is None


def test_a_failing_scan_is_unavailable_and_a_lost_scratch_is_replaced() -> None:
    scanner = of("a")
    database = scanner._database

    class Broken:
        def scan(self, *_: object, **__: object) -> None:
            raise scan.hyperscan.HyperscanError(scan.hyperscan.HS_NOMEM)

    scanner._database = Broken()
    with pytest.raises(DetectorUnavailable):
        scanner.hits(b"a")
    scanner._database = database
    assert scanner._scratches == []
    assert indexes(scanner.hits(b"a")) == [0]
    assert len(scanner._scratches) == 1


def test_anchors_digits_and_always() -> None:
    scanner = AnchorScanner(
        (recogniser("a", "b", anchors=("mrn", "chart")), recogniser("7c", "7"), recogniser("d", always=True)),
        gates=("e", "^an"),
    )
    assert set(indexes(scanner.hits(b"-"))) == set()
    assert set(indexes(scanner.hits(b"deep"))) == {4, 5}
    assert set(indexes(scanner.hits(b"an MRN"))) == {0, 1, 6}
    assert set(indexes(scanner.hits(b"a 7"))) == {3}
    assert set(indexes(scanner.hits(b"a 7c"))) == {2, 3}


def test_what_a_group_cannot_tell_is_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RxSet, "matching", lambda _self, _data: None)
    scanner = AnchorScanner((recogniser("7c", "7"), recogniser("d", always=True)), gates=("e",))
    assert set(indexes(scanner.hits(b"-"))) == {2, 3}
    assert set(indexes(scanner.hits(b"1"))) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bMRN" + SEPARATOR + IDENTIFIER, 'MRN": "AB-12"'),
        (r"\bchart\s{0,2}[:#]\s{0,2}" + IDENTIFIER, "chart #A9-1"),
        (rf"\b(?P<v>{TWO_NAMES})x", "Seán O'Neillx"),
        (rf"\bPatient: (?P<v>{NAME_WORD})", "Patient: Ødegård"),
        (r"sk-[a-z]{20,200}", "sk-" + "a" * 30),
    ],
)
def test_widened_patterns_find_what_the_exact_ones_do(pattern: str, text: str) -> None:
    assert widened(pattern) != pattern
    plain = re.sub(r"\\x\{([0-9a-f]+)\}", lambda hit: chr(int(hit[1], 16)), pattern)
    assert re.search(plain, text)
    assert indexes(HyperscanScanner([Proposal(widened(pattern), pattern, announced(pattern))]).hits(text.encode())) == [
        0
    ]


def test_labels_of_few_letters_are_proposed_beside_the_others() -> None:
    assert apart("ref|case|rx|job", " no") == r"(?i:\b(?:case) no)|(?i:\b(?:ref|rx|job) no)"
    assert apart("case|claim", " no") == r"(?i:\b(?:case|claim) no)"
    assert apart("a|b", "c") == r"(?i:\b(?:a|b)c)"
    assert apart("(?:left|right) no|ref", "c") == r"(?i:\b(?:(?:left|right) no|ref)c)"  # a choice is not taken apart
