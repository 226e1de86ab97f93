# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.detect.secrecy import _strange


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        (b"xKqzWvBnTr", True),
        (b"tY!7?pass", True),
        (b"river-stone-lantern", True),
        (b"out-of-the-box", False),
        (b"plainword", False),
    ],
)
def test_what_neither_sentences_nor_code_write(text: bytes, *, strange: bool) -> None:
    assert bool(_strange(text)) is strange
