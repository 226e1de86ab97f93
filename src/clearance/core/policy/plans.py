# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""From one question to Cedar's answers, in records that can be asked again offline.

``arrange`` is the only place where forms are chosen. The engine calls it at request time and a
verifier calls it, through ``replay``, on the records that a plan carries, so that both follow
the same steps. Records hold names, booleans and closed words; never content.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from clearance.core.policy.cedar import Ask, Authorizer, Policies, Verdict
from clearance.model.words import FORMS, DataClass, Form

Record = dict[str, Any]
"""An entity as Cedar sees it: ``type``, ``id``, ``attrs``, and for a deployment also ``granted`` (classes) and
``tag_grant``. JSON values only."""

KIND_RANK = {"on_prem": 0, "vpc": 1, "private_endpoint": 2, "public_api": 3}
"""Which of the allowed deployments is preferred, most private first."""

UNLISTED = "unlisted"
"""Stands for a purpose that is not on the organisation's list: its own text comes from the caller."""

PHI_CLASSES = frozenset({DataClass.MRN, DataClass.HEALTH_PLAN_ID})
"""Classes that only exist in health care: finding one makes the request PHI, whatever was declared."""

_OTHER_GROUPS = {
    DataClass.ORGANIZATION: "organization",
    DataClass.CREDIT_CARD: "pci",
    DataClass.IBAN: "pci",
    DataClass.SECRET: "secret",
    DataClass.TOKEN_LITERAL: "token_literal",
}
CLASS_GROUPS = {one: _OTHER_GROUPS.get(one, "identifier") for one in DataClass}
"""What the policies call each class."""


@dataclass(slots=True)
class Judgement:
    """One deployment's verdicts in one plan.

    ``forms``: what it may receive. ``refused``: by class (None = the request as a whole) and form, the
    verdicts that keep it out. ``policies``: the @ids that let it in.
    """

    forms: dict[DataClass, Form] = field(default_factory=dict)
    refused: dict[DataClass | None, dict[Form | None, Verdict]] = field(default_factory=dict)
    policies: set[str] = field(default_factory=set)

    @property
    def allowed(self) -> bool:
        """The request as a whole may go there, and every class in the plan's form."""
        return not self.refused

    def take(self, data_class: DataClass | None, form: Form | None, verdict: Verdict) -> None:
        """Note one answer."""
        if not verdict.allowed:
            self.refused.setdefault(data_class, {})[form] = verdict
            return
        self.policies.update(verdict.policies)
        self.refused.pop(data_class, None)
        if data_class is not None and form is not None:
            self.forms[data_class] = form


GENERALISABLE = frozenset({DataClass.DATE, DataClass.AGE, DataClass.LOCATION})
"""Classes with a coarser form, 45 CFR 164.514(b)(2)(i)(B), (C)."""


def ask(principal: Record, shared: Record, subject: Record, data_class: DataClass | None, form: Form | None) -> Ask:
    """The question for one class and form (None, None: the request as a whole)."""
    context = shared | {
        "data_class": data_class or "none",
        "class_group": CLASS_GROUPS[data_class] if data_class else "none",
        "form": form or "none",
        "generalisable": data_class in GENERALISABLE,
        "grant": data_class is not None and data_class.value in subject["granted"],
        "tag_grant": subject["tag_grant"],
    }
    return Ask(principal["id"], subject["id"], json.dumps(context))


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ordered deployments, their one form per class, and how each candidate was judged."""

    deployments: tuple[str, ...]
    forms: dict[DataClass, Form]
    judgements: dict[str, Judgement]


def arrange(policies: Policies, context: Record, subjects: Sequence[Record], classes: Collection[DataClass]) -> Outcome:
    """Choose. ``subjects`` are in rank order; ``context`` is a plan's: ``principal``, ``context``, ``at_least``.

    The first deployment that may receive the request, and every class in some form, sets the forms: per
    class the first one allowed. The others join if they may receive exactly those.
    """
    principal, shared = context["principal"], context["context"]
    cedar = policies.authorizer([principal, *subjects])
    judgements = {one["id"]: Judgement() for one in subjects}
    whole = cedar.decide([ask(principal, shared, one, None, None) for one in subjects], check=True)
    for one, verdict in zip(subjects, whole, strict=True):
        judgements[one["id"]].take(None, None, verdict)
    deployments: list[str] = []
    forms: dict[DataClass, Form] = {}
    for one in subjects:
        judgement = judgements[one["id"]]
        if not judgement.allowed:
            continue
        if deployments:
            _answer(policies, cedar, context, one, list(forms.items()), judgement)
        else:
            waiting = list(classes)
            # Asked no further than needed: a class that may go in one form is not asked about in the next.
            for form in FORMS[FORMS.index(Form(context["at_least"])) :]:
                _answer(policies, cedar, context, one, [(each, form) for each in waiting], judgement)
                waiting = [each for each in waiting if each not in judgement.forms]
            forms = judgement.forms
        if judgement.allowed:
            deployments.append(one["id"])
    return Outcome(tuple(deployments), dict(forms) if deployments else {}, judgements)


def _answer(
    policies: Policies,
    cedar: Authorizer,
    context: Record,
    subject: Record,
    pairs: Sequence[tuple[DataClass, Form]],
    judgement: Judgement,
) -> None:
    """Ask about each class and form. Classes that no policy can tell apart share one answer."""
    principal, shared = context["principal"], context["context"]
    asks: dict[object, Ask] = {}
    alike: list[object] = []
    for data_class, form in pairs:
        told: object = data_class if policies.reads_class else (CLASS_GROUPS[data_class], data_class in GENERALISABLE)
        key: object = (told, data_class.value in subject["granted"], form)
        alike.append(key)
        if key not in asks:
            asks[key] = ask(principal, shared, subject, data_class, form)
    verdicts = dict(zip(asks, cedar.decide(list(asks.values())), strict=True))
    for (data_class, form), key in zip(pairs, alike, strict=True):
        judgement.take(data_class, form, verdicts[key])


def replay(
    policies: Policies, context: Record, subjects: Sequence[Record], classes: Collection[DataClass]
) -> tuple[tuple[str, ...], dict[DataClass, Form]]:
    """Perform a recorded decision again: the deployments and forms that follow from a plan's own records.

    ``context`` is ``Plan.context``; ``subjects`` are the ``Candidate.cedar`` of those that were asked, in order.
    """
    outcome = arrange(policies, context, subjects, sorted(classes))
    return outcome.deployments, outcome.forms
