# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A Converse answer as a stream of binary event messages.

No terminator ends it: after ``messageStop`` comes ``metadata``, and the connection ends. From ``messageStop`` on, one
message is held back, so that the last one can wait for the outcome to be durable; a stream without it was cut off.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clearance.core.codec.bedrock.fields import ANSWER_RULES, EVENT, REASONS
from clearance.core.codec.eventstream import MAX_MESSAGE, Message, MessageSplitter, encode_headers, encode_message
from clearance.core.codec.json_splice import rewrite
from clearance.core.codec.json_walk import block_digest, collect
from clearance.core.codec.json_wire import count
from clearance.core.codec.slots import listed
from clearance.core.codec.sse import is_type
from clearance.core.codec.stream_growth import (
    Keys,
    SignedTexts,
    is_padding,
    named,
    names_in,
    read_event,
    strings,
    whole_strings,
)
from clearance.core.codec.wire import Address, Channel, Delta, StreamEvent
from clearance.errors import Malformed, VendorProtocolError
from clearance.model.prompt import Usage

_DELTA, _STOP = "contentBlockDelta", "contentBlockStop"
_TOOL_INPUT = ("delta", "toolUse", "input")
_REASONING_TEXT = ("delta", "reasoningContent", "text")
_GROWING: tuple[Channel, ...] = (("delta", "text"), _TOOL_INPUT, _REASONING_TEXT)
_ENCRYPTED = ("signature", "redactedContent")
_ERROR = b"error"
_NAMED = {"event": ":event-type", "exception": ":exception-type", "error": ":error-code"}
"""The header that says what a message of each kind is: a word of the protocol."""
_MEDIA = listed("application/json")


class ConverseStreamReader:
    """Incremental reader of one answer (see ``clearance.core.codec.wire.StreamReader``)."""

    __slots__ = ("_count", "_ending", "_held", "_keys", "_opaque", "_open", "_signed", "_splitter")

    def __init__(self) -> None:
        self._splitter = MessageSplitter()
        self._open: dict[int, dict[Channel, None]] = {}  # the growing channels of each block
        self._opaque: dict[tuple[int, str], str] = {}  # signatures and redacted reasoning, which may come in pieces
        self._signed = SignedTexts()
        self._keys = Keys()
        self._ending = False
        self._held: StreamEvent | None = None
        self._count = 0

    def feed(self, chunk: bytes) -> tuple[StreamEvent, ...]:
        """Events completed by this chunk; once the ending has been seen, without the latest.

        Raises:
            VendorProtocolError: a broken message, or a payload that is not a strict JSON object.
        """
        ready: list[StreamEvent] = []
        for message in self._splitter.feed(chunk):
            read = self._read(message)
            if self._held is not None:
                ready.append(self._held)
                self._held = None
            if self._ending and not read.error:
                self._held = read
            else:
                ready.append(read)
        return tuple(ready)

    def close(self) -> tuple[StreamEvent, ...]:
        """The last event; nothing where the stream was cut off.

        Raises:
            VendorProtocolError: the stream stopped inside a message.
        """
        if self._splitter.unfinished:
            raise VendorProtocolError("the vendor's stream ended inside a message")
        if self._held is None:
            return ()
        return (replace(self._held, last=True),)

    def _read(self, message: Message) -> StreamEvent:
        kind, name, head = _head(message)
        if kind == "error":  # its text stands in a header
            data = message.headers.get(":error-message", "").encode()
            return StreamEvent(data, (), (), None, (), last=False, error=True, name=_ERROR, head=head)
        value = read_event(message.payload)
        if kind == "exception":
            return StreamEvent(message.payload, (), (), None, (), last=False, error=True, head=head)
        try:
            harvest = collect(value, EVENT, ANSWER_RULES)
        except Malformed as error:
            raise VendorProtocolError("a vendor's event cannot be read", diagnostics=error.safe_message) from None
        self._count += 1
        block = value.get("contentBlockIndex")
        index = block if isinstance(block, int) else 0
        grown = self._growing(value, index) if name == _DELTA else []
        once = whole_strings(harvest, {delta.address[0] for delta in grown}, self._count, self._keys)
        ends = tuple(delta.channel for delta in once)
        encrypted: tuple[bytes, ...] = ()
        if name == _STOP:
            ends += tuple(self._open.pop(index, ()))
            encrypted = self._whole(index)
        elif name == "messageStop":
            self._ending = True
            ends += tuple(channel for channels in self._open.values() for channel in channels)
            self._open.clear()
        return StreamEvent(
            message.payload,
            (*grown, *once),
            ends,
            read_usage(value) if isinstance(value.get("usage"), dict) else None,
            finish_reasons(value),
            last=False,
            name=name.encode(),
            encrypted=encrypted,
            sealed=self._signed.grow(grown, ends),
            names=(*names_in(harvest), *_padding(value)),
            head=head,
        )

    def _growing(self, value: dict[str, Any], index: int) -> list[Delta]:
        found: list[Delta] = []
        for path, ordinal, text in strings(value):
            if not text or path not in _GROWING:
                continue
            tool = path == _TOOL_INPUT
            channel = (index, *path)
            self._open.setdefault(index, {})[channel] = None
            found.append(Delta(channel, (ordinal,), text, tool, in_call=tool, sealed=path == _REASONING_TEXT))
        self._keep(value.get("delta"), index)
        return found

    def _keep(self, delta: Any, index: int) -> None:
        reasoning = delta.get("reasoningContent") if isinstance(delta, dict) else None
        if not isinstance(reasoning, dict):
            return
        for name in _ENCRYPTED:
            piece = reasoning.get(name)
            if isinstance(piece, str):
                self._opaque[index, name] = self._opaque.get((index, name), "") + piece
        if sum(map(len, self._opaque.values())) > MAX_MESSAGE:
            raise VendorProtocolError("the vendor sent more encrypted reasoning than can be kept")

    def _whole(self, index: int) -> tuple[bytes, ...]:
        """The digests of a block's signature and redacted reasoning, now that they are whole."""
        texts = (self._opaque.pop((index, name), "") for name in _ENCRYPTED)
        return tuple(block_digest(text) for text in texts if text)


def _head(message: Message) -> tuple[str, str, bytes]:
    """Of which kind a message is, what it is called, and its headers without those that are no words of the wire:
    they would be text that nobody scans. An error's own text is one of them, and is scanned.
    """
    kind = message.headers.get(":message-type", "")
    holder = _NAMED.get(kind, "")
    name = message.headers.get(holder, "")
    if not holder or not is_type(name.encode()) or not (name or kind == "error"):
        raise VendorProtocolError("a message of the vendor's stream is no event")
    kept = {
        header: value
        for header, value in message.headers.items()
        if header in (":message-type", holder)
        or (header == ":content-type" and value in _MEDIA)
        or (header == ":error-message" and kind == "error")
    }
    return kind, name, encode_headers(kept)


def _padding(value: dict[str, Any]) -> Iterator[Delta]:
    """``p`` of an event, where it is not what it should be."""
    for path, ordinal, text in strings(value):
        if path == ("p",) and not is_padding(text):
            yield named((ordinal,), text)


def read_usage(value: Mapping[str, Any]) -> Usage:
    """The vendor's token counts, -1 where it did not say."""
    usage = value.get("usage")
    if not isinstance(usage, dict):
        return Usage(count(value.get("inputTokens")))
    return Usage(count(usage.get("inputTokens")), count(usage.get("outputTokens")))


def finish_reasons(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the answer ended, in the words of the records."""
    reason = value.get("stopReason")
    return (REASONS.get(reason, reason),) if isinstance(reason, str) else ()


def encode_event(event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
    """The event as a message with its own headers, these strings replaced."""
    payload = b"" if event.name == _ERROR else rewrite(event.data, replacements)
    return encode_message(event.head, payload)


def flush_event(channel: Channel, text: str) -> bytes:
    """A message that carries only ``text`` of one block."""
    index, *path = channel
    delta: Any = text
    for step in reversed(path):
        delta = {step: delta}
    head = {":event-type": _DELTA, ":content-type": "application/json", ":message-type": "event"}
    payload = json.dumps({"contentBlockIndex": index} | delta, ensure_ascii=False, separators=(",", ":")).encode()
    return encode_message(encode_headers(head), payload)
