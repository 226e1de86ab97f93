# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The shipped defaults, row by row, as decisions."""

from dataclasses import replace
from typing import Any

import pytest

from clearance.boundary import schema
from clearance.core.policy import engine as engine_module
from clearance.core.policy.engine import CACHE_SECONDS, PLAN_SECONDS, PolicyEngine
from clearance.core.policy.plans import CLASS_GROUPS, replay
from clearance.errors import InvalidDocument
from clearance.model.plan import Restriction
from clearance.model.words import DataClass, Declared, Form, SourceTag
from tests.unit.core.policy.boundaries import (
    NOW,
    PROMPT,
    WHO,
    YEAR,
    application,
    boundary,
    codes,
    covered,
    decide,
    deployment,
    engine,
    fact,
    grant,
)

PUBLIC = deployment("pub")
ON_PREM = deployment("site", "on_prem", "on-site")
PERSON = DataClass.PERSON
NONE_APP = application(declared=Declared.NONE)
NONE = {"declared": Declared.NONE}


def test_phi_goes_tokenised_to_a_deployment_with_an_agreement() -> None:
    plan = decide(engine(PUBLIC, facts=covered("pub")), PERSON, DataClass.MRN)
    assert plan.allowed
    assert plan.phi_origin
    assert plan.deployments == ("pub",)
    assert plan.forms == {PERSON: Form.TOKENISED, DataClass.MRN: Form.TOKENISED}
    assert plan.reasons == ()
    assert plan.policies == ("clearance.identifier.replaced", "clearance.request")
    assert plan.candidates[0].facts == {"baa_in_force": "pub-baa_in_force-v", "no_training": "pub-no_training-v"}
    assert plan.restore_to_caller
    assert plan.restore_in_tools


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": False}, "false"),
        ({"valid_until": NOW - 86_400}, "expired"),
        ({"valid_from": NOW + 86_400}, "not_yet_valid"),
        ({"basis": "secondary"}, "basis"),
        ({"endpoints": ("/v1/embeddings",)}, "scope"),
        ({"models": ("m",)}, "scope"),
    ],
)
def test_an_agreement_that_does_not_count_is_named(change: dict[str, Any], code: str) -> None:
    facts = [fact("pub", "baa_in_force", **change), fact("pub", "no_training")]
    plan = decide(engine(PUBLIC, facts=facts), PERSON)
    assert not plan.allowed
    assert plan.forms == {}
    assert plan.reasons[0].code == f"fact.baa_in_force.{code}"
    assert plan.reasons[0].policy == "clearance.phi.agreement"
    assert codes(plan) == {
        f"fact.baa_in_force.{code}",
        "fact.own_workforce.missing",
        "fact.expert_determination.missing",
    }


def test_the_refusal_names_the_day_on_which_a_fact_expired() -> None:
    facts = [fact("pub", "baa_in_force", valid_until=NOW - 86_400), fact("pub", "no_training")]
    plan = decide(engine(PUBLIC, facts=facts), PERSON)
    assert plan.reasons[0].text == (
        "pub: no business associate agreement in force (fact baa_in_force expired 2026-11-17)"
    )
    facts[0] = fact("pub", "baa_in_force", valid_from=NOW + 86_400)
    assert decide(engine(PUBLIC, facts=facts), PERSON).reasons[0].text.endswith("(fact baa_in_force starts 2026-11-19)")


def test_a_denied_feature_takes_the_request_out_of_the_agreement() -> None:
    facts = [fact("pub", "baa_in_force", features_denied=("tools",)), fact("pub", "no_training")]
    to = engine(PUBLIC, facts=facts)
    assert decide(to, PERSON).allowed
    refused = decide(to, PERSON, prompt={"features": frozenset({"tools"})})
    assert refused.reasons[0].code == "fact.baa_in_force.scope"


def test_masking_does_not_replace_the_agreement() -> None:
    plan = decide(engine(PUBLIC, facts=[fact("pub", "no_training")]), wish=Restriction(at_least=Form.DROPPED))
    assert not plan.allowed


def test_own_workforce_needs_no_agreement() -> None:
    plan = decide(engine(ON_PREM, facts=[fact("site", "own_workforce")]), PERSON)
    assert plan.deployments == ("site",)


def test_a_recorded_expert_determination_is_the_exception_but_not_for_clear_text() -> None:
    facts = [fact("pub", "expert_determination"), fact("pub", "no_training")]
    plan = decide(engine(PUBLIC, facts=facts, grants=[grant("pub", PERSON)]), PERSON)
    assert plan.forms == {PERSON: Form.TOKENISED}


def test_phi_never_goes_where_models_are_trained() -> None:
    plan = decide(engine(PUBLIC, facts=[fact("pub", "baa_in_force")]))
    assert codes(plan) == {"fact.no_training.missing", "fact.own_workforce.missing"}


@pytest.mark.parametrize(
    ("purpose", "code"), [(None, "purpose.missing"), ("research", "purpose.unlisted"), ("sell", "purpose.unlisted")]
)
def test_phi_needs_a_purpose_from_the_applications_list(purpose: str | None, code: str) -> None:
    plan = decide(engine(PUBLIC, facts=covered("pub")), who={"purpose": purpose})
    assert codes(plan) == {code}
    assert "sell" not in str(plan)


def test_other_requests_need_no_purpose_but_a_named_one_must_be_listed() -> None:
    to = engine(PUBLIC, app=NONE_APP)
    assert decide(to, who=NONE | {"purpose": None}).allowed
    assert codes(decide(to, who=NONE | {"purpose": "sell"})) == {"purpose.unlisted"}


def test_other_personal_data_goes_tokenised_where_nothing_trains() -> None:
    training, calm = engine(PUBLIC, app=NONE_APP), engine(PUBLIC, app=NONE_APP, facts=[fact("pub", "no_training")])
    assert decide(training, who=NONE).allowed
    plan = decide(training, PERSON, who=NONE)
    assert codes(plan) == {"fact.no_training.missing", "fact.own_workforce.missing"}
    assert {one.data_class for one in plan.reasons} == {"person"}
    assert decide(calm, PERSON, who=NONE).forms == {PERSON: Form.TOKENISED}
    assert not decide(calm, PERSON, who=NONE).phi_origin


@pytest.mark.parametrize("found", [DataClass.MRN, DataClass.HEALTH_PLAN_ID])
def test_a_health_record_number_makes_it_phi_whatever_was_declared(found: DataClass) -> None:
    plan = decide(engine(PUBLIC, app=NONE_APP, facts=[fact("pub", "no_training")]), found, who=NONE)
    assert plan.phi_origin
    assert not plan.allowed


def test_counts_of_zero_are_not_findings() -> None:
    to = engine(PUBLIC, app=NONE_APP)
    plan = to.decide(replace(WHO, declared=Declared.NONE), PROMPT, {DataClass.MRN: 0}, Restriction(), now=NOW)
    assert plan.allowed


def test_unsure_and_a_weakening_not_yet_in_force_are_phi() -> None:
    assert decide(engine(PUBLIC, app=application(declared=Declared.UNSURE))).phi_origin
    to = engine(PUBLIC, app=application(declared=Declared.NONE, declared_from=NOW + 60), facts=covered("pub"))
    waiting = decide(to, who=NONE)
    assert waiting.phi_origin
    assert waiting.valid_until == NOW + 60
    assert not decide(to, who=NONE, now=NOW + 60).phi_origin


def test_a_stricter_declaration_of_the_key_counts() -> None:
    assert decide(engine(PUBLIC, app=NONE_APP), who={"declared": Declared.UNSURE}).phi_origin


@pytest.mark.parametrize("data_class", list(DataClass))
def test_each_class_leaves_in_its_shipped_form(data_class: DataClass) -> None:
    expected = {
        "identifier": Form.TOKENISED,
        "pci": Form.MASKED,
        "secret": Form.TOKENISED,
        "token_literal": Form.TOKENISED,
        "organization": Form.CLEAR,
    }
    plan = decide(engine(PUBLIC, facts=covered("pub")), data_class)
    assert plan.forms == {data_class: expected[CLASS_GROUPS[data_class]]}


def test_a_grant_lets_its_classes_leave_in_clear_while_it_lasts() -> None:
    to = engine(PUBLIC, facts=covered("pub"), grants=[grant("pub", PERSON)])
    plan = decide(to, PERSON, DataClass.SSN)
    assert plan.forms == {PERSON: Form.CLEAR, DataClass.SSN: Form.TOKENISED}
    assert plan.grants == ("g-pub",)
    assert plan.valid_until == NOW + 1_000
    after = decide(to, PERSON, now=NOW + 1_000)
    assert after.forms == {PERSON: Form.TOKENISED}
    assert after.grants == ()
    assert decide(to, PERSON, who={"purpose": "payment"}).forms == {PERSON: Form.TOKENISED}


def test_a_grant_for_a_class_that_was_not_found_does_not_shorten_the_plan() -> None:
    plan = decide(engine(PUBLIC, facts=covered("pub"), grants=[grant("pub", PERSON)]), DataClass.SSN)
    assert plan.valid_until == NOW + PLAN_SECONDS


def test_tagged_records_need_a_grant_that_names_every_tag() -> None:
    app = application(tags=(SourceTag.HIV, SourceTag.GENETIC))
    assert codes(decide(engine(PUBLIC, facts=covered("pub"), app=app))) == {"grant.tag_missing"}
    one = grant("pub", tags=(SourceTag.HIV,))
    assert not decide(engine(PUBLIC, facts=covered("pub"), app=app, grants=[one])).allowed
    two = replace(one, id="g2", tags=(SourceTag.GENETIC, SourceTag.MINOR))
    plan = decide(engine(PUBLIC, facts=covered("pub"), app=app, grants=[one, two]))
    assert plan.allowed
    assert plan.grants == ("g-pub", "g2")


def test_tags_of_the_request_count_as_those_of_the_application_do() -> None:
    app = application(tags=(SourceTag.HIV,))
    one = grant("pub", tags=(SourceTag.HIV,))
    two = replace(one, id="g2", tags=(SourceTag.GENETIC,))
    tags = frozenset({SourceTag.GENETIC})
    to = engine(PUBLIC, facts=covered("pub"), app=app, grants=[one])
    assert decide(to).allowed
    assert codes(decide(to, tags=tags)) == {"grant.tag_missing"}
    assert decide(to).allowed, "one request's tags are not another's"
    plan = decide(engine(PUBLIC, facts=covered("pub"), app=app, grants=[one, two]), tags=tags)
    assert (plan.allowed, plan.grants) == (True, ("g-pub", "g2"))
    assert plan.context["context"]["tags"] == ["genetic", "hiv"]  # type: ignore[index]  # JSON values
    assert decide(engine(PUBLIC, app=NONE_APP), who=NONE, tags=tags).phi_origin


def test_a_tag_makes_it_phi() -> None:
    to = engine(PUBLIC, app=replace(NONE_APP, tags=(SourceTag.HIV,)))
    assert decide(to, who=NONE).phi_origin


def test_more_private_deployments_come_first_then_by_name() -> None:
    names = [("z", "on_prem"), ("y", "vpc"), ("x", "private_endpoint"), ("b", "public_api"), ("a", "public_api")]
    found = [deployment(name, kind) for name, kind in reversed(names)]
    plan = decide(engine(*found, facts=covered(*"zyxba")), PERSON)
    assert plan.deployments == ("z", "y", "x", "a", "b")
    odd = deployment("q", "elsewhere")
    assert decide(engine(odd, *found, facts=covered(*"zyxbaq"))).deployments[-1] == "q"


def test_a_fallback_must_be_allowed_every_form_of_the_plan() -> None:
    both = (ON_PREM, PUBLIC)
    plan = decide(engine(*both, facts=covered("site", "pub"), grants=[grant("site", PERSON)]), PERSON)
    assert plan.deployments == ("site",)
    assert plan.forms == {PERSON: Form.CLEAR}
    refused = plan.candidates[1]
    assert not refused.allowed
    assert refused.forms == {}
    assert refused.reasons[0].code == "grant.missing"
    weaker = decide(engine(*both, facts=covered("site", "pub"), grants=[grant("pub", PERSON)]), PERSON)
    assert weaker.deployments == ("site", "pub")
    assert weaker.candidates[1].forms == {PERSON: Form.TOKENISED}


def test_only_the_chosen_deployments_facts_limit_the_plan() -> None:
    short = fact("pub", "baa_in_force", valid_until=NOW + 50)
    to = engine(ON_PREM, PUBLIC, facts=[*covered("site"), short])
    assert decide(to).deployments == ("site",)
    assert decide(to).valid_until == NOW + PLAN_SECONDS
    alone = engine(PUBLIC, facts=[short, fact("pub", "no_training")])
    assert decide(alone).valid_until == NOW + 50


def test_a_denied_plan_lasts_until_something_may_change() -> None:
    late = [fact("pub", "baa_in_force", valid_from=NOW + 70), fact("pub", "no_training")]
    to = engine(PUBLIC, facts=late)
    assert decide(to).valid_until == NOW + 70
    assert decide(to, now=NOW + 70).allowed


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Restriction(deployments=("site",)), "wish.deployments"),
        (Restriction(regions=("on-site",)), "wish.regions"),
        (Restriction(kinds=("vpc", "on_prem")), "wish.kinds"),
        (Restriction(deployments=("Jane Doe",)), "wish.deployments"),
        (Restriction(regions=("Jane Doe",)), "wish.regions"),
        (Restriction(kinds=("Jane Doe",)), "wish.kinds"),
    ],
)
def test_a_callers_restriction_only_leaves_out(wish: Restriction, code: str) -> None:
    plan = decide(engine(PUBLIC, ON_PREM, facts=covered("pub", "site")), wish=wish)
    assert set(plan.deployments) <= {"site"}
    assert code in codes(plan)
    assert "Jane" not in str(plan)
    assert not plan.candidates[-1].allowed


def test_a_callers_least_form_makes_every_form_at_least_that_strict() -> None:
    to = engine(PUBLIC, facts=covered("pub"))
    plan = decide(to, PERSON, DataClass.ORGANIZATION, wish=Restriction(at_least=Form.MASKED, restore=False))
    assert plan.forms == {PERSON: Form.MASKED, DataClass.ORGANIZATION: Form.MASKED}
    assert not plan.restore_to_caller
    assert not plan.restore_in_tools
    dropped = decide(to, DataClass.TOKEN_LITERAL, wish=Restriction(at_least=Form.DROPPED))
    assert codes(dropped) == {"policy.clearance.token-literal.replaced"}
    assert dropped.reasons[0].data_class == "token_literal"


def test_an_application_may_be_limited_to_deployments_and_regions() -> None:
    facts = covered("pub", "site")
    named = engine(PUBLIC, ON_PREM, facts=facts, app=application(deployments=("pub",)))
    assert decide(named).deployments == ("pub",)
    regional = engine(PUBLIC, ON_PREM, facts=facts, app=application(regions=("us",)))
    plan = decide(regional)
    assert plan.deployments == ("pub",)
    assert codes(plan) == {"policy.clearance.application.regions"}


@pytest.mark.parametrize(
    ("prompt", "code"),
    [
        ({"model": "Jane Doe"}, "deployment.none"),
        ({"wire": "Jane Doe"}, "deployment.wire"),
        ({"endpoint": "Jane Doe"}, "deployment.wire"),
    ],
)
def test_nothing_serves_it_and_the_callers_words_are_not_repeated(prompt: dict[str, str], code: str) -> None:
    plan = decide(engine(PUBLIC, facts=covered("pub")), prompt=prompt)
    assert codes(plan) == {code}
    assert plan.candidates == ()
    assert "Jane" not in str(plan)


@pytest.mark.parametrize("who", [{"application": "other"}, {"tenant": "other"}])
def test_an_unknown_application_is_denied(who: dict[str, str]) -> None:
    plan = decide(engine(PUBLIC, facts=covered("pub")), who=who)
    assert codes(plan) == {"application.unknown"}
    assert not plan.allowed


def test_an_organisations_policy_may_permit_more_where_nothing_forbids_it() -> None:
    own = """
    @id("own.coarse") permit(principal, action, resource)
    when { context.form == "generalised" && context.generalisable };
    @id("own.cards") permit(principal, action, resource)
    when { context.class_group == "pci" && context.form == "clear" };
    """
    to = engine(PUBLIC, facts=covered("pub"), own=own)
    plan = decide(to, DataClass.DATE, PERSON, DataClass.CREDIT_CARD)
    assert plan.forms == {DataClass.DATE: Form.GENERALISED, PERSON: Form.TOKENISED, DataClass.CREDIT_CARD: Form.CLEAR}
    assert "own.coarse" in plan.policies


def test_an_organisations_policy_may_forbid_and_gives_its_own_reason() -> None:
    own = '@id("own.no") @reason("Not on Sundays.") forbid(principal, action, resource);'
    plan = decide(engine(PUBLIC, facts=covered("pub"), own=own))
    assert [(one.code, one.text, one.policy) for one in plan.reasons] == [
        ("policy.own.no", "pub: Not on Sundays.", "own.no")
    ]
    assert plan.policies == ("own.no",)


def test_permit_everything_does_not_undo_what_is_forbidden() -> None:
    own = '@id("own.all") permit(principal, action, resource);'
    to = engine(PUBLIC, facts=covered("pub"), own=own)
    plan = decide(to, PERSON, DataClass.SECRET, DataClass.TOKEN_LITERAL, DataClass.IBAN)
    assert plan.forms == {
        PERSON: Form.TOKENISED,
        DataClass.SECRET: Form.TOKENISED,
        DataClass.TOKEN_LITERAL: Form.TOKENISED,
        DataClass.IBAN: Form.CLEAR,
    }
    assert not decide(engine(PUBLIC, own=own)).allowed


def test_a_policy_that_errors_denies_and_is_named() -> None:
    own = '@id("own.big") forbid(principal, action, resource) when { 9223372036854775807 + 1 == 1 };'
    plan = decide(engine(PUBLIC, facts=covered("pub"), own=own))
    assert codes(plan) == {"policy.error"}
    assert plan.policies == ("own.big",)


def test_an_organisations_policy_may_tell_classes_apart() -> None:
    own = '@id("own.ssn") forbid(principal, action, resource) when { context.data_class == "ssn" };'
    plan = decide(engine(PUBLIC, facts=covered("pub"), own=own), PERSON, DataClass.SSN)
    assert not plan.allowed
    assert {(one.code, one.data_class) for one in plan.reasons} == {("policy.own.ssn", "ssn")}


def test_the_same_question_gets_the_same_plan_until_something_changes() -> None:
    to = engine(PUBLIC, facts=[fact("pub", "baa_in_force", valid_until=NOW + 500), fact("pub", "no_training")])
    first = decide(to, PERSON)
    assert decide(to, PERSON, now=NOW + 499) is first
    assert not decide(to, PERSON, now=NOW + 500).allowed
    assert decide(to, PERSON, now=NOW - 1) is not first


def test_a_remembered_plan_leaves_time_to_send() -> None:
    to = engine(PUBLIC, facts=covered("pub"))
    first = decide(to, PERSON)
    assert decide(to, PERSON, now=NOW + CACHE_SECONDS - 1) is first
    assert decide(to, PERSON, now=NOW + CACHE_SECONDS).valid_until == NOW + CACHE_SECONDS + PLAN_SECONDS


@pytest.mark.parametrize(
    "change",
    [
        {"who": {"purpose": "payment"}},
        {"who": {"purpose": None}},
        {"prompt": {"features": frozenset({"stream"})}},
        {"wish": Restriction(restore=False)},
        {"wish": Restriction(deployments=("pub",))},
    ],
)
def test_every_part_of_the_question_is_part_of_what_is_remembered(change: dict[str, Any]) -> None:
    to = engine(PUBLIC, facts=covered("pub"))
    first = decide(to, PERSON)
    assert decide(to, PERSON, **change) is not first
    assert decide(to, PERSON, DataClass.SSN) is not first
    assert decide(to, PERSON) is first


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "CACHE_PLANS", 2)
    to = engine(PUBLIC, facts=covered("pub"))
    plans = [decide(to, one) for one in (PERSON, DataClass.SSN, DataClass.DATE)]
    assert decide(to, DataClass.DATE) is plans[2]
    assert decide(to, PERSON) is not plans[0]


def test_a_plan_carries_what_a_verifier_needs_to_decide_again() -> None:
    to = engine(PUBLIC, ON_PREM, facts=covered("pub", "site"), grants=[grant("site", PERSON)])
    plan = decide(to, PERSON, DataClass.IBAN, wish=Restriction(regions=("us", "on-site"), at_least=Form.CLEAR))
    subjects = [one.cedar for one in plan.candidates if one.cedar]
    assert replay(to.policies, plan.context, subjects, plan.forms) == (plan.deployments, plan.forms)
    assert replay(to.policies, plan.context, [], plan.forms) == ((), {})
    assert plan.context["wish"] == {"deployments": [], "regions": ["on-site", "us"], "kinds": []}
    assert subjects[0]["granted"] == ["person"]


def test_policies_that_do_not_fit_never_make_an_engine() -> None:
    with pytest.raises(InvalidDocument):
        PolicyEngine(boundary(PUBLIC, own="permit("), schema=schema())


def test_a_fact_that_lasts_a_year_still_makes_a_plan_of_an_hour() -> None:
    assert decide(engine(PUBLIC, facts=covered("pub"))).valid_until == NOW + PLAN_SECONDS
    assert decide(engine(PUBLIC, facts=covered("pub")), now=NOW + YEAR - 5).valid_until == NOW + YEAR
