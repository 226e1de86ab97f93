# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Scanners propose; they may propose too much, never too little, and they fail closed."""

import importlib
import re

import pytest

from clearance.core.detect import scan
from clearance.core.detect.families.shapes import IDENTIFIER, NAME_WORD, SEPARATOR, TWO_NAMES, widened
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.rx import RxSet
from clearance.core.detect.scan import AnchorScanner, HyperscanScanner, database_key, flatten
from clearance.errors import DetectorUnavailable
from clearance.model.words import DataClass


def recogniser(*patterns: str, **more: object) -> Recogniser:
    return Recogniser("x", DataClass.OTHER_ID, patterns, ("«1»",), **more)  # type: ignore[arg-type]  # per test


def test_flatten_takes_hints_one_for_all_or_one_each() -> None:
    several = (recogniser("a", "b"), recogniser("c", "d", hints=("e",)), recogniser("f", "g", hints=("h", "i")))
    assert flatten(several) == ("a", "b", "e", "e", "h", "i")


def test_a_hint_shared_by_patterns_proposes_all_of_them() -> None:
    assert sorted(HyperscanScanner(("ab", "c", "ab")).hits(b"xaby")) == [0, 2]
    assert list(HyperscanScanner(("ab", "c")).hits(b"none")) == []


def test_a_serialised_database_is_bound_to_its_patterns() -> None:
    made = HyperscanScanner(("ab", "c")).serialise()
    assert list(HyperscanScanner(("ab", "c"), made).hits(b"xc")) == [1]
    with pytest.raises(DetectorUnavailable) as refused:
        HyperscanScanner(("ab", "d"), made)
    assert refused.value.diagnostics == "database of other patterns"


def test_a_damaged_database_is_refused() -> None:
    made = HyperscanScanner(("ab", "c")).serialise()
    with pytest.raises(DetectorUnavailable):
        HyperscanScanner(("ab", "c"), made[:-40])


def test_a_pattern_that_hyperscan_does_not_take_is_refused() -> None:
    with pytest.raises(DetectorUnavailable):
        HyperscanScanner(("(?<!a)b",))


def test_absence_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "hyperscan", None)
    with pytest.raises(DetectorUnavailable) as refused:
        HyperscanScanner(("a",))
    assert refused.value.diagnostics == "hyperscan is not installed"
    with pytest.raises(DetectorUnavailable):
        database_key(("a",), "x86_64")


def test_a_database_is_named_by_patterns_and_machine() -> None:
    keys = {database_key(("a",), "x86_64"), database_key(("b",), "x86_64"), database_key(("a",), "aarch64")}
    assert len(keys) == 3
    assert database_key(("a",), "x86_64") in keys


def test_the_engine_is_none_where_it_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(importlib, "import_module", missing)
    assert scan._engine() is None


def test_a_failing_scan_is_unavailable_and_a_lost_scratch_is_replaced() -> None:
    scanner = HyperscanScanner(("a",))
    database = scanner._database

    class Broken:
        def scan(self, *_: object, **__: object) -> None:
            raise scan.hyperscan.HyperscanError(scan.hyperscan.HS_NOMEM)

    scanner._database = Broken()
    with pytest.raises(DetectorUnavailable):
        scanner.hits(b"a")
    scanner._database = database
    assert scanner._scratches == []
    assert list(scanner.hits(b"a")) == [0]
    assert len(scanner._scratches) == 1


def test_anchors_digits_and_always() -> None:
    scanner = AnchorScanner(
        (recogniser("a", "b", anchors=("mrn", "chart")), recogniser("7c", "7"), recogniser("d", always=True)),
        gates=("e", "^an"),
    )
    assert set(scanner.hits(b"-")) == set()
    assert set(scanner.hits(b"deep")) == {4, 5}
    assert set(scanner.hits(b"an MRN")) == {0, 1, 6}
    assert set(scanner.hits(b"a 7")) == {3}
    assert set(scanner.hits(b"a 7c")) == {2, 3}


def test_what_a_group_cannot_tell_is_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RxSet, "matching", lambda _self, _data: None)
    scanner = AnchorScanner((recogniser("7c", "7"), recogniser("d", always=True)), gates=("e",))
    assert set(scanner.hits(b"-")) == {2, 3}
    assert set(scanner.hits(b"1")) == {0, 1, 2, 3}


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
    assert list(HyperscanScanner((widened(pattern),)).hits(text.encode())) == [0]
