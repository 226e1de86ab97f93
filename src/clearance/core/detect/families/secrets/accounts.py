# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Passwords of accounts in the syntax of daemons, commands, installers and functions, in lists of accounts, and keys in
hexadecimal digits under a name that says key in one of several languages.

Sources: snmpd.conf(5), snmpd.examples(5), ipsec.secrets(5), Cisco IOS "ntp authentication-key" and "message-digest-key",
Windows "net user", "cmdkey" and "schtasks", Kickstart "rootpw", unattend.xml "AutoLogon",
Dovecot "passwd-file".
"""

from clearance.core.detect.families.secrets.table import fill
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_V = r"(?P<v>[^\s\"'`<>|]{4,64})"
_QUOTED = r"['\"](?P<v>[^'\"\n]{4,64})['\"]"
_SQL = r"(?i:\b(?:create|alter|grant|administer)\b[^\n;]{0,120}? identified by )"
_ARGUMENT = r"[^\n()'\"]{0,24}['\"][^'\"\n]{1,80}['\"], ?|[a-z_$.:]{1,32}, ?"
_CONNECTS = r"(?:mysqli?_connect|db2_connect|new PDO|DBI->connect|getConnection|ldap_bind|ftp_login|ssh2_auth_password|new mysqli)"
_KEY_WORDS = (
    r"(?:secret|(?:\b|_)sign(?:ing)?|_sig|hmac|app_?key|nwk_?key|net_?key|psk|\bsid|refresh|activation|xprv|slot\d|wpa2?|webhook"
    r"|cle[_ ]?(?:api|partag\w{0,3}|secr\w{0,3}|priv\w{0,2})|schl(?:\x{fc}|ue)ssel|chave[_ ]?\w{0,12}|clave[_ ]?\w{0,12}"
    r"|anahtar\w{0,3}|klucz\w{0,4}|sleutel|chiave[_ ]?\w{0,10}|sendgrid|twilio|mailgun|postmark|pagerduty|datadog"
    r"|new_?relic|sentry_auth|cloudflare|stripe|adyen|paypal|mapbox|openweather(?:map)?|hcaptcha|recaptcha)"
)
_KEY_SIGN = r"(?: \((?:hex|raw)\))?(?:['\"]?[ ]?(?:=>|[:=])[ ]?|[ ]{1,12}|['\"], ?['\"]value['\"] ?: ?|</key>\s{0,12}<string>)['\"`]?"

RECOGNISERS = (
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            rf"(?m:^[ \t]{{0,4}}r[ow]community6?[ \t]{{1,4}}){_V}",
            rf"(?m:^[ \t]{{0,4}}com2sec6?[ \t]{{1,4}}[\w.-]{{1,40}}[ \t]{{1,4}}[\w.:/-]{{1,60}}[ \t]{{1,4}}){_V}",
            r"(?:(?m:^|[ %@])[^\s:]{0,80} ?: ?(?:EAP|XAUTH|PSK|NTLM|PIN) )" + _QUOTED,
            r"(?:: RSA [^\s]{1,80} )" + _QUOTED,
            r"(?i:\bcreateUser [^\s]{1,40} (?:MD5|SHA(?:-?\d{3})?) )\"?(?P<v>[^\s\"]{6,64})",
            r"(?i:\bcreateUser [^\s]{1,40} (?:MD5|SHA(?:-?\d{3})?) [^\s]{6,64} (?:DES|3DES|AES(?:-?\d{3})?) )\"?(?P<v>[^\s\"]{6,64})",
            rf"(?i:\b(?:authentication-key|message-digest-key) \d{{1,5}} (?:md5|hmac-sha(?:-?\d{{3}})?|sha(?:-?\d{{3}})?|cmac-aes-128) (?:[0-9] )?){_V}",
            _SQL + r"(?P<v>[A-Za-z0-9_$#]{4,64})(?:[ ;\n]|\z)",
            _SQL + r"\"(?P<v>[^\"\n]{4,64})\"",
            r"(?i:\bnet user [^\s/]{1,40} )(?P<v>[^\s/\"]{4,64}) /[A-Za-z]",
            r"(?i:> ?net user [^\s/]{1,40} )(?P<v>[^\s/\"]{4,64})(?:\s|\z)",
            rf"(?i:\b(?:cmdkey|mstsc|psexec|wmic|rdesktop|xfreerdp)\b[^\n]{{0,160}}? [/-]p(?:ass(?:word)?)?[:= ]){_V}",
            rf"(?i:\bschtasks\b[^\n]{{0,200}}? /rp ){_V}",
            rf"(?i:\b(?:rootpw|sshpw)\b[^\n]{{0,60}} --plaintext ){_V}",
            r"(?i:<(?:Administrator)?Password>\s{0,12}<Value>)(?P<v>[^<>\s]{4,64})</",
            r"\{(?:PLAIN|CLEARTEXT|CLEAR)\}(?P<v>[^\s:]{4,64})",
        ),
        anchors=("community", "com2sec", "eap", "xauth", "psk", "ntlm", "pin", "rsa", "createuser", "authentication-key", "message-digest-key", "identified by", "net user", "cmdkey", "mstsc", "psexec", "wmic", "rdesktop", "xfreerdp", "schtasks", "rootpw", "sshpw", "password>", "{plain}", "{clear"),
        hints=(
            r"r[ow]community",
            r"com2sec",
            r": ?(?:EAP|XAUTH|PSK|NTLM|PIN) ['\"]",
            r": RSA [^\s]+ ['\"]",
            r"(?i:createUser )",
            r"(?i:createUser )",
            r"(?i:(?:authentication-key|message-digest-key) [0-9])",
            r"(?i:identified by )",
            r"(?i:identified by )\"",
            r"(?i:net user )[^\n]* /",
            r"(?i:> ?net user )",
            r"(?i:(?:cmdkey|mstsc|psexec|wmic|rdesktop|xfreerdp)[^\n]* [/-]p)",
            r"(?i:schtasks)[^\n]* (?i:/rp )",
            r"(?i:(?:rootpw|sshpw)[^\n]* --plaintext )",
            r"(?i:password>\s*<value>)",
            r"\{(?:PLAIN|CLEAR)",
        ),
        validator="account_password",
        score=0.88,
        examples=(
            "rocommunity «ma^2NpnRKDh» 10.1.2.0/24\n",
            "com2sec readonly default «dunmoreRO9»\n",
            'carol@example.org : EAP "«guessBuilds»"\n',
            ': RSA gateKey.pem "«tidal marsh»"\n',
            'rw\n: PSK "«trustno100»"\n',
            'createUser monitor SHA "«E56eNTE1N=x2»" AES "«r8C::n@U»"\n',
            fill("ntp authentication-key 1 md5 «{h32}»\n"),
            "alter user apps identified by «Passw0rd» account unlock;",
            'administer key management set keystore open identified by "«victim reliable already»";',
            "net user cleaner «password1» /add",
            "C:\\>net user till3 «lantern4»\n",
            "cmdkey /generic:TERMSRV/10.0.0.7 /user:till3 /pass:«lantern4»",
            "schtasks /create /tn zreport /tr z.exe /ru till3 /rp «w@fb0jOmyy»",
            "rootpw --plaintext «iloveyou»\n",
            "<Password><Value>«SLOT1x»</Value>",
            "carol:{PLAIN}«FLUX14»:5000:5000::/var/mail",
        ),
        counter_examples=(
            "rocommunity public\n",
            "rocommunity $COMMUNITY\n",
            "net user cleaner /delete",
            "the community was founded",
            "identified by their badge",
            "the body was identified by police on Monday",
            "users are identified by fingerprint; doors",
            "identified by password",
            "net user name and group",
            "net user growth slowed this year",
            "plink -P 2222 ann@10.0.0.7",
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b{_CONNECTS}\()(?:{_ARGUMENT}){{2}}['\"](?P<v>[^'\"\s]{{4,64}})['\"] ?[,)]",
            r"(?i:\b(?:change|set|update|reset)_?(?:user_?)?password\([ ]?['\"][^'\"\n]{1,60}['\"], ?['\"])(?P<v>[^'\"\s]{4,64})['\"]",
            r"(?i:\([ \t]{0,2}['\"][a-z0-9_.-]{0,40}_(?:pass|pw|psk)['\"][ \t]{0,2},[ \t]{0,2}['\"])(?P<v>[^'\"\s]{4,64})['\"]",
            r"(?im:^[ \t]{0,4}#[ \t]{0,4}define[ \t]{1,8}[A-Z0-9_]{0,32}(?:PASS(?:WORD|WD)?|PWD|PSK)[ \t]{1,12})\"(?P<v>[^\"\n]{4,64})\"",
            r"(?i:\bsenha\w{0,12}|\bcontrase(?:\x{f1}|n)a\w{0,12}|\bkennwort\w{0,12}|\bpasswort\w{0,12}|\bclave[_A-Za-z]{0,16}|\bhaslo\w{0,12}|\bmot_?de_?passe\w{0,12}|\w{0,24}_?(?:sifre|parola)\w{0,8})[ \t]{0,16}=[ \t]{0,4}['\"]?(?P<v>[^\s'\"`<>$;]{4,64})",
        ),
        anchors=("connect", "pdo", "mysqli", "bind", "ftp_login", "ssh2_auth", "password", "define", "senha", "contrase", "kennwort", "passwort", "clave", "haslo", "passe", "sifre", "parola", "_pass", "_pw", "_psk"),
        hints=(
            r"(?i:connect|new PDO|new mysqli|ldap_bind|ftp_login|ssh2_auth)[^\n]*\(",
            r"(?i:password\( ?['\"])",
            r"(?i:_(?:pass|pw|psk)['\"][ \t]*,)",
            r"(?i:define[ \t]+[A-Z0-9_]*(?:PASS|PWD|PSK))",
            r"(?i:senha|contrase|kennwort|passwort|clave|haslo|passe|sifre|parola)[^\s=]*[ \t]*=",
        ),
        validator="account_password",
        score=0.86,
        examples=(
            "my $dbh = DBI->connect('dbi:Informix:stores', 'informix', '«IoCvYnirPdgys6WP»',",
            "$link = mysqli_connect('localhost', 'shop', '«tangerine»');",
            'DriverManager.getConnection(url, "scott", "«tiger»")',
            'db.changeUserPassword("metrics", "«BE6cpbAT4mD45t»")',
            '#define OTA_PASS "«lantern4»"\n',
            "define('SMTP_PASS', '«dragon45»');",
            "$senha    = '«iloveyou»';",
            "VERITABANI_SIFRE=«pUHMfGfNXxAMI»\n",
            'Const CLAVE_ZIP = "«fWEBBxw»"',
        ),
        counter_examples=(
            "mysqli_connect($host, $user, $password)",
            'getConnection(url, "scott", System.getenv("PW"))',
            '#define MSG_PASSWORD "password"\n',
            "$senha = $_POST['senha'];",
            "clave = None",
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?m:^[ \t]{0,4}[\w.+-]{1,64}@[A-Za-z0-9.-]{1,80}\.[A-Za-z]{2,12}:)(?P<v>[^\s/]{4,64})(?:\s|\z)",
        ),
        anchors=("@",),
        hints=(r"@[A-Za-z0-9.-]+\.[A-Za-z]+:[^\s]",),
        validator="listed_password",
        score=0.86,
        examples=("ann.b@example.com:«soapCircuit99»\n", "bob@example.org:«HUGGED53@»\n"),
        counter_examples=("git@git.example.com:acme.git\n", "joe@host.example.com:2222\n", "ann@example.com:\n", "ann@example.com;Smith;Boston\n"),
    ),
    Recogniser(
        id="assigned_key",
        data_class=_SECRET,
        patterns=(rf"(?i:{_KEY_WORDS}[a-z0-9_]{{0,16}}{_KEY_SIGN})(?P<v>(?:0x)?[0-9a-fA-F]{{32,128}})\b",),
        anchors=("secret", "sign", "sig", "hmac", "key", "psk", "sid", "refresh", "activation", "xprv", "slot", "wpa", "webhook", "cle", "schl", "chave", "clave", "anahtar", "klucz", "sleutel", "chiave", "sendgrid", "twilio", "mailgun", "postmark", "pagerduty", "datadog", "relic", "sentry", "cloudflare", "stripe", "adyen", "paypal", "mapbox", "openweather", "captcha"),
        hints=(rf"(?i:{_KEY_WORDS})[^\n]{{0,40}}?(?:>\s{{1,12}}<(?i:string)>['\"`]?(?:0x)?)?[0-9a-fA-F]{{32}}",),
        without=("public", "site key", "fingerprint", "checksum", "sha256", "digest", "key id", "keyid", "thumbprint"),
        validator="random_not_uuid",
        score=0.86,
        examples=(
            fill('{{"name": "sid", "value": "«{h64}»"}}').replace("{{", "{").replace("}}", "}"),
            fill("adyen_hmac    «{h64}»\n"),
            fill('signing = "«{h64}»"\n'),
            fill("clePartagee: «{h40}»\n"),
            fill("Zugangsschluessel=«{h32}»\n"),
            fill("<key>TideSharedSecret</key><string>«{H32}»</string>"),
            fill('#define LORA_APPKEY "«{H32}»"\n'),
            fill("SENDGRID=«{h32}»\n"),
        ),
        counter_examples=(fill("sha256: {h64}"), fill("the design {h40}"), fill("public signing key id {h32}")),
    ),
)  # fmt: skip
