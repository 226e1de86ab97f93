# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Persons by their initials or letter by letter: who is named in the text and then signs, speaks or is noted as "KO",
a name spelled out ("T-A-M-A-Y-O"), the one letter under a letter.

Two or three capitals are an abbreviation far more often than a person: they count where a label asks for initials, or
where they are those of somebody named in full and stand where a person would.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx, RxSet
from clearance.model.words import DataClass

_KIND, _SPELLED_KIND = "person_initials", "person_spelled"
_SCORE = 0.8
_TURN = Rx(r"(?m:^[ \t]{0,4}(?:\[[^\]\n]{1,24}\] ?|\d{1,2}:\d{2} ?)?)(?P<v>[A-Z]{2,4}) ?:[ \t]")
_NOTED_AS = (
    Rx(r"\((?P<v>[A-Z]{2,3})\)"),
    Rx(r"(?m:^[ \t]{0,4})(?P<v>[A-Z]{2,3}) (?:(?i:to)|[a-z]{3,12})\b"),
    Rx(r"(?i:\b(?:by|from|with|per|to|and|for|asked|told|says|said) )(?P<v>[A-Z]{2,3})(?:[.,;:)\n]|\s[a-z]|\z)"),
    Rx(r"(?:[.,;/|-]|\n)[ \t]{0,4}(?P<v>[A-Z]{2,3})[.]?[ \t]*(?:\n|\z)"),
)
_LABEL = (
    r"(?:(?i:\b(?:tech|init(?:ials)?|sgd|scribe"
    r"|(?:verified|checked|signed|taken|entered|done|drawn|given|read|logged) by)\b)[ ]?[:#=]?[ ]{1,8}"
    r"|(?i:\b(?:verified|checked|nurse|operator|collector|clerk|phleb(?:otomist)?|client|customer|pt|patient)\b)"
    r"[ ]?[:#=][ ]{1,8})"
)
_ASKED = Rx(
    _LABEL + r"(?P<v>[A-Z]\.[A-Z]\.(?:[A-Z]\.)?|[A-Z]-[A-Z]|[A-Z]\.[A-Z]|[A-Z]{2,3})"
    r"(?:[,.;)\n|]|[ \t]{1,8}(?:[a-z]{3}|\d|[A-Z]{2,})|\z)"
)
_CALLED = Rx(
    r"(?:(?i:\b(?:client|patient|pt|participant|subject|mr|mrs|ms|miss|dr|child|student|witness)\b)[.:]{0,2} )"
    r"(?P<v>[A-Z]\.)(?:[A-Z]\.)?(?:[ \n,;)]|\z)"
)
_LETTER_AFTER = Rx(r"\A(?:\n| (?:[a-z]|and\b)|, |[)'])")
_SIGNED = Rx(
    r"(?:(?i:\b(?:regards|rgds|thanks|thx|ta|cheers|best|love|sincerely|yours|tks|ty|brgds|br|kr)\b)[,.!]?"
    r"[ ]?\n{0,2}[ ]?)(?P<v>[A-Z])\.?[ \t]*(?:\n|\z)"
)
_ALONE = Rx(r"(?:\n[ \t]*\n|\n)(?P<v>[A-Z])\.?[ \t]*(?:\n|\z)")
_BEHIND_ALONE = frozenset({b"", b".", b" ", b"\t", b"\n"})
_MAIL = Rx(r"(?im:^(?:> ?)?(?:from|to|subject|sent|cc|date): |^> | wrote:|^-- ?$)")
_SPELLED = Rx(r"\b(?P<v>[A-Za-z](?:[-\x{2010}\x{2011}][A-Za-z]){2,15})\b")
_SPELLED_APART = Rx(
    r"(?i:\bspel(?:led|t|ling|l)(?: (?:that|it|out|as|is))?[:,]? )(?P<v>[A-Za-z](?: [A-Za-z]){2,15})(?:[^A-Za-z0-9]|\z)"
)
_ANNOUNCED = Rx(
    r"(?i:\b(?:that'?s|that is|spel(?:led|t|ling|l)(?: that| it)?|name(?: is|'s)?|last name|surname|as in|,)[,:]? ?"
    r"(?:as )?(?:[a-z'-]{2,20},? ?)?)\z"
)
_THERE = RxSet(tuple(pattern.source for pattern in (_ASKED, _SPELLED, _SPELLED_APART, _CALLED, _SIGNED)))
_REACH = 48
_LEAST, _MOST = 4, 2000
"""Letters of a name that is spelled, and people whose initials are looked for."""
_NO_NAMES = frozenset(
    b"MD DO RN NP PA PT OT ED ER OR ICU ITU GP US UK EU UN IV IM SC PO PR OD OS OU RE LE HR IT QA PM AM CC BP UA"
    b" TV PC ID OK NO YES CT MRI ECG EKG EEG CXR XR VS AP LLC INC LTD PLC CEO CFO COO CTO VP II III TBD TBC NA FYI"
    b" ASAP DOB SSN MRN SOB CP HTN DM CAD COPD CHF AF PE DVT UTI NKA ROS HPI PMH PSH SH FH AND THE FOR NOT BUT ALL"
    b" ANY NEW OLD OUR HER HIS SHE HE WE MY IN ON AT TO BY IF IS AS OF UP SO ME BE DNR CPR STAT PRN BID TID QID QD"
    b" NPO LR NS RX DX TX HX FX SX BX LAB LOT REF FAX TEL EXT POB".split()
)


def initials(known: Sequence[Candidate], data: bytes) -> Iterator[Candidate]:
    """Persons by their initials, and names spelled out, that are not known yet."""
    people = sorted({data[c.start : c.end] for c in known if c.data_class is DataClass.PERSON})[:_MOST]
    taken = {c.start for c in known}
    found = set(_signed_alone(data, people))
    if _THERE.matching(data) != []:
        found |= {*_asked(data), *_spelled(data, people), *_letters(data)}
    found |= set(_of_known(data, people))
    for start, end, kind in sorted(found):
        if start not in taken or kind == _SPELLED_KIND:
            yield Candidate(kind, DataClass.PERSON, start, end, _SCORE)


_Span = tuple[int, int, str]


def _forms(name: bytes) -> Iterator[bytes]:
    """The initials of a full name: of all its words, and of the first and the last; of one word, none."""
    if name.isalpha():
        return
    words = [word for word in name.replace(b"-", b" ").replace(b",", b" ").split() if word[:1].isupper()]
    plain = [word for word in name.replace(b",", b" ").split() if word[:1].isupper()]
    for parts in (words, plain, [*plain[:1], *plain[-1:]]):
        if len(parts) > 1:
            yield b"".join(word[:1] for word in parts)


def _stands(word: bytes, data: bytes) -> bool:
    """Whether a text holds it as a word."""
    at = data.find(word)
    while at >= 0:
        if not data[at - 1 : at].isalnum() and not data[at + len(word) : at + len(word) + 1].isalnum():
            return True
        at = data.find(word, at + 1)
    return False


def _speaks(word: bytes, data: bytes) -> bool:
    return word in data and (word + b":" in data or word + b" :" in data)


def _of_known(data: bytes, people: Sequence[bytes]) -> Iterator[_Span]:
    """Initials of somebody named in full, and first names in capitals, where a person speaks or is noted."""
    letters = {form for form in {form for name in people for form in _forms(name)} if _stands(form, data)}
    firsts = {first for name in people if name and _speaks(first := name.split()[0].upper(), data)}
    for _, _, start, end in _TURN.all(data) if letters or firsts else ():
        word = data[start:end]
        if (word in letters and word not in _NO_NAMES) or word in firsts:
            yield start, end, _KIND
    for pattern in _NOTED_AS if letters else ():
        for _, _, start, end in pattern.all(data):
            word = data[start:end]
            if word in letters and word not in _NO_NAMES:
                yield start, end, _KIND


def _asked(data: bytes) -> Iterator[_Span]:
    """Behind a label that asks for initials or a signature."""
    for _, _, start, end in _ASKED.all(data):
        if data[start:end] not in _NO_NAMES:
            yield start, end, _KIND


def _letters(data: bytes) -> Iterator[_Span]:
    """One letter: a client in a therapist's note and wherever it comes again, the signature under a message."""
    called = {data[start:end] for _, _, start, end in _CALLED.all(data)}
    for letter in called:
        at = data.find(letter)
        while at >= 0:
            free = not at or (not data[at - 1 : at].isalnum() and data[at - 1] not in b".'")
            if free and _LETTER_AFTER.search(data[at + 2 : at + 8]) is not None:
                yield at, at + 2, _KIND
            at = data.find(letter, at + 2)
    for _, _, start, end in _SIGNED.all(data):
        yield start, end, _KIND


def _signed_alone(data: bytes, people: Sequence[bytes]) -> Iterator[_Span]:
    """One letter on a line of its own, in mail: the first of somebody's name."""
    begun = {name[:1] for name in people}
    if any(map(partial(_alone, data), begun)) and _MAIL.search(data) is not None:
        for _, _, start, end in _ALONE.all(data):
            if data[start:end] in begun:
                yield start, end, _KIND


def _alone(data: bytes, letter: bytes) -> bool:
    """Whether a line begins with the letter, and perhaps ends behind it."""
    at = data.find(b"\n" + letter)
    while at >= 0:
        if data[at + 2 : at + 3] in _BEHIND_ALONE:
            return True
        at = data.find(b"\n" + letter, at + 1)
    return False


def _spelled(data: bytes, people: Sequence[bytes]) -> Iterator[_Span]:
    """A name letter by letter, told by the name itself, or by the words in front and its length."""
    for _, _, start, end in _SPELLED_APART.all(data):
        yield start, end, _SPELLED_KIND
    words = {word.lower() for name in people for word in name.split()}
    for start, end, _, _ in _SPELLED.all(data):
        word = data[start:end].replace(b"-", b"").lower()
        announced = _ANNOUNCED.search(data[max(0, start - _REACH) : start]) is not None
        if word in words or (announced and len(word) >= _LEAST):
            yield start, end, _SPELLED_KIND
