# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Runs inside a client's environment: asks a driver what standard input says, prints what the client saw.

A driver is a module beside this one, ``drive_NAME``. Each scene is a function of it that takes the prompt and the
model's name and returns what a user of the client would have in hand.
"""

import asyncio
import importlib
import inspect
import json
import sys
from typing import Any


def raised(error: BaseException) -> dict[str, Any]:
    """What a user sees of an error: its types, its text, and what the usual attributes say."""
    types = [kind.__name__ for kind in type(error).__mro__]
    shown = {name: getattr(error, name, None) for name in ("status_code", "code")}
    return {"types": types, "text": str(error), **{name: str(value) for name, value in shown.items() if value}}


def perform(driver: Any, asked: dict[str, str], runner: asyncio.Runner) -> dict[str, Any]:
    """One scene; asynchronous ones share a loop, as some clients keep their connections from one to the next."""
    try:
        seen = getattr(driver, asked["scene"])(asked["ask"], asked["model"])
        return dict(runner.run(seen) if inspect.iscoroutine(seen) else seen)
    except Exception as error:  # noqa: BLE001 - whatever the client raises is what is looked at
        return {"raised": raised(error)}


def main() -> None:
    """Answer line by line."""
    driver = importlib.import_module(sys.argv[1])
    with asyncio.Runner() as runner:
        for line in sys.stdin:
            asked = json.loads(line)
            sys.stdout.write(json.dumps({"scene": asked["scene"], **perform(driver, asked, runner)}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
