# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Questions about what would happen: nothing is sent, nothing is recorded as an exchange.

The same steps 2, 3 and 4 as the data path, so that the answer is the one that a call would get.
"""

import json
from typing import Any

import msgspec

from clearance.errors import InvalidHeader, NotFound
from clearance.exchange.decide import decide as decide_step
from clearance.exchange.decide import read_restriction
from clearance.model.boundary import Application
from clearance.model.identity import Principal
from clearance.model.plan import Candidate, Plan, Reason
from clearance.model.prompt import Finding, Inspection
from clearance.model.text import Raw, RawBody
from clearance.ports import Snapshot
from clearance.service.owner import Owner

ENDPOINT = "/v1/chat/completions"


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """What would happen to ``text``, sent by ``application`` to ``model``?"""

    application: str
    model: str
    text: str = ""
    purpose: str | None = None
    restrict: str | None = None


async def scan(owner: Owner, text: str) -> dict[str, Any]:
    """The findings of a text; positions are code points."""
    findings = await owner.ports.compute.scan_text(Raw(text), owner.detection)
    return {"findings": [_finding(finding) for finding in findings]}


async def decide(owner: Owner, question: Question) -> dict[str, Any]:
    """The plan for a prompt as this application would send it, or why there is none.

    Raises:
        NotFound: no such application in the boundary in force.
        InvalidHeader: a purpose that the application does not have, or an unusable restriction.
    """
    snapshot = owner.current()
    principal = _principal(question, snapshot)
    body = {"model": question.model, "messages": [{"role": "user", "content": question.text}]}
    data = RawBody(json.dumps(body, ensure_ascii=False).encode())
    inspection = await owner.ports.compute.inspect(ENDPOINT, data, snapshot.detection)
    now = owner.ports.clock.now_ms() // 1000
    plan = decide_step(principal, inspection, read_restriction(question.restrict), snapshot, now=now)
    return _plan(plan, inspection, snapshot)


def _principal(question: Question, snapshot: Snapshot) -> Principal:
    application = snapshot.boundary.applications.get(question.application)
    if application is None:
        raise NotFound("The boundary in force has no such application.", param="application")
    return Principal(
        tenant=application.tenant,
        application=application.id,
        key_id="dry-run",
        owner=application.owner,
        declared=application.declared,
        purpose=_purpose(question.purpose, application),
        auth_method="administration",
    )


def _purpose(asked: str | None, application: Application) -> str | None:
    if asked is not None and asked not in application.purposes:
        raise InvalidHeader("The application does not have this purpose.", param="purpose")
    return asked or application.default_purpose or (application.purposes[0] if len(application.purposes) == 1 else None)


def _plan(plan: Plan, inspection: Inspection, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "allowed": plan.allowed,
        "deployments": list(plan.deployments),
        "forms": {str(data_class): str(form) for data_class, form in plan.forms.items()},
        "found": {str(data_class): count for data_class, count in inspection.counts.items()},
        "kinds": dict(inspection.kinds),
        "tags": sorted(map(str, inspection.tags)),
        "possible": sorted(map(str, inspection.possible)),
        "phi_origin": plan.phi_origin,
        "valid_until": plan.valid_until,
        "restore_to_caller": plan.restore_to_caller,
        "restore_in_tools": plan.restore_in_tools,
        "policies": list(plan.policies),
        "grants": list(plan.grants),
        "reasons": [_reason(reason) for reason in plan.reasons],
        "candidates": [_candidate(candidate) for candidate in plan.candidates],
        "boundary": snapshot.boundary.hash,
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "deployment": candidate.deployment,
        "allowed": candidate.allowed,
        "forms": {str(data_class): str(form) for data_class, form in candidate.forms.items()},
        "reasons": [_reason(reason) for reason in candidate.reasons],
        "facts": dict(candidate.facts),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "text": reason.text,
        "deployment": reason.deployment,
        "class": reason.data_class,
        "policy": reason.policy,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "start": finding.start,
        "end": finding.end,
        "kind": finding.kind,
        "class": str(finding.data_class),
        "score": round(finding.score, 4),
    }
