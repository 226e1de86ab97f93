# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets told in a sentence: a PIN with words in between, codes for emergencies, phrases joined by hyphens."""

from clearance.core.detect.families.shapes import SPEAKER, apart
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_NOW = r"(?:[ ](?i:is|was|are|now|still|currently|always|just|set|changed|reset|back|to|literally|again|only|on the back|=|:)){1,4}[ ]"
_DIGITS = r"(?P<v>[#*]?\d{4,8}[#*]?)(?:[^0-9A-Za-z/:%-]|\z)"
_FOR = r"(?:[ ](?i:for|to|on|at)[ ][^\n.;:\d]{2,40}?)"
_WHERE = r"(?:lock ?box|key ?safe|gate|door|alarm|safe|garage|entry|entrance|building|keypad|padlock|locker|bike shed|shed|voicemail)"
_KNOWN = (
    r"(?:(?i:admin|root|password|passw0rd|welcome|letmein|qwerty|changeme|changeit|monkey|dragon|secret|test|temp|summer|winter"
    r"|spring|autumn|company|guest|user|default|hello|iloveyou|p@ssw0rd)[_-]?\d{1,6}[!@#$%]{0,2}|(?i:hunter2|changeit|letmein|qwerty|swordfish))"
)

_QUESTION = (
    r"(?:maiden name|first pet|first school|favou?rite (?:teacher|colou?r|food|book|film|team)|street you (?:grew up|lived)"
    r"(?: on| in)?|first car|childhood (?:nickname|friend)|city (?:were you|you were) born(?: in)?|memorable word|secret word"
    r"|mother's first name)"
)
_TOPIC = r"(?:pw|password|passwd|passcode|passphrase|log-?in|wi-?fi)"
_SAID_IT = r"(?:it'?s|it is|still|try|use|is now|changed (?:it )?to|set (?:it )?to|says|was|be)[ :]{1,2}"
_ANSWER = r"(?P<v>[A-Z][\w'-]{2,24}(?: [A-Z][\w'-]{2,24}){0,2}|[a-z]{4,24})(?:[.\"'\n,)]|\z)"

_END = r"(?:[^0-9A-Za-z/%:.-]|\.\s|\.?\z)"
_CHANGED = r"(?:isn't|is not|no longer|not|was)"


_JUDGED = {"pin": ("told_code", 0.84), "security_answer": ("security_answer", 0.8)}
"""The validator and the score of each kind."""


def _told(
    kind: str,
    patterns: tuple[str, ...],
    anchors: str,
    examples: tuple[str, ...],
    counter_examples: tuple[str, ...],
    hints: tuple[str, ...] = (),
) -> Recogniser:
    validator, score = _JUDGED[kind]
    return Recogniser(
        id=kind,
        data_class=_SECRET,
        patterns=patterns,
        anchors=tuple(anchor.replace("_", " ") for anchor in anchors.split()),
        hints=hints,
        validator=validator,
        score=score,
        examples=examples,
        counter_examples=counter_examples,
    )


RECOGNISERS = (
    _told(
        "pin",
        (
            rf"\b(?i:pin(?: code| number)?){_FOR}?{_NOW}{_DIGITS}",
            rf"(?i:\bpins?\b[^\n.;\d]{{0,30}}?\b(?:reset|changed|set|updated)\b[^\n.;\d]{{0,20}}? to ){_DIGITS}",
            rf"\b(?i:pin ?[12]|sim pin)(?:[ ]?[:=]| is| to)?[ ](?P<v>\d{{4,10}}){_END}",
            rf"\b(?:[A-Z_]{{0,24}}_)?PIN\b[^\n0-9.;:A-Za-z]{{0,16}}(?P<v>\d{{4,8}}){_END}",
            rf"\bPIN\b[^\n0-9.;:]{{3,30}}? (?:is|was|of|to|:) (?P<v>\d{{4,8}}){_END}",
            rf"\bPIN\b[^\n0-9.;:]{{3,30}}?'s (?P<v>\d{{4,8}}){_END}",
            rf"(?is:\bpins?\b.{{0,100}}?[ (]it(?:'?s| is) )(?P<v>\d{{4,6}}){_END}",
        ),
        "pin",
        (
            "Printer PIN is still «70914». If",
            "pin for the drug room is now «7731», do",
            "Care app PIN reset by office to «0311». Left",
            "PIN1 «5520», the SIM",
            'FALLBACK_PIN = "«90417»"',
            "The e-file PIN I chose for you is «66204». The",
        ),
        ("the pin is 13", "GPIO pin is 2040 mV"[:9], "pin 13 is"),
    ),
    _told(
        "pin",
        (
            rf"\b(?i:{_WHERE} (?:code|pin|combo|combination|number))(?:[ ][a-z']{{2,12}}){{1,4}}[,:][ ]{_DIGITS}",
            rf"\b(?i:codes?|combo|passcode){_FOR}(?:{_NOW}|[ ]?[:=][ ]?){_DIGITS}",
            rf"(?i:\b(?:code|pin|combo|passcode)\b[^\n.;]{{0,20}}?\bfrom ){_DIGITS}",
            rf"(?i:\b(?:code|pin|combo|passcode)\b[^\n.;]{{0,20}}?\bfrom \d{{4,8}} to ){_DIGITS}",
            rf"(?i:\b(?:code|pin|combo|passcode)\b[^\n.;\d]{{0,16}}?{_CHANGED} ){_DIGITS}",
            rf"(?i:\b(?:code|pin|combo)\b[^\n.;\d]{{0,16}}?{_CHANGED} \d{{4,8}}[^\n.;\d]{{0,16}}?\b(?:but|now|it's|is) ){_DIGITS}",
            rf"(?i:\bcodes?\b[^\n.;:\d]{{0,20}}\b(?:use|enter|type|press|key in|punch in|dial) )(?P<v>[#*]?\d{{4,8}}[#*]?){_END}",
            r"(?i:\b(?:otp|2fa|mfa|verification)\b[^\n]{0,60}?\bcode[=:] ?)(?P<v>\d{4,8})\b",
            r"(?i:\b(?:pick ?up|collection|locker|delivery|redeem|voucher|access) code:? )(?P<v>[A-Z0-9]{5,8})(?:[.,;)\s]|\z)",
        ),
        "code combo",
        (
            "lockbox code you gave earl, «0352», don't",
            "the code for the bike shed is «4417».",
            "Med room code changed from «2580» to «7134» at",
            "asking visitor code so use «66182», it",
            "otp sent to +27 71 555 0188 code=«604417» ttl",
            "pickup code «K7RW2». Collect",
        ),
        (
            "door code of conduct 2024",
            "code for the year is 10-2024",
            "the code of conduct: 2024",
            "voucher code: SUMMER",
            "code was written",
        ),
        hints=(
            *4 * ("",),
            apart("code|pin|combo|passcode", rf"\b[^\n.;\d]*{_CHANGED} [#*]?\d"),
            apart("code|pin|combo", rf"\b[^\n.;\d]*{_CHANGED} \d"),
            *3 * ("",),
        ),
    ),
    _told(
        "pin",
        (
            r"(?i:\b(?:pin|code|combination|combo|passcode)\b[^\n.;:\d(]{0,24}\()(?P<v>[#*]?\d{4,8}[#*]?|\d{1,2}(?:-\d{1,2}){2,3})\)",
            r"(?i:\b(?:combo|combination)(?: is|:| now)? )(?P<v>\d{1,2}(?:[-/ ]\d{1,2}){2,3}|\d{1,2}[LR](?:-\d{1,2}[LR]){2,3})(?:[.,;)\n]|\z)",
        ),
        "code pin combo combination",
        ("after I key the PIN («5190»). Error", "the combination («18-44-07») was", "combo «3-8-1-6», put"),
        ("combo 1 of 3", "combination is 10-20-30 mg"),
    ),
    _told(
        "pin",
        (
            rf"(?i:\balarm\b[^\n.;\d]{{0,16}}?{_CHANGED} ){_DIGITS}",
            rf"(?i:\balarm\b[^\n.;\d]{{0,16}}?{_CHANGED} \d{{4,8}}[^\n.;\d]{{0,16}}?\b(?:but|now|it's|is) ){_DIGITS}",
            rf"(?i:\b(?:lock ?box|key ?safe|key ?box)\b[^\n.;\d]{{0,40}}?[ ,:(]){_DIGITS}",
            r"(?i:\b(?:keypad|key pad|intercom|buzzer|padlock|lock|alarm)(?: (?:is|wants|takes|needs|on|back to|=|:)){1,2} )(?P<v>[#*]?\d{4,6}[#*]?)(?:[.,;)\n]| (?:as|then|and|within|plus|for|to)\b|\z)",
            r"(?i:\b(?:push|press|punch|use|hit) the keypad )(?P<v>[#*]?\d{4,6}[#*]?)(?:[.,;)\n]| |\z)",
        ),
        "alarm lock key_safe keysafe key_box keybox keypad key_pad intercom buzzer",
        (
            "The alarm isn't «1066» any more but «1815». If",
            "Lockbox left of the meter, «0937». Client",
            "the shed door, shed lock is «3140» as ever",
            "push the keypad «4455» then",
        ),
        ("the alarm was 80 dB", "alarm code 1042 means low pressure"),
    ),
    _told(
        "pin",
        (
            rf"(?i:\b(?:dial|press|ring)\b[^\n;]{{0,24}}? (?:and|then) (?:key in|enter|type|punch in|press) ){_DIGITS}",
            rf"\b(?i:puk ?[12]?|host key)(?:[ ]?[:=]| is| to)?[ ](?P<v>\d{{4,10}}){_END}",
            rf"(?i:\b(?:unlock|screen ?lock|tablet|ipad|phone lock)[ ]?(?:code |pin )?(?:=|is|:)[ ]?){_DIGITS}",
        ),
        "dial_ press_ ring_ puk host_key unlock screen tablet ipad phone_lock",
        ("dial 121 and key in «88213» followed", "PUK «73910462», number", "kids tablet unlock = «2468», mine"),
        ("dial 911 and then wait", "the tablet is 500 mg"),
    ),
    _told(
        "pin",
        (
            r"\b(?P<v>\d{3}[ -]\d{3}|\d{4,8}|[A-Z]-\d{4,8}) (?i:is your (?:[\w-]{2,16} ){0,3}(?:code|otp|pin|passcode|password))\b",
            r"\b(?:text|sms|message|code)[^\n.]{0,24}? (?P<v>G-\d{6})\b",
            r"(?i:(?:\A|[^\w#])(?:it'?s|code|is|was|to|:) )(?P<v>\d{4,6}#)(?:[\s.,;)]|\z)",
        ),
        "is_your g- #",
        ("from SHORECU: «702 418» is your one-time code", "Grant: Its «1973#» but", "got a text saying «G-519022», is"),
        ("5 is your code", "issue is 1973"),
        hints=("", "", "[0-9]{4}#"),
    ),
    Recogniser(
        id="recovery_code",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:backup|recovery|rescue|scratch|emergency|one[- ]time|single[- ]use)[ ]codes?\b[^\n:]{0,40}[:\n][ \n]{0,3}(?:[-*1-9.][ .)]{1,2})?)(?P<v>(?i:[a-z0-9]{4,6}[- ]?[a-z0-9]{4,6}))\b",
            r"(?i:\b(?:backup|recovery|rescue|scratch|emergency)[ ]codes?\b)(?:[^\n]{0,60}?[:\s,(])(?P<v>(?i:[a-z0-9]{4,6}-[a-z0-9]{4,6}))\b",
        ),
        anchors=("code",),
        validator="short_identifier",
        score=0.88,
        examples=("these backup codes once only: «4k9d-pw2m», «77ch-x0ra».", "recovery codes:\n- «8842-1097»\n"),
        counter_examples=("backup codes: none yet", "recovery codes are shown once"),
    ),
    _told(
        "security_answer",
        (
            rf"(?i:{_QUESTION})\??[\"']?\s{{0,2}}(?:-|A:|:|=|\x{{2026}}|\.{{3}})?\s{{0,2}}(?:[\"'](?i:it's |it is |that's |uh,? )?)?{_ANSWER}",
            rf"(?i:{_QUESTION})[^\n]{{0,60}}\n{SPEAKER}(?:(?i:it's|it is|that's|uh|um|my)[, ]{{1,2}}){{0,2}}{_ANSWER}",
        ),
        "maiden first_pet first_school favorite favourite street_you first_car childhood born memorable secret_word first_name",
        (
            "What was your mother's maiden name?  A: «Szczepanska»\nQ: First pet?  A: «Biscuit»\n",
            'confirm your memorable word?" "It\'s «dandelion»." "And',
            "the memorable word on the file?\n00:57 Customer: It's «tamarind».\n",
        ),
        ("What was your first pet? Please answer", "maiden name: unknown", "first car: none"),
    ),
    _told(
        "security_answer",
        (
            r"(?i:\b(?:wallet|seed|recovery|mnemonic)[^\n.]{0,20}?(?:words|phrase)(?: are| is|:)? )(?P<v>[a-z]{3,8}(?:[ ,]{1,2}[a-z]{3,8}){7,23})\b",
            r"(?i:\bpass ?phrase\b[^\n:.]{0,40}[:] ?[\"']?)(?P<v>[a-z]{2,14}(?: [a-z]{2,14}){2,8})(?:[.\"'\n,]|\z)",
            r"(?i:\b(?:backup|secret|recovery|duress|safe|pass)[ -]phrase:? (?:is )?)[\"']?(?P<v>[a-z]{3,14}(?: [a-z]{3,14}){1,7})(?:[.\"'\n,]|\z)",
            r"\b[A-Z0-9_]{0,40}(?:SECRET|PASSPHRASE|PASSWORD)[ ]?=[ ]?\"(?P<v>[a-z0-9]{2,16}(?: [a-z0-9]{1,16}){2,12})\"",
            r"(?i:\bwi-?fi\b[^\n/]{0,40}?[:=] ?[\w -]{2,30} ?/ ?)(?P<v>[a-z]{8,40})(?:[.,\n]|\z)",
            r"(?i:\b(?:pw|pass|pword|passwd|password)(?: for [\w -]{2,24})?(?: is| was|:| =) )['\"`]?(?P<v>[a-z]{5,24}) (?:all (?:lower|caps|one word)|no (?:caps|spaces)|one word|lowercase|lower case)",
        ),
        "wallet phrase mnemonic seed secret password wifi wi-fi pw_ pass_ pass: pw: pword passwd",
        (
            "passphrase for the old nas: «seven drunk otters». zip",
            "network PineNook, pw is «saltydog» all lower",
            'SESSION_SECRET="«the quick brown lynx 4 the win»"',
        ),
        ("a phrase is a group of words", "the secret garden is lovely"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            # the talk is of a password, and a few lines on somebody says a word with a number in it
            rf"(?is:\b{_TOPIC}\b.{{0,240}}?\b{_SAID_IT})['\"`*]{{0,2}}(?P<v>[A-Za-z][A-Za-z0-9_-]{{2,24}}\d[A-Za-z0-9_-]{{0,12}})(?:['\"`*]|[.,!?]?(?:\s|\z))",
            rf"(?i:\b{_TOPIC}[ :=]{{1,3}})['\"`]?(?P<v>[a-z]{{3,20}}\d{{1,6}})(?:['\"`]|[.,!?]?(?:\s|\z))",
        ),
        anchors=("pw", "password", "passwd", "passcode", "passphrase", "login", "wifi", "wi-fi"),
        hints=(
            rf"(?is:\b{_TOPIC}\b.*\b{_SAID_IT}['\"`*]{{0,2}}[a-z][a-z0-9_-]{{2,}})",
            rf"(?i:\b{_TOPIC}[ :=]{{1,3}}['\"`]?[a-z]{{3,}}[0-9])",
        ),
        validator="mixed_word",
        score=0.78,
        examples=(
            "the wifi pw for the cottage\nwho's will\nhaha ok. its «otterspool1987» all lower",
            "did she change the password\nI CHANGED IT. its «no-more-lava-2day»\n",
            "zoom for vigil, passcode «psalm91», id",
        ),
        counter_examples=("password rules. It is 2024", "the wifi is on channel6", "password? it's RX1-662094", "login page v2 is out"),
    ),
    _told(
        "pin",
        (r"(?is:\b(?:code|otp|pin)\b.{0,100}?\bit (?:says|said) )(?P<v>\d{3} ?\d{3}|\d{4})(?:[.,!\n]|\s[a-z]|\z)",),
        "it_says it_said",
        ("did the code come to appa phone\nAmma: it says «604 117»\n",),
        ("the code of practice: it says 40 hours",),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            # words of both cases and a number, joined: nothing else is written so
            r"\b(?P<v>[a-z]{3,12}-[A-Z][a-z]{2,12}-(?:[A-Za-z][a-z]{2,12}-\d{2,6}|\d{2,6}-[A-Za-z]{3,12})[!#$%*]?)(?:[\s.,;)'\"]|\z)",
        ),
        anchors=("-",),
        hints=(r"[a-z]-[A-Z][a-z]{2,}-[A-Za-z0-9]",),
        score=0.82,
        examples=("rotated last night. «brass-Heron-5521-quill». don't",),
        counter_examples=("covid-Positive-19", "2024-annual-Report-plan"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            rf"\b(?i:password|passwd|pwd|pass|login|creds?|account)\b[^\n.;]{{0,30}}?{_NOW}['\"`]?(?P<v>{_KNOWN})(?:[\s.,;)'\"`]|\z)",
        ),
        anchors=("pass", "pwd", "login", "cred", "account"),
        score=0.82,
        examples=("the grafana login is literally «admin123», can we",),
        counter_examples=("the admin is user1", "the account is new"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b[a-z.-]*(?:key-?store|trust-?store)[._-]?(?:password|pass)[ ]?[:=][ ]?)(?P<v>changeit)\b",
        ),
        anchors=("keystore", "key-store", "truststore", "trust-store"),
        score=0.85,
        examples=("server.ssl.key-store-password=«changeit»\n",),
        counter_examples=("password=changeit", "the keystore password"),
    ),
)  # fmt: skip
