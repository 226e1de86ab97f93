# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What the journal costs: admit + settle pairs at 1, 16, 32 and 64 callers, each awaited durable.

Prints pairs a second, the median and 99th percentile of one durable write, and CPU microseconds (all
threads of the process) for a pair. Leaves are of realistic size; conversations are shared by four calls.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from clearance.adapters.keys.hierarchy import KeyHierarchy
from clearance.adapters.keys.root_file import FileRootKey
from clearance.adapters.store.database import DATABASE
from clearance.adapters.store.journal import SqliteJournal
from clearance.adapters.store.migrate import migrate
from clearance.core.ledger import canonical
from clearance.core.ledger.leaf import event_uuid
from clearance.model.record import Admission, Json, LeafBody, Payload, Settlement
from clearance.model.words import OutcomeKind


class SystemClock:
    """The system's time and entropy."""

    def now_ms(self) -> int:
        """UTC milliseconds."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds."""
        return time.monotonic()

    def entropy(self, size: int) -> bytes:
        """Random bytes."""
        return os.urandom(size)


def admitted_body(classes: int = 8, facts: int = 6, candidates: int = 3) -> dict[str, Json]:
    """About 3.5 KB: what a decision over three deployments looks like."""
    forms: dict[str, Json] = {f"class_{n}": "tokenised" for n in range(classes)}
    return {
        "candidates": [
            {
                "allowed": True,
                "cedar": {"attributes": {"kind": "public_api", "region": "us", "baa_in_force": True}},
                "deployment": f"deployment-{n}",
                "facts": {f"fact-{m}": "ab" * 32 for m in range(facts)},
                "forms": forms,
                "reasons": [],
            }
            for n in range(candidates)
        ],
        "commitments": {"outgoing": "cd" * 32, "request": "ef" * 32},
        "decided_at": 1_795_362_790_705,
        "decision": {"allowed": True, "deployments": ["deployment-0"], "forms": forms, "valid_until": 1_795_400_000},
        "detector": "patterns-1",
        "principal": {"application": "notes", "key": "k1", "owner": "team", "purpose": "treatment", "tenant": "acme"},
        "request": {"bytes": 512, "endpoint": "/v1/chat/completions", "model": "m", "segments": 7, "stream": True},
        "snapshot": {"boundary": "12" * 32, "hash": "34" * 32},
    }


OF_THE_PLAN = ("candidates", "decision", "snapshot")
OUTCOME: dict[str, Json] = {
    "answer": {"bytes": 900, "classes": {}, "finish_reasons": ["stop"], "scanned": True},
    "attempts": 1,
    "commitments": {"answer": "aa" * 32},
    "deployment": "deployment-0",
    "error": "",
    "latency_ms": 700,
    "restored": {"caller": 3, "tools": 0},
    "usage": {"input": 300, "output": 200},
    "vendor_status": 200,
}


async def drive(journal: SqliteJournal, callers: int, pairs: int) -> tuple[float, float, list[float]]:
    """Wall seconds, CPU seconds and the latencies of single writes, in seconds."""
    latencies: list[float] = []
    share = pairs // callers
    plain = admitted_body()
    # As the exchange does it: what the plan alone decides is encoded once for each plan.
    body: LeafBody = {**plain, **{name: canonical.fragment(plain[name]) for name in OF_THE_PLAN}}

    async def one(caller: int) -> None:
        for n in range(share):
            call = event_uuid(time.time_ns() // 1_000_000, os.urandom(10))
            scope = f"conversation:{callers:04x}{caller:04x}{n // 4:08x}"
            began = time.perf_counter()
            payload = Payload({"outgoing": os.urandom(32), "request": os.urandom(32)})
            await journal.admit(
                Admission(call, "acme", allowed=True, body=body, tokens=(), payload=payload, payload_scope=scope)
            )
            middle = time.perf_counter()
            settled = Settlement(
                call, "acme", OutcomeKind.COMPLETED, OUTCOME, Payload({"answer": os.urandom(32)}), scope
            )
            await journal.settle(settled)
            latencies.extend((middle - began, time.perf_counter() - middle))

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(caller) for caller in range(callers)))
    return time.perf_counter() - wall, time.process_time() - cpu, latencies


async def measure(directory: Path, pairs: int) -> None:
    """Print one line for each number of callers."""
    data = directory / "data"
    data.mkdir(mode=0o700)
    migrate(data / DATABASE)
    root = FileRootKey.create(directory / "root.key", data_dir=data)
    journal = SqliteJournal.open(data, keys=KeyHierarchy(root), clock=SystemClock())
    print(f"{'callers':>8} {'writes/s':>9} {'p50 ms':>7} {'p99 ms':>7} {'CPU us/pair':>12}")
    await drive(journal, 16, 320)
    for callers in (1, 16, 32, 64):
        count = pairs if callers > 1 else pairs // 4
        wall, cpu, latencies = await drive(journal, callers, count)
        cuts = statistics.quantiles(latencies, n=100)
        print(
            f"{callers:>8} {len(latencies) / wall:>9.0f} {cuts[49] * 1000:>7.2f} {cuts[98] * 1000:>7.2f}"
            f" {cpu / (len(latencies) / 2) * 1e6:>12.0f}"
        )
    await journal.close()


def main() -> int:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=6400)
    parser.add_argument(
        "--dir", default=None, help="where to put the database (default: the system's temporary directory)"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.dir) as directory:
        asyncio.run(measure(Path(directory), arguments.pairs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
