# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Hold a stream's text back until a piece of it has been scanned.

In ``observe`` mode nothing is held. In ``hold`` mode events wait, in their order, until the text of each channel ends
a sentence or the channel itself, until that of one is 512 characters long, or until the oldest is 250 ms old. In
``buffer`` mode all events wait for the end. So text leaves before the event that ends its channel.
"""

from clearance.core.codec.wire import Channel, StreamEvent, Wire
from clearance.exchange.call import Ports
from clearance.exchange.scan import AnswerScan
from clearance.model.words import AnswerMode

_SENTENCE_ENDS = (".", "!", "?", "\n", "。")


class Hold:
    """The events of one stream that wait for their scan."""

    def __init__(self, wire: Wire, scan: AnswerScan, ports: Ports) -> None:
        self._wire, self._scan, self._ports = wire, scan, ports
        self._mode = scan.mode
        self._events: list[StreamEvent] = []
        self._open: dict[Channel, int] = {}
        """Characters of each channel that do not end a sentence yet."""
        self._since: float | None = None

    @property
    def waits(self) -> bool:
        """Whether held text can become overdue at all."""
        return self._mode is AnswerMode.HOLD

    def patience(self) -> float | None:
        """Seconds until held text is overdue; None when nothing is."""
        if self._since is None:
            return None
        age = self._ports.clock.monotonic() - self._since
        return max(self._ports.limits.hold_seconds - age, 0.0)

    async def push(self, event: StreamEvent) -> tuple[StreamEvent, ...]:
        """The events that may be released now that this one has come. Raises AnswerRefused."""
        if self._mode is AnswerMode.OBSERVE:
            return (event,)
        self._events.append(event)
        if self._mode is AnswerMode.BUFFER:
            return ()
        for delta in event.deltas:
            if delta.repeated:
                continue
            if delta.text.rstrip(" ").endswith(_SENTENCE_ENDS):
                self._open.pop(delta.channel, None)
            else:
                self._open[delta.channel] = self._open.get(delta.channel, 0) + len(delta.text)
        for channel in event.ends:
            self._open.pop(channel, None)
        if self._open and self._since is None:
            self._since = self._ports.clock.monotonic()
        if self._open and max(self._open.values()) < self._ports.limits.hold_characters:
            return ()
        return await self._release()

    async def overdue(self) -> tuple[StreamEvent, ...]:
        """The held events, because they have waited long enough. Raises AnswerRefused."""
        return await self._release()

    async def finish(self) -> tuple[StreamEvent, ...]:
        """Whatever is still held, at the end of the stream. Raises AnswerRefused."""
        return await self._release() if self._mode is AnswerMode.HOLD else tuple(self._events)

    async def _release(self) -> tuple[StreamEvent, ...]:
        events, self._events = tuple(self._events), []
        self._open, self._since = {}, None
        pieces: dict[Channel, str] = {}
        for event in events:
            for delta in event.deltas:
                if delta.repeated:
                    continue
                pieces[delta.channel] = pieces.get(delta.channel, "") + delta.text
        await self._scan.release_names()
        for channel, piece in pieces.items():
            await self._scan.release(channel, piece)
        return events
