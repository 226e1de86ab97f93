# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Restore tokens in answers: whole texts, JSON texts, and streams.

The caller has already decided what this principal may see: a ``TokenMap`` holds exactly the
tokens that may be restored here, and ``never_in_urls`` the classes that may not be put into a
link. Inserted values are never looked at again, so a value that looks like a token stays as it is.
See ``match`` for what counts as a token; everything else is left as it stands.
"""

from dataclasses import dataclass
from typing import Final

from clearance.core.transform.json_text import JsonRestorer
from clearance.core.transform.match import Matcher
from clearance.core.transform.token_map import TokenMap
from clearance.model.words import DataClass

NEVER_IN_URLS: Final = frozenset({DataClass.SECRET})
"""What no policy may weaken; a policy may add to it."""


@dataclass(frozen=True, slots=True, repr=False)
class Restored:
    """A text for the caller, and how many tokens were replaced in it."""

    text: str
    count: int

    def __repr__(self) -> str:
        return f"<restored: {len(self.text)} characters, {self.count} tokens>"


class _TextRestorer:
    """Plain text."""

    __slots__ = ("_matcher", "_pending", "count")

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._pending = ""
        self.count = 0

    def feed(self, chunk: str) -> str:
        return self._push(chunk, final=False)

    def finish(self) -> str:
        return self._push("", final=True)

    def _push(self, chunk: str, *, final: bool) -> str:
        text = self._pending + chunk
        out: list[str] = []
        at = 0
        for size, surface in self._matcher.push(chunk, final=final):
            if surface is None:
                out.append(text[at : at + size])
            else:
                out.append(surface)
                self.count += 1
            at += size
        self._pending = text[at:]
        return "".join(out)


class StreamRestorer:
    """Restores one growing string; what it gives out, joined, is what the whole text would give.

    It holds back only a suffix that may still become a token of the map: at most ``max_held``
    decoded characters, and in JSON at most one unfinished escape more. With an empty map, nothing. One
    stream per instance; ``finish`` ends it.
    """

    __slots__ = ("_restorer", "max_held")

    def __init__(
        self, tokens: TokenMap, *, json: bool = False, never_in_urls: frozenset[DataClass] = NEVER_IN_URLS
    ) -> None:
        self.max_held: Final = tokens.longest
        self._restorer: JsonRestorer | _TextRestorer | None = None
        if tokens.surfaces:
            matcher = Matcher(tokens, never_in_urls)
            self._restorer = JsonRestorer(matcher) if json else _TextRestorer(matcher)

    @property
    def count(self) -> int:
        """How many tokens were replaced so far."""
        return 0 if self._restorer is None else self._restorer.count

    def feed(self, chunk: str) -> str:
        """What may be released now that this chunk has come; often the chunk itself."""
        return chunk if self._restorer is None else self._restorer.feed(chunk)

    def finish(self) -> str:
        """What was held back, now that nothing more comes."""
        return "" if self._restorer is None else self._restorer.finish()


def restore_text(text: str, tokens: TokenMap, *, never_in_urls: frozenset[DataClass] = NEVER_IN_URLS) -> Restored:
    """The text with exactly the tokens of the map replaced by their values, in one pass."""
    return _whole(text, StreamRestorer(tokens, never_in_urls=never_in_urls))


def restore_json_text(
    json_text: str, tokens: TokenMap, *, never_in_urls: frozenset[DataClass] = NEVER_IN_URLS
) -> Restored:
    """A JSON text with the tokens in its strings replaced: as if parsed, restored leaf by leaf, and written.

    Valid JSON stays valid JSON, and every character that is not part of a token stays as written.
    """
    return _whole(json_text, StreamRestorer(tokens, json=True, never_in_urls=never_in_urls))


def _whole(text: str, restorer: StreamRestorer) -> Restored:
    head = restorer.feed(text)
    return Restored(head + restorer.finish(), restorer.count)
