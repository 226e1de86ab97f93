# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
r"""Find the tokens of a map in a text that arrives in pieces.

Knows decoded characters, tokens and their decorations. Does not know JSON, vendors or who asks.

What counts as a token of the map, in this order:

1. bracketed: ``[CORE]``, with up to two spaces inside each bracket; replaced with its brackets;
2. escaped: ``\[CORE\]``, the same with Markdown escapes; replaced with brackets and escapes;
3. bare: ``CORE`` alone where a word could stand; only the core is replaced, so that brackets,
   parentheses, bold marks or back-quotes around it stay. Not inside a longer word, a path, an
   e-mail address or a URL.

CORE is the token's text without its brackets, in either case; an underscore may be escaped, have
one space on either side, or be one space. Another label, another suffix or a missing character is
no token: it stays as it is.

``[CORE]`` wins over everything around it: in ``[[CORE]]`` and ``\[CORE]`` the outer characters
stay, since a caller's own text may have put them there and must come back exactly.
"""

from typing import Final

from clearance.core.transform.patterns import cores, fold, url_like
from clearance.core.transform.token_map import PADDING, TokenMap
from clearance.core.transform.url_context import UrlContext
from clearance.model.words import DataClass

Edit = tuple[int, str | None]
"""So many characters of the input: kept (None), or replaced by this surface."""

_WAIT: Final = -1
_NOTHING: Final = (0, 0)
_LOOK_BACK: Final = 256
_SHORTEST_CORE: Final = 11
"""``IP_`` and eight characters."""
_NOT_BEFORE: Final = frozenset("_-/\\@%&#?+=~.$")
_NOT_AFTER: Final = frozenset("_-/@%&#+=~$")


class Matcher:
    """Edits for a text, piece by piece; any split into pieces gives the same result.

    After each piece it holds back only a suffix that may still become a token of the map: at most
    ``tokens.longest`` characters.
    """

    __slots__ = ("_behind", "_held", "_never_in_urls", "_tokens", "_url", "_url_read")

    def __init__(self, tokens: TokenMap, never_in_urls: frozenset[DataClass]) -> None:
        self._tokens = tokens
        self._never_in_urls = never_in_urls & tokens.classes
        self._reset()

    def _reset(self) -> None:
        self._held = ""
        self._behind = ""
        self._url = UrlContext() if self._never_in_urls else None
        self._url_read = 0

    def push(self, piece: str, *, final: bool = False) -> list[Edit]:
        """The edits that are certain now, from the first character held back so far.

        ``final``: the text ends here, nothing is held, and the next piece begins a new text.
        """
        text = self._held + piece
        folded = fold(text)
        edits: list[Edit] = []
        done = 0
        hold = len(text)
        for start, end in cores(folded) if len(text) >= _SHORTEST_CORE else ():
            found = self._tokens.find(folded[start:end])
            if found is None:
                continue
            first, last = self._span(text, done, start, end, final=final)
            if last == _WAIT:
                hold = first
                break
            if last and not self._withheld(found[1], text, first):
                if first > done:
                    edits.append((first - done, None))
                edits.append((last - first, found[0]))
                done = last
        else:
            if not final:
                hold = self._unfinished(text, folded, done)
        if hold > done:
            edits.append((hold - done, None))
        if final:
            self._reset()
        else:
            self._leave(text, hold)
        return edits

    def _leave(self, text: str, hold: int) -> None:
        """Everything before ``hold`` is settled; it counts only as what stands before."""
        self._held = text[hold:]
        self._behind = (self._behind + text[:hold])[-_LOOK_BACK:]
        if self._url is not None:
            self._url.advance(text[self._url_read : hold])
            self._url_read = 0

    def _withheld(self, data_class: DataClass, text: str, at: int) -> bool:
        """Whether a value of this class would land in a URL and must not."""
        if self._url is None or data_class not in self._never_in_urls:
            return False
        self._url.advance(text[self._url_read : at])
        self._url_read = at
        return self._url.inside()

    def _span(self, text: str, done: int, start: int, end: int, *, final: bool) -> tuple[int, int]:
        """What to replace for the core at start..end: its span; (hold, _WAIT); or (0, 0) for nothing."""
        opening = _opening(text, done, start)
        if opening >= 0:
            escaped = opening > done and text[opening - 1] == "\\"
            first, last = _bracketed(text, opening, end, escaped=escaped, final=final)
            if last:
                return first, last
        return self._bare(text, start, end, final=final)

    def _bare(self, text: str, start: int, end: int, *, final: bool) -> tuple[int, int]:
        if not self._word_may_start(text, start):
            return _NOTHING
        rest = text[end : end + 2]
        if not final and rest in {"", "."}:
            return start, _WAIT
        after = rest[:1]
        if after.isalnum() or after in _NOT_AFTER or (after == "." and rest[1:].isalnum()):
            return _NOTHING
        return start, end

    def _word_may_start(self, text: str, at: int) -> bool:
        """Whether a bare core may begin here."""
        before = text[at - 1] if at else self._behind[-1:]
        if before.isalnum() or before in _NOT_BEFORE:
            return False
        window = (self._behind + text[max(0, at - _LOOK_BACK) : at])[-_LOOK_BACK:]
        run = "" if not window or window[-1].isspace() else window.rsplit(None, 1)[-1]
        # A run that fills the whole window is too long to tell: leave the core as it is.
        return len(run) < _LOOK_BACK and not url_like(run)

    def _unfinished(self, text: str, folded: bytes, done: int) -> int:
        """Where the longest suffix begins that may still become a token of the map."""
        end = len(text)
        within_word = False
        for at in range(max(done, end - self._tokens.longest), end):
            character = text[at]
            if character in "[\\":
                core = _after_opening(text, at)
                if core == end or (core and self._tokens.begins(folded[core:])):
                    return at
            elif (
                not within_word
                and self._tokens.may_start(folded[at])
                and self._tokens.begins(folded[at:])
                and self._word_may_start(text, at)
            ):
                return at
            within_word = character.isalnum()
        return end


def _bracketed(text: str, opening: int, end: int, *, escaped: bool, final: bool) -> tuple[int, int]:
    """The span with both brackets, for a core that ends at ``end``; as ``Matcher._span``."""
    closing = end
    while closing - end < PADDING and text.startswith(" ", closing):
        closing += 1
    if text.startswith("]", closing):
        return opening, closing + 1
    if escaped and text.startswith("\\]", closing):
        return opening - 1, closing + 2
    rest = text[closing : closing + 2]
    if not final and (not rest or (escaped and rest == "\\")):
        return opening - escaped, _WAIT
    return _NOTHING


def _opening(text: str, done: int, start: int) -> int:
    """Where the bracket before a core is, or -1."""
    at = start - 1
    while at >= done and text[at] == " " and start - 1 - at < PADDING:
        at -= 1
    return at if at >= done and text[at] == "[" else -1


def _after_opening(text: str, at: int) -> int:
    """Where a core begins after the bracket, escape and spaces at ``at``; the text's end if it ends first; 0: none."""
    end = len(text)
    if text[at] == "\\":
        at += 1
        if at == end:
            return end
        if text[at] != "[":
            return 0
    at += 1
    limit = at + PADDING
    while at < end and at < limit and text[at] == " ":
        at += 1
    return at
