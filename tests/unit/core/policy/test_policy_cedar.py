# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Cedar fails closed: errors, odd ids, bad shapes, bad policies."""

import json

import pytest

from clearance.boundary import schema, shipped_policies
from clearance.core.policy.cedar import Ask, Policies, Verdict
from clearance.core.policy.facts import FACTS
from clearance.errors import InvalidDocument

SCHEMA = """
entity Application { tenant?: String };
entity Deployment { baa: Bool };
action send appliesTo { principal: [Application], resource: [Deployment], context: { form: String } };
"""
WHEN = '@id("x") permit(principal, action, resource) when { '
PERMIT = '@id("all") permit(principal, action, resource);'


def ask(text: str, context: str = '{"form": "clear"}', name: str = "a", *, check: bool = False) -> Verdict:
    records = [
        {"type": "Application", "id": name, "attrs": {}},
        {"type": "Deployment", "id": "d", "attrs": {"baa": True}},
    ]
    return Policies(text, SCHEMA).authorizer(records).decide([Ask(name, "d", context)], check=check)[0]


def test_a_permit_allows_and_is_named() -> None:
    assert ask(PERMIT) == Verdict(allowed=True, policies=("all",))


def test_nothing_permits_is_a_denial_without_policies() -> None:
    assert ask('@id("x") permit(principal, action, resource) when { context.form == "masked" };') == Verdict(
        allowed=False
    )


def test_a_forbid_wins_and_is_named() -> None:
    text = PERMIT + '@id("no") forbid(principal, action, resource) when { resource.baa };'
    assert ask(text) == Verdict(allowed=False, policies=("no",))


def test_an_erroring_forbid_denies_although_cedar_alone_would_allow() -> None:
    text = PERMIT + '@id("no") forbid(principal, action, resource) when { context.form == "x" };'
    assert ask(text, "{}") == Verdict(allowed=False, errors=("no",))


@pytest.mark.parametrize("context", ["{}", '{"form": 1}', '{"form": "clear", "more": 1}', "[]", "no json", ""])
def test_a_context_of_another_shape_is_denied_when_checked(context: str) -> None:
    verdict = ask(PERMIT, context, check=True)
    assert not verdict.allowed
    assert verdict.errors == ("request",)


def test_entities_that_do_not_fit_the_schema_deny_everything() -> None:
    records = [{"type": "Deployment", "id": "d", "attrs": {}}]
    verdicts = Policies(PERMIT, SCHEMA).authorizer(records).decide([Ask("a", "d", "{}")] * 2)
    assert verdicts == [Verdict(allowed=False, errors=("request",))] * 2


def test_no_questions_no_answers() -> None:
    assert Policies(PERMIT, SCHEMA).authorizer([]).decide([]) == []


@pytest.mark.parametrize("name", ['a"b', "a\nb", "\x00", 'x"); permit(principal, action, resource);', "é\u202e", ""])
def test_entity_ids_with_odd_characters_are_only_names(name: str) -> None:
    text = '@id("one") permit(principal == Application::"other", action, resource);'
    assert ask(text, name=name) == Verdict(allowed=False)
    assert ask(PERMIT, name=name).allowed


def test_many_questions_are_answered_in_order() -> None:
    text = '@id("x") permit(principal, action, resource) when { context.form == "masked" };'
    records = [
        {"type": "Application", "id": "a", "attrs": {}},
        {"type": "Deployment", "id": "d", "attrs": {"baa": False}},
    ]
    asks = [Ask("a", "d", json.dumps({"form": form})) for form in ("clear", "masked", "clear")]
    assert [one.allowed for one in Policies(text, SCHEMA).authorizer(records).decide(asks)] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("permit(", "not valid Cedar"),
        ('@id("x") permit(principal, action, resource) when { context.frm == "a" };', "x: "),
        ('@id("x") permit(principal, action, resource) when { principal.tenant == "a" };', "x: "),
        ("permit(principal, action, resource);", "needs an @id"),
        ('@id("") permit(principal, action, resource);', "needs an @id"),
        (PERMIT + PERMIT, "all"),
        ('@id("t") permit(principal == ?principal, action, resource);', "template"),
        (WHEN + "(" * 33 + "true" + ")" * 33 + " };", "nested"),
        (WHEN + "(" * 100_000, "longer"),
        (WHEN + "&&".join(["true"] * 900) + " };", "longer"),
        (WHEN + "&&".join(["true"] * 800) + " };", "not valid Cedar"),
        (")" * 40 + PERMIT, "not valid Cedar"),
    ],
)
def test_an_invalid_policy_never_loads(text: str, says: str) -> None:
    with pytest.raises(InvalidDocument, match=r"policies: ") as caught:
        Policies(text, SCHEMA)
    assert says in caught.value.safe_message


def test_brackets_in_strings_and_comments_do_not_nest() -> None:
    text = WHEN + '"' + "(" * 50 + '\\"" == "a" }; // ' + "(" * 50
    assert list(Policies(text, SCHEMA).rules) == ["x"]


def test_an_invalid_schema_never_loads() -> None:
    with pytest.raises(InvalidDocument):
        Policies(PERMIT, "entity")


def test_a_missing_annotation_is_empty() -> None:
    rule = Policies(PERMIT, SCHEMA).rules["all"]
    assert (rule.effect, rule.reason, rule.control) == ("permit", "", "")


def test_every_shipped_policy_says_what_and_why() -> None:
    rules = Policies(shipped_policies(), schema()).rules
    assert len(rules) == 18
    for rule in rules.values():
        assert rule.id.startswith("clearance.")
        assert rule.reason.endswith(".")
        assert rule.control


def test_the_schema_knows_exactly_the_facts_that_are_checked() -> None:
    lines = schema().split("entity Deployment")[1].split("};")[0].splitlines()
    assert [line.split(":")[0].strip() for line in lines if ": Bool" in line] == list(FACTS)


def test_it_knows_whether_a_policy_can_tell_classes_apart() -> None:
    assert not Policies(shipped_policies(), schema()).reads_class
    own = '@id("o") forbid(principal, action, resource) when { context.data_class == "ssn" };'
    assert Policies(shipped_policies() + own, schema()).reads_class
