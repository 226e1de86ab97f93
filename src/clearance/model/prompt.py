# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A request, read: segments and what was found in them."""

from dataclasses import dataclass, field

from clearance.model.text import Raw
from clearance.model.words import DataClass, Directive, SourceTag

UNREAD = "(unread)"
"""Stands for the model of a request that nobody reads; no wire lets a caller write it."""


@dataclass(frozen=True, slots=True, repr=False)
class Segment:
    """One string of a body (a value, or an object key).

    ``address`` is the ordinal of the string token in the body's bytes (0-based, keys and
    values alike, document order), or -1 minus the ordinal of a number token that could identify
    (its text is the number; a replacement becomes a string). Each further number steps into a
    JSON document that the string holds, and counts there. ``codecs`` names the documents stepped
    into, outermost first, e.g. ``("json",)`` for a leaf of tool-call arguments.
    ``path`` shows the wire's own keys only; others stand as "*", because a key can be content.
    ``type`` is the nearest enclosing ``"type"`` value (or ""), ``field`` the nearest object key
    (for a key segment: the key itself), ``role`` the message's role (or "").
    """

    address: tuple[int, ...]
    path: tuple[str | int, ...]
    text: Raw
    field: str = ""
    type: str = ""
    role: str = ""
    codecs: tuple[str, ...] = ()
    is_key: bool = False
    directive: Directive = Directive.SCAN

    def __repr__(self) -> str:
        return f"<segment {self.address}: {len(self.text)} characters>"


@dataclass(frozen=True, slots=True)
class Finding:
    """An identifier or secret in one text. ``start``/``end`` are code points, half open.

    ``sub`` tells places, dates and ages apart where a rule does: "city", "zip", "month_day", "over_89"; else "".
    """

    kind: str
    data_class: DataClass
    start: int
    end: int
    score: float = 1.0
    sub: str = ""


@dataclass(frozen=True, slots=True)
class FoundSegment:
    """A segment that holds findings: left to right, none overlapping."""

    segment: Segment
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the vendor counted them; -1 where it did not say."""

    input_tokens: int = -1
    output_tokens: int = -1


@dataclass(frozen=True, slots=True)
class PromptFacts:
    """What routing and policy need to know of a request, without its content.

    ``wire`` is the vendor's ("openai", "anthropic"), ``endpoint`` one of its, as a template where its path names
    the model. ``features`` are closed names such as "stream", "tools", "json_schema", "logprobs".
    ``conversation_seed`` is the SHA-256 of (system prompt, first user message).
    """

    wire: str
    endpoint: str
    model: str
    stream: bool
    features: frozenset[str]
    conversation_seed: bytes
    segment_count: int
    body_bytes: int
    guarded: tuple[tuple[str, str], ...] = ()
    """Features that need the application's explicit leave (``web_search``, ``mcp``), each with the path that asks."""
    unknown_parts: tuple[str, ...] = ()
    """Paths of parts whose type this version does not know. Their strings are segments like all others."""
    encrypted: tuple[bytes, ...] = ()
    """Digest of each encrypted block that only the vendor can read."""
    references: tuple[str, ...] = ()
    """Ids of objects that answers left at the vendor, as the caller names them."""
    by_default: frozenset[str] = frozenset()
    """Features that the vendor has where the request is silent about them (``store``)."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """Steps 2 and 3 of the exchange in one value: the request read and classified."""

    facts: PromptFacts
    found: tuple[FoundSegment, ...]
    detector_version: str
    counts: dict[DataClass, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    body_digest: bytes = b""
    """SHA-256 of the body as it arrived (after content decoding)."""
    token_literals: frozenset[str] = frozenset()
    """What the request already holds that reads as a token without its brackets; a minted token is none of these."""
    tags: frozenset[SourceTag] = frozenset()
    """What sources declared in the request itself: fields, security labels, confidentiality codes."""
    possible: frozenset[SourceTag] = frozenset()
    """What its words suggest. Recorded; decides nothing."""
