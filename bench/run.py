# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Clearance against a direct connection and against nginx, in one run.

    make bench            # needs wrk and nginx: apt-get install wrk nginx-light

Clearance does its whole path: key, parse, detect, plan, tokenise, durable journal, restore, settle. Rounds are
interleaved over the subjects, medians are printed. Client, vendor and subject share this machine's cores, so
read the ratios and the CPU time per request, not the absolute rates.
"""

import argparse
import asyncio
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import psutil

HERE = pathlib.Path(__file__).parent
NOTE = (
    "Patient Maria Gonzalez, MRN 48213377, DOB 03/14/1961, phone 415-555-0134, email maria.gonzalez@example.com, "
    "was seen on 2026-02-11 by Dr. Alan Whitfield for follow-up of type 2 diabetes. "
)
FILLER = (
    "Metformin is well tolerated, blood pressure was 138/84 and A1c 7.4 percent. Continue the current therapy, "
    "repeat labs in three months and arrange nutrition counselling through the primary care team. "
)
LUA = """
local f = assert(io.open(os.getenv("BENCH_BODY"), "rb")); wrk.body = f:read("*a"); f:close()
wrk.method = "POST"; wrk.headers["content-type"] = "application/json"
local key = os.getenv("BENCH_KEY"); if key and key ~= "" then wrk.headers["authorization"] = "Bearer " .. key end
function done(s, l, r)
  local e = s.errors
  io.write(string.format('\\nRESULT {"n":%d,"us":%d,"p50":%d,"p99":%d,"errors":%d}\\n', s.requests, s.duration,
    l:percentile(50), l:percentile(99), e.connect + e.read + e.write + e.timeout + e.status))
end
"""


def body(size: int, *, stream: bool = False) -> bytes:
    """A chat request of about ``size`` bytes: one identifying note in about 2 KB, the rest filler."""
    text, part = NOTE, 0
    while len(text) < size:
        part += 1
        text += NOTE if part % 10 == 0 else FILLER
    messages = [
        {"role": "system", "content": "You are a clinical assistant."},
        {"role": "user", "content": text[:size]},
    ]
    return json.dumps({"model": "bench", "messages": messages} | ({"stream": True} if stream else {})).encode()


@dataclasses.dataclass
class Subject:
    """Something that answers POST /v1/chat/completions."""

    name: str
    port: int
    pids: list[int]
    key: str = ""

    def processes(self) -> list[psutil.Process]:
        """Its processes, with all their children."""
        roots = [psutil.Process(pid) for pid in self.pids]
        return roots + [child for root in roots for child in root.children(recursive=True)]

    def cpu(self) -> float:
        """CPU seconds of all its processes."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes())

    def memory(self) -> list[float]:
        """Proportional set size in MB, the main process first."""
        return [process.memory_full_info().pss / 2**20 for process in self.processes()]


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def load(
    subject: Subject, payload: pathlib.Path, lua: pathlib.Path, concurrency: int, seconds: int
) -> dict[str, float]:
    """One wrk run; CPU is that of the subject's processes."""
    env = os.environ | {"BENCH_BODY": str(payload), "BENCH_KEY": subject.key}
    url = f"http://127.0.0.1:{subject.port}/v1/chat/completions"
    before = subject.cpu()
    command = ["wrk", "-t1", f"-c{concurrency}", f"-d{seconds}s", "--timeout", "20s", "-s", str(lua), url]
    out = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    cpu = subject.cpu() - before
    got = json.loads(out.rsplit("RESULT ", 1)[1])
    if not got["n"] or got["errors"]:
        sys.exit(f"{subject.name}: {got['errors']} errors in {got['n']} requests; nothing is reported")
    return {
        "rate": got["n"] / got["us"] * 1e6,
        "p50": got["p50"] / 1000,
        "p99": got["p99"] / 1000,
        "cpu": cpu / got["n"] * 1000,
    }


async def one_stream(subject: Subject, payload: bytes) -> tuple[float, float, int]:
    """(seconds to the first content event, seconds in all, content events) of one streamed call."""
    reader, writer = await asyncio.open_connection("127.0.0.1", subject.port)
    auth = f"authorization: Bearer {subject.key}\r\n" if subject.key else ""
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\n{auth}content-type: application/json\r\n"
        f"content-length: {len(payload)}\r\nconnection: close\r\n\r\n"
    )
    began = time.perf_counter()
    writer.write(head.encode() + payload)
    first, events, tail, whole = 0.0, 0, b"", b""
    while data := await reader.read(65536):
        whole = tail + data
        seen = whole.count(b'"content":"word')
        if seen and not first:
            first = time.perf_counter() - began
        events += seen
        tail = whole[-14:]
        if b"[DONE]" in whole:
            break
    total = time.perf_counter() - began
    writer.close()
    if not first:
        sys.exit(f"{subject.name}: the stream carried nothing: {whole[:200]!r}")
    return first * 1000, total * 1000, events


async def streams(subject: Subject, payload: bytes, concurrency: int, count: int) -> dict[str, float]:
    """Medians over ``count`` streams, ``concurrency`` at a time."""
    before = subject.cpu()
    results: list[tuple[float, float, int]] = []
    for _ in range(0, count, concurrency):
        results += await asyncio.gather(*(one_stream(subject, payload) for _ in range(concurrency)))
    return {
        "first": statistics.median(r[0] for r in results),
        "total": statistics.median(r[1] for r in results),
        "events": statistics.median(r[2] for r in results),
        "cpu": (subject.cpu() - before) / len(results) * 1000,
    }


class Bench:
    """Starts the vendor, nginx and Clearance in a temporary folder, and stops them again."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str, env: dict[str, str] | None = None) -> int:
        """Start one program; its output goes to a file in the folder."""
        log = (self.folder / f"{len(self.started)}.log").open("wb")
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | (env or {}))
        self.started.append(process)
        return process.pid

    def stop(self) -> None:
        """Stop everything that was started."""
        for process in reversed(self.started):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self.started):
            process.wait(20)

    def nginx(self, upstream: int) -> Subject:
        """A plain reverse proxy with one worker."""
        port = free_port()
        conf = self.folder / "nginx.conf"
        conf.write_text(
            f"worker_processes 1; daemon off; pid {self.folder}/nginx.pid; error_log {self.folder}/nginx.log;\n"
            f"events {{ worker_connections 1024; }}\n"
            f"http {{ access_log off; client_max_body_size 50m; client_body_buffer_size 256k;\n"
            f" client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;\n"
            f" fastcgi_temp_path {self.folder}/f; uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;\n"
            f" upstream v {{ server 127.0.0.1:{upstream}; keepalive 128; }}\n"
            f" server {{ listen 127.0.0.1:{port}; keepalive_requests 1000000; location / {{ proxy_pass http://v;\n"
            f"  proxy_http_version 1.1; proxy_set_header Connection ''; proxy_buffering off; }} }} }}\n"
        )
        return Subject("nginx", port, [self.start("nginx", "-p", str(self.folder), "-c", str(conf))])

    def clearance(self, upstream: int, documents: str = "") -> tuple[Subject, float]:
        """A fresh installation with one deployment (or ``documents``) in force; also seconds from spawn to ready."""
        port, home = free_port(), self.folder
        program = str(pathlib.Path(sys.executable).parent / "clearance")
        config = ["--config", str(home / "clearance.toml")]
        places = ["--data-dir", str(home / "data"), "--root-key", str(home / "keys" / "root.key")]
        places += ["--boundary", str(home / "boundary"), "--port", str(port), "--json"]
        made = subprocess.run([program, "init", *config, *places], capture_output=True, check=True)
        key = json.loads(made.stdout)["key"]
        boundary = home / "boundary"
        for starter in boundary.glob("*.yaml"):
            starter.unlink()
        documents = documents or (HERE / "boundary.yaml").read_text()
        (boundary / "bench.yaml").write_text(documents.replace("PORT", str(upstream)))
        subprocess.run([program, "apply", str(boundary), *config], capture_output=True, check=True)
        began = time.perf_counter()
        pid = self.start(program, "serve", *config, env={"BENCH_VENDOR_KEY": "bench"})
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                if time.perf_counter() - began > 20:
                    sys.exit("clearance did not become ready in 20 s")
                time.sleep(0.01)
        return Subject("clearance", port, [pid], key), time.perf_counter() - began


def table(rows: list[list[str]]) -> None:
    """Print aligned columns, the first row being their names."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
    print(flush=True)


def requests(subjects: list[Subject], folder: pathlib.Path, args: argparse.Namespace) -> None:
    """Non-streaming calls: rates, latencies and CPU."""
    lua = folder / "post.lua"
    lua.write_text(LUA)
    rows = [["body", "conc", "subject", "req/s", "of direct", "of nginx", "p50 ms", "p99 ms", "+p50 ms", "cpu ms/req"]]
    for size in args.size:
        payload = folder / f"{size}.json"
        payload.write_bytes(body(size))
        for concurrency in args.concurrency:
            runs: dict[str, list[dict[str, float]]] = {subject.name: [] for subject in subjects}
            for subject in subjects:
                load(subject, payload, lua, concurrency, 1)
            for _ in range(args.rounds):
                for subject in subjects:
                    runs[subject.name].append(load(subject, payload, lua, concurrency, args.seconds))
            median = {
                name: {key: statistics.median(run[key] for run in got) for key in got[0]} for name, got in runs.items()
            }
            for name, row in median.items():
                rows.append(
                    [f"{size} B", str(concurrency), name, f"{row['rate']:.0f}"]
                    + [f"{row['rate'] / median[base]['rate']:.3f}" for base in ("direct", "nginx")]
                    + [f"{row['p50']:.2f}", f"{row['p99']:.2f}", f"{row['p50'] - median['direct']['p50']:+.2f}"]
                    + [f"{row['cpu']:.3f}"]
                )
    table(rows)


def streamed(subjects: list[Subject], args: argparse.Namespace) -> None:
    """Paced streams: time to first event, total, CPU."""
    rows = [["stream body", "conc", "subject", "first ms", "+first ms", "total ms", "of direct", "events", "cpu ms"]]
    for size in args.size[:2]:
        payload = body(size, stream=True)
        for concurrency in args.concurrency:
            median = {s.name: asyncio.run(streams(s, payload, concurrency, max(concurrency, 5))) for s in subjects}
            for name, row in median.items():
                rows.append(
                    [f"{size} B", str(concurrency), name, f"{row['first']:.1f}"]
                    + [f"{row['first'] - median['direct']['first']:+.1f}", f"{row['total']:.0f}"]
                    + [f"{row['total'] / median['direct']['total']:.3f}", f"{row['events']:.0f}", f"{row['cpu']:.1f}"]
                )
    table(rows)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, nargs="*", default=[512, 8192, 65536])
    parser.add_argument("--concurrency", type=int, nargs="*", default=[1, 32])
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    if missing := [tool for tool in ("wrk", "nginx") if shutil.which(tool) is None]:
        sys.exit(f"missing: {', '.join(missing)} (Debian: apt-get install wrk nginx-light)")
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(pathlib.Path(name))
        try:
            port = free_port()
            vendor = bench.start(sys.executable, str(HERE / "upstream.py"), "--port", str(port))
            time.sleep(0.5)
            gateway, ready = bench.clearance(port)
            subjects = [Subject("direct", port, [vendor]), bench.nginx(port), gateway]
            time.sleep(0.5)
            print(f"start: ready {ready:.2f} s after spawn; memory {_memory(gateway)}\n")
            requests(subjects, bench.folder, args)
            streamed(subjects, args)
            print(f"memory after the load: {_memory(gateway)}")
        finally:
            bench.stop()


def _memory(subject: Subject) -> str:
    owner, *workers = subject.memory()
    return f"owner {owner:.0f} MB, workers {', '.join(f'{w:.0f}' for w in workers) or 'none'} MB"


if __name__ == "__main__":
    main()
