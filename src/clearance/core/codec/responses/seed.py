# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""How a conversation opens: the same in its first turn and in all later ones."""

import hashlib
from collections.abc import Iterator
from typing import Any

from clearance.core.codec.responses.items import TEXT_PARTS


def conversation_seed(value: dict[str, Any]) -> bytes:
    """SHA-256 of the instructions, the system and developer texts before the first user message, and that message's
    texts. The body has passed ``check_request``.

    Each text is preceded by its speaker (one byte) and its length (eight bytes), so that no two different openings
    give the same bytes; a string and a single text part are the same opening.
    """
    digest = hashlib.sha256()
    for speaker, text in _opening(value):
        data = text.encode()
        digest.update(speaker + len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


def _opening(value: dict[str, Any]) -> Iterator[tuple[bytes, str]]:
    if value.get("instructions"):
        yield b"s", value["instructions"]
    given = value.get("input") or ()
    if isinstance(given, str):
        yield b"u", given
        return
    for item in given:
        role = item.get("role")
        if role in ("system", "developer", "user"):
            speaker = b"u" if role == "user" else b"s"
            for text in _texts(item.get("content")):
                yield speaker, text
        if role == "user":
            return


def _texts(content: Any) -> Iterator[str]:
    """The texts of a content that has passed the checks; parts of types that nobody knows say nothing here."""
    if isinstance(content, str):
        yield content
        return
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict):
            kind = part.get("type")
            text = part.get(TEXT_PARTS.get(kind, "text") if isinstance(kind, str) else "text")
            if isinstance(text, str):
                yield text
