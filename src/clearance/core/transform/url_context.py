# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Whether the next character of a text would stand in a URL.

A value that a model has put into a link leaves the caller's machine as soon as a page or a chat
window loads it. Two places count as "in a URL": a run of non-space characters that already looks
like a URL, a host with a path, or a query; and everything from a quote or ``<`` that opens
directly with a URL up to the closing one, since browsers and CommonMark take spaces there.

Knows text only. Any split of the text into pieces gives the same answers.
"""

from typing import Final

from clearance.core.transform.patterns import QUOTED_URL_MAX, fold, quoted_url, url_like

_CLOSERS: Final = {ord('"'): '"', ord("'"): "'", ord("<"): ">"}
_RUN_LIMIT: Final = 4096
_RUN_OVERLAP: Final = 64


class UrlContext:
    """Reads a text piece by piece and answers for the position after the last piece."""

    __slots__ = ("_closer", "_marked", "_run", "_tail")

    def __init__(self) -> None:
        self._closer = ""
        self._tail = ""
        self._run = ""
        self._marked = False

    def advance(self, piece: str) -> None:
        """Read on."""
        if not piece:
            return
        if not self._closer:
            piece = self._tail + piece
            read = len(self._tail)
        else:
            read = 0
        at = 0
        folded = fold(piece)
        while True:
            if self._closer:
                end = piece.find(self._closer, at)
                if end < 0:
                    return
                self._closer, self._run, self._marked = "", "", False
                at = read = end + 1
            hit = quoted_url(folded, at)
            if hit is None:
                self._extend_run(piece[max(at, read) :])
                self._tail = piece[at:][-QUOTED_URL_MAX:]
                return
            self._closer = _CLOSERS[folded[hit[0]]]
            at = read = hit[1]

    def _extend_run(self, piece: str) -> None:
        run = piece.rsplit(None, 1)[-1:]
        if not run or piece[-1].isspace():
            if piece:
                self._run, self._marked = "", False
            return
        if len(run[0]) == len(piece):
            self._run += piece
        else:
            self._run, self._marked = run[0], False
        if len(self._run) > _RUN_LIMIT:
            self._marked = self._marked or url_like(self._run)
            self._run = self._run[-_RUN_OVERLAP:]

    def inside(self) -> bool:
        """Whether what is read so far ends inside a URL."""
        return bool(self._closer) or self._marked or url_like(self._run)
