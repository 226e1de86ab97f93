# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Claude Code, the agent itself, pointed at the gateway by environment variables."""

import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.conformance.agents import prompted
from tests.conformance.rig import DENIED, ECHO, ENVIRONMENTS, NOTE, Gateway, anthropic_environ, needed

pytestmark = pytest.mark.conformance

_ARCH = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
PROGRAM = ENVIRONMENTS / f"claude-code/node_modules/@anthropic-ai/claude-code-linux-{_ARCH}/claude"


def line(_gateway: Gateway, prompt: str, model: str) -> Sequence[str | Path]:
    told = ("--print", "--output-format", "json", "--model", model, "--allowedTools", "Bash,WebSearch", "--", prompt)
    return needed(PROGRAM), *told


def environ(gateway: Gateway) -> Mapping[str, str]:
    return {
        **anthropic_environ(gateway),
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
    }


def test_an_answer_comes_back_restored(tmp_path: Path) -> None:
    run, scene = prompted(tmp_path, line, environ, ECHO)
    assert run.code == 0, run
    assert NOTE in json.loads(run.out)["result"]
    scene.nothing_left()
    assert set(scene.statuses) <= {"200", "404", "405"}, scene.statuses  # it looks for what else is there


def test_a_command_runs_with_restored_values_and_its_result_leaves_as_tokens(tmp_path: Path) -> None:
    run, scene = prompted(tmp_path, line, environ, f"[[call Bash command]] echo '{NOTE}' | tee note.txt")
    assert run.code == 0, run
    assert (tmp_path / "work/note.txt").read_text() == f"{NOTE}\n"
    assert NOTE in json.loads(run.out)["result"]
    scene.nothing_left()
    assert len(scene.bodies) == 2


def test_a_refusal_shows_our_text_after_one_request(tmp_path: Path) -> None:
    run, scene = prompted(tmp_path, line, environ, ECHO, "unlisted")
    assert run.code == 1
    said = json.loads(run.out)
    assert DENIED in said["result"]
    assert "login" not in said["result"].lower()
    assert scene.bodies == ()
    assert scene.statuses["400"] == 1


def test_a_search_that_the_vendor_would_run_is_refused_by_name_after_one_request(tmp_path: Path) -> None:
    run, scene = prompted(tmp_path, line, environ, "[[call WebSearch query]] the weather in Madrid today")
    assert run.code == 0, run  # the agent hears of it as what its tool returned, and goes on
    assert "web_search is not allowed" in json.loads(run.out)["result"]
    assert scene.statuses["400"] == 1
    assert len(scene.bodies) == 2
