# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Cards, bank accounts and routing numbers."""

from clearance.core.detect.families.shapes import IDENTIFIER, SEPARATOR
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

RECOGNISERS = (
    Recogniser(
        id="credit_card",
        data_class=DataClass.CREDIT_CARD,
        patterns=(r"\b\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}\b", r"\b3\d{3}[ -]\d{6}[ -]\d{4,5}\b", r"\b[2-6]\d{11,18}\b"),
        validator="card",
        not_before=b"-./$",
        not_after=b"-",
        without=("mrn", "order", "tracking"),
        score=0.95,
        examples=(
            "card «4111 1111 1111 1111» exp",
            "«5555-5555-5555-4444»",
            "«378282246310005»",
            "«3782 822463 10005»",
        ),
        counter_examples=("4111 1111 1111 1112", "1234567812345670", "4444 4444 4444 4444"),
    ),
    Recogniser(
        id="credit_card_labelled",
        data_class=DataClass.CREDIT_CARD,
        patterns=(
            (
                r"(?i:\b(?:credit|debit|visa|mastercard|amex|discover|payment)(?: ?card)?(?: ?(?:number|no\.?|num"
                r"|#))?)"
            )
            + SEPARATOR
            + r"(?P<v>\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,7})?|3\d{3}[ -]?\d{6}[ -]?\d{5})\b",
        ),
        anchors=("credit", "debit", "visa", "mastercard", "amex", "discover", "payment"),
        score=0.9,
        examples=("credit card number «4111 1111 1111 1112»",),
        counter_examples=("credit of 4111",),
    ),
    Recogniser(
        id="iban",
        data_class=DataClass.IBAN,
        patterns=(
            r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b",
            r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b",
        ),
        validator="iban",
        score=0.98,
        examples=("IBAN «GB82 WEST 1234 5698 7654 32» THEN", "«DE89370400440532013000»"),
        counter_examples=("GB82 WEST 1234 5698 7654 33", "AB12 CDEF 3456"),
    ),
    Recogniser(
        id="account",
        data_class=DataClass.ACCOUNT,
        patterns=(
            (
                r"(?i:\b(?:acct|account|a/c|bank account|checking|savings|customer"
                r"|guarantor)(?:[ _.-]?(?:number|num\b|no\b|nr\b|id\b|#))?)"
            )
            + SEPARATOR
            + IDENTIFIER,
            r"(?i:\b(?:acct|account|card)[ a-z]{0,16}ending(?: in| with)?)\s{0,2}[:#]?\s{0,2}(?P<v>\d{4})\b",
            r"\b(?P<v>ACCT?[-_#]\d{4,14})\b",
            r"\b(?P<v>acct?[-_#]\d{4,14})\b",
        ),
        validator="identifier",
        anchors=("acc", "a/c", "checking", "savings", "customer", "guarantor", "card"),
        not_after=b"@%",
        score=0.94,
        examples=(
            "ACCT #: «ACCT-47096481»  SSN",
            "Account number «8023640976»",
            '"account_number": "«1333-7041-7156»"',
            "account ending in «4471»",
        ),
        counter_examples=("account manager", "accounts for 40%", "on account of 12", "checking 123"[:-3] + "in"),
    ),
    Recogniser(
        id="aba_routing",
        data_class=DataClass.ACCOUNT,
        patterns=(r"(?i:\b(?:routing|aba|rtn|transit)(?: ?(?:number|no\.?|num|#))?)" + SEPARATOR + r"(?P<v>\d{9})\b",),
        anchors=("routing", "aba", "rtn", "transit"),
        score=0.97,
        examples=("routing number «021000021»", "ABA: «123456789»"),
        counter_examples=("021000021", "routing 12"),
    ),
    Recogniser(
        id="swift_bic",
        data_class=DataClass.ACCOUNT,
        patterns=(r"(?i:\b(?:swift|bic)(?: ?code)?)" + SEPARATOR + r"(?P<v>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b",),
        anchors=("swift", "bic"),
        hints=(r"(?i:\b(?:swift|bic))",),
        score=0.9,
        examples=("SWIFT: «DEUTDEFF500»",),
        counter_examples=("SWIFT recovery",),
    ),
)
