# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Small boundaries and requests to ask the policy engine about."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from clearance.boundary import schema, shipped_policies
from clearance.core.policy.engine import PolicyEngine
from clearance.model.boundary import Application, Boundary, Deployment, Fact, Grant
from clearance.model.identity import Principal
from clearance.model.plan import Plan, Restriction
from clearance.model.prompt import PromptFacts
from clearance.model.words import DataClass, Declared, SourceTag

NOW = 1_795_000_000
YEAR = 365 * 86_400
ENDPOINT = "/v1/chat/completions"


def deployment(name: str, kind: str = "public_api", region: str = "us", **more: Any) -> Deployment:
    base = Deployment(name, "v", "openai", kind, region, "https://x", (ENDPOINT,), (("m", "vm"),), None, "d" * 64)
    return replace(base, **more)


def fact(on: str, name: str, **more: Any) -> Fact:
    base = Fact(f"{on}-{name}", on, name, True, "executed", NOW - YEAR, NOW + YEAR, "contract", f"{on}-{name}-v")  # noqa: FBT003 - a row of a table
    return replace(base, **more)


def covered(*names: str) -> tuple[Fact, ...]:
    """An agreement and no training, for each deployment."""
    return tuple(fact(one, name) for one in names for name in ("baa_in_force", "no_training"))


def grant(on: str, *classes: DataClass, **more: Any) -> Grant:
    base = Grant(f"g-{on}", "app", "treatment", on, classes, (), "why", "owner", "approver", NOW - 10, NOW + 1_000, "v")
    return replace(base, **more)


def application(**more: Any) -> Application:
    return replace(Application("app", "main", Declared.PHI, 0, "owner", ("treatment", "payment"), None, "v"), **more)


def boundary(
    *deployments: Deployment,
    facts: Iterable[Fact] = (),
    grants: Iterable[Grant] = (),
    app: Application | None = None,
    own: str = "",
) -> Boundary:
    return Boundary(
        hash="b" * 64,
        vendors={},
        deployments={one.id: one for one in deployments},
        facts=tuple(facts),
        applications={"app": app or application()},
        grants=tuple(grants),
        purposes=("payment", "research", "treatment"),
        policies=shipped_policies() + own,
    )


def engine(*deployments: Deployment, **more: Any) -> PolicyEngine:
    return PolicyEngine(boundary(*deployments, **more), schema=schema())


PROMPT = PromptFacts(
    "openai",
    ENDPOINT,
    "m",
    stream=False,
    features=frozenset(),
    conversation_seed=b"",
    segment_count=1,
    body_bytes=1,
)
WHO = Principal("main", "app", "key", "owner", Declared.PHI, "treatment")


def decide(
    to: PolicyEngine,
    *classes: DataClass,
    who: Mapping[str, Any] | None = None,
    prompt: Mapping[str, Any] | None = None,
    wish: Restriction | None = None,
    tags: Collection[SourceTag] = (),
    now: int = NOW,
) -> Plan:
    return to.decide(
        replace(WHO, **(who or {})),
        replace(PROMPT, **(prompt or {})),
        dict.fromkeys(classes, 1),
        wish or Restriction(),
        tags=tags,
        now=now,
    )


def codes(plan: Plan) -> set[str]:
    return {reason.code for reason in plan.reasons}
