# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets written under or behind what they are: sheets of codes that open an account once, the words of a wallet, the
turns of a dial, keys of networks and tokens of links.
"""

from clearance.core.detect.families.secrets.table import UUID, fill
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_SHEET = r"(?is:\b(?:backup|recovery|rescue|scratch|emergency|one[- ]time|single[- ]use|spare)[ -](?:access |login |sign-?in )?(?:codes?|list)\b.{0,240}?\n[ \t]{0,8})"
_CODES = _SHEET.replace("(?:codes?|list)", "codes?")
_ONCE = r"(?is:\b(?:codes?|works once|each once|keep (?:it |them )?(?:in the |somewhere )?safe|recovery|backup)\b.{0,160}?\n[ \t]{0,8}1[.)] {1,2})"
_WORDS = r"(?P<v>(?:[a-z]{3,12},? ){11,23}[a-z]{3,12})\b"
_COUNT = r"(?:twelve|fifteen|eighteen|twenty-?one|twenty-?four|12|15|18|21|24)"
_DIAL = r"(?P<v>\d{2}(?: ?[-/] ?\d{2}){2,3})(?:[^0-9/-]|\z)"

RECOGNISERS = (
    Recogniser(
        id="recovery_code",
        data_class=_SECRET,
        patterns=(
            _SHEET + r"(?P<v>\d{4} \d{4})\s{1,8}\d{4} \d{4}\b",
            _SHEET + r"(?P<v>[a-z0-9]{4,6}-[a-z0-9]{4,6})\s{1,8}[a-z0-9]{4,6}-[a-z0-9]{4,6}\b",
            _SHEET + r"(?P<v>[0-9a-f]{8,12})\s{1,8}[0-9a-f]{8,12}\b",
            _CODES + r"(?P<v>[A-Z0-9]{8,12})\s{1,8}[A-Z0-9]{8,12}\s",
            _ONCE + r"(?P<v>[A-Za-z0-9]{4,6}-[A-Za-z0-9]{4,6}|\d{4} \d{4})\s[^\n]{0,12}\n?[ \t]{0,8}2[.)] ",
        ),
        hints=(
            r"\n[ \t]*\d{4} \d{4}\s{1,8}\d{4} \d{4}\b",
            r"\n[ \t]*[a-z0-9]{4,6}-[a-z0-9]{4,6}\s{1,8}[a-z0-9]{4,6}-[a-z0-9]{4,6}\b",
            r"\n[ \t]*[0-9a-f]{8,12}\s{1,8}[0-9a-f]{8,12}\b",
            r"\n[ \t]*[A-Z0-9]{8,12}\s{1,8}[A-Z0-9]{8,12}\s",
            r"\n[ \t]*1[.)] {1,2}(?:[A-Za-z0-9]{4,6}-[A-Za-z0-9]{4,6}|\d{4} \d{4})\s",
        ),
        anchors=("backup", "recovery", "rescue", "scratch", "emergency", "one-time", "one time", "single-use", "single use", "spare", "code", "once", "safe"),
        validator="told_code",
        score=0.88,
        examples=(
            "Recovery codes for the account. Keep them somewhere safe.\n\n  «8933 5481»\n  «5546 7362»\n",
            "Emergency access codes, each works once\n  «hx133-r38sd»\n  «wgd1a-a4o2h»\n  «qm1it-nx3ra»\n",
            "one-time codes:\n «127936dea3»\n «3a3a81e65f»\n",
            "Recovery codes\n\n«ZT34ZM64KC»\n«8DCR8AM7DH»\n«MMGEH8LXVV»\n",
            "Generated 2023-09-15. Each works once.\n\n1. «f405-bd03»\n2. «4310-d11b»\n3. «86c3-8639»\n",
        ),
        counter_examples=("recovery codes: none\n\n12 34", "the backup list\n  SERVER01\n  SERVER02\n", "the backup list\n  images\n  volumes"),
    ),
    Recogniser(
        id="wallet_words",
        data_class=_SECRET,
        patterns=(rf"(?i:\b{_COUNT}[ -](?:seed |recovery |secret )?words?\b[^\n:]{{0,60}}: ?)[\"']?" + _WORDS,),
        hints=(rf"(?i:{_COUNT}[ -](?:seed |recovery |secret )?words?)[^\n:]*: ?[\"']?(?:[a-z]{{3,12}},? ){{6}}",),
        anchors=("word",),
        validator="mnemonic",
        score=0.9,
        examples=(
            "the 12 words from the paper: «off thimble film infuse worm wrestle yelp ship elm abrupt chic tedious».",
        ),
        counter_examples=("use twelve words: no more than that are needed", "in 24 words: why we do it"),
    ),
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b(?:safe|strong ?box|vault|cabinet|padlock|combination|combo)\b[^\n\d]{{0,40}}?[ :,]){_DIAL}",
        ),
        hints=(r"(?i:safe|strong ?box|vault|cabinet|padlock|combination|combo)\b[^\n\d]*\d{2} ?[-/] ?\d{2} ?[-/] ?\d{2}",),
        anchors=("safe", "box", "vault", "cabinet", "padlock", "combination", "combo"),
        validator="dial",
        score=0.84,
        examples=("safe: «13 - 68 - 57»  (left, right, left)", "combination of the steel cabinet, being «14-91-22»."),
        counter_examples=("the safe was opened 12-03-2024", "safe since 12-03-24", "a combination of 10-20 mg"),
    ),
    Recogniser(
        id="assigned_key",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b(?:reset|invite|invitation|magic|unsubscribe|confirmation|activation|update|access|refresh|bearer) ?(?:link|url|token|key)?\b[^\n]{{0,80}}?\btoken[ =:]{{1,2}})(?P<v>{UUID})\b",
            rf"(?:(?i:\b(?:secret|hec[ _-]?token|api[ _-]?token))|[A-Z]_(?:TOKEN|SECRET))\)?[\"']?(?: ?[:=] ?| (?:is )?)[\"']?(?P<v>{UUID})\b",
            r"(?i:\b(?:network|zigbee|z-wave|thread|lora(?:wan)?|mesh|aes|app|session|link|root|shared|update|user|device|join) ?(?:key|secret|token|id)\b(?: is| was|:| =)? ?['\"`]?)(?P<v>[0-9a-fA-F]{32}|[0-9a-fA-F]{48}|[0-9a-fA-F]{64})\b",
        ),
        hints=(rf"(?i:token)[ =:]{{1,2}}{UUID}", rf"(?i:secret|token)[^\n]{{0,16}}?{UUID}", r"(?i:key|secret|token|id)\b[^\n]{0,8}[0-9a-fA-F]{32}"),
        anchors=("token", "key", "secret", "id"),
        score=0.86,
        examples=(
            fill("sent reset link for the account token=«{h8}-{h4}-{h4}-{h4}-{h12}»\n"),
            fill("- zigbee network key «{h32}»\n"),
            fill("client id lab-76, secret «{h8}-{h4}-{h4}-{h4}-{h12}».\n"),
        ),
        counter_examples=(fill("page token={h8}-{h4}-{h4}-{h4}-{h12}"), fill("sha256 {h64}")),
    ),
)  # fmt: skip
