# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Signatures against AWS's published examples and against its own SDK."""

import hashlib

import pytest

from clearance.adapters.vendors.credentials import authorise
from clearance.adapters.vendors.sigv4 import AwsKey, Signable, canonical_path, read_key, sign

EXAMPLE = AwsKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
EXAMPLE_MS = 1_440_938_160_000  # 20150830T123600Z
EMPTY = hashlib.sha256(b"").digest()


def signature(headers: dict[str, str]) -> str:
    return headers["authorization"].rpartition("Signature=")[2]


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "expected"),
    [
        ("GET", "/", "", {}, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        (
            "GET",
            "/",
            "Param2=value2&Param1=value1",
            {},
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        ("GET", "/example/..", "", {}, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "/", "", {}, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        (
            "POST",
            "/",
            "",
            {"My-Header1": " VALUE1 "},
            "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
        ),
    ],
)
def test_the_published_suite(method: str, path: str, query: str, headers: dict[str, str], expected: str) -> None:
    asked = Signable(method, "example.amazonaws.com", path, query, headers, EMPTY)
    assert signature(sign(EXAMPLE, asked, region="us-east-1", service="service", now_ms=EXAMPLE_MS)) == expected


def test_the_published_walkthrough() -> None:
    content = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    asked = Signable("GET", "iam.amazonaws.com", "/", "Action=ListUsers&Version=2010-05-08", content, EMPTY)
    signed = sign(EXAMPLE, asked, region="us-east-1", service="iam", now_ms=EXAMPLE_MS)
    assert signed == {
        "host": "iam.amazonaws.com",
        "x-amz-date": "20150830T123600Z",
        "authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    }


# Recorded from botocore 1.44.8 (SigV4Auth, service bedrock) for requests drawn at random:
# key, secret, session token, host, path, query, content type, body, region, time, signature.
RECORDED: list[tuple[str, str, str, str, str, str, str, str, str, int, str]] = [
    (
        "AKIDEXAMPLE0000003",
        "s/+ecret000000000000000000000000000003",
        "",
        "bedrock-runtime.eu-3.amazonaws.com",
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/converse-stream",
        "b=2&a=1",
        "application/json",
        "d6431fb5ead7424d09e15d024c5848f23d1fa6f7361d7f618d1532e70e20e2a6668de7f47e8467e546d53ec8e2a1257bdb256c9b3e4fbb498146ef7030cbf9537252dcceadd764b6a32fbb09adeae109c4a997203975352b878b145c8a42d884cf4cfda72d8e1d5dd92589082d852a7122873ee805add58942167a385286195c679f9c6994e45b8ab10980",
        "us-east-1",
        1757285274,
        "a567fd4eb476227c550c2f7dd1b7a01a22c6a759d6454d212dc1e65ae32ec551",
    ),
    (
        "AKIDEXAMPLE0000011",
        "s/+ecret000000000000000000000000000011",
        "",
        "bedrock-runtime.eu-11.amazonaws.com",
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/converse",
        "",
        "application/json",
        "13a53cc7e99cd79d7fd9c7bce4e05b0b01faee78e4ea5bf2cc362241b7dcbb2ee21414422aa0281bc1450d21386343fb93547121b38151a58ce94982f56a8679a3be12655dce528ea7c056873a18b8e73581c9be87c0bc4ab8a929e2755a1897819ea00011714c94ddd5ba1843fa74170b1b01b59b36b672d39a4468bbf35144077c4ce631204a8acd87051cb3e3fc",
        "us-east-1",
        1680244561,
        "483eb160060cc60d835c2cc261f43cc6627bd8db10bea241fab9f30c3cdb7842",
    ),
    (
        "AKIDEXAMPLE0000017",
        "s/+ecret000000000000000000000000000017",
        "",
        "bedrock-runtime.eu-17.amazonaws.com",
        "/model/x17/converse",
        "b=2&a=1",
        "application/json",
        "8fda31e4438213ad665cc12a0e1a11bdeaf920cb3d2e83a3772dc95de551bd7871581383b41e0e1884f71c334aa2026598e135f1a5be83c73fbff6c256e17a4906ef6312507027bf47e431c50b26e7ada577f43bbb49a9711d5ce74ae04c88d6d27e4f0d8a97ab5585fb37a2e9f73a4e1d6cf4923d8367badd857a7931c794d4531d964908e2ae47e200925fb8de14d16f8d5c465c755964282cfd8c596946629d670521d01cb1ab90fc2e07d1f444887f5fbb1253be02b6e4243db67da4c31f9537fde40d440a",
        "us-east-1",
        1709867290,
        "dc458341b1c69111d7c09e38f4f3651d673d952b17f913bfd36df963b83194cf",
    ),
    (
        "AKIDEXAMPLE0000029",
        "s/+ecret000000000000000000000000000029",
        "tttttttttttttttttttt/+==",
        "bedrock-runtime.eu-29.amazonaws.com",
        "/model/x29/converse",
        "b=2&a=1",
        "application/json",
        "4f95722f65ed4c5edcaacd3a13b43e6b2594fab209fe2f66f88f9b2d6747f08a7499103300b0634d991958aab3e6f67ea8ba5b389823e8303952c9ec12111431d343d4b427bf53b8562ea902f59b4c8530367a3b4efe8a3ca6ef7d531583bb6591",
        "us-east-1",
        1723918786,
        "dca978a65e2733828c1a2fa94d2acbd8f858585d1dd0072ff2ee47dcabc7d849",
    ),
    (
        "AKIDEXAMPLE0000042",
        "s/+ecret000000000000000000000000000042",
        "tttttttttttttttttttt/+==",
        "bedrock-runtime.eu-42.amazonaws.com",
        "/model/a%20b~c_d/converse-stream",
        "q=%2Fx&a=%20y",
        "application/json",
        "674263fb36ad7e0e82f04ca4a058ae60d61c0076b005821413a774a288bb9abfb4c9c191387406d27d1a574d9d81a6c2df9d447aac1cb058a34718e9adf0ec6daeb87f20333ca70d0d74bd2422fe1a65eccd9ff4c19ef0a3b09fb43623f7e4d506746a6ab9b93f11ecdd0c43db2f5e94b633711d70bbdd50c227d567a79aa85ffb0549c1545d0839b91b1c6a0b6eec4f6d494ee00fd945848d77d76eef1b2f02ae547982765976596738ec6e8bd91afa00e22c23d448a3",
        "us-east-1",
        1699297670,
        "87a76c43d781e5fc1990df371487f0432d9a41cc3ef8a103302b350d11d74d6e",
    ),
    (
        "AKIDEXAMPLE0000064",
        "s/+ecret000000000000000000000000000064",
        "",
        "bedrock-runtime.eu-64.amazonaws.com",
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/converse-stream",
        "",
        "application/json",
        "9ccef3ca4fba18d9805aaa69c38b4541b8eb69465aac8701dd5f23852e6c3797ffa77f958fb11b3a160b548428dc627bfaaee8179c833ccbb6983365a5908c8b2c77162bc3b35fdfad897e54975b38590f7bbcf345d6ef5415be2c09a2490d1e5e419b9637",
        "eu-central-1",
        1670703416,
        "dcee14bda912c3cc9ec3095d5ca61bdedc3c74c1ca475f7d245969f968b6d593",
    ),
]


@pytest.mark.parametrize("case", RECORDED)
def test_what_the_sdk_signs(case: tuple[str, str, str, str, str, str, str, str, str, int, str]) -> None:
    name, secret, token, host, path, query, kind, body, region, time, expected = case
    digest = hashlib.sha256(bytes.fromhex(body)).digest()
    asked = Signable("POST", host, path, query, {"Content-Type": kind}, digest)
    key = AwsKey(name, secret, token)
    signed = sign(key, asked, region=region, service="bedrock", now_ms=time * 1000)
    assert signature(signed) == expected
    assert signed.get("x-amz-security-token", "") == token
    assert secret not in repr(key)
    assert not token or token not in repr(key)


def test_paths_are_encoded_once_more() -> None:
    assert canonical_path("/model/a%3A0/./converse") == "/model/a%253A0/converse"
    assert canonical_path("/a//b/") == "/a/b/"
    assert canonical_path("") == "/"


@pytest.mark.parametrize(
    "credential",
    ["ABSKQmVkcm9ja0FQSUtleS1hYmM=", "akidexample0000000:secretsecretsecret", "AKIDEXAMPLE000000:short", "AKID:x"],
)
def test_what_is_no_access_key(credential: str) -> None:
    assert read_key(credential) is None


def test_how_each_wire_takes_a_credential() -> None:
    asked = Signable("POST", "h", "/model/m/converse", "", {}, EMPTY)

    def of(wire: str, credential: str) -> dict[str, str]:
        return authorise(wire, credential, asked, region="eu-central-1", now_ms=EXAMPLE_MS)

    access = "AKIDEXAMPLE000000:wJalrXUtnFEMI/K7MDENG:to:ken"
    assert read_key(access) == AwsKey("AKIDEXAMPLE000000", "wJalrXUtnFEMI/K7MDENG", "to:ken")
    signed = of("bedrock", access)
    assert "/20150830/eu-central-1/bedrock/aws4_request" in signed["authorization"]
    assert signed["x-amz-security-token"] == "to:ken"
    assert of("bedrock", "ABSKkey") == {"authorization": "Bearer ABSKkey"}
    assert of("gemini", access) == {"x-goog-api-key": access}
    assert of("openai", "k") == {"authorization": "Bearer k"}
