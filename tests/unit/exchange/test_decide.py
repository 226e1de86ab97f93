# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.errors import InvalidHeader
from clearance.exchange.decide import read_restriction
from clearance.model.plan import Restriction
from clearance.model.words import Form, ScopeKind


def test_no_header_is_no_wish() -> None:
    assert read_restriction(None) == Restriction()


def test_every_part_is_read() -> None:
    wish = read_restriction("deployment=a, b; region=us-east-1;kind=on_prem;form=masked;restore=no;scope=request")
    assert wish == Restriction(
        ("a", "b"), ("us-east-1",), ("on_prem",), Form.MASKED, restore=False, scope=ScopeKind.REQUEST
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "region",
        "region=",
        "region=a;region=b",
        "restore=yes",
        "scope=conversation",
        "form=none",
        "form=clear,masked",
        "guardrails=off",
        "region=a;",
    ],
)
def test_what_is_not_a_restriction_is_refused(text: str) -> None:
    with pytest.raises(InvalidHeader, match="x-clearance-restrict takes"):
        read_restriction(text)
