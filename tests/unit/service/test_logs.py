# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The log writes what is allow-listed and nothing else."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from clearance.service.logs import configure


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    out = io.StringIO()
    configure("debug", out)
    yield out
    root.handlers, root.level = before, level


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_our_own_lines_have_their_text_and_listed_fields(stream: io.StringIO) -> None:
    logging.getLogger("clearance.gateway").info("listening", extra={"code": "x", "count": 3, "prompt": "canary"})
    (line,) = lines(stream)
    assert {name: value for name, value in line.items() if name != "time"} == {
        "level": "info",
        "logger": "clearance.gateway",
        "message": "listening",
        "code": "x",
        "count": 3,
    }
    assert line["time"].endswith("Z")


def test_arguments_tracebacks_and_foreign_messages_are_not_written(stream: io.StringIO) -> None:
    ours, theirs = logging.getLogger("clearance.x"), logging.getLogger("uvicorn.error")
    ours.warning("value %s", "canary")
    theirs.warning("canary")
    logging.getLogger("clearancex").warning("canary")
    try:
        int("canary")
    except ValueError:
        ours.exception("failed")
        theirs.exception("canary")
    assert "canary" not in stream.getvalue()
    name = "test_arguments_tracebacks_and_foreign_messages_are_not_written"
    assert [line.get("message") for line in lines(stream)] == [name, None, None, "failed", None]
    assert [line.get("error") for line in lines(stream)[-2:]] == ["ValueError", "ValueError"]
    assert lines(stream)[1]["at"].startswith("test_logs.py:")


def test_one_record_is_one_line_without_control_characters(stream: io.StringIO) -> None:
    logging.getLogger("clearance").info("a\nb\x1b[31m", extra={"code": "c\r\nd\u2028"})
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().rstrip("\n").isprintable()
