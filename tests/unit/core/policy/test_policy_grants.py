# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which grants are live."""

from dataclasses import replace
from typing import Any

import pytest

from clearance.core.policy.grants import MAX_GRANT_SECONDS, ends, granted
from clearance.model.words import DataClass, SourceTag
from tests.unit.core.policy.boundaries import NOW, grant

G = grant("d", DataClass.PERSON, DataClass.SECRET, DataClass.TOKEN_LITERAL, tags=(SourceTag.HIV,))


def test_a_live_grant_covers_its_classes_and_tags_but_never_secrets() -> None:
    found = granted([G], "app", "treatment", "d", now=NOW)
    assert dict(found.classes) == {DataClass.PERSON: G}
    assert dict(found.tags) == {SourceTag.HIV: G}
    assert found.changes_at is None


@pytest.mark.parametrize(
    "change",
    [
        {"application": "other"},
        {"purpose": "payment"},
        {"deployment": "e"},
        {"approver": "owner"},
        {"expires_at": NOW},
        {"valid_from": NOW + 1},
        {"valid_from": NOW - MAX_GRANT_SECONDS, "expires_at": NOW + 1_000},
    ],
)
def test_a_grant_that_does_not_fit_covers_nothing(change: dict[str, Any]) -> None:
    found = granted([replace(G, **change)], "app", "treatment", "d", now=NOW)
    assert not found.classes
    assert not found.tags


def test_no_purpose_is_never_granted() -> None:
    assert not granted([replace(G, purpose="")], "app", "", "d", now=NOW).classes


def test_the_longest_live_grant_counts_and_the_next_beginning_is_known() -> None:
    longer = replace(G, id="longer", expires_at=NOW + 5_000)
    later = [replace(G, id=f"l{n}", valid_from=NOW + n) for n in (30, 20, 25)]
    found = granted([longer, G, *later], "app", "treatment", "d", now=NOW)
    assert found.classes[DataClass.PERSON].id == "longer"
    assert found.changes_at == NOW + 20
    assert ends(longer) == NOW + 5_000
