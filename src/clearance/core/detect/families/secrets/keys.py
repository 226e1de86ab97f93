# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Private key blocks and the key pairs of AWS."""

from clearance.core.detect.recogniser import Recogniser
from clearance.model.words import DataClass

_SECRET = DataClass.SECRET
_ASSIGN = r"['\"]{0,2}\]?\s{0,3}(?::=|=>|[:=]|\bis\b|\bto\b|[ ])\s{0,3}['\"`]{0,1}"

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
)
