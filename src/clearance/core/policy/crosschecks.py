# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What boundary documents say about each other: every reference leads somewhere, no two facts contradict."""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, groupby

from clearance.core.policy.fields import Fields
from clearance.model.boundary import Boundary, Fact

Entries = Mapping[tuple[str, str], Fields]
"""(kind, id) to the document that says so, for the error's place."""


def check(boundary: Boundary, entries: Entries) -> None:
    """Raises InvalidDocument for the first reference or contradiction found, naming file, document and field."""
    deployments = boundary.deployments
    for path in deployments.values():
        _known(entries[("Deployment", path.id)], "vendor", [path.vendor], boundary.vendors)
    for fact in boundary.facts:
        doc = entries[("Fact", fact.id)]
        _known(doc, "deployment", [fact.deployment], deployments)
        path = deployments[fact.deployment]
        _known(doc, "endpoints", fact.endpoints, path.endpoints)
        # A contract covers what the vendor sells, whatever callers call it.
        _known(doc, "models", fact.models, {sold for _, sold in path.models})
    for application in boundary.applications.values():
        doc = entries[("Application", application.id)]
        _known(doc, "purposes", application.purposes, boundary.purposes)
        _known(doc, "deployments", application.deployments, deployments)
    for grant in boundary.grants:
        doc = entries[("Grant", grant.id)]
        _known(doc, "application", [grant.application], boundary.applications)
        _known(doc, "deployment", [grant.deployment], deployments)
        _known(doc, "purpose", [grant.purpose], boundary.applications[grant.application].purposes)
    facts = sorted(boundary.facts, key=_subject)
    for _, same in groupby(facts, key=_subject):
        for one, other in combinations(same, 2):
            if _contradict(one, other):
                raise entries[("Fact", one.id)].invalid("value", f"contradicts {other.id} for the same path and time")


def _known(doc: Fields, field: str, named: Sequence[str], known: Collection[str]) -> None:
    if any(one not in known for one in named):
        raise doc.invalid(field, "names something that no document declares for it")


def _subject(fact: Fact) -> tuple[str, str]:
    return fact.deployment, fact.name


def _contradict(one: Fact, other: Fact) -> bool:
    return (
        one.value != other.value
        and one.valid_from < other.valid_until
        and other.valid_from < one.valid_until
        and _overlap(one.endpoints, other.endpoints)
        and _overlap(one.models, other.models)
    )


def _overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    """Two scopes meet; an empty one covers everything."""
    return not one or not other or not set(one).isdisjoint(other)
