# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Before step 2, where the application's document says so: documents in the request become their text.

The text is then scanned like all other text, and the bytes of a document never leave. What has no text, or cannot be
read within the limits, refuses the request.
"""

import asyncio
import hashlib
from dataclasses import replace

from clearance.core.codec.documents import Document, DocumentKind, documents_in, with_texts
from clearance.errors import PartRefused
from clearance.exchange.call import Call, Ports
from clearance.model.prompt import Inspection
from clearance.model.text import RawBody
from clearance.ports import Documents

EXTRACTED = "extracted"
"""The feature that marks such a call."""
_BYTE_ORDER_MARK = "\ufeff"


async def extract(call: Call, ports: Ports) -> Call:
    """The call with its documents as text; itself where it has none.

    Raises:
        Malformed: not strict JSON.
        PartRefused: a document without text, or unreadable; ``param`` is its part.
    """
    wire = ports.wires[call.endpoint].id
    body = call.body.reveal()
    documents = await asyncio.to_thread(documents_in, wire, body)
    if not documents:
        return call
    texts = [await _text(document, ports) for document in documents]
    changed = await asyncio.to_thread(with_texts, body, documents, texts)
    return replace(call, body=RawBody(changed), arrived=hashlib.sha256(body).digest())


def marked(inspection: Inspection, call: Call) -> Inspection:
    """What was inspected, with the feature that says that documents were read."""
    if not call.arrived:
        return inspection
    return replace(inspection, facts=replace(inspection.facts, features=inspection.facts.features | {EXTRACTED}))


async def _text(document: Document, ports: Ports) -> str:
    try:
        return await _read(document, ports.documents)
    except PartRefused as error:
        raise PartRefused(error.safe_message, param=document.path) from None


async def _read(document: Document, reader: Documents | None) -> str:
    if document.kind is DocumentKind.TEXT:
        return _plain(document.data)
    if reader is None:
        raise PartRefused("documents are not read here")
    return await reader.text(document.kind, document.data)


def _plain(data: bytes) -> str:
    try:
        text = data.decode().removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        text = ""
    if not text.strip() or "\0" in text:
        raise PartRefused("a text document is not text in UTF-8")
    return text
