# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How long a decision takes: remembered, worked out, and denied with an explanation.

Two deployments, four classes found. Prints medians and 99th percentiles in microseconds.
"""

import statistics
import time
from collections.abc import Callable

from clearance.boundary import schema, shipped_policies
from clearance.core.policy.documents import read_boundary
from clearance.core.policy.engine import PolicyEngine
from clearance.model.identity import Principal
from clearance.model.plan import Plan, Restriction
from clearance.model.prompt import PromptFacts
from clearance.model.words import DataClass, Declared

NOW = 1_795_000_000
_DEPLOYMENT = """
kind: Deployment
id: {name}
vendor: v
wire: openai
hosting: public_api
region: us
base_url: https://{name}.example
endpoints: [/v1/chat/completions]
models: [m]
---
kind: Fact
id: {name}-baa
deployment: {name}
name: baa_in_force
value: {value}
basis: executed
valid_from: 2026-01-01
valid_until: 2027-12-01
source: agreement
---
kind: Fact
id: {name}-training
deployment: {name}
name: no_training
value: true
basis: executed
valid_from: 2026-01-01
valid_until: 2027-12-01
source: agreement
"""
_REST = """
kind: Vendor
id: v
name: A vendor
---
kind: Purposes
id: p
purposes: [treatment]
---
kind: Application
id: a
tenant: main
declared: phi
owner: owner
purposes: [treatment]
"""


def _engine(value: str) -> PolicyEngine:
    files = {name: _DEPLOYMENT.format(name=name, value=value) for name in ("one", "two")} | {"rest": _REST}
    texts = {"shipped_policies": shipped_policies(), "schema": schema()}
    return PolicyEngine(read_boundary(files, now=NOW, previous=None, **texts), schema=schema())


def _measure(name: str, rounds: int, call: Callable[[int], Plan]) -> None:
    took = []
    for number in range(rounds):
        start = time.thread_time_ns()
        call(number)
        took.append((time.thread_time_ns() - start) / 1_000)
    took.sort()
    print(f"{name:10} p50 {statistics.median(took):8.1f} us   p99 {took[int(rounds * 0.99)]:8.1f} us")


def main() -> None:
    """Measure and print."""
    who = Principal("main", "a", "k", "owner", Declared.PHI, "treatment")
    facts = PromptFacts("openai", "/v1/chat/completions", "m", False, frozenset({"tools"}), b"", 1, 1)  # noqa: FBT003 - positional like the rest
    counts = {DataClass.PERSON: 3, DataClass.DATE: 2, DataClass.MRN: 1, DataClass.PHONE: 1}
    wish = Restriction()
    engine, denying = _engine("true"), _engine("false")
    assert engine.decide(who, facts, counts, wish, now=NOW).deployments == ("one", "two")
    assert not denying.decide(who, facts, counts, wish, now=NOW).allowed
    _measure("cached", 20_000, lambda _: engine.decide(who, facts, counts, wish, now=NOW))
    # Each call 2,000 s later than the one before: no remembered plan is fresh enough.
    _measure("uncached", 500, lambda number: engine.decide(who, facts, counts, wish, now=NOW + 2_000 * (number + 1)))
    _measure("denied", 500, lambda number: denying.decide(who, facts, counts, wish, now=NOW + 2_000 * (number + 1)))


if __name__ == "__main__":
    main()
