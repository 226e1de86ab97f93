# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Token-shaped text that a caller's own text already holds.

A caller may quote a token: from a log, from an answer that was not restored. It is that caller's
text and must come back exactly, so it is replaced like any other finding, and a new token never
takes its suffix.
"""

from collections.abc import Iterable

from clearance.core.transform.patterns import core_key, cores, fold
from clearance.core.transform.token_map import TokenMap
from clearance.model.prompt import Finding
from clearance.model.words import DataClass

KIND = "clearance_token"


def token_shaped(text: str) -> frozenset[str]:
    """Everything in the text that restoring could read as a token of some map, without its brackets.

    "MRN 12345678" is among it: a shape to avoid when minting, not a finding.
    """
    return frozenset(text[start:end] for start, end in cores(fold(text)))


class Spelled:
    """Token-shaped texts, to be asked whether one of them spells a given token."""

    __slots__ = ("_keys",)

    def __init__(self, literals: Iterable[str]) -> None:
        self._keys = frozenset(core_key(fold(literal)) for literal in literals)

    def __contains__(self, token: str) -> bool:
        return bool(self._keys) and core_key(token[1:-1].encode()) in self._keys


def live_literals(text: str, live: TokenMap) -> tuple[Finding, ...]:
    """Findings for each spelling of a token of ``live``: what restoring would replace if it stayed."""
    folded = fold(text)
    return tuple(
        Finding(KIND, DataClass.TOKEN_LITERAL, start, end)
        for start, end in cores(folded)
        if live.find(folded[start:end]) is not None
    )
