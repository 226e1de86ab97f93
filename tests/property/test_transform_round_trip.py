# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Transforming and restoring are inverse, and what is not to be restored is gone."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.transform.apply import Transformed, transform_text
from clearance.core.transform.patterns import cores, fold
from clearance.core.transform.restore import restore_text
from clearance.core.transform.token_map import TokenMap
from clearance.core.transform.tokens import MintingTable, format_token, is_token, parse_token
from clearance.model.prompt import Finding
from clearance.model.record import Scope
from clearance.model.text import Raw
from clearance.model.words import DataClass, Form, ScopeKind

SCOPE = Scope("t", ScopeKind.REQUEST, "r")
CLASSES = st.sampled_from([c for c in DataClass if c is not DataClass.TOKEN_LITERAL])
FRAGMENTS = st.sampled_from(
    [
        *("[", "]", "\\", "_", " ", "\\[", "\\]", "((", ".", "\n", "\u00e9", "\U0001d4b3", "\u00ad", "https://x/"),
        *("PERSON", "person_", "SSN", "0000000", "00000001", "[PERSON_00000000]", "\\[SSN\\_00000001\\]", "[SSN]"),
        "ssn 00000002",
    ]
)
PIECES = st.lists(
    st.tuples(FRAGMENTS | st.text(max_size=6), st.none() | CLASSES),
    max_size=14,
)


def counting() -> Callable[[int], bytes]:
    numbers = iter(range(1 << 20))
    return lambda size: next(numbers).to_bytes(size)


def assemble(pieces: list[tuple[str, DataClass | None]]) -> tuple[str, list[Finding]]:
    """The text of the pieces, with a finding for each piece that names a class and for each token literal."""
    text = ""
    findings: list[Finding] = []
    for piece, data_class in pieces:
        if piece and data_class is not None:
            findings.append(Finding("k", data_class, len(text), len(text) + len(piece)))
        text += piece
    findings += [Finding("token", DataClass.TOKEN_LITERAL, start, end) for start, end in cores(fold(text))]
    return text, findings


def protect(text: str, findings: list[Finding], table: MintingTable) -> Transformed:
    avoid = frozenset(text[f.start : f.end] for f in findings if f.data_class is DataClass.TOKEN_LITERAL)
    return transform_text(
        text,
        findings,
        dict.fromkeys(DataClass, Form.TOKENISED),
        lambda data_class, surface: table.mint(data_class, Raw(surface), avoid=avoid).text,
        now_year=2026,
    )


@given(PIECES)
def test_restoring_what_was_protected_gives_the_same_text(pieces: list[tuple[str, DataClass | None]]) -> None:
    text, findings = assemble(pieces)
    table = MintingTable(SCOPE, counting())
    safe = protect(text, findings, table)
    placed = {text: table.get(text) for text in safe.placed}
    tokens = TokenMap.of(token for token in placed.values() if token is not None)
    assert len(tokens) == len(safe.placed)
    restored = restore_text(safe.text, tokens, never_in_urls=frozenset())
    assert restored.text == text
    assert restored.count >= len(safe.placed)


@given(PIECES, PIECES)
def test_a_later_turn_of_a_scope_restores_as_well(
    first: list[tuple[str, DataClass | None]], second: list[tuple[str, DataClass | None]]
) -> None:
    """The first turn's bytes do not change, and its tokens in the second turn's text are only literals."""
    table = MintingTable(SCOPE, counting())
    text, findings = assemble(first)
    once = protect(text, findings, table)
    later, more = assemble([(once.text, None), *second])
    safe = protect(later, more, table)
    assert protect(text, findings, table) == once
    restored = restore_text(safe.text, TokenMap.of(table.tokens()), never_in_urls=frozenset())
    assert restored.text == later


@given(PIECES, st.sampled_from([Form.MASKED, Form.DROPPED, Form.GENERALISED]))
def test_a_lossy_form_holds_no_value(pieces: list[tuple[str, DataClass | None]], form: Form) -> None:
    """Ages up to 89 and bare years may stay (45 CFR 164.514(b)(2)(i)(C)); no other value does."""
    _, findings = assemble(pieces)
    source, _ = assemble(pieces)
    for finding in findings:
        value = source[finding.start : finding.end]
        moved = Finding(finding.kind, finding.data_class, 0, len(value))
        out = transform_text(value, [moved], {finding.data_class: form}, _no_mint, now_year=2026)
        may_stay = form is Form.GENERALISED and finding.data_class in {DataClass.AGE, DataClass.DATE}
        masked = out.text == f"[{finding.data_class.upper()}]"
        assert may_stay or len(value) < 4 or (masked and value in {"[SSN]", "PERSON"}) or value not in out.text


def _no_mint(_data_class: DataClass, _surface: str) -> str:
    raise AssertionError("nothing is to be tokenised")


@given(st.lists(st.tuples(CLASSES, st.text(max_size=4)), max_size=30), st.data())
def test_minting_is_injective_and_stable(values: list[tuple[DataClass, str]], data: st.DataObject) -> None:
    """Also with an entropy source that repeats itself a little."""
    numbers = iter(range(1 << 20))

    def repeating(size: int) -> bytes:
        return (next(numbers) // 2).to_bytes(size)

    table = MintingTable(SCOPE, repeating)
    avoid = frozenset(format_token(c, bytes([0, 0, 0, 0, n])) for c, n in data.draw(_LITERALS))
    minted = {value: table.mint(value[0], Raw(value[1]), avoid=avoid).text for value in values}
    assert len(set(minted.values())) == len(minted) == len(table)
    assert avoid.isdisjoint(minted.values())
    for (data_class, surface), text in minted.items():
        assert table.mint(data_class, Raw(surface)).text == text
        parsed = parse_token(text)
        assert parsed is not None
        assert parsed.data_class is data_class


_LITERALS = st.lists(st.tuples(CLASSES, st.integers(0, 30)), max_size=3)


@given(CLASSES, st.binary(min_size=5, max_size=5), CLASSES, st.binary(min_size=5, max_size=5))
def test_another_token_than_the_maps_stays(
    data_class: DataClass, entropy: bytes, other_class: DataClass, other: bytes
) -> None:
    mine, theirs = format_token(data_class, entropy), format_token(other_class, other)
    assert is_token(mine)
    text = f"a {theirs} b {theirs[1:-1].lower()}"
    restored = restore_text(text, TokenMap({mine: "value"}))
    assert restored.text == (text if mine != theirs else "a value b value")
