# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Strict JSON: one reading or a refusal, and a refusal that quotes nothing."""

import pytest

from clearance.core.codec.json_text import (
    ANSWER_LIMITS,
    EMBEDDED_LIMITS,
    REQUEST_LIMITS,
    Limits,
    check_size,
    parse,
    parse_embedded,
)
from clearance.errors import Malformed

TINY = Limits(members=3, values=6, strings=4)


def test_numbers_and_order_are_kept() -> None:
    value = parse(b' {"b": 9007199254740993, "a": [1.50, true, null, "x"]} ')
    assert list(value) == ["b", "a"]
    assert value["b"] == 9007199254740993
    assert value["a"] == [1.5, True, None, "x"]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b'{"canary":1,"canary":2}', "duplicate key (line 1, column 22)"),
        (b'{"canar\\u0079":1,"canary":2}', "duplicate key (line 1, column 27)"),
        (b'{"a at line 7 column 9":1,"a at line 7 column 9":2}', "duplicate key (line 1, column 50)"),
        (b"[" * 202 + b"]" * 202, "nested too deeply (line 1, column 202)"),
        (b"[NaN]", "syntax error (line 1, column 2)"),
        (b"[-Infinity]", "syntax error (line 1, column 3)"),
        (b"[" + b"9" * 5000 + b"]", "number out of range (line 1, column 4303)"),
        (b'["\\ud800"]', "lone surrogate (line 1, column 9)"),
        (b'["\\ud800\\u0041"]', "lone surrogate"),
        (b'["\xed\xa0\x80"]', "not UTF-8 (line 1, column 3)"),
        (b'["\xff"]', "not UTF-8 (line 1, column 3)"),
        (b"\xef\xbb\xbf[]", "syntax error (line 1, column 1)"),
        (b'["\x01"]', "control character in a string (line 1, column 3)"),
        (b"[1] x", "text after the end (line 1, column 5)"),
        (b"", "ends too early (line 1, column 0)"),
        (b'["\\x"]', "invalid escape (line 1, column 4)"),
        (b"[1,]", "syntax error"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(data: bytes, cause: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(data)
    assert caught.value.safe_message.startswith(f"the body is not strict JSON: {cause}")
    assert "canary" not in caught.value.safe_message
    assert caught.value.__context__ is None, "the parser's own error quotes keys"


def test_the_caps_count_what_stands_outside_strings() -> None:
    check_size(b'{"a":[1,2],"b":{"c":0}}', TINY)
    check_size(b'["' + b",:[{" * 50_000 + b'"]', TINY)
    check_size(b'["' + b'\\"' * 20 + b'"]', TINY)
    check_size(b'["\\\\","\\"",":",","]', TINY)
    check_size(b'["' + b"9" * 1000 + b'"]', TINY)
    check_size(b'["\\"' + b"9" * 1000 + b'",' + b"9" * 96 + b"]", TINY)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a":1,"b":2,"c":3,"d" :4}', "more than 3 members, 6 values or 96 digits"),
        (b"[[],[],[],[]]", "more than 3 members, 6 values or 96 digits"),
        (b"[{},{},{},{}]", "more than 3 members, 6 values or 96 digits"),
        (b"[1,1,1,1,1,1,1]", "more than 3 members, 6 values or 96 digits"),
        (b"[" + b"9" * 97 + b"]", "more than 3 members, 6 values or 96 digits"),
        (b'["","","","",""]', "more than 4 strings"),
        (b'["\\\\","\\"","","",""]', "more than 4 strings"),
        (b'{"\\"":1,"\\\\":2,"c":3,"d":{}}', "more than 3 members, 6 values or 96 digits"),
    ],
)
def test_too_many_small_things_are_refused_before_parsing(data: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        check_size(data, TINY)


@pytest.mark.parametrize("unit", [b"1,", b"{},", b"[],", b'"",', b'{"a":1},', b"[[[["])
def test_ten_megabytes_of_tiny_things_are_refused(unit: bytes) -> None:
    with pytest.raises(Malformed, match="holds more than"):
        parse(b"[" + unit * (10_000_000 // len(unit)))


def test_ten_megabytes_of_prose_with_commas_and_quoted_speech_are_read() -> None:
    speech = 'He said: "no, {never}, [ever]", twice.\n'
    value = parse(b'{"a":"' + speech.encode().replace(b'"', b'\\"').replace(b"\n", b"\\n") * 250_000 + b'"}')
    assert value == {"a": speech * 250_000}


def test_limits_grow_from_request_to_document_to_answer() -> None:
    assert REQUEST_LIMITS.members < EMBEDDED_LIMITS.members < ANSWER_LIMITS.members


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('\n [1, "x"]\t', [1, "x"]),
        ('"{\\"a\\": 1}"', '{"a": 1}'),
        ('{"a": Infinity}', {"a": float("inf")}),
        ("{}", {}),
    ],
)
def test_a_string_that_holds_a_document_is_opened(text: str, value: object) -> None:
    assert parse_embedded(text) == value


@pytest.mark.parametrize(
    "text", ["", "{", "[12:03] seen", "{patient}", "{'a': 1}", '"quoted"', "12", "[1]\n[2]", '["\\ud800"]', '"[', "{]"]
)
def test_any_other_string_is_text(text: str) -> None:
    assert parse_embedded(text) is None


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('{"canary":1,"canary":2}', "a document inside a string is not strict JSON: duplicate key (line 1, column 22)"),
        ("[" * 300 + "]" * 300, "a document inside a string is not strict JSON: nested too deeply"),
        ("[" + "0," * 400_001 + "0]", "the JSON text holds more than 200000 members, 400000 values or 6400000 digits"),
    ],
)
def test_a_document_that_could_hide_a_value_is_refused(text: str, cause: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_embedded(text)
    assert caught.value.safe_message.startswith(cause)
    assert "canary" not in caught.value.safe_message
