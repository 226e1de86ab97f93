# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import json

import pytest

from clearance.core.codec.logprobs import rewrite_answer

PLAIN = b'{"a": "old", "logprobs": {"x": "y"}}'


def test_nothing_replaced_is_nothing_changed() -> None:
    assert rewrite_answer(PLAIN, {}) == PLAIN


@pytest.mark.parametrize(
    ("body", "address", "expected"),
    [
        (PLAIN, (1,), b'{"a": "new", "logprobs": null}'),
        (b'{"logprobs" : [ 1, "]" ] , "a":"old"}', (3,), b'{"logprobs" : [] , "a":"new"}'),
        (b'{"logprobs":[{"l":[[1]],"s":"}{"},[]],"a":{"b":"old"}}', (6,), b'{"logprobs":[],"a":{"b":"new"}}'),
        (b'{"logprobs":true,"a":"old"}', (2,), b'{"logprobs":true,"a":"new"}'),
        (b'{"logprobs":null,"a":"old"}', (2,), b'{"logprobs":null,"a":"new"}'),
        (b'{"a":"logprobs","b":"old"}', (3,), b'{"a":"logprobs","b":"new"}'),
        (b'[{"logprobs":{}},{"a":"old"}]', (2,), b'[{"logprobs":{}},{"a":"new"}]'),
        (b'{"b":{"logprobs":{"a":1}},"a":"old","c":1}', (4,), b'{"b":{"logprobs":{"a":1}},"a":"new","c":1}'),
        (b'{"a":"{\\"x\\":\\"old\\"}","logprobs":{}}', (1, 1), b'{"a":"{\\"x\\":\\"new\\"}","logprobs":null}'),
    ],
)
def test_log_probabilities_around_a_replaced_string_go(body: bytes, address: tuple[int, ...], expected: bytes) -> None:
    assert rewrite_answer(body, {address: "new"}) == expected
    json.loads(expected)


def test_inside_and_outside_log_probabilities_both_go() -> None:
    body = b'{"logprobs":{"content":[{"logprobs":{"a":[1,2]},"token":"old"}]},"text":"old"}'
    assert rewrite_answer(body, {(5,): "new", (7,): "new"}) == b'{"logprobs":null,"text":"new"}'


def test_a_replaced_number_moves_nothing_else() -> None:
    assert rewrite_answer(b'{"n":12,"logprobs":{}}', {(-1,): "x"}) == b'{"n":"x","logprobs":{}}'
