# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Codes by what they open: a safe, a side door, a till, a telephone, an account; and the words said at a gate."""

from clearance.core.detect.families.shapes import SPEAKER
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_LOCK = (
    r"(?:safe|strong ?box|lock ?box|key ?safe|padlock|locker|bike lock|lock|vault|gate|door|shed|alarm|key ?pad|entry|entrance|lift|elevator|till"
    r"|kiosk|cart|cabinet|garage|barrier|cupboard|fridge|drug room|med(?:s|ication)? room|side door|back door|front door|loft|cellar|store ?room)"
)
_DEVICE = r"(?:laptop|tablet|phone|mobile|ipad|iphone|computer|screen|kiosk|till|terminal|scanner|printer|handset|chromebook|workstation)"
_DIGITS = r"(?P<v>[#*]?\d{4,8}[#*]?)"
_END = (
    r"(?:[,;!?)\n'\"]|\.\s|\.?\z| (?:btw|then|and|but|if|for|now|until|till|from|as|or|thanks|thx|please|pls|ok|on|before|after|since|when"
    r"|while|to|followed|plus|within|because|so|he|she|they|i|we|lady|has)\b)"
)
_TURNS = r"\d{1,2}(?:[-/ ]\d{1,2}){2,4}"
_TURNS_END = r"(?:[.,;)\n!?]|\s?\(|\z| (?:turn|left|right|then|clockwise|anti|and|but|if|for|start)\w*)"
_SAID = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_LOCKS = "safe box lock gate door shed alarm keypad key_pad entry entrance lift elevator till kiosk cart cabinet garage barrier cupboard fridge room vault loft cellar"


def _opens(
    kind: str,
    validator: str,
    patterns: tuple[str, ...],
    anchors: str,
    examples: tuple[str, ...],
    counter_examples: tuple[str, ...],
    hints: tuple[str, ...] = (),
) -> Recogniser:
    return Recogniser(
        id=kind,
        data_class=_SECRET,
        patterns=patterns,
        anchors=tuple(anchor.replace("_", " ") for anchor in anchors.split()),
        hints=hints,
        validator=validator,
        score=0.84,
        examples=examples,
        counter_examples=counter_examples,
    )


RECOGNISERS = (
    _opens(
        "pin",
        "told_code",
        (
            # the turns of a dial look like a date
            rf"(?i:\b(?:combination|combo)\b[^\n.;\d]{{0,48}}?(?:\bis|\bare|[:=,]) ?)(?P<v>{_TURNS}){_TURNS_END}",
            rf"(?i:\b(?:safe|locker|padlock|vault|strong ?box|bike lock)(?: ?#?[A-Z0-9]{{1,4}})?(?: \([^)\n\d]{{1,20}}\))? ?(?:is|was|:|=|-|\x{{2013}})? ?)(?P<v>{_TURNS}){_TURNS_END}",
        ),
        "combo combination safe locker padlock vault strong bike_lock",
        ("combination for the safe in the office is «31-08-77», turn", "Safe: «14-02-69» (right", "LOCKER 14 - «32/08/19»", "bike lock «5-5-2-9»"),
        ("the safe was opened 12-03-2024", "a combination of 10-20 mg", "combo of 3 - 4 or 5"),
    ),
    _opens(
        "pin",
        "told_code",
        (
            rf"(?i:\b{_LOCK} (?:on|in|at|for|by|to|of) [^\n.;:\d]{{2,24}}? (?:is|was|now|=) ?){_DIGITS}{_END}",
            rf"(?i:\b(?:use|enter|key in|punch in|type|press|dial|try|with) ){_DIGITS}(?i:,? (?:at|on|for|to open|to get (?:in|into)|in|opens) (?:the |my |your |our )?(?:[a-z]{{2,12}} ){{0,2}}{_LOCK})\b",
            rf"(?i:\b(?:{_LOCK}|{_DEVICE})[^\n.;:\d]{{0,16}}? (?:off|opens?|unlocks?|disarms?) (?:with|by|on|using) ){_DIGITS}{_END}",
            rf"(?i:\b(?:cabin|side|back|front|shed|main|staff|cellar) door ){_DIGITS}{_END}",
            r"(?im:^(?:[-*] )?(?:alarm|safe|gate|padlock|locker|shed|garage|key ?safe|lock ?box) )(?P<v>[#*]?\d{4,6}[#*]?)[ ]*(?:\n|\z)",
            rf"(?i:\b(?:opened|unlocked|opens|unlocks) with ){_DIGITS}{_END}",
            r"(?i:\bkey ?pad\b[^\n]{0,60}\n[^\n0-9]{0,40}\n?(?:[A-Za-z]{2,16}: )?)(?P<v>[#*]?\d{4,6}[#*]?)(?:\n|\z)",
            rf"(?i:\b{_LOCK}[^\n.;:\d]{{0,32}}? (?:takes|wants|needs|accepts) ){_DIGITS}{_END}",
            rf"(?i:\b(?:(?:key ?|drug ?)?safe|lock ?box|padlock|gate|alarm|(?:side|back|front) door|drug cupboard|(?:drug|med\w*) room|shed|garage|key ?pad) ?[:=] ?)(?P<v>[#*]?(?:[013-9]\d{{3}}|2[1-9]\d{{2}}|\d{{5,6}})[#*]?){_END}",
            rf"(?i:\b(?:ipad|tablet|laptop|chromebook|kiosk|screen) (?:one )?(?:is|=) )(?P<v>\d{{4,6}}){_END}",
            r"(?i:\b(?:dial|set|turn|spin|box|lock)(?: it)?(?: to|,|:)? )(?P<v>\d(?:-\d){3,5})(?:[^0-9-]|\z)",
            rf"(?i:\b{_LOCK}(?: (?:code|pin|number|combo))? ?(?:\. ?){{3,40}})(?P<v>[#*]?\d{{4,8}}[#*]?|\d{{3}} \d{{3}}){_END}",
            r"(?i:(?:\A|[.,;:\n] ?|\b(?:then|and|just|please|up) )type |\b(?:key|keys|keyed|punch|punches|tap|taps) in )(?P<v>[#*]?\d{4,8}[#*]?|\d{3} \d{3})(?:[,;!)\n'\"]|\.\s|\.?\z| (?i:and|then|followed) (?:the |press |wait|hit |push )?)",
            r"(?i:\bput )(?P<v>\d{4,8}|\d{3} \d{3})(?i: in(?:[,.]| and (?:wait|press|then)| then))",
            rf"(?i:\b(?:entry|door|gate|building|intercom|block)[^\n.;\d]{{0,24}}\b(?:press|push|hit|dial|buzz) [^\n.;]{{1,16}}?,? (?:and |then ){{1,2}}){_DIGITS}{_END}",
        ),
        _LOCKS + " laptop tablet phone mobile ipad computer screen terminal scanner printer handset chromebook workstation intercom block dial set_ turn spin opened_with unlocked_with opens_with type_ key_in keys_in keyed_in punch_in punches_in tap_in taps_in put_",
        (
            "padlock on the shed is «4471» btw",
            "Use «2580» at the side door, then",
            "Alarm off with «9134» then",
            "his laptop unlocks with «020479», he said",
            "the barrier at the car park takes «8809»\n",
            "Drug cupboard: «2218», controlled",
            "Cabin door «6613». Gen",
            "alarm «1471»\nemail",
            "use the keypad\nwhats the number\n«0914#»\nhash",
            "the ipad one is «151183»\n",
            "Key's in the box, dial «0-4-1-7».",
            "rack A padlock . . . «8155»\nfuel",
            "it lights up, type «5536» and the tick",
            "Driver keys in «9856», light goes",
            "Put «1611» in, wait, then",
            "building entry: press 4, then «6612#»\n",
        ),
        ("type 2 diabetes, 12 years", "device type 5536, serial", "key in 1200 orders", "put 2000 in the account", "door on the left is 2024 mm", "use 2580 at most", "the alarm on ward 4 is 1200 m away", "phone starts with 0800 555"),
        hints=(r"(?i: (?:is|was|now|=)) ?[#*]?\d{4}", *14 * ("",)),
    ),
    _opens(
        "pin",
        "told_code",
        (
            rf"(?i:\b(?:override|supervisor|master|duress|panic|arming|disarming|engineer)(?: code| pin| number)?(?: is|:|=| now)? ){_DIGITS}{_END}",
            rf"(?i:\bpin(?: code| number)? (?:for|to|on|at) [^\n.;:\d]{{2,40}}?[:=] ?){_DIGITS}{_END}",
            r"(?i:\b(?:verification|security|log-?in|sign-?in|one-time|confirmation|access|auth(?:entication)?) code:? (?:is )?)(?P<v>\d{3}[ -]\d{3})\b",
            r"(?i:\b(?:enter|type|use|reply with|reply) )(?P<v>\d{3} ?\d{3})(?i: (?:to (?:confirm|verify|log ?in|sign ?in|continue|reset|approve|finish)|at the prompt))\b",
            r"(?i:\bsec(?:urity)?\.? ?code:? (?:is )?)(?P<v>\d{3,4})\b",
            rf"(?i:\b(?:code|pin|combo|passcode)(?:'|\x{{2019}})s (?:now |still |just )?){_DIGITS}{_END}",
            rf"(?i:\b(?:wants|needs|is|asks? for|give it|enter|use) (?:the |her |his |my |your )?(?:pin|code),? ){_DIGITS}{_END}",
            rf"(?is:\b(?:lock|door|gate|key ?pad|entrance)\b[^.;]{{0,60}}?[\n,;:/-] ?code ){_DIGITS}{_END}",
            rf"(?i:\b(?:immobili[sz]er|radio|stereo|cabin|till|unlock|security|access|door|gate|entry) code [^\n.;:\d]{{2,24}}: ?){_DIGITS}{_END}",
            r"(?:(?i:\b[a-z]{2,16}_pin)|[a-z]Pin)[\"']?\s?[:=]\s?[\"']?(?P<v>\d{4,8})\b",
            r"(?i:\b(?:code|pin|combination|combo)\b[^\n.;:\d]{0,24}? (?:is|was|now) )(?P<v>(?:star |hash |pound )?\d(?: \d){3,7})\b",
            rf"(?i:\b(?:code|pin) ){_DIGITS}(?i:,? (?:then|and then|followed by|plus) (?:hash|star|pound|#|\*|enter|ok|push|the))\b",
            rf"(?i:\bunlock\b[^\n.;\d]{{0,48}}: ?)(?P<v>\d{{4,6}}){_END}",
            rf"(?i:\b(?:clave|c[o\x{{f3}}]digo|codice|code|pin|passcode|combo)\b[^\n?]{{0,30}}\?\n{SPEAKER})(?:(?:it's|it is|es|sim|si|yes|uh|um),? ){{0,2}}{_DIGITS}{_END}",
            r"(?i:\b(?:code|otp|passcode)\b[^\n.;\d]{0,16}[,:] ?)(?P<v>\d{3} \d{3})(?:[^0-9 ]|\z| [a-z])",
            r"(?:\A|[^\w.-])(?P<v>\d{3} \d{3}|\d{4,8}) (?i:is (?:the|my|our) (?:door |gate |access |entry |security |one-time |log-?in |unlock |alarm |pick-?up )?(?:code|otp|pin|passcode))\b",
            rf"(?i:\b(?:three|3|last three|security) digits?\b[^\n]{{0,40}}\n{SPEAKER})(?:[A-Za-z ,']{{0,20}} )?(?P<v>\d{{3,4}})\b",
        ),
        "override supervisor master duress panic arming engineer pin code enter type use reply sec digit unlock clave combo digo codice",
        (
            "Pyxis override «77104»\n",
            "Till 2 supervisor code «4410»",
            "PIN for the debit card: «8820»",
            "verification code «448 120»",
            "enter «771203» to confirm",
            "exp 09/27 sec code «482»",
            "no, the panel code's «5512».",
            "behind a lock\ncode «1989»\n",
            "Immobiliser code told to me: «30917». Shred",
            'admin_pin: "«994017»"',
            "Gate code out here is «star 4 1 1 9» if",
            "tell her it wants the pin, «90417». lady",
            "Odhran: code «5582» then hash. front",
            "unlock so he can get the photos: «270461». Rosary",
            "y la clave del port\N{LATIN SMALL LETTER O WITH ACUTE}n?\nLupita: «4190#»\n",
            "she read me the code, «662 904»\n",
            "text came: «4419» is the code for your parcel",
            "and the three digits on the back?\nCustomer: it's «619»",
        ),
        ("override of 2 rules", "supervisor is out", "security code of 1990s"[:16], "enter 3 to confirm", "use 500 000 to finish"[:11]),
    ),
    _opens(
        "pin",
        "",
        (
            rf"(?i:\b(?:(?:door|gate|access|entry|security|pin|alarm|lock|unlock|the|my|your|her|his|new) code|pin|combo|combination|gate|alarm|vault|safe|punch in|key ?pad|key in)\b[^\n]{{0,48}}?[^A-Za-z])(?P<v>(?i:{_SAID}(?:[ -]{_SAID}){{3,7}}))\b",
            rf"(?i:\b(?:pin|code|combo|combination|passcode)\b[^\n]{{0,48}}\?? ?\n{SPEAKER}(?:(?:it's|its|it is|um|uh|yes|er)[,.]? ){{0,2}})(?P<v>(?i:(?:star |hash )?{_SAID}(?:[ -]{_SAID}){{3,7}}))\b",
        ),
        "code pin combo combination gate alarm vault safe punch key",
        ("She said her PIN aloud, «two nine double-oh», and", "telephone banking PIN?\nCaller: It's «three one zero three».", "gate to the paddock is «one one eight seven», mind"),
        ("the code is one of two", "gate one two miles on", "a safe one"),
    ),
    _opens(
        "recovery_code",
        "told_code",
        (r"(?i:\b(?:recovery|backup|restore|security|unlock) key:? (?:is )?)[\"'`]?(?P<v>[A-Za-z0-9]{4,6}(?:[ -][A-Za-z0-9]{4,6}){3,14})\b",),
        "key",
        ("recovery key «EsTJ 7Kq2 mm4P wZ91 8fLd».",),
        ("the recovery key must have been with them",),
    ),
    _opens(
        "security_answer",
        "security_answer",
        (
            r"(?i:\b(?:code ?word|safe ?word|watchword)\b(?: (?:at|for|to|with|on) [a-z ]{2,24}?)?(?:,? (?:today |this week )?(?:is|=)|:) )[\"']?(?P<v>[a-z]{3,14}(?: [a-z]{3,14}){0,2})(?:[\"'.,;\n]|\z)",
            r"(?i:\bsay the (?:word|phrase) )[\"']?(?P<v>[a-z]{4,16})(?:[\"'.,;\n]|\z)",
            r"(?i:\b(?:asks?|asked|challenged),? (?:just )?say )[\"'](?P<v>[A-Za-z ]{3,30})[\"']",
            r"(?i:\bsay )[\"'](?P<v>[A-Za-z ]{3,30})[\"'](?i:[^\n.]{0,60}\b(?:password|code ?word|pass ?phrase)\b)",
            r"(?i:\b(?:security|secret|memorable) (?:answer|word)(?: is|:| =) )[\"']?(?P<v>[A-Za-z][\w'-]{2,24}(?: [A-Z][\w'-]{2,24}){0,2})(?:[\"'.,;\n]|\z)",
            r"(?i:\bpassword,? which is )[\"']?(?P<v>[A-Za-z]{4,24})(?:[\"'.,;\n]|\z)",
            r"(?i:\b(?:alarm|telephone|phone|verbal|bank|family|spoken)(?: company| banking)? password:? )[\"'](?P<v>[A-Za-z0-9 ]{4,24})[\"']",
            r"(?i:\b(?:signing|verbal|challenge|memorable) phrase(?: is|:) )[\"']?(?P<v>[a-z]{3,14}(?: [a-z]{2,14}){1,7})(?:[.\"'\n,]|\z)",
            r"(?i:\bmaiden name (?:for|on|with|at) [a-z ]{2,24}?(?: is|:| =) )(?P<v>[A-Z][\w'-]{2,24}(?: [A-Z][\w'-]{2,24}){0,2})(?:[.\"'\n,]|\z)",
            r"(?i:\b(?:wallet|seed|recovery|mnemonic)[^\n.]{0,20}?(?:words|phrase)(?: starts| begins| goes| reads)? ?:? ?)[\"'](?P<v>[a-z]{3,8}(?:[ ,]{1,2}[a-z]{3,8}){3,23})\b",
        ),
        "say_ code_word codeword safe_word safeword watchword say_ secret_ security_ memorable maiden phrase password seed wallet mnemonic recovery",
        (
            "code word at pickup is «purple otter»\n",
            "say \"«walnut»\" at the school gate, that's the password",
            'If guard asks say "«kingfisher»". Dog',
            "and say the word «polenta»\nlol",
            "security answer: «Biscuit»\n",
            "my telephone password, which is «kingfisher»\n",
            'alarm company password "«marmalade»"',
            "signing phrase: «blue heron over water»\n",
            "mother's maiden name for the bank is «Okafor-Lindt»\n",
            'the seed phrase starts "«copper lantern voyage ridge»',
        ),
        ("a code word is a word that", "I say 'no' to that", "security answer is required"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:mailbox|laptop|vpn|router|hotspot|portal|netflix|disney|spotify|icloud|gmail|zoom|tablet|ipad|guest|login|account)(?: one| login| account)?(?: is|'s|:) )['\"`]?(?P<v>[A-Za-z][A-Za-z0-9_!-]{4,20}\d[A-Za-z0-9_!-]{0,12})(?:['\"`]|[.,!?]?(?:\s|\z))",
            r"(?i:\b(?:e-?mail|user(?:name)?|log-?in)(?: address)? (?:and|then|&|\+|/|with)(?: the usual)? )['\"`]?(?P<v>[A-Za-z][A-Za-z0-9_!-]{4,20}\d[A-Za-z0-9_!-]{0,12})(?:['\"`]|[.,!?]?(?:\s|\z))",
            r"(?i:\bthe usual )['\"`]?(?P<v>[A-Z][a-z]{2,16}[-_.]?\d{2,6}[!#$%*]?)(?:['\"`]|[.,]?(?:\s|\z))",
        ),
        anchors=("mailbox", "laptop", "vpn", "router", "hotspot", "portal", "netflix", "disney", "spotify", "icloud", "gmail", "zoom", "tablet", "ipad", "guest", "login", "account", "mail", "user", "the usual"),
        validator="mixed_word",
        score=0.78,
        examples=(
            "the shared mailbox one is «Nurses4Ever»\n",
            "Netflix is mum's email and «pancakes123»\n",
            "user kbell and the usual «Harbor-1912»\n",
        ),
        counter_examples=("the account is ACC1-660011", "the usual Covid-19 rules", "the laptop is model5"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:u[:=]|(?:un|u/n|usr|user|uid)[:= ]|log ?(?:on|in) (?:w/|with|as|using)) ?)[\w.@-]{2,40}(?:[ ,;]{1,2}(?i:p[:=]|(?:pw|p/w|pwd)[:= ]) ?| ?/{1,2} )(?P<v>[^\s'\"/]{6,40})(?:\s|\z)",
        ),
        anchors=("u:", "un:", "u/n", "usr", "user", "uid", "log on", "log in", "login", "logon"),
        validator="strong_password",
        score=0.8,
        examples=("U/N frontdesk P/W «Reception1!»", "log on w/ ward6 / «Ward6nights!»"),
        counter_examples=("user: jdoe / admin", "login / logout"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:network|ssid|wlan|wi-?fi)[: ]{1,2}[\w'-][\w' -]{1,28}?[ /,]{1,3}(?:key|wpa[23]?|pass(?:word)?|pw|psk)[:=]? ?)(?P<v>[^\s\"'`<>]{8,63})(?:\s|\z)",
        ),
        anchors=("network", "ssid", "wlan", "wifi", "wi-fi"),
        validator="configured_password",
        score=0.8,
        examples=("SSID: Cabin / WPA2: «larkspur-0093»", "network HALL-GUEST key «thursdaychoir»\n"),
        counter_examples=("network: home / office", "wifi: guest, password: ********"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:admin|root|user|guest|administrator) )(?P<v>[a-f0-9]{8,16})(?:[\s.,;)]|\z)",
        ),
        anchors=("admin", "root", "user", "guest"),
        validator="random_with_digits",
        score=0.8,
        examples=("sticker: admin «d4f6a88c»\n",),
        counter_examples=("root cause 12345678", "user 20240417"),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:typed|tried|entered|used|put in) )['\"`]?(?P<v>[A-Za-z][A-Za-z_!-]{3,20}\d[A-Za-z0-9_!-]{0,12})['\"`]?(?i: and (?:it|that|we|i|he|she)\b[^\n.]{0,16}\b(?:let|worked|in|logged|opened)\b)",
            r"(?is:\b(?:reset|password|pw|login)\b.{0,80}?\b(?:new|temp|temporary|current) one:? (?:is )?)['\"`]?(?P<v>[A-Za-z][a-z]{3,16}[-_]?\d{1,6}[!#$%*]?)(?:['\"`]|[.,]?(?:\s|\z))",
            r"(?is:\b(?:pw|password|passcode)\b.{0,120}?, so )['\"`]?(?P<v>[A-Za-z][a-z]{2,16}\d{1,6}[a-z]{0,12}[!#$%*]?)(?:['\"`]|[.,]?(?:\s|\z))",
        ),
        anchors=("typed ", "tried ", "entered ", "used ", "put in ", " one", ", so "),
        validator="mixed_word",
        score=0.78,
        examples=("I typed «hollyoak12» and it let me in", "reset link used; new one «Ptarmigan-6» works", "PW same but the 3 is now 4, so «Maple44tree»\n"),
        counter_examples=("tried room12 and it was full"[:10], "a new one is on page2"),
    ),
    Recogniser(
        id="url_password",
        data_class=_SECRET,
        patterns=(r"(?i:\bhttps?://)(?P<v>[0-9a-f]{32})(?::[0-9a-f]{32})?@",),
        anchors=("://",),
        score=0.9,
        examples=(f"dsn: https://«{'3f9a7c1e' * 4}»@errors.example.com/12",),
        counter_examples=("https://example.com/3f9a7c1e",),
    ),
    Recogniser(
        id="bearer_token",
        data_class=_SECRET,
        patterns=(r"(?i:\bx-(?:auth|api|access)-(?:token|key)[: ]{1,2})(?P<v>[A-Za-z0-9_.-]{12,})",),
        anchors=("x-auth", "x-api", "x-access"),
        validator="random_with_digits",
        score=0.88,
        examples=("X-Auth-Token «91bb7f20c4de4a6e»",),
        counter_examples=("X-Api-Key header-is-required",),
    ),
)  # fmt: skip
