# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Token texts and the table that mints them."""

from collections.abc import Callable, Iterator

import pytest

from clearance.core.transform.tokens import (
    ALPHABET,
    CLASSES,
    LABELS,
    MAX_DRAWS,
    MintingTable,
    ParsedToken,
    format_token,
    is_token,
    parse_token,
)
from clearance.errors import IntegrityBroken, NotReady
from clearance.model.record import Scope, Token
from clearance.model.text import Raw
from clearance.model.words import DataClass, ScopeKind

SCOPE = Scope("t1", ScopeKind.CONVERSATION, "c1")


def counting() -> Callable[[int], bytes]:
    numbers: Iterator[int] = iter(range(1_000_000))
    return lambda size: next(numbers).to_bytes(size)


def listed(*numbers: int) -> Callable[[int], bytes]:
    left = iter(numbers)
    return lambda size: next(left).to_bytes(size)


@pytest.mark.parametrize(
    ("data_class", "entropy", "text"),
    [
        (DataClass.PERSON, b"\0\0\0\0\0", "[PERSON_00000000]"),
        (DataClass.SSN, b"\xff\xff\xff\xff\xff", "[SSN_ZZZZZZZZ]"),
        (DataClass.HEALTH_PLAN_ID, b"\0\0\0\0\x21", "[HEALTH_PLAN_ID_00000011]"),
        (DataClass.TOKEN_LITERAL, b"\x08\x86\x42\x98\xe8", "[TOKEN_LITERAL_12345678]"),
    ],
)
def test_the_text_form_is_label_and_crockford_suffix(data_class: DataClass, entropy: bytes, text: str) -> None:
    assert format_token(data_class, entropy) == text
    assert parse_token(text) == ParsedToken(data_class, text[-9:-1])
    assert is_token(text)


@pytest.mark.parametrize("size", [0, 4, 6])
def test_a_token_takes_five_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="exactly 5 bytes"):
        format_token(DataClass.PERSON, bytes(size))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[PERSON]",
        "PERSON_7K3FQ2MA",
        "[PERSON_7K3FQ2M]",
        "[PERSON_7K3FQ2MAA]",
        "[PERSON_7K3FQ2MI]",
        "[PERSON_7k3fq2ma]",
        "[person_7K3FQ2MA]",
        "[NOBODY_7K3FQ2MA]",
        "[PERSON_7K3FQ2MA] ",
        "[PERSON_7K3FQ2MA",
    ],
)
def test_only_the_exact_form_is_a_token(text: str) -> None:
    assert parse_token(text) is None
    assert not is_token(text)


def test_no_label_can_be_read_inside_another_token() -> None:
    """What the matcher relies on: one reading for each spelling, and none hidden in another."""
    letters = {label.replace("_", "") for label in LABELS.values()}
    assert len(letters) == len(LABELS) == len(CLASSES)
    for label in letters:
        assert not any(other != label and other.startswith(label) for other in letters)
        assert len(label) < 8 or not set(label[:8]) <= set(ALPHABET)
    for label in LABELS.values():
        for other in LABELS.values():
            assert not other.endswith(f"_{label}")


def test_the_same_surface_of_a_class_gets_the_same_token() -> None:
    table = MintingTable(SCOPE, counting())
    first = table.mint(DataClass.PERSON, Raw("Jane"))
    assert first == Token("[PERSON_00000000]", DataClass.PERSON, Raw("Jane"), SCOPE)
    assert table.mint(DataClass.PERSON, Raw("Jane")) is first
    assert table.mint(DataClass.PERSON, Raw("jane")).text == "[PERSON_00000001]"
    assert table.mint(DataClass.LOCATION, Raw("Jane")).text == "[LOCATION_00000002]"
    assert len(table) == 3
    assert table.get("[PERSON_00000001]") is table.tokens()[1]
    assert table.get("[PERSON_00000009]") is None


def test_a_suffix_in_use_is_drawn_again() -> None:
    table = MintingTable(SCOPE, listed(1, 1, 1, 2))
    assert table.mint(DataClass.PERSON, Raw("a")).text == "[PERSON_00000001]"
    assert table.mint(DataClass.PERSON, Raw("b")).text == "[PERSON_00000002]"


@pytest.mark.parametrize("literal", ["[PERSON_00000001]", "person\\_00000001", "[SSN_00000001]"])
def test_a_new_token_is_none_that_the_text_already_holds(literal: str) -> None:
    table = MintingTable(SCOPE, listed(1, 2))
    assert table.mint(DataClass.PERSON, Raw("a"), avoid=frozenset({literal})).text == "[PERSON_00000002]"


def test_an_existing_token_stays_even_if_the_text_holds_it() -> None:
    table = MintingTable(SCOPE, counting())
    token = table.mint(DataClass.PERSON, Raw("a"))
    assert table.mint(DataClass.PERSON, Raw("a"), avoid=frozenset({token.text})) is token


def test_an_entropy_source_that_repeats_itself_mints_nothing() -> None:
    draws = 0

    def stuck(size: int) -> bytes:
        nonlocal draws
        draws += 1
        return bytes(size)

    table = MintingTable(SCOPE, stuck)
    table.mint(DataClass.PERSON, Raw("a"))
    with pytest.raises(NotReady, match="entropy source"):
        table.mint(DataClass.PERSON, Raw("b"))
    assert draws == 1 + MAX_DRAWS
    assert len(table) == 1


def test_loaded_tokens_are_durable_and_minted_ones_are_not() -> None:
    old = Token("[PERSON_0000000A]", DataClass.PERSON, Raw("Jane"), SCOPE)
    table = MintingTable(SCOPE, counting(), [old])
    assert table.mint(DataClass.PERSON, Raw("Jane")) is old
    new = table.mint(DataClass.SSN, Raw("078-05-1120"))
    assert table.undurable([old, new, new]) == (new,)
    table.mark_durable([new])
    assert table.undurable([old, new]) == ()


def test_two_durable_tokens_of_one_surface_both_restore_and_the_first_is_handed_out() -> None:
    first = Token("[PERSON_0000000A]", DataClass.PERSON, Raw("Jane"), SCOPE)
    second = Token("[PERSON_0000000B]", DataClass.PERSON, Raw("Jane"), SCOPE)
    table = MintingTable(SCOPE, counting(), [first, second])
    assert table.mint(DataClass.PERSON, Raw("Jane")) is first
    assert table.get(second.text) is second


@pytest.mark.parametrize(
    "stray",
    [
        Token("PERSON_0000000A", DataClass.PERSON, Raw("Jane"), SCOPE),
        Token("[PERSON_0000000A]", DataClass.SSN, Raw("Jane"), SCOPE),
        Token("[PERSON_0000000A]", DataClass.PERSON, Raw("Jane"), Scope("t2", ScopeKind.CONVERSATION, "c1")),
    ],
)
def test_a_token_of_elsewhere_is_not_loaded(stray: Token) -> None:
    with pytest.raises(IntegrityBroken) as caught:
        MintingTable(SCOPE, counting(), [stray])
    assert "Jane" not in str(caught.value)


def test_a_text_for_two_values_is_not_loaded() -> None:
    tokens = [Token("[PERSON_0000000A]", DataClass.PERSON, Raw(name), SCOPE) for name in ("Jane", "John")]
    with pytest.raises(IntegrityBroken, match="two values"):
        MintingTable(SCOPE, counting(), tokens)


def test_the_table_shows_counts_only() -> None:
    table = MintingTable(SCOPE, counting())
    table.mint(DataClass.PERSON, Raw("Jane"))
    assert repr(table) == "<minting table: 1 tokens, 0 durable>"
