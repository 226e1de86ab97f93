# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What a job table offers to the owner and to a worker: three pure, synchronous jobs,
and how it comes to know a boundary's detection.
"""

from collections.abc import Mapping
from typing import Protocol

from clearance.model.prompt import Finding, Inspection
from clearance.model.record import Json
from clearance.model.text import OutgoingBody, Raw, RawBody


class Jobs(Protocol):
    """The three jobs, synchronous. Two of them name the detection that must do them; no other ever does."""

    def prepared(self) -> bytes:
        """What spares another process of the same version most of its start; may be empty."""

    def learn(self, rules: bytes) -> str:
        """Make the detection ready that these rules add up to; its version. Raises ValueError."""

    def knows(self, version: str) -> bool:
        """Whether that detection is ready here."""

    def inspect(self, endpoint: str, body: RawBody, version: str, key: bytes) -> Inspection:
        """Steps 2 and 3. What was found in segments may be remembered under ``key``, the tenant's; not without one."""

    def rewrite(
        self, endpoint: str, body: RawBody, replacements: Mapping[tuple[int, ...], str], settings: Mapping[str, Json]
    ) -> OutgoingBody:
        """Step 5."""

    def scan_text(self, text: Raw, version: str) -> tuple[Finding, ...]:
        """Step 9."""
