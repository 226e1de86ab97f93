# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The boundary: what may go where. Content-addressed documents, read and frozen."""

from dataclasses import dataclass, field

from clearance.model.words import AnswerMode, DataClass, Declared, EndpointFamily, Guarded, ScopeKind, SourceTag


@dataclass(frozen=True, slots=True)
class Fact:
    """One checked statement about a deployment, with the time it stops counting.

    A fact satisfies only if ``value`` is true, ``basis`` is ``executed`` or ``primary``,
    ``valid_from`` <= now < ``valid_until`` (Unix seconds), and the request's endpoint, model and
    features lie inside its scope (an empty scope tuple = all).
    """

    id: str
    deployment: str
    name: str
    value: bool
    basis: str
    valid_from: int
    valid_until: int
    source: str
    version: str
    """The SHA-256 (hex) of the document that states it."""
    endpoints: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    features_denied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vendor:
    """A company that runs models."""

    id: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """One path to a model: vendor, account, endpoint, region.

    ``kind`` is one of on_prem, vpc, private_endpoint, public_api. ``models`` maps the name that
    callers use to the name that the vendor knows. ``credential`` names an environment variable
    ("env:NAME") or a file ("file:/path"); it is never the value.
    """

    id: str
    vendor: str
    wire: str
    kind: str
    region: str
    base_url: str
    endpoints: tuple[str, ...]
    models: tuple[tuple[str, str], ...]
    credential: str | None
    version: str
    ca_file: str | None = None
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """A caller, as declared. ``declared_from``: Unix seconds from which a weaker declaration counts."""

    id: str
    tenant: str
    declared: Declared
    declared_from: int
    owner: str
    purposes: tuple[str, ...]
    default_purpose: str | None
    version: str
    deployments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tags: tuple[SourceTag, ...] = ()
    token_scope: ScopeKind = ScopeKind.CONVERSATION
    restore_in_tools: bool = True
    capture: bool = False
    allow: tuple[Guarded, ...] = ()
    """Guarded features that it may use: what a vendor stores, fetches or runs by itself."""
    allow_endpoints: tuple[EndpointFamily, ...] = ()
    """Endpoints whose bodies nobody scans, and that it may use all the same."""
    extract: bool = False
    """Whether documents in its requests are replaced by their text; else they are refused."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Permission for one application to send named classes in clear to one deployment, for at most 90 days."""

    id: str
    application: str
    purpose: str
    deployment: str
    classes: tuple[DataClass, ...]
    tags: tuple[SourceTag, ...]
    reason: str
    owner: str
    approver: str
    valid_from: int
    expires_at: int
    version: str


@dataclass(frozen=True, slots=True)
class CustomRecogniser:
    """One kind of identifier that only this organisation has. ``score`` is a percentage, 1 to 100."""

    id: str
    data_class: DataClass
    patterns: tuple[str, ...]
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    needs_context: bool = False
    validator: str = ""
    score: int = 80


@dataclass(frozen=True, slots=True)
class DetectionRules:
    """What the boundary adds to the shipped detection."""

    recognisers: tuple[CustomRecogniser, ...] = ()
    tag_fields: tuple[tuple[str, SourceTag], ...] = ()
    """Names of JSON fields, each with the source tag that its presence sets."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Everything that ``clearance apply`` activates, by id; ``hash`` is the content address of the whole."""

    hash: str
    vendors: dict[str, Vendor]
    deployments: dict[str, Deployment]
    facts: tuple[Fact, ...]
    applications: dict[str, Application]
    grants: tuple[Grant, ...]
    purposes: tuple[str, ...]
    policies: str
    """Cedar text: the shipped set and the organisation's own."""
    answers: dict[DataClass, AnswerMode] = field(default_factory=dict)
    detection: DetectionRules = field(default_factory=DetectionRules)
    documents: dict[str, str] = field(default_factory=dict)
    """Document hash (hex SHA-256) to its canonical text: what the archive keeps."""
