# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Token-shaped text that a caller's own text already holds.

A caller may quote a token: from a log, from an answer that was not restored. It is that caller's
text and must come back exactly, so it is replaced like any other finding, and a new token never
takes its suffix.
"""

from clearance.core.transform.patterns import cores, fold
from clearance.core.transform.token_map import TokenMap
from clearance.model.prompt import Finding
from clearance.model.words import DataClass

KIND = "clearance_token"


def token_shaped(text: str) -> frozenset[str]:
    """Everything in the text that restoring could read as a token of some map, without its brackets.

    "MRN 12345678" is among it: a shape to avoid when minting, not a finding.
    """
    return frozenset(text[start:end] for start, end in cores(fold(text)))


def live_literals(text: str, live: TokenMap) -> tuple[Finding, ...]:
    """Findings for each spelling of a token of ``live``: what restoring would replace if it stayed."""
    folded = fold(text)
    return tuple(
        Finding(KIND, DataClass.TOKEN_LITERAL, start, end)
        for start, end in cores(folded)
        if live.find(folded[start:end]) is not None
    )
