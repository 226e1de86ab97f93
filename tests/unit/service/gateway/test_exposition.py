# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Metrics with bounded labels, and health."""

from clearance.service.gateway.health import Health
from clearance.service.gateway.metrics import Counter, Gauge, Histogram, Metrics


def test_exposition() -> None:
    calls = Counter("clearance_calls_total", "Calls by outcome.", "outcome", ("completed", "denied"))
    plain = Counter("clearance_starts_total", "Starts.")
    seconds = Histogram("clearance_call_seconds", "How long.", (0.1, 1.0))
    metrics = Metrics([calls, plain])
    metrics.add(seconds)
    metrics.add(Gauge("clearance_open", "Open now.", lambda: 2.5))
    calls.count("completed")
    calls.count("completed", 2)
    calls.count("canary@example.org")
    plain.count()
    for value in (0.05, 0.1, 0.5, 7):
        seconds.observe(value)
    assert metrics.text().decode() == (
        "# HELP clearance_calls_total Calls by outcome.\n"
        "# TYPE clearance_calls_total counter\n"
        'clearance_calls_total{outcome="completed"} 3\n'
        'clearance_calls_total{outcome="denied"} 0\n'
        'clearance_calls_total{outcome="other"} 1\n'
        "# HELP clearance_starts_total Starts.\n"
        "# TYPE clearance_starts_total counter\n"
        "clearance_starts_total 1\n"
        "# HELP clearance_call_seconds How long.\n"
        "# TYPE clearance_call_seconds histogram\n"
        'clearance_call_seconds_bucket{le="0.1"} 2\n'
        'clearance_call_seconds_bucket{le="1"} 3\n'
        'clearance_call_seconds_bucket{le="+Inf"} 4\n'
        "clearance_call_seconds_sum 7.65\n"
        "clearance_call_seconds_count 4\n"
        "# HELP clearance_open Open now.\n"
        "# TYPE clearance_open gauge\n"
        "clearance_open 2.5\n"
    )


def test_a_check_that_raises_fails() -> None:
    def broken() -> bool:
        raise OSError

    health = Health({"store": broken, "clock": lambda: True, "draining": lambda: False})
    assert health.failing() == ("store", "draining")
    assert health.ready() == (False, b"store: failing\nclock: ok\ndraining: failing\n")
    assert Health({}).ready() == (True, b"")
