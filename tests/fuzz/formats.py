# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Formats that belong to no endpoint: JSON text, event framing, records in text, documents, body encodings."""

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import zstandard

from clearance.adapters.documents.docx import Unreadable, docx_text
from clearance.core.codec.documents import documents_in, with_texts
from clearance.core.codec.eventstream import MAX_MESSAGE, MessageSplitter, encode_headers, encode_message
from clearance.core.codec.json_splice import encode_string, number_spans, rewrite, string_spans
from clearance.core.codec.json_text import parse, parse_embedded
from clearance.core.codec.sse import SseSplitter, encode_data
from clearance.core.codec.wire import Address
from clearance.core.detect.normalise import normalise
from clearance.core.detect.readers import Reader
from clearance.core.detect.rx import Rx
from clearance.errors import ClearanceError, Malformed, VendorProtocolError
from clearance.model.record import Json
from clearance.service.gateway.body import _decoder
from tests.fuzz import seeds
from tests.fuzz.accounting import leaves, read
from tests.fuzz.choices import Choices
from tests.fuzz.mutation import MARK, damaged, mutated, planted, printed
from tests.fuzz.records import SAMPLES, TOKENS
from tests.fuzz.wires import RAW, tells_nothing

_KEYS = ("a", "b", MARK, "")
VALUES = (*seeds.REQUESTS.values(), [1, "x", {"a": [None, 1.5e3, "\\", '"']}], "x", 12)
_FILES = 4
_MOST = 1 << 22
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCX = f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>Ana Ruiz</w:t><w:tab/></w:r></w:p></w:body></w:document>'


def json_of(data: bytes) -> bytes:
    if data[:1] == RAW:
        return data[1:]
    choices = Choices(data[1:])
    value = mutated(choices.of(VALUES), choices, _KEYS, VALUES)
    return damaged(printed(planted(value, choices), choices), choices)


def splice(data: bytes) -> None:
    """Strict JSON is spliced string by string as another reader sees it; other bytes raise nothing foreign."""
    body = json_of(data)
    try:
        parse(body)
    except Malformed as error:
        tells_nothing(error)
        _broken(body)
        return
    found = list(leaves(read(body.decode())))
    strings = [leaf for leaf in found if leaf.kind != "number"]
    numbers = [leaf for leaf in found if leaf.kind == "number"]
    spans = list(string_spans(body))
    assert [json.loads(body[start:end]) for start, end in spans] == [leaf.text for leaf in strings]
    assert [body[start:end].decode() for start, end in number_spans(body)] == [leaf.text for leaf in numbers]
    texts: dict[Address, str] = {(n,): f'{n}\u2028\\"' for n in range(len(strings))}
    texts |= {(-1 - n,): f"#{n}" for n in range(len(numbers))}
    after = list(leaves(read(rewrite(body, texts).decode())))
    assert sorted(leaf.text for leaf in after) == sorted(texts.values())
    _set(body)


def _broken(body: bytes) -> None:
    for spans in (string_spans, number_spans):
        try:
            list(spans(body))
        except ClearanceError as error:
            tells_nothing(error)


def _set(body: bytes) -> None:
    settings: dict[str, Json] = {"model": "new", "store": False, MARK: None}
    try:
        changed = rewrite(body, {}, settings)
    except Malformed:
        assert not isinstance(json.loads(body), dict)
        return
    before, after = json.loads(body), json.loads(changed)
    assert after == before | settings
    assert rewrite(changed, {}, settings) == changed


def embedded(data: bytes) -> None:
    """Text in a string is a document, plain text, or refused."""
    text = json_of(data).decode("utf-8", "replace")
    assert json.loads(encode_string(text)) == text
    try:
        parse_embedded(text)
    except Malformed as error:
        tells_nothing(error)


def sse(data: bytes) -> None:
    _splits(data, lambda: SseSplitter(1 << 12), _sse_seed)
    event = Choices(data).rest().replace(b"\r", b"")
    if not event.startswith(b"\xef\xbb\xbf"):
        assert [found.data for found in SseSplitter().feed(encode_data(event))] == [event]


def _sse_seed(choices: Choices) -> bytes:
    parts = (
        b"data: x",
        b"\n",
        b"\r\n",
        b"\r",
        b"event: y",
        b":",
        b"\xef\xbb\xbf",
        b"data",
        b"\x00",
        b"x" * 5000,
        b"\xff",
    )
    return b"".join(choices.of(parts) for _ in range(choices.below(40)))


def eventstream(data: bytes) -> None:
    _splits(data, MessageSplitter, _message_seed)


def _message_seed(choices: Choices) -> bytes:
    parts: list[bytes] = []
    for _ in range(choices.below(5)):
        head = encode_headers({choices.of(("a", ":event-type", "\u00e9")): choices.of(("", "x" * 300)), "b": "y"})
        part = encode_message(damaged(head, choices), choices.take(choices.below(64)))
        parts.append(part)
    lengths = (b"\xff\xff\xff\xff", MAX_MESSAGE.to_bytes(4, "big"), b"\x00\x00\x00\x10", b"")
    return damaged(b"".join(parts), choices) + choices.of(lengths)


def _splits(data: bytes, make: Callable[[], Any], seed: Callable[[Choices], bytes]) -> None:
    """Any split gives the same events, or an error where the whole gives one."""
    stream = data[1:] if data[:1] == RAW else seed(Choices(data[1:]))
    told = []
    for chunks in ([stream], Choices(data[::-1]).pieces(stream), [stream[at : at + 1] for at in range(len(stream))]):
        splitter = make()
        try:
            found = [event for chunk in chunks for event in splitter.feed(chunk)]
        except VendorProtocolError as error:
            told.append(error.safe_message)
        else:
            told.append(repr([(event, vars_of(event)) for event in found]) + str(splitter.unfinished))
    assert len(set(told)) == 1, told


def vars_of(event: Any) -> list[Any]:
    return [getattr(event, name) for name in event.__slots__]


def reader_target(reader: Reader) -> Callable[[bytes], None]:
    """Any text is read; every candidate lies in it, holds something, and some gate opens for it."""
    gates = [Rx(gate) for gate in reader.gates]
    samples = SAMPLES.get(type(reader).__name__, ()) + SAMPLES["any"]

    def run(data: bytes) -> None:
        text = normalise(_record(data, samples)).data
        opened = [number for number, gate in enumerate(gates) if gate.search(text)]
        for found in reader.propose(text, opened):
            assert opened
            assert 0 <= found.start < found.end <= len(text)
            text[found.start : found.end].decode()

    return run


def _record(data: bytes, samples: tuple[str, ...]) -> str:
    if data[:1] == RAW:
        return data[1:].decode("utf-8", "replace")
    choices = Choices(data[1:])
    text = choices.of(samples)
    for _ in range(choices.below(8)):
        at, way = choices.below(len(text) + 1), choices.below(5)
        size = choices.below(64)
        piece = choices.of(TOKENS)
        if way == 0:
            text = text[:at] + piece + text[at:]
        elif way == 1:
            text = text[:at] + text[at + size :]
        elif way == 2:
            text = text[:at] + text[at : at + size] * (1 + choices.below(200)) + text[at + size :]
        elif way == 3:
            text = text[:at] + piece * (1 + choices.below(2000)) + text[at:]
        else:
            text += choices.of(samples)
        text = text[:60_000]
    return text


def documents(data: bytes) -> None:
    """Documents in requests of each wire are found, or none; with their texts in place the body is JSON as before."""
    choices = Choices(data[1:])
    wire = choices.of(("openai", "anthropic", "gemini", "bedrock"))
    body = damaged(printed(planted(mutated(_with_files(choices), choices, _KEYS, VALUES), choices), choices), choices)
    body = data[1:] if data[:1] == RAW else body
    try:
        found = documents_in(wire, body)
    except Malformed as error:
        tells_nothing(error)
        return
    changed = with_texts(body, found, [MARK] * len(found))
    if not found:
        assert changed == body
        return
    assert len([leaf for leaf in leaves(read(changed.decode())) if leaf.text == MARK]) >= len(found)


def _with_files(choices: Choices) -> Any:
    coded = base64.b64encode(choices.of((b"%PDF-1.7", b"PK\x03\x04", b"text", b""))).decode()
    parts = (
        {"type": "file", "file": {"file_data": f"data:text/plain;base64,{coded}"}},
        {"type": "input_file", "file_data": coded},
        {"type": "document", "source": {"type": "base64", "media_type": "text/plain", "data": coded}},
        {"inlineData": {"mimeType": "application/pdf", "data": coded}},
    )
    content = [choices.of(parts) for _ in range(1 + choices.below(_FILES))]
    return choices.of(({"messages": [{"content": content}]}, {"input": content}, {"contents": [{"parts": content}]}))


def gzip(data: bytes) -> None:
    packer = zlib.compressobj(wbits=31)
    _unpacks("gzip", data, lambda body: packer.compress(body) + packer.flush())


def zstd(data: bytes) -> None:
    _unpacks("zstd", data, zstandard.ZstdCompressor().compress)


def _unpacks(coding: str, data: bytes, pack: Callable[[bytes], bytes]) -> None:
    """What was packed comes out whole; other bytes raise ValueError, and no piece is larger than promised."""
    choices = Choices(data[1:])
    plain = choices.take(choices.below(200)) * (1 + choices.below(2000))
    packed = pack(plain)
    sent = data[1:] if data[:1] == RAW else damaged(packed, choices)
    decoder = _decoder(coding)
    out = b""
    try:
        for piece in Choices(data[::-1]).pieces(sent):
            for unpacked in decoder.feed(piece):
                assert len(unpacked) <= 1 << 23
                out += unpacked
                if len(out) > _MOST:
                    return
    except ValueError:
        assert sent != packed
        return
    if sent == packed:
        assert decoder.ended
        assert out == plain


def docx(data: bytes) -> None:
    """A file is read, or refused for one of the known reasons."""
    choices = Choices(data[1:])
    if data[:1] == RAW:
        file = data[1:]
    else:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", choices.of((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
            for name in ("word/document.xml", "word/header1.xml")[: 1 + choices.below(2)]:
                archive.writestr(zipfile.ZipInfo(name), damaged(_DOCX.encode(), choices))
        file = damaged(held.getvalue(), choices)
    try:
        docx_text(file)
    except Unreadable as error:
        why = error.why
    else:
        return
    assert why in ("damaged", "unknown", "encrypted", "too_large")
