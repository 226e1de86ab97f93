# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""From a value to its segments."""

import json

import pytest

from clearance.core.codec.json_walk import (
    FREE,
    MAX_DEPTH,
    MAX_SEGMENTS,
    Rules,
    Slot,
    block_digest,
    collect,
    show_path,
)
from clearance.errors import Malformed
from clearance.model.words import Directive

RULES = Rules(known_keys=frozenset({"a", "type", "role", "arguments"}))
ANSWER = Rules(known_keys=RULES.known_keys, strict=False, rewrite_keys=True)


def found(value: object, slot: Slot = FREE, rules: Rules = RULES) -> list[tuple[tuple[int, ...], str, str]]:
    return [(s.address, show_path(s.path), s.text.reveal()) for s in collect(value, slot, rules).segments]


def test_every_string_and_every_unknown_key_is_a_segment() -> None:
    value = {"a": "x", "": 0, "zip": ["y", {"a": "z"}], "e": ""}
    assert found(value) == [
        ((1,), "a", "x"),
        ((3,), "*", "zip"),
        ((4,), "*[0]", "y"),
        ((6,), "*[1].a", "z"),
        ((7,), "*", "e"),
    ]


def test_a_key_that_stays_makes_one_segment() -> None:
    assert found([{"k": "x"}, {"k": "y"}]) == [((0,), "[0].*", "k"), ((1,), "[0].*", "x"), ((3,), "[1].*", "y")]
    key = collect({"k": 0}, FREE, RULES).segments[0]
    assert (key.is_key, key.directive, key.field) == (True, Directive.NAME, "k")


def test_a_key_of_an_answer_that_could_be_a_token_makes_one_wherever_it_is() -> None:
    token = "IP_7K3FQ2MA"
    value = [{token: 1, "IP_7K3FQ2M": 1}, {token: {token: 2}, "IP_7K3FQ2M": 2}]
    assert [address for address, *_ in found(value, rules=ANSWER)] == [(0,), (1,), (2,), (3,)]
    assert [address for address, *_ in found(value)] == [(0,), (1,)]


def test_a_key_in_a_call_is_the_calls_whether_it_may_change_or_not() -> None:
    for rules in (ANSWER, Rules(known_keys=RULES.known_keys, strict=False)):
        harvest = collect({"k": {"a": "x", "q": 1}}, Slot(inside={"k": Slot(call=True)}), rules)
        assert harvest.calls == {(3,)}


def test_type_field_and_role_are_the_nearest() -> None:
    slot = Slot(roles={})
    value = {"role": "user", "type": "outer", "a": [{"type": "inner", "k": "x"}, "y", {"type": 7, "a": "z"}]}
    leaves = [s for s in collect(value, slot, RULES).segments if s.text.reveal() in "xyz"]
    assert [(s.text.reveal(), s.type, s.field, s.role) for s in leaves] == [
        ("x", "inner", "k", "user"),
        ("y", "outer", "a", "user"),
        ("z", "outer", "a", "user"),
    ]


def test_a_role_that_is_no_word_is_no_role() -> None:
    assert [s.role for s in collect({"role": ["x"], "a": "y"}, Slot(roles={}), RULES).segments] == ["", ""]
    assert [s.role for s in collect({"role": "r" * 65}, Slot(roles={}), RULES).segments] == [""]


def test_documents_in_strings_are_stepped_into() -> None:
    inner = json.dumps({"name": "Jane", "deep": json.dumps([{"a": "x"}])})
    segments = collect({"a": inner}, FREE, RULES).segments
    assert [(s.address, s.codecs, s.text.reveal(), s.field) for s in segments] == [
        ((1, 0), ("json",), "name", "name"),
        ((1, 1), ("json",), "Jane", "name"),
        ((1, 2), ("json",), "deep", "deep"),
        ((1, 3, 1), ("json", "json"), "x", "a"),
    ]


@pytest.mark.parametrize("text", ["[12:03] seen by Jane", "{name}", ' "quoted" ', "\n"])
def test_what_only_looks_like_a_document_is_text(text: str) -> None:
    assert found({"a": text}) == [((1,), "a", text)]


def test_the_fifth_document_is_text() -> None:
    value: object = {"a": "x"}
    for _ in range(5):
        value = {"a": json.dumps(value)}
    assert found(value) == [((1, 1, 1, 1, 1), "a.a.a.a.a", '{"a": "x"}')]


def test_a_document_that_could_hide_a_value() -> None:
    value = {"a": ['{"canary":1,"canary":2}']}
    with pytest.raises(Malformed) as caught:
        collect(value, FREE, RULES)
    assert caught.value.param == "a[0]"
    assert "canary" not in str(caught.value)
    assert found(value, rules=ANSWER) == [((1,), "a[0]", '{"canary":1,"canary":2}')]


def test_keys_of_an_answers_documents_may_be_rewritten() -> None:
    segments = collect({"k": '[{"T1":0},{"T1":0}]'}, FREE, ANSWER).segments
    assert [(s.address, s.is_key, s.directive) for s in segments] == [
        ((0,), True, Directive.NAME),
        ((1, 0), True, Directive.SCAN),
        ((1, 1), True, Directive.SCAN),
    ]


def test_telling_numbers_are_segments() -> None:
    document = '{"mrn": 12345678, "a": [7, 1234, 12345, -99999.0], "age": 93, "n": 9, "t": 98.6, "b": true, "e": 1e400}'
    segments = collect({"a": document, "k": 10}, FREE, RULES).segments
    numbers = [(s.address, s.text.reveal(), s.field, s.directive) for s in segments if s.address[-1] < 0]
    assert numbers == [
        ((1, -1), "12345678", "mrn", Directive.SCAN),
        ((1, -4), "12345", "a", Directive.SCAN),
        ((1, -5), "-99999", "a", Directive.SCAN),
        ((1, -6), "93", "age", Directive.SCAN),
        ((-1,), "10", "k", Directive.NAME),
    ]
    assert found(12345) == [((-1,), "", "12345")]
    assert found({"a": 12345}, Slot(inside={"a": Slot(numbers=False)})) == []
    assert found("[NaN, 1e300, 55555.5]") == []


def test_slots_say_what_may_be_done() -> None:
    slot = Slot(
        inside={"a": Slot(directive=Directive.NAME), "type": Slot(closed=frozenset({"x"})), "role": Slot(skip=True)},
        other=Slot(key_digits=True),
    )
    segments = collect(
        {"a": '["x"]', "type": ["x", "y"], "role": "z", "bias": {"50256": 1, "12345678": 1}}, slot, RULES
    )
    assert [(s.text.reveal(), s.directive) for s in segments.segments] == [
        ('["x"]', Directive.NAME),
        ("y", Directive.SCAN),
        ("bias", Directive.NAME),
        ("12345678", Directive.NAME),
    ]


def test_calls_are_told_apart() -> None:
    slot = Slot(inside={"arguments": Slot(call=True, spread=True)})
    harvest = collect({"arguments": '{"a":"x"}', "a": "y", "k": 1}, slot, RULES)
    assert harvest.calls == {(1, 1)}
    assert collect({"arguments": {"a": "x"}}, slot, RULES).calls == {(2,)}


def test_documents_can_be_left_closed() -> None:
    closed = Rules(known_keys=RULES.known_keys, documents=False)
    assert found({"a": '{"a":"x"}'}, rules=closed) == [((1,), "a", '{"a":"x"}')]


def test_keys_of_arguments_may_be_rewritten_in_an_answer_wherever_they_occur() -> None:
    slot = Slot(inside={"arguments": Slot(call=True, spread=True)})
    harvest = collect({"arguments": [{"k": "x"}, {"k": "y"}], "k": 1}, slot, ANSWER)
    keys = [(s.address, s.directive) for s in harvest.segments if s.is_key]
    assert keys == [((1,), Directive.SCAN), ((3,), Directive.SCAN), ((5,), Directive.NAME)]
    assert harvest.calls == {(1,), (2,), (3,), (4,)}


def test_an_encrypted_string_is_known_again_in_either_alphabet() -> None:
    slot = Slot(encrypted=True)
    standard, web = (collect(text, slot, RULES) for text in ("a+b/cQ==", "a-b_cQ"))
    assert standard.segments == []
    assert standard.encrypted == web.encrypted == [block_digest("a+b/cQ")]
    assert collect("a+b/cg", slot, RULES).encrypted != standard.encrypted


def test_depth_is_counted_across_documents() -> None:
    deep = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert found({"a": deep}) == []
    with pytest.raises(Malformed) as caught:
        collect({"a": [deep]}, FREE, RULES)
    assert caught.value.safe_message == f"nested more than {MAX_DEPTH} levels deep"
    assert caught.value.param == "a[0][0][0][0][0][0][0]"


def test_the_number_of_segments_is_bounded() -> None:
    with pytest.raises(Malformed, match="more than 200000 strings"):
        collect(["x"] * (MAX_SEGMENTS + 1), FREE, RULES)


def test_a_segment_shows_no_content() -> None:
    segment = collect({"canary": "canary"}, FREE, RULES).segments[1]
    assert repr(segment) == "<segment (1,): 6 characters>"
    assert segment.path == ("*",)


def test_a_signature_is_passed_over_and_what_is_none_is_a_name() -> None:
    slot = Slot(directive=Directive.NAME, signature=True)
    assert found("QUJD" * 10, slot) == []
    for text in ("QUJD" * 9, "536-22-8714", "QUJD " * 10):
        (segment,) = collect(text, slot, RULES).segments
        assert (segment.text.reveal(), segment.directive) == (text, Directive.NAME)


def test_the_arguments_of_a_call_may_be_an_object() -> None:
    slot = Slot(call=True, spread=True)
    value = {"k": 70012345, "a": [{"k": "x"}]}
    requested = collect(value, slot, RULES)
    assert [(s.address, s.directive) for s in requested.segments] == [
        ((0,), Directive.NAME),
        ((-1,), Directive.SCAN),
        ((3,), Directive.SCAN),
    ]
    answered = collect(value, slot, ANSWER)
    assert [s.address for s in answered.segments] == [(0,), (-1,), (2,), (3,)]
    assert answered.calls == {(0,), (2,), (3,)}, "a number holds no token"
