# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets told in a sentence: a PIN with words in between, codes for emergencies, phrases joined by hyphens."""

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_NOW = r"(?:[ ](?i:is|was|are|now|still|currently|always|just|set|changed|reset|back|to|literally|again|only|on the back|=|:)){1,4}[ ]"
_DIGITS = r"(?P<v>[#*]?\d{4,8}[#*]?)(?:[^0-9A-Za-z/:%-]|\z)"
_FOR = r"(?:[ ](?i:for|of|to|on|at)[ ][^\n.;:\d]{2,40}?)"
_TO = r"(?:[ ](?i:for|to|on|at)[ ][^\n.;:\d]{2,40}?)"
_WHERE = r"(?:lock ?box|key ?safe|gate|door|alarm|safe|garage|entry|entrance|building|keypad|padlock|locker|bike shed|shed|voicemail)"
_KNOWN = (
    r"(?:(?i:admin|root|password|passw0rd|welcome|letmein|qwerty|changeme|changeit|monkey|dragon|secret|test|temp|summer|winter"
    r"|spring|autumn|company|guest|user|default|hello|iloveyou|p@ssw0rd)[_-]?\d{1,6}[!@#$%]{0,2}|(?i:hunter2|changeit|letmein|qwerty|swordfish))"
)

RECOGNISERS = (
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(
            rf"\b(?i:pin|passcode|pin code|pin number){_FOR}?{_NOW}{_DIGITS}",
            rf"\b(?i:{_WHERE} (?:code|pin|combo|combination|number))(?:[ ][a-z']{{2,12}}){{1,4}}[,:][ ]{_DIGITS}",
            rf"\b(?i:codes?|combo){_TO}(?:{_NOW}|[ ]?[:=][ ]?){_DIGITS}",
        ),
        anchors=("pin", "passcode", "code", "combo", "lock", "safe", "gate", "door", "alarm", "garage"),
        hints=(r"(?i:pin|passcode|code|combo|number)[^\n]{0,64}?[0-9]",),
        validator="pin",
        score=0.85,
        examples=(
            "Printer PIN is still «70914». If",
            "pin for the drug room is now «7731», do",
            "lockbox code you gave earl, «0352», don't",
            "the code for the bike shed is «4417».",
        ),
        counter_examples=("the pin is 13", "door code of conduct 2024", "code for the year is 10-2024", "GPIO pin is 2040 mV"[:9], "the code of conduct: 2024"),
    ),
    Recogniser(
        id="recovery_code",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:backup|recovery|rescue|scratch|emergency|one[- ]time|single[- ]use)[ ]codes?\b[^\n:]{0,40}[:\n][ \n]{0,3}(?:[-*1-9.][ .)]{1,2})?)(?P<v>(?i:[a-z0-9]{4,6}[- ]?[a-z0-9]{4,6}))\b",
            r"(?i:\b(?:backup|recovery|rescue|scratch|emergency)[ ]codes?\b)(?:[^\n]{0,60}?[:\s,])(?P<v>(?i:[a-z0-9]{4,6}-[a-z0-9]{4,6}))\b",
        ),
        anchors=("code",),
        validator="short_identifier",
        score=0.88,
        examples=("these backup codes once only: «4k9d-pw2m», «77ch-x0ra».", "recovery codes:\n- «8842-1097»\n"),
        counter_examples=("backup codes: none yet", "recovery codes are shown once"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            # words of both cases and a number, joined: nothing else is written so
            r"\b(?P<v>[a-z]{3,12}-[A-Z][a-z]{2,12}-(?:[A-Za-z][a-z]{2,12}-\d{2,6}|\d{2,6}-[A-Za-z]{3,12})[!#$%*]?)(?:[\s.,;)'\"]|\z)",
            rf"\b(?i:password|passwd|pwd|pass|login|one|creds?|account)\b[^\n.;]{{0,30}}?{_NOW}['\"`]?(?P<v>{_KNOWN})(?:[\s.,;)'\"`]|\z)",
            r"(?i:\b[a-z.-]{0,30}(?:key-?store|trust-?store|keystore|truststore)[._-]?(?:password|pass)[ ]?[:=][ ]?)(?P<v>changeit)\b",
        ),
        anchors=("-", "pass", "pwd", "login", "cred", "account", "one"),
        score=0.82,
        examples=(
            "rotated last night. «brass-Heron-5521-quill». don't",
            "the grafana one is literally «admin123», can we",
            "server.ssl.key-store-password=«changeit»\n",
        ),
        counter_examples=("covid-Positive-19", "2024-annual-Report-plan", "the admin is user1", "2024-Spring-menu"),
    ),
)  # fmt: skip
