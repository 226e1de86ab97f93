# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What wires whose paths name the model share: what their checks learn of a request, and the facts of one."""

from dataclasses import dataclass, field

from clearance.core.codec.json_walk import Harvest
from clearance.core.codec.json_wire import JsonBodies
from clearance.core.codec.wire import ReadRequest
from clearance.model.prompt import PromptFacts


@dataclass(slots=True)
class Checked:
    """What the checks learned."""

    guarded: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    features: frozenset[str] = frozenset()
    seed: bytes = b""


class PathWire(JsonBodies):
    """The part of a ``Wire`` that puts a checked request's facts together."""

    id: str
    endpoint: str
    streams: bool

    def request(self, model: str, body: bytes, checked: Checked, harvest: Harvest) -> ReadRequest:
        """The request, read."""
        facts = PromptFacts(
            wire=self.id,
            endpoint=self.endpoint,
            model=model,
            stream=self.streams,
            features=checked.features,
            conversation_seed=checked.seed,
            segment_count=len(harvest.segments),
            body_bytes=len(body),
            guarded=tuple(checked.guarded),
            unknown_parts=tuple(checked.unknown),
            encrypted=tuple(harvest.encrypted),
        )
        return ReadRequest(facts, tuple(harvest.segments))
