# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 5: carry out the plan. One outgoing body.

Knows findings and forms. Does not know who decided them, nor what a vendor does with the body.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from clearance.core.transform.apply import transform_text
from clearance.core.transform.literals import Spelled
from clearance.core.transform.tokens import MintingTable
from clearance.errors import PartRefused
from clearance.exchange.call import Call, Ports
from clearance.exchange.decided import Decided
from clearance.exchange.inherit import signed_here
from clearance.exchange.opaque import keyed_hash
from clearance.model.identity import Principal
from clearance.model.plan import Plan, Restriction
from clearance.model.prompt import FoundSegment, Inspection
from clearance.model.record import Json, Scope, Token
from clearance.model.text import OutgoingBody, Raw
from clearance.model.words import DataClass, Directive, Form, Guarded, ScopeKind
from clearance.ports import Snapshot, TokenScope


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The body that leaves, the tokens in it, and how often each class left in each form."""

    body: OutgoingBody
    model: str
    tokens: tuple[Token, ...]
    undurable: tuple[Token, ...]
    forms: Mapping[tuple[DataClass, Form], int]


def scope_of(call: Call, principal: Principal, inspection: Inspection, wish: Restriction, snapshot: Snapshot) -> Scope:
    """Within what this call's tokens stand for the same values.

    A conversation is what the caller names, else the same system prompt and first message sent with the
    same key: turn n+1 then begins with turn n's bytes.
    """
    application = snapshot.boundary.applications[principal.application]
    kind = ScopeKind.REQUEST if call.stored else wish.scope or application.token_scope
    if kind is ScopeKind.REQUEST:
        return Scope(principal.tenant, kind, call.id)
    key = snapshot.tenant_keys[principal.tenant].conversations
    seed = inspection.facts.conversation_seed.hex()
    named = principal.conversation or keyed_hash(key, "seed", principal.application, principal.key_id, seed)
    return Scope(principal.tenant, kind, named)


async def transform(decided: Decided, tokens: TokenScope, ports: Ports) -> Outgoing:
    """Every finding in the form that the plan gives its class; nothing to change = the caller's own bytes.

    Raises:
        PartRefused: a finding stands where text must stay byte-identical (a name, an object key or a signed text).
        AuditUnavailable: what was signed here cannot be read.
        DetectorUnavailable, Overloaded: the rewriting itself could not run.
    """
    call, inspection, plan = decided.call, decided.inspection, decided.plan
    year = dt.datetime.fromtimestamp(decided.now_ms / 1000, dt.UTC).year
    placed: dict[str, Token] = {}
    spelled = Spelled(inspection.token_literals)
    # For a value whose token the caller's own text spells: that text must come back as it is.
    spare = MintingTable(Scope(decided.principal.tenant, ScopeKind.REQUEST, call.id), ports.clock.entropy)

    def mint(data_class: DataClass, surface: str) -> str:
        token = tokens.mint(data_class, Raw(surface), avoid=inspection.token_literals)
        if token.text in spelled:
            token = spare.mint(data_class, token.surface, avoid=inspection.token_literals)
        placed[token.text] = token
        return token.text

    application = decided.snapshot.boundary.applications[decided.principal.application]
    made_up = Guarded.SIGNED_FINDINGS in application.allow
    signed = await signed_here(decided.scope, inspection, decided.snapshot, ports) if made_up else {}
    replacements: dict[tuple[int, ...], str] = {}
    forms: Counter[tuple[DataClass, Form]] = Counter()
    for found in inspection.found:
        _refuse_in_names(found, plan, signed.get(found.segment.address))
        if found.segment.directive is Directive.SEALED:
            continue
        text = found.segment.text.reveal()
        done = transform_text(text, found.findings, plan.forms, mint, now_year=year)
        forms.update(done.counts)
        if done.text != text:
            replacements[found.segment.address] = done.text
    first = decided.snapshot.boundary.deployments[plan.deployments[0]]
    model = dict(first.models)[inspection.facts.model]
    settings = {} if call.stored else outgoing_settings(decided, model, inspection.facts.model, ports)
    if replacements or settings:
        body = await ports.compute.rewrite(call.endpoint, call.body, replacements, settings)
    else:
        body = OutgoingBody(call.body.reveal(), inspection.body_digest)
    every = tuple(placed.values())
    shared = [token for token in every if token.scope == decided.scope]
    return Outgoing(body, model, every, tokens.undurable(shared), forms)


def outgoing_settings(decided: Decided, model: str, held: str, ports: Ports) -> dict[str, Json]:
    """Top-level fields that the gateway sets: the vendor's name of the model, and no storage there."""
    application = decided.snapshot.boundary.applications[decided.principal.application]
    wire = ports.wires[decided.call.endpoint]
    return wire.settings(decided.inspection.facts, model, frozenset(application.allow), held)


def _refuse_in_names(found: FoundSegment, plan: Plan, clear: frozenset[DataClass] | None) -> None:
    """``clear``: for a signed text that was handed out here, the classes of which it may hold what the vendor had in
    clear. Of all others it holds only what the vendor made up itself.
    """
    if found.segment.directive is Directive.SCAN:
        return
    sealed = found.segment.directive is Directive.SEALED
    for finding in found.findings:
        if sealed and finding.data_class is DataClass.TOKEN_LITERAL:
            continue  # what the vendor was sent in place of a value
        if clear is not None and finding.data_class not in clear:
            continue
        if plan.forms.get(finding.data_class) is not Form.CLEAR:
            where = ".".join(str(step) for step in found.segment.path[: -1 if found.segment.is_key else None])
            what = "A signed part" if sealed else "A name or key"
            raise PartRefused(
                f"{what} in '{where or 'the body'}' holds {finding.data_class.value}; it can only be sent unchanged, "
                "so the request is refused.",
                param=where,
            )
