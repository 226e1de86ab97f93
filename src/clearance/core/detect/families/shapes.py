# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Pieces of patterns that several families share (RE2 syntax)."""

import re  # reads our own patterns, never a text

SEPARATOR = (
    r"['\"*_)\]]{0,3}\s{0,3}(?:(?:[:#=>|-]|=>|is|was|are|no\b\.?|nr\b\.?|num\b|number|value)['\"*_]{0,2}\s{0,3}){0,4}"
    r"['\"*(\[<]{0,3}\s{0,2}"
)
"""What may stand between a label and its value: `": "`, ` #: `, ` number is `, `="`, `</b>: ` without tags."""

IDENTIFIER = r"(?P<v>(?i:[A-Z0-9](?:[A-Z0-9-]{1,30})[A-Z0-9]))\b"
"""A code of letters, digits and hyphens; the validator asks for digits."""

_UPPER_BEYOND = (
    r"\x{c0}-\x{d6}\x{d8}-\x{de}\x{100}-\x{17f}\x{386}-\x{3ab}\x{400}-\x{42f}\x{5d0}-\x{6ff}\x{900}-\x{dff}\x{3040}-\x{9fff}"
    r"\x{ac00}-\x{d7a3}"
)
_LETTER_BEYOND = (
    r"\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{24f}\x{300}-\x{52f}\x{5d0}-\x{6ff}\x{900}-\x{dff}\x{1e00}-\x{1eff}\x{3040}-\x{9fff}"
    r"\x{ac00}-\x{d7a3}"
)
UPPER = f"[A-Z{_UPPER_BEYOND}]"
LETTER = f"[A-Za-z{_LETTER_BEYOND}]"
"""Letters as explicit ranges, so that every engine means the same by them. Scripts without case are in both."""
CAPITALS, SMALLS = r"A-Z\x{c0}-\x{de}\x{130}\x{15e}\x{15a}\x{141}", r"a-z\x{df}-\x{17f}"
"""Letters of the names of streets and towns in Europe, within brackets."""


NAME_WORD = rf"(?:(?:O'|O\x{{2019}}|D'|Mc|Mac)?{UPPER}(?:{LETTER}|['\x{{2019}}-])*)"
NAME_PART = rf"(?:[A-Z]\.|{NAME_WORD})"
PARTICLE = r"(?:(?:de|la|van|von|der|den|del|di|da|le|du|dos|bin|al|el|de la|van der|van den|ter)[ ])"
FULL_NAME = rf"{NAME_PART}(?:[ ]{PARTICLE}?{NAME_PART}){{0,3}}"
"""One to four capitalised words or initials."""
TWO_NAMES = rf"{NAME_PART}(?:[ ]{PARTICLE}?{NAME_PART}){{1,3}}"
LAST_FIRST = rf"(?:{PARTICLE})?{NAME_WORD},[ ]{{0,2}}{NAME_PART}(?:[ ]{NAME_PART}){{0,2}}"

TITLE = (
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Doctor|Sr|Sra|Herr|Frau|Mme|Rev|Fr|Sgt|Capt|Lt|Judge|Nurse"
    r"|Sister|Brother|Father"
    r"|DR|MR|MRS|MS|MISS|PROF)\b\.?)"
)

MONTH = (
    r"(?:(?i:January|February|March|April|June|July|August|September|October|November|December"
    r"|Jan\b\.?|Feb\b\.?|Mar\b\.?|Apr\b\.?|Jun\b\.?|Jul\b\.?|Aug\b\.?|Sept?\b\.?|Oct\b\.?|Nov\b\.?|Dec\b\.?)|May|MAY)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?i:st|nd|rd|th)?"
YEAR = r"(?:18|19|20|21)\d\d"

ANY_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|(?:19|20)\d{6}"
    rf"|{DAY}[ -](?:of )?(?i:{MONTH}|may)[ ,.-]{{0,2}}(?:\d{{4}}|\d{{2}})?\b|(?i:{MONTH}"
    rf"|may)[ ]{{1,2}}{DAY}(?:,? {{1,2}}\d{{4}})?)"
)

PHONE = (
    r"(?:\+?1[ .-]{0,2})?(?:\(\d{3}\)[ .-]{0,2}|\d{3}[ .-]{0,3})\d{3}[ .-]{0,3}\d{4}(?:[ ,]{0,2}(?i:ext\.?"
    r"|extension|x)[ .:]{0,2}\d{1,6})?\b"
)
INTERNATIONAL = r"\+\d{1,3}(?:[ .-]{0,2}\(?\d{1,5}\)?){1,6}(?:[ ,]{0,2}(?i:ext\.?|x)[ .:]{0,2}\d{1,6})?\b"

STATE = (
    "(?:A[KLRSZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOPST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT"
    "|V[AIT]|W[AIVY])"
)

SLASHED = r" \d{1,2}/\d{1,2}(?:[^/\d]|/[^\d]|/?\z)"
"""What proposes a day and a month behind a word: the words alone stand in every second line."""

SPEAKER = r"(?:\[[^\]\n]{1,24}\] ?)?(?:\d{1,2}:\d{2} )?\*{0,2}[A-Za-z][A-Za-z0-9' ._-]{0,24}:\*{0,2} ?"
"""The beginning of a turn of talk: who speaks, behind a time stamp or none."""

_BEYOND = r"\x{80}-\x{10ffff}"
_LONG_REPEAT = re.compile(r"\{(\d{1,4}),(?:1[2-9]|[2-9]\d|\d{3,4})\}")
_VALUE = "(?P<v>"
_LEAST_LABEL, _LEAST_LITERAL = 8, 4
_LOOSER = (
    (IDENTIFIER, r"[A-Za-z0-9-]*[0-9]"),
    (NAME_WORD, rf"[A-Z{_BEYOND}][A-Za-z'{_BEYOND}-]*"),
    (_UPPER_BEYOND, _BEYOND),
    (_LETTER_BEYOND, _BEYOND),
)


def apart(labels: str, rest: str) -> str:
    """A proposal of labels and what follows: the labels of few letters beside the others, where no label is a choice.

    Hyperscan looks for long words all at once; a short one among them makes it read all of them sign by sign.
    """
    words = labels.split("|")
    if any(word.count("(") != word.count(")") for word in words):
        words = [labels]
    short = [word for word in words if len(word.replace(r"\.?", "")) < _LEAST_LITERAL]
    long = [word for word in words if word not in short]
    return "|".join(rf"(?i:\b(?:{'|'.join(some)}){rest})" for some in (long, short) if some)


def widened(pattern: str) -> str:
    """A pattern for proposers: smaller, and found wherever ``pattern`` gives an accepted value.

    A labelled value is cut to its label and the first digit behind it; a labelled name to its label and a
    letter. What this does not hold for (no digit in the value, a group around label and value) has a hint of its own.
    """
    label, separator, _ = pattern.partition(SEPARATOR)
    if separator:
        return label + r"[^0-9,;@%&?!]*[0-9]"
    pattern = announced(pattern)
    for exact, looser in _LOOSER:
        pattern = pattern.replace(exact, looser)
    return _LONG_REPEAT.sub(r"{\1,}", pattern)


def announced(pattern: str) -> str:
    """The part of a pattern that is proposed: a labelled name is cut to its label and a letter."""
    label, value, rest = pattern.partition(_VALUE)
    if not (value and len(label) > _LEAST_LABEL and rest.startswith((NAME_PART, NAME_WORD, LAST_FIRST, "[a-z]"))):
        return pattern
    label = label.removesuffix(rf"(?:{TITLE}[ ])?")
    small = rest.startswith("[a-z]") and label.count("(") == label.count(")")
    return label + ("[a-z]" if small else rf"[A-Za-z{_BEYOND}]")
