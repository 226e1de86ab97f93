# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The vendors' SDKs, in the locked versions, have no place for a string that is not shipped with its treatment.

Where one fails, the SDK's types have changed: write its leaves anew (``python -m tools.sdk_leaves NAME``, in the SDK's
environment), and see what the tests of the wires and the table of fields say of the new ones.
"""

import json
import subprocess

import pytest

from tests.conformance.rig import ENVIRONMENTS, ROOT, needed
from tools.sdk_leaves.shipped import FOLDER
from tools.sdk_leaves.surfaces import SURFACES

pytestmark = pytest.mark.conformance
ENVIRONMENT_OF = {"openai": "openai", "anthropic": "anthropic", "google": "google-genai", "botocore": "boto3"}


def told(text: str) -> dict[tuple[str, str], str]:
    """What is printed of each leaf."""
    lines = (json.loads(line) for line in text.splitlines())
    return {(one["leaf"], one["kind"]): json.dumps([one["body"], one.get("word")]) for one in lines}


@pytest.mark.parametrize("surface", SURFACES)
def test_no_leaf_is_new_or_changed(surface: str) -> None:
    vendor = SURFACES[surface].partition(":")[0].partition(".")[0]
    python = needed(ENVIRONMENTS / ENVIRONMENT_OF[vendor] / "bin/python")
    printed = subprocess.run(
        [python, "-m", "tools.sdk_leaves", surface], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    walked = told(printed.stdout)
    shipped = told((FOLDER / f"{surface}.jsonl").read_text("utf-8"))
    assert walked
    assert sorted(leaf for leaf in walked if leaf not in shipped) == [], "new"
    assert sorted(leaf for leaf in shipped if leaf not in walked) == [], "gone"
    assert sorted(leaf for leaf, body in walked.items() if shipped[leaf] != body) == [], "changed"
