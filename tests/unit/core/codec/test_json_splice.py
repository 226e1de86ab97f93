# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Writing strings back: only what is replaced changes."""

import pytest

from clearance.core.codec.json_splice import count_strings, encode_string, number_spans, rewrite, string_spans
from clearance.core.codec.json_text import parse
from clearance.errors import ClearanceError, Malformed
from clearance.model.record import Json

BODY = b'{ "a" :"x\\"y\\\\" , "n":[1.50,-2E+3 , true,null,"z"],\t"k\\u00e9y":{"q":"\\/"}}\n'


def tokens(data: bytes) -> list[bytes]:
    return [data[start:end] for start, end in string_spans(data)]


def test_string_tokens_stand_in_walk_order() -> None:
    assert tokens(BODY) == [
        b'"a"', b'"x\\"y\\\\"', b'"n"', b'"z"', b'"k\\u00e9y"', b'"q"', b'"\\/"',
    ]  # fmt: skip
    assert count_strings(parse(BODY)) == 7


def test_number_tokens_keep_their_lexemes() -> None:
    assert [BODY[start:end] for start, end in number_spans(BODY)] == [b"1.50", b"-2E+3"]
    data = b'{"a":NaN,"b":[-Infinity,0,false],"12":"34"}'
    assert [data[start:end] for start, end in number_spans(data)] == [b"NaN", b"-Infinity", b"0"]


def test_nothing_to_do_gives_the_same_bytes() -> None:
    assert rewrite(BODY, {}) == BODY
    assert rewrite(BODY, {}, {}) == BODY


def test_only_the_replaced_string_changes() -> None:
    assert rewrite(BODY, {(3,): 'say "é\n"'}) == BODY.replace(b'"z"', b'"say \\"\xc3\xa9\\n\\""')
    assert rewrite(BODY, {(1,): "", (6,): "/"}) == BODY.replace(b'"x\\"y\\\\"', b'""').replace(b'"\\/"', b'"/"')


def test_a_number_becomes_a_string() -> None:
    assert rewrite(BODY, {(-2,): "[MRN]"}) == BODY.replace(b"-2E+3", b'"[MRN]"')
    assert rewrite(b"[1,2,3]", {(-1,): "a", (-3,): "b"}) == b'["a",2,"b"]'


def test_inside_a_document_inside_a_string() -> None:
    body = b'{"c":"{ \\"n\\": \\"J\\u00e4ne\\", \\"x\\": 1.0, \\"mrn\\": 12345678}","d":0.10}'
    out = rewrite(body, {(1, 1): 'T"1', (1, -2): "T2"})
    assert out == b'{"c":"{ \\"n\\": \\"T\\\\\\"1\\", \\"x\\": 1.0, \\"mrn\\": \\"T2\\"}","d":0.10}'
    assert parse(parse(out)["c"].encode()) == {"n": 'T"1', "x": 1.0, "mrn": "T2"}


def test_a_document_printed_twice() -> None:
    inner = '{"n": "Jane"}'
    twice = encode_string(encode_string(inner).decode())
    out = rewrite(b"[" + twice + b"]", {(0, 0, 1): "T"})
    assert out == b"[" + encode_string(encode_string('{"n": "T"}').decode()) + b"]"


@pytest.mark.parametrize(
    ("data", "settings", "expected"),
    [
        (b"{}", {"store": False}, b'{"store":false}'),
        (b' { "a" : 1 } \n', {"store": False, "b": "x"}, b' { "a" : 1 ,"store":false,"b":"x"} \n'),
        (b'{"store" : true , "a":1}', {"store": False}, b'{"store" : false , "a":1}'),
        (b'{"a":1,"st\\u006fre":"yes"}', {"store": False}, b'{"a":1,"st\\u006fre":false}'),
        (b'{"m":{"store":true,"x":[{}]}\n,"b":2}', {"m": {"k": ["v", 1, None]}}, b'{"m":{"k":["v",1,null]}\n,"b":2}'),
        (b'{"a":[1,"}",{"b":"c"}] }', {"a": "é"}, '{"a":"é" }'.encode()),
        (b'{"a":1,"b":"x","c":3}', {"c": 4, "a": 2, "n": 0}, b'{"a":2,"b":"x","c":4,"n":0}'),
    ],
)
def test_settings_are_top_level_members(data: bytes, settings: dict[str, Json], expected: bytes) -> None:
    assert rewrite(data, {}, settings) == expected


def test_a_setting_stands_over_a_replacement_inside_it() -> None:
    assert rewrite(b'{"user":["x","y"],"a":"b"}', {(2,): "T", (4,): "U"}, {"user": "u"}) == b'{"user":"u","a":"U"}'


@pytest.mark.parametrize("data", [b"[1]", b'"x"', b'{"a":1,"a":2}'])
def test_settings_need_a_strict_object(data: bytes) -> None:
    with pytest.raises(Malformed):
        rewrite(data, {}, {"store": False})


@pytest.mark.parametrize(
    ("replacements", "said"),
    [
        ({(7,): "T"}, "not in this text"),
        ({(-3,): "T"}, "not in this text"),
        ({(): "T"}, "names no string"),
        ({(-1, 0): "T"}, "names no string"),
        ({(1,): "T", (1, 0): "U"}, "both whole and in part"),
        ({(3,): "\ud800?"}, "lone surrogate"),
    ],
)
def test_a_replacement_that_cannot_be_made_is_never_left_out(
    replacements: dict[tuple[int, ...], str], said: str
) -> None:
    with pytest.raises(ClearanceError) as caught:
        rewrite(BODY, replacements)
    assert said in caught.value.diagnostics
    assert caught.value.status_hint == 500


def test_question_marks_are_not_surrogates() -> None:
    assert encode_string("why? é?") == '"why? é?"'.encode()


def test_an_unfinished_string_is_an_error() -> None:
    with pytest.raises(ClearanceError):
        list(string_spans(b'["abc\\"'))
    with pytest.raises(ClearanceError):
        list(string_spans(b'"'))


@pytest.mark.parametrize(
    ("data", "replacements", "expected"),
    [
        (b'{"t":1 , "u" : 2}', {(0,): "Maria", (1,): "Maria"}, b'{"Maria":1 , "u" : 2}'),
        (b'{"t":1,"Mar\\u0069a":2}', {(0,): "Maria"}, b'{"t":1,"Mar\\u0069a":2}'),
        (b'{"Maria":1,"t":2}', {(1,): "Maria"}, b'{"Maria":1,"t":2}'),
        (
            b'[{"t":[{"u":1},"v"]},{"u":1,"t":[]}]',
            {(n,): "Maria" for n in range(5)},
            b'[{"Maria":[{"Maria":1},"Maria"]},{"Maria":1,"t":[]}]',
        ),
        (
            b'{"a":"{\\"t\\":1,\\"u\\":NaN}"}',
            {(1, 0): "Maria", (1, 1): "Maria"},
            b'{"a":"{\\"Maria\\":1,\\"u\\":NaN}"}',
        ),
        (b'{"t":1,"u":2}', {(0,): "u", (1,): "w"}, b'{"t":1,"w":2}'),
        (b'{"a":"t","b":"t"}', {(1,): "Maria", (3,): "Maria"}, b'{"a":"Maria","b":"Maria"}'),
    ],
)
def test_no_object_gets_one_key_twice(data: bytes, replacements: dict[tuple[int, ...], str], expected: bytes) -> None:
    assert rewrite(data, replacements) == expected
