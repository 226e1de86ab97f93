# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A stream of 200 chunks, 5 ms apart, called directly and through the gateway: what does the gateway add?

    python -m bench.paced_stream [--rounds 5] [--wire openai-chat ...] [--mode observe default hold]

Every streaming wire, with a scripted vendor and the gateway in processes of their own. Rounds are paired: one call
directly, one through. ``observe``: a document observes every class. ``default``: no document, so that secrets of a
known prefix and foreign tokens are held. ``hold``: a document holds persons too. The text has no sentence ends, so
that held text leaves after 250 ms or 512 characters only: the longest that holding can take.

``ratio`` is of the medians, ``of best`` of the shortest calls: on a busy machine the first also shows who else runs
there, and workers, which are nicer than the rest, wait longest. The load is printed.
"""

import argparse
import asyncio
import dataclasses
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import pairwise

from bench.run import HERE, NOTE, Bench, Subject, free_port, table
from clearance.model.words import DataClass

COUNT, PAUSE_MS = 200, 5
MARK = f"[[stream {COUNT} {PAUSE_MS}]]"
PIECE = b'"yes "'
"""A chunk as every wire writes it; where a wire says the whole text again, it does not stand in quotes alone."""
LIMIT = 1.02
TEXT = NOTE + MARK
WIRES = {
    "openai-chat": (
        "/v1/chat/completions",
        {"model": "bench", "stream": True, "messages": [{"role": "user", "content": TEXT}]},
    ),
    "openai-responses": ("/v1/responses", {"model": "bench", "stream": True, "input": TEXT}),
    "anthropic": (
        "/v1/messages",
        {"model": "claude", "stream": True, "max_tokens": 500, "messages": [{"role": "user", "content": TEXT}]},
    ),
    "gemini": (
        "/v1beta/models/gemini:streamGenerateContent?alt=sse",
        {"contents": [{"role": "user", "parts": [{"text": TEXT}]}]},
    ),
    "bedrock": ("/model/nova/converse-stream", {"messages": [{"role": "user", "content": [{"text": TEXT}]}]}),
}
_ENDPOINTS = {
    "anthropic": ("claude", "/v1/messages"),
    "gemini": ("gemini", "'/v1beta/models/{model}:streamGenerateContent'"),
    "bedrock": ("nova", "'/model/{model}/converse-stream'"),
}
MODES: dict[str, dict[str, str]] = {
    "observe": {str(one): "observe" for one in DataClass},
    "default": {},
    "hold": {"person": "hold"},
}


def documents(modes: dict[str, str]) -> str:
    """The boundary of ``boundary.yaml``, with a deployment for each wire and these answer modes."""
    first, *rest = (HERE / "boundary.yaml").read_text().split("---\n")
    plain = first + "---\n" + "---\n".join(rest)
    plain = plain.replace("[/v1/chat/completions]", "[/v1/chat/completions, /v1/responses]")
    ours = [part for part in rest if "kind: Deployment" in part or "deployment: bench" in part]
    for wire, (model, endpoint) in _ENDPOINTS.items():
        for part in ours:
            text = part.replace("id: bench", f"id: {wire}").replace("deployment: bench", f"deployment: {wire}")
            text = text.replace("wire: openai", f"wire: {wire}").replace("[/v1/chat/completions]", f"[{endpoint}]")
            plain += "---\n" + text.replace("bench: bench", f"{model}: {model}")
    if modes:
        plain += f"---\nkind: Answers\nid: answers\nmodes: {json.dumps(modes)}\n"
    return plain


def chunks_of(wire: str) -> int:
    """How many chunks a stream of this wire has: a Responses vendor says it all as a thought first."""
    return COUNT * 2 if wire == "openai-responses" else COUNT


@dataclasses.dataclass
class Streamed:
    """One call: when each piece came (seconds from the request), how many came alone, the total, the gateway's CPU."""

    arrivals: list[float]
    reads: list[float]
    alone: int
    total: float
    cpu: float = 0.0


class _Client(asyncio.Protocol):
    """Sends one request; notes when each piece of the answer's text comes."""

    def __init__(self, request: bytes, done: asyncio.Future[Streamed]) -> None:
        self._request, self._done = request, done
        self._tail = b""
        self._seen = Streamed([], [], 0, 0.0)
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._began = time.perf_counter()
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter() - self._began
        text = self._tail + data
        count = text.count(PIECE)
        self._seen.arrivals += [now] * count
        self._seen.alone += count == 1
        if count:
            self._seen.reads.append(now)
        self._tail = text[-(len(PIECE) - 1) :]
        self._seen.total = now
        if (text if len(text) > len(data) else data).endswith(b"0\r\n\r\n"):
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._finish()

    def _finish(self) -> None:
        if not self._done.done():
            self._done.set_result(self._seen)
        self._transport.close()


async def _call(subject: Subject, wire: str) -> Streamed:
    path, value = WIRES[wire]
    body = json.dumps(value).encode()
    auth = f"authorization: Bearer {subject.key}\r\n" if subject.key else ""
    version = "anthropic-version: 2023-06-01\r\n" if wire == "anthropic" else ""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{auth}{version}content-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Streamed] = loop.create_future()
    before = subject.cpu() if subject.key else 0.0
    await loop.create_connection(lambda: _Client(head.encode() + body, done), "127.0.0.1", subject.port)
    async with asyncio.timeout(30):
        seen = await done
    if len(seen.arrivals) != chunks_of(wire):
        sys.exit(f"{subject.name}, {wire}: {len(seen.arrivals)} of {chunks_of(wire)} chunks came")
    seen.cpu = subject.cpu() - before if subject.key else 0.0
    return seen


async def paired(direct: Subject, gateway: Subject, wire: str, rounds: int) -> tuple[list[Streamed], list[Streamed]]:
    """Rounds of one call each, after two that do not count."""
    for subject in (direct, gateway) * 2:
        await _call(subject, wire)
    calls = [(await _call(direct, wire), await _call(gateway, wire)) for _ in range(rounds)]
    return [one for one, _ in calls], [one for _, one in calls]


def _median(calls: Iterable[Streamed], of: Callable[[Streamed], float]) -> float:
    return statistics.median(of(call) for call in calls)


def _p(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] * 1000


def _gaps(calls: list[Streamed]) -> list[float]:
    return [after - before for call in calls for before, after in pairwise(call.reads)]


def _delays(plain: list[Streamed], through: list[Streamed]) -> list[float]:
    """How much later than directly each chunk came, pair by pair."""
    pairs = zip(plain, through, strict=True)
    return [late - soon for one, other in pairs for soon, late in zip(one.arrivals, other.arrivals, strict=True)]


ROWS = [
    [
        "mode",
        "wire",
        "chunks",
        "direct ms",
        "through ms",
        "ratio",
        "of best",
        "gap p50/p95 direct",
        "gap p50/p95 through",
    ]
    + ["alone direct", "alone through", "+first ms", "+chunk p50/p95 ms", "cpu ms/chunk"]
]


def row(mode: str, wire: str, plain: list[Streamed], through: list[Streamed]) -> tuple[list[str], float]:
    """What a wire's rounds amount to, and the ratio of the medians."""
    totals = [_median(calls, lambda call: call.total) for calls in (plain, through)]
    ratio = totals[1] / totals[0]
    gaps = [_gaps(calls) for calls in (plain, through)]
    firsts = [_median(calls, lambda call: call.arrivals[0]) for calls in (plain, through)]
    late = _delays(plain, through)
    return [
        mode,
        wire,
        str(chunks_of(wire)),
        *(f"{total * 1000:.0f}" for total in totals),
        f"{ratio:.3f}",
        f"{min(call.total for call in through) / min(call.total for call in plain):.3f}",
        *(f"{_p(each, 0.5):.1f}/{_p(each, 0.95):.1f}" for each in gaps),
        *(f"{_median(calls, lambda call: call.alone):.0f}" for calls in (plain, through)),
        f"{(firsts[1] - firsts[0]) * 1000:+.1f}",
        f"{_p(late, 0.5):+.1f}/{_p(late, 0.95):+.1f}",
        f"{_median(through, lambda call: call.cpu) / chunks_of(wire) * 1000:.3f}",
    ], ratio


def main() -> None:
    """Run and print; the exit code is 1 if a stream in ``observe`` takes longer than the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--wire", nargs="*", choices=list(WIRES), default=list(WIRES))
    parser.add_argument("--mode", nargs="*", choices=list(MODES), default=list(MODES))
    args = parser.parse_args()
    observed: list[float] = []
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {args.rounds} rounds\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        outside = Bench(pathlib.Path(name))
        try:
            port = free_port()
            direct = Subject(
                "direct", port, [outside.start(sys.executable, "-m", "clearance.testing.vendor", str(port))]
            )
            for mode in args.mode:
                folder = pathlib.Path(name) / mode
                folder.mkdir()
                rows = list(ROWS)
                inside = Bench(folder)
                try:
                    gateway, _ = inside.clearance(port, documents(MODES[mode]))
                    for wire in args.wire:
                        cells, ratio = row(mode, wire, *asyncio.run(paired(direct, gateway, wire, args.rounds)))
                        rows.append(cells)
                        observed += [ratio] if mode == "observe" else []
                finally:
                    inside.stop()
                table(rows)
        finally:
            outside.stop()
    if observed:
        print(f"observe: the longest is {max(observed):.3f} of direct, limit {LIMIT}")
        sys.exit(max(observed) > LIMIT)


if __name__ == "__main__":
    main()
