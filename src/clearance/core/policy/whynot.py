# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Why a deployment was denied: which fact or condition failed, in words a person can act on.

Runs only after a denial and never changes one. A ``forbid`` that fired is named by Cedar. An
implicit denial names nothing, so every permit's conditions are split at ``&&``, asked one by
one, and the permit that came nearest is explained by the conditions that were false.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from clearance.core.policy.cedar import Policies, Verdict
from clearance.core.policy.cedar_text import Rule
from clearance.core.policy.facts import FACTS, Standing
from clearance.core.policy.plans import Judgement, Record, ask
from clearance.model.boundary import Deployment
from clearance.model.plan import Reason
from clearance.model.words import DataClass, Form

Read = tuple[str, str]
"""A variable and the attribute read from it, e.g. ("resource", "baa_in_force")."""

_STATUS = {
    "missing": "is not recorded",
    "false": "is recorded as not true",
    "basis": "rests neither on an executed document nor on the vendor's own page",
    "scope": "does not cover this endpoint, model or feature",
}
_URGENCY = ("expired", "not_yet_valid", "scope", "basis", "false", "missing")
_MOST_NAMED = 8
# How far away a permit is by what is false: another class of data is another world, another form is a step.
_STEP, _WORLD = 10, 100
_WEIGHTS = {("context", "class_group"): _WORLD, ("context", "data_class"): _WORLD, ("context", "form"): _STEP}


@dataclass(frozen=True, slots=True)
class Blocker:
    """A policy that stood in the way, and what its failing part reads."""

    rule: Rule
    reads: frozenset[Read]


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who has which model and who speaks which endpoint, in words."""

    models: Mapping[str, tuple[str, ...]]
    endpoints: Mapping[Read, tuple[str, ...]]
    """By wire and endpoint."""

    @classmethod
    def of(cls, deployments: Iterable[Deployment]) -> "Speaking":
        """What these declare."""
        models: dict[str, tuple[str, ...]] = {}
        endpoints: dict[Read, tuple[str, ...]] = {}
        for one in sorted(deployments, key=lambda one: one.id):
            words = f"{one.id} ({one.wire}: {' '.join(sorted(one.endpoints))})"
            for model, _ in one.models:
                models[model] = (*models.get(model, ()), words)
            for endpoint in one.endpoints:
                endpoints[one.wire, endpoint] = (*endpoints.get((one.wire, endpoint), ()), one.id)
        return cls(models, endpoints)

    def unserved(self, wire: str, endpoint: str, model: str) -> Reason:
        """Why a request has no candidate at all."""
        text = "no registered deployment serves this model on this endpoint"
        if model not in self.models:
            return Reason("deployment.none", text)
        text += f"; the model is served by {_listed(self.models[model])}"
        if speakers := self.endpoints.get((wire, endpoint)):
            text += f"; {endpoint} is spoken by {_listed(speakers)}"
        return Reason("deployment.wire", text)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


class Explainer:
    """Explains denials under one policy set."""

    __slots__ = ("_conjuncts", "_permits", "_probes", "_rules")

    def __init__(self, policies: Policies) -> None:
        self._rules = policies.rules
        bodies: dict[str, dict[str, Any]] = {}
        self._conjuncts: dict[str, dict[str, frozenset[Read]]] = {}
        self._permits = [rule.id for rule in policies.rules.values() if rule.effect == "permit"]
        for rule in policies.rules.values():
            parts = split(rule.body) if rule.effect == "permit" else exceptions(rule.body)
            named = {f"{rule.id}#{index}": part for index, part in enumerate(parts)}
            bodies |= named
            self._conjuncts[rule.id] = {name: reads(part["conditions"]) for name, part in named.items()}
        self._probes = policies.probes(bodies)

    def explain(
        self, context: Record, subject: Record, standings: Mapping[str, Standing], judgement: Judgement
    ) -> tuple[Reason, ...]:
        """The causes of one deployment's denial, the most useful first; empty if it was allowed."""
        found: dict[tuple[str, str], Reason] = {}
        for data_class, verdicts in judgement.refused.items():
            for blocker in self._nearest(context, subject, data_class, verdicts):
                for reason in _reasons(blocker, context["context"], subject["id"], standings, data_class):
                    found.setdefault((reason.code, reason.data_class), reason)
        return tuple(found.values())

    def _nearest(
        self,
        context: Record,
        subject: Record,
        data_class: DataClass | None,
        verdicts: Mapping[Form | None, Verdict],
    ) -> Sequence[Blocker]:
        """What stood in the way of the form that came nearest to being allowed."""
        principal, shared = context["principal"], context["context"]
        probes = self._probes([principal, subject])
        answers = probes.decide([ask(principal, shared, subject, data_class, form) for form in verdicts])
        options = [
            self._blockers(verdict, frozenset(answer.policies))
            for verdict, answer in zip(verdicts.values(), answers, strict=True)
        ]
        return min(options, key=lambda option: option[0])[1]

    def _blockers(self, verdict: Verdict, holding: frozenset[str]) -> tuple[int, list[Blocker]]:
        """The blockers of one verdict and how far it is from being allowed."""
        rules = self._rules
        missing = {
            name: [read for part, read in parts.items() if part not in holding]
            for name, parts in self._conjuncts.items()
        }
        blockers = [Blocker(rules.get(name, _UNEVALUATED), _FAILED) for name in verdict.errors]
        for name in verdict.policies:
            # A forbid that fired: its "when" held, and of its exceptions these did not.
            held = [one for one in rules[name].body["conditions"] if one["kind"] == "when"]
            blockers.append(Blocker(rules[name], frozenset().union(reads(held), *missing[name])))
        distance = sum(_STEP if ("context", "form") in reads(one.rule.body) else 1 for one in blockers)
        nearest = min(self._permits, key=lambda one: sum(map(_weight, missing[one])), default="")
        distance += sum(map(_weight, missing.get(nearest, ())))
        blockers = blockers or [Blocker(rules[nearest], read) for read in missing.get(nearest, ())]
        return distance, blockers or [Blocker(_UNPERMITTED, frozenset())]


_UNPERMITTED = Rule("", "permit", "No policy permits this.", "", {})
_UNEVALUATED = Rule("", "forbid", "The question could not be evaluated.", "", {})
_FAILED: frozenset[Read] = frozenset({("policy", "error")})


def split(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One-condition permits that hold together exactly when the policy ``body`` matches."""
    bare = dict(body) | {"effect": "permit", "annotations": {}}
    parts: list[dict[str, Any]] = []
    if any(body[scope]["op"] != "All" for scope in ("principal", "resource")):
        parts.append(bare | {"conditions": []})
    anyone = bare | {scope: {"op": "All"} for scope in ("principal", "resource")}
    for condition in body["conditions"]:
        # "unless A || B" is "unless A" and "unless B".
        joint = "&&" if condition["kind"] == "when" else "||"
        kind = condition["kind"]
        parts += [
            anyone | {"conditions": [{"kind": kind, "body": part}]} for part in _operands(condition["body"], joint)
        ]
    return parts or [bare]


def exceptions(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of a forbid's "unless", as permits: one of them is false when it fires."""
    anyone = dict(body) | {"effect": "permit", "annotations": {}, "principal": {"op": "All"}, "resource": {"op": "All"}}
    return [
        anyone | {"conditions": [{"kind": "when", "body": part}]}
        for condition in body["conditions"]
        if condition["kind"] == "unless"
        for part in _operands(condition["body"], "&&")
    ]


def _operands(expression: Any, joint: str) -> list[Any]:
    if isinstance(expression, dict) and joint in expression:
        sides = expression[joint]
        return [*_operands(sides["left"], joint), *_operands(sides["right"], joint)]
    return [expression]


def reads(expression: Any) -> frozenset[Read]:
    """Every attribute that a Cedar JSON expression reads directly from a variable."""
    if isinstance(expression, list):
        return frozenset().union(*map(reads, expression))
    if not isinstance(expression, dict):
        return frozenset()
    access = expression.get(".")
    if isinstance(access, dict) and "Var" in access["left"]:
        return frozenset({(access["left"]["Var"], access["attr"])})
    return frozenset().union(*map(reads, expression.values()))


def _weight(read: frozenset[Read]) -> int:
    return max((_WEIGHTS.get(one, 1) for one in read), default=1)


def _reasons(
    blocker: Blocker,
    shared: Record,
    deployment: str,
    standings: Mapping[str, Standing],
    data_class: DataClass | None,
) -> list[Reason]:
    """Facts that failed, else the missing purpose or grant, else the policy's own sentence."""
    where = f"{deployment}: {data_class}" if data_class else deployment
    named = {"deployment": deployment, "data_class": data_class or "", "policy": blocker.rule.id}
    failed = [standings[name] for var, name in blocker.reads if var == "resource" and name in FACTS]
    failed = sorted((one for one in failed if not one.holds), key=lambda one: (_URGENCY.index(one.code), one.name))
    if failed:
        return [
            Reason(f"fact.{one.name}.{one.code}", f"{where}: {FACTS[one.name]} ({_status(one)})", **named)
            for one in failed
        ]
    code, text = _condition(blocker, shared)
    return [Reason(code, f"{where}: {text}", **named)]


def _condition(blocker: Blocker, shared: Record) -> tuple[str, str]:
    code, text = f"policy.{blocker.rule.id or 'none'}", blocker.rule.reason or f"policy {blocker.rule.id}"
    if blocker.reads == _FAILED:
        code, text = "policy.error", "a policy could not be evaluated, so nothing is sent"
    elif ("context", "purpose_declared") in blocker.reads and not shared["purpose_declared"]:
        code, text = "purpose.missing", "no purpose of use was named"
        if shared["purpose"]:
            code, text = "purpose.unlisted", "the purpose is not on the application's list"
    elif ("context", "tag_grant") in blocker.reads:
        code, text = "grant.tag_missing", "no live grant names every source tag of the request"
    elif ("context", "grant") in blocker.reads:
        code, text = "grant.missing", "no live grant covers this class here"
    return code, text


def _status(one: Standing) -> str:
    if one.code == "expired":
        return f"fact {one.name} expired {_date(one.valid_until)}"
    if one.code == "not_yet_valid":
        return f"fact {one.name} starts {_date(one.changes_at or 0)}"
    return f"fact {one.name} {_STATUS[one.code]}"


def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
