# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The report of a deep run says what ran and what failed."""

from datetime import UTC, datetime

from tools.deep_report import read_results, report

JUNIT = """<?xml version="1.0"?><testsuites><testsuite>
<testcase classname="tests.unit.test_b" name="test_one[x]" time="0.25"/>
<testcase classname="tests.unit.test_a" name="test_two[secret-looking id]" time="1.5"><failure>text</failure></testcase>
<testcase classname="tests.unit.test_a" name="test_three" time="0.5"/>
</testsuite></testsuites>"""


def test_results_are_counted_by_file() -> None:
    suites = read_results(JUNIT)
    assert list(suites) == ["tests.unit.test_a", "tests.unit.test_b"]
    first = suites["tests.unit.test_a"]
    assert (first.tests, first.seconds, first.failed) == (2, 2.0, ["test_two"])


def test_the_page_names_commit_date_and_failures_and_no_parameters() -> None:
    page = report(read_results(JUNIT), datetime(2026, 11, 22, 9, 5, tzinfo=UTC), "abc1234")
    assert page.startswith("# Deep test report, 2026-11-22\n")
    assert "commit `abc1234`, 09:05 UTC.\n3 tests, 1 failed, 2 s." in page
    assert "| `tests.unit.test_a` | 2 | 2.0 | test_two |" in page
    assert "secret-looking" not in page
