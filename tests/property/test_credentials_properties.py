# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""API keys: what is made parses back, and no single slip of the keyboard does."""

from hypothesis import given
from hypothesis import strategies as st

from clearance.core.credentials import BASE62, ENTROPY_BYTES, format_key, parse_key

environments = st.from_regex(r"[a-z0-9]{1,16}", fullmatch=True)
entropy = st.binary(min_size=ENTROPY_BYTES, max_size=ENTROPY_BYTES)


@given(environments, entropy)
def test_a_made_key_parses_back(environment: str, data: bytes) -> None:
    text = format_key(environment, data)
    parsed = parse_key(text)
    assert parsed is not None
    assert (parsed.environment, len(parsed.id), len(parsed.secret)) == (environment, 8, 32)
    assert text.startswith(f"clr_{environment}_{parsed.id}_{parsed.secret}_")


@given(environments, entropy, st.data())
def test_one_changed_character_is_always_caught(environment: str, data: bytes, draw: st.DataObject) -> None:
    text = format_key(environment, data)
    place = draw.draw(st.integers(0, len(text) - 1))
    other = draw.draw(st.sampled_from(BASE62).filter(lambda letter: letter != text[place]))
    assert parse_key(text[:place] + other + text[place + 1 :]) is None


@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    parsed = parse_key(text)
    assert parsed is None or text.startswith("clr_")
