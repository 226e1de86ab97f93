# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Cedar, wrapped so that it fails closed; the only module that knows the engine.

Bare Cedar skips a policy that errors: a ``forbid`` that cannot be evaluated would otherwise
allow. Here a request is allowed only if the decision is Allow and nothing errored.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cedarpy

from clearance.core.policy.cedar_text import check_bounds, rules_of
from clearance.errors import InvalidDocument

_FAILED = re.compile(r"while evaluating policy `([^`]+)`")
_ACTION = {"type": "Action", "id": "send"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer. ``policies``: the @ids that decided it. ``errors``: the @ids that failed, or "request"."""

    allowed: bool
    policies: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: entity ids as they are (never Cedar syntax) and the context as JSON text."""

    principal: str
    resource: str
    context: str


class Authorizer:
    """Policies plus the entities of one decision. Entities that do not fit the schema deny everything."""

    __slots__ = ("_entities", "_policies", "_schema")

    def __init__(
        self, policies: cedarpy.PolicySet, schema: cedarpy.Schema, records: Iterable[Mapping[str, object]]
    ) -> None:
        self._policies = policies
        self._schema = schema
        entities = [
            {"uid": {"type": one["type"], "id": one["id"]}, "attrs": one["attrs"], "parents": []} for one in records
        ]
        self._entities: cedarpy.Entities | None
        try:
            self._entities = cedarpy.Entities.from_json_str(json.dumps(entities), schema)
        except ValueError:
            self._entities = None

    def decide(self, asks: Sequence[Ask], *, check: bool = False) -> list[Verdict]:
        """One verdict per question, in order; never raises for a bad question, it is denied.

        ``check`` has Cedar hold each context against the schema too (twice the cost): asked for once per
        plan, since every further context has the same shape, and a policy that meets another one errors.
        """
        if self._entities is None or not asks:
            return [Verdict(allowed=False, errors=("request",))] * len(asks)
        requests = [
            {
                "principal": {"type": "Application", "id": one.principal},
                "action": _ACTION,
                "resource": {"type": "Deployment", "id": one.resource},
                "context": one.context,
            }
            for one in asks
        ]
        results = cedarpy.is_authorized_batch(requests, self._policies, self._entities, self._schema if check else None)
        return [_verdict(result) for result in results]


class Policies:
    """A policy set that has passed the schema, parsed once."""

    __slots__ = ("_handle", "_schema", "reads_class", "rules")

    def __init__(self, text: str, schema: str) -> None:
        """Raises InvalidDocument: not Cedar, fails the schema, a template, or an ``@id`` missing or used twice."""
        check_bounds(text)
        try:
            self._schema = cedarpy.Schema.from_str(schema)
            parsed = json.loads(cedarpy.policies_to_json_str(text))
            validation = cedarpy.validate_policies(text, self._schema)
            if not validation.validation_passed:
                first = validation.errors[0]
                name = validation.id_annotations_by_policy_id.get(first.policy_id, "")
                raise InvalidDocument(f"policies: {name}: {_line(first.error)}")
            self.rules = rules_of(parsed)
            self._handle = _handle({name: rule.body for name, rule in self.rules.items()})
        except (ValueError, RecursionError) as error:
            raise InvalidDocument(f"policies: not valid Cedar: {_line(error)}") from None
        # Whether a policy can tell two classes of one group apart: the attribute's name must then stand in it.
        self.reads_class = any('"data_class"' in json.dumps(rule.body["conditions"]) for rule in self.rules.values())

    def authorizer(self, records: Iterable[Mapping[str, object]]) -> Authorizer:
        """Ready to decide about these entities (``type``, ``id``, ``attrs``)."""
        return Authorizer(self._handle, self._schema, records)

    def probes(self, bodies: Mapping[str, dict[str, Any]]) -> Callable[[Iterable[Mapping[str, object]]], Authorizer]:
        """Parse single-condition policies once, to ask which of them hold; for explanations only."""
        handle = _handle(bodies)
        return lambda records: Authorizer(handle, self._schema, records)


def _handle(bodies: Mapping[str, dict[str, Any]]) -> cedarpy.PolicySet:
    # Keyed by @id, so that diagnostics name policies as people do.
    return cedarpy.PolicySet.from_json_str(
        json.dumps({"templates": {}, "templateLinks": [], "staticPolicies": dict(bodies)})
    )


def _verdict(result: cedarpy.AuthzResult) -> Verdict:
    errors, policies = result.diagnostics.errors, tuple(sorted(result.diagnostics.reasons))
    if errors:
        # Cedar's own error texts may quote values: only the policy's name is kept.
        failed = {found[1] if (found := _FAILED.search(one)) else "request" for one in errors}
        return Verdict(allowed=False, errors=tuple(sorted(failed)))
    return Verdict(result.decision is cedarpy.Decision.Allow, policies)


def _line(error: object) -> str:
    return " ".join(str(error).split())[:300]
