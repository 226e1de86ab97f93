# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets with an unmistakable shape, assigned passwords and keys, and text shaped like our own tokens."""

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_ASSIGN = r"['\"]{0,2}\]?\s{0,3}(?::=|=>|[:=]|\bis\b|\bto\b)\s{0,3}['\"`]{0,1}"
_FAKE_HEX = "0123456789abcdef0123456789ABCDEF"

RECOGNISERS = (
    Recogniser(
        id="private_key",
        data_class=_SECRET,
        patterns=(
            (
                r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[^-]"
                r"|-{1,4}[^-])*?-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
            ),
            r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s{0,4}[A-Za-z0-9+/=]{16,})*",
            r"PuTTY-User-Key-File-\d[^\x00]*Private-Lines: \d{1,3}\s(?:[A-Za-z0-9+/=]{16,}\s{0,2})*",
            r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b",
        ),
        anchors=("private key", "putty-user-key-file", "age-secret-key"),
        score=1.0,
        examples=(
            "«-----BEGIN EC PRIVATE KEY-----\n/I14G9w+71MX7SIka6z\nvhs132==\n-----END EC PRIVATE KEY-----»\n",
            "«-----BEGIN RSA PRIVATE KEY-----\nA\n-----END RSA PRIVATE KEY-----» and text between them stays",
            "«-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----» «-----BEGIN EC PRIVATE KEY-----»",
            "key = «-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq»",
        ),
        counter_examples=("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",),
    ),
    Recogniser(
        id="aws_access_key",
        data_class=_SECRET,
        patterns=(r"\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z2-7]{16}\b", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
        anchors=("akia", "asia", "abia", "acca", "aroa", "aida"),
        score=0.99,
        examples=("AWS_ACCESS_KEY_ID=«AKIAZLQLUD5XJ3PY2H7G»\n",),
        counter_examples=("AKIA123", "MAKIAZLQLUD5XJ3PY2H7G"),
    ),
    Recogniser(
        id="aws_secret_key",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:aws_?)?(?:secret_?access_?key|secret_?key|aws_?secret))"
            + _ASSIGN
            + r"(?P<v>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|\z)",
        ),
        anchors=("secret",),
        score=0.99,
        examples=("AWS_SECRET_ACCESS_KEY=«ym2HCYFSvp5hI0PRncfdqxZUobqSNtbbJgGLEFZ4»",),
        counter_examples=("secret_access_key=short",),
    ),
    Recogniser(
        id="prefixed_key",
        data_class=_SECRET,
        patterns=(
            r"\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,255}\b",
            r"\bgithub_pat_[A-Za-z0-9_]{30,255}\b",
            r"\b(?:glpat|glrt|gldt|glcbt|glptt|glft|glsoat)-[A-Za-z0-9_-]{16,64}",
            r"\bxox[abeoprs]-(?:[A-Za-z0-9]{1,64}-){0,6}[A-Za-z0-9]{10,200}\b",
            r"\bxapp-\d-[A-Z0-9]{6,16}-\d{6,16}-[a-f0-9]{16,80}\b",
            r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,120}",
            r"\b(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{16,120}\b",
            r"\bwhsec_[A-Za-z0-9+/=]{24,80}",
            r"\bsk-ant-[A-Za-z0-9-]{2,16}[A-Za-z0-9_-]{20,200}",
            r"\bsk-(?:proj-|svcacct-|admin-|None-|or-v1-)?[A-Za-z0-9_-]{20,200}",
            r"\bAIza[0-9A-Za-z_-]{30,40}",
            r"\bya29\.[0-9A-Za-z_-]{20,400}",
            r"\bGOCSPX-[0-9A-Za-z_-]{20,40}",
            r"\b(?:SK|AC)[0-9a-f]{32}\b",
            r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}",
            r"\bnpm_[A-Za-z0-9]{30,64}\b",
            r"\bpypi-[A-Za-z0-9_-]{16,255}",
            r"\bhf_[A-Za-z0-9]{30,64}\b",
            r"\bdop_v1_[a-f0-9]{64}\b",
            r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b",
            r"\bkey-[0-9a-f]{32}\b",
            r"\b(?:hvs|hvb|hvr)\.[A-Za-z0-9_-]{20,200}",
            r"\bdckr_pat_[A-Za-z0-9_-]{20,64}",
            r"\blin_api_[A-Za-z0-9]{32,64}\b",
            r"\b(?:gsk|xai|pplx|fw|r8|nvapi)[_-][A-Za-z0-9_-]{32,120}",
            r"\bclr_[a-z0-9]{1,16}_[A-Za-z0-9]{4,40}_[A-Za-z0-9_-]{16,120}",
            r"\bEAACEdEose0cBA[0-9A-Za-z]{16,200}\b",
            r"\bdapi[a-f0-9]{32}\b",
            r"\bATATT3[A-Za-z0-9_=-]{60,255}",
        ),
        anchors=(
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "glrt-",
            "gldt-",
            "glcbt-",
            "glptt-",
            "glft-",
            "glsoat-",
            "xox",
            "xapp-",
            "hooks.slack.com",
            "_live_",
            "_test_",
            "whsec_",
            "sk-",
            "aiza",
            "ya29.",
            "gocspx-",
            "sk",
            "ac",
            "sg.",
            "npm_",
            "pypi-",
            "hf_",
            "dop_v1_",
            "shp",
            "key-",
            "hvs.",
            "hvb.",
            "hvr.",
            "dckr_pat_",
            "lin_api_",
            "gsk",
            "xai",
            "pplx",
            "fw",
            "r8",
            "nvapi",
            "clr_",
            "eaac",
            "dapi",
            "atatt3",
        ),
        validator="prefixed",
        score=0.99,
        examples=(
            "https://«ghs_i0sB6TqRbWUJoic6YS5qz9acmfvvUn3fmcXZ»@github.com",
            "SLACK_TOKEN=«xoxb-828448729100-302493960030-OcY1Us1OOQaPtFOfLLjx0qi1»\nX",
            "'«rk_live_NIg6aTTTYXRY9BNTjus9JN9L»'",
            "«sk-proj-RQI48frN5m-FMrX6I-xgPskevnIH_zPyCzAiqvnWU2Hyc2HT»\n",
            "KEY=«AIzadUB_mB5_XF3QcuzP3pkfxB_QxcLd4DAnxdy»",
            "«sk-ant-api03-jm19HWpVSwEoGOGRCkbtq1f4e81f9C38yAaGymVe6rPlBCi_AA»' x",
            "«clr_live_k1a2b3c4_ZmFrZXNlY3JldGZha2VzZWNyZXQ_9f3a»",
            "«glpat-AbCdEf1234567890XyZw»",
            "«npm_Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx2»",
            "«hf_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789»",
        ),
        counter_examples=(
            "sk-learn-contrib-something-else",
            "ghp_short",
            "xoxo-love",
            "task-management-of-things-1",
            "risk-adjusted-analysis-of-outcomes",
        ),
    ),
    Recogniser(
        id="jwt",
        data_class=_SECRET,
        patterns=(
            r"\beyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,4000}(?:\.[A-Za-z0-9_-]{4,4000})?".replace("4000", "900"),
        ),
        anchors=("eyj",),
        hints=(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8}",),
        score=0.97,
        examples=('Bearer «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N»"',),
        counter_examples=("eyJ.abc", "eyJabcdefgh"),
    ),
    Recogniser(
        id="bearer_token",
        data_class=_SECRET,
        patterns=(
            (
                r"(?i:\bauthorization['\"]?\s{0,2}[:=]\s{0,2}['\"]?(?:bearer|token|basic|apikey)\s{1,2}"
                r"|\bbearer\s{1,2})(?P<v>[A-Za-z0-9._~+/=-]{16,900})"
            ),
        ),
        anchors=("authorization", "bearer"),
        validator="random_key",
        score=0.93,
        examples=("Authorization: Bearer «q8Zr4Tn1Lw9Xe2Vb6Yc3»",),
        counter_examples=("bearer of bad news", "Bearer your-token-here-please"),
    ),
    Recogniser(
        id="azure_key",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|sig)=)(?P<v>[A-Za-z0-9+/%]{30,128}={0,2})",
        ),
        anchors=("accountkey=", "sharedaccess", "sig="),
        score=0.97,
        examples=("AccountKey=«q2w3e4r5t6y7u8i9o0p1a2s3d4f5g6h7j8k9l0zxcvbnm==»;Endpoint",),
        counter_examples=("AccountKey=abc",),
    ),
    Recogniser(
        id="url_password",
        data_class=_SECRET,
        patterns=(r"(?i:\b[a-z][a-z0-9+.-]{1,24}://)[^\s:/@'\"<>]{0,64}:(?P<v>[^\s/'\"<>]{3,128})@[A-Za-z0-9\[]",),
        anchors=("://",),
        hints=(r"://[^\s/'\"<>]*:[^\s'\"<>]*@",),
        validator="url_password",
        score=0.98,
        examples=(
            "DATABASE_URL=postgresql://svc_app:«correct-horse-Wn2w»@db.internal:5432/prod",
            "mysql://root:«p@ss#1»@h/x",
            "redis://:«s3cretpw»@cache:6379",
        ),
        counter_examples=(
            "https://host:8080/a@b",
            "postgres://user:${PASSWORD}@db/x",
            "postgres://user:<password>@db/x",
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b[A-Za-z0-9_.-]{0,30}(?:password|passwd|passphrase|passcode|pwd|pass|pword)(?:_?\d)?)"
            + _ASSIGN
            + r"(?P<v>[^\s\"'`<>]{4,128})",
            (
                r"(?i:\b[A-Za-z0-9_.-]{0,30}(?:password|passwd|passphrase|passcode"
                r"|pwd))['\"]?\s{0,2}[:=]\s{0,2}(?:\"(?P<v>[^\"\n]{4,128})\")"
            ),
        ),
        anchors=("pass", "pwd", "pword"),
        hints=(
            (
                r"(?i:(?:password|passwd|passphrase|passcode|pwd|pass|pword)(?:_?\d)?)['\"]{0,2}\]?\s{0,3}(?::|="
                r"|(?i:is\b|to\b))"
            ),
        ),
        validator="password",
        score=0.9,
        examples=(
            "my password is «P@ssw0rd!» please",
            "pass: «hunter2»\nhost",
            "DB_PASSWORD=«o)2lhVNx@2!F6W»",
            '"password": "«Summer2025!»"',
            "pwd='«correct-horse-xImU»'",
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
        ),
    ),
    Recogniser(
        id="password",
        data_class=_SECRET,
        patterns=(r"(?i:\b(?:password|passwd|passphrase|pwd))\s{1,2}['\"`]?(?P<v>[^\s\"'`<>]{6,128})",),
        anchors=("pass", "pwd"),
        hints=(r"(?i:\b(?:password|passwd|passphrase|pwd))\s{1,2}['\"`]?[^\s\"'`<>]{6}",),
        validator="strong_password",
        score=0.85,
        examples=("with password «8nZ!kV4%beta».", "password '«UPIsecure2024#»' and"),
        counter_examples=("password reset-link", "password (optional) x", "password policy2024"),
    ),
    Recogniser(
        id="assigned_key",
        data_class=_SECRET,
        patterns=(
            r"(?i:\b[A-Za-z0-9_.-]{0,40}(?:api[_ -]?key|apikey|access[_ -]?key|auth[_-]?token|access[_-]?token"
            r"|refresh[_-]?token|secret|client[_-]?secret|secret[_-]?key|private[_-]?key|encryption[_-]?key"
            r"|signing[_-]?key|credential|session[_-]?token|token|x-api-key|licen[sc]e[_-]?key)s?)"
            + _ASSIGN
            + r"(?:Bearer )?(?P<v>[^\s\"'`<>,;]{16,400})",
        ),
        anchors=("key", "token", "secret", "credential"),
        hints=(r"(?i:key|secret|token|credential)s?['\"]{0,2}\]?\s{0,3}(?::|=|(?i:is\b|to\b))[^\n]{16}",),
        validator="random_key",
        score=0.88,
        examples=(
            "api_key: «9cd50a3eb69a140009582c494ddfe98befc9b5f3»\nregion",
            'client_secret = "«Zx9-kQ2mLr7Tq4Wn8Vb1»"',
            "x-api-key: «a81f0c2Be93D47Ad55c0»",
        ),
        counter_examples=(
            "token = tokenizer.next_token_in_stream",
            "api_key: ${OPENAI_API_KEY_FROM_ENV1}",
            "secret: your-secret-key-here-1234",
            "max_tokens: 4096",
        ),
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
)
