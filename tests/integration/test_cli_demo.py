# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The demonstration proves what it says, and fails when it does not hold."""

import json

import pytest

from clearance.cli.main import run
from clearance.service.demo import story

Captured = pytest.CaptureFixture[str]


def test_every_claim_of_the_demonstration_holds(capsys: Captured) -> None:
    assert run(["demo", "--once", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["held"] is True
    claims = [claim for scene in shown["scenes"] for claim in scene["claims"]]
    assert len(claims) == 21
    assert [claim["text"] for claim in claims if not claim["held"]] == []
    panels = shown["scenes"][0]["panels"]
    assert "Maria Lopez" in panels["You sent"]
    assert "Maria Lopez" not in panels["The vendor saw"]
    assert "Maria Lopez" in panels["You got"]


def test_a_claim_that_fails_fails_the_demonstration(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(story, "INTEGRITY_EXIT", 0)
    assert run(["demo", "--once"]) == 1
    streams = capsys.readouterr()
    assert "FAILED verification fails with exit code 4" in streams.out
    assert "20 of 21 claims held." in streams.err
