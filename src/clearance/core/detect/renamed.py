# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The class that a label directly in front, or the head of a column, gives to a number or a name whose class was only
guessed.
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

_WORDS = MappingProxyType(
    {
        DataClass.MRN: "chart|mrn|mrd|medical record|record number|hosp(?:ital)?(?: no)?|patient id"
        r"|pat(?:ienten)?-?(?:nr|id)|dossier|uhid|ur|urn|unit no|folder(?: no)?|[io]pd? no|[io]\.p\. ?no|case sheet"
        r"|pas no|prontu[a\x{e1}]rio|nhc|expediente|historia cl[i\x{ed}]nica|cartella|fallnummer|aufnahme-?nr|ipp"
        "|cr no|anc card",
        DataClass.HEALTH_PLAN_ID: "subscriber|member|policy|insured|insurance|insurer|ins|medicaid|medicare"
        "|medi-?cal|tricare|champva|beneficiary|mbi|hicn?|bcbs[a-z]{0,2}|blue ?cross|blue ?shield|aetna|cigna"
        "|humana|united ?health ?care|uhc|anthem|kaiser|wellcare|molina|rx ?(?:grp|group|bin|pcn|id)|bin|grp|group|pcn"
        "|nhs|nhi|ihi|dva|chi|hcn|h&c|bupa|axa|vhi|laya|medibank"
        "|(?:plan|insurance|medical|health|scheme|drug|medicare|pension)(?: care)? card|gms card|kvnr"
        r"|versicherten-?(?:nummer|nr)|krankenkasse|barmer|ehic|mutuelle|s[e\x{e9}]cu|tessera sanitaria|utente|cip"
        r"|ohip|ramq|phn|health ?card|imss|issste|nss|cart[a\x{e3}]o sus|cns|obra social|isapre|fonasa|eps|nhif"
        "|nhis|shif|sha|medical aid|scheme|discovery|philhealth|bpjs|ayushman|pmjay|abha|cghs|esic|echs",
        DataClass.ACCOUNT: "account|acct|a/c|ac no|customer(?: no)?|client(?: no)?"
        r"|(?:sort(?: code)?|bank|ifsc|bsb)[^\n]{0,24}?\bacc|sort(?: code)?|routing number|iban|ifsc|fin|loan"
        "|mortgage|clabe|kontonr|konto|cuenta|conto|compte|debit|paybill",
        DataClass.LICENSE: "li[cs]en[cs]e|lic|passport|npi|dea|gas safe|enrol|enrl|bacp|gms|gmc|nmc|gdc|hcpc|gphc"
        r"|ahpra|hpcsa|pr\. nr|prescriber|mdcn|mdpcz|prc|bar no|roll no|sia|reisepass|pasaporte|passeport"
        "|passaporto|pass-?nr|driver no",
        DataClass.FAX: "fax|faks|telefax|facsimile",
        DataClass.VEHICLE: r"licen[cs]e plate|plates?|vin|engine|chassis|rego|tail|placa|matr[i\x{ed}]cula"
        "|kennzeichen",
        DataClass.DEVICE_ID: "serial|monitor|analy[sz]er|concentrator|pump|sensor|device|pacemaker|implant|sn|s/n"
        "|imei|terminal|(?:micro)?chip|modem|hearing aid|wearable|handset|lot|batch|udi|fob|asset tag|boiler"
        "|meter serial",
        DataClass.OTHER_ID: "invoice|rechnung|factura|facture|fattura|vat|ust-?idnr|idnr|steuernummer|iqama|tax"
        "|(?:national|residence|identity|staff)(?: id| identity)?(?: card)?|emp(?:loyee)? id|tracking|consignment"
        "|order|booking|claim|case|ticket|reference|refund|accession|trn|prisoner|learner|certificate of title",
    }
)
_JOINED = "(?:no|nr|n\\x{ba}|number|num|ids?|is|was|for|per [a-z]{2,8}|sn|code|sent|to|reads|says)"
_FILLER = rf"[ .:,#(*/=\"'>-]{{0,4}}(?:{_JOINED}\b[ .:#(=\"'>]{{0,4}}){{0,2}}"
_BEGUN = r"(?:[A-Z]{0,4}[-/]?[0-9][A-Z0-9]{0,9}[ /.-]{1,2}|[A-Z]{1,2} |[A-Z]{1,5}[-/]){0,3}"
"""Of the same value, where the model saw its end only."""
_LABELS = tuple(
    (Rx(rf"(?i:\b(?:{words})\b{_FILLER})(?P<v>{_BEGUN})\z"), data_class) for data_class, words in _WORDS.items()
)
_ANY_LABEL = Rx(rf"(?i:\b(?:{'|'.join(_WORDS.values())})\b{_FILLER}){_BEGUN}\z")
"""What one of them finds: most guesses have no label."""
_GOES_ON = Rx(r"\A(?P<v>(?:[/-][A-Z0-9]{1,6}){1,2})(?:[^A-Za-z0-9/-]|\z)")
_ANSWER = r"[ -]{0,2}(?:numbers?|no|nr|ids?|code|card)\b[^\n?]{0,40}\?[\"']{0,2}[^\n?]{0,2}\n[^\n?]{0,60}\z"
_QUESTIONS = tuple((Rx(rf"(?i:\b(?:{words}){_ANSWER})"), data_class) for data_class, words in _WORDS.items())
_REACH, _REACH_OF_QUESTION = 36, 150
_NUMBERS = frozenset({*_WORDS, DataClass.OTHER_ID, DataClass.PHONE, DataClass.SSN, DataClass.CREDIT_CARD})
_CODES = frozenset({"model_zip"})
_LOOSE = frozenset({"national_phone", "numbered", "national_id"})
"""Kinds of rules that say what a number looks like, not what it is."""
_PLACE = "village|town|city|suburb|district|county|province|locality|municipality|area|barangay|purok|birthplace"
_PLACED = Rx(
    rf"(?:(?i:\b(?:{_PLACE}|place of birth|resident (?:of|at|in)|residing (?:at|in)|(?:lives?|living|lived|born)"
    r" (?:in|at)|moved (?:back |away )?(?:to|from)|native of|issued (?:at|in)|farm|flughafen|gare de|calle|rua|rue"
    r"|ulica|rehov|ffordd|jalan|boulevard de)\b|\br/o|\bstr\.)|\b[A-Z][A-Za-z'-]+, (?:late )?of)"
    r"(?: of)?[\"']?[ :=>\"']{1,4}\z"
)
_PLACE_HEAD = Rx(rf"\A(?i:{_PLACE}|place|port|location|destination|site|address)\z")
_JOINTS = bytes.maketrans(b"_", b" ")
_DIGITS = b"0123456789"
_PARTS = (b"|", b"\t", b",", b";")
_LEAST_PARTS, _MOST_ROWS, _LONGEST_HEAD = 2, 60, 24


def renamed(candidates: Iterable[Candidate], data: bytes) -> Iterator[Candidate]:
    """The candidates, guessed ones with the class of their label where one stands directly in front, or heads their
    column.
    """
    for candidate in candidates:
        if candidate.kind == "model_person" and _is_placed(data, candidate.start):
            candidate = candidate._replace(kind="model_city", data_class=DataClass.LOCATION)  # noqa: PLW2901 - as placed
        guessed = candidate.kind.startswith("model_") or candidate.kind in _LOOSE
        yield _as_labelled(candidate, data) if guessed and _is_number(candidate) else candidate


def _is_number(candidate: Candidate) -> bool:
    return candidate.data_class in _NUMBERS or candidate.kind in _CODES


def _as_labelled(candidate: Candidate, data: bytes) -> Candidate:
    """With the class that its label gives, and the whole of the value behind that."""
    start, end = candidate.start, candidate.end
    before = data[max(0, start - _REACH) : start]
    named, begun = _labelled(before)
    if named is None:
        named = _labelled(_head(data, start))[0] or _asked(data, start)
    elif (more := _GOES_ON.search(data[end : end + _REACH])) is not None:
        end += more[3]
    if named is None:
        return candidate
    kind = candidate.kind if named == candidate.data_class else f"model_{named}"
    if (kind, begun, end) == (candidate.kind, 0, candidate.end):
        return candidate
    return candidate._replace(kind=kind, data_class=named, start=start - begun, end=end)


def _labelled(before: bytes) -> tuple[DataClass | None, int]:
    """The class that the label at the end gives, and how many bytes of the value stand behind that."""
    spaced = before.translate(_JOINTS)
    for pattern, data_class in _LABELS if before and _ANY_LABEL.search(spaced) is not None else ():
        hit = pattern.search(spaced)
        if hit is not None:
            return data_class, len(before) - hit[2] if hit[2] < hit[3] else 0
    return None, 0


def _is_placed(data: bytes, at: int) -> bool:
    """Whether what stands before a name, or over it, says that it is a place's."""
    if _PLACED.search(data[max(0, at - _REACH) : at]) is not None:
        return True
    head = _head(data, at)
    return head != b"" and _PLACE_HEAD.search(head) is not None


def _asked(data: bytes, at: int) -> DataClass | None:
    """What the line before asked for."""
    before = data[max(0, at - _REACH_OF_QUESTION) : at]
    if b"?" not in before:
        return None
    return next((data_class for pattern, data_class in _QUESTIONS if pattern.search(before)), None)


def _head(data: bytes, at: int) -> bytes:
    """What stands over a cell of a delimited table: the cell of its first row, where that holds no number."""
    start = data.rfind(b"\n", 0, at) + 1
    sign = next((one for one in _PARTS if data.count(one, start, at + _REACH) >= _LEAST_PARTS), b"")
    if not sign or not start:
        return b""
    place, head = data.count(sign, start, at), b""
    for _ in range(_MOST_ROWS):
        above = data.rfind(b"\n", 0, max(0, start - 1)) + 1
        line = data[above : start - 1]
        if line.count(sign) < place:
            break
        head, start = line, above
        if not above:
            break
    cell = head.split(sign)[place].strip(b" *\"'") if head else b""
    return cell if len(cell) <= _LONGEST_HEAD and cell.isascii() and head.translate(None, _DIGITS) == head else b""
