# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a vendor wire must offer: bytes to segments and back, both ways.

One implementation per wire and endpoint; ``WIRES`` in ``clearance.core.codec.registry`` lists them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from clearance.errors import ClearanceError
from clearance.model.prompt import PromptFacts, Segment, Usage
from clearance.model.record import Json

Address = tuple[int, ...]
"""Where a string stands: (n,) for the n-th string token of a body, (-1 - n,) for its n-th number token, and
further steps into the document that a string holds. See ``clearance.core.codec.json_splice``."""
Channel = tuple[str | int, ...]
"""One growing string of a stream, e.g. ("choices", 0, "delta", "content")."""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A request body read in the one way it can be read."""

    facts: PromptFacts
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A whole answer, read. ``arguments`` are the addresses of JSON-in-string tool-call arguments."""

    segments: tuple[Segment, ...]
    usage: Usage
    finish_reasons: tuple[str, ...]
    tool_segments: frozenset[Address]
    """Addresses of segments inside tool-call arguments (they restore only with their own permission)."""
    encrypted: tuple[bytes, ...] = ()
    """Digest (``block_digest`` of ``json_walk``) of each encrypted block that the answer hands out."""
    references: tuple[str, ...] = ()
    """Ids of objects that the vendor says it keeps."""
    sealed: tuple[bytes, ...] = ()
    """Digest of each text that the vendor signed: whoever sends it back sends what the vendor wrote itself."""


@dataclass(frozen=True, slots=True, repr=False)
class Delta:
    """One string of a stream event that grows a channel. ``tool``: it is a piece of JSON arguments."""

    channel: Channel
    address: Address
    text: str
    tool: bool
    in_call: bool = False
    """Inside a tool call, JSON or not (``custom.input``): restores only with its own permission."""
    sealed: bool = False
    """Signed by the vendor: goes to the caller as it came, tokens and all."""
    repeated: bool = False
    """Says again what the stream has said before, whole: restored alike, but neither scanned nor counted again."""
    name: bool = False
    """A key of an object: only recognisers count in it."""


@dataclass(frozen=True, slots=True, repr=False)
class StreamEvent:
    """One SSE event: its data as sent, the deltas in it, and which channels it ends after them.

    ``last`` marks the terminator (``[DONE]``), which is never released before the outcome is durable.
    """

    data: bytes
    deltas: tuple[Delta, ...]
    ends: tuple[Channel, ...]
    usage: Usage | None
    finish_reasons: tuple[str, ...]
    last: bool
    error: bool = False
    """The vendor's in-band error. It is passed on in shape; it grows no channel."""
    envelope: bytes = b""
    """The latest event data that was JSON: what a flushed event is shaped like after the terminator came."""
    name: bytes = b""
    """The event's type as the stream named it; "" where it named none."""
    encrypted: tuple[bytes, ...] = ()
    """As in ``ReadAnswer``."""
    references: tuple[str, ...] = ()
    sealed: tuple[bytes, ...] = ()
    """As in ``ReadAnswer``; a text that grew is here once, with the event that ends it."""
    names: tuple[Delta, ...] = ()
    """Strings of the protocol's own (ids, names, words) and spellings of what deltas say. They grow nothing. In each
    that is new, recognisers count; all but the sealed ones are restored.
    """
    head: bytes = b""
    """What frames the data where the wire does not do so in text: its headers, as they came."""


class StreamReader(Protocol):
    """Incremental reader of one answer stream; any split of the bytes gives the same events."""

    def feed(self, chunk: bytes) -> tuple[StreamEvent, ...]:
        """Events completed by this chunk. Raises VendorProtocolError for bytes that are not this wire's."""

    def close(self) -> tuple[StreamEvent, ...]:
        """The stream ended: what was left. Raises VendorProtocolError when it stopped inside an event."""


class Wire(Protocol):
    """One endpoint of one vendor wire.

    ``id`` is the wire, the same for all its endpoints ("openai"). ``endpoint`` is the path that callers use;
    ``{model}`` in it stands for a model's name.
    """

    id: str
    endpoint: str
    stream_type: str
    """The media type of a streamed answer, e.g. ``text/event-stream``."""

    def read_request(self, body: bytes, path: str = "") -> ReadRequest:
        """``path`` is the one called, as the endpoint may name a model. Raises Malformed or PartRefused, naming
        the part by path.
        """

    def check_query(self, query: str) -> None:
        """Whether the query of a call's URL may stand; no part of it is ever forwarded. Raises Malformed."""

    def settings(self, facts: PromptFacts, model: str, allowed: frozenset[str], held: str) -> dict[str, Json]:
        """Top-level members that the gateway sets in the outgoing body: the vendor's name of the model where it is
        not the one ``held`` there, and flags against storage unless ``allowed`` (guarded features that the
        application may use) names it.
        """

    def vendor_path(self, model: str) -> str:
        """The path, and query where there is one, at the vendor, for the vendor's name of the model."""

    def rewrite(
        self, body: bytes, replacements: Mapping[Address, str], settings: Mapping[str, Json] | None = None
    ) -> bytes:
        """The body with these strings replaced and these top-level fields set; every other byte as it was."""

    def rewrite_answer(self, body: bytes, replacements: Mapping[Address, str]) -> bytes:
        """A whole answer with these strings replaced; what describes their old text letter by letter is dropped."""

    def read_answer(self, body: bytes) -> ReadAnswer:
        """Raises VendorProtocolError."""

    def stream_reader(self) -> StreamReader:
        """A reader for one answer."""

    def encode_event(self, event: StreamEvent, replacements: Mapping[Address, str]) -> bytes:
        """The event as the wire writes it, with these delta strings replaced."""

    def flush_event(self, template: StreamEvent, channel: Channel, text: str) -> bytes:
        """An event that carries only ``text`` on ``channel``, shaped like ``template``."""

    def error_body(self, error: ClearanceError, request_id: str) -> bytes:
        """The error in this wire's envelope."""

    def error_headers(self, error: ClearanceError) -> tuple[tuple[str, str], ...]:
        """Headers that this wire's clients read an error from, beside the body."""

    def error_event(self, error: ClearanceError, request_id: str) -> bytes:
        """The error as this wire's in-band stream event; no terminator follows it."""


MODEL = "{model}"
"""What stands for a model's name in an endpoint."""


def model_in(endpoint: str, path: str) -> str:
    """The model that a called path names; "" where the endpoint has no place for one."""
    before, mark, behind = endpoint.partition(MODEL)
    return path[len(before) : len(path) - len(behind)] if mark else ""
