# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How each wire's vendors take a credential."""

_HEADERS = {"anthropic": "x-api-key", "gemini": "x-goog-api-key"}


def authorise(wire: str, credential: str) -> dict[str, str]:
    """The header that carries a deployment's credential: a key header of the wire's own, else a bearer token."""
    header = _HEADERS.get(wire)
    return {header: credential} if header else {"authorization": f"Bearer {credential}"}
