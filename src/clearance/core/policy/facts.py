# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which facts about a deployment hold for one request, at one moment.

A fact counts only if it is stated true on an accepted basis, is in force now, and covers the
request's endpoint, model and features. Everything else (unknown, false, expired, not yet
valid, out of scope, hearsay) is simply not satisfied, and says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from clearance.model.boundary import Fact

FACTS: dict[str, str] = {
    "baa_in_force": "no business associate agreement in force",
    "own_workforce": "not run by the organisation's own workforce",
    "expert_determination": "no expert determination recorded",
    "no_training": "no assurance that it does not train on what is sent",
    "zero_retention": "no assurance that it keeps no content",
    "region_pinned": "no assurance that data stays in the region",
    "soc2_current": "no current SOC 2 report",
    "subprocessors_reviewed": "subprocessors not reviewed",
}
"""Every fact a policy may ask for, with what to say when it does not hold."""

BASES = ("executed", "primary", "secondary", "memory", "none")
"""Where a fact comes from: an executed contract, the vendor's own page, somebody else's, recollection, nowhere."""

ELIGIBLE_BASES = frozenset({"executed", "primary"})

_STAGES = ("missing", "false", "basis", "scope", "not_yet_valid", "expired", "")
"""How far the best statement got; the last is "holds"."""


@dataclass(frozen=True, slots=True)
class Path:
    """What a fact has to cover. ``model`` is the name that the vendor knows."""

    endpoint: str
    model: str
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One fact of one deployment for one path, now.

    ``code`` is "" when it holds. ``version`` is the document that settled it ("" = none).
    ``changes_at`` is when the answer next changes by itself (Unix seconds; None = never).
    """

    name: str
    code: str
    version: str = ""
    valid_until: int = 0
    changes_at: int | None = None

    @property
    def holds(self) -> bool:
        """Whether a policy sees it as true."""
        return not self.code


def standing(name: str, facts: Iterable[Fact], path: Path, *, now: int) -> Standing:
    """How the fact ``name`` stands, given one deployment's facts.

    Of several statements the one that gets furthest counts; of several that hold, the one that holds
    longest. Leaving a statement out therefore never makes a fact hold.
    """
    best = Standing(name, "missing")
    upcoming: int | None = None
    for fact in facts:
        if fact.name != name:
            continue
        code = _code(fact, path, now)
        if code == "not_yet_valid" and (upcoming is None or fact.valid_from < upcoming):
            upcoming = fact.valid_from
        rank = (_STAGES.index(code), fact.valid_until)
        if rank > (_STAGES.index(best.code), best.valid_until):
            best = Standing(name, code, fact.version, fact.valid_until)
    changes_at = best.valid_until if best.holds else upcoming
    return Standing(name, best.code, best.version, best.valid_until, changes_at)


def standings(facts: Iterable[Fact], path: Path, *, now: int) -> dict[str, Standing]:
    """Every known fact of one deployment, by name."""
    stated = tuple(facts)
    return {name: standing(name, stated, path, now=now) for name in FACTS}


def _code(fact: Fact, path: Path, now: int) -> str:
    covers = (
        (not fact.endpoints or path.endpoint in fact.endpoints)
        and (not fact.models or path.model in fact.models)
        and path.features.isdisjoint(fact.features_denied)
    )
    if not fact.value:
        return "false"
    if fact.basis not in ELIGIBLE_BASES:
        return "basis"
    if not covers:
        return "scope"
    if now < fact.valid_from:
        return "not_yet_valid"
    return "" if now < fact.valid_until else "expired"
