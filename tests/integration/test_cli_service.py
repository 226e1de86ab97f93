# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The commands against a real installation: alone, beside a running service, and after tampering."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clearance.adapters.store.database import connect
from clearance.adapters.store.owner import OwnerLock
from clearance.cli import audit
from clearance.cli.main import run
from clearance.core.credentials import parse_key
from clearance.service import setup

Captured = pytest.CaptureFixture[str]


class Home(NamedTuple):
    """A fresh installation. ``config`` is its settings file."""

    folder: Path
    config: Path
    data_dir: Path
    key: str
    said: str


def clean(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("CLEARANCE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("HOME", str(folder))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Home:
    clean(monkeypatch, tmp_path)
    monkeypatch.setattr(setup, "prepare", lambda _settings: None)  # compiling is tested in test_patterns
    assert run(["init", "--port", "0"]) == 0
    streams = capsys.readouterr()
    return Home(
        tmp_path,
        tmp_path / "config" / "clearance" / "clearance.toml",
        tmp_path / "data" / "clearance",
        streams.out.strip(),
        streams.err,
    )


def ask(capsys: Captured, *arguments: str, code: int = 0) -> Any:
    """Run a command with --json; its data."""
    capsys.readouterr()
    assert run([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def error(capsys: Captured, *arguments: str, code: int) -> dict[str, Any]:
    """Run a command that fails; its error. Nothing is on stdout."""
    capsys.readouterr()
    assert run([*arguments, "--json"]) == code
    streams = capsys.readouterr()
    assert streams.out == ""
    found: dict[str, Any] = json.loads(streams.err)["error"]
    return found


def test_init_makes_everything_private_and_prints_one_key(home: Home) -> None:
    parsed = parse_key(home.key)
    assert parsed is not None
    assert parsed.environment == "live"
    assert home.key not in home.said
    assert home.data_dir.stat().st_mode & 0o777 == 0o700
    assert (home.config.parent / "root.key").stat().st_mode & 0o777 == 0o600
    assert not (home.data_dir / "root.key").exists()
    assert (home.data_dir / "clearance.db").stat().st_mode & 0o777 == 0o600
    assert sorted(path.suffix for path in (home.config.parent / "boundary").iterdir()) == [".yaml"] * 5
    assert "clearance audit checkpoint" in home.said
    everywhere = [path for path in home.folder.rglob("*") if path.is_file()]
    assert [path for path in everywhere if parsed.secret.encode() in path.read_bytes()] == []


def test_init_overwrites_nothing(home: Home, capsys: Captured) -> None:
    before = home.config.read_bytes()
    assert error(capsys, "init", code=2)["code"] == "invalid_setting"
    assert home.config.read_bytes() == before


def test_the_root_key_is_refused_inside_the_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    clean(monkeypatch, tmp_path)
    inside = tmp_path / "d" / "root.key"
    assert (
        error(capsys, "init", "--data-dir", str(tmp_path / "d"), "--root-key", str(inside), code=2)["param"]
        == "root_key"
    )
    assert list(tmp_path.iterdir()) == []


def test_commands_without_an_installation_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    clean(monkeypatch, tmp_path)
    assert "clearance init" in error(capsys, "keys", "list", code=2)["message"]
    assert "clearance init" in error(capsys, "migrate", code=2)["message"]


def test_keys_are_issued_listed_and_revoked_with_their_leaves(home: Home, capsys: Captured) -> None:
    issued = ask(capsys, "keys", "issue", "--application", "example-app", "--purpose", "treatment", "--days", "7")
    assert issued["expires_at"] - issued["created_at"] == 7 * 86_400
    assert (issued["owner"], issued["purposes"]) == ("privacy-officer@example.org", ["treatment"])
    revoked = ask(capsys, "keys", "revoke", issued["id"])
    assert (revoked["state"], revoked["ended"]) == ("revoked", 0)
    assert ask(capsys, "keys", "revoke", issued["id"])["revoked_at"] == revoked["revoked_at"]
    listed = {key["id"]: key["state"] for key in ask(capsys, "keys", "list")}
    assert listed == {home.key.split("_")[2]: "active", issued["id"]: "revoked"}
    leaves = ask(capsys, "audit", "list", "--kind", "admin")
    told = [
        (leaf["body"]["action"], leaf["body"]["actor"]) for leaf in leaves if leaf["body"]["object"] == issued["id"]
    ]
    assert told == [("key.issued", f"uid:{os.getuid()}"), ("key.revoked", f"uid:{os.getuid()}")]
    assert issued["key"].split("_")[3] not in json.dumps(leaves)


def test_keys_of_nobody_are_refused(home: Home, capsys: Captured) -> None:
    del home
    assert error(capsys, "keys", "issue", "--application", "nobody", code=1)["code"] == "not_found"
    wrong = ("keys", "issue", "--application", "example-app", "--purpose", "payment")
    assert error(capsys, *wrong, code=1)["param"] == "purposes"
    assert error(capsys, "keys", "revoke", "nonesuch", code=1)["code"] == "not_found"


def test_every_look_is_a_leaf_of_its_own(home: Home, capsys: Captured) -> None:
    del home
    ask(capsys, "audit", "verify")
    actions = [leaf["body"]["action"] for leaf in ask(capsys, "audit", "list", "--log", "installation")]
    assert [action for action in actions if action.startswith("log.")] == ["log.verified", "log.read"]


def test_lists_are_cut_and_continued(home: Home, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    first = ask(capsys, "audit", "list", "--log", "installation", "--after", "-1", "--limit", "2")
    assert [leaf["seq"] for leaf in first] == [0, 1]
    assert [
        leaf["seq"] for leaf in ask(capsys, "audit", "list", "--log", "installation", "--after", "1", "--limit", "1")
    ] == [2]
    monkeypatch.setattr(audit, "PAGE", 2)
    everything = ask(capsys, "audit", "list", "--all")
    assert [leaf["seq"] for leaf in everything] == list(range(len(everything)))
    assert len(everything) > 4
    assert ask(capsys, "audit", "list", "--all", "--kind", "denied") == []
    assert run(["audit", "list", "--after", "3"]) == 2
    assert error(capsys, "audit", "list", "--kind", "nonsense", code=1)["param"] == "kind"
    assert error(capsys, "audit", "list", "--log", "tenant/nobody", code=1)["code"] == "not_found"


def test_decide_explains_a_denial_and_exits_3(home: Home, capsys: Captured, tmp_path: Path) -> None:
    question = ("decide", "--application", "example-app", "--model", "example-model")
    denied = ask(capsys, *question, code=3)
    assert not denied["allowed"]
    assert {reason["code"] for reason in denied["reasons"]} >= {"fact.baa_in_force.false"}
    agreement = home.config.parent / "boundary" / "example-vendor.yaml"
    text = agreement.read_text().replace("value: unknown\nbasis: none", "value: true\nbasis: executed")
    agreement.write_text(text.replace("2027-01-01", "2099-01-01"))
    change = ask(capsys, "apply", str(agreement.parent), "--dry-run")
    assert (change["activated"], change["removed"]) == (False, [])
    assert ask(capsys, *question, code=3)["boundary"] == denied["boundary"]
    change = ask(capsys, "apply", str(agreement.parent))
    assert change["activated"]
    assert "Fact/example-public-baa" in change["changed"]
    note = tmp_path / "note.txt"
    note.write_text("Patient: Ann Lee, SSN: 536-22-8841")
    plan = ask(capsys, *question, str(note))
    assert plan["deployments"] == ["example-public"]
    assert plan["forms"] == {"person": "tokenised", "ssn": "tokenised"}
    assert "Ann" not in json.dumps(plan)
    assert ask(capsys, "apply", str(agreement.parent))["activated"] is False


def test_an_invalid_document_changes_nothing(home: Home, capsys: Captured) -> None:
    folder = home.config.parent / "boundary"
    before = ask(capsys, "apply", str(folder), "--dry-run")["hash"]
    broken = folder / "broken.yaml"
    broken.write_text("kind: Application\nid: x\ntenant: main\nnonsense: 1\n")
    found = error(capsys, "apply", str(folder), code=1)
    assert found["code"] == "invalid_document"
    assert "broken.yaml" in found["message"]
    broken.write_text(
        "kind: Deployment\nid: odd\nvendor: own\nwire: carrier_pigeon\nhosting: on_prem\nregion: x\n"
        "base_url: http://127.0.0.1:1\nendpoints: [/v1/coo]\nmodels: [m]\ncredential: null\n"
    )
    assert error(capsys, "apply", str(folder), code=1)["param"] == "odd"
    broken.unlink()
    assert ask(capsys, "apply", str(folder), "--dry-run")["previous"] == before
    empty = home.folder / "empty"
    empty.mkdir()
    assert error(capsys, "apply", str(empty), code=1)["code"] == "invalid_document"


def test_an_altered_row_is_named_and_exits_4(home: Home, capsys: Captured) -> None:
    database = connect(home.data_dir / "clearance.db")
    row = database.execute("SELECT leaf FROM log_event WHERE log_id = 'installation' AND seq = 2").fetchone()
    altered = row[0].replace(b"boundary.activated", b"boundary.undone")
    database.execute("UPDATE log_event SET leaf = ? WHERE log_id = 'installation' AND seq = 2", (altered,))
    database.close()
    report = ask(capsys, "audit", "verify", code=4)
    assert [(log["log"], log["bad_seq"]) for log in report["logs"]] == [("installation", 2)]
    assert run(["audit", "verify"]) == 4
    assert "first bad sequence number: 2" in capsys.readouterr().out


def test_a_dropped_tail_keeps_the_service_from_starting(home: Home, capsys: Captured) -> None:
    database = connect(home.data_dir / "clearance.db")
    database.execute("DELETE FROM log_event WHERE log_id = 'installation' AND seq = 3")
    database.close()
    found = error(capsys, "audit", "verify", code=4)
    assert found["code"] == "integrity_broken"
    assert "sequence number 3" in found["message"]


def test_checkpoints_are_signed_notes(home: Home, capsys: Captured) -> None:
    del home
    notes = ask(capsys, "audit", "checkpoint")["checkpoints"]
    assert list(notes) == ["installation"]
    origin, size, _root, blank, signature = notes["installation"].rstrip("\n").split("\n")
    assert (origin.split("/")[0], int(size) > 0, blank, signature[0]) == ("clearance", True, "", "\N{EM DASH}")


def test_an_empty_store_is_refused_and_migrated(home: Home, capsys: Captured) -> None:
    for path in home.data_dir.glob("clearance.db*"):
        path.unlink()
    connect(home.data_dir / "clearance.db", create=True).close()
    assert "clearance migrate" in error(capsys, "keys", "list", code=1)["message"]
    assert ask(capsys, "migrate") == {"before": None, "after": "0002"}
    assert ask(capsys, "migrate") == {"before": "0002", "after": "0002"}
    assert error(capsys, "decide", "--application", "a", "--model", "m", code=5)["code"] == "not_ready"


def test_a_second_owner_is_refused(home: Home, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clearance.service.local._STARTING_SECONDS", 0.1)
    with OwnerLock(home.data_dir):
        found = error(capsys, "keys", "list", code=1)
        assert found["code"] == "owned_elsewhere"
        assert str(os.getpid()) in found["message"]
        assert error(capsys, "migrate", code=1)["code"] == "owned_elsewhere"
    ask(capsys, "keys", "list")


def test_what_a_person_reads(home: Home, capsys: Captured, tmp_path: Path) -> None:
    def read(*arguments: str, code: int = 0) -> list[str]:
        capsys.readouterr()
        assert run([*arguments]) == code
        return capsys.readouterr().out.splitlines()

    question = ("decide", "--application", "example-app", "--model", "example-model")
    denied = read(*question, code=3)
    assert denied[0] == "denied"
    assert "no business associate agreement in force" in denied[1]
    folder = home.config.parent / "boundary"
    vendor = folder / "example-vendor.yaml"
    text = vendor.read_text().replace("value: unknown\nbasis: none", "value: true\nbasis: executed")
    vendor.write_text(text.replace("2027-01-01", "2099-01-01"))
    local = folder / "local-model.yaml"
    local.write_text(local.read_text().replace("local-model: local-model", "example-model: local-model"))
    assert read("apply", str(folder))[-1].endswith(" in force")
    note = tmp_path / "note.txt"
    note.write_text("Patient: Ann Lee")
    shown = read(*question, str(note))
    assert shown[:2] == ["allowed", "  to: example-public"]
    assert [line.split() for line in shown[3:5]] == [["CLASS", "FOUND", "LEAVES", "AS"], ["person", "1", "tokenised"]]
    assert shown[6] == "not eligible:"
    (key,) = read("keys", "issue", "--application", "example-app")
    assert parse_key(key) is not None
    revoked = key.split("_")[2]
    assert read("keys", "revoke", revoked) == [f"revoked {revoked}; 0 calls in flight ended"]
    states = {tuple(line.split()[:2]) for line in read("keys", "list")}
    assert states == {("ID", "STATE"), (home.key.split("_")[2], "active"), (revoked, "revoked")}
    assert read("config", "check") == [f"ok ({home.config})"]
    assert read("migrate") == ["schema 0002"]


def test_documents_that_cannot_be_read_are_named(home: Home, capsys: Captured) -> None:
    (home.config.parent / "boundary" / "latin.yaml").write_bytes(b"kind: \xff")
    assert error(capsys, "apply", str(home.config.parent / "boundary"), code=1)["param"] == "latin.yaml"


def test_init_says_what_it_could_not_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    clean(monkeypatch, tmp_path)
    (tmp_path / "file").write_text("in the way")
    found = error(capsys, "init", "--data-dir", str(tmp_path / "file" / "data"), code=2)
    assert "cannot make the installation" in found["message"]
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    assert "not empty" in error(capsys, "init", "--data-dir", str(tmp_path / "full"), code=2)["message"]


class Service(NamedTuple):
    """A ``clearance serve`` in its own process."""

    process: "subprocess.Popen[str]"
    port: int

    def call(self, path: str, key: str, body: object = None) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
            connection.request(
                "GET" if body is None else "POST", path, None if body is None else json.dumps(body), headers
            )
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()


@pytest.fixture
def service(home: Home) -> Iterator[Service]:
    # The stored patterns of another version are compiled again; a test has no seconds for that.
    program = (
        "import clearance.service.owner as o; o.Role.__init__.__defaults__ = (True, False, frozenset());"
        "from clearance.cli.main import main; main(['serve', '--json'])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    url = json.loads("".join(lines))["url"]
    yield Service(process, int(url.rpartition(":")[2]))
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=10)


CHAT = {"model": "example-model", "messages": [{"role": "user", "content": "Patient: Ann Lee"}]}


def test_commands_speak_to_the_running_service(home: Home, service: Service, capsys: Captured) -> None:
    assert service.call("/v1/models", home.key)[0] == 200
    status, refusal = service.call("/v1/chat/completions", home.key, CHAT)
    assert (status, refusal["error"]["code"]) == (400, "policy_denied")
    call_id = refusal["error"]["request_id"]
    assert error(capsys, "serve", code=1)["code"] == "owned_elsewhere"
    assert error(capsys, "migrate", code=1)["code"] == "owned_elsewhere"

    second = ask(capsys, "keys", "issue", "--application", "example-app")
    assert service.call("/v1/models", second["key"])[0] == 200
    ask(capsys, "keys", "revoke", second["id"])
    assert service.call("/v1/models", second["key"])[0] == 401

    denied = ask(capsys, "audit", "list", "--kind", "denied")
    assert [leaf["id"] for leaf in denied] == [call_id]
    assert "Ann" not in json.dumps(denied)
    found = ask(capsys, "audit", "receipt", call_id)
    assert (found["verified"], [leaf["kind"] for leaf in found["leaves"]]) == (True, ["denied"])
    assert service.call(f"/receipts/{call_id}", home.key)[1]["receipt"] == found["receipt"]
    assert error(capsys, "audit", "receipt", "nothing", code=1)["code"] == "not_found"
    assert ask(capsys, "audit", "verify")["ok"]

    service.process.send_signal(signal.SIGTERM)
    output, log = service.process.communicate(timeout=20)
    assert (service.process.returncode, output) == (0, "")
    assert [json.loads(line)["message"] for line in log.splitlines()] == ["serving", "drained"]
    assert not (home.data_dir / "admin.sock").exists()
    assert ask(capsys, "audit", "verify")["ok"]


def test_a_killed_service_leaves_nothing_in_the_way(home: Home, service: Service, capsys: Captured) -> None:
    service.process.kill()
    service.process.communicate(timeout=10)
    assert (home.data_dir / "admin.sock").exists()
    assert len(ask(capsys, "keys", "list")) == 1
    assert not (home.data_dir / "admin.sock").exists()
