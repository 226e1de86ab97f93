# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Restoring tokens: what is one, what is not, and what a stream may release."""

import pytest

from clearance.core.transform.restore import NEVER_IN_URLS, Restored, StreamRestorer, restore_json_text, restore_text
from clearance.core.transform.token_map import TokenMap
from clearance.model.record import Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind

TOKENS = TokenMap(
    {
        "[PERSON_7K3FQ2MA]": "Jane",
        "[PERSON_7K3FQ2MB]": 'J. "Jay" \\ O\nNeil',
        "[HEALTH_PLAN_ID_00000001]": "HP-1",
        "[SECRET_AAAAAAAA]": "k3y",
    }
)


def text_of(text: str) -> str:
    """Restored whole, and checked against character by character."""
    whole = restore_text(text, TOKENS)
    stream = StreamRestorer(TOKENS)
    pieces = [stream.feed(c) for c in text]
    pieces.append(stream.finish())
    assert "".join(pieces) == whole.text
    assert stream.count == whole.count
    return whole.text


def json_of(text: str) -> str:
    whole = restore_json_text(text, TOKENS)
    stream = StreamRestorer(TOKENS, json=True)
    pieces = [stream.feed(c) for c in text]
    pieces.append(stream.finish())
    assert "".join(pieces) == whole.text
    assert stream.count == whole.count
    return whole.text


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        ("[PERSON_7K3FQ2MA]", "Jane"),
        ("x[PERSON_7K3FQ2MA]y", "xJaney"),
        ("[PERSON_7K3FQ2MA][PERSON_7K3FQ2MA]", "JaneJane"),
        ("[person_7k3fq2ma]", "Jane"),
        ("[ PERSON_7K3FQ2MA  ]", "Jane"),
        ("[PERSON 7K3FQ2MA]", "Jane"),
        ("[HEALTH \\_ PLAN ID_ 00000001]", "HP-1"),
        ("\\[PERSON\\_7K3FQ2MA\\]", "Jane"),
        ("\\[ PERSON_7K3FQ2MA \\]", "Jane"),
        ("**[PERSON_7K3FQ2MA]**", "**Jane**"),
        ("`[PERSON_7K3FQ2MA]`", "`Jane`"),
        ("[[PERSON_7K3FQ2MA]]", "[Jane]"),
        ("\\[PERSON_7K3FQ2MA]", "\\Jane"),
        ("\\[PERSON_7K3FQ2MA\\x", "\\[Jane\\x"),
        ("[PERSON_7K3FQ2MA", "[Jane"),
        ("PERSON_7K3FQ2MA]", "Jane]"),
        ("[   PERSON_7K3FQ2MA   ]", "[   Jane   ]"),
        ("(PERSON_7K3FQ2MA)", "(Jane)"),
        ("**PERSON_7K3FQ2MA**", "**Jane**"),
        ("person_7k3fq2ma's", "Jane's"),
        ("PERSON_7K3FQ2MA.", "Jane."),
        ("PERSON_7K3FQ2MA. Then", "Jane. Then"),
        ("[PERSON_7K3FQ2MA, PERSON_7K3FQ2MA]", "[Jane, Jane]"),
        ("Dr. PERSON_7K3FQ2MA, 45", "Dr. Jane, 45"),
        ("née PERSON_7K3FQ2MA é", "née Jane é"),
        ("https://x.org/[PERSON_7K3FQ2MA]", "https://x.org/Jane"),
        ("see https://x.org PERSON_7K3FQ2MA", "see https://x.org Jane"),
    ],
)
def test_a_token_and_its_decorations_are_restored(text: str, restored: str) -> None:
    assert text_of(text) == restored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "\\",
        "[PERSON_",
        "[PERSON_7K3FQ2M]",
        "[PERSON_7K3FQ2MAA]",
        "[PERSON_7K3FQ2M8]",
        "[DATE_7K3FQ2MA]",
        "[PERSO_7K3FQ2MA]",
        "[PERSON-7K3FQ2MA]",
        "[PERSON__7K3FQ2MA]",
        "[PERSON\\ 7K3FQ2MA]",
        "[PERSON7K3FQ2MA]",
        "patient_7K3FQ2MA",
        "the 7K3FQ2MA error",
        "XPERSON_7K3FQ2MA",
        "éPERSON_7K3FQ2MA",
        "PERSON_7K3FQ2MAé",
        "_PERSON_7K3FQ2MA_",
        "PERSON_7K3FQ2MA_1",
        "PERSON_7K3FQ2MA.txt",
        "/home/PERSON_7K3FQ2MA",
        "PERSON_7K3FQ2MA/x",
        "PERSON_7K3FQ2MA@example.org",
        "https://x.org/?a=1,PERSON_7K3FQ2MA",
        "www.x.org,PERSON_7K3FQ2MA",
        "," * 256 + "PERSON_7K3FQ2MA",
        "[SSN] [PERSON]",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert text_of(text) == text


def test_inserted_values_are_not_looked_at_again() -> None:
    tokens = TokenMap({"[PERSON_00000001]": "[PERSON_00000002]", "[PERSON_00000002]": "[PERSON_00000001]"})
    out = restore_text("[PERSON_00000001] PERSON_00000002", tokens)
    assert out == Restored("[PERSON_00000002] [PERSON_00000001]", 2)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.org/[SECRET_AAAAAAAA]",
        "[a](https:x.org?[SECRET_AAAAAAAA])",
        "WWW.x.org/[SECRET_AAAAAAAA]",
        "x.org/[SECRET_AAAAAAAA]",
        "?k=[SECRET_AAAAAAAA]",
        "//x/[SECRET_AAAAAAAA]",
        '<img src="https://x.org/ \n [SECRET_AAAAAAAA]">',
        "[a](<https://x.org/ [SECRET_AAAAAAAA]>)",
        "https://" + "x" * 9000 + "[SECRET_AAAAAAAA]",
        "postgres://user:\\[SECRET_AAAAAAAA\\]@host/db",
    ],
)
def test_a_secret_is_never_put_into_a_url(text: str) -> None:
    assert text_of(text) == text


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        ("Bearer [SECRET_AAAAAAAA]", "Bearer k3y"),
        ("https://x.org with SECRET_AAAAAAAA", "https://x.org with k3y"),
        ('{"u":"https://x.org/ y","k":"[SECRET_AAAAAAAA]"}', '{"u":"https://x.org/ y","k":"k3y"}'),
        ("'https://x.org' [SECRET_AAAAAAAA] //[SECRET_AAAAAAAA]", "'https://x.org' k3y //[SECRET_AAAAAAAA]"),
        ("x" * 9000 + "[SECRET_AAAAAAAA]", "x" * 9000 + "k3y"),
        ("key=[SECRET_AAAAAAAA]&[PERSON_7K3FQ2MA]", "key=k3y&Jane"),
    ],
)
def test_elsewhere_a_secret_comes_back(text: str, restored: str) -> None:
    assert text_of(text) == restored


def test_the_classes_kept_out_of_urls_are_the_policys_choice() -> None:
    text = "https://x.org/[PERSON_7K3FQ2MA]/[SECRET_AAAAAAAA]"
    assert restore_text(text, TOKENS).text == "https://x.org/Jane/[SECRET_AAAAAAAA]"
    assert restore_text(text, TOKENS, never_in_urls=frozenset()).text == "https://x.org/Jane/k3y"
    both = NEVER_IN_URLS | {DataClass.PERSON}
    assert restore_text(text, TOKENS, never_in_urls=both) == Restored(text, 0)


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        ('{"a": "[PERSON_7K3FQ2MB]", "b": [1.0, null]}', '{"a": "J. \\"Jay\\" \\\\ O\\nNeil", "b": [1.0, null]}'),
        ('["\\\\[PERSON\\\\_7K3FQ2MA\\\\]"]', '["Jane"]'),
        ('["\\u005BPERSON\\u005f7K3FQ2M\\u0041\\u005d"]', '["Jane"]'),
        ('["\\nPERSON_7K3FQ2MA\\t"]', '["\\nJane\\t"]'),
        ('["\\ud83d\\ude00 PERSON_7K3FQ2MA \\/"]', '["\\ud83d\\ude00 Jane \\/"]'),
        ('["\\ud835\\udcb3PERSON_7K3FQ2MA"]', '["\\ud835\\udcb3PERSON_7K3FQ2MA"]'),
        ('["\\ud83dPERSON_7K3FQ2MA"]', '["\\ud83dJane"]'),
        ('["\\ud83d\\u0041PERSON_7K3FQ2MA"]', '["\\ud83d\\u0041PERSON_7K3FQ2MA"]'),
        ('["x\\"PERSON_7K3FQ2MA"]', '["x\\"Jane"]'),
        ('{"[PERSON_7K3FQ2MA]": "PERSON_7K3FQ2MA"}', '{"Jane": "Jane"}'),
        ('["PERSON_7K3FQ2MA","7K3FQ2MA"]', '["Jane","7K3FQ2MA"]'),
        ('["[PERSON_","7K3FQ2MA]"]', '["[PERSON_","7K3FQ2MA]"]'),
        ('["https://x.org/[SECRET_AAAAAAAA]","[SECRET_AAAAAAAA]"]', '["https://x.org/[SECRET_AAAAAAAA]","k3y"]'),
        ("[PERSON_7K3FQ2MA]", "[PERSON_7K3FQ2MA]"),
        ('"[PERSON_7K3FQ2MA', '"[Jane'),
        ('"[PERSON_7K3FQ2MA]\\u00', '"Jane\\u00'),
        ('"\\x\\uZZZZ [PERSON_7K3FQ2MA]', '"\\x\\uZZZZ Jane'),
        ("", ""),
    ],
)
def test_json_strings_are_restored_and_escaped(text: str, restored: str) -> None:
    assert json_of(text) == restored


def test_an_empty_map_passes_everything_through() -> None:
    stream = StreamRestorer(TokenMap({}))
    assert stream.max_held == 0
    assert [stream.feed("[PERSON_"), stream.feed("7K3FQ2MA"), stream.finish()] == ["[PERSON_", "7K3FQ2MA", ""]
    assert stream.count == 0


@pytest.mark.parametrize(
    ("chunks", "released"),
    [
        (["Hello", " world", "."], ["Hello", " world", ".", ""]),
        (["a [", "b]"], ["a ", "[b]", ""]),
        (["a [PERSON_7K3F", "Q2MA", "] b"], ["a ", "", "Jane b", ""]),
        (["a PERSON_7K3FQ2MA", " b"], ["a ", "Jane b", ""]),
        (["a PERSON_7K3FQ2MA", ".", " b"], ["a ", "", "Jane. b", ""]),
        (["a PERSON_7K3FQ2MA", ".", "b"], ["a ", "", "PERSON_7K3FQ2MA.b", ""]),
        (["the pe", "rsistent"], ["the ", "persistent", ""]),
        (["the xpe", "rson"], ["the xpe", "rson", ""]),
        (["[DATE_7K3F"], ["[DATE_7K3F", ""]),
        (["[PERSON_8"], ["[PERSON_8", ""]),
        (["[PERSON_7K3FQ2M"], ["", "[PERSON_7K3FQ2M"]),
        (["[HEALTH \\", "_ PLAN", " ", "ID_00000001", " ", "]"], ["", "", "", "", "", "HP-1", ""]),
        (["\\", "[", " ", "PERSON_7K3FQ2MA\\", "]"], ["", "", "", "", "Jane", ""]),
        (["\\x", "\\\\"], ["\\x", "\\", "\\"]),
        (["https://x/,pe"], ["https://x/,pe", ""]),
    ],
)
def test_only_what_may_become_a_token_is_held_back(chunks: list[str], released: list[str]) -> None:
    stream = StreamRestorer(TOKENS)
    assert [*map(stream.feed, chunks), stream.finish()] == released


def test_in_json_an_unfinished_escape_is_held_back_too() -> None:
    stream = StreamRestorer(TOKENS, json=True)
    assert [*map(stream.feed, ['{"a": "x\\', "u00", '41 \\ud83d"', "}"]), stream.finish()] == [
        '{"a": "x',
        "",
        '\\u0041 \\ud83d"',
        "}",
        "",
    ]


def test_the_longest_hold_is_the_longest_decorated_token() -> None:
    spelling = "\\[  HEALTH \\_ PLAN \\_ ID \\_ 00000001  \\]"
    stream = StreamRestorer(TOKENS)
    assert stream.max_held == len(spelling)
    assert stream.feed(spelling[:-1]) == ""
    assert stream.feed("]") == "HP-1"


def test_a_map_takes_tokens_only_and_shows_nothing() -> None:
    token = Token("[PERSON_00000001]", DataClass.PERSON, Raw("Jane"), Scope("t", ScopeKind.REQUEST, "r"))
    tokens = TokenMap.of([token])
    assert dict(tokens.surfaces) == {"[PERSON_00000001]": "Jane"}
    assert tokens.classes == {DataClass.PERSON}
    assert repr(tokens) == "<token map: 1 tokens>"
    with pytest.raises(ValueError, match="exact token texts only"):
        TokenMap({"[PERSON_00000001] ": "Jane"})


def test_a_restored_text_shows_its_length_only() -> None:
    assert repr(restore_text("[PERSON_7K3FQ2MA]", TOKENS)) == "<restored: 4 characters, 1 tokens>"
