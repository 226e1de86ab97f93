# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a job table offers to the owner and to a worker: three pure, synchronous jobs."""

from collections.abc import Mapping
from typing import Protocol

from clearance.model.prompt import Finding, Inspection
from clearance.model.record import Json
from clearance.model.text import OutgoingBody, Raw, RawBody


class Jobs(Protocol):
    """The three jobs, synchronous."""

    def prepared(self) -> bytes:
        """What spares another process of the same version most of its start; may be empty."""

    def inspect(self, endpoint: str, body: RawBody) -> Inspection:
        """Steps 2 and 3."""

    def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        """Step 5."""

    def scan_text(self, text: Raw) -> tuple[Finding, ...]:
        """Step 9."""
