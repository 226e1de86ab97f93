# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Codex, the agent itself, pointed at the gateway by its settings: it reads no base URL from the environment."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.conformance.agents import Line, prompted
from tests.conformance.rig import DENIED, ECHO, ENVIRONMENTS, NODE, NOTE, Gateway, needed, openai_environ

pytestmark = pytest.mark.conformance

PROGRAM = ENVIRONMENTS / "codex/node_modules/@openai/codex/bin/codex.js"
_ALWAYS = ("exec", "--skip-git-repo-check", "--ephemeral")
_QUIET = {"analytics.enabled": "false", "check_for_update_on_startup": "false"}
_NO_SEARCH = {"web_search": '"disabled"'}
"""The vendor runs the search: the gateway refuses that unless the application's document allows it."""


def _line(settings: Mapping[str, str], prompt: str, model: str) -> Sequence[str | Path]:
    options = [word for name, value in {**_QUIET, **settings}.items() for word in ("-c", f"{name}={value}")]
    return needed(NODE), needed(PROGRAM), *_ALWAYS, *options, "--model", model, prompt


def _provider(gateway: Gateway) -> dict[str, str]:
    return {
        "model_provider": '"clearance"',
        "model_providers.clearance.name": '"Clearance"',
        "model_providers.clearance.base_url": f'"{gateway.url}/v1"',
        "model_providers.clearance.env_key": '"OPENAI_API_KEY"',
        "model_providers.clearance.wire_api": '"responses"',
    }


def as_provider(gateway: Gateway, prompt: str, model: str) -> Sequence[str | Path]:
    """As docs/how-to/use-a-coding-agent.md has it in config.toml."""
    return _line(_provider(gateway) | _NO_SEARCH, prompt, model)


def as_openai(gateway: Gateway, prompt: str, model: str) -> Sequence[str | Path]:
    """As OpenAI's own, elsewhere: it tries a WebSocket first."""
    return _line({"openai_base_url": f'"{gateway.url}/v1"'} | _NO_SEARCH, prompt, model)


def searching(gateway: Gateway, prompt: str, model: str) -> Sequence[str | Path]:
    """As it comes: with the vendor's web search."""
    return _line(_provider(gateway), prompt, model)


def environ(gateway: Gateway) -> Mapping[str, str]:
    return {**openai_environ(gateway), "CODEX_API_KEY": gateway.key}


@pytest.mark.parametrize("line", [as_provider, as_openai])
def test_an_answer_comes_back_restored(tmp_path: Path, line: Line) -> None:
    run, scene = prompted(tmp_path, line, environ, ECHO)
    assert run.code == 0, run
    assert NOTE in run.out
    scene.nothing_left()
    assert scene.statuses["200"] == 1


def unboxed(gateway: Gateway, prompt: str, model: str) -> Sequence[str | Path]:
    """With leave to run commands: a sandbox inside a container's is not to be had everywhere."""
    return *as_provider(gateway, prompt, model), "--dangerously-bypass-approvals-and-sandbox"


def test_a_command_runs_with_restored_values_and_its_result_leaves_as_tokens(tmp_path: Path) -> None:
    run, scene = prompted(tmp_path, unboxed, environ, f"[[call exec_command cmd]] echo '{NOTE}' | tee note.txt")
    assert run.code == 0, run
    assert (tmp_path / "work/note.txt").read_text() == f"{NOTE}\n"
    assert NOTE in run.out
    scene.nothing_left()
    assert len(scene.bodies) == 2


@pytest.mark.parametrize("line", [as_provider, as_openai])
def test_a_refusal_shows_our_text_after_one_request(tmp_path: Path, line: Line) -> None:
    run, scene = prompted(tmp_path, line, environ, ECHO, "unlisted")
    assert run.code == 1
    assert DENIED in run.errors
    assert "Reconnecting" not in run.errors
    assert scene.bodies == ()
    assert scene.statuses["400"] == 1


def test_a_search_that_the_vendor_would_run_is_refused_by_name(tmp_path: Path) -> None:
    run, scene = prompted(tmp_path, searching, environ, ECHO)
    assert run.code == 1
    assert "web_search is not allowed" in run.errors
    assert scene.statuses["400"] == 1
    assert scene.bodies == ()
