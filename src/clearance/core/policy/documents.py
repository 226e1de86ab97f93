# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Boundary documents: YAML files in, one frozen, content-addressed Boundary out.

Nothing is half accepted: any unknown field, dangling reference, invalid policy or contradiction
refuses the whole set, and the active boundary stays in force. The result carries the canonical
text of everything it rests on, the shipped policies and schema included, so that a boundary can
be restored, and a decision under it performed again, from its archived documents alone.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clearance.core.policy import kinds
from clearance.core.policy.cedar import Policies
from clearance.core.policy.crosschecks import check
from clearance.core.policy.fields import Fields, canonical, digest
from clearance.core.policy.strict_yaml import read_yaml
from clearance.errors import IntegrityBroken, InvalidDocument
from clearance.model.boundary import (
    Application,
    Boundary,
    CustomRecogniser,
    Deployment,
    DetectionRules,
    Fact,
    Grant,
    Vendor,
)
from clearance.model.words import AnswerMode, DataClass, Declared, SourceTag

WEAKENING_SECONDS = 86_400
"""How long a declaration of "none" waits when nobody but the owner stands behind it."""

RESERVED = "clearance."
"""An organisation's own policies may not take an @id that begins like this."""

_SHIPPED, _SCHEMA, _ACTIVATION = "ShippedPolicies", "Schema", "Activation"


@dataclass(slots=True)
class _Read:
    """What has been read so far, before the documents are looked at together."""

    entries: dict[tuple[str, str], Fields] = field(default_factory=dict)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    deployments: dict[str, Deployment] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    applications: dict[str, Application] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    grants: list[Grant] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    policies: dict[str, str] = field(default_factory=dict)
    answers: dict[DataClass, AnswerMode] = field(default_factory=dict)
    recognisers: list[CustomRecogniser] = field(default_factory=list)
    tag_fields: dict[str, SourceTag] = field(default_factory=dict)


def read_boundary(
    files: Mapping[str, str], *, now: int, previous: Boundary | None, shipped_policies: str, schema: str
) -> Boundary:
    """The boundary that these files (name to YAML text) describe, if it were activated at ``now`` (Unix seconds).

    An application that newly declares ``none`` counts as ``unsure`` for 24 hours, unless somebody other
    than its owner approved it; one that ``previous`` already had keeps its time.

    Raises:
        InvalidDocument: naming file, document and field, never quoting a value.
    """
    documents = ((file, one) for file, text in sorted(files.items()) for one in read_yaml(file, text))
    read = _read(documents, schema)
    waiting = {name: moment for name, one in read.applications.items() if (moment := _waits(one, read, previous, now))}
    return _assemble(read, waiting, shipped_policies, schema)


def restore_boundary(
    documents: Mapping[str, str], *, shipped_policies: str | None = None, schema: str | None = None
) -> Boundary:
    """A boundary again from its archived ``documents`` (SHA-256 to canonical text), equal to what it was.

    Texts given replace the archived shipped ones, as after an upgrade; the boundary then has another hash.

    Raises:
        IntegrityBroken: a text is not what its hash says, or the shipped documents are missing.
        InvalidDocument: the documents no longer fit together.
    """
    if any(digest(text) != version for version, text in documents.items()):
        raise IntegrityBroken("an archived boundary document is not what its hash says")
    parsed = [json.loads(text) for text in documents.values()]
    own = {one["kind"]: one for one in parsed if one["kind"] in (_SHIPPED, _SCHEMA, _ACTIVATION)}
    if _SHIPPED not in own or _SCHEMA not in own:
        raise IntegrityBroken("an archived boundary lacks its shipped policies or schema")
    schema = own[_SCHEMA]["cedarschema"] if schema is None else schema
    shipped_policies = own[_SHIPPED]["cedar"] if shipped_policies is None else shipped_policies
    read = _read((("archive", one) for one in parsed if one["kind"] not in own), schema)
    return _assemble(read, own.get(_ACTIVATION, {}).get("declared_from", {}), shipped_policies, schema)


def schema_of(boundary: Boundary) -> str:
    """The Cedar schema that a boundary was activated with."""
    found = (json.loads(text) for text in boundary.documents.values())
    return str(next(one["cedarschema"] for one in found if one["kind"] == _SCHEMA))


def _read(documents: Iterable[tuple[str, Mapping[str, Any]]], schema: str) -> _Read:
    read = _Read()
    for file, document in documents:
        doc = Fields(file, document, kinds.KINDS)
        if (doc.kind, doc.id) in read.entries:
            raise doc.invalid("id", "is used twice for this kind")
        read.entries[(doc.kind, doc.id)] = doc
        _take(read, doc, schema)
        doc.done()
    return read


def _take(read: _Read, doc: Fields, schema: str) -> None:
    """Put one document where its kind belongs."""
    match doc.kind:
        case "Vendor":
            read.vendors[doc.id] = kinds.vendor(doc)
        case "Deployment":
            read.deployments[doc.id] = kinds.deployment(doc)
        case "Fact":
            read.facts.append(kinds.fact(doc))
        case "Application":
            read.applications[doc.id], approved = kinds.application(doc)
            if approved:
                read.approved.add(doc.id)
        case "Grant":
            read.grants.append(kinds.grant(doc))
        case "Purposes":
            read.purposes += kinds.purposes(doc)
        case "Answers":
            modes = kinds.answers(doc)
            if not modes.keys().isdisjoint(read.answers):
                raise doc.invalid("modes", "another document already sets one of these classes")
            read.answers |= modes
        case kind if kind in kinds.DETECTION_KINDS:
            _take_detection(read, doc)
        case _:
            read.policies[doc.id] = _policy(doc, schema)


def _take_detection(read: _Read, doc: Fields) -> None:
    """Put one document where it belongs that adds to detection."""
    if doc.kind == "SourceTags":
        fields = kinds.source_tags(doc)
        if not fields.keys().isdisjoint(read.tag_fields):
            raise doc.invalid("fields", "another document already tags one of these fields")
        read.tag_fields |= fields
        return
    if len(read.recognisers) == kinds.MAX_RECOGNISERS:
        raise doc.invalid("", f"there are more than {kinds.MAX_RECOGNISERS} recognisers")
    read.recognisers.append(kinds.recogniser(doc))


def _policy(doc: Fields, schema: str) -> str:
    """The organisation's own Cedar text, valid on its own and with names that are not ours."""
    text = kinds.policy(doc)
    try:
        names = Policies(text, schema).rules
    except InvalidDocument as error:
        raise doc.invalid("cedar", error.safe_message) from None
    if any(name.startswith(RESERVED) for name in names):
        raise doc.invalid("cedar", f"an @id may not begin with {RESERVED}")
    return text


def _waits(application: Application, read: _Read, previous: Boundary | None, now: int) -> int:
    """When a declaration of ``none`` begins to count; 0 = at once, or nothing is weaker."""
    if application.declared is not Declared.NONE or application.id in read.approved:
        return 0
    before = previous.applications.get(application.id) if previous else None
    if before is not None and before.declared is Declared.NONE and before.tenant == application.tenant:
        return before.declared_from
    return now + WEAKENING_SECONDS


def _assemble(read: _Read, waiting: Mapping[str, int], shipped_policies: str, schema: str) -> Boundary:
    own: list[dict[str, Any]] = [
        {"kind": _SHIPPED, "id": "clearance", "cedar": shipped_policies},
        {"kind": _SCHEMA, "id": "clearance", "cedarschema": schema},
    ]
    if waiting:
        own.append({"kind": _ACTIVATION, "id": "clearance", "declared_from": dict(waiting)})
    texts = [doc.text_form for doc in read.entries.values()] + [canonical(one) for one in own]
    documents = dict(sorted((digest(text), text) for text in texts))
    policies = "\n".join([shipped_policies, *(text for _, text in sorted(read.policies.items()))])
    Policies(policies, schema)
    boundary = Boundary(
        hash=digest("\n".join(documents)),
        vendors=dict(sorted(read.vendors.items())),
        deployments=dict(sorted(read.deployments.items())),
        facts=tuple(sorted(read.facts, key=lambda one: one.id)),
        applications={
            name: replace(one, declared_from=waiting.get(name, 0)) for name, one in sorted(read.applications.items())
        },
        grants=tuple(sorted(read.grants, key=lambda one: one.id)),
        purposes=tuple(sorted(set(read.purposes))),
        policies=policies,
        answers=dict(sorted(read.answers.items())),
        detection=DetectionRules(
            tuple(sorted(read.recognisers, key=lambda one: one.id)), tuple(sorted(read.tag_fields.items()))
        ),
        documents=documents,
    )
    check(boundary, read.entries)
    return boundary
