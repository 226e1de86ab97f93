# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Passwords: assigned, spoken of, on command lines, in URLs and in files that hold nothing else; and their hashes."""

from clearance.core.detect.families.secrets.table import fill
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_NAME = (
    r"(?:(?i:password|passwd|passphrase|pass[ _-]code|passcode|passwort|kennwort|wachtwoord|contrase(?:n|\x{f1})a|senha"
    r"|mot[ _]de[ _]passe|pwd|pword|passwrd)|(?:\b|_)(?i:pass|pw|psw)|[a-z]Pass)(?:_?\d)?"
)
_ANCHORS = (
    "passw", "passp", "pass", "kennwort", "wachtwoord", "contrase", "senha", "mot de passe", "mot_de_passe", "pwd",
    "pword", "pw", "psw",
)  # fmt: skip
_LONG_NAME = r"(?i:password|passwd|passphrase|passcode|passwort|kennwort|contrase(?:n|\x{f1})a|pwd)"
_LONG_ANCHORS = ("pass", "kennwort", "contrase", "pwd")
_HINT = (
    r"(?i:pass|pwd|pword|kennwort|wachtwoord|contrase|senha|\bpw|_pw|psw)[^\n]{0,12}?(?:[:=>,(|\x{2192}]|\b(?i:is|to|was|ist|es)\b)"
    r"|(?i:password|passphrase|passcode|pwd)[ ](?i:for|to|of|on|at)[ ]"
    r"|\b(?:ENV|ARG|setx|SET)[ ]{1,3}[A-Z0-9_]*(?:PASS|PWD)|(?i:cred|log ?in|sign ?in)[^\n]{0,80}?[:/]"
)
_ASSIGN = r"['\"]{0,2}\]?[ \t]{0,3}(?::=|=>|->|\x{2192}|[:=]{1,2})[ \t]{0,3}"

RECOGNISERS = (
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            # password: x, DB_PASSWORD=x; a blank line may stand between label and value
            _NAME + _ASSIGN + r"(?:\*\*[ \t]{0,2}|__[ \t]{1,2})?(?:\r?\n[ \t]{0,3})?['\"`]?(?P<v>[^\s\"'`<>]{4,})",
            _NAME + r"['\"]?[ \t]{1,2}(?i:is|was|ist|es)(?: still| now)?[ \t]{0,2}[:=]?[ \t]{0,3}['\"`*]{0,2}(?P<v>[^\s\"'`<>]{4,})",
            r"(?i:\b(?:password|passphrase|passcode|pwd)[ ](?:for|to|of|on|at)[ ][^\n:=]{1,60}?(?:[ ]is|:|=)[ ]{1,2})['\"`]?(?P<v>[^\s\"'`<>]{5,})",
            _LONG_NAME + r"[ ]{1,2}(?i:(?:(?:is|was|got|been|has[ ]been)[ ])?(?:changed|set|reset|updated|rotated)[ ]to|to)[ ]{1,2}['\"`]?(?P<v>[^\s\"'`<>]{4,})",
            r"(?i:\b(?:credentials|creds|logins?)(?:[ ](?:are|is))?:?[ ]{1,2}|\b(?:log|sign)[ ]?in[ ](?:with|as|using)[ ]{1,2})['\"`]?[\w.@+-]{2,60}(?:[:]|[ ]?/[ ]?)(?P<v>[^\s\"'`<>/]{5,})",
            # a table's cell, a Dockerfile's variable
            _LONG_NAME + r"[*_`]{0,2}[ \t]{1,9}\|[ \t]{1,9}`?(?P<v>[^\s\"'`<>|]{4,})",
            r"\b(?:ENV|ARG|setx|SET)[ ]{1,3}[A-Z0-9_]{0,40}(?:PASSWORD|PASSWD|PASS|PWD)[ =]{1,3}\"?(?P<v>[^\s\"'`<>]{4,})",
            _LONG_NAME + r":?</(?:td|th|b|strong|label|dt|span)>\s{0,4}(?:<[^<>]{1,60}>\s{0,2}){1,2}(?P<v>[^\s<>]{4,})<",
            # between quotation marks with blanks in it, or with the other quotation mark
            _LONG_NAME + _ASSIGN + r"\"(?P<v>[^\"\n]{4,})\"",
        ),
        anchors=(*_ANCHORS, "cred", "login", "log in", "signin", "sign in"),
        hints=(_HINT,),
        validator="password",
        score=0.9,
        examples=(
            "my password is «P@ssw0rd!» please",
            "pass: «hunter2»\nhost",
            "DB_PASSWORD=«o)2lhVNx@2!F6W»",
            '"password": "«Summer2025!»"',
            "pwd='«correct-horse-xImU»'",
            "| root password | «Tr0ub4dor&3» |",
            "ENV DB_PASSWORD «hunter22»",
            "<td>Password</td><td>«Qw8zzT31»</td>",
            "creds: bob:«coffee910»",
            "please log in with bob@example.com / «Tr0ub4dor»",
            "set the password to «Tr0ub4dor&3»",
            "**Password:** «Tr0ub4dor&3»",
            "the new passwort ist «Sommer2024!», danke",
            "Password:\n«Tr0ub4dor&3»",
            "the password for the billing portal is «Blue!Moon42», keep it",
            "Server=db;Password=«Qw8zzT31»;Encrypt=true",
        ),
        counter_examples=(
            "password: <your-password>",
            "password = ${DB_PASSWORD}",
            "password is required",
            "password = get_password()",
            "password: xxxxxxxx",
            "pass: yes",
            "password=os.environ['PW']",
            "self.password = config.password",
            "password = new_password2",
            "password: str | None = None",
            "bypass: foo1bar",
            "that we can pass to call1(Y",
            "password=password1",
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            # a literal: a quoted value, whatever it is; typed (password: str = "x"), called, keyed, XML
            _LONG_NAME + r"['\"]?[ \t]{0,3}(?::[ \t]{0,2}[A-Za-z][A-Za-z\[\]., |]{0,20})?[ \t]{0,2}(?::=|=>|[:=])[ \t]{0,3}[A-Za-z]?\"(?P<v>[^\s\"]{4,})\"",
            _LONG_NAME + r"['\"]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}[A-Za-z]?'(?P<v>[^\s']{4,})'",
            _LONG_NAME + r"[ \t]{0,2}\([ \t]{0,2}['\"](?P<v>[^\s\"']{4,})['\"][ \t]{0,2}\)",
            r"\([ \t]{0,2}['\"][A-Za-z0-9_.-]{0,40}" + _LONG_NAME + r"['\"][ \t]{0,2},[ \t]{0,2}['\"](?P<v>[^\s\"']{4,})['\"][ \t]{0,2}\)",
            r"(?i:<(?:[a-z0-9]{1,12}:)?[a-z]{0,20}(?:password|passwd|pwd)>)(?P<v>[^<>\s]{4,})</",
            r"(?i:(?:key|name)=\"[a-z0-9_.:-]{0,30}(?:password|passwd|pwd)\"[ ]{1,2}value=\")(?P<v>[^\"\s]{4,})\"",
            r"(?i:<input[ ][^<>]{0,120}type=\"password\"[^<>]{0,120}[ ]value=\")(?P<v>[^\"\s]{4,})\"",
            r"(?i:ConvertTo-SecureString[ ](?:-String[ ])?['\"])(?P<v>[^\"'\s]{4,})['\"]",
            r"(?i:identified[ ]by[ ]|with[ ]password[ ]|[ ]password[ ])'(?P<v>[^'\s]{4,})'",
        ),
        anchors=(*_LONG_ANCHORS, "identified by", "convertto-securestring"),
        hints=(r"(?i:pass|pwd|kennwort|contrase|identified by|convertto-securestring)",),
        validator="quoted_password",
        score=0.9,
        examples=(
            'password = "«swordfish»"',
            'password: str = "«letmein99»"',
            "user.set_password('«hunter22»')",
            'define("DB_PASSWORD", "«wordpress-x9»");',
            "<password>«opensesame»</password>",
            '<add key="Mail.Password" value="«Qw3rty!23»"/>',
            "ALTER USER app IDENTIFIED BY '«s3same»'",
            "CREATE ROLE app LOGIN PASSWORD '«frigate7»'",
        ),
        counter_examples=(
            '"password": "string"',
            'password = "new_password"',
            "<password>${pw}</password>",
            'getpass("Password: ")',
            '"password": "Passwort"',
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:password|passwd|passphrase|pwd|pw))(?:[ ]{1,2}|[ ]-[ ])['\"`(]?(?P<v>[^\s\"'`<>()]{6,})",
            r"(?i:\b(?:credentials|creds|login|logins|log[ ]?in|sign[ ]in)(?:[ ](?:are|is|as|with|details))?:?[ ]{1,2})['\"`]?[\w.@+-]{2,60}[ ]?[:/][ ]?(?P<v>[^\s\"'`<>]{6,})",
            r"(?i:\b(?:log[ ]?in|logged[ ]in|sign[ ]in|connect)[ ](?:as|with)[ ][\w.@+-]{2,60}[ ](?:with|and|using)[ ])['\"`]?(?P<v>[^\s\"'`<>]{6,})",
        ),
        anchors=("pass", "pwd", "pw", "credentials", "creds", "login", "log in", "logged in", "sign in", "connect"),
        hints=(
            r"(?i:password|passwd|passphrase|pwd|pw)[ ]{1,2}",
            r"(?i:(?:cred|log ?in|sign in)[a-z :]*['\"`]?[\w.@+-]+ ?[:/] ?[^\s\"'`<>]{6})",
            r"(?i:(?:log ?in|logged in|sign in|connect) (?:as|with) )",
        ),
        validator="strong_password",
        score=0.85,
        examples=(
            "with password «8nZ!kV4%beta».",
            "password '«UPIsecure2024#»' and",
            "creds: admin/«Tr4verse!9»",
            "log in as root with «Kx9!mQ2z»",
        ),
        counter_examples=(
            "password reset-link",
            "password (optional) x",
            "password policy2024",
            "password for the portal is required",
            "login: https://example.com",
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:my|his|her|their|our|your|the|temporary|temp|new|old|current|default|initial|wifi|wi-fi|root|admin|login|account|user)[ ](?:[a-z]{2,12}[ ]){0,2}(?:password|passphrase|passcode|pwd)[ ](?:for[ ][a-z]{2,16}(?:[ ][a-z]{2,16}){0,3}[ ])?(?:is|was|=)[ ]{1,2}(?:now |still |set to |simply |just )?)['\"`]?(?P<v>[A-Za-z][A-Za-z-]{3,40})(?:['\"`]|[.,;!?]?(?:\s{0,2}\z|\n)|[.,;!?] )",
        ),
        anchors=("pass", "pwd"),
        hints=(r"(?i:password|passphrase|passcode|pwd)[ ](?i:is|was|=|for)",),
        validator="spoken_password",
        score=0.75,
        examples=("my password is «swordfish».", "the wifi password is '«opensesame»' btw", "Her account password is «pineapple»\n", "the password for phone updates is «marigold-tram»."),
        counter_examples=("my password is incorrect.", "the password is required\n", "the new password is stored safely"),
    ),
    Recogniser(
        id="pin",
        data_class=_SECRET,
        patterns=(
            _LONG_NAME + r"['\"]?[ \t]{0,3}(?:[:=]|\b(?i:is|to|was)\b)[ \t]{0,3}['\"`]?(?P<v>\d{4,12})\b",
            r"(?i:\b(?:pin|otp|one[- ]time[ ](?:code|pin|password)|passcode|verification[ ]code|security[ ]code|2fa[ ]code|mfa[ ]code|unlock[ ]code|access[ ]code|sms[ ]code|cvv|cvc))(?i:[ ](?:code|number|no\.?))?['\"]?[ \t]{0,2}(?:[:=#]|\b(?i:is|was)\b)[ \t]{0,3}['\"`]?(?P<v>\d{3,8})\b",
            r"(?i:\bcode[ ])(?P<v>\d{4,8})(?i:[ ]to[ ](?:sign|log|verify|confirm|complete|continue))",
        ),
        anchors=("pass", "kennwort", "contrase", "pwd", "pin", "otp", "one-time", "one time", "code", "cvv", "cvc"),
        hints=(r"(?i:pass|kennwort|contrase|pwd|pin|otp|code|password|cvv|cvc)[^\n]{0,16}?[0-9]",),
        validator="pin",
        score=0.85,
        not_after=b".:/-",
        examples=("my password is «54321»", "PIN: «4821»", "the OTP is «794613»", "Enter code «282962» to sign in", "passcode is «90210845»"),
        counter_examples=("pin: 13", "zip code 94110", "pass: 1234", "opinion: 12345", "pin 1.2345", "otp: 0000"),
    ),
    Recogniser(
        id="url_password",
        data_class=_SECRET,
        patterns=(r"(?i:\b[a-z][a-z0-9+.-]{1,24}://)[^\s:/'\"<>]{0,64}:(?P<v>[^\s/'\"<>]{3,})@[A-Za-z0-9\[]",),
        anchors=("://",),
        hints=(r"://[^\s/'\"<>]*:[^\s'\"<>]*@",),
        validator="url_password",
        score=0.98,
        examples=(
            "DATABASE_URL=postgresql://svc_app:«correct-horse-Wn2w»@db.internal:5432/prod",
            "mysql://root:«p@ss#1»@h/x",
            "redis://:«s3cretpw»@cache:6379",
            "amqps://guest:«Zk39dk2»@rabbit:5671/%2f",
            "smtp://mailer:«Qw8-zzT»@smtp.example.com:587",
        ),
        counter_examples=(
            "https://host:8080/a@b",
            "postgres://user:${PASSWORD}@db/x",
            "postgres://user:<password>@db/x",
            "postgresql://user:password@localhost/db",
        ),
    ),
    Recogniser(
        id="command_password",
        data_class=_SECRET,
        patterns=(
            r"(?:\s|\A|['\"])--?(?:[a-z0-9]{1,20}-){0,3}(?:password|passwd|passphrase|pass|pw|pwd)(?:[ =]|['\"], ?)['\"]?(?P<v>[^\s\"'`<>,]{4,})",
            r"\bsshpass[ ]-p[ ]?['\"]?(?P<v>[^\s\"'`<>]{4,})",
            r"\b(?:mysql|mysqldump|mysqladmin|mariadb|mongo|mongosh|mongodump|redis-cli|docker[ ]login|podman[ ]login|az[ ]login|cqlsh|ldapsearch|smbclient|sqlcmd|bcp|isql)(?:[ ][^\n|;&]{0,120}?)?[ ](?:-p[ =]?|-a[ ]|-w[ ]|-P[ ])['\"]?(?P<v>[^\s\"'`<>-][^\s\"'`<>]{3,127})",
            r"\b(?:curl|wget|http|httpie)[ ][^\n|;]{0,200}?(?:-u|--user|-a|--auth|--proxy-user)[ =]?['\"]?[\w.@+-]{1,64}:(?P<v>[^\s\"'`<>]{3,})",
            r"\bopenssl[ ][^\n]{0,160}?[ ]-(?:k[ ]|pass(?:in|out)?[ ]pass:)['\"]?(?P<v>[^\s\"'`<>]{4,})",
            r"(?i:\bname:[ ]['\"]?[a-z0-9_.-]{0,40}(?:password|passwd|pwd)['\"]?\s{1,20}value:[ ]['\"]?)(?P<v>[^\s\"'`<>]{4,})",
            r"(?i:\bvariable[ ]\"[a-z0-9_]{0,40}password\"[ ]\{[^{}]{0,200}?default[ ]{0,10}=[ ]{0,3}\")(?P<v>[^\"\s]{4,})\"",
            r"\bauth[ ]{0,2}=[ ]{0,2}[A-Za-z.]{0,40}\([ ]{0,2}['\"][^'\"\s]{1,64}['\"],[ ]{0,2}['\"](?P<v>[^'\"\s]{4,})['\"]",
            r"\bnet[ ]use[ ][^\n]{0,80}/user:[^\s]{1,40}[ ](?P<v>[^\s\"'`<>]{4,})",
            r"\becho[ ]['\"]?(?P<v>[^\s\"'`<>|$]{4,})['\"]?[ ]?\|[ ]?(?:sudo[ ]-S|docker[ ]login|passwd)",
        ),
        anchors=("openssl", "value:", "variable", "auth", "-pass", "-pw", "sshpass", "mysql", "mariadb", "mongo", "redis-cli", "login", "cqlsh", "ldapsearch", "smbclient", "sqlcmd", "bcp", "isql", "curl", "wget", "http", "net use", "echo"),
        hints=(
            r"-(?:pass|pw)",
            r"sshpass",
            r"(?:mysql|mariadb|mongo|redis-cli|login|cqlsh|ldapsearch|smbclient|sqlcmd|bcp|isql)[^\n]* -",
            r"(?:curl|wget|http|httpie)[ ][^\n]*-[^\n]*:",
            r"openssl[ ][^\n]* -",
            r"(?i:(?:password|passwd|pwd)['\"]?\s+value:)",
            r"(?i:variable[ ]\"[a-z0-9_]*password\")",
            r"\bauth[ ]*=[ ]*[A-Za-z.]*\(",
            r"net[ ]use",
            r"echo[ ]['\"]?[^\s]",
        ),
        validator="command_password",
        score=0.92,
        examples=(
            "app --password «hunter2» --verbose",
            "sshpass -p '«Tr0ub4dor»' ssh host",
            "mysql -h db -u root -p«S3cr3tpw» app",
            "curl -u admin:«swordfish» https://example.com/",
            "redis-cli -a «Sunshine4» ping",
            "openssl enc -aes-256-cbc -k «letmein9» -in a",
            "- name: DB_PASSWORD\n  value: «Tr0ub4dor»",
            'variable "db_password" {\n  default = "«Dragon@1421»"\n}',
            'requests.get(url, auth=("bob", "«river234»"))',
            "docker login -u bot -p «dk39-Zq81» registry.example.com",
            "net use z: \\\\srv\\c /user:bob «Winter2024!»",
            "echo «Adm1n!pw» | sudo -S reboot",
        ),
        counter_examples=(
            "app --password $PASSWORD",
            "mysql -p app_production",
            "tool --password-stdin -v",
            "curl -u user:$TOKEN https://x",
            "use --password to set it",
            "sshpass -p <password> ssh",
        ),
    ),
    Recogniser(
        id="password_file",
        data_class=_SECRET,
        patterns=(
            r"(?i:\bmachine\s{1,4}[^\s]{1,100}\s{1,4}login\s{1,4}[^\s]{1,100}\s{1,4}password\s{1,4})(?P<v>[^\s]{3,})",
            r"(?m:^(?:localhost|\*|[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,6}):(?:5432|6432|\*):[^:\s]{1,60}:[^:\s]{1,60}:(?P<v>[^\s]{4,})$)",
            r"(?i::_password=)['\"]?(?P<v>[A-Za-z0-9+/]{8,}={0,2})",
        ),
        anchors=("machine", ":5432:", ":6432:", ":*:", ":_password="),
        hints=(
            r"(?i:machine)\s+[^\s]+\s+(?i:login)",
            r":(?:5432|6432|\*):",
            r"(?i::_password=)",
        ),
        validator="file_password",
        score=0.95,
        examples=(
            "machine api.example.com login ann password «swordfish9»",
            "db.example.com:5432:app:ann:«hunter22»",
        ),
        counter_examples=("machine x login y password $PW", "db.example.com:5432:app:ann:"),
    ),
    Recogniser(
        id="registry_credentials",
        data_class=_SECRET,
        patterns=(r"(?i:_auth|\"auth\")\"?[ ]{0,2}[=:][ ]{0,2}\"?(?P<v>[A-Za-z0-9+/]{12,}={0,2})",),
        anchors=("_auth", '"auth"'),
        hints=(r"(?i:_auth|\"auth\")\"?[ ]*[=:]",),
        validator="basic_credentials",
        score=0.96,
        examples=('{"auths": {"r.example.com": {"auth": "«Ym90OlNlc2FtZTk5IQ==»"}}}',),
        counter_examples=('"auth": "oauth2provider"', "_auth=${NPM_AUTH}"),
    ),
    Recogniser(
        id="password_hash",
        data_class=_SECRET,
        patterns=(
            r"\$(?:1|5|6|7|y|gy|apr1|sha1)\$(?:rounds=\d{3,9}\$)?[./A-Za-z0-9$]{1,60}\$[./A-Za-z0-9]{22,90}",
            r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}",
            r"\$argon2(?:id|i|d)\$v=\d{1,3}\$m=\d{1,9},t=\d{1,4},p=\d{1,4}\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,180}",
            r"\b(?:pbkdf2_sha(?:1|256|512)|bcrypt_sha256|sha1|md5|argon2|scrypt)\$[A-Za-z0-9+/$.=,]{1,100}\$[A-Za-z0-9+/=.]{24,120}",
            r"\b(?:pbkdf2:sha\d{1,3}(?::\d{1,9})?|scrypt:\d{1,9}:\d{1,4}:\d{1,4})\$[A-Za-z0-9]{4,40}\$[0-9a-f]{32,180}",
            r"\{(?:SSHA|SHA|SMD5|SSHA256|SSHA512|CRYPT|PBKDF2[A-Z0-9-]{0,12})\}[A-Za-z0-9+/$.=]{20,180}",
            r"\$[PH]\$[./A-Za-z0-9]{31}",
            r"\b[0-9a-fA-F]{32}:(?P<v>[0-9a-fA-F]{32}):::",
        ),
        anchors=("$", "{ss", "{sh", "{smd5}", "{crypt}", "{pbkdf2", ":::"),
        hints=(
            r"\$(?:1|5|6|7|y|gy|apr1|sha1)\$[^\s]{20}",
            r"\$2[abxy]\$[0-9][0-9]\$",
            r"\$argon2[id]",
            r"(?:pbkdf2_sha|bcrypt_sha256|sha1|md5|argon2|scrypt)[0-9]*\$",
            r"(?:pbkdf2:sha|scrypt:)[0-9]",
            r"\{(?:SS?HA|SMD5|CRYPT|PBKDF2)",
            r"\$[PH]\$[./A-Za-z0-9]{8,}",
            r"[0-9a-fA-F]{8,}:::",
        ),
        validator="random_hash",
        score=0.97,
        examples=(
            fill("root:«$6${w16}${w86}»:19000:0:99999:7:::"),
            fill("ann:«$apr1${w8}${w22}»"),
            fill("hash «$2b$12${w53}»"),
            fill("«$argon2id$v=19$m=65536,t=3,p=4${w22}${w43}»"),
            fill("«pbkdf2_sha256$600000${w22}${w43}=»"),
            fill("userPassword: «{SSHA}{w40}»"),
            fill("Administrator:500:{h32}:«{h32}»:::"),
        ),
        counter_examples=("$1$2$3", "$2b$12$short", "{SHA}", "cost $5$ and $6$", "a:::b"),
    ),
)  # fmt: skip
