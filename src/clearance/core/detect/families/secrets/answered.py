# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets that answer somebody: alone on the line after the question, the same as before, sent, exchanged for another."""

from clearance.core.detect.families.shapes import SPEAKER
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_OWN = (
    r"(?:the|door|gate|alarm|my|your|our|her|his|entry|key|pin|access|safe|wi-?fi|front|back|building|garage|house|flat"
    r"|shed|office|security|\d[ -]digit|verification|login|locker|lockbox|room|voicemail|phone)"
)
_CODE = rf"(?:\b{_OWN} (?:code|combo|combination|number)|\bpin|\bpasscode|\botp|\b2fa|\balarm)\b"
_WORD = r"\b(?:pw|password|passwd|pass|passphrase|wi-?fi(?: (?:key|code))?|log-?in)\b"
_ASKED = r"[^\n]{0,60}\?[ ]?[\"']?\n"
_BEGUN = (
    rf"(?:> ?|[-*] )?(?:{SPEAKER})?(?i:(?:sure|yes|yep|yeah|ok(?:ay)?|it'?s|its|it is|here(?: you go)?|still|same|um+|uh|oh"
    r"|haha|lol|sorry)[,:! ]{1,3}){0,3}[\"'`]?"
)
_ALONE = r"[\"'`]?[.!]?[ \t]*(?:\n|\z)"
_ANSWERED = r"[\"'`]?(?:[.!]?[ \t]*(?:\n|\z)|,? (?:then|and|but)\b)"
_SENT = (
    r"(?i:\b(?:code|pin|number|passcode) (?:that |which )?(?:they|he|she|it|you|i|we|the bank|the app) (?:just )?(?:texted|sent"
    r"|emailed|read|gave|got|messaged)(?: (?:me|us|you|him|her|over|out|through))?(?: (?:is|was)|:) )"
)
_MIXED = r"(?P<v>[A-Za-z][A-Za-z0-9!@#$%&*._-]{3,24}\d[A-Za-z0-9!@#$%&*_-]{0,12})"

RECOGNISERS = (
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(
            rf"(?i:{_CODE}){_ASKED}{_BEGUN}(?P<v>[#*]?\d{{4,8}}[#*]?|\d{{3}} \d{{3}}|\d(?: \d){{3,7}}){_ANSWERED}",
            r"(?i:\b(?:new|door|gate|alarm|entry) code\b[^\n]{0,30}?[.:] )(?P<v>\d(?: \d){3,7})[,.\n]",
            _SENT + r"(?P<v>\d{3}[ -]?\d{3}|\d{4,8})\b",
            r"(?i:\b(?:pin|code|passcode|combo)[^\n.;:\d]{0,32}? )(?P<v>\d{4,8}[#*]|[#*]\d{4,8}[#*]?)(?:[\s.,;)]|\z)",
            (
                r"(?i:\b(?:lock ?box|padlock|safe|locker|combo|bike lock|dial|key ?safe)(?: (?:is|code|combo|now|on))?[ :]{1,2})"
                r"(?P<v>\d(?:-\d){3,5})(?:[\s.,;)]|\z)"
            ),
            r"(?i:\balarm(?:'s| is| code is)? )(?P<v>\d{4,6})(?i: then\b|,? (?:and )?(?:hash|star|pound|#))",
        ),
        anchors=("code", "combo", "combination", "number", "pin", "otp", "2fa", "box", "lock", "safe", "dial", "alarm"),
        hints=(
            r"(?i:code|combo|combination|number|pin|passcode|otp|2fa|alarm)\b[^\n]*\?[ ]?[\"']?\n[^\n]*[0-9]",
            r"(?i:\b(?:new|door|gate|alarm|entry) code\b)[^\n]*[.:] [0-9] [0-9] ",
            _SENT + "[0-9]",
            r"(?i:pin|code|passcode|combo)[^\n.;:0-9]*(?:[0-9]{4,8}[#*]|[#*][0-9]{4})",
            r"(?i:box|lock|safe|locker|combo|dial)[^\n]{0,8}[ :][0-9]-[0-9]-",
            r"(?i:\balarm(?:'s| is| code is)? )[0-9]{4,6}[, ]",
        ),
        validator="told_code",
        not_after=b"%:/",
        score=0.82,
        examples=(
            "what's the gate code?\nJo: sure, «4471»\n",
            "the code they texted was «448 201», hurry",
            "pin for the door «7731*»\n",
            "lockbox «5-2-8-1» on the rail",
            "the alarm's «4471» then hash",
            "alarm?\n«4 4 0 1 7» then ok",
            "new code from 1st May. «6 1 8 2», push",
        ),
        counter_examples=(
            "what's the area code?\n0161\n",
            "is there a code?\n4471 people asked\n",
            "code in section 4471",
            "the code they sent was wrong",
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            rf"(?i:{_WORD}){_ASKED}{_BEGUN}{_MIXED}{_ALONE}",
            rf"(?i:\b(?:send|give|tell|get|need|forgot|what'?s|whats)\b[^\n?]{{0,30}}{_WORD})[^\n]{{0,16}}\n{_BEGUN}{_MIXED}{_ALONE}",
            rf"(?i:\b(?:pw|password|pass|passcode|log-?in)\b[^\n.;]{{0,16}}? same as [a-z ]{{3,20}}?[:,-] ?){_MIXED}{_ALONE}",
            rf"(?i:\bchang(?:e|ed|ing) (?:it|the (?:pw|password|passcode|key|wifi)|everything) from )['\"`]?{_MIXED}['\"`]? to ",
            rf"(?i:\bold (?:one|pw|password)(?: was| is)? ['\"`]?[^\s'\"`]{{5,30}}['\"`]?,? (?:and )?(?:the )?new (?:one)?(?: is| was)? ?){_MIXED}",
        ),
        anchors=("pw", "pass", "wifi", "wi-fi", "login", "log-in", "chang", "old "),
        hints=(
            rf"(?i:{_WORD})[^\n]*\?[ ]?[\"']?\n[^\n]*[0-9]",
            rf"(?i:{_WORD})[^\n]*\n[^\n]*[0-9]",
            r"(?i:same as)[^\n]*[0-9]",
            r"(?i:from )[^\n ]*[0-9]",
            r"(?i:old (?:one|pw|password))[^\n]*[0-9]",
        ),
        validator="mixed_word",
        score=0.8,
        examples=(
            "what's the wifi?\n«sunnyday21»\n",
            "can you send the pw\nsure: «sunnyday21»\n",
            "password same as always: «bluebird77»",
            "change it from «summer23x» to that",
        ),
        counter_examples=("what's the wifi?\nit broke\n", "password?\nsee policy4\n", "change it from v2 to v3"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:use|try|with) [a-z][a-z0-9._-]{2,20} (?:and|/|with) )(?P<v>[^\s\"'`<>]{6,30})(?i: (?:to (?:get in|log ?in|log ?on|sign in)|gets|works|will get|should)\b)",
            r"(?i:\b[a-z][a-z0-9._-]{2,20} ?/ ?)(?P<v>[^\s\"'`<>/]{6,30})(?i: (?:gets|got|lets|will get|should get) (?:you|me|us|them|him|her) in\b)",
            r"(?i:[a-z0-9._+-]{1,40}@[a-z0-9.-]{3,40} ?(?:/|\||::) ?)(?P<v>[^\s\"'`<>/|]{6,30})(?:[\s,;]|\z)",
        ),
        anchors=("use ", "try ", "with ", "/", "@"),
        hints=(
            r"(?i:use|try|with) [A-Za-z][A-Za-z0-9._-]{2,} (?i:and|/|with) [^\s\"'`<>]{6,} (?i:to|gets|works|will|should)",
            r"(?i: (?:gets|got|lets|will get|should get) [a-z]+ in)\b",
            r"@[A-Za-z0-9.-]+ ?(?:/|\||::) ?[^\s\"'`<>/|]{6}",
        ),
        validator="shared_word",
        score=0.82,
        examples=(
            "use admin and «Qw3rty#9» to get in",
            "admin/«Qw3rty#9» gets you in",
            "Netflix: joan@x.example / «popcorn99»\n",
            "Netflix: JOAN@X.EXAMPLE / «popcorn99»\n",
        ),
        counter_examples=(
            "use soap and water to get in",
            "use a2x and b3y to get in",
            "mail joan@x.example / bob@x.example",
            "joan@x.example | 555-0147 | x",
            "joan@x.example | 12/03/2024 |",
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\bthe (?:magic |secret )?word(?: for (?:the |this )?[a-z]{3,12})? is )['\"]?(?P<v>[a-z]{4,16})['\"]?(?i:[,.;] (?:don'?t|do not|never|please don'?t) (?:write|tell|say|share|repeat|text))",
            r"(?i:\b(?:(?:challenge|duress) phrase(?: is|:)?|(?:safe|verbal|memorable|challenge) (?:phrase|word)(?: is|:)) )['\"]?(?P<v>[a-z]{5,16})['\"]?(?:[.,;\n]|\z)",
        ),
        anchors=("word", "phrase"),
        validator="spoken_password",
        score=0.78,
        examples=("the word is «marzipan», don't write it down", "challenge phrase «marzipan»."),
        counter_examples=("the word is spreading, don't tell", "safe word required", "challenge phrase not set"),
    ),
)  # fmt: skip
