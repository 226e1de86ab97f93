# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The wires' own headers go along to the vendor, so they may say nothing but a version and names of betas.

Vendors invent beta names faster than anybody lists them, so a name that is not known here is looked at like any
other text of the request, without the date at its end.
"""

import datetime as dt

from clearance.core.codec.slots import listed
from clearance.errors import InvalidHeader
from clearance.exchange.call import Ports
from clearance.model.text import Raw
from clearance.ports import Detection

_VERSION = "anthropic-version"
_FIRST_YEAR = 2023
_ISO, _COMPACT = len("-2023-06-01"), len("-20230601")
_KNOWN = listed(
    # anthropic-beta
    "adaptive-thinking advanced-tool-use advisor-tool afk-mode agent-memory auto-mode-classifier cache-diagnosis "
    "cache-keepalive ccr-byoc ccr-triggers claude-code claude-code-side-query code-execution compact computer-use "
    "context-1m context-hint context-management dangerous-tool-use dev-full-thinking dreaming effort environments "
    "extended-cache-ttl fallback-credit fast-mode files-api fine-grained-tool-streaming inline-tools "
    "interleaved-thinking managed-agents max-tokens-3-5-sonnet mcp-client mcp-servers mcp-tunnels message-batches "
    "message-threads mid-conversation-system mid-conversation-system-clear-at mid-conversation-tool-changes "
    "model-context-window-exceeded oauth oidc-federation output-128k pdfs per-turn-control program-use-case-ids "
    "prompt-caching prompt-caching-evict prompt-caching-scope redact-thinking request-tags resumption "
    "server-side-fallback skills structured-outputs subagent-review summarize-connector-text task-budgets "
    "thinking-binding-controls thinking-display-updates thinking-resumption thinking-token-count timing "
    "token-counting token-efficient-tools tool-examples tool-provenance tool-search-tool user-profiles web-fetch "
    "web-search web-search-results-only "
    # openai-beta
    "assistants=v2 realtime=v1 responses=experimental responses_websockets"
)
"""Names that are known to be names, without their dates."""


async def check_wire_headers(headers: tuple[tuple[str, str], ...], detection: Detection, ports: Ports) -> None:
    """Refuse what is neither a version nor a name.

    Raises:
        InvalidHeader: ``param`` names the header, nothing shows its value.
        DetectorUnavailable, Overloaded: the names could not be looked at.
    """
    for header, value in headers:
        if header == _VERSION:
            if len(value) != _ISO - 1 or _date(value) is None:
                raise InvalidHeader(f"{header} must be a date, YYYY-MM-DD, of {_FIRST_YEAR} or later.", param=header)
            continue
        names = {_undated(name.strip()) for name in value.split(",")}
        unknown = "\n".join(sorted({*(names - _KNOWN), *map(_spaced, names - _KNOWN)}))
        if unknown and await ports.compute.scan_text(Raw(unknown), detection):
            raise InvalidHeader(f"{header} holds what does not read as the name of a beta.", param=header)


def _spaced(name: str) -> str:
    """A name with blanks for the marks beside its letters, as text has them: an SSN behind a word is one."""
    letters = list(name)
    for at, sign in enumerate(name):
        if sign in "-_." and any(one.isalpha() for one in name[max(0, at - 1) : at + 2]):
            letters[at] = " "
    return "".join(letters)


def _undated(name: str) -> str:
    """A name without the date at its end: ``-2025-05-14``, ``-20250219``, ``=2026-02-06``."""
    for size in (_ISO, _COMPACT):
        before, end = name[:-size], name[-size:]
        if before and end[0] in "-=" and _date(end[1:]) is not None:
            return before
    return name


def _date(text: str) -> dt.date | None:
    """A day of 2023 or later, written with hyphens or without."""
    if not text.replace("-", "").isdecimal():
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None
