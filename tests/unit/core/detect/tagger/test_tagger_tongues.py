# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.detect.tagger.tongues import is_foreign


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Der Mieter hat die Kaution nicht bezahlt und zieht aus", True),
        ("hej, se on koska en ole ja että", True),
        ("La factura que usted pagó con el banco", True),
        ("Seen by the nurse; he is to come back with his son", False),
        ("BP 120/80, HR 88", False),
        ("", False),
        ("Maria de la Cruz said that she was with her mother and the others", False),
    ],
)
def test_a_text_is_foreign_by_its_commonest_words(text: str, *, foreign: bool) -> None:
    assert is_foreign(text.encode()) is foreign
