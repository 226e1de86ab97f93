# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the journal is asked to make durable, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from clearance.model.text import Raw
from clearance.model.words import DataClass, OutcomeKind, ScopeKind, SourceTag

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


class Fragment:
    """A value that is already in canonical form, to be put into many leaves. Only ``canonical.fragment`` makes one.

    ``depth`` is how many levels of lists and objects it is; what holds it counts them into its own bound.
    Not a dataclass: an encoder would write that as an object.
    """

    __slots__ = ("data", "depth")

    def __init__(self, data: bytes, depth: int) -> None:
        self.data, self.depth = data, depth


LeafBody = Mapping[str, Json | Fragment]
"""The body of a leaf to be written. A leaf that was read holds no fragments."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a token is valid. ``id`` is opaque (hex); request scopes live in memory only."""

    tenant: str
    kind: ScopeKind
    id: str


@dataclass(frozen=True, slots=True)
class Token:
    """One token: it stands for exactly one surface string of one class in one scope."""

    text: str
    data_class: DataClass
    surface: Raw
    scope: Scope


@dataclass(frozen=True, slots=True)
class Payload:
    """The encrypted row beside a leaf: salts always, content only where capture is on.

    Each commitment in the leaf is HMAC-SHA256(salt, SHA-256(body)) and opens with the salt here.
    """

    salts: dict[str, bytes]
    content: dict[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Admission:
    """Step 6: the decision record with everything that must be durable with it."""

    call_id: str
    tenant: str
    allowed: bool
    body: LeafBody
    tokens: tuple[Token, ...]
    payload: Payload
    payload_scope: str
    """Key scope of the payload and token rows: the subject if known, else the conversation, else the call."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Step 7: one further try at a deployment inside the plan. Its payload row holds the commitment's salt."""

    call_id: str
    tenant: str
    body: LeafBody
    payload: Payload | None = None
    payload_scope: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An object that a vendor keeps (a stored response, a conversation): where it is, and what went into it.

    ``name`` is a keyed hash (hex) of application and the vendor's id; ``model`` is the name that callers use.
    ``classes``, ``tags`` and ``phi_origin`` are those of every exchange that had a part in it.
    """

    name: str
    application: str
    deployment: str
    model: str
    scope: Scope
    classes: frozenset[DataClass] = frozenset()
    tags: frozenset[SourceTag] = frozenset()
    phi_origin: bool = True

    def joined(self, later: "Kept") -> "Kept":
        """This object after a further exchange: it holds what it held, and stays where it is."""
        return replace(
            later,
            deployment=self.deployment,
            scope=self.scope,
            classes=self.classes | later.classes,
            tags=self.tags | later.tags,
            phi_origin=self.phi_origin or later.phi_origin,
        )


@dataclass(frozen=True, slots=True)
class Settlement:
    """Step 11: how an admitted exchange ended. ``body`` carries counts, usage and commitments."""

    call_id: str
    tenant: str
    outcome: OutcomeKind
    body: LeafBody
    payload: Payload | None = None
    payload_scope: str = ""
    blocks: tuple[str, ...] = ()
    """Keyed hashes (hex) of the encrypted blocks that the answer handed out."""
    kept: tuple[Kept, ...] = ()
    """Objects that the vendor says it keeps."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Traffic refused before a decision (malformed, unauthenticated); coalesced per (code, source) for 10 s."""

    code: str
    source: str
    """Keyed hash of the client address."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a leaf is, signed: ``log``, ``seq`` (0-based), ``leaf_hash`` (hex) and an Ed25519 ``signature`` (hex)."""

    call_id: str
    log: str
    seq: int
    leaf_hash: str
    signature: str
    key_id: str
