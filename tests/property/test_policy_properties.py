# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What must hold of every decision, whatever the boundary says.

A plan is wider than another if it lets through a (deployment, class, form) that the other does not.
When the first choice falls away the next deployment sets the forms, so plans are compared by everything
that is allowed, not by what was chosen: ``allowed`` asks Cedar for each triple.
"""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.boundary import schema
from clearance.core.policy.engine import PolicyEngine
from clearance.core.policy.facts import BASES, FACTS
from clearance.core.policy.plans import ask, replay
from clearance.model.boundary import Application, Boundary, Fact, Grant
from clearance.model.plan import Plan, Restriction
from clearance.model.words import FORMS, DataClass, Declared, Form, SourceTag
from tests.unit.core.policy.boundaries import NOW, WHO, application, boundary, decide, deployment, fact, grant

DEPLOYMENTS = (deployment("a", "on_prem", "site"), deployment("b", "vpc"), deployment("c"))
NAMES = tuple(one.id for one in DEPLOYMENTS)
Triple = tuple[str, str, str]

CLASSES = st.frozensets(st.sampled_from(DataClass), max_size=5)
OWN = (
    '@id("own.all") permit(principal, action, resource);',
    '@id("own.clear") permit(principal, action, resource) when { context.form == "clear" };',
    '@id("own.coarse") permit(principal, action, resource) when { context.form == "generalised" };',
    '@id("own.private") forbid(principal, action, resource) when { resource.kind == "public_api" };',
    '@id("own.retention") forbid(principal, action, resource) unless { resource.zero_retention };',
    '@id("own.ssn") forbid(principal, action, resource) when { context.data_class == "ssn" && context.grant };',
    '@id("own.tokens") forbid(principal, action, resource) when { context.form == "tokenised" };',
)
ERRING = '@id("own.error") permit(principal, action, resource) when { 9223372036854775807 + 1 == 0 };'


@st.composite
def facts(draw: st.DrawFn) -> tuple[Fact, ...]:
    """For each deployment often enough to be eligible, and several more statements of every kind."""
    found = []
    for on in NAMES:
        names = draw(st.sampled_from([(), ("no_training",), ("own_workforce",), ("baa_in_force", "no_training")]))
        found += [fact(on, name) for name in names]
    for number in range(draw(st.integers(0, 6))):
        name = draw(st.sampled_from(["own_workforce", "own_workforce", "baa_in_force", *FACTS]))
        one = fact(draw(st.sampled_from(NAMES)), name, id=f"f{number}", version=f"v{number}")
        change: dict[str, Any] = draw(
            st.sampled_from(
                [
                    {},
                    {"value": False},
                    {"basis": draw(st.sampled_from(BASES))},
                    {"valid_until": NOW + draw(st.integers(-2, 2))},
                    {"valid_until": NOW + draw(st.integers(1, 2))},
                    {"valid_from": NOW + draw(st.integers(-2, 2))},
                    {"endpoints": ("/v1/other",)},
                    {"features_denied": ("tools",)},
                ]
            )
        )
        found.append(replace(one, **change))
    return tuple(found)


@st.composite
def grants(draw: st.DrawFn) -> tuple[Grant, ...]:
    return tuple(
        grant(
            draw(st.sampled_from(NAMES)),
            *draw(CLASSES),
            id=f"g{number}",
            tags=tuple(draw(st.frozensets(st.sampled_from(SourceTag), max_size=2))),
            approver=draw(st.sampled_from(["approver", "owner"])),
            expires_at=NOW + draw(st.integers(-1, 2)),
        )
        for number in range(draw(st.integers(0, 3)))
    )


@st.composite
def applications(draw: st.DrawFn) -> Application:
    return application(
        declared=draw(st.sampled_from([Declared.NONE, Declared.NONE, Declared.UNSURE, Declared.PHI])),
        declared_from=NOW + draw(st.sampled_from([-1, 0, 0, 1])),
        tags=draw(st.sampled_from([(), (), (), (SourceTag.HIV,), (SourceTag.HIV, SourceTag.MINOR)])),
        regions=draw(st.sampled_from([(), (), ("us",)])),
    )


@st.composite
def boundaries(draw: st.DrawFn) -> Boundary:
    return boundary(
        *DEPLOYMENTS,
        facts=draw(facts()),
        grants=draw(grants()),
        app=draw(applications()),
        own="".join(sorted(draw(st.frozensets(st.sampled_from(OWN))))),
    )


WISHES = st.builds(
    Restriction,
    deployments=st.sampled_from([(), (), ("a",), ("b", "c"), ("unknown",)]),
    regions=st.sampled_from([(), (), ("us",), ("nowhere",)]),
    kinds=st.sampled_from([(), (), ("public_api", "vpc")]),
    at_least=st.sampled_from([Form.CLEAR, *FORMS]),
    restore=st.booleans(),
)
PURPOSES = st.sampled_from(["treatment", "treatment", "payment", "research", None])


def ask_engine(
    of: Boundary, classes: frozenset[DataClass], wish: Restriction, purpose: str | None, now: int = NOW
) -> tuple[PolicyEngine, Plan]:
    to = PolicyEngine(of, schema=schema())
    declared = of.applications["app"].declared
    return to, decide(to, *classes, who={"purpose": purpose, "declared": declared}, wish=wish, now=now)


def allowed(to: PolicyEngine, plan: Plan, classes: frozenset[DataClass]) -> set[Triple]:
    """Every (deployment, class, form) that Cedar allows under the plan's own records and wish."""
    found: set[Triple] = set()
    least = FORMS.index(Form(str(plan.context["at_least"]))) if plan.context else 0
    for one in plan.candidates:
        if not one.cedar:
            continue
        principal, shared = plan.context["principal"], plan.context["context"]
        assert isinstance(principal, dict)
        assert isinstance(shared, dict)
        cedar = to.policies.authorizer([principal, one.cedar])
        triples = [(c, form) for c in sorted(classes) for form in FORMS[least:]]
        asks = [ask(principal, shared, one.cedar, None, None)]
        asks += [ask(principal, shared, one.cedar, c, form) for c, form in triples]
        whole, *verdicts = cedar.decide(asks, check=True)
        if whole.allowed:
            found.add((one.deployment, "", ""))
            found |= {(one.deployment, c, f) for (c, f), v in zip(triples, verdicts, strict=True) if v.allowed}
    return found


@settings(max_examples=100, deadline=None)
@given(boundaries(), CLASSES, WISHES, PURPOSES)
def test_every_listed_deployment_may_receive_every_chosen_form(
    of: Boundary, classes: frozenset[DataClass], wish: Restriction, purpose: str | None
) -> None:
    to, plan = ask_engine(of, classes, wish, purpose)
    free = allowed(to, plan, classes)
    assert plan.allowed is bool(plan.deployments)
    for name in plan.deployments:
        assert set(plan.forms) == classes
        assert {(name, c, form) for c, form in plan.forms.items()} | {(name, "", "")} <= free
    # And each form is the first that the first deployment may receive.
    for data_class, form in plan.forms.items():
        weaker = FORMS[: FORMS.index(form)]
        assert not {(plan.deployments[0], data_class.value, one.value) for one in weaker} & free
    assert plan.valid_until > NOW
    assert plan.allowed or plan.reasons
    for one in plan.candidates:
        assert one.allowed or one.reasons
        assert one.allowed is (one.deployment in plan.deployments)


@settings(max_examples=60, deadline=None)
@given(boundaries(), CLASSES, WISHES, PURPOSES)
def test_a_plan_can_be_decided_again_from_its_own_records(
    of: Boundary, classes: frozenset[DataClass], wish: Restriction, purpose: str | None
) -> None:
    to, plan = ask_engine(of, classes, wish, purpose)
    subjects = [one.cedar for one in plan.candidates if one.cedar]
    assert replay(to.policies, plan.context, subjects, classes) == (plan.deployments, plan.forms)


@settings(max_examples=40, deadline=None)
@given(boundaries(), CLASSES, PURPOSES, WISHES, st.data())
def test_adding_a_restriction_never_widens(
    of: Boundary, classes: frozenset[DataClass], purpose: str | None, wish: Restriction, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["wish", "forbid", "fact", "grant", "application"]))
    stricter, tighter = of, Restriction()
    if kind == "wish":
        tighter = wish
    elif kind == "forbid":
        own = data.draw(st.sampled_from([one for one in OWN if " forbid" in one]))
        stricter = replace(of, policies=of.policies + own.replace("own.", "more."))
    elif kind == "fact" and of.facts:
        gone = data.draw(st.sampled_from(of.facts))
        stricter = replace(of, facts=tuple(one for one in of.facts if one is not gone))
    elif kind == "grant" and of.grants:
        stricter = replace(of, grants=of.grants[1:])
    elif kind == "application":
        app = replace(of.applications["app"], deployments=("b",))
        stricter = replace(of, applications={"app": app})
    wide = ask_engine(of, classes, Restriction(), purpose)
    narrow = ask_engine(stricter, classes, tighter, purpose)
    wide_free, narrow_free = allowed(*wide, classes), allowed(*narrow, classes)
    assert narrow_free <= wide_free
    for name in narrow[1].deployments:
        assert (name, "", "") in wide_free
        assert {(name, c.value, form.value) for c, form in narrow[1].forms.items()} <= wide_free
    if narrow[1].deployments[:1] == wide[1].deployments[:1] and narrow[1].allowed:
        order = {c: FORMS.index(form) for c, form in wide[1].forms.items()}
        assert all(FORMS.index(form) >= order[c] for c, form in narrow[1].forms.items())


@settings(max_examples=100, deadline=None)
@given(facts(), st.booleans())
def test_unknown_expired_or_stale_facts_never_make_a_deployment_eligible(
    stated: tuple[Fact, ...],
    tools: bool,  # noqa: FBT001 - drawn, not passed
) -> None:
    to = PolicyEngine(boundary(*DEPLOYMENTS, facts=stated), schema=schema())
    plan = decide(to, DataClass.PERSON, prompt={"features": frozenset({"tools"} if tools else ())})

    def good(on: str, name: str) -> bool:
        return any(
            one.deployment == on
            and one.name == name
            and one.value
            and one.basis in ("executed", "primary")
            and one.valid_from <= NOW < one.valid_until
            and not one.endpoints
            and not (tools and one.features_denied)
            for one in stated
        )

    expected = {
        name
        for name in NAMES
        if (good(name, "baa_in_force") or good(name, "own_workforce") or good(name, "expert_determination"))
        and (good(name, "no_training") or good(name, "own_workforce"))
    }
    assert set(plan.deployments) == expected


@settings(max_examples=80, deadline=None)
@given(boundaries(), CLASSES, st.integers(0, 3), PURPOSES)
def test_a_remembered_plan_is_never_wider_than_a_new_one(
    of: Boundary, classes: frozenset[DataClass], later: int, purpose: str | None
) -> None:
    to, _ = ask_engine(of, classes, Restriction(), purpose)
    who = {"purpose": purpose, "declared": of.applications["app"].declared}
    remembered = decide(to, *classes, who=who, now=NOW + later)
    _, fresh = ask_engine(of, classes, Restriction(), purpose, now=NOW + later)
    assert (remembered.deployments, remembered.forms) == (fresh.deployments, fresh.forms)
    assert not remembered.allowed or remembered.valid_until > NOW + later


@settings(max_examples=40, deadline=None)
@given(boundaries(), CLASSES, PURPOSES)
def test_any_cedar_error_denies(of: Boundary, classes: frozenset[DataClass], purpose: str | None) -> None:
    _, plan = ask_engine(replace(of, policies=of.policies + ERRING), classes, Restriction(), purpose)
    assert not plan.allowed
    assert plan.deployments == ()


@settings(max_examples=60, deadline=None)
@given(boundaries(), CLASSES, WISHES, PURPOSES)
def test_secrets_never_leave_in_readable_form_whatever_is_permitted_or_granted(
    of: Boundary, classes: frozenset[DataClass], wish: Restriction, purpose: str | None
) -> None:
    wide = replace(of, policies=of.policies + OWN[0].replace("own.", "more."))
    _, plan = ask_engine(wide, classes | {DataClass.SECRET, DataClass.TOKEN_LITERAL}, wish, purpose)
    for data_class in (DataClass.SECRET, DataClass.TOKEN_LITERAL):
        assert plan.forms.get(data_class) not in (Form.CLEAR, Form.GENERALISED)


@settings(max_examples=60, deadline=None)
@given(boundaries(), CLASSES, WISHES, PURPOSES)
def test_phi_never_leaves_without_agreement_purpose_or_grant_whatever_is_permitted(
    of: Boundary, classes: frozenset[DataClass], wish: Restriction, purpose: str | None
) -> None:
    wide = replace(of, policies=of.policies + OWN[0].replace("own.", "more."))
    _, plan = ask_engine(wide, classes, wish, purpose)
    chosen = [one for one in plan.candidates if one.allowed]
    if not plan.phi_origin or not chosen:
        return
    assert purpose in of.applications["app"].purposes
    for one in chosen:
        seen, granted = one.cedar["attrs"], one.cedar["granted"]
        assert isinstance(seen, dict)
        assert isinstance(granted, list)
        assert seen["baa_in_force"] or seen["own_workforce"] or seen["expert_determination"]
        identifiers = set(plan.forms) - {DataClass.ORGANIZATION, DataClass.CREDIT_CARD, DataClass.IBAN}
        assert all(plan.forms[c] is not Form.CLEAR or c in granted for c in identifiers)


@settings(max_examples=30, deadline=None)
@given(boundaries(), CLASSES, WISHES, PURPOSES)
def test_sharing_answers_between_alike_classes_changes_nothing(
    of: Boundary, classes: frozenset[DataClass], wish: Restriction, purpose: str | None
) -> None:
    # A policy that mentions the class, and never applies, makes the engine ask about each class.
    asking = '@id("more.none") forbid(principal, action, resource) when { context.data_class == "" };'
    _, shared = ask_engine(of, classes, wish, purpose)
    to, each = ask_engine(replace(of, policies=of.policies + asking), classes, wish, purpose)
    assert to.policies.reads_class
    assert (shared.deployments, shared.forms, shared.policies) == (each.deployments, each.forms, each.policies)
    assert {one.code for one in shared.reasons} == {one.code for one in each.reasons}


def test_the_property_tests_ask_as_the_application_that_exists() -> None:
    assert WHO.application in boundary(*DEPLOYMENTS).applications
