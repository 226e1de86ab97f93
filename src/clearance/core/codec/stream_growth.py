# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Growing strings in the events of a stream: which they are, and the smallest event that carries one.

Every string of an event that its wire does not call fixed grows a channel, also those that no specification
lists yet.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from clearance.core.codec.json_splice import count_strings
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


def strings(value: Any, skip: frozenset[str] = frozenset()) -> Iterator[tuple[Channel, int, str]]:
    """Place, ordinal of the string token, and text of every string value; those under a key of ``skip`` are counted
    only. An element of an array is named by its own ``index`` where it has one.

    Raises VendorProtocolError when nested too deeply.
    """
    found: list[tuple[Channel, int, str]] = []
    _grow(value, (), found, skip, 0)
    return iter(found)


def _grow(value: Any, path: Channel, found: list[tuple[Channel, int, str]], skip: frozenset[str], ordinal: int) -> int:
    """The ordinal of the next string token after ``value``."""
    if isinstance(value, str):
        found.append((path, ordinal, value))
        return ordinal + 1
    if isinstance(value, (dict, list)) and len(path) >= MAX_DEPTH:
        raise VendorProtocolError("a vendor's event is nested too deeply")
    if isinstance(value, dict):
        for key, member in value.items():
            if key in skip:
                ordinal += 1 + count_strings(member)
            else:
                ordinal = _grow(member, (*path, key), found, skip, ordinal + 1)
    elif isinstance(value, list):
        for index, element in enumerate(value):
            ordinal = _grow(element, (*path, position(element, index)), found, skip, ordinal)
    return ordinal


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


def whole_strings(harvest: Harvest, grown: set[int], number: int) -> list[Delta]:
    """Every string of the event with this number that comes whole, each on a channel of its own; those at the
    ordinals ``grown`` grow, names stay out. Numbers and signed text are looked at, not changed.
    """
    found: list[Delta] = []
    for segment in harvest.segments:
        address = segment.address
        is_number = address[-1] < 0
        if address[0] in grown or (segment.directive is Directive.NAME and not is_number):
            continue
        channel: Channel = ("once", number, *address)
        sealed = is_number or segment.directive is Directive.SEALED
        in_call = address in harvest.calls
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
