# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Texts cut into blocks, each with the kind of text that it holds."""

import base64
import hashlib

import pytest

from clearance.core.detect.blocks import Block, Kind, split

NOISE = b"".join(hashlib.sha512(b"%d" % number).digest() for number in range(6))
BASE64 = base64.b64encode(NOISE)
LINES = b"\n".join(BASE64[at : at + 64] for at in range(0, len(BASE64) - len(BASE64) % 64, 64))

WHOLE = [
    (Kind.PROSE, b"Maria slept well; she ate.\nShe returns to clinic on Monday, with Jose and her daughter."),
    (Kind.PROSE, b"saw maria today;\nfu w/ jose;\nfor rose:\nreturn to clinic"),
    (Kind.PROSE, b"rose(mom)\njose(dad)"),
    (Kind.TABLE, b"name,mrn,zip,dob\nAna,1,2,3\nBo,2,3,4\n"),
    (Kind.TABLE, b"| a | b |\n|---|---|\n| 1 | 2 |\n"),
    (Kind.TABLE, b"a\tb\n1\t2\n"),
    (Kind.TABLE, b"a;b;c\n1;2;3\n"),
    (Kind.TABLE, b"Glucose    112 H    70 - 99\nSodium     138      135 - 145\n"),
    (Kind.CODE, b"import os\n\nname = os.environ['A']\nif not name:\n    raise_it(1);\n"),
    (Kind.CODE, b"```\nplain words\n```\n"),
    (Kind.CODE, b"mysqldump -h db -u backup ehr\n"),
    (Kind.CODE, b"const a = 1\n"),
    (Kind.LOG, b'192.0.2.7 - - [12/Apr/2024:06:25:24 +0000] "GET / HTTP/1.1" 200\n2001:db8::7334 - - [1] a\n'),
    (Kind.LOG, b"2024-05-02 11:42:09,118 INFO started\nJun 14 03:11:52 host sshd[1]: closed\nWARN  late\n"),
    (Kind.RECORD, b"MSH|^~\\&|A\rPID|1\nPID|1||22\n"),
    (Kind.MARKUP, b'{\n"a": "b"}\n<p>x</p>\n'),
    (Kind.BASE64, BASE64),
    (Kind.BASE64, LINES),
]


@pytest.mark.parametrize(("kind", "data"), WHOLE)
def test_a_text_of_one_kind_is_one_block(kind: Kind, data: bytes) -> None:
    assert split(data) == (Block(kind, 0, len(data)),)


def test_an_empty_text_has_no_blocks() -> None:
    assert split(b"") == ()


@pytest.mark.parametrize(
    "data",
    [
        b"one | line | only",
        b"name = alone",
        b"PID|1||22",
        b"Dear Ana, dear Bo, dear Cy, dear Di,\nhello Ed, hello Flo, hello Gus, hello Hal,",
        b"a;b\nc;d",
        b"/patients/maria-lopez" * 20,
        b"1234567890" * 30,
        b"Abcdefghi" * 40,
        b"ABCDEFGH1" * 40,
        b"abcdefgh1" * 40,
    ],
)
def test_what_says_too_little_is_prose(data: bytes) -> None:
    assert [block.kind for block in split(data)] == [Kind.PROSE]


def test_blocks_cover_a_mixed_text_in_order() -> None:
    parts = [b"Dear Ana, see below.\n", b"def f(x):\n    return g(x)\n\n", b"Thanks, Bo\n", BASE64]
    blocks = split(b"".join(parts))
    assert [block.kind for block in blocks] == [Kind.PROSE, Kind.CODE, Kind.PROSE, Kind.BASE64]
    assert [block.end - block.start for block in blocks] == [len(part) for part in parts]


def test_base64_inside_a_line_is_a_block_of_its_own() -> None:
    data = b'see {"image": "' + BASE64 + b'"} please'
    assert [block.kind for block in split(data)] == [Kind.PROSE, Kind.BASE64, Kind.PROSE]
