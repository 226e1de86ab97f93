# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Passwords and keys in the syntax of what connects: arguments of drivers, shares of Windows, clients of file servers,
variables of the environment, stores of keys, and accounts written with a slash.

Sources: Perl DBI, JDBC "getConnection", "net use", lftp(1), smbclient(1), mysql(1), Apple "SecItemAdd", Ansible "Connection
variables".
"""

from clearance.core.detect.families.secrets.table import UUID, fill
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_DRIVER = r"(?:dbi|jdbc|odbc|mysql|pgsql|sqlsrv|oci|ldaps?|amqps?|mongodb)"
_FROM_KEY = r"(?:from_?key|privatekey(?:to)?account|new (?:ethers\.)?wallet|wallet|signer|sign_transaction)"

RECOGNISERS = (
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\buserid=)[\w$#.-]{1,30}/(?P<v>[^\s@\"'/]{4,64})",
            r"(?i:password['\"]\)?\)?(?:, ?['\"]|\.(?:send_?keys|fill|type|set_?value|input)\( ?['\"]))(?P<v>[^'\"\n]{4,64})['\"] ?\)",
            r"(?i:\w{0,24}password:\s{1,12}(?:[a-z]+: [^\n]{1,60}\s{1,12}){1,4}?default: ['\"]?)(?P<v>[^\s'\"]{4,64})",
            rf"(?i:['\"]{_DRIVER}:[^'\"\n]{{2,160}}['\"], ?['\"][^'\"\n]{{1,60}}['\"], ?['\"])(?P<v>[^'\"\s]{{4,64}})['\"]",
            r"(?i:\bnet use (?:[a-z*]:? )?\\{1,2}\s?[^\s]{2,80} )(?P<v>[^\s/\"'<>]{4,64}) /",
            r"\b(?:lftp|smbclient|rpcclient|mount\.cifs|wmiexec|psexec)\b[^\n]{0,80}? -[uU] ?['\"]?[\w.\\@/-]{1,60}[,%](?P<v>[^\s\"'`<>]{4,64})",
            r"\bmysql[a-z]{0,10}\b[^\n|;]{0,120}? -p(?P<v>[^\s\"'`<>$-][^\s\"'`<>]{3,63})",
            r"(?i:\bkSecValueData[^\n\"]{0,24}\")(?P<v>[^\"\n]{4,64})\"",
            r"(?i:\bansible_[a-z_]{0,24}pass(?:word)?['\"]?: )['\"](?P<v>[^'\"\n{}]{4,64})['\"]",
            r"(?m:^[ \t]{0,8}(?:(?:export|ENV|ARG|set) )?(?:[A-Z0-9]{2,12}_){1,4}(?:PW|PWD|PASS|PASSWD|PASSWORD)=)(?P<v>[^\s\"'`<>$(]{4,64})(?:[ ;\\\n]|\z)",
            r"\b[A-Z]{2,12}PASS(?:WORD)?['\"]?[:=] ?['\"]?(?P<v>[^\s\"'`<>$]{4,64})",
            r"(?:\A|[^\w\\])[A-Z][A-Z0-9-]{1,14}\\[\w.$-]{2,30} ?/ ?(?P<v>[^\s\"'`<>/]{6,40})(?:\s|\z)",
        ),
        anchors=("userid=", "password", "default:", "dbi:", "jdbc:", "odbc:", "mysql", "pgsql:", "sqlsrv:", "oci:", "ldap", "amqp", "mongodb:", "net use", "lftp", "client", "cifs", "exec", "ksecvaluedata", "ansible_", "_pw", "_pass", "pass", "\\"),
        hints=(
            r"(?i:userid=)[^\s/]*/[^\s]{4}",
            r"(?i:password['\"]\)?\)?(?:, ?['\"]|\.(?:send_?keys|fill|type|set_?value|input)\())",
            r"(?i:password:\s)[\s\S]*(?i:default: )",
            rf"(?i:['\"]{_DRIVER}:)[^'\"\n]*['\"], ?['\"]",
            r"(?i:net use )[^\n]*\\\s?[^\n]* /",
            r"(?:lftp|smbclient|rpcclient|mount\.cifs|wmiexec|psexec)[^\n]* -[uU]",
            r"mysql[^\n]* -p[^\s]{4}",
            r"(?i:kSecValueData)",
            r"(?i:ansible_[a-z_]*pass)",
            r"_(?:PW|PWD|PASS|PASSWD|PASSWORD)=[^\s\"'`<>$(]{4}",
            r"[A-Z]{2}PASS(?:WORD)?['\"]?[:=]",
            r"[A-Z][A-Z0-9-]+\\[\w.$-]{2,} ?/ ?[^\s]{6}",
        ),
        validator="account_password",
        score=0.86,
        examples=(
            "exp userid=system/«timber3535» full=y",
            'find_element(By.ID, "password").send_keys("«tractor_river55»")',
            "  DBPassword:\n    Type: String\n    NoEcho: true\n    Default: «trustno1»\n",
            "($d, $u, $p) = ('dbi:Oracle:host=ora9.example;sid=X', 'teller', '«st1llness»');",
            "PS> net use Z: \\\\nas01\\pay «Figgy-Pie9» /user:HILL\\svc",
            "lftp -u hvdb,«Koek.7» sftp://192.0.2.4 -e 'put a'",
            "/usr/bin/mysql -uroot -p«mustikka-kakku» -e 'show slave status'",
            'kSecValueData as String: "«hedge/Plum/6»".data(',
            'ansible_become_pass: "«Sauna ja avanto!»"\n',
            "ROOT_PW=«toor»\n",
            "SSHPASS: '«bitterbal*12»'\n",
            "scan account: CHU\\svc_scan / «Toner.Noir.23»\n",
        ),
        counter_examples=(
            "('dbi:Pg:dbname=x', $user, $password)",
            "net use Z: \\\\nas01\\pay * /user:HILL\\svc"[:20],
            "mysql -p app_production",
            'ansible_become_pass: "{{ vault_become_pass }}"',
            "ROOT_PW=${PW}\n",
            "DB_PASSWORD=changeme-see-vault\n",
            "BYPASS=true\n",
        ),
    ),
    Recogniser(
        id="access_key_id",
        data_class=_SECRET,
        patterns=(r"(?i:access_?key_?id['\"]? ?[:=] ?['\"]?)(?P<v>[0-9a-f]{20,40}|[A-Z0-9]{16,24})\b",),
        anchors=("access",),
        validator="random_hash",
        score=0.9,
        examples=("export AWS_ACCESS_KEY_ID=«003f03396d7753b0000000002»\n",),
        counter_examples=("AWS_ACCESS_KEY_ID=AAAAAAAAAAAAAAAAAAAA",),
    ),
    Recogniser(
        id="ethereum_private_key",
        data_class=_SECRET,
        patterns=(rf"(?i:{_FROM_KEY}\( ?['\"])(?P<v>(?:0x)?[0-9a-fA-F]{{64}})['\"]",),
        anchors=("key", "account", "wallet", "signer", "transaction"),
        hints=(rf"(?i:{_FROM_KEY}\()",),
        validator="random_key",
        score=0.97,
        examples=(fill('deployer = w3.eth.account.from_key("«0x{h64}»")'),),
        counter_examples=(fill('contract = at("0x{h40}")'),),
    ),
    Recogniser(
        id="assigned_key",
        data_class=_SECRET,
        patterns=(
            rf"(?i:\b(?:snyk|heroku|postmark|pusher|sonarqube|circleci|launchdarkly|logdna|configcat|railway)(?: (?:auth|token|key|api key))?[ :=]{{1,3}})(?P<v>{UUID})\b",
            rf"(?i:\b(?:server|account|api|access|auth)_?token ?[=:] ?['\"])(?P<v>{UUID})['\"]",
            r"(?:\A|\s)(?:-u|--user)[ =]?['\"]?AC[0-9a-f]{32}:(?P<v>[0-9a-f]{32})\b",
            r"\b[12]/\d{12,20}(?:/\d{12,20})?:[0-9a-f]{32}\b",
            r"(?i:\b[a-z_]{0,24}(?:unlock|debug_?key|otp_?key|fuse_?key)(?:_[a-z]{1,8})?(?:\[\d{0,4}\])? ?= ?['\"])(?P<v>[0-9A-Fa-f]{12,64})['\"]",
        ),
        anchors=("snyk", "heroku", "postmark", "pusher", "sonarqube", "circleci", "launchdarkly", "logdna", "configcat", "railway", "unlock", "key", "token", "-u", "--user", "1/", "2/"),
        hints=(
            rf"(?i:(?:snyk|heroku|postmark|pusher|sonarqube|circleci|launchdarkly|logdna|configcat|railway)[^\n]{{0,12}}?){UUID.replace('{12}', '{8}')}",
            rf"(?i:token) ?[=:] ?['\"]{UUID.replace('{12}', '{8}')}",
            r"AC[0-9a-f]{16,}:[0-9a-f]{16}",
            r"[12]/[0-9]{12}[0-9/]*:[0-9a-f]{16}",
            r"(?i:unlock|debug_?key|otp_?key|fuse_?key)[^\n]{0,48}['\"][0-9A-Fa-f]{12}",
        ),
        validator="random_hash",
        score=0.86,
        examples=(fill("vercel x, snyk «{uuid}», other"), fill("snyk auth «{uuid}»\n"), fill("PostmarkClient(server_token='«{uuid}»')"), fill("  -u AC{h32}:«{h32}»\n"), fill("| Asana | `«1/4665897197994137:{h32}»` |"), 'jtag_unlock[] = "«69EF7CE18435E473»";'),
        counter_examples=("snyk test --org=acme", 'unlock = "000000000000"'),
    ),
)  # fmt: skip
