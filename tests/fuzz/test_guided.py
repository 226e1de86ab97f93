# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The same targets, guided by coverage: atheris for a fixed time each, in an environment of its own."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / ".fuzz" / "bin" / "python"
SECONDS = int(os.environ.get("FUZZ_SECONDS", "30"))
LEAST_RUNS = 100


@pytest.mark.deep
@pytest.mark.parametrize("name", TARGETS)
def test_a_guided_search_finds_nothing(name: str, tmp_path: Path) -> None:
    assert PYTHON.is_file(), "make .fuzz/.ready installs atheris"
    command = [str(PYTHON), "-m", "tests.fuzz.drive", name, str(tmp_path), f"-max_total_time={SECONDS}"]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    told = ran.stderr.decode("utf-8", "replace") + ran.stdout.decode("utf-8", "replace")
    assert ran.returncode == 0, told[-4000:]
    done = re.search(r"Done (\d+) runs", told)
    assert done is not None, told[-4000:]
    assert int(done[1]) >= LEAST_RUNS
