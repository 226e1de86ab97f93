# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A response as a stream of ``response.*`` events.

A ``.delta`` event grows a channel, also one of a type that no specification lists yet: its strings belong to an
output item and, within it, to a part. The ``.done`` event of that text, part or item ends it. All other strings stand
whole in their event; each is a channel of its own that ends at once. Most of them repeat what deltas said before.

The response's own end (completed, incomplete, failed) is the last event; some servers send ``[DONE]`` behind it, which
says nothing more. Log probabilities wait with the event that has them; where its text is changed, they are dropped.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from clearance.core.codec.json_text import ANSWER_LIMITS, parse
from clearance.core.codec.json_walk import Harvest, collect
from clearance.core.codec.json_wire import signed_texts
from clearance.core.codec.logprobs import rewrite_answer
from clearance.core.codec.responses.fields import EVENT, EVENT_RULES
from clearance.core.codec.responses.outcome import finish_reasons, kept, read_usage
from clearance.core.codec.sse import SseEvent, SseSplitter, encode_data, is_type
from clearance.core.codec.stream_growth import is_padding, named, names_in, nest, read_event
from clearance.core.codec.wire import Address, Channel, Delta, StreamEvent
from clearance.errors import Malformed, VendorProtocolError
from clearance.model.prompt import Segment
from clearance.model.words import Directive

MAX_EVENT = 8 * 1_048_576
"""Bytes of one event: the last one repeats the whole answer, the tools and the instructions."""
_TERMINATOR = b"[DONE]"
_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})
_DELTA, _DONE = ".delta", ".done"
_HOLDERS = frozenset({"response.output_item", "response.content_part", "response.reasoning_summary_part"})
"""What holds texts: its end is the end of all of them."""
_PARTS = ("content_index", "summary_index", "command_index")
_LOGPROBS, _PADDING = "logprobs", "obfuscation"
_PLACE = 4
"""Steps of a growing channel that say where in the answer it is; those behind them lead into the delta."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Which text of the answer an event is about. ``part`` is None where it is about an item."""

    item: str | int
    part: tuple[str, int] | None

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "_Place":
        index, named = value.get("output_index"), value.get("item_id")
        item = index if _is_index(index) else named if isinstance(named, str) else -1
        part = next(((name, value[name]) for name in _PARTS if _is_index(value.get(name))), None)
        return cls(item, part)


def _is_index(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


class ResponsesStreamReader:
    """Incremental reader of one answer (see ``clearance.core.codec.wire.StreamReader``)."""

    __slots__ = ("_count", "_envelope", "_kept", "_open", "_over", "_said", "_splitter", "_stored")

    def __init__(self) -> None:
        self._splitter = SseSplitter(MAX_EVENT)
        self._open: dict[Channel, hashlib._Hash] = {}  # the digest of what each growing channel has said
        self._said: set[tuple[bool, bool, bytes]] = set()  # texts that were whole before: in calls or not, keys or not
        self._kept: set[str] = set()
        self._stored = False
        self._envelope = b""
        self._count = 0
        self._over = False

    def feed(self, chunk: bytes) -> tuple[StreamEvent, ...]:
        """Events completed by this chunk; nothing behind the last one.

        Raises:
            VendorProtocolError: not strict JSON objects, an event over the limit, or of a type that is no word.
        """
        read = (self._read(event) for event in self._splitter.feed(chunk))
        return tuple(event for event in read if event is not None)

    def close(self) -> tuple[StreamEvent, ...]:
        """What was left: nothing.

        Raises:
            VendorProtocolError: the stream stopped inside an event.
        """
        if self._splitter.unfinished and not self._over:
            raise VendorProtocolError("the vendor's stream ended inside an event")
        return ()

    def _read(self, event: SseEvent) -> StreamEvent | None:
        if self._over:
            return None
        self._count += 1
        if event.data == _TERMINATOR:
            self._over = True
            ends = tuple(self._open)
            return StreamEvent(event.data, (), ends, None, (), last=True, envelope=self._envelope, name=event.event)
        value = read_event(event.data)
        kind = value.get("type")
        kind = kind if isinstance(kind, str) else event.event.decode("utf-8", "replace")
        if not is_type(kind.encode()):
            raise VendorProtocolError("a vendor's event is of no known type")
        if kind == "error" or (value.get("error") is not None and not kind.startswith("response.")):
            return StreamEvent(
                event.data, (), (), None, (), last=False, error=True, envelope=self._envelope, name=event.event
            )
        self._envelope = event.data
        return self._event(event, value, kind)

    def _event(self, event: SseEvent, value: dict[str, Any], kind: str) -> StreamEvent:
        try:
            harvest = collect(value, EVENT, EVENT_RULES)
        except Malformed as error:
            raise VendorProtocolError("a vendor's event cannot be read", diagnostics=error.safe_message) from None
        ended = self._ended(value, kind)
        deltas = tuple(self._deltas(harvest, value, kind))
        whole = tuple(delta.channel for delta in deltas if delta.channel[0] == self._count)
        response = value.get("response")
        response = response if isinstance(response, dict) else {}
        self._over = kind in _ENDS
        return StreamEvent(
            event.data,
            deltas,
            (*ended, *whole),
            read_usage(response) if response.get("usage") else None,
            finish_reasons(response) if self._over else (),
            last=self._over,
            envelope=event.data,
            name=event.event,
            encrypted=tuple(harvest.encrypted),
            references=tuple(self._references(value, response)),
            sealed=signed_texts(harvest),
            names=tuple(_names(harvest)),
        )

    def _ended(self, value: Mapping[str, Any], kind: str) -> tuple[Channel, ...]:
        """Growing channels that this event ends: of its own text, of all texts of a part or an item, or all."""
        if kind in _ENDS:
            ended = list(self._open)
        elif kind.endswith(_DONE):
            base, place = kind.removesuffix(_DONE), _Place.of(value)
            inside = (channel for channel in self._open if _within(channel, place))
            ended = [channel for channel in inside if base in _HOLDERS or channel[0] == base]
        else:
            return ()
        for channel in ended:
            self._said.add((_in_call(str(channel[0])), False, self._open.pop(channel).digest()))
        return tuple(ended)

    def _deltas(self, harvest: Harvest, value: Mapping[str, Any], kind: str) -> Iterator[Delta]:
        growing = kind.endswith(_DELTA)
        base, place = kind.removesuffix(_DELTA), _Place.of(value)
        for segment in harvest.segments:
            if (segment.directive is Directive.NAME and not segment.is_key) or not _seen(segment):
                continue
            if growing and segment.path[0] == "delta" and not segment.is_key:
                part = place.part or ("", -1)
                yield self._grow((base, place.item, *part, *segment.path[1:]), segment)
            else:
                yield self._whole(segment, in_call=segment.address in harvest.calls)

    def _grow(self, channel: Channel, segment: Segment) -> Delta:
        text = segment.text.reveal()
        base = str(channel[0])
        self._open.setdefault(channel, hashlib.sha256()).update(text.encode())
        in_call = _in_call(base)
        return Delta(channel, segment.address, text, in_call and base.endswith("arguments"), in_call)

    def _whole(self, segment: Segment, *, in_call: bool) -> Delta:
        text = segment.text.reveal()
        said = (in_call, segment.is_key, hashlib.sha256(text.encode()).digest())
        repeated = said in self._said
        self._said.add(said)
        return Delta(
            (self._count, *segment.address),
            segment.address,
            text,
            tool=in_call and segment.path[-1] == "arguments",
            in_call=in_call,
            sealed=segment.directive is Directive.SEALED,
            repeated=repeated,
            name=segment.is_key,
        )

    def _references(self, value: Mapping[str, Any], response: Mapping[str, Any]) -> Iterator[str]:
        """Ids of what the vendor keeps, each where it is first said."""
        ids: tuple[str, ...] = kept(response)
        if response:
            self._stored = response.get("store") is not False
        item = value.get("item")
        if self._stored and isinstance(item, dict) and isinstance(item.get("id"), str):
            ids = (item["id"],)
        for id_ in ids:
            if id_ not in self._kept:
                self._kept.add(id_)
                yield id_


def _within(channel: Channel, place: _Place) -> bool:
    return channel[1] == place.item and (place.part is None or channel[2:_PLACE] == place.part)


def _seen(segment: Segment) -> bool:
    """Whether it is the answer's text. An event's own type is a word, as the reader has seen."""
    return segment.path not in {("type",), (_PADDING,)} and _LOGPROBS not in segment.path


def _names(harvest: Harvest) -> Iterator[Delta]:
    for segment in harvest.segments:
        text = segment.text.reveal()
        if segment.path == (_PADDING,) and not is_padding(text):
            yield named(segment.address, text)
        elif _LOGPROBS in segment.path and segment.address[-1] >= 0 and not segment.is_key:
            yield named(segment.address, text, sealed=True)
    yield from names_in(harvest)


def _in_call(base: str) -> bool:
    """Whether texts of these events are what a tool is called with."""
    return "_call" in base and "output" not in base


def encode_event(event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
    """The event as SSE bytes, with these delta strings replaced, without log probabilities of what they were."""
    return encode_data(rewrite_answer(event.data, replacements), event.name)


def flush_event(template: StreamEvent, channel: Channel, text: str) -> bytes:
    """An SSE event that carries only ``text`` on ``channel``: the last delta there, with another text."""
    event = parse(template.data, ANSWER_LIMITS)
    event["delta"] = nest(channel[_PLACE:], text)
    event.pop("obfuscation", None)
    if "logprobs" in event:
        event["logprobs"] = []
    return encode_data(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode(), template.name)
