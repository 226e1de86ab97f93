# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Dropping log probabilities by bytes gives what dropping them by value would."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.codec.logprobs import rewrite_answer

KEYS = st.sampled_from(["a", "b", "logprobs", '"', "\\", "}"])
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "x", "]", '{"', "\\", "logprobs"])
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=20
)


def strings(value: Any) -> list[tuple[str, ...]]:
    """The string tokens in order: values by their text, keys as such."""
    if isinstance(value, str):
        return [("value", value)]
    if isinstance(value, dict):
        return [one for key, member in value.items() for one in (("key", key), *strings(member))]
    return [one for element in value for one in strings(element)] if isinstance(value, list) else []


def expected(value: Any, changed: set[int], at: int = 0) -> tuple[Any, int, bool]:
    """The value as it should be, the next ordinal, and whether a changed string is in it."""
    if isinstance(value, str):
        return ("NEW" if at in changed else value), at + 1, at in changed
    if isinstance(value, list):
        out, hit = [], False
        for element in value:
            new, at, inside = expected(element, changed, at)
            out.append(new)
            hit |= inside
        return out, at, hit
    if isinstance(value, dict):
        members, hit = {}, False
        for key, member in value.items():
            members[key], at, inside = expected(member, changed, at + 1)
            hit |= inside
        if hit and isinstance(value.get("logprobs"), (dict, list)):
            members["logprobs"] = None if isinstance(value["logprobs"], dict) else []
        return members, at, hit
    return value, at, False


@given(VALUES, st.data(), st.sampled_from([None, 1]))
def test_by_bytes_as_by_value(value: Any, data: st.DataObject, indent: int | None) -> None:
    places = [at for at, (kind, _) in enumerate(strings(value)) if kind == "value"]
    changed = data.draw(st.sets(st.sampled_from(places), max_size=3)) if places else set()
    body = json.dumps(value, indent=indent).encode()
    done = rewrite_answer(body, {(at,): "NEW" for at in changed})
    assert json.loads(done) == expected(value, changed)[0]
