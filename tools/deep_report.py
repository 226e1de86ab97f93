# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""Run every test at full counts and write what happened to ``docs/reports/deep-<date>.md``.

The report is committed: it says what was run, on what, how long it took and what failed.
"""

import os
import platform
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tools.project_files import ROOT

REPORTS = Path("docs/reports")
_SHOWN = ("hypothesis", "cedarpy", "google-re2", "hyperscan", "sqlcipher3", "cryptography", "openai")


@dataclass(slots=True)
class Suite:
    """What ran in one test file."""

    tests: int = 0
    seconds: float = 0.0
    failed: list[str] = field(default_factory=list)


def read_results(junit: str) -> dict[str, Suite]:
    """Results by test file, from pytest's JUnit XML (our own output, so the plain parser is enough)."""
    suites: dict[str, Suite] = defaultdict(Suite)
    for case in ET.fromstring(junit).iter("testcase"):  # noqa: S314 - the file is pytest's, written a moment ago
        suite = suites[case.get("classname", "")]
        suite.tests += 1
        suite.seconds += float(case.get("time", "0"))
        if case.find("failure") is not None or case.find("error") is not None:
            suite.failed.append(case.get("name", "").partition("[")[0])
    return dict(sorted(suites.items()))


def report(suites: dict[str, Suite], when: datetime, commit: str) -> str:
    """The page."""
    total = sum(suite.tests for suite in suites.values())
    failed = sum(len(suite.failed) for suite in suites.values())
    lines = [
        f"# Deep test report, {when:%Y-%m-%d}",
        "",
        f"`make test-deep` at commit `{commit}`, {when:%H:%M} UTC.",
        f"{total} tests, {failed} failed, {sum(suite.seconds for suite in suites.values()):.0f} s.",
        "",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores; "
        + ", ".join(f"{name} {version(name)}" for name in _SHOWN)
        + ".",
        "",
        "| Tests | Count | Seconds | Failed |",
        "| --- | --- | --- | --- |",
        *(
            f"| `{name}` | {suite.tests} | {suite.seconds:.1f} | {', '.join(suite.failed) or '-'} |"
            for name, suite in suites.items()
        ),
        "",
    ]
    return "\n".join(lines)


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    found = subprocess.run(command, capture_output=True, check=False, text=True)
    return found.stdout.strip() or "unknown"


def main(arguments: list[str]) -> int:
    """Run and report. The exit status is pytest's."""
    when = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        junit = Path(folder) / "junit.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={junit}", *arguments]
        environment = os.environ | {"HYPOTHESIS_PROFILE": "deep"}
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if not junit.is_file():
            return status or 1
        page = report(read_results(junit.read_text(encoding="utf-8")), when, _commit())
    target = ROOT / REPORTS / f"deep-{when:%Y-%m-%d}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8")
    print(f"written: {target.relative_to(ROOT)}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
