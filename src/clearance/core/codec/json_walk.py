# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""From a parsed JSON value to its segments: every string, wherever it is.

What a wire knows about its own fields is a tree of ``Slot``s: one slot for each place a value can stand.
A place that no slot describes is ``FREE``: scanned, and stepped into where a string holds a document.
So a field that a vendor invents tomorrow is scanned, not skipped and not dropped.

Numbers count too: a record number is as telling as a string. A number that could identify (see
``_telling``) is a segment with address (-1 - n,), n being its ordinal among the document's numbers. It may be
replaced (by a string) inside tool-call arguments and documents only; elsewhere it must stay as it is.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clearance.core.codec.json_text import JSON_WHITESPACE, parse_embedded
from clearance.core.codec.wire import Address
from clearance.errors import Malformed
from clearance.model.prompt import Segment
from clearance.model.text import Raw
from clearance.model.words import Directive

MAX_DEPTH = 128
"""Nesting of objects and arrays, summed over a body and the documents inside its strings."""
MAX_DOCUMENTS = 4
"""Documents inside documents; what lies deeper is treated as text."""
MAX_SEGMENTS = 200_000
_MAX_TYPE = 64
_OPENERS = frozenset('{["' + JSON_WHITESPACE)
"""What the text of a document can begin with."""
_SEALED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")
_URL_ONLY = frozenset("-_")
_LEAST_SEALED = 40
_LEAST_TOKEN = 11
"""Characters of the shortest token, without its brackets: ``IP_`` and eight more."""
_TELLING_MEMBER = 10
_TELLING_ELEMENT = 10_000
_LARGEST_EXACT = 2.0**53
_STANDARD_ALPHABET = str.maketrans("-_", "+/")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """What is known about the values at one place. Elements of an array stand in the array's own slot.

    ``closed`` are protocol words that hold nothing, so they make no segment. ``inside`` gives the slots of
    an object's members, ``other`` that of all other members (None: ``FREE``). ``numbers``: whether numbers
    here are looked at. ``key_digits``: keys may be short digit runs (token ids). ``call``: inside the
    arguments of a tool call. ``roles``: this is a message; its slot may depend on its role. ``types``: likewise
    on its ``type``.
    """

    directive: Directive = Directive.SCAN
    closed: frozenset[str] = frozenset()
    inside: Mapping[str, "Slot"] = field(default_factory=dict)
    other: "Slot | None" = None
    numbers: bool = True
    key_digits: bool = False
    call: bool = False
    roles: Mapping[str, "Slot"] | None = None
    types: Mapping[str, "Slot"] | None = None
    spread: bool = False
    """Members that ``inside`` does not name stand in this same slot (``other`` is not used)."""
    skip: bool = False
    """A string here is no segment at all: the wire has checked it."""
    encrypted: bool = False
    """A string here can be read by the vendor only: no segment; its digest is collected."""
    signature: bool = False
    """A string here that reads as a signature (``reads_as_signature``) is no segment; any other is."""


FREE = Slot()


@dataclass(frozen=True, slots=True)
class Rules:
    """How one body is walked.

    ``known_keys`` are the wire's own field names: no segments, and the only keys that a path shows.
    ``strict``: a request's rule: an embedded document that could hide a value refuses the body, and a key makes one
    segment however often it occurs. Otherwise such a document is plain text, and a key that is long enough for a token
    makes one wherever it occurs, so that each is restored.
    ``rewrite_keys``: keys of embedded documents and of a tool call's arguments may be rewritten (a model's answer
    may use a token as key).
    ``documents``: strings that hold documents are stepped into; otherwise they are text.
    """

    known_keys: frozenset[str]
    strict: bool = True
    rewrite_keys: bool = False
    documents: bool = True


@dataclass(slots=True)
class Harvest:
    """What a walk collects, over the body and all documents inside it."""

    segments: list[Segment] = field(default_factory=list)
    calls: set[Address] = field(default_factory=set)
    seen_keys: set[str] = field(default_factory=set)
    encrypted: list[bytes] = field(default_factory=list)
    """The digest of each encrypted string."""


def block_digest(text: str) -> bytes:
    """SHA-256 of what a vendor encrypted or signed, by which it is known again. The same in both alphabets of base64
    and with or without padding: clients decode such strings and print them anew.
    """
    return hashlib.sha256(text.translate(_STANDARD_ALPHABET).rstrip("=").encode()).digest()


def collect(value: Any, slot: Slot, rules: Rules) -> Harvest:
    """The segments of a parsed body, in document order.

    Raises:
        Malformed: nested too deeply, more than ``MAX_SEGMENTS`` strings, or (where ``rules.strict``) a
            document inside a string that could hide a value; ``param`` names the string.
    """
    harvest = Harvest()
    _Walk(rules, harvest, (), 0).visit(value, (), ("", "", ""), slot)
    return harvest


def show_path(path: Path) -> str:
    """A path as callers write it: ``messages[0].content[1].text``. Unknown keys stand as ``*``."""
    shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return shown.removeprefix(".")


def reads_as_sealed(text: str) -> bool:
    """Whether a text has the shape of what only its vendor can read or check: base64 of 40 characters or more."""
    return len(text) >= _LEAST_SEALED and _SEALED.issuperset(text)


def reads_as_signature(text: str) -> bool:
    """Likewise, in the standard alphabet alone: keys that begin with their issuer's prefix (``ghp_``, ``sk-``) are not
    of it, and are found where a caller puts one in a signature's place.
    """
    return reads_as_sealed(text) and _URL_ONLY.isdisjoint(text)


class _Walk:
    """One document's walk; strings and numbers are counted as the splicer will count their tokens."""

    __slots__ = ("codecs", "depth", "harvest", "numbers", "prefix", "rules", "strings")

    def __init__(self, rules: Rules, harvest: Harvest, prefix: Address, depth: int) -> None:
        self.rules = rules
        self.harvest = harvest
        self.prefix = prefix
        self.codecs = ("json",) * len(prefix)
        self.depth = depth
        self.strings = 0
        self.numbers = 0

    def visit(self, value: Any, path: Path, context: tuple[str, str, str], slot: Slot) -> None:
        """``context`` is (nearest key, nearest type, message role)."""
        if isinstance(value, str):
            self._string(value, path, context, slot)
        elif isinstance(value, (dict, list)):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise Malformed(f"nested more than {MAX_DEPTH} levels deep", param=show_path(path[:8]))
            if isinstance(value, dict):
                self._object(value, path, context, slot)
            else:
                for index, element in enumerate(value):
                    self.visit(element, (*path, index), context, slot)
            self.depth -= 1
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self._number(value, path, context, slot)

    def _object(self, value: dict[str, Any], path: Path, context: tuple[str, str, str], slot: Slot) -> None:
        _, kind, role = context
        named = value.get("type")
        if isinstance(named, str) and len(named) <= _MAX_TYPE:
            kind = named
        if slot.roles is not None:
            speaker = value.get("role")
            role = speaker if isinstance(speaker, str) and len(speaker) <= _MAX_TYPE else ""
            slot = slot.roles.get(role, slot)
        if slot.types is not None and isinstance(named, str):
            slot = slot.types.get(named, slot)
        inside, known = slot.inside, self.rules.known_keys
        other = slot if slot.spread else slot.other or FREE
        for key, member in value.items():
            ordinal = self.strings
            self.strings = ordinal + 1
            if key in known:
                step = (*path, key)
            else:
                step = (*path, "*")
                self._key(key, ordinal, step, (key, kind, role), slot)
            if isinstance(member, str):
                self._string(member, step, (key, kind, role), inside.get(key, other))
            else:
                self.visit(member, step, (key, kind, role), inside.get(key, other))

    def _key(self, key: str, ordinal: int, path: Path, context: tuple[str, str, str], slot: Slot) -> None:
        if not key or (slot.key_digits and len(key) <= 7 and key.isascii() and key.isdigit()):  # noqa: PLR2004 - token ids
            return
        seen = self.harvest.seen_keys
        if self.rules.rewrite_keys and (self.prefix or slot.call):
            self._add(key, ordinal, path, context, Directive.SCAN, is_key=True)
        elif key not in seen or (len(key) >= _LEAST_TOKEN and not self.rules.strict):
            seen.add(key)
            self._add(key, ordinal, path, context, Directive.NAME, is_key=True)
        else:
            return
        if slot.call:
            self.harvest.calls.add(self.harvest.segments[-1].address)

    def _string(self, text: str, path: Path, context: tuple[str, str, str], slot: Slot) -> None:
        ordinal = self.strings
        self.strings = ordinal + 1
        if not text or slot.skip or text in slot.closed or (slot.signature and reads_as_signature(text)):
            return
        if slot.encrypted:
            self.harvest.encrypted.append(block_digest(text))
            return
        before = len(self.harvest.segments)
        if (
            text[0] not in _OPENERS
            or not self.rules.documents
            or slot.directive is not Directive.SCAN
            or not self._enter(text, ordinal, path, context)
        ):
            self._add(text, ordinal, path, context, slot.directive)
        if slot.call:
            self.harvest.calls.update(segment.address for segment in self.harvest.segments[before:])

    def _enter(self, text: str, ordinal: int, path: Path, context: tuple[str, str, str]) -> bool:
        """Step into the document that a string holds; False when it is plain text."""
        if len(self.prefix) >= MAX_DOCUMENTS:
            return False
        try:
            document = parse_embedded(text)
        except Malformed as error:
            if self.rules.strict:
                raise Malformed(error.safe_message, param=show_path(path)) from None
            return False
        if document is None:
            return False
        inner = _Walk(self.rules, self.harvest, (*self.prefix, ordinal), self.depth)
        inner.visit(document, path, context, FREE)
        return True

    def _number(self, value: float, path: Path, context: tuple[str, str, str], slot: Slot) -> None:
        ordinal = self.numbers
        self.numbers = ordinal + 1
        if not -_TELLING_MEMBER < value < _TELLING_MEMBER and slot.numbers and _telling(value, path):
            text = str(int(value))
            free = self.prefix or slot.call
            self._add(text, -1 - ordinal, path, context, Directive.SCAN if free else Directive.NAME)

    def _add(
        self,
        text: str,
        ordinal: int,
        path: Path,
        context: tuple[str, str, str],
        directive: Directive,
        *,
        is_key: bool = False,
    ) -> None:
        name, kind, role = context
        segments = self.harvest.segments
        if len(segments) >= MAX_SEGMENTS:
            raise Malformed(f"the body holds more than {MAX_SEGMENTS} strings")
        address = (*self.prefix, ordinal)
        segments.append(Segment(address, path, Raw(text), name, kind, role, self.codecs, is_key, directive))


def _telling(value: float, path: Path) -> bool:
    """Whether a number could identify: whole, and at least two digits as a member (an age, a year), or five
    as an element of an array (elsewhere lists of measurements would drown the rest).
    """
    size = abs(value)
    if not isinstance(value, int) and (size != size // 1 or size > _LARGEST_EXACT):
        return False
    return size >= (_TELLING_ELEMENT if path and isinstance(path[-1], int) else _TELLING_MEMBER)
