# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The class that a label directly in front gives to a number whose class was only guessed."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from clearance.core.detect.merge import Candidate
from clearance.core.detect.rx import Rx
from clearance.model.words import DataClass

_WORDS = MappingProxyType(
    {
        DataClass.MRN: "chart|mrn|medical record|record number|hosp(?:ital)? no|patient id|dossier|uhid|ur"
        "|urn|unit no|folder(?: no)?|[io]pd? no|pas no|prontu[a\\x{e1}]rio|nhc|fallnummer|ipp",
        DataClass.HEALTH_PLAN_ID: "subscriber|member|policy|insured|insurance|medicaid|medicare|beneficiary|nhs|nhi|chi"
        "|(?:plan|insurance|medical|health|scheme) card|kvnr|versichertennummer|ohip|nhif|ehic|medical aid|scheme|ahv",
        DataClass.ACCOUNT: "account|acct|routing number|iban|fin|loan|mortgage|clabe|kontonr",
        DataClass.LICENSE: r"li[cs]en[cs]e|lic|passport|npi|dea|gas safe|enrol|bacp|gms|gmc|nmc|gdc|hcpc"
        "|ahpra|hpcsa|mdcn|bar no|sia|reisepass|pasaporte|passeport|passaporto|pass-?nr",
        DataClass.FAX: "fax|faks|telefax|facsimile",
        DataClass.VEHICLE: "licen[cs]e plate|plates?|vin|engine|chassis|rego|tail|placa|matr[i\\x{ed}]cula|kennzeichen",
        DataClass.DEVICE_ID: "serial|monitor|analy[sz]er|concentrator|pump|sensor|device|pacemaker|implant|sn|s/n|imei"
        "|terminal|microchip|modem|hearing aid|wearable|handset",
        DataClass.OTHER_ID: "invoice|rechnung|factura|facture|fattura|vat|ust-?idnr|idnr|steuernummer|iqama|tax"
        "|(?:national|residence|identity|staff)(?: id| identity)?(?: card)?|emp(?:loyee)? id|tracking|consignment"
        "|order|booking|claim|case|ticket|reference",
    }
)
_JOINED = "(?:no|nr|n\\x{ba}|number|num|ids?|is|was|for|per [a-z]{2,8}|sn|code|sent|to|reads|says)"
_FILLER = rf"[ .:,#(*/=\"-]{{0,3}}(?:{_JOINED}\b[ .:#(=]{{0,3}}){{0,2}}\z"
_LABELS = tuple((Rx(rf"(?i:\b(?:{words})\b{_FILLER})"), data_class) for data_class, words in _WORDS.items())
_REACH = 36
_NUMBERS = frozenset({*_WORDS, DataClass.OTHER_ID, DataClass.PHONE, DataClass.SSN, DataClass.CREDIT_CARD})
_CODES = frozenset({"model_zip"})
_LOOSE = frozenset({"national_phone", "numbered"})
"""Kinds of rules that say what a number looks like, not what it is."""


def renamed(candidates: Iterable[Candidate], data: bytes) -> Iterator[Candidate]:
    """The candidates, guessed ones with the class of their label where one stands directly in front."""
    for candidate in candidates:
        guessed = candidate.kind.startswith("model_") or candidate.kind in _LOOSE
        if guessed and (candidate.data_class in _NUMBERS or candidate.kind in _CODES):
            before = data[max(0, candidate.start - _REACH) : candidate.start]
            named = next((data_class for label, data_class in _LABELS if label.search(before)), None)
            if named is not None:
                candidate = candidate._replace(kind=f"model_{named}", data_class=named)  # noqa: PLW2901 - as named
        yield candidate
