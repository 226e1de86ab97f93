# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Numbers and codes that mean the same to everybody and that guesses take for somebody's: of drugs, tests, findings and
services, variants of genes, parts and goods, object identifiers, fingerprints, sizes, samples of metrics.
"""

from string import ascii_letters, digits

from clearance.core.detect.rx import Rx

_NUMBERED_IN = Rx(
    r"\b(?i:SNOMED(?:[ -]?CT)?|LOINC|RxCUI|RxNorm|NDC|CPT|HCPCS|ICD-?(?:9|10)?(?:-?CM|-?PCS)?|MS-?DRG|DRG|CVX|ATC|UNII"
    r"|MeSH|OMIM|PMID|UMLS|ISBN|ISSN|NGC|snowflakes?(?: ids?)?)[^A-Za-z\n]{0,36}\z"
    r"|\b(?i:SKU|P/N|part(?: no\.?| number)?|catalog(?:ue)?(?: no\.?| number)?|model"
    r"|item)[ :#]{1,3}[A-Za-z0-9/-]{0,12}\z"
    r"|(?i:\b(?:part|catalog(?:ue)?|model|item|stock)s?(?: (?:nos?\.?|numbers?|codes?))"
    r"|\b(?:procedure|billing|revenue|diagnosis) codes?"
    r"|\bcodes|\bmodels):?[ ][^\n:]{0,34}\z"
    r"|[\"']kid[\"']: ?[\"'][A-Za-z0-9._-]{0,24}\z"
)
"""A vocabulary, or what goods, parts and services are numbered by, and the numbers up to here; the name of a key (RFC
7517, 4.5). "PID" is none of them: it is a patient's as often as a process's.
"""
_NDC = Rx(r"\d{4,5}-\d{3,4}-\d{1,2}")
_LOINC, _TITLED = Rx(r"\d{3,5}-\d"), Rx(r"\A(?:[\t ]{1,4}[A-Z]|\^)")
_VARIANT = Rx(
    r"(?:(?:chr[0-9XYM]{1,2}:)?[cgmnpr]\.[A-Za-z0-9_>*=+-]+|(?:N[CGMPRT]|X[MPR]|LRG|ENS[GTPE])_?\d{4,}(?:\.\d+)?"
    r"|rs\d{3,})[.,;]?"
)
"""Variants of genes (HGVS nomenclature, https://hgvs-nomenclature.org), reference sequences, dbSNP."""
_TRIAL = Rx(
    r"NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|EUCTR\d{4}-\d{6}-\d{2}|PROSPERO CRD\d{8,14}"
    r"|[cC]hr(?:[0-9]{1,2}|[XYM]|MT):[0-9,]+(?:-[0-9,]+)?"
)
"""Registered trials, which anybody may look up, and places on chromosomes."""
_LOCUS = Rx(r"\b[cC]hr(?:[0-9]{1,2}|[XYM]|MT):[0-9,]{0,12}\z")
"""What stands before a place on a chromosome."""
_OID = Rx(r"[0-2](?:\.\d{1,10}){5,}")
_PRINTED = Rx(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){9,}")
"""A fingerprint: longer than any address of hardware."""
_LISTED_FILE = Rx(r"[rwxst-]{6,9}[.+@]?\s+\d+\s+\w+\s+\w+\s+\z")
_GAUGE = Rx(r"[A-Za-z0-9_]=\"[^\"\n]{0,32}\"\}[ \t]+\z")
"""What stands before a sample of a metric (Prometheus' text format)."""
_SIZE = Rx(r"\d+(?:[kKMGT]i?B?|[mun]s|px|rpm|[kMG]?Hz|bps)|(?:\d{1,3} )?sts?")
"""Of a file, a time, a screen, a row of stitches."""
_OF_VARIANT = (ascii_letters + digits + "_.>*=+:-").encode()
_DOTTED, _NUMERAL, _HEXADECIMAL = b"0123456789.", b"0123456789-", b"0123456789abcdefABCDEF:"


def excuses(text: bytes, before: bytes, after: bytes) -> bool:
    """Whether a guess is such a number, told by the bytes around it."""
    if b".." in text or (text[:1].isdigit() and _is_measured(text, before)):
        return True
    if _TRIAL.fullmatch(text) or (b":" in before and _LOCUS.search(before) is not None):
        return True
    beside = before[-1:] + text + after[:1]
    if b"-" in beside and _is_coded(text, before, after):
        return True
    if b":" in text and _whole(text, before, after, _HEXADECIMAL, _PRINTED):
        return True
    if b"." in beside and _whole(text, before, after, _DOTTED, _OID):
        return True
    dotted = b"." in before[-3:] + text or b"_" in text or text.startswith(b"rs")
    return (dotted and _whole(text, before, after, _OF_VARIANT, _VARIANT)) or _NUMBERED_IN.search(before) is not None


def _is_measured(text: bytes, before: bytes) -> bool:
    """A size, that of a file in a list, a sample of a metric."""
    listed = before[-1:] == b" " and _LISTED_FILE.search(before) is not None
    if listed or text[-1:].isalpha():
        return listed or _SIZE.fullmatch(text)
    return before[-1:] == b" " and b"}" in before and _GAUGE.search(before) is not None


def _is_coded(text: bytes, before: bytes, after: bytes) -> bool:
    """In groups, as drugs are numbered, or a test with its title behind it."""
    titled = _TITLED.search(after.lstrip(_NUMERAL)) is not None
    return _whole(text, before, after, _NUMERAL, _NDC) or (titled and _whole(text, before, after, _NUMERAL, _LOINC))


def _whole(text: bytes, before: bytes, after: bytes, signs: bytes, pattern: Rx) -> bool:
    """Whether the run of such signs that the text stands in is of this pattern."""
    left, right = len(before) - len(before.rstrip(signs)), len(after) - len(after.lstrip(signs))
    return pattern.fullmatch(before[len(before) - left :] + text + after[:right])
