# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A chat completion as a stream of ``chat.completion.chunk`` events.

Every string of an event that is not a protocol field grows a channel, also those that no specification
lists yet (``reasoning_content``). A key that is no word of the wire is whole in its event. Log probabilities wait with
the event that has them; where its text is changed, they are dropped.
"""

import json
from collections.abc import Mapping
from typing import Any

from clearance.core.codec.chat_fields import STREAM_FIXED, STREAM_KEYS, STREAM_WORDS
from clearance.core.codec.json_text import ANSWER_LIMITS, parse
from clearance.core.codec.json_wire import count
from clearance.core.codec.logprobs import rewrite_answer
from clearance.core.codec.sse import SseEvent, SseSplitter, encode_data
from clearance.core.codec.stream_growth import Keys, Strings, is_padding, named, nest, position, read_event
from clearance.core.codec.wire import Address, Channel, Delta, StreamEvent
from clearance.errors import VendorProtocolError
from clearance.model.prompt import Usage

_TERMINATOR = b"[DONE]"
_HEAD = ("id", "object", "created", "model", "system_fingerprint", "service_tier")
_MODALITY_WORDS = "category_applied_input_types"
_LOGPROBS = "logprobs"
_CALL_HOLDERS = frozenset({"function", "custom", "function_call"})


class ChatStreamReader:
    """Incremental reader of one answer (see ``clearance.core.codec.wire.StreamReader``)."""

    __slots__ = ("_count", "_envelope", "_keys", "_open", "_splitter", "_terminated")

    def __init__(self) -> None:
        self._splitter = SseSplitter()
        self._open: dict[int, dict[Channel, None]] = {}  # the growing channels of each choice, in order of birth
        self._keys = Keys()
        self._count = 0
        self._envelope = b""
        self._terminated = False

    def feed(self, chunk: bytes) -> tuple[StreamEvent, ...]:
        """Events completed by this chunk.

        Raises:
            VendorProtocolError: not strict JSON objects, an event over the limit, or data after the terminator.
        """
        return tuple(self._read(event) for event in self._splitter.feed(chunk))

    def close(self) -> tuple[StreamEvent, ...]:
        """What was left: nothing, or a terminator without its blank line.

        Raises:
            VendorProtocolError: the stream stopped inside an event.
        """
        if not self._splitter.unfinished:
            return ()
        if self._splitter.tail != _TERMINATOR:
            raise VendorProtocolError("the vendor's stream ended inside an event")
        return (self._read(SseEvent(b"", _TERMINATOR)),)

    def _read(self, event: SseEvent) -> StreamEvent:
        if self._terminated:
            raise VendorProtocolError("the vendor sent data after the terminator")
        if event.data == _TERMINATOR:
            self._terminated = True
            ends = tuple(channel for channels in self._open.values() for channel in channels)
            return StreamEvent(event.data, (), ends, None, (), last=True, envelope=self._envelope)
        value = read_event(event.data)
        if value.get("error") is not None:
            return StreamEvent(event.data, (), (), None, (), last=False, error=True, envelope=self._envelope)
        self._envelope = event.data
        self._count += 1
        deltas, names = self._found(value)
        reasons = dict(_finished(value))
        usage = read_usage(value) if isinstance(value.get("usage"), dict) else None
        finish_reasons = tuple(reason for reason in reasons.values() if isinstance(reason, str))
        ends = self._ends(deltas, reasons)
        return StreamEvent(
            event.data, deltas, ends, usage, finish_reasons, last=False, envelope=event.data, names=names
        )

    def _found(self, value: dict[str, Any]) -> tuple[tuple[Delta, ...], tuple[Delta, ...]]:
        """What grows, with the keys that are no words of the wire (each on a channel of its own), and the protocol's
        own strings.
        """
        found = Strings(STREAM_KEYS)
        found.read(value)
        deltas: list[Delta] = []
        names: list[Delta] = []
        for path, ordinal, text in found.values:
            if not text or (path[-1] == "obfuscation" and is_padding(text)):
                continue
            if _LOGPROBS in path:
                names.append(named((ordinal,), text, sealed=True))
            elif not _fixed(path):
                in_call = _in_call(path)
                deltas.append(Delta(path, (ordinal,), text, in_call and path[-1] == "arguments", in_call))
            elif text not in STREAM_WORDS:
                names.append(named((ordinal,), text))
        for path, ordinal, key in found.keys:
            if key and _LOGPROBS not in path:
                deltas.append(self._keys.delta((self._count, ordinal), (ordinal,), key, in_call=_in_call(path)))
        return tuple(deltas), tuple(names)

    def _ends(self, deltas: tuple[Delta, ...], finished: Mapping[int, Any]) -> tuple[Channel, ...]:
        """Channels that end with this event: those of finished choices, and all outside choices."""
        ends: dict[Channel, None] = {}
        for delta in deltas:
            channel = delta.channel
            if channel[0] == "choices" and len(channel) > 1 and isinstance(channel[1], int):
                self._open.setdefault(channel[1], {})[channel] = None
            else:
                ends[channel] = None
        for choice in finished:
            ends |= self._open.pop(choice, {})
        return tuple(ends)


def read_usage(value: Mapping[str, Any]) -> Usage:
    """The vendor's token counts, -1 where it did not say."""
    usage = value.get("usage")
    if not isinstance(usage, dict):
        return Usage()
    return Usage(count(usage.get("prompt_tokens")), count(usage.get("completion_tokens")))


def read_finish_reasons(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Why each choice of a whole answer ended, where it says so."""
    choices = answer.get("choices")
    if not isinstance(choices, list):
        return ()
    reasons = (choice.get("finish_reason") for choice in choices if isinstance(choice, dict))
    return tuple(reason for reason in reasons if isinstance(reason, str))


def _finished(value: Mapping[str, Any]) -> list[tuple[int, Any]]:
    choices = value.get("choices")
    if not isinstance(choices, list):
        return []
    return [
        (position(choice, index), choice["finish_reason"])
        for index, choice in enumerate(choices)
        if isinstance(choice, dict) and choice.get("finish_reason") is not None
    ]


def _in_call(path: Channel) -> bool:
    return "tool_calls" in path or "function_call" in path


def _fixed(path: Channel) -> bool:
    """Whether a string at this place is a protocol field: by its nearest key."""
    keys = [step for step in path if isinstance(step, str)]  # an event is an object: there is at least one
    if keys[-1] == "name":
        return len(keys) > 1 and keys[-2] in _CALL_HOLDERS
    return keys[-1] in STREAM_FIXED or _MODALITY_WORDS in keys


def encode_event(event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
    """The event as SSE bytes, with these delta strings replaced, without log probabilities of what they were."""
    return encode_data(rewrite_answer(event.data, replacements))


def flush_event(template: StreamEvent, channel: Channel, text: str, object_: str = "chat.completion.chunk") -> bytes:
    """An SSE event that carries only ``text`` on ``channel``, with the template's id, model and time.

    ``object_``: what it calls itself where the template has no name.
    """
    source = template.envelope or template.data
    known = parse(source, ANSWER_LIMITS) if source != _TERMINATOR else {}
    event: dict[str, Any] = {name: known[name] for name in _HEAD if name in known}
    event.setdefault("object", object_)
    event |= nest(channel, text)
    for choice in event.get("choices", ()):
        if isinstance(choice, dict):
            choice["finish_reason"] = None
    return encode_data(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())
