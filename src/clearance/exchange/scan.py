# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 9: what the vendor's answer holds, before anything is restored in it.

``observe``: released as it comes, scanned at its end, recorded. ``hold``: released in pieces that end at a
sentence, or after 512 characters or 250 ms. ``buffer``: released when all of it has been scanned. What is in
``hold`` or ``buffer`` mode and found stops the answer.

A class has the mode that the boundary's documents give it. Without one, secrets that are known by their prefix and
tokens that are not this exchange's are held, what the caller may not see is buffered, and all else is observed.
"""

from collections import Counter
from collections.abc import Iterable

from clearance.core.codec.wire import Channel
from clearance.core.detect.families.secrets import RECOGNISERS
from clearance.core.detect.tagger.proposer import guessed
from clearance.core.transform.patterns import fold
from clearance.core.transform.token_map import TokenMap
from clearance.errors import AnswerRefused, VendorProtocolError
from clearance.exchange.call import Ports
from clearance.model.plan import Plan
from clearance.model.prompt import Finding
from clearance.model.record import Token
from clearance.model.text import Raw
from clearance.model.words import AnswerMode, DataClass, Form
from clearance.ports import Snapshot

PREFIXED = frozenset(one.id for one in RECOGNISERS if one.validator == "prefixed")
"""Secrets that a vendor's prefix gives away: hardly ever something else."""
_BY_DEFAULT = (DataClass.SECRET, DataClass.TOKEN_LITERAL)
_HIDDEN = frozenset({Form.TOKENISED, Form.MASKED, Form.DROPPED})
_BETWEEN = "\n\n"
_OVERLAP = 128
"""Characters of a released piece that are scanned again with the next, so that no identifier hides on the cut."""


class AnswerScan:
    """The text of one answer, per channel, and what was found in it."""

    def __init__(self, snapshot: Snapshot, plan: Plan, ours: Iterable[Token], ports: Ports) -> None:
        self._modes = snapshot.boundary.answers
        self._detection = snapshot.detection
        self._ours = TokenMap.of(ours)
        # Values that the vendor did not get cannot come back by a token: what is found of their class is news.
        hidden = () if plan.restore_to_caller else plan.forms.items()
        self._unseen = frozenset(one for one, form in hidden if form in _HIDDEN and one not in self._modes)
        self._ports = ports
        self._texts: dict[Channel, list[str]] = {}
        self._tails: dict[Channel, str] = {}
        self._names: set[Channel] = set()
        self._said: set[str] = set()
        self._fresh: list[str] = []
        self._characters = 0
        self.found: Counter[DataClass] = Counter()

    @property
    def mode(self) -> AnswerMode:
        """The strictest mode that any class asks for."""
        asked = set(self._modes.values())
        if AnswerMode.BUFFER in asked or self._unseen:
            return AnswerMode.BUFFER
        if AnswerMode.HOLD in asked or not self._modes.keys() >= set(_BY_DEFAULT):
            return AnswerMode.HOLD
        return AnswerMode.OBSERVE

    def add(self, channel: Channel, text: str, *, name: bool = False, repeated: bool = False) -> None:
        """Text that arrived; ``name``: an identifier of the protocol, in which only recognisers count.
        ``repeated``: it arrived before, so it only counts against the limit.

        Raises VendorProtocolError when the answer is longer than the limit.
        """
        if name:
            self._names.add(channel)
        self._characters += len(text)
        if self._characters > self._ports.limits.answer_bytes:
            raise VendorProtocolError("The vendor's answer is longer than the limit.")
        if not repeated:
            self._texts.setdefault(channel, []).append(text)

    def add_name(self, text: str) -> None:
        """An identifier of the protocol's out of a stream, where the same ones come with every event."""
        if text not in self._said:
            self._said.add(text)
            self._fresh.append(text)
            self.add(("name", len(self._said)), text, name=True)

    async def release_names(self) -> None:
        """``release`` for the identifiers that are new since it was last called."""
        fresh, self._fresh = _BETWEEN.join(self._fresh), []
        self._judge(await self._findings(fresh, len(fresh)))

    async def release(self, channel: Channel, piece: str) -> None:
        """In ``hold`` mode, before a piece is released. Raises AnswerRefused; ``found`` is then what stopped it."""
        window = self._tails.get(channel, "") + piece
        self._judge(await self._findings(window, len(window) if channel in self._names else 0))
        self._tails[channel] = window[-_OVERLAP:]

    async def finish(self) -> None:
        """Scan everything that arrived and count it in ``found``; raises AnswerRefused if some may not be released."""
        # One job for all channels: each may cross into a worker process.
        names = _BETWEEN.join("".join(pieces) for channel, pieces in self._texts.items() if channel in self._names)
        prose = _BETWEEN.join("".join(pieces) for channel, pieces in self._texts.items() if channel not in self._names)
        findings = await self._findings(names + _BETWEEN + prose if names else prose, len(names))
        self._count(findings)
        self._refuse(findings)

    async def _findings(self, text: str, names: int = 0) -> list[Finding]:
        """What a text holds that is not one of our tokens; its first characters may be ``names``."""
        if not text:
            return []
        return [
            found
            for found in await self._ports.compute.scan_text(Raw(text), self._detection)
            if not self._is_ours(text[found.start : found.end], found.data_class)
            and not (found.start < names and guessed(found.kind))
        ]

    def _is_ours(self, text: str, data_class: DataClass) -> bool:
        """A token that may be here, also as the model spells it."""
        if text in self._ours.surfaces:
            return True
        return data_class is DataClass.TOKEN_LITERAL and self._ours.find(fold(text[1:-1])) is not None

    def _stops(self, found: Finding) -> bool:
        mode = self._modes.get(found.data_class)
        if mode is not None:
            return mode is not AnswerMode.OBSERVE
        if found.data_class in self._unseen:
            return not guessed(found.kind)
        return found.data_class is DataClass.TOKEN_LITERAL or found.kind in PREFIXED

    def _judge(self, findings: list[Finding]) -> None:
        if any(map(self._stops, findings)):
            self._count(findings)
            self._refuse(findings)

    def _count(self, findings: Iterable[Finding]) -> None:
        self.found.clear()
        self.found.update(one.data_class for one in findings)

    def _refuse(self, findings: Iterable[Finding]) -> None:
        stopped = sorted({one.data_class for one in findings if self._stops(one)})
        if stopped:
            raise AnswerRefused(f"The answer holds {', '.join(stopped)}, which may not be released here.")
