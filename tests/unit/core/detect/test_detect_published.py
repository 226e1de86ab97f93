# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What looks like a secret and is shown to everybody."""

import pytest

from clearance.core.detect.published import excuses
from clearance.core.detect.recogniser import unmark

SHOWN = [
    "ssh-ed25519 «AAAAC3NzaC1lZDI1NTE5AAAAI14DeS4ZyxBCpe» wout@heron",
    '"integrity": "sha512-SC9LCAkU+«ZdJiXz2GECu37uDUNOW4JZ»=="',
    "SHA256:«vrE5ya6DO3a7»/BQZU8B43",
    "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+g\n«ajjPJvRvMLeDV3ITG6Ye5t8m»\n",
    "AUTH0_DOMAIN=glasshouse.«eu.auth0».com",
    "region = «eu-west-2»",
    "AUTH0_CLIENT_ID=«aLJkRGJv3dHOqqQI»",
    "order_id: ord_«2PF1L7tJ02GamKZJ»",
    "TREASURY = «0xdfdfc478733cec425dbc6f98d233bb2a3921a9f8»;",
    "# public key: «age13kk8lsugeks7m2q0mpr3kpav7»",
    "drop password «column»",
    "user_3f9a_account__«session_5a3c1f2e»-8b7d-4c6a-9e1f-0a2b3c4d5e6f",
    "ssh2: «ED25519 SHA256»:CO28",
    "data:image/png;base64,«iVBORw0KGgoAAAANSU»",
    "still be «AI-generated» by",
    "supporting «SOCKSv4a», and",
    "r'#MaxMem|«#MaxThreads»|",
    "from [**«npmjs*»*.com]",
    "r = y + 0.9468*i + 0.«6235565819861433*q»",
]
SHOWN += [
    '"node": {"id": "«RZgIkj»+mEFj8mYQF0fNv", "score"',
    '"h1:ze9n2cldhT+«7JZjyUDevwBJSMglyU59Fo95X07mVvp»/=",',
    "x-goog-hash: md5=«hGPN9IL5t»/MJbjj7H2AKF3==",
    "- uses: docker/login-«action@7614291d7c91ecf6d3c0b14c505da1cc25c9dfd5»\n",
    '"e":"AQAB","n":"«fnU4U9EgKF7QxUA0LceuAv0SCMR»-D1XW-iznM"',
    "pin add «bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi recursively»",
    "interface «GigabitEthernet0»/0",
    "ULID «01W3XCVNFRWBY9H8XG2XDD8976»; object",
    "with key: macOS-«deps-38c0358f6b6d607fc566750551efacb378dcc135ae6c445acd36b145d626bf00»",
]
SHOWN += [
    "secret: arn:aws:secretsmanager:eu-west-1:000000000000:secret:«web-M4Lj6k»",
    "certificate-authority-data: «LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURCVENDh71wc8uU8cp» }",
    "in a claim: «Base64» is",
    'OpenAI-Organization: «org-mtudEw3K4eXWdusHBvDvFW05»"',
    "<wsse:Nonce>«mj+n8bMcLfbCH9xAx1zlhw»==",
    "Larkspur Dental, «2019-present»\n",
    "New-Object «System.Management.Automation.PSCredential» (",
    "on 30 «rides?» 3)",
]
HIDDEN = [
    "api token «aLJkRGJv3dHOqqQI»",
    "the word is «Tr0ub4dor&3»",
    "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\nkey «aLJkRGJv3dHOqqQI»",
    "-----BEGIN PRIVATE KEY-----\n«MIIEvQIBADANBgkqhkiG9w0B»\n",
    "it is hunter2.«x9Qz»",
    '"n": 3, "pw": "«fnU4U9EgKF7QxUA0»"',
    "the code is 12.«4471»",
]


def shown(example: str) -> bool:
    text, ((start, end),) = unmark(example)
    return excuses(text.encode(), start, end)


@pytest.mark.parametrize("example", SHOWN)
def test_what_is_shown(example: str) -> None:
    assert shown(example)


@pytest.mark.parametrize("example", HIDDEN)
def test_what_is_not(example: str) -> None:
    assert not shown(example)
