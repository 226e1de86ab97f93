# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which findings a rule is about, by name. Profiles choose what to look at; they determine nothing.

A profile covers whole classes, less the sub-labels that its rule leaves alone. A finding whose sub-label is not known
counts. Several profiles together cover what any of them does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clearance.errors import InvalidSetting
from clearance.model.prompt import Finding
from clearance.model.words import DataClass

DETERMINATION = "none"
"""What the presence or absence of findings determines."""

_ALL: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    """``basis``: the rule. ``covers``: its classes, each with the sub-labels that the rule leaves alone."""

    name: str
    basis: str
    covers: Mapping[DataClass, frozenset[str]]

    def covered(self, finding: Finding) -> bool:
        """Whether the rule is about this finding."""
        left_alone = self.covers.get(finding.data_class)
        return left_alone is not None and finding.sub not in left_alone


_NUMBERS = (
    DataClass.PHONE,
    DataClass.FAX,
    DataClass.EMAIL,
    DataClass.SSN,
    DataClass.MRN,
    DataClass.HEALTH_PLAN_ID,
    DataClass.ACCOUNT,
    DataClass.CREDIT_CARD,
    DataClass.IBAN,
    DataClass.LICENSE,
    DataClass.VEHICLE,
    DataClass.DEVICE_ID,
    DataClass.URL,
    DataClass.IP,
    DataClass.OTHER_ID,
)
_DIRECT: dict[DataClass, frozenset[str]] = dict.fromkeys((DataClass.PERSON, *_NUMBERS), _ALL)

_PROFILES = (
    Profile(
        "safe_harbor_identifiers",
        "45 CFR 164.514(b)(2)(i)(A)-(R)",
        _DIRECT
        | {
            DataClass.LOCATION: frozenset({"state", "country"}),
            DataClass.DATE: frozenset({"year"}),
            DataClass.AGE: frozenset({"up_to_89"}),
        },
    ),
    Profile(
        "limited_data_set_identifiers",
        "45 CFR 164.514(e)(2)",
        _DIRECT | {DataClass.LOCATION: frozenset({"city", "state", "zip", "country"})},
    ),
    Profile(
        "pii",
        "every class that can single out a person",
        _DIRECT | dict.fromkeys((DataClass.LOCATION, DataClass.DATE, DataClass.AGE), _ALL),
    ),
    Profile("pci", "card and bank account numbers", dict.fromkeys((DataClass.CREDIT_CARD, DataClass.IBAN), _ALL)),
    Profile("secrets", "passwords, keys and other credentials", {DataClass.SECRET: _ALL}),
)
PROFILES: Mapping[str, Profile] = MappingProxyType({one.name: one for one in _PROFILES})


def select(findings: Iterable[Finding], names: Iterable[str]) -> tuple[Finding, ...]:
    """The findings that any of the named profiles covers, in their order.

    Raises:
        InvalidSetting: no such profile.
    """
    wanted = []
    for name in names:
        if name not in PROFILES:
            raise InvalidSetting(f"there is no such profile; there are: {', '.join(PROFILES)}", param="profiles")
        wanted.append(PROFILES[name])
    return tuple(finding for finding in findings if any(profile.covered(finding) for profile in wanted))
