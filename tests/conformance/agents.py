# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A coding agent as a command that answers one prompt, beside a gateway in front of a stand-in."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.rig import PATIENCE, Environ, Gateway, Scene, house, surroundings

Line = Callable[[Gateway, str, str], Sequence[str | Path]]
"""The command line for a prompt and a model."""


@dataclass(frozen=True, slots=True)
class Run:
    """How the command ended: its exit code, what it said, and what it said beside that."""

    code: int
    out: str
    errors: str


async def command(line: Sequence[str | Path], environ: Mapping[str, str], folder: Path) -> Run:
    """Run a command in a folder and a home of its own."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        *line,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=work,
        env=surroundings(folder / "home", environ),
    )
    try:
        out, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Run(process.returncode or 0, out.decode(), errors.decode(errors="replace"))


def prompted(folder: Path, line: Line, environ: Environ, prompt: str, model: str = "m") -> tuple[Run, Scene]:
    """One prompt; how the command ended, and what came of it at the gateway and the vendor."""

    async def act() -> tuple[Run, Scene]:
        async with house(folder) as home:
            said: dict[str, Any] = {}
            async with home.scene(said) as seen:
                run = await command(line(home.gateway, prompt, model), environ(home.gateway), folder)
            return run, seen()

    return asyncio.run(act())
