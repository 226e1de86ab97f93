# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A fact counts only while it is true, on an accepted basis, in scope and in force."""

from dataclasses import replace
from typing import Any

import pytest

from clearance.core.policy.facts import FACTS, Path, standing, standings
from tests.unit.core.policy.boundaries import ENDPOINT, NOW, YEAR, fact

PATH = Path(ENDPOINT, "vm", frozenset({"tools"}))
BAA = fact("d", "baa_in_force")


def test_a_fact_in_force_holds_until_it_ends() -> None:
    found = standing("baa_in_force", [BAA], PATH, now=NOW)
    assert found.holds
    assert (found.version, found.valid_until, found.changes_at) == (BAA.version, NOW + YEAR, NOW + YEAR)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": False}, "false"),
        ({"basis": "secondary"}, "basis"),
        ({"basis": "memory"}, "basis"),
        ({"basis": "none"}, "basis"),
        ({"endpoints": ("/v1/other",)}, "scope"),
        ({"models": ("m",)}, "scope"),
        ({"features_denied": ("tools", "x")}, "scope"),
        ({"valid_from": NOW + 1}, "not_yet_valid"),
        ({"valid_until": NOW}, "expired"),
        ({"valid_until": NOW + 1}, ""),
        ({"valid_from": NOW}, ""),
        ({"basis": "primary", "endpoints": (ENDPOINT,), "models": ("vm",), "features_denied": ("x",)}, ""),
    ],
)
def test_each_way_to_fail_has_a_code(change: dict[str, Any], code: str) -> None:
    found = standing("baa_in_force", [replace(BAA, **change)], PATH, now=NOW)
    assert found.code == code
    assert found.holds is (code == "")


def test_unknown_is_not_satisfied() -> None:
    found = standing("baa_in_force", [fact("d", "no_training")], PATH, now=NOW)
    assert (found.code, found.version, found.changes_at) == ("missing", "", None)


def test_the_statement_that_gets_furthest_explains() -> None:
    others = [replace(BAA, value=False), replace(BAA, valid_until=NOW - 5, version="old"), replace(BAA, basis="memory")]
    assert standing("baa_in_force", others, PATH, now=NOW).version == "old"


def test_the_longest_of_several_that_hold_counts() -> None:
    long = replace(BAA, valid_until=NOW + 2 * YEAR, version="long")
    assert standing("baa_in_force", [BAA, long, BAA], PATH, now=NOW).version == "long"


def test_the_next_beginning_is_when_the_answer_changes() -> None:
    upcoming = [replace(BAA, valid_from=NOW + n) for n in (9, 5, 7)]
    found = standing("baa_in_force", [replace(BAA, valid_until=NOW), *upcoming], PATH, now=NOW)
    assert (found.code, found.changes_at) == ("expired", NOW + 5)


def test_every_known_fact_has_a_standing() -> None:
    found = standings(iter([BAA]), PATH, now=NOW)
    assert list(found) == list(FACTS)
    assert [name for name, one in found.items() if one.holds] == ["baa_in_force"]
