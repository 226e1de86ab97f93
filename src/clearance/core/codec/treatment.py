# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What is done to the string at one place of a body: found out by reading such a body as any other is read.

So it says what the wire does, not what a table of fields says that it should.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clearance.core.codec.json_walk import block_digest
from clearance.core.codec.wire import StreamEvent, Wire
from clearance.errors import ClearanceError
from clearance.model.prompt import Segment
from clearance.model.words import Directive, Guarded


class Treatment(StrEnum):
    """What is done to a string."""

    SCANNED = "scanned"
    """Looked at, and replaced or restored."""
    NAME = "name"
    """Looked at; stays as it is, or the request is refused."""
    SEALED = "sealed"
    """Signed by the vendor: stays as it is both ways."""
    ENCRYPTED = "encrypted"
    """Only the vendor can read it, or check it: stays as it is, in that shape alone."""
    WORDS = "words"
    """Words of the protocol's stay; any other text is treated as ``Treated.else_`` says."""
    SETTING = "setting"
    """Held to a form by the wire; not looked at."""
    REFUSED = "refused"
    UNSEEN = "unseen"
    """Passed on without a look. Nothing may be."""


@dataclass(frozen=True, slots=True)
class Treated:
    """``why``: of a refusal. ``needs``: features that the application must be allowed, else it is refused too.
    ``otherwise``: what is done to text that is none of the words.
    """

    treatment: Treatment
    why: str = ""
    needs: tuple[str, ...] = ()
    otherwise: Treatment | None = None


Fill = Callable[[str], bytes]
"""The body with this text at the place."""
Read = Callable[[str], Treated]
_BY_DIRECTIVE = {
    Directive.SCAN: Treatment.SCANNED,
    Directive.NAME: Treatment.NAME,
    Directive.SEALED: Treatment.SEALED,
}


def request_treatment(wire: Wire, path: str, fill: Fill, marks: tuple[str, str], word: str = "") -> Treated:
    """What is done to a string of a request.

    ``marks`` are texts that stand nowhere else in the body: one like prose, and one in the shape of base64 of 40
    characters or more. ``word`` is one of the protocol's for this place, where it has such.
    """
    return _treatment(lambda text: _of_request(wire, path, fill(text), text), marks, word)


def answer_treatment(wire: Wire, fill: Fill, marks: tuple[str, str], word: str = "") -> Treated:
    """Likewise, of a whole answer."""
    return _treatment(lambda text: _of_answer(wire, fill(text), text), marks, word)


def stream_treatment(wire: Wire, fill: Fill, marks: tuple[str, str], word: str = "") -> Treated:
    """Likewise, of a stream that has the place in one of its events."""
    return _treatment(lambda text: _of_stream(wire, fill(text), text), marks, word)


def _treatment(read: Read, marks: tuple[str, str], word: str) -> Treated:
    prose, shaped = map(read, marks)
    if prose.treatment is Treatment.SEALED:
        return prose
    if shaped.treatment is Treatment.ENCRYPTED or (prose.treatment, shaped.treatment) == _SIGNATURE:
        return Treated(Treatment.ENCRYPTED, needs=shaped.needs)
    if prose.treatment is Treatment.REFUSED and shaped.treatment is Treatment.UNSEEN:
        return Treated(Treatment.SETTING, needs=shaped.needs)
    if word:
        said = read(word)
        if said.treatment is Treatment.UNSEEN:
            return Treated(Treatment.WORDS, needs=said.needs, otherwise=prose.treatment)
        return said
    return prose


_SIGNATURE = (Treatment.NAME, Treatment.UNSEEN)


def _of_request(wire: Wire, path: str, body: bytes, text: str) -> Treated:
    try:
        request = wire.read_request(body, path)
    except ClearanceError as error:
        return Treated(Treatment.REFUSED, error.safe_message)
    facts = request.facts
    needs = {str(feature) for feature, _ in facts.guarded}
    if facts.unknown_parts:
        needs.add(Guarded.UNKNOWN_PARTS.value)
    return Treated(_found(text, request.segments, facts.encrypted), needs=tuple(sorted(needs)))


def _of_answer(wire: Wire, body: bytes, text: str) -> Treated:
    answer = wire.read_answer(body)
    return Treated(_found(text, answer.segments, answer.encrypted))


def _of_stream(wire: Wire, body: bytes, text: str) -> Treated:
    try:
        reader = wire.stream_reader()
        events = (*reader.feed(body), *reader.close())
    except ClearanceError as error:
        return Treated(Treatment.REFUSED, error.safe_message)
    return Treated(max((_of_event(event, text) for event in events), key=_BY_EVENT.index))


_BY_EVENT = (Treatment.UNSEEN, Treatment.ENCRYPTED, Treatment.SEALED, Treatment.NAME, Treatment.SCANNED)


def _of_event(event: StreamEvent, text: str) -> Treatment:
    if block_digest(text) in event.encrypted:
        return Treatment.ENCRYPTED
    for strings, treatment in ((event.deltas, Treatment.SCANNED), (event.names, Treatment.NAME)):
        for delta in strings:
            if delta.text == text:
                return Treatment.SEALED if delta.sealed else treatment
    # An in-band error is looked at whole.
    return Treatment.SEALED if event.error and text.encode() in event.data else Treatment.UNSEEN


def _found(text: str, segments: Sequence[Segment], encrypted: Sequence[bytes]) -> Treatment:
    """What became of a text, by where it turns up."""
    if block_digest(text) in encrypted:
        return Treatment.ENCRYPTED
    for segment in segments:
        if segment.text.reveal() == text:
            return _BY_DIRECTIVE[segment.directive]
    return Treatment.UNSEEN
