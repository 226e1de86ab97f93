# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance detect --jsonl``: one line answered at once by one line, whatever the line holds."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clearance import library
from clearance.cli.main import run
from clearance.core.detect.detector import Detector
from clearance.core.evaluation.documents import LABELS
from clearance.errors import DetectorUnavailable
from clearance.model.prompt import Finding
from clearance.model.words import DataClass
from clearance.weights import shipped_detector

Captured = pytest.CaptureFixture[str]
CODE = "from clearance.cli.main import main; main()"
TEXT = "\N{FACE WITH MEDICAL MASK} ñ SSN: 536-22-8841"


def answers(monkeypatch: pytest.MonkeyPatch, capsys: Captured, *lines: bytes) -> tuple[int, list[dict[str, Any]]]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines))))
    code = run(["detect", "--jsonl"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def asked(name: object, text: object) -> bytes:
    return json.dumps({"id": name, "text": text}).encode()


def test_positions_are_code_points(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    code, (answer,) = answers(monkeypatch, capsys, asked("a", TEXT))
    assert code == 0
    assert answer == {"id": "a", "spans": [{"start": 9, "end": 20, "label": "SSN"}]}


def test_an_empty_text_and_half_a_surrogate_pair_are_texts(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    code, (empty, half) = answers(monkeypatch, capsys, asked(1, ""), asked("\ud800", "\ud800 SSN: 536-22-8841"))
    assert (code, empty) == (0, {"id": 1, "spans": []})
    assert half == {"id": "\ud800", "spans": [{"start": 7, "end": 18, "label": "SSN"}]}


@pytest.mark.parametrize(
    ("line", "name", "said"),
    [
        (b"Zanzibar", None, "not JSON in UTF-8"),
        (b"", None, "not JSON in UTF-8"),
        (b"\xff", None, "not JSON in UTF-8"),
        (b"[" * 100_000, None, "not JSON in UTF-8"),
        (b'["Zanzibar"]', None, "not a JSON object"),
        (asked(None, "Zanzibar"), None, '"id" is neither a string nor an integer'),
        (b'{"id": true, "text": "Zanzibar"}', None, '"id" is neither a string nor an integer'),
        (asked("a", ["Zanzibar"]), "a", '"text" is not a string'),
        (b'{"id": 7}', 7, '"text" is not a string'),
    ],
)
def test_a_bad_line_is_answered_and_later_ones_too(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, line: bytes, name: object, said: str
) -> None:
    code, (bad, good) = answers(monkeypatch, capsys, line, asked("b", "x"))
    assert code == 1
    assert bad == {"id": name, "error": {"code": "malformed_request", "message": said}}
    assert good == {"id": "b", "spans": []}


def test_a_detector_that_fails_is_an_answer(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def fails(_self: Detector, _text: str) -> tuple[Finding, ...]:
        raise DetectorUnavailable("over its budget")

    monkeypatch.setattr(Detector, "find", fails)
    code, (answer,) = answers(monkeypatch, capsys, asked("a", "x"))
    assert (code, answer["error"]["code"]) == (1, "detector_unavailable")


def test_labels_are_classes_in_upper_case_and_token_literals_stay_out(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    every = tuple(Finding("k", one, at, at + 1) for at, one in enumerate(DataClass))
    monkeypatch.setattr(Detector, "find", lambda _self, _text: every)
    _, (answer,) = answers(monkeypatch, capsys, asked("a", "x"))
    assert {one["label"] for one in answer["spans"]} == LABELS
    assert len(answer["spans"]) == len(LABELS)


def test_a_file_is_read(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.jsonl").write_bytes(asked("a", "x") + b"\n")
    assert run(["detect", "--jsonl", str(tmp_path / "a.jsonl")]) == 0
    assert capsys.readouterr().out == '{"id": "a", "spans": []}\n'


def test_the_protocol_must_be_named(capsys: Captured) -> None:
    assert run(["detect"]) == 2
    assert "--jsonl" in capsys.readouterr().err


def test_the_detector_is_the_librarys() -> None:
    shipped = library.shipped_finder()
    assert shipped.version == shipped_detector("anchors").version


def test_each_line_is_answered_before_the_next_is_read() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CODE, "detect", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(asked(number, TEXT) + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait() == 0


def test_it_loads_no_server_and_no_scanner_that_compiles() -> None:
    code = (
        "import sys; from clearance.cli.main import run; run(['detect', '--jsonl']); "
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, input=asked("a", TEXT))
    heavy = {"aiohttp", "asyncio", "cedarpy", "msgspec", "sqlalchemy", "starlette", "uvicorn"}
    assert set(done.stderr.decode().split()) & heavy == set()
