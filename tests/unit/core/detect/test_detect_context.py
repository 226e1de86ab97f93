# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.detect.context import has_word, left_label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("card 4", b" card "),
        ('{"mrn": "4', b" mrn "),
        ("Order No. 4", b" order no "),
        ("fax 555, phone 4", b" phone "),
        ("fax 5 4", b"  "),
        ("order_number=4", b" order number "),
    ],
)
def test_the_label_is_what_stands_directly_left(text: str, label: bytes) -> None:
    assert left_label(text.encode(), len(text) - 1, (b"card", b"mrn", b"fax", b"order", b"phone")) == label


def test_no_label_is_read_where_no_word_is_near() -> None:
    assert left_label(b"something else 4", 15, (b"fax",)) == b""


def test_words_are_whole() -> None:
    assert has_word(b" order number ", (b" order ",))
    assert has_word(b" order number ", (b" x ", b" order number "))
    assert not has_word(b" reorder ", (b" order ",))
    assert not has_word(b" a ", ())
