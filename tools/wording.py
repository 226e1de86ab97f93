# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Words that are not ours to say. ``python -m tools.wording`` prints each use and exits 1.

A gateway can show what it did; whether an organisation complies, or whether data still identifies a person, is for
others to judge. Where a text must name such a phrase (to deny it, or to quote a law), the reviewed list
``tools/wording-allowed.txt`` holds the file, the words around it and the reason.

The patterns are written so that this file does not match itself.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.project_files import ROOT, project_files, read_text

ALLOWED = Path("tools/wording-allowed.txt")

# Pattern and why it is not ours to say.
FORBIDDEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for pattern, why in (
        (r"\bhipaa[\s-]+complian[t]", "a product cannot comply for an organisation"),
        (r"\bcertifie[d]\b", "nobody has examined this product"),
        (r"\bguarantees?\s+complianc[e]", "compliance also rests on human duties"),
        (r"\bde-?identifie[d]", "a legal standing that tokens do not have"),
        (r"\banonymou[s](?:ly)?\b|\banonymi[sz]e[d]?\b", "tokens and masks are pseudonyms at best"),
        (r"registry\.npm[j]s|\bpy[p]i\.org|python[h]osted|deb\.debia[n]", "the project names no registry host"),
        (r"(?<![\w.$}])/(?:wor[k]|far[m]|roo[t])/", "the project names no path of one machine"),
    )
)


@dataclass(frozen=True, slots=True)
class Use:
    """One use of such words."""

    path: Path
    line: int
    words: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words!r}: {self.why}"


@dataclass(frozen=True, slots=True)
class ReviewedUse:
    """A reviewed use: in this file, a line that holds these words, for this reason."""

    path: Path
    words: str
    reason: str


def uses(path: Path, text: str) -> Iterator[Use]:
    """Every use in one text, also where a phrase runs over a line's end."""
    for pattern, why in FORBIDDEN:
        for match in pattern.finditer(text):
            yield Use(path, text.count("\n", 0, match.start()) + 1, " ".join(match.group().split()), why)


def read_allowed(text: str) -> list[ReviewedUse]:
    """Parse the list, ``path | words of the line | reason``. Raises ValueError for a line without all three."""
    allowed = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(" | ")]
        if len(parts) != 3 or not all(parts):
            raise ValueError("tools/wording-allowed.txt: write `path | words of the line | reason`")
        allowed.append(ReviewedUse(Path(parts[0]), parts[1], parts[2]))
    return allowed


def project_uses(root: Path = ROOT) -> list[str]:
    """Every use that is not on the reviewed list, and every entry of the list that nothing uses."""
    allowed = read_allowed((root / ALLOWED).read_text(encoding="utf-8"))
    needed: set[ReviewedUse] = set()
    found: list[str] = []
    for path in project_files(root):
        text = read_text(root / path)
        if text is None or path == ALLOWED:
            continue
        lines = text.splitlines()
        for use in uses(path, text):
            match = next((a for a in allowed if a.path == path and a.words in lines[use.line - 1]), None)
            if match is None:
                found.append(str(use))
            else:
                needed.add(match)
    return found + [f"{ALLOWED}: nothing uses `{a.path} | {a.words}`" for a in allowed if a not in needed]


def main() -> int:
    """Print every use."""
    found = project_uses()
    for use in found:
        print(use)
    print(f"wording: {len(found)} to mend" if found else "wording: kept", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
