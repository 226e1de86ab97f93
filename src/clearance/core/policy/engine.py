# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The policy engine of one boundary: a request's facts in, a plan out.

Knows documents, facts, grants and Cedar. Does not know content, time or vendors' wires: the
caller passes ``now``. A plan is remembered by the complete decision input, so a decision
can only depend on what is in its key, on the boundary, and on facts and grants until they
next change.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from clearance.core.policy.cedar import Policies
from clearance.core.policy.facts import Path, Standing, standings
from clearance.core.policy.grants import Granted, ends, granted
from clearance.core.policy.plans import KIND_RANK, PHI_CLASSES, UNLISTED, Outcome, Record, arrange
from clearance.core.policy.whynot import Explainer, Speaking
from clearance.model.boundary import Application, Boundary, Deployment, Fact
from clearance.model.identity import Principal
from clearance.model.plan import Candidate, Plan, Reason, Restriction
from clearance.model.prompt import UNREAD, PromptFacts
from clearance.model.words import DataClass, Declared, Form, SourceTag

PLAN_SECONDS = 3_600
"""A plan never outlives this."""

CACHE_SECONDS = 1_800
"""A remembered plan is given out for half that, so that a request always gets time to be sent."""

CACHE_PLANS = 4_096


class Key(NamedTuple):
    """Everything about a request that a decision may depend on."""

    tenant: str
    application: str
    declared: Declared
    purpose: str | None
    wire: str
    endpoint: str
    model: str
    features: frozenset[str]
    classes: frozenset[DataClass]
    tags: frozenset[SourceTag]
    wish: Restriction


@dataclass(frozen=True, slots=True)
class Subject:
    """One candidate deployment: what Cedar sees of it, and what that rests on."""

    deployment: Deployment
    record: Record
    standings: dict[str, Standing]
    granted: Granted

    def changes(self) -> list[int]:
        """When a fact or grant of it next changes by itself."""
        grants = {*self.granted.classes.values(), *self.granted.tags.values()}
        moments = [one.changes_at for one in self.standings.values()] + [self.granted.changes_at]
        return [one for one in moments if one is not None] + [ends(one) for one in grants]


class PolicyEngine:
    """Implements ``ports.Decider`` for one boundary."""

    __slots__ = (
        "_applications",
        "_cache",
        "_deployments",
        "_explainer",
        "_facts",
        "_grants",
        "_policies",
        "_purposes",
        "_serving",
        "_speaking",
    )

    def __init__(self, boundary: Boundary, *, schema: str) -> None:
        """Raises InvalidDocument if the boundary's policies do not fit the schema."""
        self._facts: dict[str, list[Fact]] = {}
        for one in boundary.facts:
            self._facts.setdefault(one.deployment, []).append(one)
        self._grants = boundary.grants
        self._deployments = boundary.deployments
        self._policies = Policies(boundary.policies, schema)
        self._explainer = Explainer(self._policies)
        self._applications = boundary.applications
        self._purposes = frozenset(boundary.purposes)
        self._serving = _serving(boundary)
        self._speaking = Speaking.of(self._deployments.values())
        self._cache: dict[Key, tuple[Plan, int, int]] = {}

    @property
    def policies(self) -> Policies:
        """The parsed policy set, e.g. for ``plans.replay``."""
        return self._policies

    def decide(
        self,
        principal: Principal,
        facts: PromptFacts,
        counts: Mapping[DataClass, int],
        wish: Restriction,
        *,
        tags: Collection[SourceTag] = (),
        now: int,
    ) -> Plan:
        """The plan for one request at ``now`` (Unix seconds). Never raises for a denied one: the plan says so.

        A plan may be shared between calls: treat its dictionaries as read-only.
        """
        application = self._applications.get(principal.application)
        if application is None or application.tenant != principal.tenant:
            return _denied(Reason("application.unknown", "the application is not registered"), now)
        purpose, spoken = principal.purpose, (facts.wire, facts.endpoint) in self._speaking.endpoints
        key = Key(
            application.tenant,
            application.id,
            _declared(application, principal, now),
            purpose if purpose is None or purpose in self._purposes else UNLISTED,
            # What a caller wrote enters a plan only if it is a registered name.
            facts.wire if spoken else "",
            facts.endpoint if spoken else "",
            facts.model if facts.model == UNREAD or facts.model in self._speaking.models else "",
            facts.features,
            frozenset([one for one, count in counts.items() if count]),
            frozenset((*application.tags, *tags)),
            self._registered(wish) if wish.deployments or wish.regions or wish.kinds else wish,
        )
        known = self._cache.get(key)
        if known is not None and known[1] <= now < known[2]:
            return known[0]
        plan, changes_at = self._plan(key, now)
        if len(self._cache) >= CACHE_PLANS:
            self._cache.pop(next(iter(self._cache)), None)
        self._cache[key] = (plan, now, changes_at)
        return plan

    def _registered(self, wish: Restriction) -> Restriction:
        """The wish, with names that no document declares replaced by one that matches nothing."""
        deployments = self._deployments.values()
        return replace(
            wish,
            deployments=_listed(wish.deployments, self._deployments),
            regions=_listed(wish.regions, {one.region for one in deployments}),
            kinds=_listed(wish.kinds, {one.kind for one in deployments}),
        )

    def _plan(self, key: Key, now: int) -> tuple[Plan, int]:
        """The plan, and when the same question may next have another answer."""
        application = self._applications[key.application]
        context = _context(key, application)
        serving = self._serving.get((key.wire, key.endpoint, key.model), ())
        unwished = {one.id: why for one in serving if (why := _unwished(one, key.wish))}
        subjects = [self._subject(one, key, application, now) for one in serving if one.id not in unwished]
        outcome = arrange(self._policies, context, [one.record for one in subjects], sorted(key.classes))
        candidates = [self._candidate(one, context, outcome) for one in subjects]
        candidates += [
            Candidate(name, allowed=False, forms={}, reasons=(why,), facts={}) for name, why in unwished.items()
        ]
        used = [one for one in subjects if one.deployment.id in outcome.deployments]
        pending = [application.declared_from] if application.declared_from > now else []
        changes = pending + [moment for one in subjects for moment in one.changes()]
        until = pending + [moment for one in used for moment in one.changes()]
        reasons = tuple(reason for one in candidates for reason in one.reasons)
        if not serving:
            reasons = (self._speaking.unserved(key.wire, key.endpoint, key.model),)
        plan = Plan(
            allowed=bool(outcome.deployments),
            deployments=outcome.deployments,
            forms=outcome.forms,
            valid_until=min([now + PLAN_SECONDS, *(until if outcome.deployments else changes)]),
            phi_origin=context["context"]["phi_origin"],
            reasons=reasons,
            candidates=tuple(candidates),
            context=context,
            policies=_policies(outcome),
            restore_to_caller=key.wish.restore,
            restore_in_tools=key.wish.restore and application.restore_in_tools,
            grants=_grants(used, outcome.forms),
        )
        return plan, min([now + CACHE_SECONDS, *changes])

    def _subject(self, deployment: Deployment, key: Key, application: Application, now: int) -> Subject:
        vendor_model = UNREAD if key.model == UNREAD else dict(deployment.models)[key.model]
        path = Path(key.endpoint, vendor_model, key.features)
        found = standings(self._facts.get(deployment.id, ()), path, now=now)
        grants = granted(self._grants, application.id, key.purpose or "", deployment.id, now=now)
        # Only what this request needs: a grant for another class does not limit how long the plan lasts.
        grant = Granted(
            {one: grants.classes[one] for one in sorted(key.classes & grants.classes.keys())},
            {one: grants.tags[one] for one in sorted(key.tags) if one in grants.tags},
            grants.changes_at,
        )
        record: Record = {
            "type": "Deployment",
            "id": deployment.id,
            "attrs": {
                "name": deployment.id,
                "vendor": deployment.vendor,
                "kind": deployment.kind,
                "region": deployment.region,
                "wire": deployment.wire,
                "model": vendor_model,
                **{name: one.holds for name, one in found.items()},
            },
            "granted": sorted(one.value for one in grant.classes),
            "tag_grant": all(tag in grant.tags for tag in key.tags),
        }
        return Subject(deployment, record, found, grant)

    def _candidate(self, subject: Subject, context: Record, outcome: Outcome) -> Candidate:
        name = subject.deployment.id
        judgement = outcome.judgements[name]
        return Candidate(
            deployment=name,
            allowed=judgement.allowed,
            forms=dict(judgement.forms) if judgement.allowed else {},
            reasons=self._explainer.explain(context, subject.record, subject.standings, judgement),
            facts={fact: one.version for fact, one in subject.standings.items() if one.version},
            cedar=subject.record,
        )


def _serving(boundary: Boundary) -> dict[tuple[str, str, str], tuple[Deployment, ...]]:
    """Who serves a (wire, endpoint, model), best ranked first."""
    found: dict[tuple[str, str, str], tuple[Deployment, ...]] = {}
    for one in sorted(boundary.deployments.values(), key=lambda one: (KIND_RANK.get(one.kind, len(KIND_RANK)), one.id)):
        for endpoint in one.endpoints:
            for model in (*(name for name, _ in one.models), UNREAD):
                at = (one.wire, endpoint, model)
                found[at] = (*found.get(at, ()), one)
    return found


def _declared(application: Application, principal: Principal, now: int) -> Declared:
    """What counts now: a weaker declaration only from its time on, and never over a stricter one of the key."""
    if application.declared is not Declared.NONE:
        return application.declared
    if now < application.declared_from:
        return Declared.UNSURE
    return principal.declared


def _context(key: Key, application: Application) -> Record:
    """What Cedar is told of the request. Built from the key and the boundary only, so that a plan may be reused."""
    phi_origin = key.declared is not Declared.NONE or bool(key.classes & PHI_CLASSES) or bool(key.tags)
    return {
        "principal": {
            "type": "Application",
            "id": application.id,
            "attrs": {
                "tenant": application.tenant,
                "declared": key.declared.value,
                "purposes": sorted(application.purposes),
                "deployments": sorted(application.deployments),
                "regions": sorted(application.regions),
            },
        },
        "action": "send",
        "context": {
            "purpose": key.purpose or "",
            "purpose_declared": key.purpose is not None and key.purpose in application.purposes,
            "phi_origin": phi_origin,
            "tags": sorted(one.value for one in key.tags),
            "features": sorted(key.features),
            "endpoint": key.endpoint,
            "model": key.model,
        },
        "at_least": key.wish.at_least.value,
        "wish": {
            "deployments": list(key.wish.deployments),
            "regions": list(key.wish.regions),
            "kinds": list(key.wish.kinds),
        },
    }


def _listed(wanted: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted({one if one in known else UNLISTED for one in wanted}))


def _unwished(one: Deployment, wish: Restriction) -> Reason | None:
    """Why the caller's own restriction leaves this deployment out, if it does."""
    checks = (
        ("deployments", one.id, wish.deployments),
        ("regions", one.region, wish.regions),
        ("kinds", one.kind, wish.kinds),
    )
    for name, value, wanted in checks:
        if wanted and value not in wanted:
            return Reason(f"wish.{name}", f"{one.id}: the caller's own restriction on {name} leaves it out", one.id)
    return None


def _policies(outcome: Outcome) -> tuple[str, ...]:
    """The @ids that decided: for an allowed plan its deployments' permits, for a denied one what stood in the way."""
    found: set[str] = set()
    for name, judgement in outcome.judgements.items():
        if name in outcome.deployments:
            found |= judgement.policies
        elif not outcome.deployments:
            verdicts = (verdict for by_form in judgement.refused.values() for verdict in by_form.values())
            found |= {policy for verdict in verdicts for policy in (*verdict.policies, *verdict.errors)}
    return tuple(sorted(found))


def _grants(used: list[Subject], forms: Mapping[DataClass, Form]) -> tuple[str, ...]:
    """The grants that the plan relies on: for what leaves in clear, and for source tags."""
    clear = {one for one, form in forms.items() if form is Form.CLEAR}
    found = {grant.id for one in used for data_class, grant in one.granted.classes.items() if data_class in clear}
    found |= {grant.id for one in used for grant in one.granted.tags.values()}
    return tuple(sorted(found))


def _denied(reason: Reason, now: int) -> Plan:
    return Plan(
        allowed=False,
        deployments=(),
        forms={},
        valid_until=now + PLAN_SECONDS,
        phi_origin=True,
        reasons=(reason,),
        candidates=(),
        context={},
    )
