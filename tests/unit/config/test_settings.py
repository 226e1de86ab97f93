# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Precedence, refusals that never quote a value, schema and listing."""

from pathlib import Path

import pytest

from clearance.config.declare import expected, json_type
from clearance.config.load import SETTINGS, Loaded, describe, load, pattern_cache, schema, value_of
from clearance.config.settings import Settings, is_loopback
from clearance.errors import InvalidSetting

HOME = {"HOME": "/home/someone"}


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "clearance.toml"
    file.write_text(text, "utf-8")
    return file


def loaded(**flags: object) -> Loaded:
    return load(environ=HOME, flags={key.replace("__", "."): value for key, value in flags.items()})


def test_defaults_are_the_declared_ones() -> None:
    settings = load(environ=HOME).settings
    assert (settings.gateway.host, settings.gateway.port) == ("127.0.0.1", 8080)
    assert settings.limits.header_bytes == 65_536
    assert settings.limits.body_bytes == 10_000_000
    assert settings.limits.bytes_in_flight == 256_000_000
    assert settings.data_dir == Path("/home/someone/.local/share/clearance")
    assert settings.root_key == Path("/home/someone/.config/clearance/root.key")
    assert settings.store_path == settings.data_dir / "clearance.db"


def test_flag_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    file = write(
        tmp_path, "drain_seconds = 5\n[gateway]\nport = 1\nhost = 'localhost'\n[limits]\ncalls_in_flight = 7\n"
    )
    env = HOME | {"CLEARANCE_GATEWAY__PORT": "2", "CLEARANCE_LIMITS__CALLS_IN_FLIGHT": "8"}
    result = load(file, environ=env, flags={"gateway.port": "3", "log.level": None})
    assert result.settings.gateway.port == 3
    assert result.settings.limits.calls_in_flight == 8
    assert result.settings.gateway.host == "localhost"
    assert result.settings.drain_seconds == 5.0
    assert result.origins["gateway.port"] == "flag"
    assert result.origins["limits.calls_in_flight"] == "environment"
    assert result.origins["gateway.host"] == "file"
    assert result.origins["log.level"] == "default"
    assert result.file == file


def test_the_file_is_named_by_the_environment_or_found_in_its_place(tmp_path: Path) -> None:
    file = write(tmp_path, "[gateway]\nport = 9\n")
    assert load(environ=HOME | {"CLEARANCE_CONFIG": str(file)}).settings.gateway.port == 9
    usual = tmp_path / "clearance"
    usual.mkdir()
    (usual / "clearance.toml").write_text("[gateway]\nport = 10\n", "utf-8")
    assert load(environ=HOME | {"XDG_CONFIG_HOME": str(tmp_path)}).settings.gateway.port == 10
    with pytest.raises(InvalidSetting, match="does not exist"):
        load(tmp_path / "other.toml", environ=HOME)


def test_xdg_directories_count_when_absolute_only(tmp_path: Path) -> None:
    assert load(environ=HOME | {"XDG_DATA_HOME": str(tmp_path)}).settings.data_dir == tmp_path / "clearance"
    assert load(environ=HOME | {"XDG_DATA_HOME": "here"}).settings.data_dir == loaded().settings.data_dir


@pytest.mark.parametrize(
    ("key", "text", "wanted"),
    [
        ("gateway.tls_proxy", "Yes", True),
        ("gateway.tls_proxy", "off", False),
        ("gateway.trusted_proxies", "10.0.0.0/8, ::1/128", ("10.0.0.0/8", "::1/128")),
        ("gateway.trusted_proxies", "", ()),
        ("vendor.proxy", "", None),
        ("vendor.proxy", "http://proxy:3128", "http://proxy:3128"),
        ("limits.body_seconds", "2.5", 2.5),
        ("log.level", "debug", "debug"),
        ("store.path", "/tmp/x.db", Path("/tmp/x.db")),
    ],
)
def test_texts_become_values(key: str, text: str, wanted: object) -> None:
    env = "CLEARANCE_" + key.upper().replace(".", "__")
    assert value_of(load(environ=HOME | {env: text}).settings, key) == wanted


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("gateway.port", "canary-value"),
        ("gateway.port", "70000"),
        ("gateway.port", "-1"),
        ("gateway.tls_proxy", "canary-value"),
        ("gateway.trusted_proxies", "10.0.0.0/8,canary-value"),
        ("limits.body_seconds", "nan"),
        ("limits.body_seconds", "canary-value"),
        ("log.level", "canary-value"),
        ("vendor.proxy", "canary-value"),
        ("data_dir", ""),
    ],
)
def test_a_bad_value_is_refused_by_key_and_never_quoted(key: str, text: str) -> None:
    env = "CLEARANCE_" + key.upper().replace(".", "__")
    with pytest.raises(InvalidSetting) as caught:
        load(environ=HOME | {env: text})
    assert caught.value.param == key
    assert key in caught.value.safe_message
    assert "canary" not in caught.value.safe_message + caught.value.diagnostics


@pytest.mark.parametrize(
    ("text", "param"),
    [
        ("[gateway]\nport = 'x'\n", "gateway.port"),
        ("[gateway]\nport = true\n", "gateway.port"),
        ("[gateway]\nport = 1.5\n", "gateway.port"),
        ("[gateway]\nport = 2026-01-01\n", "gateway.port"),
        ("[gateway]\nhost = 5\n", "gateway.host"),
        ("[gateway]\nhost = ['a']\n", "gateway.host"),
        ("[gateway]\ntls_proxy = 'yes'\n", "gateway.tls_proxy"),
        ("[gateway]\ntrusted_proxies = [1]\n", "gateway.trusted_proxies"),
        ("[gateway]\nporrt = 1\n", "gateway.porrt"),
        ("[gatewayy]\nport = 1\n", "gatewayy"),
        ("[gateway.port]\nx = 1\n", "gateway.port"),
        ("gateway = 1\n", "gateway"),
    ],
)
def test_the_file_is_read_strictly(tmp_path: Path, text: str, param: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        load(write(tmp_path, text), environ=HOME)
    assert caught.value.param == param


def test_the_file_gives_lists_whole_numbers_for_floats_and_paths(tmp_path: Path) -> None:
    text = "data_dir = '~/d'\n[gateway]\ntrusted_proxies = ['10.0.0.0/8']\n[limits]\nbody_seconds = 3\n"
    settings = load(write(tmp_path, text), environ=HOME).settings
    assert settings.gateway.trusted_proxies == ("10.0.0.0/8",)
    assert settings.limits.body_seconds == 3.0
    assert settings.data_dir == Path("~/d").expanduser()


def test_flags_may_be_typed_values() -> None:
    assert loaded(gateway__tls_cert=None).settings.gateway.tls_cert is None
    assert load(environ=HOME, flags={"data_dir": Path("/x"), "gateway.port": 4}).settings.data_dir == Path("/x")


def test_unreadable_or_broken_files_do_not_show_their_text(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting) as caught:
        load(write(tmp_path, "proxy = canary-value\n"), environ=HOME)
    assert "line 1" in caught.value.safe_message
    assert "canary" not in caught.value.safe_message
    (tmp_path / "clearance.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidSetting, match="cannot be read"):
        load(tmp_path / "clearance.toml", environ=HOME)


def test_unknown_environment_names_are_refused() -> None:
    with pytest.raises(InvalidSetting, match="unknown setting: CLEARANCE_GATEWAY_PORT"):
        load(environ=HOME | {"CLEARANCE_GATEWAY_PORT": "1"})
    with pytest.raises(InvalidSetting, match=r"unknown setting: gateway\.prt"):
        load(environ=HOME, flags={"gateway.prt": 1})


@pytest.mark.parametrize(
    ("flags", "param"),
    [
        ({"gateway.host": "0.0.0.0"}, "gateway.host"),
        ({"gateway.host": "gateway.internal"}, "gateway.host"),
        ({"gateway.tls_cert": "/c.pem"}, "gateway.tls_key"),
        ({"gateway.tls_key": "/k.pem"}, "gateway.tls_key"),
        ({"data_dir": "/d", "root_key": "/d/keys/root.key"}, "root_key"),
        ({"data_dir": "/d", "root_key": "/e/../d/root.key"}, "root_key"),
        ({"limits.body_bytes": "2000000", "limits.bytes_in_flight": "1000000"}, "limits.bytes_in_flight"),
    ],
)
def test_unsafe_combinations_are_refused(flags: dict[str, object], param: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        load(environ=HOME, flags=flags)
    assert caught.value.param == param


@pytest.mark.parametrize(
    "flags",
    [
        {"gateway.tls_cert": "/c.pem", "gateway.tls_key": "/k.pem"},
        {"gateway.tls_proxy": "true"},
        {"gateway.unsafe_plain_listener": "true"},
    ],
)
def test_off_loopback_needs_tls_a_declared_proxy_or_the_unsafe_switch(flags: dict[str, object]) -> None:
    assert load(environ=HOME, flags=flags | {"gateway.host": "0.0.0.0"}).settings.gateway.host == "0.0.0.0"


def test_loopback() -> None:
    assert [is_loopback(host) for host in ("localhost", "127.9.9.9", "::1", "[::1]", "10.0.0.1", "example")] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]


def test_describe_lists_every_setting_with_origin_and_hides_secrets() -> None:
    result = load(environ=HOME | {"CLEARANCE_VENDOR__PROXY": "http://user:canary@proxy:1"})
    lines = {line.key: line for line in describe(result)}
    assert list(lines) == [each.key for each in SETTINGS]
    assert (lines["vendor.proxy"].value, lines["vendor.proxy"].origin) == ("(set)", "environment")
    assert lines["gateway.tls_cert"].value == "(not set)"
    assert lines["gateway.tls_proxy"].value == "false"
    assert lines["limits.header_bytes"].value == "65536"
    assert "canary" not in repr(describe(result))


def test_every_setting_has_help_and_an_environment_name() -> None:
    assert len(SETTINGS) == len({each.env for each in SETTINGS})
    assert all(each.meta.help.endswith(".") for each in SETTINGS)
    assert {each.key for each in SETTINGS if each.meta.secret} == {"vendor.proxy"}


def test_schema_is_closed_and_names_every_setting() -> None:
    document = schema()
    properties = document["properties"]
    assert isinstance(properties, dict)
    assert document["additionalProperties"] is False
    assert properties["gateway"]["additionalProperties"] is False
    assert properties["gateway"]["properties"]["port"] == {
        "type": "integer",
        "description": "Port to listen on; 0 takes a free one.",
        "x-env": "CLEARANCE_GATEWAY__PORT",
        "default": 8080,
        "maximum": 65_535,
    }
    assert properties["log"]["properties"]["level"]["enum"] == ["debug", "info", "warning", "error"]
    assert properties["gateway"]["properties"]["trusted_proxies"]["type"] == "array"
    assert "default" not in properties["data_dir"]


def test_words_for_types() -> None:
    assert expected(tuple[str, ...]) == "a list of texts"
    assert json_type(bool | None) == {"type": "boolean"}


def test_settings_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Settings().drain_seconds = 1  # type: ignore[misc]  # the point of the test


def test_the_pattern_cache_is_below_the_cache_directory_unless_it_is_off() -> None:
    assert pattern_cache(environ=HOME) == Path("/home/someone/.cache/clearance")
    assert pattern_cache(environ=HOME | {"XDG_CACHE_HOME": "/elsewhere"}) == Path("/elsewhere/clearance")
    assert pattern_cache(environ=HOME | {"XDG_CACHE_HOME": "relative"}) == Path("/home/someone/.cache/clearance")
    off = "CLEARANCE_DETECTION__PATTERN_CACHE"
    for text in ("0", "off", "what?"):
        assert pattern_cache(environ=HOME | {off: text}) is None
    settings = load(environ=HOME, flags={"detection.pattern_cache": False}).settings
    assert pattern_cache(settings, HOME) is None
    assert pattern_cache(load(environ=HOME).settings, HOME | {off: "1"}) is not None


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert pattern_cache(environ={}) is None
