# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How long detection takes, per engine: start, 0.5 KB in eight segments, 2 KB, 8 KB, 64 KB, and hostile text."""

import statistics
import sys
import time
from collections.abc import Callable

from clearance.core.detect.detector import Detector, default_detector
from clearance.core.detect.scan import HyperscanScanner
from clearance.model.prompt import Segment
from clearance.model.text import Raw

NOTE = (
    "Patient Maria Gonzalez, MRN 48213377, DOB 03/14/1961, phone 415-555-0134, email maria.gonzalez@example.com, was "
    "seen on 2026-02-11 by Dr. Alan Whitfield for follow-up of type 2 diabetes and hypertension. Metformin 1000 mg "
    "twice daily is well tolerated. Blood pressure 138/84, A1c 7.4 percent. Plan: continue current therapy, repeat "
    "labs in three months, and refer to nutrition counselling. "
)
FILL = (
    "The discharge summary template asks for the reason for admission, the hospital course, the condition at "
    "discharge, the medication changes with their rationale, and the follow-up that the primary care team should "
    "arrange within two weeks. "
)
HOSTILE = {
    "digits": "1234567890" * 100_000,
    "digit groups": "123-45 " * 143_000,
    "aaaa": "a" * 1_000_000,
    "quotes": "\"'" * 500_000,
    "labels": "MRN: " * 200_000,
    "names": "Mr. Aa " * 143_000,
    "escapes": "\\u0031" * 167_000,
    "zero width": "1\u200b" * 500_000,
}


def prompt(size: int) -> str:
    """One identifying note in about 2 KB, the rest filler."""
    pieces, length = [NOTE], len(NOTE)
    while length < size:
        pieces.append(NOTE if len(pieces) % 10 == 0 else FILL)
        length += len(pieces[-1])
    return "".join(pieces)[:size]


def median_ms(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and 99th percentile of one call, in milliseconds."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times), sorted(times)[int(len(times) * 0.99)]


def chat(text: str) -> tuple[Segment, ...]:
    """A small chat body as segments: keys and values."""
    values = [
        ("model", "gpt-4o"),
        ("role", "system"),
        ("content", "You are a helpful clinical assistant."),
        ("role", "user"),
    ]
    flat = [
        part for field, value in [*values, ("content", text)] for part in ((field, field, True), (field, value, False))
    ]
    return tuple(
        Segment((at,), (field,), Raw(value), field=field, is_key=is_key)
        for at, (field, value, is_key) in enumerate(flat)
    )


def measure(name: str, detector: Detector) -> None:
    """Print one engine's figures."""
    small = chat(prompt(450))
    p50, p99 = median_ms(lambda: detector.inspect(small), 2000)
    print(f"{name:10} 0.5 KB, {len(small)} segments  p50 {p50:7.3f} ms  p99 {p99:7.3f} ms")
    for size, rounds in ((512, 2000), (2048, 1000), (8192, 300), (65536, 40)):
        text = prompt(size)
        p50, p99 = median_ms(lambda text=text: detector.find(text), rounds)  # type: ignore[misc]  # a default binds the loop variable
        print(f"{name:10} {size / 1024:5.1f} KB               p50 {p50:7.3f} ms  p99 {p99:7.3f} ms")
    plain = FILL * 10
    p50, p99 = median_ms(lambda: detector.find(plain[:2048]), 1000)
    print(f"{name:10}   2.0 KB, no finding   p50 {p50:7.3f} ms  p99 {p99:7.3f} ms")


def hostile(name: str, detector: Detector) -> None:
    """Print the time for 1 MB of text made to be slow."""
    for kind, text in HOSTILE.items():
        start = time.perf_counter()
        detector.find(text[: len(text) // 2])
        half = time.perf_counter() - start
        start = time.perf_counter()
        detector.find(text)
        whole = time.perf_counter() - start
        print(f"{name:10} hostile {kind:13} {len(text) / 1e6:4.1f} MB  {whole:6.2f} s  (half: {half:5.2f} s)")


def main() -> None:
    """Print every figure; ``hostile`` as an argument adds the slow texts."""
    start = time.perf_counter()
    compiled = default_detector("hyperscan")
    print(f"hyperscan  compile              {(time.perf_counter() - start) * 1e3:8.1f} ms")
    assert isinstance(compiled.scanner, HyperscanScanner)
    database = compiled.scanner.serialise()
    start = time.perf_counter()
    loaded = default_detector("hyperscan", serialised=database)
    print(f"hyperscan  load {len(database) / 1e6:4.1f} MB         {(time.perf_counter() - start) * 1e3:8.1f} ms")
    start = time.perf_counter()
    anchors = default_detector("anchors")
    print(f"anchors    start                {(time.perf_counter() - start) * 1e3:8.1f} ms")
    for name, detector in (("hyperscan", loaded), ("anchors", anchors)):
        measure(name, detector)
        if "hostile" in sys.argv[1:]:
            hostile(name, detector)


if __name__ == "__main__":
    main()
