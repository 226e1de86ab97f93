# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 6: the decision becomes a durable leaf before anything leaves. No record, no call.

The field names are those of docs/reference/leaf-v1.md.
"""

from collections.abc import Iterable
from typing import cast

from clearance.core.ledger.canonical import fragment
from clearance.core.ledger.commitment import commit
from clearance.errors import PolicyDenied
from clearance.exchange.call import Ports
from clearance.exchange.decided import Decided
from clearance.exchange.inherit import Inherited
from clearance.exchange.registry import Flight
from clearance.exchange.transform import Outgoing
from clearance.model.identity import Principal
from clearance.model.plan import Candidate, Plan
from clearance.model.record import Admission, Fragment, Json, LeafBody, Payload, Receipt
from clearance.model.text import Raw

SALT_BYTES = 32
COMMITMENT = "hmac-sha256(salt, sha256(body))"
UNKNOWN = "(unknown)"
_PARTS = "leaf"


async def deny(decided: Decided, flight: Flight, ports: Ports) -> PolicyDenied:
    """Record the denial durably; the error to raise, with the receipt in it."""
    payload, commitments = _payload(decided, None, ports)
    receipt = await _record(decided, None, payload, commitments, flight, ports)
    reasons = "; ".join(reason.text for reason in decided.plan.reasons[:8])
    return PolicyDenied(reasons or "No registered deployment may receive this request.", receipt=receipt)


async def admit(decided: Decided, outgoing: Outgoing, flight: Flight, ports: Ports) -> Receipt:
    """Durable: the admitted leaf, its new tokens and its payload row, in one transaction.

    Raises:
        AuditUnavailable: it could not be made durable; nothing may be forwarded.
    """
    payload, commitments = _payload(decided, outgoing, ports)
    return await _record(decided, outgoing, payload, commitments, flight, ports)


async def _record(
    decided: Decided,
    outgoing: Outgoing | None,
    payload: Payload,
    commitments: dict[str, Json],
    flight: Flight,
    ports: Ports,
) -> Receipt:
    admission = Admission(
        call_id=decided.call.id,
        tenant=decided.principal.tenant,
        allowed=outgoing is not None,
        body=leaf_body(decided, outgoing, commitments),
        tokens=outgoing.undurable if outgoing else (),
        payload=payload,
        payload_scope=payload_scope(decided),
    )
    # Never interrupted: whether the leaf is durable must be known before anything else happens.
    with flight.uninterrupted():
        return await ports.journal.admit(admission)


def payload_scope(decided: Decided) -> str:
    """Whose key protects the payload and token rows: the subject's if one is named, else the scope's."""
    subject = decided.principal.subject
    return f"subject:{subject}" if subject else f"{decided.scope.kind}:{decided.scope.id}"


def _payload(decided: Decided, outgoing: Outgoing | None, ports: Ports) -> tuple[Payload, dict[str, Json]]:
    arrived = decided.call.arrived or decided.inspection.body_digest
    bodies = {"request": (arrived, decided.call.body.reveal())}
    if outgoing is not None:
        bodies["outgoing"] = (outgoing.body.digest, outgoing.body.data)
    salts = {name: ports.clock.entropy(SALT_BYTES) for name in bodies}
    commitments: dict[str, Json] = {name: commit(salts[name], digest) for name, (digest, _) in bodies.items()}
    capture = decided.snapshot.boundary.applications[decided.principal.application].capture
    # Capture keeps what left the house, never the raw request.
    content = {"outgoing": bodies["outgoing"][1]} if capture and "outgoing" in bodies else {}
    return Payload(salts, content), commitments


def leaf_body(decided: Decided, outgoing: Outgoing | None, commitments: dict[str, Json]) -> LeafBody:
    """The content-free body of an admitted or denied leaf: enough to re-perform the decision."""
    inspection = decided.inspection
    return (
        _plan_parts(decided.plan)
        | _inherited(decided.inherited)
        | {
            "algorithms": {"commitment": COMMITMENT, "policy": "cedar-4"},
            "commitments": commitments,
            "decided_at": decided.now_ms,
            "detector": inspection.detector_version,
            "found": {
                "classes": {str(data_class): count for data_class, count in inspection.counts.items()},
                "forms": _forms(outgoing),
                "kinds": dict(inspection.kinds),
                "possible": _json(inspection.possible),
                "tags": _json(inspection.tags),
            },
            "principal": _principal(decided.principal),
            "request": _request(decided, outgoing),
            "restriction": _restriction(decided),
            "snapshot": {"boundary": decided.snapshot.boundary.hash, "hash": decided.snapshot.hash},
            "tokens": {
                "new": len(outgoing.undurable) if outgoing else 0,
                "placed": len(outgoing.tokens) if outgoing else 0,
                "scope": {"id": decided.scope.id, "kind": str(decided.scope.kind)},
            },
        }
    )


def _plan_parts(plan: Plan) -> dict[str, Json | Fragment]:
    """The members that follow from the plan, in canonical form: written once for all calls that share it."""
    if _PARTS not in plan.derived:
        plan.derived[_PARTS] = {
            "candidates": fragment([_candidate(candidate) for candidate in plan.candidates]),
            "context": fragment(_json(plan.context)),
            "decision": fragment(_decision(plan)),
        }
    return cast("dict[str, Json | Fragment]", plan.derived[_PARTS])


def _inherited(inherited: Inherited) -> dict[str, Json | Fragment]:
    """What joined the decision from objects that the vendor keeps; nothing where none is named."""
    if not inherited.kept:
        return {}
    member: dict[str, Json] = {
        "classes": _json(inherited.classes),
        "objects": len(inherited.kept),
        "phi_origin": inherited.phi_origin,
        "tags": _json(inherited.tags),
    }
    return {"inherited": member}


def _decision(plan: Plan) -> Json:
    return {
        "allowed": plan.allowed,
        "deployments": _json(plan.deployments),
        "forms": {str(data_class): str(form) for data_class, form in plan.forms.items()},
        "grants": _json(plan.grants),
        "phi_origin": plan.phi_origin,
        "policies": _json(plan.policies),
        "reasons": [{"class": r.data_class, "code": r.code, "deployment": r.deployment} for r in plan.reasons],
        "restore_in_tools": plan.restore_in_tools,
        "restore_to_caller": plan.restore_to_caller,
        "valid_until": plan.valid_until,
    }


def _principal(principal: Principal) -> Json:
    return {
        "actor": principal.actor,
        "application": principal.application,
        "auth_method": principal.auth_method,
        "conversation": principal.conversation,
        "declared": str(principal.declared),
        "key": principal.key_id,
        "owner": principal.owner,
        "purpose": principal.purpose,
        "subject": principal.subject,
        "tenant": principal.tenant,
    }


def _request(decided: Decided, outgoing: Outgoing | None) -> Json:
    facts, stored = decided.inspection.facts, decided.call.stored
    request: dict[str, Json] = {"stored": stored.action} if stored else {}
    return request | {
        "bytes": facts.body_bytes,
        "endpoint": facts.endpoint,
        "features": _json(facts.features),
        "model": _model_name(decided),
        "outgoing_bytes": len(outgoing.body.data) if outgoing else 0,
        "outgoing_model": outgoing.model if outgoing else None,
        "segments": facts.segment_count,
        "stream": facts.stream,
        "wire": facts.wire,
    }


def _model_name(decided: Decided) -> str | None:
    """The model's name if the boundary knows it; a name that nobody serves is the caller's text, so it is left out."""
    name = decided.inspection.facts.model
    known = any(name == model for d in decided.snapshot.boundary.deployments.values() for model, _ in d.models)
    return name if known else None


def _restriction(decided: Decided) -> Json:
    """The caller's wish; a name that the boundary does not know is the caller's text, and fits no deployment."""
    wish, deployments = decided.wish, decided.snapshot.boundary.deployments.values()

    def known(wanted: tuple[str, ...], names: Iterable[str]) -> Json:
        there = frozenset(names)
        return [name if name in there else UNKNOWN for name in wanted]

    return {
        "at_least": str(wish.at_least),
        "deployments": known(wish.deployments, (one.id for one in deployments)),
        "kinds": known(wish.kinds, (one.kind for one in deployments)),
        "regions": known(wish.regions, (one.region for one in deployments)),
        "restore": wish.restore,
        "scope": wish.scope and str(wish.scope),
    }


def _candidate(candidate: Candidate) -> Json:
    return {
        "allowed": candidate.allowed,
        "cedar": _json(candidate.cedar),
        "deployment": candidate.deployment,
        "facts": dict(candidate.facts),
        "forms": {str(data_class): str(form) for data_class, form in candidate.forms.items()},
        "reasons": [{"class": r.data_class, "code": r.code, "policy": r.policy} for r in candidate.reasons],
    }


def _forms(outgoing: Outgoing | None) -> Json:
    counted: dict[str, Json] = {}
    for (data_class, form), count in outgoing.forms.items() if outgoing else ():
        by_form = counted.setdefault(str(data_class), {})
        if isinstance(by_form, dict):
            by_form[str(form)] = count
    return counted


def _json(value: object) -> Json:
    """A policy value as plain JSON. Raises TypeError for anything that is none: nothing else may enter a leaf."""
    if isinstance(value, Raw):
        raise TypeError("raw text cannot enter a leaf")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        inner = [_json(item) for item in value]
        return sorted(inner, key=str) if isinstance(value, frozenset | set) else inner
    raise TypeError(f"a {type(value).__name__} cannot enter a leaf")
