# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What passes between owner and worker: typed MessagePack heads and raw parts, never pickle.

A message is a sequence of parts: ``u32 n, n x u32 length, n x bytes`` (big endian). The first part
is a head (one of the structs below); bodies travel as parts of their own, so that the owner
neither encodes nor copies them at once, and results come in batches that decode in well under a
millisecond each.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import msgspec

from clearance.model.prompt import Finding, FoundSegment, Inspection
from clearance.model.text import Raw

BATCH = 128
"""Segments and findings together that are decoded in one go: about 0.2 ms."""
MAX_PARTS = 1 << 20
MAX_BYTES = 1 << 30
_U32 = struct.Struct(">I")
_NO_TEXT = Raw("")

Buffer = bytes | bytearray | memoryview
Replacement = tuple[tuple[int, ...], str]


class LearnJob(msgspec.Struct, tag="learn", array_like=True, frozen=True):
    """Part 1 is the boundary's own part of detection; the answer's part 1 is the version, in ASCII."""


class InspectJob(msgspec.Struct, tag="inspect", array_like=True, frozen=True):
    """Part 1 is the body. ``version`` is the detection that must do it, ``key`` the tenant's for what is remembered."""

    endpoint: str
    version: str
    key: bytes = b""


class RewriteJob(msgspec.Struct, tag="rewrite", array_like=True, frozen=True):
    """Part 1 is the body, each further one a batch of replacements."""

    endpoint: str
    settings: dict[str, Any]


class ScanJob(msgspec.Struct, tag="scan", array_like=True, frozen=True):
    """Part 1 is the text, UTF-8. ``version`` is the detection that must do it."""

    version: str


class Ready(msgspec.Struct, tag="ready", array_like=True, frozen=True):
    """The worker has loaded its detectors."""


class Done(msgspec.Struct, tag="done", array_like=True, frozen=True):
    """The result is in the parts that follow."""


class Failed(msgspec.Struct, tag="failed", array_like=True, frozen=True):
    """A refusal from the error tree, by code."""

    code: str
    safe_message: str
    param: str | None


class Crashed(msgspec.Struct, tag="crashed", array_like=True, frozen=True):
    """Anything else that was raised: its type's name and nothing more."""

    kind: str


Job = LearnJob | InspectJob | RewriteJob | ScanJob
Reply = Ready | Done | Failed | Crashed

_encoder = msgspec.msgpack.Encoder()
encode = _encoder.encode
decode_job = msgspec.msgpack.Decoder(Job).decode
decode_reply = msgspec.msgpack.Decoder(Reply).decode
decode_inspection = msgspec.msgpack.Decoder(Inspection).decode
decode_found = msgspec.msgpack.Decoder(tuple[FoundSegment, ...]).decode
decode_replacements = msgspec.msgpack.Decoder(list[Replacement]).decode
decode_findings = msgspec.msgpack.Decoder(tuple[Finding, ...]).decode


class BadFrame(Exception):
    """Bytes that are not a message. Fatal for the connection."""


def header(parts: Sequence[Buffer]) -> bytes:
    """What precedes the parts."""
    return struct.pack(f">{len(parts) + 1}I", len(parts), *(len(part) for part in parts))


def part_count(data: Buffer) -> int:
    """Raises BadFrame."""
    count = int(_U32.unpack(data)[0])
    if not 0 < count <= MAX_PARTS:
        raise BadFrame
    return count


def part_lengths(data: Buffer) -> tuple[int, ...]:
    """Raises BadFrame."""
    lengths = struct.unpack(f">{len(data) // _U32.size}I", data)
    if sum(lengths) > MAX_BYTES:
        raise BadFrame
    return lengths


def batches(found: Sequence[FoundSegment]) -> Iterator[bytes]:
    """What was found, encoded a batch at a time; a segment with many findings goes in several pieces."""
    batch: list[FoundSegment] = []
    weight = 0
    for one in found:
        for start in range(0, max(len(one.findings), 1), BATCH):
            # Only the first piece carries the text; the others name the place.
            segment = one.segment if start == 0 else replace(one.segment, text=_NO_TEXT)
            piece = FoundSegment(segment, one.findings[start : start + BATCH])
            batch.append(piece)
            weight += 1 + len(piece.findings)
            if weight >= BATCH:
                yield encode(batch)
                batch, weight = [], 0
    if batch:
        yield encode(batch)


def replacement_batches(replacements: Mapping[tuple[int, ...], str]) -> Iterator[bytes]:
    """Replacements of one body, encoded a batch at a time."""
    items = iter(replacements.items())
    while batch := list(islice(items, BATCH)):
        yield encode(batch)


def join(found: list[FoundSegment], more: Sequence[FoundSegment]) -> None:
    """Append a decoded batch, putting the pieces of a segment together again."""
    for one in more:
        last = found[-1] if found else None
        if last is not None and last.segment.address == one.segment.address:
            found[-1] = FoundSegment(last.segment, last.findings + one.findings)
        else:
            found.append(one)


def finding_batches(found: Sequence[Finding]) -> Iterator[bytes]:
    """Findings of one text, encoded a batch at a time."""
    for start in range(0, len(found), BATCH):
        yield encode(found[start : start + BATCH])
