# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.errors import InvalidHeader
from clearance.exchange.opaque import keyed_hash, opaque_id, plain_id


@pytest.mark.parametrize(
    "value",
    [
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "9F86D081884C7D659A2FEAA0C55AD015",
        "01J8Z0Q5V7K3FQ2MA9X4T6B1CD",
        "pt_9f86d081884c7d659a2feaa0c55ad015",
        "subject:3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    ],
)
def test_what_only_a_generator_or_a_mac_makes_is_taken(value: str) -> None:
    assert opaque_id("x-clearance-subject", value) == value.rpartition("_")[2].rpartition(":")[2].lower()


@pytest.mark.parametrize(
    "value",
    [
        "Maria Gonzalez",
        "maria.gonzalez",
        "maria.gonzalez@example.com",
        "078-05-1120",
        "078051120",
        "48213377",
        "MRN48213377",
        "gonzalez_9f86d081884c7d659a2feaa0c55ad015",
        "1234567890123456",
        "decadedecadedeca",
        "9f86d081884c7d6",
        "",
        "9f86d081884c7d65 9a2f",
    ],
)
def test_what_could_name_a_person_is_refused_without_being_repeated(value: str) -> None:
    with pytest.raises(InvalidHeader) as refused:
        opaque_id("x-clearance-subject", value)
    assert refused.value.param == "x-clearance-subject"
    assert "UUID" in refused.value.safe_message
    assert not value or value not in refused.value.safe_message


@pytest.mark.parametrize("value", ["", "a b", "a" * 129, "naïve", "a\n"])
def test_a_conversation_id_is_one_short_token(value: str) -> None:
    with pytest.raises(InvalidHeader):
        plain_id("x-clearance-conversation", value)


def test_a_conversation_id_is_taken_as_it_is() -> None:
    assert plain_id("x-clearance-conversation", "thread_abc/1") == "thread_abc/1"


def test_keyed_hashes_depend_on_key_and_on_where_parts_end() -> None:
    assert keyed_hash(b"k", "ab", "c") != keyed_hash(b"k", "a", "bc")
    assert keyed_hash(b"k", "ab") != keyed_hash(b"l", "ab")
    assert keyed_hash(b"k", "ab") == keyed_hash(b"k", "ab")
    assert len(keyed_hash(b"k", "ab")) == 32
