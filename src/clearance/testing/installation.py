# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A whole installation in a folder of its own, serving on loopback in front of a vendor stand-in."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from clearance.config.load import load
from clearance.core.codec.registry import WIRES
from clearance.service.activation import apply
from clearance.service.issuing import Wish, issue
from clearance.service.owner import Owner, Role
from clearance.service.serve import serving
from clearance.service.setup import Places, initialise
from clearance.testing.vendor import FakeVendorServer


def _listed(wire: str) -> str:
    return f"endpoints: [{', '.join(one.endpoint for one in WIRES.values() if one.id == wire)}]"


_BOUNDARY = """
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
declared: unsure
owner: owner@example.org
purposes: [treatment, operations]
default_purpose: treatment
---
kind: Deployment
id: model
vendor: vendor
wire: openai
hosting: on_prem
region: on-site
base_url: {url}
ENDPOINTS
models: [m]
credential: null
---
kind: Fact
id: model-own-workforce
deployment: model
name: own_workforce
value: true
basis: executed
valid_from: 2026-01-01
valid_until: 2099-01-01
source: this test
---
kind: Fact
id: model-no-training
deployment: model
name: no_training
value: true
basis: executed
valid_from: 2026-01-01
valid_until: 2099-01-01
source: this test
---
kind: Deployment
id: without-agreement
vendor: vendor
wire: openai
hosting: on_prem
region: on-site
base_url: {url}
ENDPOINTS
models: [unlisted]
credential: null
"""

BOUNDARY = _BOUNDARY.replace("ENDPOINTS", _listed("openai"))
"""All endpoints of OpenAI's wire; ``{url}`` stands for the vendor's."""
MESSAGES_BOUNDARY = BOUNDARY.replace("wire: openai", "wire: anthropic").replace(_listed("openai"), _listed("anthropic"))
"""The same organisation with vendors of the Messages wire."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A running one. ``url`` is the data plane's base URL, ``key`` an API key of application ``notes``."""

    url: str
    key: str
    owner: Owner
    vendor: FakeVendorServer
    places: Places


def make(folder: Path) -> Places:
    """The files of a new installation, with nothing in force."""
    where = Places(folder / "data", folder / "keys" / "root.key", folder / "clearance.toml", folder / "boundary")
    initialise(where, port=0)
    return where


@contextlib.asynccontextmanager
async def installation(
    folder: Path, vendor: FakeVendorServer | None = None, *, prepare: bool = False, boundary: str = BOUNDARY
) -> AsyncIterator[Installation]:
    """A fresh installation that serves until the context ends.

    ``prepare``: with compiled patterns wherever they can be made, in seconds; the findings are the same without.
    """
    stand_in = vendor or FakeVendorServer()
    async with stand_in:
        where = make(folder)
        loaded = load(where.config, flags={"gateway.port": 0})
        async with serving(loaded, Role(prepare=prepare, stand_ins=frozenset({stand_in.url}))) as service:
            files = {"boundary.yaml": boundary.format(url=stand_in.url)}
            await apply(service.owner, files, dry_run=False, actor="test")
            issued = await issue(service.owner, Wish("notes"), actor="test")
            yield Installation(service.url, issued["key"], service.owner, stand_in, where)
