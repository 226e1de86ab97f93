# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Token-shaped text in a caller's own words."""

from clearance.core.transform.literals import Spelled, live_literals, token_shaped
from clearance.core.transform.token_map import TokenMap
from clearance.model.prompt import Finding
from clearance.model.words import DataClass


def test_every_token_shape_is_to_be_avoided() -> None:
    text = "MRN 12345678, \\[person\\_7k3fq2ma\\], [SSN], [PERSON_7K3FQ2M]"
    assert token_shaped(text) == {"MRN 12345678", "person\\_7k3fq2ma"}


def test_only_spellings_of_live_tokens_are_findings() -> None:
    live = TokenMap({"[PERSON_7K3FQ2MA]": "Jane"})
    assert live_literals("\u00e9 person_7k3fq2ma MRN 12345678", live) == (
        Finding("clearance_token", DataClass.TOKEN_LITERAL, 2, 17),
    )


def test_spelled_knows_a_token_in_every_spelling_and_no_other() -> None:
    token = "[HEALTH_PLAN_ID_7K3FQ2MA]"
    for text in ("health_plan_id_7k3fq2ma", "HEALTH\\_PLAN ID _ 7K3FQ2MA"):
        assert token in Spelled(token_shaped(text))
    assert "[MRN_7K3FQ2MA]" not in Spelled(token_shaped("health_plan_id_7k3fq2ma"))
    assert token not in Spelled(())
