# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""``clearance preview``: what would leave, line by line, without sending and without showing more than asked for."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from clearance.cli.main import run

Captured = pytest.CaptureFixture[str]
SSN = "536-22-8841"
CARD = "4111 1111 1111 1111"


def request(text: object, **more: object) -> dict[str, object]:
    return {"model": "m-1", "messages": [{"role": "user", "content": text}], **more}


def tool(name: str) -> dict[str, object]:
    schema = {"type": "object", "properties": {name: {"type": "string"}}}
    return {"type": "function", "function": {"name": "f", "parameters": schema}}


def previewed(capsys: Captured, path: Path, *values: object, options: tuple[str, ...] = ()) -> tuple[int, Any, str]:
    lines = [value if isinstance(value, str) else json.dumps(value) for value in values]
    (path / "r.jsonl").write_text("\n".join(lines))
    code = run(["preview", str(path / "r.jsonl"), "--json", *options])
    streams = capsys.readouterr()
    return code, json.loads(streams.out), streams.err


def test_each_finding_has_its_place_and_form(tmp_path: Path, capsys: Captured) -> None:
    code, answer, talk = previewed(capsys, tmp_path, request(f"SSN: {SSN}, card {CARD}"), "", request("hello"))
    assert (code, talk) == (0, "")
    first, last = answer["requests"]
    assert (first["line"], first["model"], first["refused"]) == (1, "m-1", None)
    assert [(one["where"], one["start"], one["class"], one["form"]) for one in first["findings"]] == [
        ("messages[0].content", 5, "ssn", "tokenised"),
        ("messages[0].content", 23, "credit_card", "masked"),
    ]
    assert "text" not in first["findings"][0]
    assert last == {"line": 3, "model": "m-1", "refused": None, "findings": []}
    assert answer["summary"] == {
        "requests": 2,
        "with_findings": 1,
        "refused": 0,
        "unreadable": 0,
        "classes": {"credit_card": 1, "ssn": 1},
        "forms": {"masked": 1, "tokenised": 1},
    }


def test_text_and_replacement_are_shown_only_when_asked_for(tmp_path: Path, capsys: Captured) -> None:
    _, answer, _ = previewed(capsys, tmp_path, request(f"card {CARD}"), options=("--show",))
    (found,) = answer["requests"][0]["findings"]
    assert (found["text"], found["replacement"]) == (CARD, "[CREDIT_CARD]")
    assert run(["preview", str(tmp_path / "r.jsonl")]) == 0
    shown = capsys.readouterr().out
    assert CARD not in shown
    assert shown.splitlines()[1].split() == ["1", "messages[0].content", "credit_card", "credit_card", "masked"]
    assert run(["preview", "--show", str(tmp_path / "r.jsonl")]) == 0
    assert f"{CARD}  [CREDIT_CARD]" in capsys.readouterr().out


def test_refusals_are_named_and_are_no_errors(tmp_path: Path, capsys: Captured) -> None:
    image = [{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]
    code, answer, talk = previewed(capsys, tmp_path, request(image), request(f"SSN: {SSN}", tools=[tool(SSN)]))
    assert (code, talk) == (0, "")
    part, name = answer["requests"]
    assert part["refused"]["param"] == "messages[0].content[0]"
    assert name["refused"] == {
        "code": "part_refused",
        "message": "a name or key in tools[0].function.parameters.properties holds ssn; names are sent unchanged, "
        "so the request is refused",
        "param": "tools[0].function.parameters.properties",
    }
    assert [one["form"] for one in name["findings"]] == ["refused", "refused"]
    assert (answer["summary"]["refused"], SSN in json.dumps(answer)) == (2, False)
    assert run(["preview", "--show", str(tmp_path / "r.jsonl")]) == 0
    assert "-      part_refused  refused" in capsys.readouterr().out


def test_what_the_vendor_would_run_is_refused_as_it_is_by_default(tmp_path: Path, capsys: Captured) -> None:
    _, answer, _ = previewed(capsys, tmp_path, request("x", tools=[{"type": "web_search"}]))
    refused = answer["requests"][0]["refused"]
    assert (refused["code"], refused["param"]) == ("part_refused", "tools[0]")


def test_a_bad_line_is_named_by_number_and_others_go_on(tmp_path: Path, capsys: Captured) -> None:
    code, answer, talk = previewed(capsys, tmp_path, "Zanzibar", '{"model": "Zanzibar"}', '["Zanzibar"]', request("x"))
    assert code == 1
    assert [one["line"] for one in answer["requests"]] == [1, 2, 3, 4]
    assert answer["requests"][2]["error"]["message"] == "holds no request: not a JSON object"
    assert "Zanzibar" not in json.dumps(answer) + talk
    assert answer["summary"]["unreadable"] == 3
    assert run(["preview", str(tmp_path / "r.jsonl")]) == 1
    streams = capsys.readouterr()
    assert [line.partition(": ")[2].partition(":")[0] for line in streams.err.splitlines()] == [
        f"r.jsonl, line {number}" for number in (1, 2, 3)
    ]
    assert streams.out == "requests: 1, with findings: 0, refused: 0, unreadable lines: 3\n"


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    body = json.dumps(request("hello")).encode() + b"\n{"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(body)))
    assert run(["preview", "-"]) == 1
    streams = capsys.readouterr()
    assert streams.err.startswith("error: standard input, line 2: ")
    assert streams.out.startswith("requests: 1, with findings: 0, refused: 0")
