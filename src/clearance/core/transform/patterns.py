# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""RE2 for this room: the one place here that touches the binding.

Patterns run on the text encoded as ASCII with one byte per code point (anything else becomes "?")
and put in capitals, so that offsets stay code points and letters match in either case.
"""

from typing import Final

import re2

from clearance.core.transform.tokens import ALPHABET, LABELS, SUFFIX_LENGTH

SEPARATOR: Final = r"(?: ?\\?_ ?| )"
"""An underscore with its decorations (escaped, a space on either side), or one space for it."""

SEPARATOR_MAX: Final = 4
"""Its longest form is space, backslash, underscore, space."""

_CORE: Final = re2.compile(
    "(?:{})(?:{})[{}]{{{}}}".format(
        "|".join(SEPARATOR.join(label.split("_")) for label in LABELS.values()), SEPARATOR, ALPHABET, SUFFIX_LENGTH
    ).encode()
)
_URL: Final = re2.compile(
    rb"//|/\\|\\/|\\\\|WWW\.|(?:HTTPS?|FTP|WSS?|FILE|DATA|MAILTO|JAVASCRIPT|TEL|SMS):"
    rb"|\.[A-Z]{2,24}[/?#:]|[?&][0-9A-Z_.%-]{0,40}="
)
_QUOTED_URL: Final = re2.compile(
    rb"[\"'<]\s{0,8}(?:WWW\.|(?:HTTPS?|FTP|WSS?|FILE|DATA|MAILTO|JAVASCRIPT|TEL|SMS):|[/\\]{2})"
)
QUOTED_URL_MAX: Final = 24
"""Longer than any match of the pattern above."""


def fold(text: str) -> bytes:
    """One byte per code point, ASCII letters in capitals."""
    return text.encode("ascii", "replace").upper()


def cores(folded: bytes) -> list[tuple[int, int]]:
    """Where something shaped like a token without its brackets stands, left to right."""
    return [match.span() for match in _CORE.finditer(folded)]


def core_key(folded: bytes) -> bytes:
    """What two spellings of one core share: its letters and digits."""
    return folded.translate(None, b" \\_")


def url_like(run: str) -> bool:
    """Whether a run of text without white space has begun to look like a URL, a host or a query."""
    # Not folded: there "?" stands for every character outside ASCII.
    return _URL.search(run.upper().encode("utf-8", "surrogatepass")) is not None


def quoted_url(folded: bytes, start: int) -> tuple[int, int] | None:
    """The first opening quote or angle bracket with a URL directly in it."""
    match = _QUOTED_URL.search(folded, start)
    return None if match is None else match.span()
