# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Model names in paths."""

import pytest

from clearance.core.codec.model_name import named_model, path_of
from clearance.errors import Malformed

ENDPOINT = "/model/{model}/converse"
PROFILE = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0"


def test_a_name_is_read_as_it_is_and_written_encoded() -> None:
    assert named_model(ENDPOINT, f"/model/{PROFILE}/converse") == PROFILE
    encoded = PROFILE.replace(":", "%3A").replace("/", "%2F")
    assert path_of(ENDPOINT, PROFILE) == f"/model/{encoded}/converse"
    assert path_of("/v1/models/{model}:countTokens", "a?b#c%2F d") == "/v1/models/a%3Fb%23c%252F%20d:countTokens"


@pytest.mark.parametrize("model", ["", "a b", "a%2Fb", "ä", "x" * 257, "a?b"])
def test_other_characters_are_refused_and_not_shown(model: str) -> None:
    with pytest.raises(Malformed) as refused:
        named_model(ENDPOINT, f"/model/{model}/converse")
    assert refused.value.param == "model"
    assert len(refused.value.safe_message) < 120
