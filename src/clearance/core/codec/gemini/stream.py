# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A Gemini answer as a stream of whole ``GenerateContentResponse`` events.

No terminator ends it. From the first ``finishReason`` on, one event is held back, so that the last one can wait for
the outcome to be durable; a stream whose candidates have not all finished was cut off. Text parts of a candidate
grow one string, thoughts another; whatever comes between them ends them. All other strings come whole.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clearance.core.codec.gemini.fields import ANSWER, ANSWER_RULES, REASONS
from clearance.core.codec.json_splice import rewrite
from clearance.core.codec.json_text import ANSWER_LIMITS, parse
from clearance.core.codec.json_walk import collect
from clearance.core.codec.json_wire import count
from clearance.core.codec.sse import SseEvent, SseSplitter, encode_data
from clearance.core.codec.stream_growth import Keys, names_in, position, read_event, strings, whole_strings
from clearance.core.codec.wire import Address, Channel, Delta, StreamEvent
from clearance.errors import Malformed, VendorProtocolError
from clearance.model.prompt import Usage

_HEAD = ("modelVersion", "responseId")
_TEXT_DEPTH = 6


class GeminiStreamReader:
    """Incremental reader of one answer (see ``clearance.core.codec.wire.StreamReader``)."""

    __slots__ = ("_count", "_ending", "_held", "_keys", "_open", "_running", "_splitter")

    def __init__(self) -> None:
        self._splitter = SseSplitter()
        self._open: dict[int, Channel] = {}  # the text that each candidate is saying
        self._running: set[int] = set()
        self._keys = Keys()
        self._ending = False
        self._held: StreamEvent | None = None
        self._count = 0

    def feed(self, chunk: bytes) -> tuple[StreamEvent, ...]:
        """Events completed by this chunk; once an ending has been seen, without the latest.

        Raises:
            VendorProtocolError: not strict JSON objects, or an event over the limit.
        """
        ready: list[StreamEvent] = []
        for event in self._splitter.feed(chunk):
            read = self._read(event)
            if self._held is not None:
                ready.append(self._held)
                self._held = None
            if self._ending and not read.error:
                self._held = read
            else:
                ready.append(read)
        return tuple(ready)

    def close(self) -> tuple[StreamEvent, ...]:
        """The last event, if every candidate has finished; nothing where the stream was cut off.

        Raises:
            VendorProtocolError: the stream stopped inside an event.
        """
        if self._splitter.unfinished:
            raise VendorProtocolError("the vendor's stream ended inside an event")
        if self._held is None or self._running:
            return ()
        return (replace(self._held, last=True),)

    def _read(self, event: SseEvent) -> StreamEvent:
        value = read_event(event.data)
        if value.get("error") is not None:
            return StreamEvent(event.data, (), (), None, (), last=False, error=True)
        try:
            harvest = collect(value, ANSWER, ANSWER_RULES)
        except Malformed as error:
            raise VendorProtocolError("a vendor's event cannot be read", diagnostics=error.safe_message) from None
        self._count += 1
        grown, ends, finished = self._texts(value)
        once = whole_strings(harvest, {address for address, _ in grown}, self._count, self._keys)
        texts = _growing(value, dict(grown))
        return StreamEvent(
            event.data,
            (*texts, *once),
            (*ends, *(delta.channel for delta in once)),
            read_usage(value) if isinstance(value.get("usageMetadata"), dict) else None,
            finished,
            last=False,
            envelope=event.data,
            name=event.event,
            encrypted=tuple(harvest.encrypted),
            names=tuple(names_in(harvest)),
        )

    def _texts(self, value: dict[str, Any]) -> tuple[list[tuple[int, Channel]], dict[Channel, None], tuple[str, ...]]:
        """Each text part's string token and its channel; the channels that end; why candidates finished."""
        places = [place for place in strings(value) if _is_text(place[0])]
        channels: list[Channel] = []
        ends: dict[Channel, None] = {}
        for candidate, index, parts in _candidates(value):
            self._running.add(index)
            for part in parts:
                channel: Channel | None = None
                if isinstance(part.get("text"), str):
                    channel = ("candidates", index, "thought" if part.get("thought") is True else "text")
                    channels.append(channel)
                before = self._open.pop(index, None)
                if before is not None and before != channel:
                    ends[before] = None
                if channel is not None:
                    ends.pop(channel, None)
                    self._open[index] = channel
            if candidate.get("finishReason") is not None:
                self._ending = True
                self._running.discard(index)
                last = self._open.pop(index, None)
                if last is not None:
                    ends[last] = None
        feedback = value.get("promptFeedback")
        if isinstance(feedback, dict) and feedback.get("blockReason") is not None:
            self._ending = True
        grown = [(place[1], channel) for place, channel in zip(places, channels, strict=True)]
        return grown, ends, finish_reasons(value)


def _is_text(path: Channel) -> bool:
    """``candidates[i].content.parts[j].text``."""
    if len(path) != _TEXT_DEPTH or not isinstance(path[1], int) or not isinstance(path[4], int):
        return False
    return (path[0], path[2], path[3], path[5]) == ("candidates", "content", "parts", "text")


def _candidates(value: dict[str, Any]) -> list[tuple[dict[str, Any], int, list[dict[str, Any]]]]:
    """Each candidate with its index and its parts."""
    found = value.get("candidates")
    read: list[tuple[dict[str, Any], int, list[dict[str, Any]]]] = []
    for place, candidate in enumerate(found if isinstance(found, list) else ()):
        if isinstance(candidate, dict):
            content = candidate.get("content")
            parts = content.get("parts") if isinstance(content, dict) else None
            objects = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
            read.append((candidate, position(candidate, place), objects))
    return read


def _growing(value: dict[str, Any], channels: Mapping[int, Channel]) -> list[Delta]:
    return [
        Delta(channels[ordinal], (ordinal,), text, tool=False)
        for _, ordinal, text in strings(value)
        if ordinal in channels and text
    ]


def read_usage(value: Mapping[str, Any]) -> Usage:
    """The vendor's token counts, -1 where it did not say; thoughts count as output."""
    usage = value.get("usageMetadata")
    if not isinstance(usage, dict):
        return Usage(count(value.get("totalTokens")))
    said, thought = count(usage.get("candidatesTokenCount")), count(usage.get("thoughtsTokenCount"))
    return Usage(
        count(usage.get("promptTokenCount")), max(said, 0) + max(thought, 0) if max(said, thought) >= 0 else -1
    )


def finish_reasons(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Why candidates finished, in the words of the records."""
    candidates = value.get("candidates")
    if not isinstance(candidates, list):
        return ()
    reasons = (candidate.get("finishReason") for candidate in candidates if isinstance(candidate, dict))
    return tuple(REASONS.get(reason, reason) for reason in reasons if isinstance(reason, str))


def encode_event(event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
    """The event as SSE bytes, with these strings replaced."""
    return encode_data(rewrite(event.data, replacements), event.name)


def flush_event(template: StreamEvent, channel: Channel, text: str) -> bytes:
    """An SSE event that carries only ``text`` of one candidate, with the template's id and model."""
    known = parse(template.data, ANSWER_LIMITS)
    _, index, kind = channel
    part: dict[str, Any] = {"text": text} | ({"thought": True} if kind == "thought" else {})
    event: dict[str, Any] = {"candidates": [{"content": {"parts": [part], "role": "model"}, "index": index}]}
    event |= {name: known[name] for name in _HEAD if name in known}
    return encode_data(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())
