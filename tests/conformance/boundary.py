# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The documents of the gateway that the clients talk to: one deployment a wire, and one a wire that nothing may reach.

``m`` is the model that may receive, ``unlisted`` the one whose standing nobody has stated. Some clients take none but
the names that they know, so each wire has one known name for either.
"""

from dataclasses import dataclass

_COMMON = """
kind: Vendor
id: vendor
name: A vendor
---
kind: Purposes
id: purposes
purposes: [treatment]
---
kind: Application
id: notes
tenant: main
declared: unsure
owner: owner@example.org
purposes: [treatment]
default_purpose: treatment
"""

_DEPLOYMENT = """---
kind: Deployment
id: {id}
vendor: vendor
wire: {wire}
hosting: on_prem
region: on-site
base_url: {{url}}
endpoints: [{endpoints}]
models: [{models}]
credential: null
"""

_FACT = """---
kind: Fact
id: {id}-{fact_id}
deployment: {id}
name: {fact}
value: true
basis: executed
valid_from: 2026-01-01
valid_until: 2099-01-01
source: this test
"""


@dataclass(frozen=True, slots=True)
class _Served:
    """A wire: its endpoints, and a model's name that its clients know, for either deployment."""

    endpoints: str
    listed: str
    """One or more, as YAML has them in a list."""
    unlisted: str


_WIRES = {
    "openai": _Served(
        "/v1/chat/completions, /v1/responses, /v1/embeddings", "gpt-4o, text-embedding-3-small", "gpt-4o-mini"
    ),
    "anthropic": _Served("/v1/messages, /v1/messages/count_tokens", "claude-sonnet-4-5", "claude-haiku-4-5"),
    "gemini": _Served(
        ", ".join(
            f"'/{version}/models/{{model}}:{method}'"
            for version in ("v1beta", "v1")
            for method in ("generateContent", "streamGenerateContent")
        ),
        "gemini-2.5-flash",
        "gemini-2.5-pro",
    ),
    "bedrock": _Served(
        "'/model/{model}/converse', '/model/{model}/converse-stream'",
        "'anthropic.claude-sonnet-4-5-v1:0'",
        "anthropic.claude-haiku-4-5-v1:0",
    ),
}


def _documents(wire: str, served: _Served) -> str:
    listed = _DEPLOYMENT.format(
        id=f"{wire}-listed", wire=wire, endpoints=served.endpoints, models=f"m, {served.listed}"
    )
    facts = [
        _FACT.format(id=f"{wire}-listed", fact=fact, fact_id=fact.replace("_", "-"))
        for fact in ("own_workforce", "no_training")
    ]
    unlisted = _DEPLOYMENT.format(
        id=f"{wire}-unlisted", wire=wire, endpoints=served.endpoints, models=f"unlisted, '{served.unlisted}'"
    )
    return "".join((listed, *facts, unlisted))


_ALL = _COMMON + "".join(_documents(wire, served) for wire, served in _WIRES.items())


def boundary(url: str) -> str:
    """The documents, with the vendor's base URL."""
    return _ALL.replace("{url}", url)
