# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A small organisation to act in: one application, a vendor with two deployments, and one of its own.

``first`` and ``second`` are public interfaces of one vendor under an agreement; ``house`` runs on site under
another model name; ``open`` has no agreement at all.
"""

import json
from collections.abc import Iterable
from functools import cache

from clearance.boundary import schema, shipped_policies
from clearance.core.codec.registry import WIRES
from clearance.core.credentials import format_key, key_digest, parse_key
from clearance.core.policy.documents import read_boundary
from clearance.core.policy.engine import PolicyEngine
from clearance.exchange.jobs import CoreJobs, core_jobs, encode_rules
from clearance.model.identity import ApiKey
from clearance.ports import Snapshot, TenantKeys

NOW = 1_780_000_000
PEPPER = bytes(range(32))
YEAR = 31_536_000

_VENDOR = """
kind: Vendor
id: vendor
name: A vendor
---
kind: Purposes
id: purposes
purposes: [treatment, operations]
---
kind: Application
id: notes
tenant: main
declared: {declared}
owner: owner@example.org
approved_by: officer@example.org
purposes: [treatment, operations]
default_purpose: treatment
"""
_DEPLOYMENT = """
kind: Deployment
id: {id}
vendor: vendor
wire: {wire}
hosting: {hosting}
region: us-east
base_url: https://{id}.vendor.example
endpoints: {endpoints}
models:
  {model}: {known}
credential: env:VENDOR_KEY
"""
_FACT = """
kind: Fact
id: {id}-{name}
deployment: {id}
name: {name}
value: true
basis: executed
valid_from: 2026-01-01
valid_until: {until}
source: a signed document
"""


def fact(deployment: str, name: str, until: str = "2027-01-01") -> str:
    """One fact document, true until then."""
    return _FACT.format(id=deployment, name=name.strip(), until=until)


def deployment(
    name: str, *, hosting: str = "public_api", model: str = "m", known: str = "m", wire: str = "openai"
) -> str:
    """One deployment document: all endpoints of the wire."""
    endpoints = json.dumps([one.endpoint for one in WIRES.values() if one.id == wire])
    return _DEPLOYMENT.format(id=name, hosting=hosting, model=model, known=known, wire=wire, endpoints=endpoints)


def documents(declared: str = "unsure", *more: str, wire: str = "openai") -> dict[str, str]:
    """The organisation's boundary documents, by file name."""
    parts = [_VENDOR.format(declared=declared)]
    for name in ("first", "second"):
        parts += [deployment(name, wire=wire), fact(name, "baa_in_force"), fact(name, "no_training")]
    parts += [deployment("third", known="m-2026", wire=wire)]
    parts += [fact("third", "baa_in_force"), fact("third", "no_training")]
    parts += [deployment("house", hosting="on_prem", model="local", known="llama", wire=wire)]
    parts += [fact("house", "own_workforce"), fact("house", "no_training")]
    parts += [deployment("open", model="gpt", wire=wire), fact("open", "no_training"), *more]
    return {"boundary.yaml": "---".join(parts)}


def api_key(number: int = 1) -> tuple[str, ApiKey]:
    """A key of the application: the text that a caller sends, and what is stored of it."""
    text = format_key("test", number.to_bytes(8, "big") * 5)
    parsed = parse_key(text)
    assert parsed is not None  # noqa: S101 - made one line above
    digest = key_digest(PEPPER, parsed.secret)
    stored = ApiKey(
        parsed.id,
        "main",
        "notes",
        "test",
        "owner@example.org",
        ("treatment", "operations"),
        digest,
        NOW - 10,
        NOW + YEAR,
    )
    return text, stored


def snapshot(files: dict[str, str] | None = None, keys: Iterable[ApiKey] = ()) -> Snapshot:
    """The snapshot of these documents, with the first key and these."""
    rules = {"shipped_policies": shipped_policies(), "schema": schema()}
    boundary = read_boundary(files or documents(), now=NOW, previous=None, **rules)
    stored = [api_key()[1], *keys]
    rules_of_its_own = encode_rules(boundary.detection)
    return Snapshot(
        hash="5" * 64,
        boundary=boundary,
        decider=PolicyEngine(boundary, schema=schema()),
        keys_by_id={key.id: key for key in stored},
        pepper=PEPPER,
        tenant_keys={"main": TenantKeys(bytes(32), bytes(range(32, 64)), bytes(range(64, 96)))},
        detector_version=_jobs().learn(rules_of_its_own),
        owner_epoch="e" * 32,
        rules=rules_of_its_own,
    )


@cache
def _jobs() -> CoreJobs:
    return core_jobs()
