# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 10: the caller's own values come back, in whole answers and in streams.

Exactly the tokens that this exchange placed or that the objects it names may hold, only if the plan lets the actor
see them, and into tool-call arguments only with that permission of its own.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from clearance.core.codec.wire import Channel, Delta, ReadAnswer, StreamEvent, Wire
from clearance.core.transform.restore import StreamRestorer, restore_text
from clearance.core.transform.token_map import TokenMap
from clearance.model.plan import Plan
from clearance.model.record import Token
from clearance.model.words import Directive

_NOTHING = TokenMap.of(())


@dataclass(frozen=True, slots=True)
class Restorable:
    """The tokens of one exchange, for prose and for tool-call arguments."""

    prose: TokenMap
    tools: TokenMap

    @classmethod
    def of(cls, plan: Plan, tokens: Iterable[Token]) -> "Restorable":
        """What the plan permits of the tokens that were placed."""
        if not plan.restore_to_caller:
            return cls(_NOTHING, _NOTHING)
        everything = TokenMap.of(tokens)
        return cls(everything, everything if plan.restore_in_tools else _NOTHING)


@dataclass(slots=True)
class RestoredCount:
    """How many values went back, told apart because each has its own permission."""

    caller: int = 0
    tools: int = 0


def restore_answer(wire: Wire, body: bytes, answer: ReadAnswer, tokens: Restorable, count: RestoredCount) -> bytes:
    """A whole answer with the values back in every string of it."""
    replacements: dict[tuple[int, ...], str] = {}
    for segment in answer.segments:
        if segment.directive is Directive.SEALED:
            continue
        text = segment.text.reveal()
        tool = segment.address in answer.tool_segments
        done = restore_text(text, tokens.tools if tool else tokens.prose)
        if done.count:
            replacements[segment.address] = done.text
            count.tools += done.count if tool else 0
            count.caller += 0 if tool else done.count
    return wire.rewrite_answer(body, replacements) if replacements else body


@dataclass(slots=True)
class _Open:
    restorer: StreamRestorer
    tool: bool
    repeated: bool
    template: StreamEvent


@dataclass(slots=True)
class StreamRestore:
    """Restores a stream event by event, holding back only what could still become a token."""

    wire: Wire
    tokens: Restorable
    count: RestoredCount = field(default_factory=RestoredCount)
    _open: dict[Channel, _Open] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def event(self, event: StreamEvent) -> bytes:
        """The bytes to release for this event: held-back text first, then the event itself."""
        replacements: dict[tuple[int, ...], str] = {}
        ends = frozenset(event.ends)
        final = {delta.channel: delta.address for delta in event.deltas}  # one event may grow a channel twice
        for delta in event.deltas:
            if delta.sealed:
                continue
            text = self._channel(delta, event).restorer.feed(delta.text)
            if delta.channel in ends and delta.address == final[delta.channel]:
                text += self._end(delta.channel)
            if text != delta.text:
                replacements[delta.address] = text
        for name in event.names:
            if not name.sealed and (text := self._name(name.text)) != name.text:
                replacements[name.address] = text
        flushed = b"".join(self._flush(channel) for channel in event.ends)
        return flushed + self.wire.encode_event(event, replacements)

    def _name(self, text: str) -> str:
        """A string of the protocol's own; the same ones come with every event, and count once."""
        known = self._names.get(text)
        if known is None:
            done = restore_text(text, self.tokens.prose)
            known = self._names[text] = done.text
            self.count.caller += done.count
        return known

    def finish(self, ending: Collection[Channel] = ()) -> bytes:
        """What channels still hold when the stream ends without having ended them; ``ending`` do so by themselves."""
        return b"".join(self._flush(channel) for channel in tuple(self._open) if channel not in ending)

    def _channel(self, delta: Delta, event: StreamEvent) -> _Open:
        channel = self._open.get(delta.channel)
        if channel is None:
            restorer = StreamRestorer(self.tokens.tools if delta.in_call else self.tokens.prose, json=delta.tool)
            channel = self._open[delta.channel] = _Open(restorer, delta.in_call, delta.repeated, event)
        channel.template = event
        return channel

    def _end(self, channel: Channel) -> str:
        ended = self._open.pop(channel, None)
        if ended is None:
            return ""
        text = ended.restorer.finish()
        if ended.repeated:
            return text
        if ended.tool:
            self.count.tools += ended.restorer.count
        else:
            self.count.caller += ended.restorer.count
        return text

    def _flush(self, channel: Channel) -> bytes:
        template = self._open[channel].template if channel in self._open else None
        text = self._end(channel)
        return self.wire.flush_event(template, channel, text) if template and text else b""
