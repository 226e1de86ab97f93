# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Each module of a client names it and what it is asked: ``CLIENT`` and ``ASKS``."""

import pytest

from tests.conformance.rig import Scene, play


@pytest.fixture(scope="module")
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scene]:
    """What came of each question to the module's client, which is started once."""
    client = request.module.CLIENT
    return play(client, tmp_path_factory.mktemp(client.name), request.module.ASKS)
