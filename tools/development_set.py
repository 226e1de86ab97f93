# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Annotated text written by hand, as the JSON lines that ``clearance evaluate`` reads.

``python -m tools.development_set [FILE]`` prints them; without a file those of the shipped development set.
"""

import sys
from pathlib import Path

from clearance.core.evaluation.documents import write_document
from tests.accuracy.corpus import read_corpus
from tools.project_files import ROOT

DEVELOPMENT = Path("tests/accuracy/development.txt")


def convert(path: Path) -> str:
    """The file as JSON lines. Raises OSError, and ValueError where the file is not written as it should be."""
    return "".join(write_document(one) + "\n" for one in read_corpus(path.read_text(encoding="utf-8")))


def main(arguments: list[str]) -> int:
    """Print the lines; 1 and the place on standard error where the file cannot be read."""
    path = Path(arguments[0]) if arguments else ROOT / DEVELOPMENT
    try:
        lines = convert(path)
    except (OSError, ValueError) as error:
        print(f"{path}: {error.strerror if isinstance(error, OSError) else error}", file=sys.stderr)
        return 1
    sys.stdout.write(lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
