# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The process log: JSON lines on stderr that cannot hold content, at any level.

Our own lines are constant texts with declared extra fields. What a library logs may quote what it was given,
so of its lines only place, level and the kind of an exception are kept.
"""

import json
import logging
import sys
from typing import TextIO

from clearance.core.ledger.leaf import format_time

_OWN = "clearance"
_FIELDS = ("job", "code", "error", "call_id", "url", "boundary", "setting", "count")
"""The extra fields that a line may have: names, codes and numbers of ours, never a caller's text."""


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; an exception is its type, never its text or traceback."""
        line: dict[str, object] = {
            "time": format_time(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name == _OWN or record.name.startswith(f"{_OWN}."):
            line["message"] = record.msg if isinstance(record.msg, str) and not record.args else record.funcName
            line |= {name: record.__dict__[name] for name in _FIELDS if name in record.__dict__}
        else:
            line["at"] = f"{record.filename}:{record.lineno}"
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=True)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send everything that this process logs to stderr as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
