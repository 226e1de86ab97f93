# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Segments to findings: normalise, propose, verdict, validate, context, merge.

The scanner only proposes which patterns to try; RE2 over the whole normalised text decides, so the
findings do not depend on the scanner. Every match is judged left to right; after a refused one the search
goes on one byte behind its start, so that a refused match cannot hide one that overlaps it.
"""

import copy
import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Protocol, Self

from clearance.core.detect import catalogue, lexicon, lookalike, scan
from clearance.core.detect.alone import shown, sure_names, told, told_by_names
from clearance.core.detect.blocks import split
from clearance.core.detect.cache import Memory, digest
from clearance.core.detect.context import has_word, left_label
from clearance.core.detect.encoded import encoded
from clearance.core.detect.field_rules import FIELD_RULES, judge, surroundings
from clearance.core.detect.guesses import believed, readable
from clearance.core.detect.merge import Candidate, Cover, named_alike, uncovered
from clearance.core.detect.neighbours import neighbours
from clearance.core.detect.normalise import Normalised, normalise
from clearance.core.detect.passes import resolve
from clearance.core.detect.readers import shipped
from clearance.core.detect.recogniser import Recogniser
from clearance.core.detect.renamed import renamed
from clearance.core.detect.repeats import NameSearch, needles
from clearance.core.detect.rx import LITTLE, MUCH, Rx
from clearance.core.detect.sublabels import sub_label
from clearance.core.detect.tagger.proposer import NameModel
from clearance.core.detect.validators import VALIDATORS
from clearance.model.prompt import Finding, Segment
from clearance.model.words import Directive

_REVISION = "3"
_BOOSTED = 0.95
_PLAIN_FIELDS = frozenset({"", "text", "content", "input", "prompt", "message", "body"})
"""Names of fields that hold whatever somebody says: read in front of it they would tell the model of a form."""
_DOUBTED = frozenset(
    {"person_labelled", "person_credentialled", "person_titled", "person_field", "person_assigned", "person_greeted"}
    | {"city", "numbered", "plate_by_shape", "national_phone", "house_number"}
)
"""Kinds whose patterns announce a name by what stands beside it, and that the name model may overrule."""
_FREQUENT = frozenset(
    {
        "person_labelled",
        "us_street",
        "password",
        "session_cookie",
        "case_number",
        "city",
        "zip5",
        "zip4",
        "health_plan_id",
        "mrn",
        "device_serial",
        "account",
        "license_plate",
        "url",
    }
)
"""Kinds whose patterns are slow with little memory."""

Path = tuple[str | int, ...]
Kind = Literal["auto", "hyperscan", "anchors"]


class Proposer(Protocol):
    """Something beside the recognisers that proposes candidates; a trained name model is one.

    ``gates`` are RE2 patterns: ``propose`` runs when one of them matches (their indexes are given), or
    always when there are none. It must be a pure function of its arguments.
    """

    @property
    def gates(self) -> tuple[str, ...]:
        """Patterns that open it."""

    def propose(self, data: bytes, gates: Iterable[int]) -> Iterable[Candidate]:
        """Candidates in bytes of the normalised text."""


class _Judge:
    """One pattern of one recogniser, with everything that its verdict needs; compiled when first needed."""

    __slots__ = ("_after", "_before", "_context", "_recogniser", "_rx", "_source", "_validator", "_without", "_words")

    def __init__(self, recogniser: Recogniser, pattern: str) -> None:
        self._recogniser = recogniser
        self._source = pattern
        self._rx: Rx | None = None
        self._validator = VALIDATORS[recogniser.validator] if recogniser.validator else None
        self._before = recogniser.not_before
        self._after = recogniser.not_after
        self._words = tuple(word.encode() for word in (*recogniser.context, *recogniser.without))
        self._context = tuple(f" {word} ".encode() for word in recogniser.context)
        self._without = tuple(f" {word} ".encode() for word in recogniser.without)

    def compile(self) -> Rx:
        """The pattern, ready. Raises ValueError."""
        ready = Rx(self._source).compile(MUCH if self._recogniser.id in _FREQUENT else LITTLE)
        self._rx = ready
        return ready

    def forget(self) -> None:
        """Drop what the pattern remembers, its program and the states that it met; whoever searches goes on with it."""
        self._rx = None

    def candidates(self, data: bytes, windows: scan.Windows) -> list[Candidate]:
        """Every accepted match, where all lie in these windows."""
        search = (self._rx or self.compile()).search
        accepted: list[Candidate] = []
        at, size = 0, len(data)
        for first, last, stop in windows:
            at = max(at, first)
            while at <= last:
                hit = search(data, at, stop)
                if hit is None and stop == size:
                    return accepted
                if hit is None or hit[0] > last:
                    break
                found = self._verdict(data, hit[2], hit[3])
                if found is None:
                    at = hit[0] + 1
                else:
                    accepted.append(found)
                    at = found.end
        return accepted

    def _verdict(self, data: bytes, start: int, end: int) -> Candidate | None:
        if self._validator is not None:
            end = start + self._validator(data[start:end])
        if end <= start:
            return None
        if self._before and start and data[start - 1] in self._before:
            return None
        if self._after and end < len(data) and data[end] in self._after and _goes_on(data, end):
            return None
        recogniser = self._recogniser
        score = recogniser.score
        if self._words:
            label = left_label(data, start, self._words)
            if has_word(label, self._without):
                return None
            if has_word(label, self._context):
                score = max(score, _BOOSTED)
            elif recogniser.needs_context:
                return None
        return Candidate(recogniser.id, recogniser.data_class, start, end, score)


def _goes_on(data: bytes, end: int) -> bool:
    """Whether the sign behind a value belongs to it: always a percent sign, others only before a letter or digit."""
    return data[end] == ord("%") or data[end + 1 : end + 2].isalnum()


class Detector:
    """Finds identifiers and secrets. Pure and deterministic; one may serve several threads.

    ``version`` is the SHA-256 (hex) of everything declared: recognisers, field rules, word lists, the model's weights,
    and ``sources``: a digest of this package's source, for the tables and the code that declare nothing.
    """

    def __init__(
        self,
        recognisers: Sequence[Recogniser] = catalogue.RECOGNISERS,
        *,
        scanner: scan.Scanner | None = None,
        proposers: Sequence[Proposer] | None = None,
        model: NameModel | None = None,
        sources: str = "",
    ) -> None:
        self._model = model
        self._proposers = tuple(proposers if proposers is not None else shipped())
        self._judges = tuple(
            _Judge(recogniser, pattern) for recogniser in recognisers for pattern in recogniser.patterns
        )
        kinds = [recogniser.id for recogniser in recognisers for _ in recogniser.patterns]
        self._numeric = frozenset(index for index, kind in enumerate(kinds) if kind in lookalike.KINDS)
        self._gates = tuple(
            (number, at) for number, proposer in enumerate(self._proposers) for at in range(len(proposer.gates))
        )
        self.scanner = scanner or scan.AnchorScanner(recognisers, _gates_of(self._proposers))
        self._scanned_by = self.scanner.name
        self.version = _version(recognisers, self._proposers, (model.version if model else "", sources))
        self._further: tuple[_Judge, ...] = ()

    def extended(self, more: Sequence[Recogniser], proposers: Sequence[Proposer] = ()) -> Self:
        """This detector and further recognisers beside its own; no scanner proposes for those, they always judge.

        ``proposers`` are further ones without gates, whose ``repr`` tells what they are for the version.

        Raises ValueError for a pattern that RE2 does not take.
        """
        other = copy.copy(self)
        if proposers:
            other._proposers = (*self._proposers, *proposers)  # noqa: SLF001 - a copy of this one
            other.version = hashlib.sha256(repr((self.version, list(proposers))).encode()).hexdigest()
        if more:
            judges = [_Judge(recogniser, pattern) for recogniser in more for pattern in recogniser.patterns]
            for one in judges:
                one.compile()
            other._further = (*self._further, *judges)  # noqa: SLF001 - a copy of this one
            other.version = hashlib.sha256(repr((other.version, tuple(more))).encode()).hexdigest()
        return other

    def find(self, text: str, *, field: str = "", path: Path = ()) -> tuple[Finding, ...]:
        """Findings of one text, left to right, none overlapping, in code points of ``text``.

        ``field`` and ``path`` are the nearest JSON key and the place of the text, where it has them.
        Repeated names are looked for within the text.
        """
        if not text:
            return ()
        normalised = normalise(text)
        found = [self._candidates(normalised.data, field, surroundings(path))]
        self._read([(field, normalised.data)], found)
        return _findings(normalised, *_with_repeats([normalised.data], found))

    def inspect(self, segments: Sequence[Segment], memory: Memory | None = None) -> tuple[tuple[Finding, ...], ...]:
        """Findings per segment, in order; a name labelled in one segment is found again in all.

        With a ``memory``, what an earlier call found in an equal segment is taken from there.
        """
        seen: dict[_Place, int] = {}
        said = neighbours(segments)
        places = (_place(segment, said.get(at, frozenset())) for at, segment in enumerate(segments))
        order = [seen.setdefault(place, len(seen)) for place in places]
        texts = [normalise(place.text) for place in seen]
        found: list[list[Candidate]] = []
        new: list[tuple[int, bytes]] = []
        for place, text in zip(seen, texts, strict=True):
            name = digest(memory.key, (self.version.encode(), *place.parts())) if memory else b""
            kept = memory.cache.get(name) if memory else None
            if kept is None:
                new.append((len(found), name))
            found.append(self._candidates(text.data, place.field, place.around) if kept is None else list(kept))
        kinds = list(seen)
        read = [(kinds[at].field, texts[at].data if kinds[at].prose else b"") for at, _ in new]
        self._read(read, [found[at] for at, _ in new])
        if memory is not None:
            for at, name in new:
                memory.cache.put(name, found[at])
        resolved = _with_repeats([text.data for text in texts], found)
        findings = [_findings(text, candidates) for text, candidates in zip(texts, resolved, strict=True)]
        return tuple(findings[index] for index in order)

    def _read(self, texts: Sequence[tuple[str, bytes]], found: Sequence[list[Candidate]]) -> None:
        """Add what the name model finds in each text, read behind its field's name.

        Names that only the look of a line announced ("Patient: Okay") go where the model is sure that they are none.
        """
        if self._model is None:
            return
        blocks = [split(data) for _, data in texts]
        readings = self._model.read(
            [
                (f"{field}: ".encode() if field.lower() not in _PLAIN_FIELDS else b"", readable(data, parts))
                for (field, data), parts in zip(texts, blocks, strict=True)
            ],
            [Cover(candidates) for candidates in found],
        )
        for (_, data), parts, candidates, reading in zip(texts, blocks, found, readings, strict=True):
            candidates[:] = [c for c in candidates if c.kind not in _DOUBTED or not reading.doubts(c.start, c.end)]
            new = uncovered(reading.candidates, Cover(candidates))
            candidates.extend(named_alike(believed(new, data, parts), candidates))

    def _candidates(self, data: bytes, field: str, around: frozenset[str]) -> list[Candidate]:
        found = [*self._judged(data), *encoded(data, self._judged)]
        if field and (named := judge(data, 0, len(data), field, around)) is not None:
            found.append(named)
        return found

    def _judged(self, data: bytes) -> list[Candidate]:
        """What recognisers and proposers find."""
        found: list[Candidate] = []
        gates: dict[int, list[int]] = {}
        first_gate = len(self._judges)
        hits = self.scanner.hits(data)
        if self.scanner.name != self._scanned_by:
            self._forget()
        for index, windows in hits:
            if index < first_gate:
                found += self._judges[index].candidates(data, windows)
            else:
                number, gate = self._gates[index - first_gate]
                gates.setdefault(number, []).append(gate)
        for number, proposer in enumerate(self._proposers):
            if number in gates or not proposer.gates:
                found += proposer.propose(data, sorted(gates.get(number, ())))
        for judge_ in self._further:
            found += judge_.candidates(data, scan.everywhere(data))
        if (copied := lookalike.reread(data)) is not None:
            again = ((at, windows) for at, windows in self.scanner.hits(copied.data) if at in self._numeric)
            found += copied.kept(
                candidate for at, windows in again for candidate in self._judges[at].candidates(copied.data, windows)
            )
        return found

    def _forget(self) -> None:
        """Another scanner proposes from now on, and most of the patterns that the former one asked for are never asked
        again: they were a quarter of the process.
        """
        self._scanned_by = self.scanner.name
        for one in self._judges:
            one.forget()


class _Place(NamedTuple):
    """What a segment's own candidates depend on. ``around`` is what its path and its neighbours say."""

    text: str
    field: str
    prose: bool
    around: frozenset[str]

    def parts(self) -> tuple[bytes, ...]:
        """All of it, as bytes."""
        around = "\0".join(sorted(self.around))
        return self.text.encode("utf-8", "surrogatepass"), self.field.encode(), b"%d" % self.prose, around.encode()


def _place(segment: Segment, said: frozenset[str]) -> _Place:
    text = segment.text.reveal()
    # The name model reads no keys and names of the wire, unless they are made of several words.
    prose = " " in text or not (segment.is_key or segment.directive is Directive.NAME)
    if segment.is_key or not segment.field:
        return _Place(text, "", prose, frozenset())
    return _Place(text, segment.field, prose, surroundings(segment.path) | said)


def _with_repeats(texts: Sequence[bytes], found: Sequence[list[Candidate]]) -> list[tuple[Candidate, ...]]:
    """Merged per text, with the labelled names of all texts looked for in each; without guesses that nothing in any of
    them bears out.
    """
    found = [list(renamed(candidates, data)) for data, candidates in zip(texts, found, strict=True)]
    resolved = [resolve(candidates, data) for data, candidates in zip(texts, found, strict=True)]
    if not told(resolved):
        found = [shown(candidates, data) for data, candidates in zip(texts, found, strict=True)]
        resolved = [resolve(candidates, data) for data, candidates in zip(texts, found, strict=True)]
    elif told_by_names(resolved):
        found = [sure_names(candidates) for candidates in found]
        resolved = [resolve(candidates, data) for data, candidates in zip(texts, found, strict=True)]
    names = needles(texts, resolved)
    if not names:
        return resolved
    search = NameSearch(names)
    for index, data in enumerate(texts):
        repeats = search.find(data, resolved[index])
        if repeats:
            resolved[index] = resolve([*resolved[index], *repeats], data)
    return resolved


def _findings(text: Normalised, candidates: Iterable[Candidate]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            one.kind,
            one.data_class,
            *text.span(one.start, one.end),
            one.score,
            sub_label(one.kind, one.data_class, text.data[one.start : one.end]),
        )
        for one in candidates
    )


def _version(recognisers: Sequence[Recogniser], proposers: Sequence[Proposer], given: tuple[str, str]) -> str:
    lists = ("NOT_NAMES", "ORDINARY_NAMES", "JOINERS", "LABELS", "MAKES", "UNITS", "NOT_PLACES")
    words = [sorted(getattr(lexicon, name)) for name in lists]
    gates = [proposer.gates for proposer in proposers]
    declared = repr((_REVISION, tuple(recognisers), FIELD_RULES, gates, words, given))
    return hashlib.sha256(declared.encode()).hexdigest()


def _gates_of(proposers: Iterable[Proposer]) -> tuple[str, ...]:
    return tuple(gate for proposer in proposers for gate in proposer.gates)


def proposals() -> tuple[scan.Proposal, ...]:
    """What a scanner proposes the shipped patterns by, in the order of their indexes."""
    return (*scan.flatten(catalogue.RECOGNISERS), *map(scan.Proposal, _gates_of(shipped())))


def default_scanner(kind: Kind = "auto", serialised: bytes | None = None) -> scan.Scanner:
    """A scanner of the shipped patterns; arguments and errors as for ``default_detector``."""
    if kind == "hyperscan" or (kind == "auto" and scan.hyperscan is not None):
        return scan.HyperscanScanner(proposals(), serialised)
    return scan.AnchorScanner(catalogue.RECOGNISERS, _gates_of(shipped()))


def default_detector(
    scanner: Kind | scan.Scanner = "auto",
    *,
    serialised: bytes | None = None,
    model: NameModel | None = None,
    sources: str = "",
) -> Detector:
    """The shipped recognisers, with a name model where one is given.

    ``clearance.weights`` has the shipped model and the digest of the sources.

    ``auto`` takes Hyperscan where it is installed. ``serialised`` is what ``HyperscanScanner.serialise`` gave for
    the same version; it makes starting fast. Raises DetectorUnavailable when Hyperscan is asked for and does not start.
    """
    engine = default_scanner(scanner, serialised) if isinstance(scanner, str) else scanner
    return Detector(catalogue.RECOGNISERS, scanner=engine, proposers=shipped(), model=model, sources=sources)
