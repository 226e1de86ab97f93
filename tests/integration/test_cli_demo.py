# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The demonstration proves what it says, and fails when it does not hold."""

import json

import pytest

from clearance.cli.main import run
from clearance.demo import story
from clearance.service.gateway.server import Signals

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


def test_on_a_terminal_it_stays_until_asked_to_leave(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Impatient(Signals):
        def install(self) -> None:
            self.asked()

        def remove(self) -> None:
            pass

    monkeypatch.setattr("clearance.service.gateway.server.Signals", Impatient)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert run(["demo"]) == 0
    said = capsys.readouterr().err
    assert "curl http://127.0.0.1:" in said
    assert "Bearer clr_demo_" in said
