# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A message as a stream of events: ``message_start`` to ``message_stop``.

A content block's text, reasoning and arguments grow over its deltas; every other string, and every key that is no word
of the wire, comes whole in one event and ends with it. A growing channel is (block, type of delta, member), so that
held-back text has a delta to stand in.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from clearance.core.codec.anthropic.fields import ENCRYPTED_FIELDS, STREAM_FIXED, STREAM_KEYS, STREAM_WORDS
from clearance.core.codec.json_splice import rewrite
from clearance.core.codec.json_walk import block_digest, reads_as_signature
from clearance.core.codec.json_wire import count
from clearance.core.codec.sse import SseEvent, SseSplitter, encode_data
from clearance.core.codec.stream_growth import Keys, SignedTexts, Strings, named, nest, position, read_event
from clearance.core.codec.wire import Address, Channel, Delta, StreamEvent
from clearance.errors import VendorProtocolError
from clearance.model.prompt import Usage

_LAST = "message_stop"
_START, _DELTA, _STOP = "content_block_start", "content_block_delta", "content_block_stop"
_WHOLE = "whole"
_GROWS = {"text": "text_delta", "thinking": "thinking_delta"}
"""What a block may begin with, and the deltas that go on with it."""
_WHOLE_DELTAS = frozenset({"citations_delta", "signature_delta", "compaction_delta"})
_ENCRYPTED = frozenset(ENCRYPTED_FIELDS.values())
_ENCRYPTED_TYPES = ENCRYPTED_FIELDS | {"compaction_delta": "encrypted_content"}
_INPUTS = ("cache_creation_input_tokens", "cache_read_input_tokens")


class MessageStreamReader:
    """Incremental reader of one answer (see ``clearance.core.codec.wire.StreamReader``)."""

    __slots__ = ("_events", "_input", "_keys", "_open", "_output", "_signed", "_splitter", "_terminated")

    def __init__(self) -> None:
        self._splitter = SseSplitter()
        self._open: dict[int, dict[Channel, None]] = {}  # the growing channels of each block, in order of birth
        self._signed = SignedTexts()
        self._keys = Keys()
        self._events = 0
        self._input = self._output = -1
        self._terminated = False

    def feed(self, chunk: bytes) -> tuple[StreamEvent, ...]:
        """Events completed by this chunk.

        Raises:
            VendorProtocolError: not strict JSON objects, an event over the limit, or data after ``message_stop``.
        """
        return tuple(self._read(event) for event in self._splitter.feed(chunk))

    def close(self) -> tuple[StreamEvent, ...]:
        """What was left: nothing, or a ``message_stop`` without its blank line.

        Raises:
            VendorProtocolError: the stream stopped inside an event.
        """
        if not self._splitter.unfinished:
            return ()
        try:
            event = self._read(SseEvent(_LAST.encode(), self._splitter.tail))
        except VendorProtocolError:
            event = None
        if event is None or not event.last:
            raise VendorProtocolError("the vendor's stream ended inside an event")
        return (event,)

    def _read(self, event: SseEvent) -> StreamEvent:
        if self._terminated:
            raise VendorProtocolError("the vendor sent data after the terminator")
        value = read_event(event.data)
        kind = value.get("type")
        if kind == "error":
            return StreamEvent(event.data, (), (), None, (), last=False, error=True, name=event.event)
        self._terminated = kind == _LAST
        self._events += 1
        found = _Found(value, self._events)
        deltas = (*found.deltas(), *found.keys(self._keys))
        ends = self._ends(kind, found.block, deltas)
        return StreamEvent(
            event.data,
            deltas,
            ends,
            self._usage(value),
            _reasons(value),
            last=self._terminated,
            name=event.event,
            encrypted=tuple(found.encrypted()),
            sealed=self._signed.grow(deltas, ends),
            names=tuple(found.names()),
        )

    def _ends(self, kind: Any, block: int, deltas: tuple[Delta, ...]) -> tuple[Channel, ...]:
        """Channels that end with this event: those of a stopped block, and all that do not grow."""
        ends: dict[Channel, None] = {}
        for delta in deltas:
            if delta.channel[0] == _WHOLE:
                ends[delta.channel] = None
            else:
                self._open.setdefault(block, {})[delta.channel] = None
        if kind == _STOP:
            ends |= self._open.pop(block, {})
        elif kind == _LAST:
            for channels in self._open.values():
                ends |= channels
            self._open.clear()
        return tuple(ends)

    def _usage(self, value: dict[str, Any]) -> Usage | None:
        """The counts so far: what was read comes with the first event, what was written with the last ones."""
        message = value.get("message")
        told = value.get("usage") or (message.get("usage") if isinstance(message, dict) else None)
        if not isinstance(told, dict):
            return None
        usage = usage_of(told)
        self._input = max(self._input, usage.input_tokens)
        self._output = max(self._output, usage.output_tokens)
        return Usage(self._input, self._output)


class _Found:
    """The strings of one event, told apart."""

    def __init__(self, value: dict[str, Any], number: int) -> None:
        self.value = value
        self.block = _block(value)
        self._number = number
        found = Strings(STREAM_KEYS)
        found.read(value)
        self._strings = [place for place in found.values if place[2]]
        self._keys = [place for place in found.keys if place[2]]

    def deltas(self) -> Iterator[Delta]:
        for path, ordinal, text in self._strings:
            if self._sealed_away(path) or self._fixed(path):
                continue
            grows = self._grows(path)
            if grows is None:
                yield Delta((_WHOLE, self._number, *path), (ordinal,), text, tool=False, in_call="input" in path)
            else:
                tool = grows == "input_json_delta"
                channel = (self.block, grows, *path[1:])
                yield Delta(channel, (ordinal,), text, tool, tool, sealed=grows == "thinking_delta")

    def keys(self, stream: Keys) -> Iterator[Delta]:
        """Those that are no words of the wire."""
        for path, ordinal, key in self._keys:
            yield stream.delta((_WHOLE, self._number, ordinal), (ordinal,), key, in_call="input" in path)

    def names(self) -> Iterator[Delta]:
        for path, ordinal, text in self._strings:
            signed = path[-1] == "signature" and reads_as_signature(text)
            if self._fixed(path) and text not in STREAM_WORDS and not signed:
                yield named((ordinal,), text)

    def encrypted(self) -> Iterator[bytes]:
        return (block_digest(text) for path, _, text in self._strings if self._sealed_away(path))

    def _grows(self, path: Channel) -> str | None:
        """The type of the deltas that this string is a piece of; None: it came whole."""
        event, kind = self.value.get("type"), self._holder(path[:1]).get("type")
        if event == _DELTA and path[0] == "delta" and isinstance(kind, str) and kind not in _WHOLE_DELTAS:
            return kind
        if event == _START and path in (("content_block", "text"), ("content_block", "thinking")):
            return _GROWS.get(str(kind)) if path[-1] == kind else None
        return None

    def _fixed(self, path: Channel) -> bool:
        """Whether a string is the protocol's own: by its nearest key, but never inside arguments."""
        keys = [step for step in path if isinstance(step, str)]  # an event is an object: there is at least one
        if "input" in keys[:-1]:
            return False
        return keys[-1] in STREAM_FIXED

    def _sealed_away(self, path: Channel) -> bool:
        """Whether only the vendor can read it: by its own name and the type of what holds it."""
        if path[-1] not in _ENCRYPTED:
            return False
        return _ENCRYPTED_TYPES.get(str(self._holder(path[:-1]).get("type"))) == path[-1]

    def _holder(self, path: Channel) -> dict[str, Any]:
        """The object at a place of ``strings``."""
        value: Any = self.value
        for step in path:
            if isinstance(value, list):
                value = next((one for index, one in enumerate(value) if position(one, index) == step), None)
            else:
                value = value.get(step)
        return value if isinstance(value, dict) else {}


def _block(value: dict[str, Any]) -> int:
    index = value.get("index")
    return index if isinstance(index, int) and not isinstance(index, bool) else -1


def _reasons(value: dict[str, Any]) -> tuple[str, ...]:
    delta = value.get("delta")
    reason = delta.get("stop_reason") if isinstance(delta, dict) else None
    return (reason,) if isinstance(reason, str) else ()


def usage_of(told: dict[str, Any]) -> Usage:
    """The vendor's token counts, -1 where it did not say; what a cache took or gave counts as read."""
    read = count(told.get("input_tokens"))
    if read >= 0:
        read += sum(max(count(told.get(name)), 0) for name in _INPUTS)
    return Usage(read, count(told.get("output_tokens")))


def encode_event(event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
    """The event as SSE bytes, with these delta strings replaced."""
    return encode_data(rewrite(event.data, replacements), event.name)


def flush_event(channel: Channel, text: str) -> bytes:
    """A ``content_block_delta`` that carries only ``text``. Only growing channels ever hold text back."""
    block, kind, *path = channel
    held: dict[str, Any] = nest(tuple(path), text)
    event = {"type": _DELTA, "index": block, "delta": {"type": kind} | held}
    return encode_data(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode(), _DELTA.encode())
