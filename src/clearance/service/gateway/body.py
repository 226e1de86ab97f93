# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Read a request body whole, under limits, decoding gzip (RFC 1952) and zstd (RFC 8878) as it goes.

No input can make it hold more than the limit, or hold the event loop for more than a fraction of
a millisecond between two turns.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Protocol

import zstandard

from clearance.errors import Malformed, RequestTimeout, TooLarge, UnsupportedEncoding
from clearance.service.gateway.edge import EdgeLimits
from clearance.service.gateway.incoming import Incoming

Take = Callable[[int], None]
_GZIP = 31
_PIECE = 65_536
_ZSTD_PIECE = 256
"""A zstd block is 4 bytes at least and 128 KB unpacked at most: a piece unpacks to 8 MB at the very worst."""
_ZSTD_WINDOW = 8 * 1024 * 1024
_TURN = 262_144
_NOTHING = b"{}"
_ENCODINGS = {b"": "identity", b"identity": "identity", b"gzip": "gzip", b"x-gzip": "gzip", b"zstd": "zstd"}


class _Unpacks(Protocol):
    @property
    def ended(self) -> bool:
        """Whether the coding's own end was read."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the bytes unpack to, in pieces. Raises ValueError."""


class _Gzip:
    """One gzip member; anything after its end is refused."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(_GZIP)

    @property
    def ended(self) -> bool:
        return self._decoder.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        more = bool(data)
        while more:
            if self._decoder.eof:
                raise ValueError
            try:
                piece = self._decoder.decompress(data, _PIECE)
            except zlib.error:
                raise ValueError from None
            data = self._decoder.unconsumed_tail or self._decoder.unused_data
            # A full piece may leave output inside the decoder although all input is consumed.
            more = bool(data) or (len(piece) == _PIECE and not self._decoder.eof)
            yield piece


class _Zstd:
    """One zstd frame; anything after its end is refused."""

    def __init__(self) -> None:
        self._decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj(write_size=_PIECE)

    @property
    def ended(self) -> bool:
        return self._decoder.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_PIECE):
            if self._decoder.eof:
                raise ValueError
            try:
                piece = self._decoder.decompress(data[start : start + _ZSTD_PIECE])
            except zstandard.ZstdError:
                raise ValueError from None
            if self._decoder.unused_data:
                raise ValueError
            yield piece


class BodyHead:
    """What the headers say of the body. Raises UnsupportedEncoding or TooLarge before a byte of it is read."""

    def __init__(self, headers: Iterable[tuple[bytes, bytes]], limits: EdgeLimits, *, unread: bool = False) -> None:
        """``unread``: nobody reads the body, so it may be of any type."""
        kinds: list[bytes] = []
        codings: list[bytes] = []
        for name, value in headers:
            if name == b"content-type":
                kinds.append(value)
            elif name == b"content-encoding":
                codings.append(value.strip().lower())
            elif name == b"content-length" and value.isdigit() and int(value) > limits.body_bytes:
                raise TooLarge("The request body is over the limit.")
        if not unread and (len(kinds) != 1 or not _is_json(kinds[0])):
            raise UnsupportedEncoding("The request body must be application/json in UTF-8.", param="content-type")
        coding = _ENCODINGS.get(b",".join(codings))
        if coding is None:
            raise UnsupportedEncoding(
                "The request's content encoding must be gzip, zstd or none.", param="content-encoding"
            )
        self.coding = coding


def _is_json(value: bytes) -> bool:
    kind, *parameters = (part.strip().lower() for part in value.split(b";"))
    charsets = [text.partition(b"=")[2].strip(b'"') for text in parameters if text.startswith(b"charset=")]
    return kind == b"application/json" and all(charset in (b"utf-8", b"utf8") for charset in charsets)


async def read_body(request: Incoming, head: BodyHead, limits: EdgeLimits, take: Take) -> bytes:
    """The whole body, decoded. ``take`` is told of all bytes that are held and may raise Overloaded.

    Raises:
        TooLarge, RequestTimeout, Malformed: over the limit (sent or unpacked), too slow, not what it says.
        ClientGone: the client left.
    """
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(limits.body_seconds):
            sent = _chunks(request, limits)
            async for piece in sent if head.coding == "identity" else _unpacked(sent, _decoder(head.coding)):
                size += len(piece)
                if size > limits.body_bytes:
                    raise TooLarge("The request body is over the limit.")
                take(len(piece))
                pieces.append(piece)
    except TimeoutError:
        raise RequestTimeout("The request body did not arrive in time.") from None
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


async def read_nothing(request: Incoming, limits: EdgeLimits) -> None:
    """The end of a request that has no body; an empty object stands for none. Raises Malformed or RequestTimeout."""
    body = b""
    try:
        async with asyncio.timeout(limits.body_seconds):
            while not request.whole and len(body) <= len(_NOTHING):
                body += await request.receive()
    except TimeoutError:
        raise RequestTimeout("The request body did not arrive in time.") from None
    if body not in (b"", _NOTHING):
        raise Malformed("This call takes no body.")


def _decoder(coding: str) -> _Unpacks:
    return _Gzip() if coding == "gzip" else _Zstd()


async def _chunks(request: Incoming, limits: EdgeLimits) -> AsyncIterator[bytes]:
    size = 0
    while not request.whole:
        data = await request.receive()
        size += len(data)
        if size > limits.body_bytes:
            raise TooLarge("The request body is over the limit.")
        if data:
            yield data


async def _unpacked(sent: AsyncIterator[bytes], decoder: _Unpacks) -> AsyncIterator[bytes]:
    since = 0
    try:
        async for data in sent:
            for piece in decoder.feed(data):
                yield piece
                since += len(piece)
                if since > _TURN:
                    since = 0
                    await asyncio.sleep(0)
    except ValueError:
        raise Malformed("The request body is not valid in its content encoding.") from None
    if not decoder.ended:
        raise Malformed("The request body ends before its content encoding does.")
