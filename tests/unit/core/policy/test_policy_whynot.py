# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Splitting policies into what can be explained, and explaining."""

from dataclasses import replace

from clearance.boundary import schema
from clearance.core.policy.cedar import Policies
from clearance.core.policy.engine import PolicyEngine
from clearance.core.policy.whynot import exceptions, reads, split
from clearance.model.words import DataClass, Declared
from tests.unit.core.policy.boundaries import (
    application,
    boundary,
    codes,
    covered,
    decide,
    deployment,
    engine,
)

HEAD = '@id("x") permit(principal, action, resource) '


def parts(text: str) -> list[frozenset[tuple[str, str]]]:
    return [reads(one["conditions"]) for one in split(Policies(text, schema()).rules["x"].body)]


def test_a_permit_is_split_at_every_and() -> None:
    text = HEAD + "when { context.grant && resource.no_training && (context.phi_origin || context.tag_grant) };"
    assert parts(text) == [
        {("context", "grant")},
        {("resource", "no_training")},
        {("context", "phi_origin"), ("context", "tag_grant")},
    ]


def test_an_unless_is_split_at_every_or() -> None:
    assert parts(HEAD + "unless { context.grant || context.phi_origin };") == [
        {("context", "grant")},
        {("context", "phi_origin")},
    ]


def test_a_scope_is_a_part_of_its_own_and_no_condition_is_one_part() -> None:
    named = '@id("x") permit(principal == Application::"a", action, resource) when { context.grant };'
    assert parts(named) == [frozenset(), {("context", "grant")}]
    assert parts(HEAD + ";") == [frozenset()]


def test_a_forbids_exceptions_are_split_at_every_and() -> None:
    text = (
        '@id("x") forbid(principal, action, resource) when { true } unless { context.grant && resource.no_training };'
    )
    found = exceptions(Policies(text, schema()).rules["x"].body)
    assert [reads(one["conditions"]) for one in found] == [{("context", "grant")}, {("resource", "no_training")}]


def test_a_policy_set_without_permits_says_that_nothing_permits() -> None:
    base = boundary(deployment("d"))
    bare = PolicyEngine(
        type(base)(**{name: getattr(base, name) for name in base.__slots__} | {"policies": ""}), schema=schema()
    )
    plan = decide(bare)
    assert [(one.code, one.text) for one in plan.reasons] == [("policy.none", "d: No policy permits this.")]


def test_a_policy_without_a_reason_is_named() -> None:
    own = '@id("own.no") forbid(principal, action, resource) when { resource.kind == "public_api" };'
    plan = decide(engine(deployment("d"), facts=covered("d"), own=own))
    assert [one.text for one in plan.reasons] == ["d: policy own.no"]


def test_an_own_forbid_that_rests_on_a_fact_names_the_fact() -> None:
    own = """
    @id("own.a") forbid(principal, action, resource) when { resource.kind == "public_api" && !resource.zero_retention };
    @id("own.b") forbid(principal, action, resource) unless { resource.soc2_current } unless { context.phi_origin };
    """
    plan = decide(
        engine(deployment("d"), app=application(declared=Declared.NONE), own=own), who={"declared": Declared.NONE}
    )
    assert codes(plan) == {"fact.zero_retention.missing", "fact.soc2_current.missing"}


def test_the_form_that_came_nearest_is_explained() -> None:
    own = """
    @id("own.no-tokens") @reason("No tokens.") forbid(principal, action, resource)
    when { ["tokenised", "masked", "dropped"].contains(context.form) };
    """
    plan = decide(engine(deployment("d"), facts=covered("d"), own=own), DataClass.PERSON)
    assert codes(plan) == {"policy.own.no-tokens"}


def test_reasons_are_not_repeated() -> None:
    plan = decide(engine(deployment("d")))
    assert len({(one.code, one.deployment) for one in plan.reasons}) == len(plan.reasons) == 4


def test_a_call_on_another_wire_is_told_who_speaks_which() -> None:
    b = deployment("b", wire="anthropic", endpoints=("/v1/messages",))
    others = (b, replace(b, id="c", models=(("n", "n"),)))
    asked = {"wire": "anthropic", "endpoint": "/v1/messages", "model": "n"}
    none = "no registered deployment serves this model on this endpoint; the model is served by "
    (reason,) = decide(engine(deployment("a"), others[1]), prompt=asked | {"model": "m"}).reasons
    assert (reason.code, reason.text) == (
        "deployment.wire",
        f"{none}a (openai: /v1/chat/completions); /v1/messages is spoken by c",
    )
    plan = decide(engine(deployment("a"), *others), prompt={"wire": "google", "endpoint": "/v1/{model}"})
    assert [one.text for one in plan.reasons] == [
        f"{none}a (openai: /v1/chat/completions), b (anthropic: /v1/messages)"
    ]
    assert plan.context["context"]["endpoint"] == ""  # type: ignore[index]  # the context is JSON


def test_a_refusal_names_no_more_than_eight_deployments() -> None:
    many = [deployment(f"d{number}", wire="anthropic", endpoints=("/v1/messages",)) for number in range(10)]
    (reason,) = decide(engine(*many)).reasons
    assert reason.text.endswith("d7 (anthropic: /v1/messages) and 2 more")


def test_a_model_that_nobody_has_stays_the_callers_text() -> None:
    plan = decide(engine(deployment("a")), prompt={"model": "Maria Gonzalez"})
    assert codes(plan) == {"deployment.none"}
    assert "Maria" not in repr(plan)
