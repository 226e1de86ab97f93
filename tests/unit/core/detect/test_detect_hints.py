# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Every pattern's hint holds for whatever the pattern takes, and ends where the match is."""

from clearance.core.detect.catalogue import RECOGNISERS
from clearance.core.detect.detector import Detector
from clearance.core.detect.normalise import normalise
from clearance.core.detect.scan import everywhere
from tests.unit.core.detect.drawn import Drawn

AROUND = [
    ("", ""),
    (" ", " "),
    ("x ", " y"),
    ("\n", "\n"),
    ('"', '"'),
    ("(", ")"),
    ("on ", "."),
    ("see: ", "/"),
    (", ", ","),
]
TEXTS = 24
"""Of each pattern: many hundred thousand were drawn when the hints were last changed."""


def test_what_a_pattern_takes_is_proposed_where_it_stands(hyper: Detector) -> None:
    drawn = Drawn(20261128)
    kinds = [(recogniser.id, pattern) for recogniser in RECOGNISERS for pattern in recogniser.patterns]
    accepted, missed = 0, set()
    for index, (kind, pattern) in enumerate(kinds):
        judge = hyper._judges[index]
        for _ in range(TEXTS):
            before, behind = drawn.random.choice(AROUND)
            far = "word " * drawn.random.choice([0, 0, 60, 300])
            data = normalise(f"{far}{before}{drawn.text(pattern)}{behind}").data
            found = judge.candidates(data, everywhere(data))
            accepted += bool(found)
            if judge.candidates(data, dict(hyper.scanner.hits(data)).get(index, ())) != found:
                missed.add((kind, pattern))
    assert missed == set()
    assert accepted > len(kinds) * TEXTS / 2
