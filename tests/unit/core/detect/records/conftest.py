# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a reader proposes for a text, as kinds and values."""

from collections.abc import Callable

import pytest

from clearance.core.detect.detector import Proposer
from clearance.core.detect.normalise import normalise

Reads = Callable[[Proposer, str], list[tuple[str, str]]]


@pytest.fixture(scope="session")
def reads() -> Reads:
    def read(reader: Proposer, text: str) -> list[tuple[str, str]]:
        data = normalise(text).data
        found = sorted(reader.propose(data, ()), key=lambda candidate: candidate.start)
        return [(candidate.kind, data[candidate.start : candidate.end].decode()) for candidate in found]

    return read
