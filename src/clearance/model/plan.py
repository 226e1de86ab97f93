# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What was decided, and why."""

from dataclasses import dataclass, field

from clearance.model.words import DataClass, Form, ScopeKind


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a caller asks to be stricter about; adding one never widens a plan.

    Empty tuples mean "no wish". ``at_least`` is the weakest form allowed for any finding.
    """

    deployments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    at_least: Form = Form.CLEAR
    restore: bool = True
    scope: ScopeKind | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause, content-free. ``code`` is stable (e.g. "fact.baa_in_force.expired"); ``policy`` the Cedar @id."""

    code: str
    text: str
    deployment: str = ""
    data_class: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One deployment as it was judged: its verdict, allowed forms, reasons and fact versions used.

    ``cedar`` holds the complete entity attributes (JSON values, no content) that Cedar saw.
    """

    deployment: str
    allowed: bool
    forms: dict[DataClass, Form]
    reasons: tuple[Reason, ...]
    facts: dict[str, str]
    cedar: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """One outgoing form per class and the ordered deployments that may receive exactly that body.

    ``deployments`` is empty when denied. ``valid_until`` is Unix seconds; after it nothing may
    be sent. ``context`` is the complete Cedar context and principal attributes, without content.
    """

    allowed: bool
    deployments: tuple[str, ...]
    forms: dict[DataClass, Form]
    valid_until: int
    phi_origin: bool
    reasons: tuple[Reason, ...]
    candidates: tuple[Candidate, ...]
    context: dict[str, object]
    policies: tuple[str, ...] = ()
    restore_to_caller: bool = True
    restore_in_tools: bool = True
    grants: tuple[str, ...] = ()
    derived: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    """What follows from this plan alone, kept by whoever computed it: plans are shared by many calls."""
