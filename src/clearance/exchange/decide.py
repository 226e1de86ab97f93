# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 4: one plan for this request, never wider than the caller wishes."""

from collections.abc import Collection
from dataclasses import replace

from clearance.errors import InvalidHeader, PartRefused
from clearance.exchange.inherit import NOTHING, Inherited
from clearance.model.boundary import Application
from clearance.model.identity import Principal
from clearance.model.plan import Plan, Restriction
from clearance.model.prompt import Inspection, PromptFacts
from clearance.model.words import FORMS, Form, Guarded, ScopeKind
from clearance.ports import Snapshot

_HEADER = "x-clearance-restrict"
_GRAMMAR = (
    f"{_HEADER} takes 'name=value[,value]' parts joined by ';' with the names deployment, region, kind, "
    f"form ({', '.join(FORMS)}), restore (no) and scope (request)."
)


def read_restriction(text: str | None) -> Restriction:
    """The caller's wish to be stricter, e.g. ``region=us-east-1;form=masked;restore=no``.

    Raises:
        InvalidHeader: an unknown name, an unknown value, or a name given twice.
    """
    if text is None:
        return Restriction()
    parts: dict[str, tuple[str, ...]] = {}
    for part in text.split(";"):
        name, equals, value = part.strip().partition("=")
        values = tuple(v.strip() for v in value.split(",") if v.strip())
        if not equals or not values or name in parts:
            raise InvalidHeader(_GRAMMAR, param=_HEADER)
        parts[name] = values
    form = _only(parts.pop("form", ()), FORMS) or Form.CLEAR
    restore = _only(parts.pop("restore", ()), ("no",))
    scope = _only(parts.pop("scope", ()), (ScopeKind.REQUEST,))
    wish = Restriction(
        deployments=parts.pop("deployment", ()),
        regions=parts.pop("region", ()),
        kinds=parts.pop("kind", ()),
        at_least=Form(form),
        restore=restore is None,
        scope=ScopeKind.REQUEST if scope else None,
    )
    if parts:
        raise InvalidHeader(_GRAMMAR, param=_HEADER)
    return wish


def _only(values: tuple[str, ...], allowed: tuple[str, ...]) -> str | None:
    if len(values) > 1 or not set(values) <= set(allowed):
        raise InvalidHeader(_GRAMMAR, param=_HEADER)
    return values[0] if values else None


def refuse_guarded(principal: Principal, inspection: Inspection, snapshot: Snapshot, *, foreign: bool = False) -> None:
    """Refuse what a vendor would store, fetch or run by itself, parts of unknown types, and (``foreign``) encrypted
    blocks of unknown origin, unless the application's document allows it by name.

    Raises:
        PartRefused: ``param`` is the path that asks for it.
    """
    allowed = snapshot.boundary.applications[principal.application].allow
    refusal = refused_unless(inspection.facts, allowed)
    if refusal is not None:
        raise refusal
    if foreign and Guarded.FOREIGN_ENCRYPTED not in allowed:
        raise PartRefused(
            f"{Guarded.FOREIGN_ENCRYPTED} is not allowed for this application: an encrypted block was not handed out "
            "here in this conversation in the last 24 hours"
        )


def refused_unless(facts: PromptFacts, allowed: Collection[str]) -> PartRefused | None:
    """The refusal of the first guarded feature, or part of unknown type, that is not among those allowed."""
    for feature, path in facts.guarded:
        if feature not in allowed:
            return PartRefused(
                f"{feature} is not allowed for this application: it runs or keeps at the vendor", param=path
            )
    if facts.unknown_parts and Guarded.UNKNOWN_PARTS not in allowed:
        return PartRefused("a part of unknown type is not allowed", param=facts.unknown_parts[0])
    return None


def by_default(inspection: Inspection, application: Application) -> Inspection:
    """The request with what the vendor does unless it is told not to, as far as the application may use it: the rest
    is switched off (``Wire.settings``).
    """
    silent = inspection.facts.by_default.intersection(application.allow)
    if not silent:
        return inspection
    return replace(inspection, facts=replace(inspection.facts, features=inspection.facts.features | silent))


def decide(
    principal: Principal,
    inspection: Inspection,
    wish: Restriction,
    snapshot: Snapshot,
    *,
    inherited: Inherited = NOTHING,
    now: int,
) -> Plan:
    """The plan for this request and what it inherits; a denied one says so and never raises. ``now``: Unix seconds."""
    seen, decider = inspection, snapshot.decider
    counts = dict.fromkeys(inherited.classes, 1) | seen.counts
    tags = seen.tags | inherited.tags
    return decider.decide(inherited.weighed(principal), seen.facts, counts, wish, tags=tags, now=now)
