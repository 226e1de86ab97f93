# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A worker's main: ``python -m clearance.adapters.workers.child FD MODULE:FACTORY``.

Holds one socket to its owner and nothing else: no keys, no store, no environment, no network.
It ends when the owner does, and its standard streams lead nowhere, so that no traceback can show
content.
"""

import contextlib
import ctypes
import importlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Sequence
from itertools import chain
from typing import cast

from clearance.adapters.workers.frames import (
    Buffer,
    Crashed,
    Done,
    Failed,
    InspectJob,
    LearnJob,
    Ready,
    Reply,
    RewriteJob,
    batches,
    decode_job,
    decode_replacements,
    encode,
    finding_batches,
    header,
    part_count,
    part_lengths,
)
from clearance.adapters.workers.jobs import Jobs
from clearance.errors import ClearanceError
from clearance.model.text import Raw, RawBody

NICE = 10
"""Added to the niceness: on a machine without a free core, the event loop runs when it wants to."""
_PR_SET_PDEATHSIG = 1
_U32 = 4


def load(name: str, prepared: bytes) -> Jobs:
    """The job table that a ``module:factory`` makes of what its owner had prepared."""
    module, _, factory = name.partition(":")
    return cast("Jobs", getattr(importlib.import_module(module), factory)(prepared))


def run(jobs: Jobs, parts: Sequence[Buffer]) -> list[Buffer]:
    """One message in, one message out. Never raises for what a job does."""
    try:
        return [encode(Done()), *_work(jobs, parts)]
    except ClearanceError as error:
        reply: Reply = Failed(error.code, error.safe_message, error.param)
    except Exception as error:  # noqa: BLE001 - the boundary of a worker: a crash is answered by its type alone
        reply = Crashed(type(error).__name__)
    return [encode(reply)]


def _work(jobs: Jobs, parts: Sequence[Buffer]) -> list[Buffer]:
    job, data = decode_job(parts[0]), bytes(parts[1])
    if isinstance(job, LearnJob):
        return [jobs.learn(data).encode()]
    if isinstance(job, InspectJob):
        seen = jobs.inspect(job.endpoint, RawBody(data), job.version, job.key)
        head = {name: getattr(seen, name) for name in seen.__dataclass_fields__} | {"found": ()}
        return [encode(head), *batches(seen.found)]
    if isinstance(job, RewriteJob):
        replacements = dict(chain.from_iterable(decode_replacements(part) for part in parts[2:]))
        body = jobs.rewrite(job.endpoint, RawBody(data), replacements, job.settings)
        return [body.digest, body.data]
    return [*finding_batches(jobs.scan_text(Raw(data.decode("utf-8", "surrogatepass")), job.version))]


def serve(connection: socket.socket, factory: str) -> None:
    """Take what was prepared, load, say so, and answer jobs until the owner closes the socket."""
    with contextlib.suppress(EOFError, ConnectionError):
        jobs = load(factory, bytes(_receive(connection)[0]))
        _send(connection, [encode(Ready())])
        while True:
            _send(connection, run(jobs, _receive(connection)))


def _send(connection: socket.socket, parts: Sequence[Buffer]) -> None:
    connection.sendall(header(parts))
    for part in parts:
        connection.sendall(part)


def _receive(connection: socket.socket) -> list[Buffer]:
    count = part_count(_exactly(connection, _U32))
    return [_exactly(connection, length) for length in part_lengths(_exactly(connection, _U32 * count))]


def _exactly(connection: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view, filled = memoryview(data), 0
    while filled < size:
        got = connection.recv_into(view[filled:])
        if not got:
            raise EOFError
        filled += got
    return data


def harden() -> None:
    """Die with the owner, leave Ctrl-C to it, write no core file, give way to the owner's event loop."""
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def main(arguments: Sequence[str]) -> None:
    """Serve the socket whose descriptor is named first with the jobs named second."""
    harden()
    with socket.socket(fileno=int(arguments[0])) as connection:
        serve(connection, arguments[1])


if __name__ == "__main__":
    main(sys.argv[1:])
