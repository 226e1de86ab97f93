# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Which files belong to the project: what Git tracks, or would if it were asked to."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NOT_OURS = frozenset({"__pycache__", "build", "dist", "node_modules"})


def project_files(root: Path = ROOT) -> Iterator[Path]:
    """Every file of the project, relative to ``root``, sorted. Without Git: every file outside dot folders."""
    names = _from_git(root)
    if names is None:
        names = [str(path.relative_to(root)) for path in root.rglob("*") if _is_ours(path.relative_to(root))]
    for name in sorted(names):
        if (root / name).is_file():
            yield Path(name)


def read_text(path: Path) -> str | None:
    """The file as UTF-8 text, or None for a binary one."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def _from_git(root: Path) -> list[str] | None:
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return None
    command = [git, "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=False)
    if listed.returncode != 0:  # e.g. a checkout that belongs to another user
        return None
    return [name for name in listed.stdout.decode("utf-8").split("\0") if name]


def _is_ours(relative: Path) -> bool:
    hidden = any(part.startswith(".") and part != ".ci" for part in relative.parts[:-1])
    return not hidden and not _NOT_OURS.intersection(relative.parts)
