# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Codes that are written sign by sign, turns of a dial in words, words and codes in numbered or endless lists, and what
stands behind a card's number.
"""

from clearance.core.detect.families.shapes import SPEAKER
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_SPACED = r"(?P<v>[A-Z]?[ -]?\d(?:[ -]\d){2,6}(?:[ -][A-Z])?|[A-Z](?: [A-Z0-9]){3,5})(?:[^0-9A-Za-z-]|\z)"
_LEFT, _RIGHT = (rf"(?:{way}|{way[0]}) ?(?:to )?\d{{1,2}}" for way in ("left", "right"))
_THEN = r"(?:[ ,;-]{1,3}|,? then )"
_TURNS = rf"(?i:{_LEFT}{_THEN}{_RIGHT}{_THEN}{_LEFT}|{_RIGHT}{_THEN}{_LEFT}{_THEN}{_RIGHT})"
_GROUP = r"(?:[A-Z2-7]{4}(?: [A-Z2-7]{4}){3,7}|[a-z2-7]{4}(?: [a-z2-7]{4}){3,7})"
_ONE_WORD = (
    r"(?i:all (?:one word|in one word|joined up|run together|small letters|lower case)|todo junto|todo en min\w{1,9}|tutto attaccato"
    r"|tout attach\x{e9}|alles zusammen\w{0,12}|alles klein\w{0,14}|alles aan elkaar)"
)

RECOGNISERS = (
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b(?:code|pin|combo|passcode)(?: is| was| now| changed to| set to| reset to)?[ :]{{1,2}}){_SPACED}",
            rf"(?i:\b(?:key ?safe|lock ?box|passcode|(?:door|gate|alarm|entry|side gate) code|pin)\b[^\n.;\d]{{0,32}}? (?:is|was|now|smartcard|card|phone|=) ){_SPACED}",
            rf"(?i:\b(?:pin|(?:door|gate|alarm|entry|safe|locker) code|combo|passcode)\b[^\n]{{0,40}}\??\n{SPEAKER})(?P<v>\d(?:[ -]\d){{3,7}})(?:[^0-9-]|\z)",
            r"[0-9][ ,;]{1,3}(?i:pin )(?P<v>\d{4,6})(?:[\s,;.)\"']|\z)",
            r"\b3[47]\d\d[ -]?\d{6}[ -]?\d{5}\b[^\n]{0,16}? (?i:cid|csc) (?P<v>\d{4})\b",
            r"(?i:\b(?:gate|door|side gate|barrier|buzzer)(?: code)? )(?P<v>[#*]\d{4,6}[#*]?|\d{4,6}#)(?:[^0-9A-Za-z]|\z)",
        ),
        hints=(
            r"(?i:(?:code|pin|combo|passcode)(?: is| was| now| changed to| set to| reset to)?[ :]{1,2})(?:[A-Z]?[ -]?[0-9][ -][0-9][ -][0-9]|[A-Z] [A-Z0-9] [A-Z0-9] )",
            r"(?i:safe|box|code|pin)[^\n]* (?:[A-Z]?[ -]?[0-9][ -][0-9][ -][0-9]|[A-Z] [A-Z0-9] [A-Z0-9] )",
            r"(?i:pin|code|combo)[^\n]*\n[^\n]*[0-9][ -][0-9][ -][0-9][ -][0-9]",
            r"[0-9][ ,;]{1,3}(?i:pin )[0-9]{4}",
            r"3[47][0-9][0-9][ -]?[0-9]{6}[ -]?[0-9]{5}\b[^\n]* (?i:cid|csc) ",
            r"(?i:gate|door|barrier|buzzer)(?i: code)? (?:[#*][0-9]{4}|[0-9]{4,6}#)",
        ),
        anchors=("code", "pin", "combo", "safe", "box", "cid", "csc", "gate", "door", "barrier", "buzzer"),
        validator="told_code",
        score=0.84,
        examples=(
            "nurse visits Mondays, door code «7 3 0 2 B». He",
            "ALARM FOB CODE «0-9-1-1». Ring",
            "the keysafe by the tank is «C 4 9 Y». Please",
            "passcode for her smartcard «6 1 6 1» under",
            "whats his ride PIN\nJo: «7 0 7 2»\n",
            'exp x 204 pin «5913»",,1',
            "off the amex 3714 496353 98431 cid «4410»\n",
            "took it Sunday. Gate «*4417#» from",
        ),
        counter_examples=(
            "code 1-2 of 3",
            "the pin is on page 3 4",
            "GPIO 4, pin 13",
            "3714 496353 98431 exp 11/26",
            "gate 4417 opens",
        ),
    ),
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(r"\b(?:\d{4}[ -]?){3}\d{1,4},? (?i:exp\.? )?(?:0[1-9]|1[0-2])/\d{2,4},? (?P<v>\d{3,4})(?:[^0-9/-]|\z)",),
        anchors=("/",),
        hints=(r"[0-9]{1,4},? (?i:exp\.? )?(?:0[1-9]|1[0-2])/[0-9]{2,4},? [0-9]{3}",),
        validator="told_code",
        score=0.84,
        examples=("5555 5555 5555 4444 11/26 «204» ok",),
        counter_examples=("5555 5555 5555 4444 11/26 ok",),
    ),
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b(?:combination|combo|safe|dial|lock|padlock|locker|vault)\b[^\n]{{0,80}}?[ :(,\"'])(?P<v>{_TURNS})\b",
        ),
        hints=(r"(?i:(?:left|l) ?(?:to )?[0-9]{1,2}[ ,;then-]+(?:right|r) ?(?:to )?[0-9]|(?:right|r) ?(?:to )?[0-9]{1,2}[ ,;then-]+(?:left|l) ?(?:to )?[0-9])",),
        anchors=("combination", "combo", "safe", "dial", "lock", "vault"),
        score=0.86,
        examples=("* safe: Baz has reset it, «left 40 right 22 left 9», eat this", "combination is «L 22, R 7, L 41»."),
        counter_examples=("the lock turns left 40 degrees", "grip left 22 right 24"),
    ),
    Recogniser(
        id="seed_phrase",
        data_class=_SECRET,
        patterns=(
            r"\b(?P<v>1[.)]?\s[a-z]{3,8}[,;]?\s2[.)]?\s[a-z]{3,8}[,;]?\s3[.)]?\s[a-z]{3,8}(?:[,;]?\s\d{1,2}[.)]?\s[a-z]{3,8}){9,21})\b",
        ),
        anchors=("1",),
        hints=(r"\b1[.)]?\s[a-z]{3,8}[,;]?\s2[.)]?\s[a-z]{3,8}[,;]?\s3[.)]?\s[a-z]{3}",),
        score=0.88,
        examples=("words: «1 velvet 2 orbit 3 cactus 4 hurdle 5 mimic 6 dragon 7 salute 8 pepper 9 tuna 10 wrist 11 oblige 12 fence»\n",),
        counter_examples=("1 mix 2 bake 3 cool", "1 egg, 2 eggs, 3 eggs"),
    ),
    Recogniser(
        id="recovery_code",
        data_class=_SECRET,
        patterns=(
            r"\b(?P<v>[0-9a-f]{5}-[0-9a-f]{5})[ ,;\n]{1,3}[0-9a-f]{5}-[0-9a-f]{5}\b",
            r"\b(?:[0-9a-f]{5}-[0-9a-f]{5}[ ,;\n]{1,3}){1,15}(?P<v>[0-9a-f]{5}-[0-9a-f]{5})\b",
        ),
        anchors=("-",),
        hints=(r"[0-9a-f]{5}-[0-9a-f]{5}[ ,;\n]{1,3}[0-9a-f]{5}-[0-9a-f]{5}", r"[0-9a-f]{5}-[0-9a-f]{5}[ ,;\n]{1,3}[0-9a-f]{5}-[0-9a-f]{5}"),
        validator="random_with_digits",
        not_before=b"-",
        score=0.86,
        examples=("2fa\ngithub: «e4f27-ead33» «33d20-2c50c» «6a8e1-4b066» (first",),
        counter_examples=("12345-67890 12345-67890", "added-faced added-faced"),
    ),
    Recogniser(
        id="totp_seed",
        data_class=_SECRET,
        patterns=(rf"(?i:\b(?:totp|otp|2fa|mfa|authenticator|seed|set-?up key|secret key)\b[^\n]{{0,40}}?[ :])(?P<v>{_GROUP})(?:[^A-Za-z0-9]|\z)",),
        anchors=("otp", "2fa", "mfa", "authenticator", "seed", "key"),
        hints=(r"(?i:otp|2fa|mfa|authenticator|seed|set-?up key|secret key)[^\n]*[ :](?:[A-Z2-7]{4} [A-Z2-7]{4} [A-Z2-7]{4}|[a-z2-7]{4} [a-z2-7]{4} [a-z2-7]{4}) ",),
        validator="spaced_seed",
        score=0.9,
        examples=("TOTP seed bank app «K5QX 2ZLN OBSG 44TF MVXW 6Y3B»\n",),
        counter_examples=("the seed of some very good idea that grew",),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(rf"['\"\x{{ab}}\x{{201c}}\x{{201e}}]?\b(?P<v>[A-Za-z][A-Za-z0-9_]{{5,40}})['\"\x{{bb}}\x{{201c}}\x{{201d}}]?,? {_ONE_WORD}",),
        anchors=("all ", "todo ", "tutto ", "tout ", "alles "),
        hints=(rf"[A-Za-z0-9_]{{6}}[^\s]{{0,3}} {_ONE_WORD}",),
        validator="spoken_password",
        score=0.8,
        examples=("Host: «gullsandgannets» all one word. network", "Pruebe «Salmorejo2025», todo junto."),
        counter_examples=("it's all one word", "written all in one word", "words all lower case"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            (
                r"(?i:\b(?:kennwort|passwort|contrase\x{f1}a|mot de passe|wachtwoord|senha|parola|has\x{142}o|heslo|l\x{f6}senord|adgangskode|passord)\b"
                r"(?: [\w\x{80}-\x{24f}-]{1,16}){0,5} )[\x{201e}\x{ab}\x{201c}\"](?P<v>[^\n\x{201c}\x{201d}\x{bb}\"]{4,40})[\x{201c}\x{201d}\x{bb}\"]"
            ),
        ),
        anchors=("kennwort", "passwort", "contrase", "mot de passe", "wachtwoord", "senha", "parola", "has\N{LATIN SMALL LETTER L WITH STROKE}o", "heslo", "senord", "adgangskode", "passord"),
        hints=(r"(?i:kennwort|passwort|contrase\x{f1}a|mot de passe|wachtwoord|senha|parola|has\x{142}o|heslo|l\x{f6}senord|adgangskode|passord)[^\n]* [\x{201e}\x{ab}\x{201c}\"]",),
        validator="quoted_answer",
        score=0.82,
        examples=("Kennwort lautet laut ihr \N{DOUBLE LOW-9 QUOTATION MARK}«Dackel Waldi»\N{LEFT DOUBLE QUOTATION MARK} mit",),
        counter_examples=('Das Passwort ist "falsch"', 'le mot de passe est "requis"'),
    ),
)  # fmt: skip
