# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A model vendor that costs almost nothing: one asyncio protocol, canned answers.

A body with ``"stream":true`` gets CHUNKS server-sent events, PAUSE milliseconds apart; both are command-line
arguments. Everything else gets one JSON answer.
"""

import argparse
import asyncio
from typing import cast

import uvloop

HEAD = b'{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,'


def whole() -> bytes:
    """The one JSON answer, as an HTTP response."""
    body = (
        b'{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"bench","choices":[{"index":0,"message":'
        b'{"role":"assistant","content":"The plan is unchanged."},"finish_reason":"stop"}],'
        b'"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}'
    )
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


def chunk(data: bytes) -> bytes:
    """One server-sent event in HTTP chunked coding."""
    event = b"data: " + data + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(event), event)


WHOLE = whole()
START = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
WORD = chunk(HEAD + b'"delta":{"content":"word "},"finish_reason":null}]}')
STOP = chunk(HEAD + b'"delta":{},"finish_reason":"stop"}]}') + chunk(b"[DONE]") + b"0\r\n\r\n"


class Vendor(asyncio.Protocol):
    """One connection."""

    def __init__(self, chunks: int, pause: float) -> None:
        self.chunks, self.pause, self.buffer = chunks, pause, bytearray()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer every complete request in the buffer."""
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.buffer[:end]).lower()
            at = head.find(b"content-length:")
            size = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + size:
                return
            body = bytes(self.buffer[end + 4 : end + 4 + size])
            del self.buffer[: end + 4 + size]
            assert self.transport is not None
            if b'"stream":true' in body.replace(b" ", b""):
                self.task = asyncio.get_running_loop().create_task(self.stream())
            else:
                self.transport.write(WHOLE)

    async def stream(self) -> None:
        """The events, paced."""
        assert self.transport is not None
        self.transport.write(START)
        loop = asyncio.get_running_loop()
        due = loop.time()
        for _ in range(self.chunks):
            due += self.pause
            await asyncio.sleep(max(0.0, due - loop.time()))
            if self.transport.is_closing():
                return
            self.transport.write(WORD)
        self.transport.write(STOP)


async def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--chunks", type=int, default=200)
    parser.add_argument("--pause-ms", type=float, default=5.0)
    args = parser.parse_args()
    server = await asyncio.get_running_loop().create_server(
        lambda: Vendor(args.chunks, args.pause_ms / 1000), "127.0.0.1", args.port, backlog=1024
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
