# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A name found once is found again: the document pass over all segments of one request.

Names that a label announced seed it, and guessed ones that are sure. The whole name, the usual ways to shorten it and
its parts of three letters or more are looked for, capitalised as in the label, in capitals throughout, without accents
or hyphens, and in small letters where a text has no others. A part that is also an ordinary English word is looked for
only where somebody speaks, signs, acts or is addressed by it.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import BytesAhoCorasick

from clearance.core.detect import encoded, lexicon
from clearance.core.detect.eponyms import ALONE, EPONYMS
from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

_LEAST = 3
_MOST = 2000
_KIND = "person_repeated"
_SCORE = 0.8
_FEW, _MUCH = 48, 1 << 19
"""Names, and bytes looked at in all, up to which each is looked for by itself."""
_RECORD_MARKS = bytes.maketrans(b"^*|&=", b",,,  ")
"""A record writes a name as Family^Given (HL7 v2, DICOM) or Family*Given (X12)."""
_ALONE, _SMALL, _ACTING = b"\x00", b"\x01", b"\x02"
"""Behind a needle that counts only as a speaker, a signature or behind a title, or only in small letters, or as the
first and also where somebody acts.

No normalised text holds them."""
_NOT_ALONE = lexicon.NOT_NAMES | lexicon.ORDINARY_NAMES | lexicon.JOINERS | lexicon.UNITS


_SEED_SCORE = 0.8
_TITLED = Rx(
    r"(?:(?i:\b(?:mr|mrs|ms|miss|dr|prof|sr|sra|nurse|sister|pastor|rn|dear|hi|hello|hey|thanks|thank you|ask|tell"
    r"|patient|name|pt|from|to|cc|by)\b)[.:,]? {1,2})\z"
)
_TITLE_REACH = 24
_DEGREES = frozenset(
    {b"m.d.", b"d.o.", b"r.n.", b"p.a.", b"n.p.", b"p.t.", b"o.t.", b"u.s.", b"a.m.", b"p.m.", b"i.v."}
)
_EPONYM = Rx(
    r"\A(?:'s|s)? (?:(?i:catheter|disease|syndromes?|signs?|palsy|cells?|clamps?|test|scores?|scale|criteria|reflex"
    r"|tumou?r|fracture|lymphoma|esophagus|cysts?|contracture|phenomenon|deformity|retractor|forceps|needle|drain|bag|tube|line"
    r"|oil|tea|rice|card|bladder|slough|matter))\b"
)
_EPONYM_REACH = 20
_ITS = Rx(
    r"\A(?:-(?:Ganz|Sachs|plus|Pratt|Barr\x{e9}?|Roux|Danlos|Hallpike|Gastaut|White|Johnson|Chiari|Pick|Hunt|Cowley)\b"
    r"| (?i:wrench(?:es)?|keys?|speculum|scissors|stands?|straight|curved|x ?\d{1,2}|view|numbers|draining"
    r"|drained|symptoms?"
    r"|support group|nurse specialist|exam|lesion|distance|in place|in situ|care taught|patent|to gravity"
    r"|catheters?|angle"
    r"|position|retractors?|blades?|elevator|tray|pack|dressing|stain|smear|monitor|method|procedure|maneuver|manoeuvre)\b)"
)
_OF_THINGS = Rx(r"(?i:\b(?:fr|the|an?|high|low|redo|new|old|indwelling|via|no|bilateral)|\bsemi-) ?\z")
"""What stands before the name of a thing and of no person."""


def _forms(words: Sequence[bytes], *, listed: bool) -> Iterator[bytes]:
    """The ways to write a full name."""
    whole, first, last = b" ".join(words), words[0], words[-1]
    initial = first.decode("utf-8", "replace")[0].encode()
    yield whole
    yield whole.upper()
    yield last + b", " + first
    yield first + b" " + last
    if listed:
        yield b" ".join([*words[1:], first])
        return
    if len(last) >= _LEAST and initial.isalpha():
        yield initial + b". " + last
        yield initial + b" " + last
        yield last + b", " + initial + b"."
    letters = initial + b"." + last[:1] + b"."
    if letters.replace(b".", b"").isalpha() and letters.lower() not in _DEGREES:
        yield letters


def _parts(name: bytes) -> Iterator[bytes]:
    name = name.translate(_RECORD_MARKS)
    words = [word for word in (part.strip(b".'") for part in name.replace(b",", b" ").split()) if word]
    if len(words) > 1:
        yield from _forms(words, listed=b"," in name)
    for word in words:
        if not _word(word):
            continue
        yield word
        yield word.capitalize() if word.isupper() else word.upper()


def _word(word: bytes) -> bool:
    """Whether a part of a name is looked for by itself."""
    long = len(word.decode("utf-8", "replace")) >= _LEAST
    return long and not word[:1].islower() and word.lower() not in _NOT_ALONE


def _ordinary(name: bytes) -> Iterator[bytes]:
    """The first and last word of a name that are ordinary words too."""
    words = name.replace(b",", b" ").split()
    for word in {*words[:1], *words[-1:]}:
        if word.lower() in lexicon.ORDINARY_NAMES and word.istitle() and word.isalpha():
            yield word


def _plain(word: bytes) -> bytes:
    """Without accents."""
    decomposed = unicodedata.normalize("NFD", word.decode("utf-8", "replace"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).encode()


def _seeds(data: bytes, candidates: Iterable[Candidate]) -> Iterator[tuple[bytes, bool]]:
    """Names, and whether they are sure: announced by a label, or guessed with a high score and full or titled."""
    for candidate in candidates:
        if candidate.data_class is not DataClass.PERSON or candidate.kind == encoded.KIND:
            continue
        name = data[candidate.start : candidate.end]
        guessed = candidate.kind.startswith("model_")
        if not guessed or candidate.score >= _SEED_SCORE:
            yield name, not guessed or b" " in name or _after_title(data, candidate.start)


def _after_title(data: bytes, start: int) -> bool:
    return _TITLED.search(data[max(0, start - _TITLE_REACH) : start]) is not None


def needles(texts: Sequence[bytes], found: Sequence[Iterable[Candidate]]) -> tuple[bytes, ...]:
    """What to look for, from the sure names in these texts. Marked ones count only in some places."""
    seeds = {seed for data, candidates in zip(texts, found, strict=True) for seed in _seeds(data, candidates)}
    first = sorted(seeds)[:_MOST]
    wanted = {part for seed, sure in first if sure for part in _parts(seed)}
    wanted |= {_plain(part) for part in wanted if not part.isascii()}
    wanted |= {part.replace(b"-", b" ") for part in wanted if b"-" in part}
    acting = {word for seed, sure in first if sure for word in _ordinary(seed)} - wanted
    alone = {seed for seed, sure in first if not sure} - wanted - acting
    marked = {word + _ALONE for word in alone} | {word + _ACTING for word in acting}
    if any(b" " in data and data.islower() for data in texts):
        small = {part.lower() for part in wanted if b" " in part or len(part) > _LEAST}
        marked |= {part + _SMALL for part in small - wanted}
    return tuple(sorted(wanted | marked))


class NameSearch:
    """Looks for the same names in many texts: one by one where names or texts are small, in one pass where building it
    costs less.
    """

    __slots__ = ("_acting", "_alone", "_matcher", "_names", "_small")

    def __init__(self, names: Sequence[bytes]) -> None:
        self._alone = frozenset(name[:-1] for name in names if name.endswith(_ALONE))
        self._acting = frozenset(name[:-1] for name in names if name.endswith(_ACTING))
        self._small = frozenset(name[:-1] for name in names if name.endswith(_SMALL))
        self._names = tuple(dict.fromkeys(name.rstrip(_ALONE + _SMALL + _ACTING) for name in names))
        self._matcher: BytesAhoCorasick | None = None

    def find(self, data: bytes, known: Sequence[Candidate]) -> list[Candidate]:
        """Every whole-word occurrence of every name that does not lie inside one of ``known``, which are in order."""
        at, found = 0, []
        small = bool(self._small) and data.islower()
        for start, end in sorted(self._occurrences(data)):
            while at < len(known) and known[at].end <= start:
                at += 1
            if at < len(known) and known[at].start <= start and end <= known[at].end:
                continue
            if _boundary(data, start - 1) and _boundary(data, end) and self._meant(data, start, end, small=small):
                found.append(Candidate(_KIND, DataClass.PERSON, start, end, _SCORE))
        return found

    def _meant(self, data: bytes, start: int, end: int, *, small: bool) -> bool:
        """Whether a person is meant here, not the ordinary word or a thing named after somebody."""
        name = data[start:end]
        if name in self._alone or name in self._acting:
            acts = name in self._acting and _acts(data, start, end)
            return acts or _speaks(data, start, end) or _after_title(data, start)
        if name in self._small and not small:
            return False
        if b" " in name:
            return True
        if _names_thing(data, start, end):
            return False
        return (
            name.lower() not in ALONE
            or _acts(data, start, end)
            or _speaks(data, start, end)
            or _after_title(data, start)
        )

    def _occurrences(self, data: bytes) -> Iterator[tuple[int, int]]:
        if self._matcher is None and len(self._names) > _FEW and len(self._names) * len(data) > _MUCH:
            self._matcher = BytesAhoCorasick(list(self._names))
        if self._matcher is not None:
            for _, start, end in self._matcher.find_matches_as_indexes(data, overlapping=True):
                yield start, end
            return
        for name in self._names:
            start = data.find(name)
            while start >= 0:
                yield start, start + len(name)
                start = data.find(name, start + 1)


def _names_thing(data: bytes, start: int, end: int) -> bool:
    """Whether a thing is meant that is named after another one of that name: "the Foley", "Swan-Ganz"."""
    after = data[end : end + _EPONYM_REACH]
    if _EPONYM.search(after) is not None:
        return True
    if data[start:end].lower() not in EPONYMS:
        return False
    return _ITS.search(after) is not None or _OF_THINGS.search(data[max(0, start - _TITLE_REACH) : start]) is not None


def _speaks(data: bytes, start: int, end: int) -> bool:
    """At the start of a line, with a colon or the line's end behind it. A text of one word, such as a tool's name,
    signs nothing.
    """
    return (
        end - start < len(data)
        and (not start or data[start - 1 : start] == b"\n")
        and (data[end : end + 1] in {b":", b"\n", b""} or data[end : end + 2] == b",\n")
    )


def _acts(data: bytes, start: int, end: int) -> bool:
    """A capital in the middle of a sentence, or at its start with what only a person is or does behind it."""
    before, after = data[max(0, start - _TITLE_REACH) : start], data[end : end + _EPONYM_REACH]
    if _AMID.search(before) is not None:
        return _NOT_MEANT.search(before) is None and _ALONE_HERE.search(after) is not None
    return _BEGINS.search(before) is not None and _DOES.search(after) is not None


_AMID = Rx(r"[a-z0-9,;] \z")
_NOT_MEANT = Rx(
    r"(?i:\b(?:in|of|until|till|since|by|on|the|an?|this|that|last|next|early|late|mid|every|each|our|my|your|her|his|their|new|from|during|through"
    r"|birth|stress|high|low|mrs?|dr)) \z"
)
_ALONE_HERE = Rx(r"\A(?:[.,;:!?)]|'s\b|\x{2019}s\b|\s[a-z(]|\n|\z)")
_BEGINS = Rx(r"(?:\A|\n|[.!?>(\"*] ?|- |: |\] )[ \t]{0,4}\z")
_DOES = Rx(
    r"\A(?: (?:says?|said|wants?|has|had|is|was|will|would|can|could|did|does|told|asked|called|rang|thinks?|went|came"
    r"|got|gave|took|reckons|wrote|needs|knows|left|and|to|from|who|just|also|declare[sd]|decline[sd]|agree[sd]|den(?:ies|ied)"
    r"|report(?:s|ed)|state[sd]|feels|felt|lives|lived|refuse[sd]|accept(?:s|ed)|moved|proposed|confirm(?:s|ed)|noted"
    r"|present(?:s|ed)|request(?:s|ed)|prefers|complains|describe[sd]|admit(?:s|ted)|look(?:s|ed)|seem(?:s|ed)|sat|works"
    r"|worked|remains|attended|discussed|returned|remembers|repl(?:ies|ied)|add(?:s|ed)|explained|mentioned|wondered)\b"
    r"|'s (?:at|in|on|got|been|coming|going|off|out|here|mum|dad|car|phone)\b"
    r"|,? ?[-\x{2013}\x{2014}] |[:?!]|,(?:\s|\z))"
)


def _boundary(data: bytes, at: int) -> bool:
    if not 0 <= at < len(data):
        return True
    byte = data[at]
    return byte < 0x80 and not chr(byte).isalnum() and byte != ord("_")  # noqa: PLR2004 - ASCII's end
