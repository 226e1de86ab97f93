# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets that people hand each other: codes of safes, cards and phones, words agreed on, keys of products."""

from clearance.core.detect.families.secrets.table import UUID, fill
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_IS = r"(?:[ ](?:is|was|to|now|set|changed|reset)){0,3}[ ]{0,2}[:=#]?[ ]{0,2}"
_DIGITS = r"(?P<v>[#*]?[A-Z]?\d{4,8}[A-Z]?[#*]?)(?:[^0-9A-Za-z]|\z)"
_GROUPS = r"(?P<v>\d{4,8}|\d{2,4}(?:[ -]\d{2,4}){1,2})(?:[^0-9A-Za-z]|\z)"
_SAFES = r"(?:key[ -]?safe|lock ?box|key ?box)"
_KEPT = r"(?:gate|door|alarm|safe|key ?safe|lock ?box|garage|building|entrance)"
_ELSEWHERE = r"(?:has\x{142}o|l\x{f6}senord|parola|salasana|adgangskode|passord|jelsz\x{f3}|heslo|geslo|lozinka|palavra-passe|p/w)"
_WORD = r"(?:code|test|safe|memorable|secret|security|duress|challenge|magic)[ -]?word"

RECOGNISERS = (
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b{_SAFES}(?:[ ](?:code|pin|number|no\.?))?{_IS}){_DIGITS}",
            rf"(?i:\b(?:passcode|mpin|tpin)(?:[ ](?:code|number))?{_IS}){_DIGITS}",
            rf"\bPIN(?:[ ](?i:number))?{_IS}{_DIGITS}",
            rf"(?i:\b(?:otp|2fa|mfa|totp|one[- ]time (?:code|pin|passcode))(?:[ ](?:code|number))?{_IS}){_GROUPS}",
            r"(?i:\b(?:cvv2?|cvc2?|cav2?|csc)(?:[ ](?:code|number|no\.?))?(?:[ ](?:is|was))?[ ]?[:=#]?[ ]{0,2})(?P<v>\d{3,4})\b",
            r"(?i:\bsecurity code on the back(?:[ ]of[ ][a-z ]{2,16})?(?:[ ]is)?[ ]?[:,]?[ ]{0,2})(?P<v>\d{3,4})\b",
            rf"(?i:\bcodes?[ ]for[ ](?:the |my |her |his )?(?:front |back |side |main )?{_KEPT}(?:[ ]is|[ ]was|:)[ ]){_DIGITS}",
            r"(?i:\b(?:alarm|disarm)[ ](?:pin |code )?(?:is|was|to)[ ])(?P<v>[#*]?\d{4,6}[#*]?)(?:[.,;)\n]| (?:then|and|press)\b|\z)",
            r"(?i:\bentry[ ]code[ ])(?P<v>[A-Z]\d{4,6}|\d{4,6}[A-Z])\b",
            r"(?i:\bcombination (?:is|was|now|:)[ ]{1,2})(?P<v>\d{1,2}-\d{1,2}-\d{1,2})(?:[.,;)\n]|\z)",
        ),
        anchors=("safe", "box", "entry", "pin", "otp", "passcode", "2fa", "mfa", "one", "cv", "cav", "csc", "code", "alarm", "disarm", "combination"),
        validator="pin",
        not_after=b".:/-",
        score=0.85,
        examples=(
            "night sitter. Keysafe «4190». L. Pham",
            "key safe code «C2580» at",
            "OTP «733190» valid",
            "PIN «4471», ask",
            "one-time code «22 81 09»",
            "exp 09/27 cvv «318» please",
            "security code on the back «771»",
            "the alarm is «8813» then #",
            "entry code «C4471»",
            "the combination is «14-32-08».",
            "the code for the front gate is «5521».",
        ),
        counter_examples=("pin 13", "GPIO pin 2040", "alarm is 9000 Hz", "keypad 1234 keys", "combination is 10-20-30 mg", "pin code 560034-1", "opinion 2024", "OTP 0000", "keypad layout 4x4", "alarm is 80", "a combination is 5-10", "cvv required"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b{_WORD}(?:[ ]is|[ ]was|:|[ ]=)[ ]{{1,2}})['\"]?(?P<v>[A-Za-z][A-Za-z0-9]{{4,30}})\b",
            rf"(?i:\b{_WORD}[ ]{{1,2}})['\"]?(?P<v>[A-Za-z]{{3,24}}\d{{1,6}})\b",
        ),
        anchors=("word",),
        validator="spoken_password",
        score=0.85,
        examples=("test word «Kastanje9». Second", "code word is «Bluebell», she", "memorable word: «Trafalgar»"),
        counter_examples=("the code word is secret", "code word for it", "keyword: Bluebell", "test words follow"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\bpass[- ]?phrase[ ]{0,2}(?::|=|[ ]is|[ ]was)[ ]{1,2})['\"]?(?P<v>[a-z]{2,16}(?:[ -][a-z]{2,16}){3,11})(?:['\".,;\n]|\z)",
        ),
        anchors=("pass",),
        score=0.85,
        examples=("passphrase: «correct horse battery staple»", 'the pass phrase is "«ember quiz lantern moss»".'),
        counter_examples=("passphrase: none", "passphrase is required"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(r"(?i:\bwi-?fi(?:[ ](?:network|name|ssid))?:?[ ])[\w -]{2,30}?[ ]?/[ ]?(?P<v>[^\s\"'`<>]{6,})",),
        anchors=("wifi", "wi-fi"),
        validator="strong_password",
        score=0.85,
        examples=("Wi-Fi: Guest / «Welcome2024!»",),
        counter_examples=("wifi on/off Mode2024", "Wi-Fi: home / office"),
    ),
    Recogniser(
        id="session_cookie",
        data_class=_SECRET,
        patterns=(r"(?i:\bsess(?:ion)?[\"']?[ ]{0,2}[:=][ ]{0,2}['\"])(?P<v>[0-9a-fA-F]{32,}|[A-Za-z0-9_-]{40,200})['\"]",),
        anchors=("sess",),
        validator="random_key",
        score=0.9,
        examples=(fill("tel: '1', session: '«{h32}»' }"),),
        counter_examples=("session: 'morning'", "session = 'a'"),
    ),
    Recogniser(
        id="product_key",
        data_class=_SECRET,
        patterns=(
            r"\b[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}\b",
            r"\b\d{6}(?:-\d{6}){7}\b",
            r"(?i:\b(?:activation|redemption|registration|unlock|invit(?:e|ation)|enrol(?:l)?ment)[ ](?:code|key)s?(?:[ ]is)?[ ]?[:=]?[ ]{0,2})(?P<v>[A-Za-z0-9]{3,8}(?:-[A-Za-z0-9]{3,8}){1,5})\b",
        ),
        anchors=("-",),
        validator="short_identifier",
        not_before=b"-",
        not_after=b"-",
        score=0.93,
        examples=("Activation code: «QK7B9-TT4XW-8HM2R». If", "licence key «A1B2C-3D4E5-F6G7H-8I9J0-K1L2M»", "recovery key: «048213-551092-330817-224190-118844-090817-771204-558812»"),
        counter_examples=("A1B2C-3D4E5-F6G7H", "AAAAA-AAAAA-AAAAA-AAAAA", "activation code: two-part"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b{_ELSEWHERE}[ ]{{0,2}}[:=][ ]{{0,2}})['\"]?(?P<v>[^\s\"'`<>]{{6,}})",
            r"(?i:\b(?:snmp-server community|bindpw|secret [0579]|pre-shared-key)[ ]{1,2})(?P<v>[^\s\"'`<>]{6,})",
        ),
        anchors=(
            "has\N{LATIN SMALL LETTER L WITH STROKE}o", "senord", "parola", "salasana", "adgangskode", "passord", "jelsz", "heslo", "geslo", "lozinka",
            "palavra", "p/w", "community", "bindpw", "secret", "pre-shared",
        ),
        validator="strong_password",
        score=0.88,
        examples=(
            "has\N{LATIN SMALL LETTER L WITH STROKE}o: «Zima2024!»",
            "l\N{LATIN SMALL LETTER O WITH DIAERESIS}senord: «Vinter!99»",
            "username admin privilege 15 secret 0 «Tr1dent#8»",
            "bindpw «Ld4p-Bind!»",
        ),
        counter_examples=("heslo: povinne", "the secret 5 ingredients", "parola d'ordine"),
    ),
    Recogniser(
        id="assigned_key",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b[a-z0-9_.-]{0,40}(?:encryption|signing|master|crypt|aes|hmac)[._-]?key['\"]?[ ]{0,2}[:=][ ]{0,2}['\"]?)(?P<v>[0-9a-fA-F]{32,})\b",
            rf"(?i:\bapi[ _-]?key['\"]?(?:[ ]is)?[ ]{{0,2}}[:=]?[ ]{{1,2}}['\"]?)(?P<v>{UUID})\b",
        ),
        anchors=("key", "secret"),
        validator="literal_key",
        score=0.9,
        examples=(
            fill("encryption.key=«{h32}»"),
            fill("apikey «{h8}-{h4}-{h4}-{h4}-{h12}»"),
        ),
        counter_examples=("signing key: none",),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"\b[A-Z0-9_]{0,40}SECRET['\"]?[ ]{0,2}[:=][ ]{0,2}['\"]?(?P<v>[a-z][a-z0-9]{1,24}(?:-[a-z0-9]{1,24}){0,4}-\d[a-z0-9]{0,24}(?:-[a-z0-9]{1,24}){0,4})\b",
        ),
        anchors=("secret",),
        validator="quoted_password",
        score=0.88,
        examples=("COOKIE_SECRET: '«mountain-goat-88-xylophone»'",),
        counter_examples=("COOKIE_SECRET=your-secret-goes-here",),
    ),
)  # fmt: skip
