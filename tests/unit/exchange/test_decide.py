# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace
from typing import Any

import pytest

from clearance.errors import InvalidHeader, PartRefused
from clearance.exchange.call import CallHeaders
from clearance.exchange.decide import read_restriction, refuse_guarded
from clearance.exchange.identify import identify
from clearance.model.plan import Restriction
from clearance.model.prompt import Inspection, PromptFacts
from clearance.model.words import Form, Guarded, ScopeKind
from clearance.testing import scene


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


@pytest.mark.parametrize(
    ("facts", "param"),
    [
        ({"guarded": (("web_search", "tools.0"), ("mcp", "tools.1"))}, "tools.0"),
        ({"unknown_parts": ("messages.0.content.1",)}, "messages.0.content.1"),
    ],
)
def test_what_needs_leave_is_refused_with_the_part_named(facts: dict[str, Any], param: str) -> None:
    snapshot = scene.snapshot()
    principal = identify(CallHeaders(credential=scene.api_key()[0]), snapshot, now=scene.NOW)
    plain = Inspection(PromptFacts("w", "e", "m", False, frozenset(), b"", 0, 0), (), "")  # noqa: FBT003 - a row
    refuse_guarded(principal, plain, snapshot)
    with pytest.raises(PartRefused) as refused:
        refuse_guarded(principal, replace(plain, facts=replace(plain.facts, **facts)), snapshot)
    assert refused.value.param == param
    allow = (Guarded.WEB_SEARCH, Guarded.MCP, Guarded.UNKNOWN_PARTS)
    notes = replace(snapshot.boundary.applications["notes"], allow=allow)
    allowed = replace(snapshot, boundary=replace(snapshot.boundary, applications={"notes": notes}))
    refuse_guarded(principal, replace(plain, facts=replace(plain.facts, **facts)), allowed)
