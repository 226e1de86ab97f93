# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every target: bytes in, nothing out, and whatever is raised is a defect.

The same targets run under Hypothesis (``test_codecs``) and, guided by coverage, under atheris (``drive``). An input
begins with a byte that says how it is meant: zero, and the rest is the text or body itself; anything else, and the
rest says what is done to a valid one.
"""

import json
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from clearance.core.detect.readers import shipped
from tests.fuzz import formats, records
from tests.fuzz.mutation import swept
from tests.fuzz.streams import STREAMS
from tests.fuzz.wires import RAW, SURFACES

CPU_SECONDS = 10.0
"""What one input may take: a thousand times what it takes."""
_BEGINNINGS = 40


class Hang(AssertionError):
    """An input took longer than ``CPU_SECONDS`` of this process."""


@dataclass(frozen=True)
class Target:
    """``seeds`` are inputs to begin with."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]


@contextmanager
def bounded(seconds: float = CPU_SECONDS) -> Iterator[None]:
    def hang(_number: int, _frame: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, hang)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _programs() -> list[bytes]:
    """Inputs that change nothing but where the canary stands."""
    return [b"\x01" + bytes([n]) * 24 for n in range(8)]


def _bodies(values: Callable[[], Sequence[Any]]) -> Callable[[], Sequence[bytes]]:
    def make() -> Sequence[bytes]:
        every = values()
        some = [*every[:: max(1, len(every) // _BEGINNINGS)], *swept(every[0])]
        return [RAW + json.dumps(value).encode() for value in some] + _programs()

    return make


def _also(make: Callable[[], Sequence[bytes]]) -> Callable[[], Sequence[bytes]]:
    return lambda: [*make(), *_programs()]


def _texts(name: str) -> Callable[[], Sequence[bytes]]:
    return lambda: [RAW + text.encode() for text in records.SAMPLES.get(name, ())] + _programs()


def _all() -> Iterator[tuple[str, Target]]:
    for surface in SURFACES:
        yield f"request_{surface.name}", Target(surface.request, _bodies(surface.request_bodies))
        yield f"answer_{surface.name}", Target(surface.answer, _bodies(surface.answer_bodies))
    for stream in STREAMS:
        yield f"stream_{stream.name}", Target(stream.run, _also(stream.seeds))
    for reader in shipped():
        name = type(reader).__name__
        yield f"reader_{name.removesuffix('Reader').lower()}", Target(formats.reader_target(reader), _texts(name))
    for run in (formats.splice, formats.embedded, formats.documents):
        yield run.__name__, Target(run, _bodies(lambda: list(formats.VALUES)))
    yield "sse", Target(formats.sse, _also(STREAMS[0].seeds))
    yield "eventstream", Target(formats.eventstream, _also(STREAMS[-1].seeds))
    for run in (formats.gzip, formats.zstd, formats.docx):
        yield run.__name__, Target(run, _programs)


TARGETS: Mapping[str, Target] = dict(_all())


def attempt(target: Target, data: bytes) -> None:
    """One input, within its time."""
    with bounded():
        target.run(data)
