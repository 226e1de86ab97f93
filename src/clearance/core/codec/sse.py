# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Server-sent events out of bytes that arrive in any pieces (WHATWG HTML, section 9.2).

Works on bytes and splits at line ends only, so a character cut in two by the network is whole again
before anyone reads it. Memory is bounded: one unfinished event of at most ``MAX_EVENT`` bytes.
"""

from dataclasses import dataclass

from clearance.errors import VendorProtocolError

MAX_EVENT = 1_048_576
"""Bytes of one event, with its field names and comments since the last blank line, unless a wire says otherwise."""
_TYPE = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.-"
_LONGEST_TYPE = 64
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, repr=False)
class SseEvent:
    """One event. ``event`` is its type ("" where the stream names none); ``data`` joins its lines with LF."""

    event: bytes
    data: bytes

    def __repr__(self) -> str:
        return f"<event: {len(self.data)} bytes>"


class SseSplitter:
    """Incremental: any split of the same bytes gives the same events."""

    __slots__ = ("_data", "_event", "_most", "_rest", "_size", "_skip_lf", "_started")

    def __init__(self, most: int = MAX_EVENT) -> None:
        self._most = most
        self._rest = bytearray()  # of the line that has not ended
        self._data: list[bytes] = []
        self._event = b""
        self._size = 0  # of the ended lines of this event
        self._skip_lf = False  # the last byte was CR: an LF that follows belongs to it
        self._started = False

    def feed(self, chunk: bytes) -> list[SseEvent]:
        """The events that this chunk completes.

        Raises:
            VendorProtocolError: an event is larger than ``most``.
        """
        if self._skip_lf and chunk:
            self._skip_lf = False
            chunk = chunk.removeprefix(b"\n")
        if b"\r" in chunk:
            self._skip_lf = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if b"\n" not in chunk:
            self._rest += chunk
            self._check(len(self._rest))
            return []
        first, *lines = chunk.split(b"\n")
        self._rest += first
        lines.insert(0, bytes(self._rest))
        self._rest = bytearray(lines.pop())
        events: list[SseEvent] = []
        for line in lines:
            self._line(line, events)
        self._check(len(self._rest))
        return events

    @property
    def unfinished(self) -> bool:
        """Whether the stream stands inside an event."""
        return bool(self._rest or self._data or self._event)

    @property
    def tail(self) -> bytes:
        """The data of the unfinished event, its last line taken as ended."""
        name, _, value = bytes(self._rest).partition(b":")
        return b"\n".join([*self._data, value.removeprefix(b" ")] if name == b"data" else self._data)

    def _check(self, extra: int) -> None:
        if self._size + extra > self._most:
            raise VendorProtocolError(f"the vendor sent an event of more than {self._most} bytes")

    def _line(self, line: bytes, events: list[SseEvent]) -> None:
        if not self._started:
            self._started = True
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if not line:
            if self._data:
                events.append(SseEvent(self._event, b"\n".join(self._data)))
                self._data = []
            self._event = b""
            self._size = 0
            return
        self._size += len(line)
        self._check(0)
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
        elif name == b"event":
            self._event = value.removeprefix(b" ")


def is_type(name: bytes) -> bool:
    """Whether a name is made like an event's type; anything else may be text."""
    return len(name) <= _LONGEST_TYPE and not name.translate(None, _TYPE)


def encode_data(data: bytes, event: bytes = b"") -> bytes:
    """One event as bytes; data of several lines becomes several ``data:`` lines.

    An event's type is a word of the protocol: one that is not made like one is the vendor's own text, which nobody has
    scanned, and is left out.
    """
    named = b"event: " + event + b"\n" if event and is_type(event) else b""
    return named + b"data: " + data.replace(b"\n", b"\ndata: ") + b"\n\n"
