# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""What patterns see of a text, and the way back to it."""

import pytest

from clearance.core.detect.normalise import fold, normalise

SSN = b"123-45-6789"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain 100% & \\ text", "plain 100% & \\ text"),
        ("\uff11\uff12\uff13", "123"),
        ("٣٤", "34"),
        ("a\u200bb\u00adc\u2060d", "abcd"),
        ("1\u20e32\ufe0f", "12"),
        ("a\u2013b\u2212c\u2011d", "a-b-c-d"),
        ("a\u00a0b\u3000c\u2028d\u2029e", "a b c\nd\ne"),
        ("ﬁx \u00bd 3\u20444", "fix 1/2 3/4"),
        ("a\x00b\x1fc\x85d\te", "abc\nd\te"),
        ("caf\u00e9 \u738b", "caf\u00e9 \u738b"),
        ("\ufdfa", "\ufdfa"),
        ("\ud800x", "\ufffdx"),
        (r"\u0031\u0032", "12"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud83d alone", "\ufffd alone"),
        (r"a\nb\tc\rd\"e\/f", 'a\nb\tc\nd"e/f'),
        ("a%40b%2Ecom", "a@b.com"),
        ("%C3%A9", "\u00e9"),
        ("%FF stays", "%FF stays"),
        ("100%ab", "100%ab"),
        ("&amp;&lt;&gt;&quot;&apos;&nbsp;&shy;&ndash;&mdash;", "&<>\"' --"),
        ("&#49;&#x32;&#X33;", "123"),
        ("&#xD800;&#1114112; &#x;", "&#xD800;&#1114112; &#x;"),
        (r"\u200b1", "1"),
    ],
)
def test_what_patterns_see(text: str, seen: str) -> None:
    assert normalise(text).data.decode() == seen


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("x 123-45-6789 y", (2, 13)),
        ("é 123-45-6789 é", (2, 13)),
        ("x 1\u200b23-45-6789 y", (2, 14)),
        ("\u200bx 123-45-6789\u200b y", (3, 14)),
        ("\uff11\uff12\uff13\uff0d\uff14\uff15\uff0d\uff16\uff17\uff18\uff19", (0, 11)),
        ("x 123\u201345\u20136789", (2, 13)),
        (r"x \u0031\u0032\u0033-45-6789 y", (2, 28)),
        ("x 123%2D45%2D6789 y", (2, 17)),
        ("\U0001f600 123&#45;45&ndash;6789!", (2, 23)),
    ],
)
def test_spans_lead_back_to_whole_characters(text: str, span: tuple[int, int]) -> None:
    normalised = normalise(text)
    start = normalised.data.index(SSN)
    assert normalised.span(start, start + len(SSN)) == span


def test_a_cut_character_is_covered_whole() -> None:
    assert normalise("aéb").span(2, 3) == (1, 2)
    assert normalise("aéb").span(1, 2) == (1, 2)
    assert normalise("a½b").span(2, 3) == (1, 2)


def test_offsets_far_into_a_long_text() -> None:
    text = "é" * 5000 + "\u200b" + "ü" * 5000 + " 123-45-6789"
    normalised = normalise(text)
    start = normalised.data.index(SSN)
    assert normalised.span(start, start + len(SSN)) == (10002, 10013)


def test_the_end_of_the_text() -> None:
    assert normalise("é").span(2, 2) == (1, 1)
    assert normalise("ab\u200b").span(0, 2) == (0, 2)


def test_fold_is_stable() -> None:
    assert all(fold(form) == form for code in range(0x250) for form in fold(chr(code)))
