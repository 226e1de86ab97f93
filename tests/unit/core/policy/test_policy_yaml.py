# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""YAML that can be read in one way only."""

import pytest

from clearance.core.policy.strict_yaml import MAX_CHARACTERS, read_yaml
from clearance.errors import InvalidDocument


def test_plain_values() -> None:
    text = """
a: 1
b: no
c: true
d: 2026-01-01
e: 1.5
f:
g: ~
h: 010
i: [yes, off, 1e3, 0x1F, 1:30, .inf, nullable, truest]
j: -5
k: "1"
n: null
l: |
  two
  lines
"""
    assert list(read_yaml("f", text)) == [
        {
            "a": 1,
            "b": "no",
            "c": True,
            "d": "2026-01-01",
            "e": "1.5",
            "f": None,
            "g": None,
            "h": "010",
            "i": ["yes", "off", "1e3", "0x1F", "1:30", ".inf", "nullable", "truest"],
            "j": -5,
            "k": "1",
            "n": None,
            "l": "two\nlines\n",
        }
    ]


def test_several_documents_and_empty_ones() -> None:
    assert list(read_yaml("f", "# nothing\n---\na: 1\n---\n---\nb: 2\n")) == [{"a": 1}, {"b": 2}]
    assert list(read_yaml("f", "")) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\na: secret", "line 2: the same key"),
        ("b: {a: 1, a: secret}", "line 1: the same key"),
        ("a: &x secret\nb: *x", "line 1: aliases"),
        ("a: *x", "line 1: aliases"),
        ("a: !!python/object/apply:os.system [secret]", "line 1: tags"),
        ("a: !!str secret", "line 1: tags"),
        ("1: secret", "line 1: a key must be text"),
        ("? [secret]\n: 2", "line 1: a key must be text"),
        ("true: secret", "line 1: a key must be text"),
        ("a: " + "[" * 20 + "secret" + "]" * 20, "line 1: nested"),
        ("a: [secret,", "line 1: not valid YAML"),
        ("a: secret\x07", "not valid YAML"),
        ("- secret", "a mapping"),
        ("a" * (MAX_CHARACTERS + 1), "longer"),
    ],
)
def test_anything_else_is_refused_without_quoting_it(text: str, says: str) -> None:
    with pytest.raises(InvalidDocument, match=r"^f.yaml: ") as caught:
        list(read_yaml("f.yaml", text))
    assert says in caught.value.safe_message
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_merge_key_is_only_a_key() -> None:
    assert list(read_yaml("f", "<<: {a: 1}")) == [{"<<": {"a": 1}}]
