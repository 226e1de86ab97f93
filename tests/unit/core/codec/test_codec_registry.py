# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from clearance.core.codec.registry import WIRES, speaks


def test_a_path_finds_its_wire_by_name_or_by_where_its_model_stands() -> None:
    assert WIRES["/v1/messages"].id == "anthropic"
    assert WIRES["/model/us.vendor.model-v1:0/converse"].endpoint == "/model/{model}/converse"
    assert WIRES["/v1beta/models/m:generateContent"].id == "gemini"
    for path in ("/model//converse", "/v1/message", "/v1beta/models/:generateContent", ""):
        with pytest.raises(KeyError):
            WIRES[path]


def test_iterating_gives_each_endpoint_once() -> None:
    assert len(WIRES) == len(list(WIRES)) == len(set(WIRES))
    assert all(WIRES[endpoint].endpoint == endpoint for endpoint in WIRES)


def test_a_wire_is_found_by_its_name() -> None:
    found = speaks(WIRES, "bedrock")
    assert found is not None
    assert found.id == "bedrock"
    assert speaks(WIRES, "telegraph") is None
