# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets that only the words around them announce: codes of doors and phones, passwords in a story, keys in calls."""

from clearance.core.detect.families.secrets.table import fill
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_LOCKED = (
    r"(?:door|gate|garage|entrance|keypad|key ?pad|lock ?box|key ?box|key ?safe|locker|padlock|elevator|stairwell"
    r"|med(?:ication)? room|supply room|disarm|duress|voicemail|unlock)"
)
_GUARDED = (
    r"(?:alarm|entry|safe|lock|building|ward|unit|cart|pyxis|omnicell|cabinet|access|security|panic|wi-?fi|tablet|ipad"
    r"|phone|screen|override|bypass)"
)
"""What has codes of other kinds too: there, the words must say that this one is it."""
_OWNED = (
    r"(?:temp|temporary|new|old|current|default|initial|reset|my|his|her|their|your|our|the|atm|debit|card|bank|sim|phone"
    r"|voicemail|alarm|door|gate|epcs|signing|user|login|tablet|staff|badge)"
)
_SAID = (
    r"(?:[ ](?:for|to|at)[ ](?:the[ ]|my[ ]|her[ ]|his[ ])?[a-z]{3,12}(?:[ ][a-z]{3,12})?)?"
    r"(?:[ ]{1,2}(?:is|was|to|now|still|changed|set|reset|became)){0,4}[ ]{0,2}[:=]?[ ]{0,2}"
)
_IS = r"[^0-9.,;\n]{0,32}?(?:[ ](?:is|was|to|now)|[ ]?[:=])[ ]{1,2}"
_COMBINATION = r"(?P<v>\d{1,2}(?:[ -]\d{1,2}){2,3}|\d{4,8})(?:[^0-9]|\z)"
_GROUPS = r"(?P<v>[0-9a-fA-F]{4,8}(?:-[0-9a-fA-F]{4,8}){1,4}|\d{6,10})\b"
_LOGGED = (
    r"(?:password|passphrase|pwd|log(?:ged|ging)?[ -]?(?:in|on|into)|locked[ ]out|sign(?:ed|ing)?[ ]in|credentials?)"
)
_TRIED = r"(?:using|used|use|tried|try|trying|entered|enter|typed|typing|type)"
_INVENTED = r"['\"`]?(?P<v>[^\s\"'`<>]{8,})"
_HEX_KEY = r"(?P<v>[0-9a-fA-F]{32,})"
_LITERAL = r"b?['\"](?P<v>[^\s'\"]{8,})['\"]"

RECOGNISERS = (
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b{_LOCKED}[ ]{{1,2}}(?:pin|pass)?[ ]?codes?{_SAID})(?P<v>[#*]?\d{{4,8}}[#*]?)(?:[^0-9]|\z)",
            rf"(?i:\b{_GUARDED}[ ]{{1,2}}(?:pin|pass)?[ ]?codes?{_IS})(?P<v>[#*]?\d{{4,8}}[#*]?)(?:[^0-9]|\z)",
            rf"(?i:\b{_OWNED}[ ]{{1,2}}pins?(?:[ ](?:code|number|no\.?))?{_SAID})(?P<v>[#*]?\d{{4,8}}[#*]?)(?:[^0-9]|\z)",
            rf"(?i:\b(?:safe|lock|locker|lock ?box|padlock|gate)[ ](?:combination|combo){_SAID}){_COMBINATION}",
            rf"(?i:\b(?:backup|recovery|scratch|emergency|rescue)[ ]codes?{_SAID}){_GROUPS}",
        ),
        anchors=("code", "pin", "combination", "combo"),
        hints=(
            r"(?i:code)[^0-9\n]*[0-9]",
            r"(?i:code)[^0-9\n]*[0-9]",
            r"(?i:pin)[^0-9\n]*[0-9]",
            r"(?i:combination|combo)[^0-9\n]*[0-9]",
            r"(?i:backup|recovery|scratch|emergency|rescue)[ ](?i:code)",
        ),
        validator="pin",
        not_after=b".:/-",
        score=0.85,
        examples=(
            "temp pin «7719» given until tonight",
            "Gate code «4471#». Call",
            "the door code for the annex is now «2207»",
            "alarm code changed to «90312», thanks",
            "lockbox combo «12-34-56»",
            "her PIN was reset to «4471»",
            "keypad code: «*4471»",
            "my backup code «8841-2207-5590» did not work",
        ),
        counter_examples=(
            "zip code 94110",
            "CPT code 99213",
            "the code 4471",
            "the pin 0000",
            "door code of 3",
            "door code of conduct 2024",
            "error code 1042",
            "the PIN is 4471-2209",
            "access codes for 2024/2025",
            "unit code 1111",
            "alarm code 1042 means low pressure",
            "lock code 5023, see the manual",
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b{_LOGGED}\b[^\n]{{0,160}}?\b{_TRIED}[ ]){_INVENTED}",
            rf"(?i:\b{_TRIED}[ ][^\s]{{8,64}}[ ](?:and[ ])?(?:then[ ])?{_TRIED}[ ]){_INVENTED}",
        ),
        anchors=("using", "used", "use", "tried", "try", "enter", "type", "typing"),
        hints=(r"(?i:us(?:ing|ed?)|tr(?:ied|y|ying)|enter(?:ed)?|typ(?:ed?|ing))[ ]['\"`]?[^\s]+[!#$%^&*+=?~]",),
        validator="invented_password",
        score=0.85,
        examples=(
            "locked out of my account. I had been using «Winter2024!echo» and then",
            "cannot log in, tried «Rosebud#1941» twice",
            "using Winter2024!echo and then tried «Winter2025!echo», no luck",
        ),
        counter_examples=(
            "log in using Office365-E3 licences",
            "reset the account, use https://example.com/a?b=C1!",
            "password policy: use Example2024 style",
            "log in and use user@Example2.com",
        ),
    ),
    Recogniser(
        id="assigned_key",
        data_class=_SECRET,
        patterns=(
            rf"(?i:private_?key_?id['\"]?[ ]{{0,2}}[:=][ ]{{0,2}}['\"]?){_HEX_KEY}\b",
            rf"\bAC[0-9a-f]{{32}}['\"],[ ]{{0,2}}['\"]{_HEX_KEY}['\"]",
            rf"(?i:\bhmac(?:\.new|\.hmac|sha\d{{1,3}})?\([ ]{{0,2}}){_LITERAL}",
            rf"(?i:\bcreatehmac\([ ]{{0,2}}['\"][a-z0-9-]{{2,12}}['\"],[ ]{{0,2}}){_LITERAL}",
            rf"(?i:\bjwt\.(?:sign|encode|decode|verify)\([^\n'\"]{{1,80}},[ ]{{0,2}}){_LITERAL}",
            rf"(?i:\b(?:secretkeyspec|secret_?key|signing_?key|set_?secret|set_?api_?key|set_?token|importkey|aes\.new)\([ ]{{0,2}}){_LITERAL}",
        ),
        anchors=("key", "hmac", "jwt", "secret", "token", "aes.new", "ac"),
        hints=(
            r"(?i:private_?key_?id)",
            r"AC[0-9a-f]{8,}['\"]",
            r"(?i:hmac)[^\n(]*\(",
            r"(?i:createhmac)\(",
            r"(?i:jwt\.)",
            r"(?i:key|key_?spec|secret|token|aes\.new)\(",
        ),
        validator="literal_key",
        score=0.9,
        examples=(
            fill('"private_key_id": "«{h40}»"'),
            fill('twilio("AC{h32}", "«{h32}»")'),
            fill("hmac.new(b'«{h32}»', body)"),
            fill("createHmac('sha256', '«{w32}»')"),
            fill("jwt.encode(claims, '«{w32}»')"),
            fill('client.set_api_key("«{w32}»")'),
        ),
        counter_examples=(
            '"private_key_id": "none"',
            "hmac.new(b'your-secret-key-here', body)",
            "createHmac('sha256', 'change-me-please')",
            "jwt.encode(claims, 'settings.SECRET')",
            "set_token('accessToken')",
        ),
    ),
)
