# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets in the syntax of a certain program: routers, databases, web servers, switchboards, and values behind a word
without a sign of assignment.
"""

from clearance.core.detect.families.secrets.table import fill
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_V = r"(?P<v>[^\s\"'`<>|]{4,})"
_KEYED = (
    r"(?:client|shared|signing|webhook|app|application|consumer|api|access|hmac|auth|bearer|refresh|bot|deploy|service)"
)


def _configured(
    patterns: tuple[str, ...], anchors: tuple[str, ...], examples: tuple[str, ...], counter_examples: tuple[str, ...]
) -> Recogniser:
    return Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=patterns,
        anchors=anchors,
        validator="configured_password",
        score=0.86,
        examples=examples,
        counter_examples=counter_examples,
    )


RECOGNISERS = (
    _configured(
        (
            rf"(?i:\b(?:requirepass|masterauth|auth-pass|sentinel auth-pass [\w-]{{1,40}})[ ]{{1,4}})['\"]?{_V}",
            rf"(?i:\bjdbc:oracle:thin:)[\w.-]{{1,60}}/{_V}@",
            rf"(?i:\bhtpasswd )-[a-zA-Z]{{0,4}}b[a-zA-Z]{{0,4}} [^\s]{{1,80}} [\w.@-]{{1,40}} ['\"]?{_V}",
            rf"(?i:\becho[ ](?:-n[ ])?)['\"][\w.-]{{1,32}}:{_V}['\"][ ]?\|[ ]?(?:sudo )?chpasswd",
        ),
        ("requirepass", "masterauth", "auth-pass", "jdbc:oracle", "htpasswd", "chpasswd"),
        (
            "requirepass «fenugreek-lorry-40»\n",
            "jdbc:oracle:thin:claims_own/«Bramble2Ditch»@//ora",
            "htpasswd -bc /etc/nginx/.htpasswd frontdesk «marmalade»\n",
            'echo "root:«toolbox77»" | chpasswd',
        ),
        ("requirepass ${REDIS_PASSWORD}",),
    ),
    _configured(
        (
            r"(?i:\bauth (?:md5|sha(?:-?\d{3})?) )" + _V + r"(?: priv|\s|\z)",
            r"(?i:\bpriv (?:des|3des|aes(?:[ -]?\d{3})?) )" + _V,
            rf"(?i:\b(?:enable (?:secret|password)|username [\w.-]{{1,40}} (?:privilege \d{{1,2}} )?(?:password|secret)) [0578] ){_V}",
            rf"(?im:^[ ]{{0,6}}password [07] ){_V}",
            r"(?i:\bpre-shared-key (?:ascii-text |hexadecimal |local |remote )?)\"(?P<v>[^\"\n]{4,})\"",
            r"(?i:\b(?:psk|wpa_passphrase|wpa-psk|wep_key\d?)[ ]?=[ ]?)\"(?P<v>[^\"\n]{8,63})\"",
            r"(?i:\b(?:psk|wpa_passphrase|snmp_community):[ ]{1,2})" + _V + r"(?:\s|\z)",
        ),
        ("auth md5", "auth sha", "priv des", "priv 3des", "priv aes", "enable ", "username ", "password 0", "password 7", "pre-shared-key", "psk", "wpa", "wep_", "snmp_"),
        (
            "v3 auth sha «Larkspur77auth» priv aes 128 «Larkspur77priv»\n",
            "enable secret 0 «Granite*Ford»\n",
            'pre-shared-key ascii-text "«mangrove.tunnel.2025»"',
            'psk="«butter the crumpets»"',
            "psk: «gannet-gannet-auk»\n",
            "snmp_community: «dunmoreRO9»\n",
        ),
        ("auth sha256 of", "password 0", 'psk="<your key>"', "priv aes 128"),
    ),
    _configured(
        (
            r"(?i:\b(?:mysql(?:dump|admin)?|mariadb|psql|mongo(?:sh|dump)?|sqlcmd|sshpass|7z|zip|unzip|curl)\b[^\n|;]{0,120}?(?:--?p(?:ass(?:word)?)?[= ]?)')(?P<v>[^'\n]{4,})'",
            r"(?i:\b[a-z.]{0,24}(?:keyalias|keystore|truststore|storepass|keypass)(?:pwd|pass|password)?[ ]?=[ ]?)(?P<v>[^\s\"'<>$]{4,60})",
            r"(?i:\"(?:[a-z]{1,12}_)?(?:pin|passcode|pin_code|access_code|door_code|unlock_code)\"[ ]?:[ ]?\"?)(?P<v>\d{4,8})\b",
            r"(?m:^[ ]{0,8}secret[ ]?=[ ]?)(?P<v>[A-Za-z0-9!@#$%^&*_.-]{6,40})[ \t]*(?:\n|\z)",
            r"(?i:\bpass(?:word|wd)?[\"']?[ ]?:[ ]?')(?P<v>[^'\s$<{]{5,60})'",
        ),
        (
            "mysql", "mariadb", "psql", "mongo", "sqlcmd", "sshpass", "7z", "zip", "curl", "keyalias", "keystore", "truststore", "storepass", "keypass",
            'pin"', "pin_code", "passcode", "access_code", "door_code", "unlock_code", "secret=", "secret =", "pass:", "password:", "passwd:", "pass'", "password'", 'pass"',
            'password"', "pass :", "password :",
        ),
        ("keyAliasPwd=«vole99»\n", '"ap_pin": "«60417»"', "fromuser=4471\nsecret=«8842redkite»\ncontext", "user: 'forms', pass: '«ilovepickles»' }"),
        ("secret = os.environ", "zip the files with -p"),
    ),
    Recogniser(
        id="assigned_key",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b{_KEYED}[ _-]?(?:secret|key|token)\b(?: (?:is|was|for [\w -]{{2,30}}))?[ ]?[:=]?[ ]{{1,2}})['\"`]?(?P<v>[0-9a-fA-F]{{32,}}|[A-Za-z0-9_+/=.-]{{20,200}})(?:[\s'\"`,;)]|\.\s|\z)",
            r"(?i:\b(?:client|shared|consumer|app)[ _-]?secret\b(?: is)?[ ]?[:=]?[ ]{1,2})['\"`]?(?P<v>[A-Za-z0-9_+/=-]{8,})(?:[\s'\"`,;)]|\.\s|\z)",
            r"(?i:[?&](?:appid|apikey|api_key|app_key|subscription-key|access_key|auth_token|sig|signature|token)=)(?P<v>[0-9a-fA-F]{32,}|[A-Za-z0-9_-]{24,128})",
            r"(?i:\b(?:hmac|provhash|auth[ _-]?hash|webhook (?:secret|key))[^\n:=]{0,24}[:=][ ]{0,2}['\"]?)(?P<v>[0-9a-fA-F]{32,})\b",
        ),
        anchors=("secret", "key", "token", "appid", "apikey", "sig", "hmac", "provhash", "auth"),
        validator="random_with_digits",
        score=0.86,
        examples=(
            fill("client secret «{h64}» , US"),
            "Shared secret «i0toxbacpz7»\n",
            fill("weather?q=Turku,fi&appid=«{h32}»\n"),
            fill("HMAC for notifications: «{h64}»\n"),
        ),
        counter_examples=("the api key documentation", "client secret rotation", "access token expired yesterday"),
    ),
)  # fmt: skip
