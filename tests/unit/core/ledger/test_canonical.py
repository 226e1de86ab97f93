# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import json
from enum import StrEnum
from typing import cast

import pytest

from clearance.core.ledger import canonical
from clearance.model.record import Json

SHORT = {0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r", 0x22: '\\"', 0x5C: "\\\\"}


class Colour(StrEnum):
    RED = "red"


def rfc8785_string(text: str) -> bytes:
    """RFC 8785, section 3.2.2.2, written out: short escapes, else \\u00xx in lower case below 0x20, else itself."""
    parts = [SHORT.get(ord(c)) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 else c) for c in text]
    return ('"' + "".join(parts) + '"').encode()


def test_every_code_point_is_written_as_the_rfc_says() -> None:
    points = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    for start in range(0, len(points), 4096):
        text = "".join(points[start : start + 4096])
        assert canonical.encode(text) == rfc8785_string(text)


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    value: Json = {"b": [1, True, None, {"z": "x", "B": -5}], "a": {"c": "", "": 0}}
    assert canonical.encode(value) == b'{"a":{"":0,"c":""},"b":[1,true,null,{"B":-5,"z":"x"}]}'


def test_a_string_enum_is_its_value() -> None:
    assert canonical.encode({Colour.RED: Colour.RED}) == b'{"red":"red"}'


@pytest.mark.parametrize("number", [0, -1, 2**53 - 1, -(2**53) + 1])
def test_integers_within_53_bits(number: int) -> None:
    assert canonical.encode(number) == str(number).encode()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.0, "a float has no canonical form here"),
        ([{"a": float("nan")}], "a float has no canonical form here"),
        (2**53, "an integer is beyond 53 bits"),
        ({"a": [-(2**53)]}, "an integer is beyond 53 bits"),
        ({1: "a"}, "an object key is not an ASCII string"),
        ({"é": "a"}, "an object key is not an ASCII string"),
        (b"bytes", "a bytes has no canonical form here"),
        ((1, 2), "a tuple has no canonical form here"),
        ("\ud800", "a string holds a lone surrogate"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        canonical.encode(cast("Json", value))
    assert caught.value.__cause__ is None
    assert not isinstance(caught.value, UnicodeError)


def test_nesting_is_bounded() -> None:
    nested: Json = "x"
    for _ in range(canonical.MAX_DEPTH):
        nested = [nested]
    assert canonical.decode(canonical.encode(nested)) == nested
    for value in ([nested], {"a": nested}):
        with pytest.raises(ValueError, match="nested too deeply"):
            canonical.encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'"\\u0041"',
        b"{",
        b"\xff",
        b'"\\ud800"',
        b"[" * 100_000,
        b"1" * 30,
    ],
)
def test_decode_refuses_every_other_form(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"not|beyond|float|nested"):
        canonical.decode(data)


def test_decode_gives_back_what_was_encoded() -> None:
    value: Json = {"a": [1, "é\n\x1f", None, False], "b": {}}
    assert canonical.decode(canonical.encode(value)) == value == json.loads(canonical.encode(value))


def test_a_fragment_is_written_as_its_value() -> None:
    value: Json = {"b": [1, {"c": "\x1fé"}], "a": None}
    part = canonical.fragment(value)
    assert part.data == canonical.encode(value)
    body: Json = {"z": value, "a": [value], "m": 1}
    cut = cast("Json", {"z": part, "a": [part], "m": 1})
    assert canonical.encode(cut) == canonical.encode(body)
    assert canonical.encode(part) == part.data


@pytest.mark.parametrize(("value", "depth"), [("x", 0), ([], 1), ({"a": 1}, 1), ({"a": [1, {}], "b": []}, 3)])
def test_a_fragment_knows_its_depth(value: Json, depth: int) -> None:
    assert canonical.fragment(value).depth == depth


@pytest.mark.parametrize("inner", range(canonical.MAX_DEPTH + 1))
def test_a_fragment_counts_into_the_bound_of_what_holds_it(inner: int) -> None:
    def nested(times: int, value: object) -> object:
        for _ in range(times):
            value = {"a": value}
        return value

    part = canonical.fragment(cast("Json", nested(inner, "x")))
    outer = canonical.MAX_DEPTH - inner
    whole = canonical.encode(cast("Json", nested(outer, part)))
    assert whole == canonical.encode(cast("Json", nested(canonical.MAX_DEPTH, "x")))
    with pytest.raises(ValueError, match="nested too deeply"):
        canonical.encode(cast("Json", nested(outer + 1, part)))


def test_a_fragment_is_of_what_has_a_canonical_form() -> None:
    with pytest.raises(ValueError, match="a float has no canonical form here"):
        canonical.fragment(cast("Json", [0.5]))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"a":9007199254740992}', "beyond 53 bits"),
        (b'{"a":[1,-9007199254740992]}', "beyond 53 bits"),
        (b'{"a":[1234567890123456789]}', "beyond 53 bits"),
        (b'{"a":123456789012345678901234567890}', "beyond|float"),
        (b"9007199254740992", "beyond 53 bits"),
        (b'[{"a":1.5}]', "float"),
        (b'{"a":{"b":-0.0}}', "float"),
        ('{"é":1}'.encode(), "not an ASCII string"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "nested too deeply"),
        (b'{"a":' + b"[" * 32 + b"]" * 32 + b"}", "nested too deeply"),
    ],
)
def test_what_the_bytes_show_is_refused_as_the_walk_would(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        canonical.decode(data)


@pytest.mark.parametrize(
    "value",
    [
        {"a": "}]{["},
        {"a": "][" * 40, "b": "{" * 100},
        {"a": ":1234567890123456789,-9999999999999999999"},
        {"a": 2**53 - 1, "b": [-(2**53) + 1, 999_999_999_999_999]},
        {"a": [[[[[{}]]]], {"b": {"c": []}}]},
    ],
)
def test_strings_that_look_like_structure_and_great_numbers_are_read(value: Json) -> None:
    assert canonical.decode(canonical.encode(value)) == value
