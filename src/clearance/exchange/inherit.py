# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 4, before the decision: what a request takes over from earlier exchanges by naming what they left at a vendor.

An object that a vendor keeps is used only where it is, counts as holding all that went into it, and goes on in the
conversation that made it. One that is not on record for this application is refused; its id is never repeated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from clearance.core.codec.json_walk import block_digest
from clearance.core.codec.wire import Address
from clearance.errors import NotFound, ReferenceRefused
from clearance.exchange.call import Call, Ports
from clearance.exchange.opaque import keyed_hash
from clearance.model.identity import Principal
from clearance.model.plan import Plan, Restriction
from clearance.model.prompt import Inspection
from clearance.model.record import Kept, Scope, Token
from clearance.model.words import DataClass, Declared, Directive, Form, ScopeKind, SourceTag
from clearance.ports import Snapshot

MOST = 4096
"""Objects, and encrypted blocks, of one request or answer."""
_MOST_SIGNED = 256
"""Signed texts of one answer, and those with findings of one request."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """What the named objects bring along; nothing where none is named."""

    kept: tuple[Kept, ...] = ()

    @property
    def classes(self) -> frozenset[DataClass]:
        """What went into them."""
        return frozenset(data_class for one in self.kept for data_class in one.classes)

    @property
    def tags(self) -> frozenset[SourceTag]:
        """What their sources declared."""
        return frozenset(tag for one in self.kept for tag in one.tags)

    @property
    def phi_origin(self) -> bool:
        """Whether one of them comes from PHI."""
        return any(one.phi_origin for one in self.kept)

    @property
    def scope(self) -> Scope | None:
        """The conversation that they belong to; tokens of a single request are not remembered."""
        return next((one.scope for one in self.kept if one.scope.kind is ScopeKind.CONVERSATION), None)

    def narrowed(self, wish: Restriction) -> Restriction:
        """The caller's wish, limited to where the objects are. Raises ReferenceRefused where that leaves nothing."""
        if not self.kept:
            return wish
        deployment = self.kept[0].deployment
        if wish.deployments and deployment not in wish.deployments:
            raise ReferenceRefused("A named object is at another deployment than this request allows.")
        return replace(wish, deployments=(deployment,))

    def continued(self, own: Scope, call: Call) -> Scope:
        """The scope of this call's tokens: the objects' conversation, unless the call is to be one of its own."""
        return self.scope if self.scope and (call.stored or own.kind is ScopeKind.CONVERSATION) else own

    def completed(self, inspection: Inspection) -> Inspection:
        """The request with the model of the object, where it is about the object alone and so names none."""
        if inspection.facts.model or not self.kept:
            return inspection
        return replace(inspection, facts=replace(inspection.facts, model=self.kept[0].model))

    def weighed(self, principal: Principal) -> Principal:
        """The principal as the decision is to see it: what once came from PHI still does."""
        weaker = self.phi_origin and principal.declared is Declared.NONE
        return replace(principal, declared=Declared.UNSURE) if weaker else principal


NOTHING = Inherited()


async def inherit(
    call: Call, principal: Principal, inspection: Inspection, snapshot: Snapshot, ports: Ports
) -> Inherited:
    """What the objects that a request names bring along.

    Raises:
        ReferenceRefused: one is not on record for this application, or they do not belong together.
        NotFound: the call is about a stored object that is not on record.
        AuditUnavailable: the record cannot be read.
    """
    references = inspection.facts.references
    if not references:
        return NOTHING
    if len(references) > MOST:
        raise ReferenceRefused(f"A request names at most {MOST} objects that a vendor keeps.")
    names = dict.fromkeys(object_name(principal, reference, snapshot) for reference in references)
    found = await ports.journal.kept_objects(principal.tenant, names.keys())
    kept = tuple(found[name] for name in names if name in found)
    if len(kept) != len(names):
        if call.stored:
            raise NotFound("There is no such object of this application.")
        raise ReferenceRefused(
            "The request names an object that a vendor keeps, and there is no record that this application made it "
            "here in the last 30 days."
        )
    scopes = {one.scope for one in kept if one.scope.kind is ScopeKind.CONVERSATION}
    if len({one.deployment for one in kept}) > 1 or len(scopes) > 1:
        raise ReferenceRefused("The named objects belong to different deployments or conversations.")
    return Inherited(kept)


async def remembered(inherited: Inherited, own: Scope, inspection: Inspection, ports: Ports) -> tuple[Token, ...]:
    """The tokens that named objects, or encrypted blocks of this conversation, may hold. Raises AuditUnavailable."""
    scope = inherited.scope or (own if inspection.facts.encrypted else None)
    return () if scope is None else (await ports.journal.scope(scope)).tokens()


async def foreign_blocks(scope: Scope, inspection: Inspection, snapshot: Snapshot, ports: Ports) -> bool:
    """Whether the request holds an encrypted block that was not handed out in this scope. Raises AuditUnavailable."""
    digests = inspection.facts.encrypted
    if not digests:
        return False
    blocks = frozenset(block_names(scope, digests[: MOST + 1], snapshot))
    if not blocks or len(digests) > MOST:
        return True
    return await ports.journal.known_blocks(scope.tenant, blocks) != blocks


async def signed_here(
    scope: Scope, inspection: Inspection, snapshot: Snapshot, ports: Ports
) -> Mapping[Address, frozenset[DataClass]]:
    """The signed texts with findings that were handed out in this scope, each with the classes that it may hold in
    clear because the vendor had them so. Raises AuditUnavailable.
    """
    segments = [found.segment for found in inspection.found if found.segment.directive is Directive.SEALED]
    if not segments or scope.kind is ScopeKind.REQUEST:
        return {}
    names = {one.address: _signed(scope, block_digest(one.text.reveal()), snapshot) for one in segments[:_MOST_SIGNED]}
    asked = frozenset(name for filed in names.values() for name in filed.values())
    known = await ports.journal.known_blocks(scope.tenant, asked)
    return {
        address: frozenset(one for one in DataClass if filed[one] in known)
        for address, filed in names.items()
        if filed[""] in known
    }


def signed_names(scope: Scope, digests: Iterable[bytes], plan: Plan, snapshot: Snapshot) -> tuple[str, ...]:
    """What signed texts are filed under: once each, and once for each class that the vendor had in clear."""
    if scope.kind is ScopeKind.REQUEST:
        return ()
    clear = [one for one, form in plan.forms.items() if form is Form.CLEAR]
    filed = [_signed(scope, digest, snapshot) for digest in dict.fromkeys(digests)]
    return tuple(names[one] for names in filed[:_MOST_SIGNED] for one in ("", *clear))


def _signed(scope: Scope, digest: bytes, snapshot: Snapshot) -> dict[str, str]:
    key = snapshot.tenant_keys[scope.tenant].conversations
    return {one: keyed_hash(key, "signed", scope.id, digest.hex(), one) for one in ("", *DataClass)}


def object_name(principal: Principal, reference: str, snapshot: Snapshot) -> str:
    """What an object is filed under: for another application, or another tenant, it is another name."""
    key = snapshot.tenant_keys[principal.tenant].conversations
    return keyed_hash(key, "object", principal.application, reference)


def block_names(scope: Scope, digests: Iterable[bytes], snapshot: Snapshot) -> tuple[str, ...]:
    """What encrypted blocks are filed under, each once; none for the scope of a single request."""
    if scope.kind is ScopeKind.REQUEST:
        return ()
    key = snapshot.tenant_keys[scope.tenant].conversations
    return tuple({keyed_hash(key, "block", scope.id, digest.hex()): None for digest in digests})
