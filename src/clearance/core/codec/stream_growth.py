# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Growing strings in the events of a stream: which they are, and the smallest event that carries one.

Every string of an event that its wire does not call fixed grows a channel, also those that no specification
lists yet. A key that is no word of the wire is text too, whole where it stands.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from clearance.core.codec.json_text import ANSWER_LIMITS, parse
from clearance.core.codec.json_walk import MAX_DEPTH, Harvest, block_digest
from clearance.core.codec.wire import Address, Channel, Delta
from clearance.errors import Malformed, VendorProtocolError
from clearance.model.record import Json
from clearance.model.words import Directive


def read_event(data: bytes) -> dict[str, Any]:
    """An event's JSON object. Raises VendorProtocolError."""
    try:
        value = parse(data, ANSWER_LIMITS)
    except Malformed as error:
        raise VendorProtocolError("a vendor's event cannot be read", diagnostics=error.safe_message) from None
    if not isinstance(value, dict):
        raise VendorProtocolError("a vendor's event is not a JSON object")
    return value


Place = tuple[Channel, int, str]
"""Where a string stands in an event, the ordinal of its token, and its text. An element of an array is named by its
own ``index`` where it has one."""


def strings(value: Any) -> list[Place]:
    """Every string value. Raises VendorProtocolError when nested too deeply."""
    found = Strings(known=None)
    found.read(value)
    return found.values


class Strings:
    """The strings of one event. Keys that are ``known`` are counted only (None: all of them)."""

    __slots__ = ("_known", "_ordinal", "keys", "values")

    def __init__(self, known: frozenset[str] | None) -> None:
        self.values: list[Place] = []
        self.keys: list[Place] = []
        """The other keys, each at the place of the object that has it."""
        self._known = known
        self._ordinal = 0

    def read(self, value: Any, path: Channel = ()) -> None:
        """Raises VendorProtocolError when nested too deeply."""
        if isinstance(value, str):
            self.values.append((path, self._ordinal, value))
            self._ordinal += 1
        elif isinstance(value, (dict, list)):
            if len(path) >= MAX_DEPTH:
                raise VendorProtocolError("a vendor's event is nested too deeply")
            if isinstance(value, list):
                for index, element in enumerate(value):
                    self.read(element, (*path, position(element, index)))
            else:
                self._object(value, path)

    def _object(self, value: dict[str, Any], path: Channel) -> None:
        known = self._known
        for key, member in value.items():
            if known is not None and key not in known:
                self.keys.append((path, self._ordinal, key))
            self._ordinal += 1
            self.read(member, (*path, key))


class Keys:
    """The keys of one stream that are no words of its wire: each is scanned once, and restored wherever it stands."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def delta(self, channel: Channel, address: Address, key: str, *, in_call: bool) -> Delta:
        """One of them, on a channel that ends with its event."""
        repeated = key in self._seen
        self._seen.add(key)
        return Delta(channel, address, key, tool=False, in_call=in_call, repeated=repeated, name=True)


def position(element: Any, index: int) -> int:
    """Which of an array's growing things an element belongs to: by its ``index``, else by its place."""
    named = element.get("index") if isinstance(element, dict) else None
    return named if isinstance(named, int) and not isinstance(named, bool) else index


def nest(channel: Channel, text: str) -> Any:
    """The smallest value that has ``text`` at this place."""
    value: Json = text
    for step in reversed(channel):
        if isinstance(step, str):
            value = {step: value}
        else:
            value = [{"index": step, **value} if isinstance(value, dict) else value]
    return value


def whole_strings(harvest: Harvest, grown: set[int], number: int, keys: Keys) -> list[Delta]:
    """Every string of the event with this number that comes whole, each on a channel of its own; those at the
    ordinals ``grown`` grow, names that are no keys stay out. Numbers and signed text are looked at, not changed.
    """
    found: list[Delta] = []
    for segment in harvest.segments:
        address = segment.address
        if address[0] in grown:
            continue
        is_number = address[-1] < 0
        channel: Channel = ("once", number, *address)
        in_call = address in harvest.calls
        if segment.is_key and segment.directive is Directive.NAME:
            found.append(keys.delta(channel, address, segment.text.reveal(), in_call=in_call))
        elif segment.directive is not Directive.NAME or is_number:
            sealed = is_number or segment.directive is Directive.SEALED
            found.append(Delta(channel, address, segment.text.reveal(), tool=False, in_call=in_call, sealed=sealed))
    return found


def named(address: Address, text: str, *, sealed: bool = False) -> Delta:
    """One of an event's ``names``."""
    return Delta(("name",), address, text, tool=False, sealed=sealed)


def names_in(harvest: Harvest) -> Iterator[Delta]:
    """The protocol's own strings of an event; its numbers and keys are none."""
    for segment in harvest.segments:
        if segment.directive is Directive.NAME and segment.address[-1] >= 0 and not segment.is_key:
            yield named(segment.address, segment.text.reveal())


def is_padding(text: str) -> bool:
    """Whether a text can be what a vendor hides an event's length with: letters and digits at random."""
    return text.isascii() and text.isalnum()


class SignedTexts:
    """Signed texts that grow: the digest of each, once, when it is whole."""

    def __init__(self) -> None:
        self._pieces: dict[Channel, list[str]] = {}

    def grow(self, deltas: Iterable[Delta], ends: Iterable[Channel]) -> tuple[bytes, ...]:
        """Those that are whole with this event."""
        for delta in deltas:
            if delta.sealed:
                self._pieces.setdefault(delta.channel, []).append(delta.text)
        whole = ["".join(self._pieces.pop(channel)) for channel in ends if channel in self._pieces]
        return tuple(map(block_digest, whole))
