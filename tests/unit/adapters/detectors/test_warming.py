# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Compiled patterns in a cache: used only if they can be trusted, made in the background, and never an error."""

import io
import os
import stat
import subprocess
import sys
import threading
import time
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest

from clearance import weights
from clearance.adapters.detectors import compiled, warming
from clearance.adapters.detectors.warming import SUFFIX, WarmingScanner, cached_scanner
from clearance.core.detect import scan
from clearance.core.detect.detector import default_detector, default_scanner, proposals
from clearance.core.detect.scan import AnchorScanner, HyperscanScanner, database_key

TEXT = "SSN: 536-22-8841"
SECONDS = 60.0


@pytest.fixture(scope="module")
def database() -> bytes:
    scanner = default_scanner("hyperscan")
    assert isinstance(scanner, HyperscanScanner)
    return scanner.serialise()


@pytest.fixture(autouse=True)
def none_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the wheel has none for the machine."""
    monkeypatch.setattr(warming, "shipped_scanner", lambda: None)


@pytest.fixture
def made(database: bytes, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """What compiling gives, without the seconds that it takes."""
    real = default_scanner

    def loaded(kind: str, serialised: bytes | None = None) -> scan.Scanner:
        assert kind == "hyperscan"
        return real("hyperscan", database if serialised is None else serialised)

    monkeypatch.setattr("clearance.core.detect.detector.default_scanner", loaded)
    return database


def place(cache: Path) -> Path:
    return cache / f"patterns-{database_key(proposals(), os.uname().machine)[:32]}{SUFFIX}"


def keep(cache: Path, data: bytes, mode: int = 0o600) -> Path:
    cache.mkdir(mode=0o700, exist_ok=True)
    file = place(cache)
    file.write_bytes(data)
    file.chmod(mode)
    return file


class Child:
    """A process that ends when it is told to."""

    def __init__(self) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, Child]]:
    found: list[tuple[Path, Child]] = []

    def start(file: Path) -> Child:
        found.append((file, Child()))
        return found[-1][1]

    monkeypatch.setattr(compiled, "compile_into", start)
    return found


def test_what_the_wheel_has_is_what_compiling_gives(database: bytes) -> None:
    """Compiling is reproducible, so that anybody can tell what the file was made of (`make patterns`)."""
    assert (files(weights.__name__) / f"patterns.{os.uname().machine}.hs").read_bytes() == database


def test_what_the_wheel_has_serves_at_once(
    tmp_path: Path, database: bytes, started: list[tuple[Path, Child]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = default_scanner("hyperscan", database)
    monkeypatch.setattr(warming, "shipped_scanner", lambda: ready)
    assert cached_scanner(tmp_path) is ready
    assert cached_scanner(None) is ready
    assert (started, list(tmp_path.iterdir())) == ([], [])


def test_a_kept_file_is_loaded_and_nothing_is_started(
    tmp_path: Path, database: bytes, started: list[tuple[Path, Child]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, database)
    monkeypatch.setattr(HyperscanScanner, "_compile", None)
    assert isinstance(cached_scanner(tmp_path), HyperscanScanner)
    assert started == []


def test_without_one_the_other_scanner_serves_until_it_is_made(
    tmp_path: Path, database: bytes, started: list[tuple[Path, Child]], monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[int] = []
    monkeypatch.setattr(warming, "_give_back", lambda: given_back.append(asked()))
    cache = tmp_path / "a" / "clearance"
    scanner = cached_scanner(cache)
    detector = default_detector(scanner)

    def asked() -> int:
        return sum(judge._rx is not None for judge in detector._judges)

    (file, child) = started[0]
    assert (file, stat.S_IMODE(cache.stat().st_mode)) == (place(cache), 0o700)
    before = detector.find(TEXT)
    assert [one.kind for one in before] == ["us_ssn"]
    assert scanner.name == "anchors"
    keep(cache, database)
    assert (detector.find(TEXT), scanner.name) == (before, "anchors")
    child.code = 0
    compiled_for_anchors = asked()
    assert (detector.find(TEXT), scanner.name) == (before, "hyperscan")
    assert given_back == []
    assert detector.find(TEXT) == before
    assert len(given_back) == 1
    assert given_back[0] < compiled_for_anchors / 4
    assert detector.find(TEXT) == before
    assert len(given_back) == 1
    assert len(started) == 1


def test_what_is_free_is_given_back_where_the_c_library_can(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[int] = []
    monkeypatch.setattr("ctypes.CDLL", lambda _name: SimpleNamespace(malloc_trim=called.append))
    warming._give_back()
    monkeypatch.setattr("ctypes.CDLL", lambda _name: SimpleNamespace())
    warming._give_back()
    assert called == [0]


@pytest.mark.parametrize("left", [None, b"half a data"])
def test_a_child_that_leaves_nothing_usable_changes_nothing(
    tmp_path: Path, left: bytes | None, started: list[tuple[Path, Child]]
) -> None:
    scanner = cached_scanner(tmp_path)
    if left is not None:
        keep(tmp_path, left)
    started[0][1].code = 1
    assert [one.kind for one in default_detector(scanner).find(TEXT)] == ["us_ssn"]
    assert scanner.name == "anchors"


@pytest.mark.parametrize("at", [0, 20, 60, 1_000, 100_000, -1_000])
@pytest.mark.usefixtures("started")
def test_a_damaged_file_is_not_used(tmp_path: Path, database: bytes, at: int) -> None:
    damaged = bytearray(database)
    damaged[at] ^= 0x10
    keep(tmp_path, bytes(damaged))
    assert cached_scanner(tmp_path).name == "anchors"
    keep(tmp_path, database[:at])
    assert cached_scanner(tmp_path).name == "anchors"


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_could_write_is_not_used(
    tmp_path: Path, database: bytes, mode: int, started: list[tuple[Path, Child]]
) -> None:
    keep(tmp_path, database, mode)
    assert cached_scanner(tmp_path).name == "anchors"
    assert len(started) == 1


def test_a_file_of_somebody_else_is_not_used(
    tmp_path: Path, database: bytes, started: list[tuple[Path, Child]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, database)
    other = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: other)
    assert cached_scanner(tmp_path).name == "anchors"
    assert started == []  # nor is the folder ours


def test_neither_a_link_nor_a_pipe_nor_a_huge_file_is_read(tmp_path: Path, database: bytes) -> None:
    real = keep(tmp_path, database)
    link, pipe, huge = tmp_path / "link", tmp_path / "pipe", tmp_path / "huge"
    link.symlink_to(real)
    os.mkfifo(pipe, 0o600)
    with huge.open("wb") as file:
        file.truncate((1 << 28) + 1)
    huge.chmod(0o600)
    assert [compiled.read(one) for one in (link, pipe, huge)] == [None, None, None]


def test_the_folder_becomes_private_and_must_be_a_folder_of_ours(tmp_path: Path) -> None:
    wide = tmp_path / "wide"
    wide.mkdir(mode=0o755)
    wide.chmod(0o777)
    assert compiled.private_folder(wide)
    assert stat.S_IMODE(wide.stat().st_mode) == 0o700
    (tmp_path / "link").symlink_to(wide)
    (tmp_path / "file").touch()
    assert not compiled.private_folder(tmp_path / "link")
    assert not compiled.private_folder(tmp_path / "file")
    assert not compiled.private_folder(tmp_path / "file" / "below")


def test_where_nothing_can_be_written_nothing_is_started(
    tmp_path: Path, started: list[tuple[Path, Child]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert isinstance(cached_scanner(tmp_path), AnchorScanner)
    assert started == []


def test_turned_off_or_without_the_engine_the_cache_is_not_looked_at(
    tmp_path: Path, database: bytes, started: list[tuple[Path, Child]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, database)
    monkeypatch.setattr(compiled, "read", None)
    assert isinstance(cached_scanner(None), AnchorScanner)
    monkeypatch.setattr(scan, "hyperscan", None)
    assert isinstance(cached_scanner(tmp_path), AnchorScanner)
    assert started == []


def test_a_program_that_is_no_interpreter_starts_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert isinstance(cached_scanner(tmp_path), AnchorScanner)
    monkeypatch.delattr(sys, "frozen")
    monkeypatch.setattr(sys, "executable", "")
    assert isinstance(cached_scanner(tmp_path), AnchorScanner)


def test_a_process_that_cannot_be_started_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "absent"))
    assert isinstance(cached_scanner(tmp_path), AnchorScanner)


def test_only_one_thread_looks(database: bytes) -> None:
    inside, leave, loads = threading.Event(), threading.Event(), []

    def load() -> scan.Scanner | None:
        loads.append(1)
        inside.set()
        leave.wait(SECONDS)
        return None

    child = Child()
    child.code = 0
    scanner = WarmingScanner(default_scanner("anchors"), child, load)  # type: ignore[arg-type]  # as a Popen
    other = threading.Thread(target=scanner.hits, args=(b"x",))
    other.start()
    assert inside.wait(SECONDS)
    scanner._child = child  # type: ignore[assignment]  # as if it had not been seen to end
    assert scanner.hits(b"1")
    leave.set()
    other.join()
    assert loads == [1]


def test_the_process_compiles_beside_everybody(tmp_path: Path, made: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    niceness: list[int] = []
    limits: list[tuple[object, ...]] = []
    monkeypatch.setattr(os, "nice", niceness.append)
    monkeypatch.setattr("resource.setrlimit", lambda *given: limits.append(given))
    file = place(tmp_path)
    compiled.main([str(file)])
    assert file.read_bytes() == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (niceness, len(limits)) == ([15], 2)


@pytest.mark.usefixtures("made")
def test_the_process_leaves_what_another_has_made_and_replaces_what_is_damaged(
    tmp_path: Path, database: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_give_way", lambda: None)
    file = keep(tmp_path, database)
    before = file.stat().st_ino
    compiled.main([str(file)])
    assert file.stat().st_ino == before
    for data, mode in ((b"half", 0o600), (database, 0o666)):
        keep(tmp_path, data, mode)
        compiled.main([str(file)])
        assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (database, 0o600)


@pytest.mark.usefixtures("made")
def test_the_oldest_files_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_give_way", lambda: None)
    for age in range(6):
        old = tmp_path / f"patterns-{age}{SUFFIX}"
        old.touch()
        os.utime(old, (1_000 - age, 1_000 - age))
    compiled.main([str(place(tmp_path))])
    assert {one.name for one in tmp_path.glob("*.hs")} == {
        place(tmp_path).name, *(f"patterns-{age}{SUFFIX}" for age in range(compiled.KEPT - 1))
    }  # fmt: skip


def test_without_a_file_the_process_writes_to_its_owner(made: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=written))
    compiled.main([])
    assert written.getvalue() == made


def test_a_lower_limit_of_time_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(os, "nice", lambda _by: None)
    calls: list[object] = []
    monkeypatch.setattr("resource.setrlimit", lambda which, to: calls.append(which) if to == (0, 0) else refuses())
    compiled._give_way()
    assert len(calls) == 1


def test_the_whole_way_in_real_processes(tmp_path: Path) -> None:
    """A command answers at once, leaves a process behind that fills the cache, and the next one starts from it."""
    code = (
        "import sys, clearance.weights as weights; weights.shipped_scanner = {}; "
        "from clearance.library import detect, shipped_finder; scanner = shipped_finder().scanner; "
        f"print(type(scanner).__name__, *[one.kind for one in detect({TEXT!r})])"
    )
    env = {"PYTHONPATH": os.pathsep.join(sys.path), "XDG_CACHE_HOME": str(tmp_path), "HOME": "/nonexistent"}

    def answer(shipped: str = "lambda: None", **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code.replace("{}", shipped, 1)],
            env=env | more,
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        )
        assert done.stderr == ""
        return done.stdout.strip()

    assert answer("weights.shipped_scanner") == "HyperscanScanner us_ssn"
    assert answer(CLEARANCE_DETECTION__PATTERN_CACHE="off") == "AnchorScanner us_ssn"
    assert not (tmp_path / "clearance").exists()
    assert answer() == "WarmingScanner us_ssn"
    until = time.monotonic() + SECONDS
    while not list((tmp_path / "clearance").glob("patterns-*.hs")):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert answer() == "HyperscanScanner us_ssn"


def test_the_module_that_compiles_is_named_as_it_is_found() -> None:
    assert compiled.__name__ == compiled._MODULE
