# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The command's frame: codes, streams, precedence, and what it must not need."""

import json
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from clearance import errors
from clearance.cli import exits
from clearance.cli.main import COMMANDS, root, run
from clearance.cli.output import Output, table

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this machine."""
    for name in ("CLEARANCE_CONFIG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_every_command_is_there_and_has_help(capsys: Captured) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    for name in COMMANDS:
        assert f"\n  {name} " in shown
        assert run([name, "--help"]) == 0
    assert "3 denied by policy" in shown


def test_every_leaf_command_but_schema_has_json() -> None:
    def leaves(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
        if not isinstance(command, click.Group):
            return [(path, command)]
        context = click.Context(command)
        found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
        return [leaf for name, child in found if child for leaf in leaves(child, f"{path} {name}".strip())]

    without = [
        path
        for path, command in leaves(root, "")
        if not any({"--json", "--jsonl"} & set(param.opts) for param in command.params)
    ]
    assert without == ["config schema"]


def test_version_is_data_on_stdout(capsys: Captured) -> None:
    assert run(["version"]) == 0
    assert capsys.readouterr().out.startswith("clearance ")
    assert run(["version", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"version"}


def test_version_needs_nothing_heavy() -> None:
    code = "import sys; from clearance.cli.main import run; run(['version']); print(*sorted(sys.modules), sep=' ')"
    began = time.perf_counter()
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert time.perf_counter() - began < 5
    loaded = set(shown.split())
    heavy = {"aiohttp", "asyncio", "cedarpy", "hyperscan", "msgspec", "sqlalchemy", "starlette", "uvicorn", "re2"}
    assert loaded & heavy == set()


@pytest.mark.parametrize("arguments", [["nonsense"], ["scan", "--nonsense"], ["config", "show", "--set", "x"]])
def test_wrong_use_exits_2(arguments: list[str], capsys: Captured) -> None:
    assert run(arguments) == exits.USAGE
    assert capsys.readouterr().out == ""


def test_a_wrong_setting_exits_2_and_is_named(capsys: Captured) -> None:
    assert run(["config", "check", "--set", "gateway.port=x"]) == exits.USAGE
    assert "gateway.port" in capsys.readouterr().err
    assert run(["config", "check", "--set", "gateway.port=x", "--json"]) == exits.USAGE
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "invalid_setting"


def test_flag_beats_environment_beats_file_beats_default(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def port(*flags: str) -> tuple[str, str]:
        assert run(["config", "show", "--json", *flags]) == 0
        line = next(one for one in json.loads(capsys.readouterr().out) if one["key"] == "gateway.port")
        return line["value"], line["origin"]

    assert port() == ("8080", "default")
    (tmp_path / "c.toml").write_text("[gateway]\nport = 1111\n")
    assert port("--config", str(tmp_path / "c.toml")) == ("1111", "file")
    monkeypatch.setenv("CLEARANCE_GATEWAY__PORT", "2222")
    assert port("--config", str(tmp_path / "c.toml")) == ("2222", "environment")
    assert port("--config", str(tmp_path / "c.toml"), "--set", "gateway.port=3333") == ("3333", "flag")


def test_data_dir_flag_is_a_setting(capsys: Captured, tmp_path: Path) -> None:
    assert run(["config", "show", "--json", "--data-dir", str(tmp_path / "here")]) == 0
    lines = {one["key"]: one["value"] for one in json.loads(capsys.readouterr().out)}
    assert lines["data_dir"] == str(tmp_path / "here")


def test_the_schema_is_json(capsys: Captured) -> None:
    assert run(["config", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "clearance.toml"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ClearanceError("x"), 1),
        (errors.NotFound("x"), 1),
        (errors.InvalidDocument("x"), 1),
        (errors.OwnedElsewhere("x"), 1),
        (errors.SchemaOutdated("x"), 1),
        (errors.InvalidSetting("x"), 2),
        (errors.PolicyDenied("x"), 3),
        (errors.IntegrityBroken("x"), 4),
        (errors.AuditUnavailable("x"), 5),
        (errors.NotReady("x"), 5),
        (errors.KeyUnavailable("x"), 5),
        (errors.VendorUnreachable("x"), 5),
    ],
)
def test_exit_codes(error: errors.ClearanceError, code: int) -> None:
    assert exits.code_of(error) == code


def test_a_table_cannot_steer_a_terminal() -> None:
    shown = table(("A", "B"), [("x\x1b[31m", "1"), ("long cell", "22")])
    assert shown == "A          B\nx\\x1b[31m  1\nlong cell  22"


def test_an_error_is_talk(capsys: Captured) -> None:
    Output(as_json=False).error(errors.InvalidSetting("is wrong", param="gateway.port"))
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err == "error: is wrong (gateway.port)\n"


def test_completion_is_offered(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CLEARANCE_COMPLETE", "bash_source")
    with pytest.raises(SystemExit) as ended:
        run([])
    assert ended.value.code == 0
    assert "_clearance_completion" in capsys.readouterr().out


@pytest.mark.parametrize(("value", "colored"), [("", True), ("1", False), ("0", False)])
def test_no_color_is_honoured(value: str, *, colored: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", value)
    shown: list[bool | None] = []
    monkeypatch.setattr("clearance.cli.output.click.echo", lambda *_, color, **__: shown.append(color))
    Output(as_json=False).say("x")
    assert shown == [None if colored else False]
