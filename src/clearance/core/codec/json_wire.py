# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What wires whose bodies are JSON share: reading a whole answer by its table, writing bodies back."""

from collections.abc import Callable, Mapping
from typing import Any

from clearance.core.codec.json_splice import rewrite
from clearance.core.codec.json_text import ANSWER_LIMITS, parse
from clearance.core.codec.json_walk import Harvest, Rules, Slot, block_digest, collect
from clearance.core.codec.logprobs import rewrite_answer
from clearance.core.codec.wire import Address
from clearance.errors import Malformed, VendorProtocolError
from clearance.model.record import Json
from clearance.model.words import Directive

SSE = "text/event-stream"


class JsonBodies:
    """The part of a ``Wire`` that depends on nothing but its bodies being JSON."""

    stream_type = SSE

    def check_query(self, query: str) -> None:
        """Any query may stand: it is never forwarded."""

    def rewrite(
        self, body: bytes, replacements: Mapping[Address, str], settings: Mapping[str, Json] | None = None
    ) -> bytes:
        """The body with these strings replaced and these top-level members set; every other byte as it was."""
        return rewrite(body, replacements, settings)

    def rewrite_answer(self, body: bytes, replacements: Mapping[Address, str]) -> bytes:
        """A whole answer with these strings replaced, and without the log probabilities of their old text."""
        return rewrite_answer(body, replacements)


def harvest_answer(
    body: bytes, slot: Slot, rules: Rules, prepare: Callable[[Any], None] | None = None
) -> tuple[dict[str, Any], Harvest]:
    """A whole answer's value and its strings. ``prepare`` may take out of the value what holds none.

    Raises VendorProtocolError: not a strict JSON object.
    """
    try:
        value = parse(body, ANSWER_LIMITS)
        if prepare is not None:
            prepare(value)
        harvest = collect(value, slot, rules)
    except Malformed as error:
        raise VendorProtocolError("the vendor's answer cannot be read", diagnostics=error.safe_message) from None
    if not isinstance(value, dict):
        raise VendorProtocolError("the vendor's answer is not a JSON object")
    return value, harvest


def count(value: Any) -> int:
    """A vendor's count of tokens; -1 where it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else -1


def signed_texts(harvest: Harvest) -> tuple[bytes, ...]:
    """The digest of each text that the vendor signed."""
    sealed = (segment for segment in harvest.segments if segment.directive is Directive.SEALED)
    return tuple(block_digest(segment.text.reveal()) for segment in sealed)
