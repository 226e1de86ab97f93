# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What tells a conversation from another: the session that its client names, else how it opens.

Claude Code sends its session in ``metadata.user_id``, and a line at the head of its system prompt that is another
in every request; the line is no part of an opening.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from clearance.core.codec.json_text import parse_embedded
from clearance.errors import Malformed

_VARYING = "x-anthropic-billing-header:"
_SESSION = "_session_"
_UUID = (8, 4, 4, 4, 12)
_HEX = frozenset("0123456789abcdefABCDEF")


def conversation_seed(value: dict[str, Any]) -> bytes:
    """SHA-256 of the session, or of the opening: the system texts and those of the first user message. The request
    is one that has passed ``check_request``.

    Each text is preceded by its speaker (one byte) and its length (eight bytes), so that no two different
    openings give the same bytes; a string and a single text block are the same opening.
    """
    digest = hashlib.sha256()

    def take(speaker: bytes, text: str) -> None:
        data = text.encode()
        digest.update(speaker + len(data).to_bytes(8, "big"))
        digest.update(data)

    session = _session(value.get("metadata"))
    if session:
        take(b"c", session)
        return digest.digest()
    for text in map(_lasting, _texts(value.get("system"))):
        if text:
            take(b"s", text)
    for message in value["messages"]:
        speaker = message["role"]
        if speaker in ("system", "user"):
            for text in _texts(message.get("content")):
                take(b"s" if speaker == "system" else b"u", text)
        if speaker == "user":
            break
    return digest.digest()


def _lasting(text: str) -> str:
    """A system text without the line that changes from request to request."""
    return text.partition("\n")[2] if text.startswith(_VARYING) else text


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
        return
    for block in content if isinstance(content, list) else ():
        text = block.get("text")
        if isinstance(text, str):
            yield text


def _session(metadata: Any) -> str:
    """The session's UUID in ``user_<hex>_account_<uuid>_session_<uuid>`` or ``{"session_id": <uuid>}``, else ""."""
    user = metadata.get("user_id") if isinstance(metadata, dict) else None
    if not isinstance(user, str):
        return ""
    before, mark, session = user.rpartition(_SESSION)
    if not mark or not before.startswith("user_"):
        session = _named(user)
    return session if tuple(map(len, session.split("-"))) == _UUID and _HEX.issuperset(session.replace("-", "")) else ""


def _named(user: str) -> str:
    try:
        document = parse_embedded(user)
    except Malformed:
        return ""
    session = document.get("session_id") if isinstance(document, dict) else None
    return session if isinstance(session, str) else ""
