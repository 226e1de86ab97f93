# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Keys and tokens of no known provider: under a name that says secret, in headers, cookies and connection strings."""

from clearance.core.detect.families.secrets.table import fill
from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_STRONG = (
    r"(?i:api[ _.-]?key|apikey|api[_-]?(?:token|secret)|app[_-]?(?:key|secret)|access[ _-]?key(?:[_-]?id)?|access[ _-]?token"
    r"|auth[ _-]?(?:key|token|secret)|client[ _-]?secret|consumer[_-]?(?:key|secret)|secret(?:[ _-]?(?:key(?:[_-]?base)?|token|value|id))?"
    r"|private[ _-]?key|encryption[ _-]?key|signing[ _-]?(?:key|secret)|master[ _-]?key|account[_-]?key|shared[_-]?(?:key|secret)"
    r"|storage[_-]?key|deploy[ _-]?(?:key|token)|hmac[_-]?(?:key|secret)|webhook[_-]?(?:secret|key)|jwt[_-]?(?:secret|key)"
    r"|session[ _-]?(?:secret|key|token)|bot[ _-]?token|refresh[ _-]?token|bearer[ _-]?token|personal[ _-]?access[ _-]?token"
    r"|service[ _-]?(?:key|token)|admin[_-]?(?:key|token)|license[ _-]?key|licence[ _-]?key|subscription[_-]?key|credentials?"
    r"|private[ _-]?token|salt[_-]?key|cookie[_-]?secret|app[_-]?password|[a-z]_signing)s?"
)
_WEAK = r"(?:\bKEY|(?i:\b(?:my|the|your|our) key|token|[a-z0-9]_key|_pat|_auth|passkey)|[a-z]Key|\b[A-Z][A-Z0-9]{1,30}_(?:KEY|TOKEN|PAT|AUTH|CREDENTIAL))"
_NOT_KEYS = (
    "page token", "pagetoken", "nextpagetoken", "next token", "nexttoken", "continuation token", "continuationtoken",
    "sync token", "synctoken", "resume token", "cancel token", "canceltoken", "cursor token", "public key", "publickey",
    "idempotency key", "idempotencykey", "cache key", "cachekey", "partition key", "primary key", "foreign key",
    "sort key", "row key", "rowkey", "group key", "lookup key", "translation key", "object key", "s key", "tokens",
    "site key", "sitekey", "publishable key", "keyword", "key id", "token type", "publickeytoken", "etag", "checksum", "sha", "digest",
)  # fmt: skip
_ANCHORS = (
    "fernet",
    "key",
    "token",
    "secret",
    "credential",
    "_pat",
    "_auth",
    "_signing",
    "app_password",
    "app-password",
    "apppassword",
)
_ASSIGN = r"['\"]{0,2}\]?[ \t]{0,3}(?::=|=>|->|[:=]{1,2}|\b(?i:is|to|was)\b:?)[ \t]{0,16}[*_]{0,2}(?:[A-Za-z]?['\"`])?"
_HINT = r"(?i:fernet|key|token|secret|credential|_pat|_auth|_signing|app_?-?password)"
_NAMED = _HINT + r"[^\n]{0,20}?"
_RUN = r"[^\s\"'`<>,;:&|=]{16}"
_CALLED = r"(?:[ \t]{0,2}\([ \t]{0,2}|['\"][ \t]{0,2},[ \t]{0,2})['\"]"
_VALUE = r"(?P<v>[^\s\"'`<>,;:&|=]{16,}={0,3})"
_QUOTED = r"[\"'`](?P<v>[^\s\"'`]{16,})[\"'`]"

RECOGNISERS = (
    Recogniser(
        id="assigned_key",
        data_class=_SECRET,
        patterns=(
            _STRONG + _ASSIGN + r"(?i:Bearer |base64:|hex:)?" + _VALUE,
            _STRONG + r"['\"]{0,2}\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}[A-Za-z]?" + _QUOTED,
            r"(?i:\bname:[ ]['\"]?[a-z0-9_.-]{0,40}(?:key|token|secret)['\"]?\s{1,20}value:[ ]['\"]?)" + _VALUE,
            r"(?i:\bvariable[ ]\"[a-z0-9_]{0,40}(?:key|token|secret)\"[ ]\{[^{}]{0,200}?default[ ]{0,10}=[ ]{0,3}\")" + _VALUE,
            r"(?i:\baccount\.key[a-z0-9.]{0,80}['\"],[ ]{0,2}['\"])" + _VALUE,
            r"\bFernet\([ ]{0,2}b?['\"](?P<v>[A-Za-z0-9_+/-]{43}=)['\"]",
            r"(?i:\b(?:key|token)[ ][a-z ]{2,40}:[ ])(?P<v>[A-Za-z0-9_-]{20,})\b",
            _STRONG + _CALLED + r"(?P<v>[^\s\"'`<>,;]{16,})['\"]",
            r"(?i:(?:key|name)=\"[a-z0-9_.:-]{0,30}(?:key|token|secret)\"[ ]{1,2}value=\")(?P<v>[^\"\s]{16,})\"",
            r"(?i:<(?:[a-z0-9]{1,12}:)?[a-z_-]{0,20}(?:key|token|secret)>)(?P<v>[^<>\s]{16,})</",
            _STRONG + r"[*_`]{0,2}[ \t]{0,9}\|[ \t]{0,9}`?" + _VALUE,
            r"\b(?:ENV|ARG|setx|SET)[ ]{1,3}[A-Z0-9_]{0,40}(?:KEY|TOKEN|SECRET)[ =]{1,3}\"?" + _VALUE,
            r"(?:\s|\A)--?(?:[a-z0-9]{1,20}-){0,3}(?:token|key|secret)(?:[ =]|['\"], ?)['\"]?(?P<v>[^\s\"'`<>,]{16,})",
        ),
        anchors=_ANCHORS,
        hints=(
            _NAMED + r"(?:[:=]|->|(?i:is|to|was)\b)[^\n]*" + _RUN,
            _NAMED + r"[:=][^\n]*[\"'`][^\s\"'`]{16}",
            r"(?i:(?:key|token|secret)['\"]?\s+value: )",
            r"(?i:variable \"[a-z0-9_]*(?:key|token|secret)\")",
            r"(?i:account\.key)",
            r"Fernet\(",
            r"(?i:(?:key|token) [a-z ]+: )[A-Za-z0-9_-]{20}",
            _NAMED + r"[(,][ \t]{0,2}['\"]" + r"[^\s\"'`<>,;]{16}",
            r"(?i:(?:key|token|secret)\" {1,2}value=\")",
            r"(?i:(?:key|token|secret)>)[^<>\s]{16}",
            _NAMED + r"\|[ \t]{0,9}`?" + _RUN,
            r"(?:ENV|ARG|setx|SET) {1,3}[A-Z0-9_]*(?:KEY|TOKEN|SECRET)",
            r"-(?:token|key|secret)(?:[ =]|['\"],)",
        ),
        validator="random_key",
        without=_NOT_KEYS,
        score=0.88,
        examples=(
            "api_key: «9cd50a3eb69a140009582c494ddfe98befc9b5f3»\nregion",
            'client_secret = "«Zx9-kQ2mLr7Tq4Wn8Vb1»"',
            fill("os.environ['API_TOKEN'] = '«{w32}»'"),
            fill('<add key="Vendor.ApiKey" value="«{w32}»" />'),
            fill("<clientSecret>«{w40}»</clientSecret>"),
            fill("tool --api-key «{w32}» run"),
            fill("- name: API_KEY\n  value: «{w32}»"),
            fill('f = Fernet(b"«{w43}=»")'),
            fill("Use this key to call the service: «{w40}»"),
            fill("the api key is «{w32}», keep it"),
            fill("APP_KEY=base64:«{h40}»\n"),
            fill("WEBHOOK_SIGNING=«{h64}»\n"),
            'API_KEY = "«gravel-bison-pickle-21»"',
        ),
        counter_examples=(
            "token = tokenizer.next_token_in_stream",
            "api_key: ${OPENAI_API_KEY_FROM_ENV1}",
            "secret: your-secret-key-here-1234",
            "max_tokens: 4096",
            "withCredentials: defaultToConfig2,",
            "api_key=settings.OPENAI_API_KEY_2",
            "secret_key: /run/secrets/app_key_2024",
            "credentials = ServiceAccountCredentials2Factory",
        ),
    ),
    Recogniser(
        id="assigned_key",
        data_class=_SECRET,
        patterns=(_WEAK + _ASSIGN + r"(?P<v>[A-Za-z0-9_.~+/-]{16,}={0,3})",),
        anchors=("token", "key", "_pat", "_auth", "credential"),
        hints=(r"(?i:token|key|_pat|_auth|_credential)[^\n]{0,12}?(?:[:=]|->|(?i:is|to|was)\b)",),
        validator="random_not_uuid",
        without=_NOT_KEYS,
        score=0.82,
        examples=(fill("VENDOR_KEY=«{w32}»"), fill("deviceToken = '«{h40}»'"), fill("mapsKey = '«{w39}»'")),
        counter_examples=(
            fill("nextPageToken: {w40}"),
            fill("idempotency_key: {uuid}"),
            "primary_key=customer_2024_identifier",
            fill("cache_key: {h40}"),
            "token=Token.Name.Builtin2",
        ),
    ),
    Recogniser(
        id="short_secret",
        data_class=_SECRET,
        patterns=(
            (r"(?i:client[_-]?secret|api[_-]?secret|app[_-]?secret|secret[_-]?key|\bsecret|jwt[_-]?secret|api[_-]?key|auth[_-]?token|access[_-]?token)"
            r"['\"]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}(?:['\"`](?P<v>[^\s\"'`<>]{8,24})['\"`])"),
            r"(?m:(?:^|export[ ])[A-Z0-9_]{0,30}(?:SECRET|API_KEY|ACCESS_TOKEN|AUTH_TOKEN)=(?P<v>[^\s\"'`<>$]{8,24})$)",
        ),
        anchors=("secret", "key", "token"),
        hints=(
            r"(?i:secret|key|token)['\"]?\]?[ \t]*(?::=|=>|[:=])[ \t]*['\"`][^\s\"'`<>]{8}",
            r"(?:SECRET|API_KEY|ACCESS_TOKEN|AUTH_TOKEN)=[^\s\"'`<>$]{8}",
        ),
        validator="short_key",
        without=_NOT_KEYS,
        score=0.8,
        examples=("secret = '«s3cr3tV4lue»'", "JWT_SECRET=«k8Zq91mPw»\n"),
        counter_examples=("secret = 'my-secret-1'", "api_key = 'config.key'", "secret: 'v1.2'", "SECRET=$OTHER"),
    ),
    Recogniser(
        id="jwt",
        data_class=_SECRET,
        patterns=(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{4,}){0,3}",),
        anchors=("eyj",),
        hints=(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8}",),
        score=0.96,
        examples=('Bearer «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N»"',),
        counter_examples=("eyJ.abc", "eyJabcdefgh"),
    ),
    Recogniser(
        id="bearer_token",
        data_class=_SECRET,
        patterns=(
            (r"(?i:\bauthorization['\"]?\]?[ \t]{0,2}[:=,][ \t]{0,2}['\"]?(?:bearer|token|apikey|api-key|key|ssws|splunk|bot|oauth|genie[ ]?key=)[ :=]{1,3}"
            r"|\bbearer[ ]{1,2})['\"]?(?P<v>[A-Za-z0-9._~+/:-]{16,}={0,3})"),
            r"(?i:\b(?:authorization|x-[a-z-]{0,30}(?:key|token|secret|auth)|private-token|api-?key|apikey|access-token|token))['\"]?[ ]{0,2}:[ ]{0,2}['\"]?(?P<v>[A-Za-z0-9._~+/-]{16,}={0,3})",
        ),
        anchors=("authorization", "bearer", "x-", "private-token", "api-key", "apikey", "access-token", "token"),
        hints=(r"(?i:authorization|bearer|x-[a-z-]*(?:key|token|secret|auth)|private-token|api-?key|access-token|token)",),
        validator="random_key",
        without=_NOT_KEYS,
        score=0.93,
        examples=(
            "Authorization: Bearer «q8Zr4Tn1Lw9Xe2Vb6Yc3»",
            fill("-H 'Authorization: token «{h40}»'"),
            fill("X-Vault-Token: «{w26}»"),
        ),
        counter_examples=("bearer of bad news", "Bearer your-token-here-please", "Authorization: Bearer $TOKEN"),
    ),
    Recogniser(
        id="basic_credentials",
        data_class=_SECRET,
        patterns=(r"(?i:\bbasic[ ]{1,2})(?P<v>[A-Za-z0-9+/]{8,}={0,2})",),
        anchors=("basic",),
        hints=(r"(?i:\bbasic[ ]{1,2})[A-Za-z0-9+/]{8}",),
        validator="basic_credentials",
        score=0.97,
        examples=("Authorization: Basic «YW5uOlN3b3JkZmlzaDk5»",),
        counter_examples=("basic understanding", "Basic authentication"),
    ),
    Recogniser(
        id="session_cookie",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:[a-z0-9_.-]{0,30}sess(?:ion)?(?:[_.-]?(?:id|token|key|data))?|sid|phpsessid|jsessionid|asp\.net_sessionid|connect\.sid|[a-z_-]{0,10}csrf[_-]?token|xsrf-token|csrftoken|auth[_-]?token|remember_[a-z_]{0,20}token|laravel_session|\.aspnetcore\.[a-z.]{4,40}|_gh_sess|li_at|access_token|id_token|jwt|sessid))=(?P<v>[A-Za-z0-9%._~+/:!*-]{16,}={0,3})",
            r"(?i:\bsession[ _-]?(?:id|key|token)['\"]?[ ]{0,2}(?::|=|\bis\b)[ ]{0,2}['\"]?)(?P<v>[A-Za-z0-9._~+/-]{20,}={0,3})",
            r"(?i:\bcookie:[ ])[^\n=;]{1,40}=(?P<v>[A-Za-z0-9%._~+/:!*-]{24,}={0,3})",
        ),
        anchors=("sess", "sid", "csrf", "xsrf", "token", ".aspnetcore.", "li_at", "jwt", "cookie:"),
        hints=(
            r"(?i:sess|sid|csrf|xsrf|token|\.aspnetcore\.|li_at|jwt)[^\n]*=",
            r"(?i:session[ _-]?(?:id|key|token))",
            r"(?i:cookie:)",
        ),
        validator="random_not_uuid",
        score=0.88,
        examples=(
            fill("Cookie: theme=dark; sessionid=«{a32}»; lang=en"),
            fill("Set-Cookie: PHPSESSID=«{a26}»; path=/"),
            fill("session_id: «{w40}»"),
        ),
        counter_examples=("sessionid=abc", fill("session_id={uuid}"), "session = requests.Session()", "Cookie: lang=en"),
    ),
    Recogniser(
        id="azure_key",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|SharedSecretValue|EntityKey)=)(?P<v>[A-Za-z0-9+/%_-]{30,}={0,2})",
            r"(?i:\bsig(?:nature)?=)(?P<v>[A-Za-z0-9+/%_-]{30,}={0,2})",
            r"(?i:\bSharedAccessSignature=)(?P<v>[^\s\"'<>;]{40,})",
        ),
        anchors=("accountkey=", "sharedaccess", "sharedsecretvalue=", "entitykey=", "sig=", "signature="),
        score=0.97,
        validator="random_key",
        examples=(
            "AccountKey=«q2w3e4r5t6y7u8i9o0p1a2s3d4f5g6h7j8k9l0zxcvbnm==»;Endpoint",
            fill("https://acme.blob.core.windows.net/c/f?sv=2023-01-03&sig=«{w43}=»&se=2026"),
        ),
        counter_examples=("AccountKey=abc", "sig=deadbeef"),
    ),
    Recogniser(
        id="totp_seed",
        data_class=_SECRET,
        patterns=(
            r"(?i:otpauth://[^\s\"']{1,200}?secret=)(?P<v>[A-Za-z2-7]{16,})",
            r"(?i:\b(?:totp|otp|2fa|mfa|authenticator)[ _-]?(?:secret|seed|key)['\"]?[ ]{0,2}(?::|=|\bis\b)[ ]{0,2}['\"]?)(?P<v>[A-Z2-7]{16,})\b",
        ),
        anchors=("otpauth://", "totp", "otp", "2fa", "mfa", "authenticator"),
        hints=(r"(?i:otpauth://)", r"(?i:otp|2fa|mfa|authenticator)[ _-]?(?i:secret|seed|key)"),
        validator="random_hash",
        score=0.97,
        examples=(fill("otpauth://totp/acme:ann?secret=«{k32}»&issuer=acme"), fill("totp_secret: «{k32}»")),
        counter_examples=("otpauth://totp/acme", "otp key: AAAAAAAAAAAAAAAA"),
    ),
    Recogniser(
        id="wallet_key",
        data_class=_SECRET,
        patterns=(r"\b[5KL9c][1-9A-HJ-NP-Za-km-z]{50,51}\b",),
        anchors=("5", "k", "l", "9", "c"),
        hints=(r"[1-9A-HJ-NP-Za-km-z]{51}",),
        validator="wallet_key",
        score=0.99,
        examples=("«5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ»",),
        counter_examples=("5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK",),
    ),
    Recogniser(
        id="ethereum_private_key",
        data_class=_SECRET,
        patterns=(r"(?i:private[ _-]?key|eth[_-]?key|wallet[_-]?key|deployer[_-]?key)['\"]?[ ]{0,3}(?::|=|\bis\b|=>)[ ]{0,3}['\"]?(?P<v>(?:0x)?[0-9a-fA-F]{64})\b",),
        anchors=("key",),
        hints=(r"(?i:key)['\"]?[ ]*(?::|=|is\b|=>)[ ]*['\"]?(?:0x)?[0-9a-fA-F]{8,}",),
        validator="random_key",
        score=0.97,
        examples=(fill("PRIVATE_KEY=«0x{h64}»"),),
        counter_examples=(fill("tx hash: 0x{h64}"),),
    ),
    Recogniser(
        id="seed_phrase",
        data_class=_SECRET,
        patterns=(r"(?i:\b(?:seed|recovery|secret|backup|mnemonic)[ _-]?(?:phrase|words|seed)?(?:[ ]is|[a-z ]{1,24}:)?['\"]?[ ]{0,2}[:=]?\s{0,2}['\"]?)(?P<v>(?:[a-z]{3,8} ){11,23}[a-z]{3,8})\b",),
        anchors=("seed", "recovery", "secret", "backup", "mnemonic"),
        hints=(r"(?i:seed|recovery|secret|backup|mnemonic)[^\n]*\s{0,2}['\"]?(?:[a-z]{3,8} ){6}",),
        validator="mnemonic",
        score=0.9,
        examples=("seed phrase: «legal winner thank year wave sausage worth useful legal winner thank yellow»",),
        counter_examples=("seed phrase: keep it safe", "The recovery of the patient was slow and took many days in the ward."),
    ),
    Recogniser(
        id="clearance_key",
        data_class=_SECRET,
        patterns=(r"\bclr_[a-z0-9]{1,16}_[A-Za-z0-9]{4,40}_[A-Za-z0-9_-]{16,120}",),
        anchors=("clr_",),
        validator="prefixed",
        score=0.99,
        examples=("«clr_live_k1a2b3c4_ZmFrZXNlY3JldGZha2VzZWNyZXQ_9f3a»",),
        counter_examples=("clr_live_x",),
    ),
    Recogniser(
        id="clearance_token",
        data_class=DataClass.TOKEN_LITERAL,
        patterns=(r"(?i:\[[A-Z]{1,24}(?:_[A-Z]{1,24}){0,3}_[0-9A-HJKMNP-TV-Z]{8}\])",),
        anchors=("[",),
        score=1.0,
        examples=("ask «[PERSON_7K3FQ2MA]» about", "«[health_plan_id_00000000]»"),
        counter_examples=("PERSON_7K3FQ2MA", "[PERSON_1]", "[PERSON_7K3FQ2MU]", "[PERSON_7K3FQ2M]"),
    ),
)  # fmt: skip
