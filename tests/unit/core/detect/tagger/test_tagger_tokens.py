# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.detect.tagger.tokens import Gap, tokenise


def words(text: str) -> list[str]:
    tokens = tokenise(text.encode())
    data = text.encode()
    return [data[start:end].decode() for start, end in zip(tokens.starts, tokens.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n\t ", []),
        ("Dr. O'Brien", ["Dr", ".", "O", "'", "Brien"]),
        ("José 王伟", ["José", "王伟"]),
        ("A12-3", ["A", "12", "-", "3"]),
        ("a==b", ["a", "=", "=", "b"]),
    ],
)
def test_a_token_is_letters_or_digits_or_one_sign(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_curly_quotes_are_signs_and_offsets_stay() -> None:
    data = (
        "\N{LEFT DOUBLE QUOTATION MARK}Ann\N{RIGHT SINGLE QUOTATION MARK}s\N{RIGHT DOUBLE QUOTATION MARK} dog".encode()
    )
    tokens = tokenise(data)
    assert [data[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)][1::2] == [b"Ann", b"s", b"dog"]
    assert tokens.kinds.tolist() == [3, 0, 3, 0, 3, 0]
    assert tokens.gaps.tolist() == [Gap.PARAGRAPH, Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE, Gap.SPACE]


def test_gaps_tell_columns_lines_and_paragraphs() -> None:
    tokens = tokenise(b"a b  c\td\ne \n f\n\ng,h")
    assert [Gap(gap).name for gap in tokens.gaps] == [
        "PARAGRAPH", "SPACE", "WIDE", "WIDE", "LINE", "LINE", "PARAGRAPH", "NONE", "NONE"
    ]  # fmt: skip
