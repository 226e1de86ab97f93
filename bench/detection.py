# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The detector and Presidio on the same documents in one run: what each finds, misses and marks for nothing, how fast.

``python -m bench.detection [FILE...]``: annotated files, as JSON lines or as the development set is written (.txt);
none: the shipped development set. `make bench-detection` prepares Presidio's environment first.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from clearance.cli.main import run
from clearance.config.threads import one_thread
from tools.development_set import DEVELOPMENT, convert
from tools.project_files import ROOT


def arguments_for(given: list[str], folder: Path) -> list[str]:
    """The arguments of ``clearance evaluate``; files written by hand are converted into ``folder``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpora", nargs="*", type=Path, default=[ROOT / DEVELOPMENT])
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    for option in ("--limit", "--errors", "--presidio-python", "--presidio-threshold"):
        parser.add_argument(option, help="as `clearance evaluate` has it")
    options = vars(parser.parse_args(given))
    corpora: list[Path] = options.pop("corpora")
    files = [_readable(path, folder / f"{at}-{path.stem}.jsonl") for at, path in enumerate(corpora)]
    as_json = ["--json"] if options.pop("json") else []
    passed_on = [
        word for name, value in options.items() if value for word in (f"--{name.replace('_', '-')}", str(value))
    ]
    return ["evaluate", *map(str, files), "--against", "presidio", *passed_on, *as_json]


def _readable(path: Path, made: Path) -> Path:
    if path.suffix != ".txt":
        return path
    try:
        made.write_text(convert(path), encoding="utf-8")
    except (OSError, ValueError) as error:
        sys.exit(f"{path}: {error.strerror if isinstance(error, OSError) else error}")
    return made


def main() -> None:
    """Measure and print, with one thread as the command has it."""
    one_thread()
    with tempfile.TemporaryDirectory() as folder:
        code = run(arguments_for(sys.argv[1:], Path(folder)))
    sys.exit(code)


if __name__ == "__main__":
    main()
