# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Steps 9 to 12 on a live answer: scan it, restore it, settle, release the rest.

The first half of an answer may leave as it comes; its last bytes leave only after the outcome is durable.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from http.client import BAD_REQUEST, OK

from clearance.core.codec.stream_growth import read_event
from clearance.core.codec.wire import StreamEvent, Wire
from clearance.errors import AnswerRefused, VendorFailed, VendorProtocolError
from clearance.exchange.answer import JSON, SSE, Headers, response_headers
from clearance.exchange.call import Ports, Responder
from clearance.exchange.hold import Hold
from clearance.exchange.restore import Restorable, RestoredCount, StreamRestore, restore_answer
from clearance.exchange.scan import AnswerScan
from clearance.exchange.settle import Settling
from clearance.model.record import Receipt
from clearance.model.words import AnswerMode, Directive, OutcomeKind
from clearance.ports import VendorAnswer

_PASSED_ON = (
    "retry-after",
    *("openai-processing-ms", "openai-version", "x-amzn-errortype"),
    *(
        f"anthropic-ratelimit-{what}-{which}"
        for what in ("requests", "tokens", "input-tokens", "output-tokens")
        for which in ("limit", "remaining", "reset")
    ),
)


async def release(
    answer: VendorAnswer, wire: Wire, tokens: Restorable, scan: AnswerScan, record: Settling, out: "Out"
) -> None:
    """Bring one vendor answer to the caller.

    Raises:
        VendorTimeout, VendorProtocolError: it stalled, or stopped early.
        AnswerRefused: it holds a class that may not be released.
        AuditUnavailable: the outcome could not be made durable, so the end is not released.
    """
    record.found = scan.found
    try:
        if answer.headers.get("content-type", "").startswith(wire.stream_type) and answer.status == OK:
            await _stream(answer, wire, tokens, scan, record, out)
        else:
            await _whole(answer, wire, tokens, scan, record, out)
    finally:
        await answer.close()


class Out:
    """Where an answer goes, and what is known of the exchange when its head is written."""

    def __init__(self, respond: Responder, call_id: str, admitted: Receipt, ports: Ports) -> None:
        self.respond, self.call_id, self.admitted, self.ports = respond, call_id, admitted, ports

    async def start(
        self, status: int, content_type: str, answer: VendorAnswer, length: int | None = None, more: Headers = ()
    ) -> None:
        """Status and headers: ours, the few of the vendor's that a client acts on, and ``more``."""
        kept = tuple((name, answer.headers[name]) for name in _PASSED_ON if name in answer.headers)
        size = (("content-length", str(length)),) if length is not None else ()
        ours = response_headers(self.call_id, content_type, self.admitted)
        await self.respond.start(status, (*ours, *kept, *more, *size))


async def _whole(
    answer: VendorAnswer, wire: Wire, tokens: Restorable, scan: AnswerScan, record: Settling, out: Out
) -> None:
    body = await _read(answer, out.ports.limits.answer_bytes)
    record.answer_bytes, record.answer_digest = len(body), hashlib.sha256(body).digest()
    failed = answer.status >= BAD_REQUEST
    try:
        read = wire.read_answer(body)
    except VendorProtocolError:
        if not failed:
            raise
        await _page(answer, wire, scan, record, out)
        return
    record.usage, record.finish_reasons = read.usage, read.finish_reasons
    record.encrypted, record.sealed, record.references = read.encrypted, read.sealed, read.references
    for segment in read.segments:
        scan.add(("body", *segment.address), segment.text.reveal(), name=segment.directive is Directive.NAME)
    await _scanned(scan, record)
    count = RestoredCount()
    restored = restore_answer(wire, body, read, tokens, count)
    record.restored, record.restored_in_tools = count.caller, count.tools
    await record.settle(OutcomeKind.VENDOR_ERROR if failed else OutcomeKind.COMPLETED)
    await out.start(answer.status, JSON, answer, len(restored))
    await out.respond.write(restored)
    await out.respond.finish()


async def _page(answer: VendorAnswer, wire: Wire, scan: AnswerScan, record: Settling, out: Out) -> None:
    """An error page of some proxy: its text is nobody's wire, so only the fact is passed on, in the wire's envelope."""
    error = VendorFailed(answer.status)
    body = wire.error_body(error, out.call_id)
    await _scanned(scan, record)
    await record.settle(OutcomeKind.VENDOR_ERROR)
    named = tuple((name, value) for name, value in wire.error_headers(error) if name not in answer.headers)
    await out.start(answer.status, JSON, answer, len(body), named)
    await out.respond.write(body)
    await out.respond.finish()


async def _read(answer: VendorAnswer, limit: int) -> bytes:
    body = bytearray()
    async for chunk in answer.chunks():
        body += chunk
        if len(body) > limit:
            raise VendorProtocolError("The vendor's answer is longer than the limit.")
    return bytes(body)


async def _stream(
    answer: VendorAnswer, wire: Wire, tokens: Restorable, scan: AnswerScan, record: Settling, out: Out
) -> None:
    restore = StreamRestore(wire, tokens)
    hold = Hold(wire, scan, out.ports)
    digest = hashlib.sha256()
    content_type = SSE if SSE.startswith(wire.stream_type) else wire.stream_type
    if scan.mode is not AnswerMode.BUFFER:
        await out.start(answer.status, content_type, answer)
    last: StreamEvent | None = None
    failed = False
    async for event in _events(answer, wire, digest, record, hold):
        if event is None:
            ready = await hold.overdue()
        elif event.last:
            _note(event, scan, record)
            last = event
            break
        elif event.error:
            # The vendor's own in-band error: passed on in shape, and no terminator follows it.
            scan.add(("error",), _unescaped(event.data))
            last, failed = event, True
            break
        else:
            _note(event, scan, record)
            ready = await hold.push(event)
        if released := b"".join(restore.event(event) for event in ready):
            await out.respond.write(released)
    record.answer_digest = digest.digest()
    if last is None:
        raise VendorProtocolError("The vendor's stream stopped before its end.")
    tail = b"".join(restore.event(event) for event in await hold.finish())
    tail += restore.finish(last.ends) + restore.event(last)
    await _scanned(scan, record)
    record.restored, record.restored_in_tools = restore.count.caller, restore.count.tools
    await record.settle(OutcomeKind.VENDOR_ERROR if failed else OutcomeKind.COMPLETED)
    if not out.respond.started:
        await out.start(answer.status, content_type, answer)
    await out.respond.write(tail)
    await out.respond.finish()


async def _scanned(scan: AnswerScan, record: Settling) -> None:
    """All of the answer is scanned: true also of one that is refused for what was found."""
    try:
        await scan.finish()
    except AnswerRefused:
        record.scanned = True
        raise
    record.scanned = True


def _note(event: StreamEvent, scan: AnswerScan, record: Settling) -> None:
    """What an event says of the answer, and the text that it carries."""
    record.usage = event.usage or record.usage
    record.finish_reasons += event.finish_reasons
    record.encrypted += event.encrypted
    record.sealed += event.sealed
    record.references += event.references
    for delta in event.deltas:
        scan.add(delta.channel, delta.text, name=delta.name, repeated=delta.repeated)
    for name in event.names:
        scan.add_name(name.text)


def _unescaped(data: bytes) -> str:
    """An error's JSON as it reads, not as it is spelled; anything else as it is."""
    try:
        return json.dumps(read_event(data), ensure_ascii=False)
    except VendorProtocolError:
        return data.decode()


async def _events(
    answer: VendorAnswer, wire: Wire, digest: "hashlib._Hash", record: Settling, hold: Hold
) -> AsyncIterator[StreamEvent | None]:
    """Events as they complete; None when held text has waited long enough."""
    reader = wire.stream_reader()
    chunks = answer.chunks()
    async for chunk in _with_patience(chunks, hold) if hold.waits else chunks:
        if chunk is None:
            yield None
            continue
        digest.update(chunk)
        record.answer_bytes += len(chunk)
        for event in reader.feed(chunk):
            yield event
    for event in reader.close():
        yield event


async def _with_patience(chunks: AsyncIterator[bytes], hold: Hold) -> AsyncIterator[bytes | None]:
    """The chunks, and None whenever held text becomes overdue before the next one."""
    waiting: asyncio.Future[bytes] | None = None
    try:
        while True:
            waiting = waiting or asyncio.ensure_future(anext(chunks))
            done, _ = await asyncio.wait((waiting,), timeout=hold.patience())
            if not done:
                yield None
                continue
            try:
                chunk = waiting.result()
            except StopAsyncIteration:
                return
            finally:
                waiting = None
            yield chunk
    finally:
        if waiting is not None:
            waiting.cancel()
