# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which grants are live for one application, purpose and deployment, at one moment.

A grant lets named classes leave in clear, or records with named source tags leave at all. It
never covers secrets or token look-alikes, needs two different people, and ends after at most
90 days whatever it says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clearance.model.boundary import Grant
from clearance.model.words import DataClass, SourceTag

MAX_GRANT_SECONDS = 90 * 86_400
NEVER_GRANTED = frozenset({DataClass.SECRET, DataClass.TOKEN_LITERAL})


@dataclass(frozen=True, slots=True)
class Granted:
    """What live grants cover on one deployment; each class and tag with the grant that lasts longest.

    ``changes_at``: when a grant that is not live yet begins (Unix seconds; None = never).
    """

    classes: Mapping[DataClass, Grant]
    tags: Mapping[SourceTag, Grant]
    changes_at: int | None = None


def ends(grant: Grant) -> int:
    """When the grant stops, in Unix seconds: as it says, and no later than 90 days after it began."""
    return min(grant.expires_at, grant.valid_from + MAX_GRANT_SECONDS)


def granted(grants: Iterable[Grant], application: str, purpose: str, deployment: str, *, now: int) -> Granted:
    """What may be relied on now. An unnamed purpose ("") is never covered."""
    classes: dict[DataClass, Grant] = {}
    tags: dict[SourceTag, Grant] = {}
    upcoming: int | None = None
    for grant in sorted(grants, key=lambda one: (ends(one), one.id)):
        if (grant.application, grant.purpose, grant.deployment) != (application, purpose, deployment):
            continue
        if not purpose or grant.approver == grant.owner:
            continue
        if now < grant.valid_from:
            upcoming = grant.valid_from if upcoming is None else min(upcoming, grant.valid_from)
        elif now < ends(grant):
            classes |= {one: grant for one in grant.classes if one not in NEVER_GRANTED}
            tags |= dict.fromkeys(grant.tags, grant)
    return Granted(classes, tags, upcoming)
