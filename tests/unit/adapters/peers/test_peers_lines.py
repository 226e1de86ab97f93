# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""A peer that answers, and every way in which one does not."""

import sys
from pathlib import Path

import pytest

from clearance.adapters.peers.lines import Peer, about_presidio, presidio_command
from clearance.core.evaluation.documents import Mark
from clearance.errors import DetectorUnavailable

TEXT = "Zanzibar \ud800"
ECHO = """
import json, os, sys
for line in sys.stdin:
    asked = json.loads(line)
    label = "HOME" if "HOME" in os.environ else os.environ["OMP_NUM_THREADS"]
    span = {"start": 0, "end": len(asked["text"]), "label": label}
    print(json.dumps({"id": asked["id"], "spans": [span]}), flush=True)
"""


def answering(expression: str) -> list[str]:
    return [sys.executable, "-c", f"import sys\nfor line in sys.stdin: print({expression}, flush=True)"]


def test_a_peer_answers_each_text_and_sees_no_environment() -> None:
    with Peer("peer", [sys.executable, "-c", ECHO]) as peer:
        assert peer.find("ab") == [Mark(0, 2, "1")]
        assert peer.find(TEXT) == [Mark(0, 10, "1")]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("'no'", "peer answered text 1 with no JSON."),
        ("'[]'", "peer answered text 1 in another shape."),
        ('\'{"id": "1", "spans": [{}]}\'', "peer answered text 1 in another shape."),
        ('\'{"id": "1", "spans": [{"start": "x"}]}\'', "peer answered text 1 in another shape."),
        ('\'{"id": "2", "spans": []}\'', "peer answered another text than 1."),
        ('\'{"id": "1", "error": {"message": "Zanzibar"}}\'', "peer answered text 1 with an error."),
    ],
)
def test_another_answer_is_an_error_without_content(expression: str, said: str) -> None:
    with Peer("peer", answering(expression)) as peer, pytest.raises(DetectorUnavailable) as refused:
        peer.find(TEXT)
    assert refused.value.safe_message == said


def test_a_peer_that_ends_is_named_with_its_status() -> None:
    with Peer("peer", [sys.executable, "-c", "raise SystemExit(7)"]) as peer:
        for number in (1, 2):
            with pytest.raises(DetectorUnavailable, match=f"peer ended at text {number} with status 7"):
                peer.find("x" * 200_000)


def test_a_command_that_does_not_start() -> None:
    with pytest.raises(DetectorUnavailable, match=r"peer does not start \(FileNotFoundError\)"):
        Peer("peer", ["/nowhere/at/all"])


def test_an_interpreter_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DetectorUnavailable, match=r"there is no interpreter .*make bench-detection"):
        about_presidio(tmp_path / "python")


def test_an_interpreter_without_presidio() -> None:
    with pytest.raises(DetectorUnavailable, match=r"not installed for .*--presidio-python"):
        about_presidio(Path(sys.executable))


@pytest.mark.parametrize("printed", ["[]", "no"])
def test_something_else_than_an_interpreter(tmp_path: Path, printed: str) -> None:
    fake = tmp_path / "python"
    fake.write_text(f"#!/bin/sh\necho '{printed}'\n")
    fake.chmod(0o700)
    with pytest.raises(DetectorUnavailable, match="not installed"):
        about_presidio(fake)
    fake.chmod(0o600)
    with pytest.raises(DetectorUnavailable, match="not installed"):
        about_presidio(fake)


def test_versions_are_what_the_interpreter_says(tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\necho \'{"presidio": "2.2"}\'\n')
    fake.chmod(0o700)
    assert about_presidio(fake) == {"presidio": "2.2"}


def test_presidio_runs_isolated() -> None:
    command = presidio_command(Path("p"), 0.4)
    assert (command[:2], command[3]) == (["p", "-I"], "--threshold=0.4")
    assert Path(command[2]).is_file()
