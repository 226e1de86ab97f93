# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The clients that run against the gateway are pinned: exact versions, a digest for each, and no host's name."""

import json
import re
from pathlib import Path

import pytest

from tools.project_files import ROOT

PYTHON = [*sorted((ROOT / "requirements/conformance").glob("*.in")), ROOT / "requirements/fuzz.in"]
NODE = sorted((ROOT / "tests/conformance/node").glob("*/package.json"))


@pytest.mark.parametrize("wanted", PYTHON, ids=lambda path: path.stem)
def test_python_clients_are_locked_by_hash(wanted: Path) -> None:
    locked = wanted.with_suffix(".txt").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z0-9])", locked)[1:]
    assert packages
    for package in packages:
        assert re.match(r"[\w.\[\],-]+==\S+", package), package
        assert "--hash=sha256:" in package, package
    assert "://" not in locked


@pytest.mark.parametrize("wanted", NODE, ids=lambda path: path.parent.name)
def test_node_clients_are_locked_by_digest(wanted: Path) -> None:
    manifest = json.loads(wanted.read_text(encoding="utf-8"))
    packages = json.loads(wanted.with_name("package-lock.json").read_text(encoding="utf-8"))["packages"]
    root = packages.pop("")
    for kind in ("dependencies", "optionalDependencies"):
        assert root.get(kind, {}) == manifest.get(kind, {})
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in manifest.get(kind, {}).values())
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
