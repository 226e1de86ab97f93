# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Step 9: what the vendor's answer holds, before anything is restored in it.

``observe``: released as it comes, scanned at its end, recorded. ``hold``: released in pieces that end at a
sentence, or after 512 characters or 250 ms. ``buffer``: released when all of it has been scanned. A class in
``hold`` or ``buffer`` mode that is found stops the answer.
"""

from collections import Counter
from collections.abc import Iterable

from clearance.core.codec.wire import Channel
from clearance.core.detect.tagger.proposer import GUESSED
from clearance.errors import AnswerRefused, VendorProtocolError
from clearance.exchange.call import Ports
from clearance.model.text import Raw
from clearance.model.words import AnswerMode, DataClass
from clearance.ports import Snapshot

_BETWEEN = "\n\n"
_OVERLAP = 128
"""Characters of a released piece that are scanned again with the next, so that no identifier hides on the cut."""


class AnswerScan:
    """The text of one answer, per channel, and what was found in it."""

    def __init__(self, snapshot: Snapshot, placed: frozenset[str], ports: Ports) -> None:
        self._modes = snapshot.boundary.answers
        self._detection = snapshot.detection
        self._placed = placed
        self._ports = ports
        self._texts: dict[Channel, list[str]] = {}
        self._tails: dict[Channel, str] = {}
        self._names: set[Channel] = set()
        self._characters = 0
        self.found: Counter[DataClass] = Counter()

    @property
    def mode(self) -> AnswerMode:
        """The strictest mode that any class asks for."""
        asked = set(self._modes.values())
        for mode in (AnswerMode.BUFFER, AnswerMode.HOLD):
            if mode in asked:
                return mode
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

    async def release(self, channel: Channel, piece: str) -> None:
        """In ``hold`` mode, before a piece is released. Raises AnswerRefused."""
        window = self._tails.get(channel, "") + piece
        self._refuse(await self._classes(window))
        self._tails[channel] = window[-_OVERLAP:]

    async def finish(self) -> Counter[DataClass]:
        """Scan everything that arrived, count it, and raise AnswerRefused if a class may not be released."""
        # One job for all channels: each may cross into a worker process.
        names = _BETWEEN.join("".join(pieces) for channel, pieces in self._texts.items() if channel in self._names)
        prose = _BETWEEN.join("".join(pieces) for channel, pieces in self._texts.items() if channel not in self._names)
        self.found.update(await self._classes(names + _BETWEEN + prose if names else prose, len(names)))
        self._refuse(self.found)
        return self.found

    async def _classes(self, text: str, names: int = 0) -> list[DataClass]:
        """Classes of what a text holds that this exchange did not place; its first characters may be ``names``."""
        if not text:
            return []
        findings = await self._ports.compute.scan_text(Raw(text), self._detection)
        return [
            found.data_class
            for found in findings
            if text[found.start : found.end] not in self._placed
            and not (found.start < names and found.kind.startswith(GUESSED))
        ]

    def _refuse(self, classes: Iterable[DataClass]) -> None:
        stopped = sorted({c for c in classes if self._modes.get(c, AnswerMode.OBSERVE) is not AnswerMode.OBSERVE})
        if stopped:
            raise AnswerRefused(f"The answer holds {', '.join(stopped)}, which may not be released here.")
